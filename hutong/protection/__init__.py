"""A child in danger: the report, its receipt by the police, and whose name nobody reads."""
