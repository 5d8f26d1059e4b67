"""One module per command of ``dabiao``; each exports a click command named ``command``."""
