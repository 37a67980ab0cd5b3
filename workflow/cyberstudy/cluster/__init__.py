"""Stage 5, cluster: are there groups, none among the choices, and are they stable."""
