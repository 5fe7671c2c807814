"""Runs probes/: environments, supervised processes, the store of runs."""
