"""A framework's standards as a spreadsheet tells them, read into the tables of a pack."""
