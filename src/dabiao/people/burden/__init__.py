"""减负: what is asked of each organisation every week, and what is too much."""
