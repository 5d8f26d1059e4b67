"""The demo district: made up, seeded, and built through the same actions that real data takes."""
