"""Survey rounds: the county board, the village list."""
