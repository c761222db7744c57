"""Screening a population: the same rules here and in the best that others have, the same answers, side by side."""
