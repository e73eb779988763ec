"""What people change about themselves."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.refusals import Refused
from organisation.middleware import THEMES
from organisation.models import CustomerGroup, Density, Deputy, Shortcuts, User

# How the usernames begin of people who have no login.
GUEST = "guest-"


@transaction.atomic
def prefer(
    user: User,
    *,
    theme: str | None = None,
    language: str | None = None,
    density: str | None = None,
    shortcuts: str | None = None,
) -> User:
    """Keep how someone wants to read and work. Leaves alone what is None or unknown."""
    if theme in THEMES:
        user.theme = theme
    if language in dict(settings.LANGUAGES):
        user.language = language
    if density in Density.values:
        user.density = density
    if shortcuts in Shortcuts.values:
        user.shortcuts = shortcuts
    user.save(update_fields=["theme", "language", "density", "shortcuts"])
    return user


@transaction.atomic
def name_deputy(*, by: User, deputy: User, starts_on: date, ends_on: date) -> Deputy:
    """Let a colleague approve in one's place, both days included. Refuses oneself, a past end and an overlap."""
    if deputy.pk == by.pk or not deputy.is_active:
        raise Refused(gettext("Choose a colleague."), {"deputy": [gettext("Choose a colleague.")]})
    if ends_on < starts_on or ends_on < timezone.localdate():
        text = gettext("The last day is before the first, or has passed.")
        raise Refused(text, {"ends_on": [text]})
    # The row of the person is the lock: two windows at once can't both find the days free.
    User.objects.select_for_update().get(pk=by.pk)
    if by.deputies.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        text = gettext("Someone stands in for you on some of these days already.")
        raise Refused(text, {"starts_on": [text]})
    return Deputy.objects.create(person=by, deputy=deputy, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def add_guest(*, by: User, name: str, extension: str = "", email: str = "") -> User:
    """Make a person who has no login: somebody who calls and isn't in the directory. Refuses one without a name."""
    if not by.standing.is_agent:
        raise PermissionDenied
    name = " ".join(name.split())
    if not name or len(name) > 150:
        text = gettext("What is the caller's name?")
        raise Refused(text, {"guest_name": [text]})
    values = {"name": name, "extension": extension.strip()[:20], "email": email.strip()}
    guest = User(username=f"{GUEST}{uuid4().hex[:12]}", group=guest_group(), **values)
    guest.set_unusable_password()
    guest.save(force_insert=True)
    return guest


def is_guest(person: User) -> bool:
    """Was this person made as a guest: known, but without a login?"""
    return person.username.startswith(GUEST)


def guest_group() -> CustomerGroup | None:
    """Return the customer group that decides what a guest can ask for (rule 7), if there is one."""
    return CustomerGroup.objects.filter(for_guests=True).first()


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: User) -> None:
    """Take back what was asked of a colleague: from today on. The days that were, stay in the books."""
    if deputy.person_id != by.pk:
        raise PermissionDenied
    today = timezone.localdate()
    if deputy.starts_on >= today:
        deputy.delete()
    elif deputy.ends_on >= today:
        deputy.ends_on = today - timedelta(days=1)
        deputy.save(update_fields=["ends_on"])
