"""Proof-reading of printed tables."""
