"""The command line: reads the clock and the files, prints what the rooms below found."""
