"""One file per framework: an environment head read as text, then one Adapter."""
