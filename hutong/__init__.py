"""What child-welfare policy documents owe a child on a day, and why."""
