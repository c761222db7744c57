"""The others, each in the best form found for it, and the limits that nobody can pass."""
