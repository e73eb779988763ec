"""A label as a square that a telephone reads."""

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

# Squares of white around it, that a reader needs.
QUIET = 4


def square(address: str) -> tuple[int, str]:
    """Return how many small squares wide the code of `address` is, and the path that draws the dark ones."""
    code = qrcode.QRCode(border=QUIET, error_correction=ERROR_CORRECT_Q)
    code.add_data(address)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)
