"""Every address of the application, tried by everybody, at home and next door."""
