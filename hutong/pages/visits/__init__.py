"""Visits: who is due, the form for the phone, what the family was told."""
