"""Administrative divisions as they were on a day, the bodies at a place, working days. No child is known here."""
