"""Small programs of other systems that talk to the door; each needs nothing but Python."""
