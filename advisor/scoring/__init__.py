"""The book and the need become a ranking that says how sure it is."""
