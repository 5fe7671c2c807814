"""Which dialog belongs to which row, and what its answer does: of the need, and of the place."""
