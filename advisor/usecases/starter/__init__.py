"""A project for the chosen framework: written, and proved."""
