"""The choice becomes a project folder that trains."""
