"""Populations from files: each kind of file in its own module, all read in pieces of bounded size."""
