"""One file for each indicator: its question, clauses, numerator, denominator, what is unknown, how fresh it is."""
