"""The cycle of three years: its stages, windows and gates, and a feed of dates per unit."""
