"""Figures of analyses of one's own, which their Python files declare and draw."""
