"""Pages about routing that need tickets."""
