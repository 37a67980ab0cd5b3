"""Declarations of a new survey from its exports and its form: what is seen, and what is asked."""
