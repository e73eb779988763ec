"""Where one starts: search, what is asked most, and how one's own questions stand."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.answering import count_missed
from catalog.models import Product
from catalog.search import search_answers, search_products
from core.pages import page_or_partial
from organisation.models import User
from organisation.requests import PersonRequest
from routing.desks import desks_at
from routing.exchange import choices_at
from servicedesk.following import follow, for_customer
from servicedesk.models import Approval, Ticket
from servicedesk.outages import told_to
from servicedesk.told import news
from servicedesk.views.portal.promises import reachable

MOST_ASKED, OPEN_ON_HOME, FOUND, MINE_FOUND, ANSWERS_FOUND = 6, 5, 12, 5, 6
LATELY = timedelta(days=90)
# What is asked most shows in the last so many questions: counting them costs the same however many there are.
COUNTED = 2000
LONGEST_SEARCH = 100
# What htmx asks for, by the place it goes to.
PARTS = {"suggestions": "portal/_suggestions.html", "meant": "portal/_meant.html"}


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """What can we do for you?"""
    user, now = request.user, timezone.now()
    mine = for_customer(Ticket.objects.asked_by(user).open().order_by("resolve_by", "pk"))
    context = {
        "asked_most": _asked_most(user, now),
        "mine": follow(mine[:OPEN_ON_HOME], now),
        "to_approve": Approval.objects.asked_of(user).for_display().order_by("asked_at")[:OPEN_ON_HOME],
        "outages": told_to(user)[:OPEN_ON_HOME],
        "news": news(user),
        "reachable": reachable(now),
        "desks": desks_at(now, user.location),
        "choices": choices_at(now, user.location),
    }
    return render(request, "portal/home.html", context)


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """Look for words in the catalogue, the answers and one's own questions; there is always something else."""
    typed = request.GET.get("q", "") or request.GET.get("subject", "")
    words = " ".join(typed.replace("\x00", "").split())[:LONGEST_SEARCH]
    found = Ticket.objects.asked_by(request.user).found_by(words).order_by("-pk") if words else Ticket.objects.none()
    context = {
        "words": words,
        "products": search_products(request.user, words, FOUND) if words else [],
        "answers": search_answers(request.user, words, ANSWERS_FOUND) if words else [],
        "mine": follow(for_customer(found)[:MINE_FOUND], timezone.now()),
    }
    # While somebody types, half a word is no search yet.
    if words and not request.htmx and not (context["products"] or context["answers"] or context["mine"]):
        count_missed(words)
    part = PARTS.get(request.headers.get("HX-Target", ""), "portal/_results.html")
    return page_or_partial(request, "portal/search.html", part, context)


def _asked_most(user: User, now: datetime) -> list[Product]:
    """Return what was asked most in the last three months, of what `user` can have; by name where nothing was."""
    lately = Ticket.objects.filter(product__isnull=False, opened_at__gte=now - LATELY).order_by("-pk")
    asked = Counter(lately.values_list("product", flat=True)[:COUNTED])
    offered = Product.objects.offered_to(user).for_display().order_by("name")
    return sorted(offered, key=lambda product: -asked[product.pk])[:MOST_ASKED]
