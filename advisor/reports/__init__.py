"""Advice becomes documents; each format is a pure function."""
