"""Backups of everything, sealed, and their way back into an empty database."""
