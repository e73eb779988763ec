"""Who may look into the catalogue's kitchen, and who may change it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from organisation.models import User


def require_editor(user: User) -> None:
    """Raise PermissionDenied unless `user` is a catalogue editor."""
    if not user.standing.is_editor:
        raise PermissionDenied


def require_reader(user: User) -> None:
    """Raise PermissionDenied unless `user` is a catalogue editor, a manager or an auditor."""
    if not (user.standing.is_editor or user.standing.reads_all):
        raise PermissionDenied
