"""Observations and cells as Parquet."""
