"""Addresses of the three faces. Numbers in them are read by the converters that this import registers."""

from servicedesk import converters

__all__ = ["converters"]
