"""Two fictitious counties as the application keeps them: bodies, workers, children, families, a year of history."""
