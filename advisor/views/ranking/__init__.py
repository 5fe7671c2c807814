"""The ranking, and what is said of one place in it."""
