"""What every page shows: the faces someone may enter, the counts in the menu, the house's name and number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext

from organisation.models import User
from routing.access import is_reader
from routing.parts import PARTS
from servicedesk.models import Approval, CallBack, Notice, Ticket, WorkOrder
from servicedesk.models.labels import may_label
from servicedesk.queues import Counted, desk_tickets, has_desk
from servicedesk.work_lists import has_work

# Counting stops here, so that a count in the menu costs the same however much there is.
MOST = 100
# So many entries fit in the bar of a phone.
PHONE_ROOM = 4
# The faces by the name of their addresses.
FACES = {"desk": "desk", "work": "work", "catalog": "catalog", "routing": "routing", "arranging": "routing"}


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the names that the base templates use. The menu is made when a page shows it; a part of a page doesn't."""
    return {
        "organisation_name": settings.ORGANISATION_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "service_email": settings.SERVICE_EMAIL,
        "theme": getattr(request, "theme", "auto"),
        "nav": SimpleLazyObject(lambda: _nav(request)),
    }


def _nav(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of the face the page belongs to, in one query. Empty for who isn't logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"face": "portal", "home": reverse("portal:home"), "entries": [], "faces": [], "notices": None}
    face = _face(request)
    numbers = count(user, face)
    return {
        "face": face,
        "home": _home(user, face),
        "entries": _current(ENTRIES[face](user, numbers), request.path),
        "faces": [entry | {"current": entry["face"] == face} for entry in _faces(user)],
        "notices": {"url": reverse("portal:notices"), "count": numbers["unread"], "newest": numbers["newest"]},
    }


def count(user: User, face: str) -> dict[str, str]:
    """Return all that the menu of a face counts, in words, and the key of the newest unread notice. One query."""
    unread = Notice.objects.visible_to(user).unread()
    rows = {"unread": unread} | COUNTED[face](user)
    counted: dict[str, Any] = {name: Counted(some.order_by().values("pk")[:MOST]) for name, some in rows.items()}
    newest = Subquery(unread.order_by("-pk").values("pk")[:1])
    row = User.objects.filter(pk=user.pk).values(newest=newest, **counted).get()
    return {name: _words(number) for name, number in row.items() if name != "newest"} | {
        "newest": str(row["newest"] or 0)
    }


def _home(user: User, face: str) -> str:
    if face == "desk" and not has_desk(user):
        return reverse("desk:labels")
    return reverse({"catalog": "catalog:products", "routing": "routing:index"}.get(face, f"{face}:home"))


def _face(request: HttpRequest) -> str:
    match = request.resolver_match
    return FACES.get(match.app_name or "", "portal") if match else "portal"


def _faces(user: User) -> list[dict[str, Any]]:
    standing = user.standing
    reads_catalogue = standing.is_editor or standing.reads_all
    faces = [
        ("portal", True, "portal:home", gettext("Ask and follow"), "home"),
        ("desk", has_desk(user), "desk:home", gettext("Desk"), "phone"),
        ("labels", may_label(user) and not has_desk(user), "desk:labels", gettext("Labels"), "stamp"),
        ("work", has_work(user), "work:home", gettext("Work"), "wrench"),
        ("catalog", reads_catalogue, "catalog:products", gettext("Catalogue"), "book"),
        ("routing", is_reader(user), "routing:index", gettext("Routing"), "route"),
        ("admin", settings.ADMIN_ENABLED and user.is_staff, "admin:index", gettext("Administration"), "lock"),
    ]
    return [
        {"face": face, "url": reverse(name), "label": label, "icon": icon}
        for face, may, name, label, icon in faces
        if may
    ]


COUNTED: dict[str, Callable[[User], dict[str, QuerySet]]] = {
    "portal": lambda user: {
        "open": Ticket.objects.asked_by(user).open(),
        "approve": Approval.objects.decided_by(user).asked(),
    },
    "desk": lambda user: _of_the_desk(user),
    "work": lambda user: {"todo": WorkOrder.objects.visible_to(user).of_units_of(user).to_do()},
    "catalog": lambda user: {},
    "routing": lambda user: {},
}


def _of_the_desk(user: User) -> dict[str, QuerySet]:
    counted: dict[str, QuerySet] = {"nobodys": desk_tickets(user).unassigned()} if has_desk(user) else {}
    if user.standing.is_agent:
        counted["missed"] = CallBack.objects.visible_to(user).open()
    return counted


def _portal(user: User, numbers: dict[str, str]) -> list[dict[str, Any]]:
    entries = [
        _entry("portal:home", gettext("Home"), "home"),
        _entry("portal:products", gettext("Products"), "box"),
        _counted("open", numbers, "portal:tickets", gettext("My questions"), "list"),
    ]
    if numbers["approve"]:
        entries.append(_counted("approve", numbers, "portal:approvals", gettext("To approve"), "stamp"))
    return entries


def _desk(user: User, numbers: dict[str, str]) -> list[dict[str, Any]]:
    if not has_desk(user):
        return [_entry("desk:labels", gettext("Labels"), "stamp")]
    questions = _counted("nobodys", numbers, "desk:queues", gettext("Questions"), "list")
    entries = [
        _entry("desk:home", gettext("Today"), "home") | {"only_there": True},
        questions | {"chord": "queues", "also": f"{reverse('desk:home')}tickets/"},
    ]
    library = _entry("desk:home", gettext("Library"), "book") | {"url": reverse("desk:library", args=["texts"])}
    entries.append(library | {"wide_only": True})
    entries.append(_entry("desk:outages", gettext("Outages"), "alert") | {"wide_only": True})
    if user.standing.is_agent:
        entries.insert(1, _entry("desk:new", gettext("New question"), "phone"))
        entries.insert(3, _counted("missed", numbers, "desk:calls", gettext("Call back"), "reply"))
        entries.append(_entry("desk:people", gettext("People"), "users") | {"wide_only": True})
    if has_work(user):
        entries.append(_entry("work:home", gettext("Work orders"), "wrench"))
    if may_label(user):
        entries.append(_entry("desk:labels", gettext("Labels"), "stamp") | {"wide_only": True})
    return entries


def _work(user: User, numbers: dict[str, str]) -> list[dict[str, Any]]:
    return [
        _counted("todo", numbers, "work:home", gettext("Work"), "wrench"),
        _entry("portal:ask", gettext("Ask or report"), "plus"),
        _entry("portal:notices", gettext("Notices"), "bell"),
    ]


def _catalog(user: User, numbers: dict[str, str]) -> list[dict[str, Any]]:
    entries = [_entry("catalog:products", gettext("Products"), "box")]
    entries.append(_entry("catalog:answers", gettext("Answers"), "book"))
    if user.standing.is_editor:
        entries.append(_entry("catalog:new", gettext("New product"), "plus"))
    return entries


def _routing(user: User, numbers: dict[str, str]) -> list[dict[str, Any]]:
    # A phone's bar has room for four; the overview leads to the rest.
    return [
        _entry(part.route, str(part.label), part.icon) | {"wide_only": place >= PHONE_ROOM}
        for place, part in enumerate(PARTS)
    ]


ENTRIES = {"portal": _portal, "desk": _desk, "work": _work, "catalog": _catalog, "routing": _routing}


def words_of(key: str) -> str:
    """Say what a number in the menu counts."""
    return {
        "open": pgettext("number of questions", "open"),
        "approve": pgettext("number of approvals", "waiting for you"),
        "nobodys": pgettext("number of questions", "nobody's yet"),
        "missed": pgettext("number of callers", "to call back"),
        "todo": pgettext("number of work orders", "to do"),
    }[key]


def _entry(name: str, label: str, icon: str) -> dict[str, Any]:
    return {"url": reverse(name), "label": label, "icon": icon, "count": ""}


def _counted(key: str, numbers: dict[str, str], name: str, label: str, icon: str) -> dict[str, Any]:
    return _entry(name, label, icon) | {"key": key, "count": numbers[key], "count_label": words_of(key)}


def _current(entries: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """Mark the entry whose address the page stands under; the longest where there are more."""
    under = [entry["url"] for entry in entries if _is_under(entry, path)]
    here = max(under, key=len, default="")
    return [entry | {"current": entry["url"] == here} for entry in entries]


def _is_under(entry: dict[str, Any], path: str) -> bool:
    if path == entry["url"]:
        return True
    begins = path.startswith((entry["url"], entry.get("also", entry["url"])))
    return begins and entry["url"] != "/" and not entry.get("only_there")


def _words(number: int | None) -> str:
    """Say how many there are: nothing for none, `99+` for very many."""
    if not number:
        return ""
    return f"{MOST - 1}+" if number >= MOST else str(number)
