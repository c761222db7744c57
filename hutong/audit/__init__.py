"""Who looked and who did what: written once, sealed in a chain, verifiable without the server."""
