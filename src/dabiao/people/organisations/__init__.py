"""Organisations: the two trees, their changes, and their register as a workbook."""
