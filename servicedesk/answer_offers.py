"""Answers among what a few typed words may be about."""

from __future__ import annotations

from catalog.models import Answer, Product
from catalog.search import best_of
from organisation.models import User
from servicedesk.lifecycle import Kind
from servicedesk.offered import Filling, Offer, Sought


def answers(sought: Sought, limit: int) -> list[Offer]:
    """Offer the published answers that the agent may read. Two queries."""
    found = best_of(Answer.objects.visible_to(sought.by).published(), sought.words, limit)
    shown = Answer.objects.select_related("current").in_bulk([one.pk for one in found])
    return [_offer(shown[one.pk], one.score) for one in found if one.pk in shown]


def _offer(answer: Answer, score: float) -> Offer:
    current = answer.current
    name, body = (current.name, current.body) if current else (answer.name, answer.body)
    return Offer("answer", answer.pk, name, " ".join(body.split())[:80], "book", score)


def fill_answer(pk: int, by: User, customer: User | None) -> Filling | None:
    """Fill in the answer as what the customer reads; with its product where there is one the customer can have."""
    rows = Answer.objects.visible_to(by).published().select_related("current")
    answer = rows.filter(pk=pk).first()
    if answer is None or answer.current is None:
        return None
    offered = Product.objects.offered_to(customer) if customer else Product.objects.visible_to(by).published()
    return Filling(
        kind=Kind.INFORMATION,
        product=offered.for_display().filter(pk__in=answer.products.values("pk")).order_by("name").first(),
        subject=answer.current.name,
        text=answer.current.body,
    )
