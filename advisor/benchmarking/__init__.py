"""Measuring frameworks here: what to measure, in which order, when to stop, and what is kept."""
