"""研判: what the observations say of the district, its standards, streets and departments."""
