"""Looking ahead: what a draft would change for a population, and what the coming months change by themselves."""
