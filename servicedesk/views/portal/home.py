"""Where one starts: search, what is asked most, and how one's own questions stand."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import Product
from catalog.search import search_products
from core.pages import page_or_partial
from organisation.requests import PersonRequest
from servicedesk.following import follow, for_customer
from servicedesk.models import Approval, Ticket

MOST_ASKED, OPEN_ON_HOME, FOUND = 6, 5, 12
LATELY = timedelta(days=90)
LONGEST_SEARCH = 100


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """What can we do for you?"""
    user = request.user
    mine = for_customer(Ticket.objects.asked_by(user).open().order_by("resolve_by", "pk"))
    context = {
        "asked_most": _asked_most(request),
        "mine": follow(mine[:OPEN_ON_HOME], timezone.now()),
        "to_approve": Approval.objects.asked_of(user).for_display().order_by("asked_at")[:OPEN_ON_HOME],
    }
    return render(request, "portal/home.html", context)


@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """Look for words in the catalogue and in one's own questions; there is always something else."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    tickets = Ticket.objects.asked_by(request.user).found_by(words).order_by("-pk") if words else Ticket.objects.none()
    context = {
        "words": words,
        "products": search_products(request.user, words, FOUND) if words else [],
        "mine": follow(for_customer(tickets)[:OPEN_ON_HOME], timezone.now()),
    }
    return page_or_partial(request, "portal/search.html", "portal/_results.html", context)


def _asked_most(request: PersonRequest) -> list[Product]:
    """Return what was asked most in the last three months, of what one can have."""
    lately = Q(tickets__opened_at__gte=timezone.now() - LATELY)
    offered = Product.objects.offered_to(request.user).for_display()
    return list(offered.annotate(asked=Count("tickets", filter=lately)).order_by("-asked", "name")[:MOST_ASKED])
