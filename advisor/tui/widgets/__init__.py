"""Widgets that show a view."""
