"""达标 Dabiao: from a standard to a circular, and back from any number to the observation behind it."""
