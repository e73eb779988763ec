"""The words that a ticket is found by, apart for whom they may be found by."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Lookup, Q

from catalog.matching import english_stem, stem, wanted
from organisation.models import User
from servicedesk.models.tickets import Ticket

# Shorter beginnings, and those of numbers, would be the beginning of nearly everything.
SHORTEST_BEGINNING = 3


def is_beginning(word: str) -> bool:
    """May `word` also be the beginning of a longer one?"""
    return word.isalpha() and len(word) >= SHORTEST_BEGINNING


class WordsField(models.TextField):
    """Plain words with blanks between them. The database keeps an index of them, which `__matches` reads."""


@WordsField.register_lookup
class Matches(Lookup):
    """Has this one plain word: as it is written, another form of it in Dutch or English, or a longer one."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        word = self.rhs
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{self.lhs.target.column}_vector"
        queries, values = ["to_tsquery('simple', %s)"], [f"{word}:*" if is_beginning(word) else word]
        # A word that is its own stem only once: the same thing three times is three times as common to the planner.
        for config, stemmed in (("dutch", stem(word)), ("english", english_stem(word))):
            if stemmed != word:
                queries.append(f"to_tsquery('{config}', %s)")
                values.append(word)
        return f"{column} @@ ({' || '.join(queries)})", values

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        beginnings = {f'"{form}"*' for form in (self.rhs, stem(self.rhs)) if is_beginning(form)}
        forms = " OR ".join(sorted(beginnings or {f'"{self.rhs}"'}))
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.ticket_id"
        found = "SELECT rowid FROM servicedesk_ticketwords_index WHERE servicedesk_ticketwords_index MATCH %s"
        return f"{column} IN ({found})", [f"{self.lhs.target.column} : ({forms})"]


class TicketWordsQuerySet(models.QuerySet["TicketWords"]):
    def with_all(self, words: str, by: User | None) -> TicketWordsQuerySet:
        """Keep what has all that matters of `words`; those inside only where `by` may read inside. Nothing for none."""
        sought = wanted(words)
        found = self if sought else self.none()
        inside = _readable_inside(by)
        for word in sought:
            said = Q(public__matches=word)
            found = found.filter(said if inside is None else said | (inside & Q(inside__matches=word)))
        return found


def _readable_inside(by: User | None) -> Q | None:
    """Return of which tickets `by` may read what is inside; None for of no ticket."""
    if by is None or by.standing.is_nobody:
        return None
    standing = by.standing
    if standing.is_agent or standing.reads_all:
        return Q()
    if not standing.units:
        return None
    worked = Ticket.objects.filter(work_orders__unit__in=standing.units).values("pk")
    return Q(ticket__in=worked) | Q(ticket__lead_unit__in=standing.head_of)


class TicketWords(models.Model):
    """What a ticket says, once for each word: to its customer as well, and inside only. Written with the log."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="words")
    public = WordsField(blank=True)
    inside = WordsField(blank=True)

    objects = TicketWordsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ticket words"

    def __str__(self) -> str:
        return f"words of M-{self.ticket_id}"
