"""What changes the answers: writing, publishing, withdrawing; and what people say about them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext

from catalog.access import require_editor
from catalog.definition import Definition
from catalog.likeness import words as plain
from catalog.matching import search_names, search_text
from catalog.models import Answer, AnswerVersion, AnswerVote, Missed, Product, ProductState
from core.refusals import Refused, Stale
from organisation.models import User

YEAR = timedelta(days=365)
LONGEST_BODY = 20_000
# The words of a search that are kept.
MOST_WORDS, LONGEST_WORDS = 8, 80


def may_propose(user: User) -> bool:
    """May `user` write an answer that an editor reads before anyone else does?"""
    standing = user.standing
    return standing.is_editor or standing.is_agent or bool(standing.head_of)


@transaction.atomic
def write_answer(
    *, by: User, name: str, body: str, products: Iterable[Product] = (), owner: User | None = None,
    review_on: date | None = None, **more: Any,
) -> Answer:  # fmt: skip
    """Put a new answer on the editors' list as a draft. Whoever answers customers may propose one."""
    if not may_propose(by):
        raise PermissionDenied
    now = timezone.now()
    answer = Answer(
        slug=_slug(name), owner=owner or by, review_on=review_on or timezone.localdate(now) + YEAR, changed_at=now
    )
    _fill(answer, name=name, body=body, **more)
    answer.save(force_insert=True)
    answer.products.set(products)
    return answer


@transaction.atomic
def revise_answer(
    answer: Answer, *, by: User, name: str, body: str, products: Iterable[Product], owner: User, review_on: date,
    seen: int | None = None, **more: Any,
) -> Answer:  # fmt: skip
    """Change what an editor works on; what is in force stays until it is published."""
    require_editor(by)
    answer = _lock(answer, seen)
    _fill(answer, name=name, body=body, **more)
    answer.owner, answer.review_on = owner, review_on
    answer.products.set(products)
    return _save(answer, "name", "body", "keywords", "language", "audience", "owner", "review_on")


@transaction.atomic
def publish_answer(answer: Answer, *, by: User, seen: int | None = None) -> Answer:
    """Bring it into force as a new version."""
    require_editor(by)
    answer = _lock(answer, seen)
    last = answer.versions.order_by("-number").values_list("number", flat=True).first() or 0
    answer.current = AnswerVersion.objects.create(
        answer=answer, number=last + 1, name=answer.name, body=answer.body, published_at=timezone.now(), published_by=by
    )
    answer.state = ProductState.PUBLISHED
    said = Definition(code="", name=answer.name, keywords=tuple(answer.keywords), description=answer.body)
    answer.search_names, answer.search_text = search_names(said), search_text(said)
    return _save(answer, "current", "state", "search_names", "search_text")


@transaction.atomic
def withdraw_answer(answer: Answer, *, by: User, seen: int | None = None) -> Answer:
    """Let nobody find it any more. Its versions are kept."""
    require_editor(by)
    answer = _lock(answer, seen)
    if answer.state != ProductState.PUBLISHED:
        raise Refused(gettext("Only a published answer can be withdrawn."))
    answer.state = ProductState.WITHDRAWN
    return _save(answer, "state")


@transaction.atomic
def judge_answer(answer: Answer, *, by: User, helped: bool) -> None:
    """Say whether this was it. The last word of a day counts, once."""
    if not Answer.objects.visible_to(by).published().filter(pk=answer.pk).exists():
        raise PermissionDenied
    AnswerVote.objects.update_or_create(answer=answer, person=by, on=timezone.localdate(), defaults={"helped": helped})


@transaction.atomic
def count_missed(words: str) -> None:
    """Count a search that led to nothing, in its week and without who searched."""
    kept = " ".join(plain(words)[:MOST_WORDS])[:LONGEST_WORDS].strip()
    if not kept:
        return
    today = timezone.localdate()
    row, new = Missed.objects.get_or_create(week=today - timedelta(days=today.weekday()), words=kept)
    if not new:
        Missed.objects.filter(pk=row.pk).update(number=F("number") + 1)


def _fill(answer: Answer, *, name: str, body: str, **more: Any) -> None:
    answer.name, answer.body = " ".join(name.split()), body.strip()
    if not answer.name or not answer.body or len(answer.name) > 120 or len(answer.body) > LONGEST_BODY:
        raise Refused(gettext("Give a title and an answer."))
    for field, value in more.items():
        setattr(answer, field, value)


def _slug(name: str) -> str:
    """Return an address that is free."""
    base = slugify(name)[:70] or "answer"
    taken = set(Answer.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | {"new", "missed"}
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def _lock(answer: Answer, seen: int | None) -> Answer:
    row = Answer.objects.select_for_update(of=("self",)).select_related("current").get(pk=answer.pk)
    if seen is not None and row.version != seen:
        raise Stale(gettext("A colleague changed this answer while you were working on it."), [])
    return row


def _save(answer: Answer, *fields: str) -> Answer:
    answer.version += 1
    answer.changed_at = timezone.now()
    answer.save(update_fields=[*fields, "version", "changed_at"])
    return answer
