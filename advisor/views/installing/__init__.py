"""The ways onto a machine, and what this one lacks."""
