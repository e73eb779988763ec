"""Telephone numbers: one form for what people type and exchanges send, and whose number it may be."""

from __future__ import annotations

import re

import phonenumbers

COUNTRY = "NL"
# An extension inside the house has so many digits; what is longer is a number of the outside world.
SHORTEST, LONGEST = 2, 6
WIDTH = 20


def normal(text: str) -> str:
    """Return `+31703796412`, or an extension such as `6412`; nothing for what is no number."""
    text = text.strip().removeprefix("tel:").removeprefix("sip:").split("@")[0]
    if re.search(r"[^\d\s+()/.\-]", text) or len(text) > 40:
        return ""
    digits = re.sub(r"\D", "", text)
    if "+" not in text and SHORTEST <= len(digits) <= LONGEST:
        return digits if digits.isascii() else ""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[:WIDTH]


def shown(number: str) -> str:
    """Return a number in the way people write it here: `070 379 6412`; an extension as it is."""
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number, COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region(COUNTRY)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def may_be(number: str) -> list[str]:
    """Return the stored numbers that `number` may stand for: itself, and the extensions that it ends with."""
    if not number.startswith("+"):
        return [number] if number else []
    return [number, *(number[-length:] for length in range(4, LONGEST + 1))]
