"""How a need is stated, changed, learnt and kept."""
