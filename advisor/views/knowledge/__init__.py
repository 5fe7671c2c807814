"""What the knowledge base claims, entry by entry."""
