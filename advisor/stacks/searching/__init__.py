"""How one way is searched for sets of versions that fit a target, and what keeps them away."""
