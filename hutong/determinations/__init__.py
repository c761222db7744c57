"""What the documents concluded about a child on a day; departures by a person, with reasons."""
