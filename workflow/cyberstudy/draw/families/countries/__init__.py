"""Countries on a map of the world."""
