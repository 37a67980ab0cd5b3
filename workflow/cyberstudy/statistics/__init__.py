"""Arrays in, numbers out: statistics that know no survey."""
