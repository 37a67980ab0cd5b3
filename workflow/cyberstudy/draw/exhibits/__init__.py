"""The kinds of exhibits that are not yet part of a family: a module a kind, with ``draw``."""
