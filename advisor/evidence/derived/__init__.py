"""Criteria that the program works out instead of taking a claim for them."""
