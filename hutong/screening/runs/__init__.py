"""One screening from files to files: parts that are whole or absent, worker processes, resuming, merging."""
