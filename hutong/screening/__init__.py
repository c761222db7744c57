"""The same rules over whole populations; one file per engine."""
