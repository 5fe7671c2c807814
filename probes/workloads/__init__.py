"""One file per workload: a head read as text, then shapes, data, parameters and the NumPy
reference."""
