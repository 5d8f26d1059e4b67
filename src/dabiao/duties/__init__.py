"""Duties: who answers for each standard, in writing; what is asked of them, and by when."""
