"""Stage 5, cluster: are there groups, one among the choices, and would they come back."""
