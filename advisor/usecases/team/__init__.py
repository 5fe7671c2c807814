"""Several people, one decision."""
