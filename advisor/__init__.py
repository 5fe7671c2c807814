"""Helps people choose a deep-learning framework on Linux, on evidence."""
