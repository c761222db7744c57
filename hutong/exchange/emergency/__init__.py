"""The list for the day on which the server is gone: sealed for its keepers, opened by two of them in any browser."""
