"""What is counted and supervised: kept sums of places, indicators with their clauses, the bulletin."""
