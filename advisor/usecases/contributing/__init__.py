"""What somebody adds: code in a folder of their own, and the skeletons of a new framework."""
