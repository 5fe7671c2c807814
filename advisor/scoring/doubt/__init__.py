"""What is drawn for a decision, and where the doubt about it lies."""
