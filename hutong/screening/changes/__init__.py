"""What yesterday's run spares today's, and what changed between the two: children, amounts, clauses."""
