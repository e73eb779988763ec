"""Forms of those pages."""
