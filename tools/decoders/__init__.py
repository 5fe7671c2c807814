"""Guest: a small decoder in several frameworks, and what its process takes: run by
tools/cpu_memory_experiment.py, each in an environment of its own."""
