"""Reports of danger to a child."""
