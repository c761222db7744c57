"""What the law owes the persons in the files: consent, requests, openings with a reason, sealing, breaches."""
