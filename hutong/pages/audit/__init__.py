"""The record for the audit administrator, and who looked at a file. No child is named here."""
