"""Formulas that turn a matrix of values and weights into an order, under the names they have in the
literature."""
