"""For families: how to see, correct or object to what is kept of them, and where to go."""
