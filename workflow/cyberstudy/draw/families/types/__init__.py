"""Classes that a clustering found."""
