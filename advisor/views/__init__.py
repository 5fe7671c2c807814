"""Advice and the rest become figures in plain words, for every front end alike."""
