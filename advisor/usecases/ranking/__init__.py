"""From a need to advice, and from advice to what would make it surer."""
