"""Mutation testing of the compilers: small slips are put into them one by one, and tests must notice each."""
