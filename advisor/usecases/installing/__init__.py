"""Environments, ways onto a machine, and what is missing there."""
