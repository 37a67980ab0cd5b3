"""What lies across surveys."""
