"""Which files we take. Pure: a name and the first bytes in, a type or a fault (an English msgid) out."""

from __future__ import annotations

from catalog.intake import gettext_noop

ZIP = (b"PK\x03\x04",)
# Extension → (content type, what such a file begins with; empty: text without NUL bytes).
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "gif": ("image/gif", (b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", (b"RIFF",)),  # and WEBP after the length; a RIFF can also hold sound
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ZIP),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", ZIP),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
}
ACCEPT = ",".join(f".{extension}" for extension in TYPES)
HEAD = 512


def safe_name(name: str) -> str:
    """Return the last part of a path, without control, formatting or quoting characters, at most 150 long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '"<>|:*?').strip(" .")
    stem, dot, extension = kept.rpartition(".")
    return f"{stem[:120]}{dot}{extension[:20]}" or "bestand"


def type_of(name: str, head: bytes) -> str | None:
    """Return the content type of a file with this name that begins with `head`; None where the two disagree."""
    stem, _dot, extension = name.rpartition(".")
    extension = extension.lower()
    if not stem or extension not in TYPES:
        return None
    content_type, starts = TYPES[extension]
    fits = head.startswith(starts) if starts else b"\x00" not in head
    if extension == "webp":
        fits = fits and head[8:12] == b"WEBP"
    return content_type if fits else None


def fault(name: str, head: bytes, size: int, most: int) -> str:
    """Return why a file is refused, as an English msgid; empty when it is welcome. `size` and `most` in bytes."""
    if size > most:
        return gettext_noop("This file is too large. The limit is 25 MB.")
    if size == 0:
        return gettext_noop("This file is empty.")
    if type_of(name, head) is None:
        return gettext_noop("We can't take this kind of file. Send a PDF, a picture, a text or an office document.")
    return ""
