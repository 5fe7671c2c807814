"""Reads what people hand in: profiles, policies, machine files, reports."""
