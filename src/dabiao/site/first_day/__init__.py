"""The first day of an empty district: the first people, then a list of what there is and what is still missing."""
