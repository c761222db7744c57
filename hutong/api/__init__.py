"""The door for other systems: JSON, as narrow as the screens."""
