"""The national child-welfare system: its screens, what it is known to hold, the days until a child must be there."""
