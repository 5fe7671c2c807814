"""Which engine runs a large model on which cards, in words, as bars and as a document."""
