"""Environments: what one needs, whence it comes, how it is built, adopted and proved."""
