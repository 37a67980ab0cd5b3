"""Countries by what they are named for: Ward's trees, with one group among the choices."""
