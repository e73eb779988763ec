"""Measures how fast the product is with very much in it. Nothing here is part of the product."""
