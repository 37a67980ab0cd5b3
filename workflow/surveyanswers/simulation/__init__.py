"""The simulator: a population that answers as assumed, in the collectors' own formats."""
