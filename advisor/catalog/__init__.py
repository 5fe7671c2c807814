"""Reads knowledge/ strictly and reports every problem of every file at once."""
