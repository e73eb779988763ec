"""What a telephone exchange and its callers are told of the menu of a phase."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from organisation.models import Location, Unit
from organisation.opening import house_calendar
from routing.dialplan import Exchange
from routing.menus import Option, every, spoken
from routing.models import MenuOption, PhaseStart
from routing.phone_menu import Menu

AHEAD = timedelta(days=366)


def exchange_for(menu: Menu, today: date) -> Exchange:
    """Return what an exchange has to know: the choices, the hours, the holidays of the coming year, and the numbers."""
    calendar, row = house_calendar(), menu.row
    return Exchange(
        phase=menu.phase.number,
        number=settings.SERVICE_PHONE,
        options=menu.options,
        numbers=dict(Unit.objects.exclude(extension="").values_list("code", "extension")),
        hours=_hours(menu) or calendar.hours,
        closed_on=tuple(sorted(day for day in calendar.closed if today <= day < today + AHEAD)),
        welcome=row.welcome_nl if row else "",
        closed=row.closed_nl if row else "",
        emergency=row.emergency_nl if row else "",
        emergency_number=row.emergency_number if row else "",
    )


def is_open(menu: Menu, at: datetime) -> bool:
    """Does a caller hear the choices at this moment?"""
    hours, local = _hours(menu), timezone.localtime(at)
    if not hours:
        return house_calendar().is_open(at)
    spans = hours.get(local.weekday(), ())
    return local.date() not in house_calendar().closed and any(opens <= local.time() < ends for opens, ends in spans)


def said(option: Option | MenuOption) -> str:
    """Return the words of a choice in the reader's language."""
    english = (get_language() or "nl").startswith("en")
    return (option.text_en if english else option.text_nl) or option.text_nl


def choices_at(at: datetime, location: Location | None) -> list[tuple[str, str]]:
    """Return the keys a caller chooses from now, with their words in the reader's language. Two queries.

    Nothing where there is no choice: then one gets somebody at once.
    """
    start = PhaseStart.objects.in_force(at, location)
    if start is None:
        return []
    rows = MenuOption.objects.filter(menu__phase=start.phase_id, parent__isnull=True).order_by("key")
    found = [(row.key, said(row)) for row in rows]
    return found if len(found) > 1 else []


def as_text(menu: Menu, names: dict[str, str]) -> str:
    """Write the menu out for people: what is said, and who answers."""
    row = menu.row
    lines = [f"{settings.SERVICE_PHONE}: {menu.phase}"]
    for words in (row.welcome_nl, row.welcome_en, row.emergency_nl, row.emergency_en) if row else ():
        lines += [words] if words else []
    for path, option in every(menu.options):
        who = names.get(option.answered_by, "")
        lines.append(
            f"{'  ' * (len(path) - 1)}{spoken(path)}  {option.text_nl} / {option.text_en}{f' → {who}' if who else ''}"
        )
    lines += [words for words in ((row.closed_nl, row.closed_en) if row else ()) if words]
    return "\n".join(lines) + "\n"


def _hours(menu: Menu) -> dict[int, list[tuple[time, time]]]:
    hours = menu.row.hours if menu.row else {}
    return {
        int(day): [(_time(opens), _time(closes)) for opens, closes in spans] for day, spans in hours.items() if spans
    }


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)
