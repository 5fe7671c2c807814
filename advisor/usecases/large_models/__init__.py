"""Which engine runs a large model on the cards that are decided for, and whether they hold it."""
