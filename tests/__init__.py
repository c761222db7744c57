"""Checks of the house itself, and journeys through several rooms."""
