"""Parts of the base that only those read who ask for them."""
