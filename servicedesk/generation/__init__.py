"""A long history in bulk: what the services did to the example's questions, copied to other days and other people."""

from servicedesk.generation.generate import generate

__all__ = ["generate"]
