"""How much memory a large model takes on each card, term by term, each with an interval."""
