"""Nouns shared by three or more steps: frozen, closed, no behaviour beyond validation."""
