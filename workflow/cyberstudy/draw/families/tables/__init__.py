"""Tables that are shown as they are, without a figure."""
