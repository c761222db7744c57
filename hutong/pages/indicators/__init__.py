"""Boards of indicators: a place, an indicator, its rows; definitions; the periodic bulletin."""
