"""What else will change when a phase starts. Who knows something of it registers a preview when its app starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from organisation.models import Location
from routing.models import Phase

Preview = Callable[[Phase, Location | None], Sequence[str]]
_previews: list[Preview] = []


def register_preview(preview: Preview) -> None:
    """Let `preview` say, in sentences, what a start of this phase at this place would move."""
    if preview not in _previews:
        _previews.append(preview)


def previews(phase: Phase, location: Location | None = None) -> list[str]:
    """Return all that will change, in sentences."""
    return [line for preview in _previews for line in preview(phase, location)]
