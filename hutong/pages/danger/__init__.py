"""Reporting a child in danger without signing in."""
