"""What scripts read: the advice and its report as JSON, and the published shape of them."""
