"""Screens: a folder each, view and templates together."""
