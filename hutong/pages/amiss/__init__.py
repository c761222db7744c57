"""What is answered where a page cannot be: unreadable, not open, not there, too large, broken."""
