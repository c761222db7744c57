"""Imports, exports and department data between files and the database."""
