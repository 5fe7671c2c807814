"""A starter project before and after it is written."""
