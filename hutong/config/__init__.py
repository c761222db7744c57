"""Settings, addresses and the door for web servers. Imported by nobody: named to Django by its environment."""
