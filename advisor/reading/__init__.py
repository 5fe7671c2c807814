"""What comes from outside is read here: bounded, strictly, each problem at its place."""
