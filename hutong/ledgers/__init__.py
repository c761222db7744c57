"""The spreadsheets localities keep: columns, mapping, faults beside the cell."""
