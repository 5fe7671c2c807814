"""Looking into the knowledge base, and asking the index for what is newer."""
