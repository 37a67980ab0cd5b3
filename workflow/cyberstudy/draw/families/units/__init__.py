"""Numbers of units that are named, which surveys of public answers alone may show."""
