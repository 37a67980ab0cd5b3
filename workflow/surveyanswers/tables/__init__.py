"""Contracts of answers, and how tables are read and written."""
