"""Why a framework stands where it stands, and what would change that."""
