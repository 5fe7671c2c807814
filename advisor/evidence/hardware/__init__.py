"""A machine's hardware: the short name that it goes by, and which figures speak for it."""
