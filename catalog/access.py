"""Who may change the catalogue."""

from django.core.exceptions import PermissionDenied

from organisation.models import User


def require_editor(user: User) -> None:
    """Raise PermissionDenied unless `user` is a catalogue editor."""
    if not user.standing.is_editor:
        raise PermissionDenied
