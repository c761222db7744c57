"""Facts, benefits, bodies and events: their names, types and labels; no rules."""
