"""Every defensible way to make a clustering."""
