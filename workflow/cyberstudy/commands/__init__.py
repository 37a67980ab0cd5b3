"""What make calls beside the workflow."""
