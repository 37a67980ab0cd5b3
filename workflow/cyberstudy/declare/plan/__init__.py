"""The plan of an analysis, decided before looking."""
