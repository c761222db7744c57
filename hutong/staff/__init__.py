"""Workers, their posts, signing in; what a post may see (the scope); the record of who looked."""
