"""Server time and queries of what an agent does, as one worker answers it: the whole WSGI application, without network.

Run on one database by `bench.scale`: each line on standard input is the number of a case to measure a round of, and the
answer is a line of JSON. So two sizes take turns, and what else the machine does is the same for both.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any, NamedTuple

import django

django.setup()

from django.db import connection  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.load import cpu_of  # noqa: E402
from organisation import tokens  # noqa: E402
from organisation.models import User  # noqa: E402
from servicedesk.models import Ticket  # noqa: E402
from servicedesk.models.tickets import TicketQuerySet  # noqa: E402
from servicedesk.queues import QUEUES, desk_tickets  # noqa: E402

SAMPLES, WARM_UP = 15, 4
PAGE, HUNDREDTH = 50, 99
WORDS = ["lamp", "zaal", "kapot", "fiets", "toilet", "pas kwijt", "verhuizen", "lift", "koffie", "schoonmak"]
HTMX = {"HX-Request": "true"}
FILTERS = {
    "building": "B30", "kind": "complaint", "unit": "facilitair-team", "product": "schoonmaakmelding",
    "channel": "desk", "department": "ET", "urgency": "high", "assignee": "agent", "sort": "changed",
}  # fmt: skip

Ask = Callable[[], HttpResponseBase]


class Case(NamedTuple):
    """Something people do: its name, what was promised (median and p95 in ms), and requests that differ."""

    name: str
    goal: tuple[int, int] | None
    asks: list[Ask]


class Desk:
    """Somebody at the desk, and the requests that are measured."""

    def __init__(self) -> None:
        self.chance = Random(1)  # noqa: S311
        self.agent = User.objects.get(username="agent")
        self.client = Client()
        self.client.force_login(self.agent)
        self.people = list(User.objects.filter(username__startswith="collega").select_related("department")[:400])
        self.now = timezone.now()

    def cases(self) -> Iterator[Case]:
        yield Case(
            "caller look-up", (60, 150), [self._get("desk:people", HTMX, people=words) for words in self._names()]
        )
        what = HTMX | {"HX-Target": "products"}
        yield Case("what: products", (60, 150), [self._get("desk:new", what, products=words) for words in WORDS])
        yield Case("save a call", (100, 300), [self._save(person) for person in self.people[:80]])
        yield from self._queues()
        yield Case("ticket page", (80, 200), [self._get(ticket.get_desk_url()) for ticket in self._some()])
        yield from self._searches()
        yield from self._others()

    def _names(self) -> list[str]:
        people = self.chance.sample(self.people, 12)
        names = [person.name for person in people[:4]] + [person.name.split()[-1][:4].lower() for person in people[4:8]]
        return [*names, people[8].extension, people[9].room, people[10].email, people[11].username]

    def _save(self, person: User) -> Ask:
        data = {
            "channel": "phone", "requester": person.pk, "urgency": "normal", "kind": "incident",
            "subject": "De lamp boven mijn bureau knippert", "description": "Sinds maandag, vooral in de ochtend.",
        }  # fmt: skip
        return lambda: self.client.post(reverse("desk:new"), data)

    def _queues(self) -> Iterator[Case]:
        for queue in QUEUES:
            yield Case(f"queue {queue.slug}", (60, 150), [self._get("desk:queue", slug=queue.slug)])
        keep = {queue.slug: queue.keep for queue in QUEUES}
        seen = desk_tickets(self.agent)
        for slug in ("all", "waiting", "late"):
            at = _cursor(keep[slug](seen, self.agent, self.now).order_by("resolve_by", "pk"))
            yield Case(f"queue {slug}, page 100", (60, 150), [self._get("desk:queue", slug=slug, after=at)])
        closed = _cursor(seen.filter(state="closed").order_by("-resolve_by", "-pk"))
        first = self._get("desk:queue", slug="all", state="closed")
        yield Case("closed", (60, 150), [first])
        yield Case("closed, page 100", (60, 150), [self._get("desk:queue", slug="all", state="closed", after=closed)])
        for name, value in FILTERS.items():
            yield Case(f"queue all, {name}", (60, 150), [self._get("desk:queue", None, slug="all", **{name: value})])
        words = [self._get("desk:queue", slug="all", q=one) for one in ("lamp", "deur", "deur raam", "fiets")]
        yield Case("queue all, words", (60, 150), words)
        part = self._get("desk:queue", HTMX, slug="all")
        yield Case("queue all, only the rows", (60, 150), [part])

    def _searches(self) -> Iterator[Case]:
        # The description ends with a number that few others have.
        rare = [word for one in self._some() for word in one.description.split() if word.startswith("FM")]
        searches = {
            "rare word": rare, "common word": ["lamp", "deur", "kamer"], "two words": ["lamp lift", "deur raam"],
            "a number as word": [f"FM{number}" for number in range(100, 130)], "nothing": ["zwembadwater"],
            "words and filters": ["lamp is:open", "deur kind:storing", "lift unit:facilitair"],
        }  # fmt: skip
        for name, words in searches.items():
            yield Case(f"search: {name}", (150, 400), [self._get("desk:search", q=one) for one in words])

    def _others(self) -> Iterator[Case]:
        asker = Client()
        asker.force_login(self.people[0])
        yield Case("portal home", None, [lambda: asker.get("/")])
        yield Case("portal: my questions", None, [lambda: asker.get(reverse("portal:tickets"))])
        bearer = {"Authorization": f"Bearer {tokens.issue(self.agent, name='bench')}"}
        for name, query in (("API list", {}), ("API list, closed", {"state": "closed"}), ("API search", {"q": "lamp"})):
            yield Case(name, None, [self._get("/api/v1/tickets", bearer, **query)])

    def _some(self) -> list[Ticket]:
        last = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
        chosen = {self.chance.randrange(max(10_300, last - 90_000), last - 200) for _ in range(30)}
        return list(Ticket.objects.filter(pk__in=chosen))

    def _get(self, name: str, headers: Mapping[str, str] | None = None, **query: Any) -> Ask:
        slug = query.pop("slug", None)
        address = name if name.startswith("/") else reverse(name, args=[slug] if slug else [])
        return lambda: self.client.get(address, query, headers=headers)


def _cursor(rows: TicketQuerySet) -> str:
    """Return where the hundredth page begins; the last one where there are fewer."""
    after = list(rows.values_list("resolve_by", "pk")[: PAGE * HUNDREDTH])
    at, pk = after[-1] if len(after) == PAGE * HUNDREDTH else after[-PAGE]
    return f"{at.isoformat()}_{pk}"


class Round(NamedTuple):
    """Times of the requests of one round in ms, the mean CPU in ms, and the most queries one request needed."""

    times: list[float]
    cpu: float
    queries: int


def measure(case: Case, begun: int) -> Round:
    """Ask a round, going on where the one before stopped; the first warms up, and counts queries."""
    asks = list(islice(cycle(case.asks), begun * SAMPLES, (begun + 1) * SAMPLES))
    queries = 0
    for ask in asks[:WARM_UP] if begun == 0 else []:
        with CaptureQueriesContext(connection) as seen:
            _must_be_well(case, ask())
        queries = max(queries, len(seen))
    times, cpu = [], _cpu()
    for ask in asks:
        started = perf_counter()
        ask()
        times.append((perf_counter() - started) * 1000)
    return Round(times, (_cpu() - cpu) / SAMPLES * 1000, queries)


def _cpu() -> float:
    """Return the seconds of CPU used by this process and, where it is on this machine, by its part of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return process_time() + (cpu_of([pid]) if Path(f"/proc/{pid}/stat").exists() else 0)


def _must_be_well(case: Case, answer: HttpResponseBase) -> None:
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{case.name}: {answer.status_code}")


def main() -> None:
    cases = list(Desk().cases())
    print(json.dumps([[case.name, case.goal] for case in cases]), flush=True)
    rounds: Counter[int] = Counter()
    for line in sys.stdin:
        number = int(line)
        print(json.dumps(measure(cases[number], rounds[number])), flush=True)
        rounds[number] += 1


if __name__ == "__main__":
    main()
