"""A draft in the browser: its tree, standards, rules, check items and settings, saved row by row."""
