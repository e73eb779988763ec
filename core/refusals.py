"""What a service says when the rules don't allow what was asked."""


class Refused(Exception):
    """A rule forbids it. The text is for the person who asked; `errors` names the fields it is about."""

    def __init__(self, text: str, errors: dict[str, list[str]] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.errors = errors or {}

    def __str__(self) -> str:
        return str(self.text)


class Stale(Refused):
    """Somebody changed the row since the asker saw it. `changes` are the events not seen yet, oldest first."""

    def __init__(self, text: str, changes: list) -> None:
        super().__init__(text)
        self.changes = changes
