"""Measuring frameworks on this machine, and what is made of the figures."""
