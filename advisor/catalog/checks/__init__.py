"""What must hold beyond the shape of a file: each kind of file has its own check."""
