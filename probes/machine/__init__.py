"""One source of machine facts per file; runs under the program's own interpreter."""
