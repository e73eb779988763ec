"""Addresses of the three faces; they all speak in numbers such as M-10482."""

from servicedesk import converters as converters
