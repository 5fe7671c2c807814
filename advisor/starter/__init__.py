"""Turns a choice into a project folder; nothing is written outside the folder that was named."""
