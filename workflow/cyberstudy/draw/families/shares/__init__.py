"""Shares of those who answered: by group, by side, by option, and on a scale."""
