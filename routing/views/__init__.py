"""Pages about how the house is arranged."""
