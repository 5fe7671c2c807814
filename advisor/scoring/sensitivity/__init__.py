"""What would change the answer: weights, values, unknowns."""
