"""The rules as SQL, for data that may not leave a database or outgrows one machine; one file per engine."""
