"""点位: the register of places that can be inspected."""
