"""The ranking becomes advice: contributions, and what would change the verdict."""
