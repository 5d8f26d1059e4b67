"""A data folder and its database as one file, and back, on the same kind of database or on the other.

``docs/upgrade-and-backup.md`` tells of the file's layout, for whoever wants to read one without this program.
"""
