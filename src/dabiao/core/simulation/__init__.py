"""Made-up districts with a known truth, for the demo and for calibration."""
