"""What several people want, and what their policy says."""
