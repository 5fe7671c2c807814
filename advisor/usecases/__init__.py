"""Verbs: each a synchronous function that both front ends call."""
