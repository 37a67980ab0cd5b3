"""Numbers of groups and of waves: their level, what changed, and weights that follow from them."""
