"""The office network: pages over HTTPS for phones and desks nearby, only when asked for."""
