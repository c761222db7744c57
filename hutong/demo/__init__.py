"""Generated children and ledgers; nobody in here is a real person."""
