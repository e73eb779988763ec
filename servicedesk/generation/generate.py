"""Copying the example's stories to other days and other customers, so that they look like years of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from organisation.example.load import facts
from organisation.models import User
from servicedesk.generation.bulk import Writer, unindexed
from servicedesk.generation.people import PREFIX, load_colleagues
from servicedesk.generation.stories import TABLES, Plain, Story, read_stories
from servicedesk.models import Notice
from servicedesk.services.words import plain_words

BATCH = 2000
WEEK = timedelta(weeks=1)
# What still goes on began in the last weeks, and is such a share of what was asked in them.
LIVE_WEEKS, LIVE_SHARE = 5, 0.35
# The customer reads notices of the last weeks only.
NOTICE_WEEKS = 1
# A copy begins up to so long before the hour of its story.
SPREAD = timedelta(minutes=50)


@transaction.atomic
def generate(count: int, *, seed: int, days: int, say: Callable[[str], None]) -> None:
    """Write `count` questions of the last `days` days with all that happened to them; all or nothing.

    The example organisation has to be there. The same seed on the same example gives the same history.
    """
    chance = Random(seed)  # noqa: S311
    load_colleagues(count, chance)
    stories = read_stories()
    if not stories:
        raise LookupError("the example organisation has no questions to copy")
    say(f"{len(stories)} stories to copy")
    with unindexed(TABLES):
        copyist = Copyist(stories, chance)
        for number, (story, weeks) in enumerate(_plan(stories, count, days, chance), start=1):
            copyist.copy(story, weeks)
            if number % BATCH == 0:
                copyist.writer.flush()
            if number % (BATCH * 25) == 0:
                say(f"{number:,} of {count:,} questions")
        copyist.writer.finish()
        say("making the indexes")


def _plan(stories: list[Story], count: int, days: int, chance: Random) -> Iterator[tuple[Story, int]]:
    """Yield each copy, oldest week first: a story, and how many weeks earlier it happens (negative: later)."""
    now = timezone.now()
    ages = {id(story): (now - story.ticket.opened_at) // WEEK for story in stories}
    weeks = max(1, days // 7)
    for back in range(weeks - 1, -1, -1):
        # The remainders of the division go to the last weeks.
        share = (count * (weeks - back)) // weeks - (count * (weeks - back - 1)) // weeks
        fits = [(story, back - ages[id(story)]) for story in stories]
        fits = [(story, shift) for story, shift in fits if story.last - shift * WEEK <= now]
        over = [one for one in fits if one[0].is_over]
        live = [one for one in fits if not one[0].is_over] if back < LIVE_WEEKS else []
        going_on = round(share * LIVE_SHARE) if over and live else share * bool(live)
        chosen = _choose(live, going_on, chance) + _choose(over, share - going_on, chance)
        yield from sorted(chosen, key=lambda one: one[0].ticket.opened_at - one[1] * WEEK)


def _choose(fits: list[tuple[Story, int]], many: int, chance: Random) -> list[tuple[Story, int]]:
    """Choose from what fits; the more happened in a story, the oftener, for the example's are mostly short."""
    return chance.choices(fits, [len(story.rows) for story, _shift in fits], k=many) if many else []


class Copyist:
    """Fills in the rows of a story for one copy after the other."""

    def __init__(self, stories: list[Story], chance: Random) -> None:
        self.chance = chance
        self.writer = Writer(TABLES)
        self.zone = ZoneInfo(settings.TIME_ZONE)
        words = facts("names")
        self.places, self.things = words["places"], words["things"]
        self.customers = self._customers(stories)

    def _customers(self, stories: list[Story]) -> dict[int, list[User]]:
        """For each story, by its ticket: who could have asked it. Nobody of those who answered, worked or signed."""
        circles = defaultdict(list)
        people = User.objects.filter(username__startswith=PREFIX).select_related("department").order_by("pk")
        for person in people:
            circles[person.customer_group_id, person.location_id].append(person)
        return {story.ticket.pk: [*circles[story.circle], story.asker] for story in stories}

    def copy(self, story: Story, weeks: int) -> None:
        """Gather the rows of one copy, `weeks` earlier than its story."""
        gaps = self._gaps(story, weeks)
        recent = story.last - weeks * WEEK > timezone.now() - NOTICE_WEEKS * WEEK
        for table, text in story.rows:
            if table is not Notice or recent:
                self.writer.rows[table].append(
                    text % gaps if self.writer.copies else tuple(_filled(value, gaps) for value in text)
                )

    def _gaps(self, story: Story, weeks: int) -> dict[str, Any]:
        customer = self.chance.choice(self.customers[story.ticket.pk])
        gaps: dict[str, Any] = {
            "asker": customer.pk,
            "department": customer.department_id,
            "room": customer.room,
            "subject": f" {self.chance.choice(self.places)}" if self.chance.random() < 0.6 else "",
            "text": self._detail(),
        }
        for table, names in story.keys:
            gaps.update(zip(names, self.writer.numbers(table, len(names)), strict=True))
        said = [gaps["ticket0"], customer.name, customer.room, gaps["subject"], gaps["text"]]
        gaps["words"] = "m " + plain_words(said)
        weeks_away = self._weeks_away(story.ticket.opened_at, weeks)
        earlier = timedelta(microseconds=self.chance.randrange(int(SPREAD.total_seconds() * 1_000_000)))
        for moment, name in story.moments.items():
            # On the whole minute: closing time, at which something is promised.
            at = moment + weeks_away - (earlier if moment.second or moment.microsecond else timedelta(0))
            gaps[name] = at.isoformat()
            if not self.writer.copies:
                gaps[f"c{name}"] = str(at.replace(tzinfo=None))
        for day, name in story.days.items():
            gaps[name] = (day - weeks * WEEK).isoformat()
        return gaps

    def _detail(self) -> str:
        """A sentence of the customer's own, so that a search has rare words to find and common ones."""
        thing, number = self.chance.choice(self.things), self.chance.randrange(1_000_000)
        return f" Het gaat om {thing} FM{number:06d} {self.chance.choice(self.places)}."

    def _weeks_away(self, opened: datetime, weeks: int) -> timedelta:
        """How far all moments move: whole weeks on the clock on the wall, also over the end of summer time."""
        local = opened.astimezone(self.zone).replace(tzinfo=None) - weeks * WEEK
        return local.replace(tzinfo=self.zone).astimezone(UTC) - opened


def _filled(value: Any, gaps: dict[str, Any]) -> Any:
    return value % gaps if isinstance(value, str) and not isinstance(value, Plain) else value
