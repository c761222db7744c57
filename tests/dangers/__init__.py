"""What somebody with bad intentions tries against the pages and the door for systems, and what they get."""
