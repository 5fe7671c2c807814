"""Ways to say how much each criterion matters."""
