"""The facts of a machine."""
