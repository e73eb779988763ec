"""Who hears of events. An upper floor registers a reader when its app starts; services only know the names."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from servicedesk.models import Event


@dataclass(frozen=True)
class Reader:
    """Called with an event, at least once; calling it twice must do no harm. `verbs` None means: every event."""

    name: str
    read: Callable[[Event], None]
    verbs: Set[str] | None = None

    def wants(self, verb: str) -> bool:
        return self.verbs is None or verb in self.verbs


_readers: dict[str, Reader] = {}


def register(name: str, read: Callable[[Event], None], verbs: Set[str] | None = None) -> None:
    """Let `read` hear of every event from now on, or only of those with one of `verbs`."""
    _readers[name] = Reader(name, read, verbs)


def readers_of(verb: str) -> list[str]:
    """Return the names of the readers that want events with this verb."""
    return [reader.name for reader in _readers.values() if reader.wants(verb)]


def names() -> list[str]:
    """Return the names of all readers, in the order in which they were registered."""
    return list(_readers)


def reader(name: str) -> Reader | None:
    """Return the reader with this name; None when its app is gone."""
    return _readers.get(name)
