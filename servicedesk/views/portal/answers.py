"""Reading an answer, and saying whether this was it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from catalog.answering import judge_answer
from catalog.markup import blocks
from catalog.models import Answer, Product
from organisation.requests import PersonRequest

LONGEST_SEARCH = 100


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, slug: str) -> HttpResponse:
    """Show an answer that is in force. Who says no goes on to the question, with the words typed before."""
    rows = Answer.objects.visible_to(request.user).published().for_display()
    row = get_object_or_404(rows, slug=slug)
    words = (request.POST.get("q", "") or request.GET.get("q", "")).replace("\x00", "")[:LONGEST_SEARCH]
    if request.method == "POST" and request.POST.get("helped") in ("yes", "no"):
        return _judged(request, row, words)
    context = {
        "answer": row,
        "version": row.current,
        "blocks": blocks(row.current.body) if row.current else [],
        "products": Product.objects.offered_to(request.user).filter(pk__in=row.products.values("pk")),
        "words": words,
    }
    return render(request, "portal/answer.html", context)


def _judged(request: PersonRequest, row: Answer, words: str) -> HttpResponse:
    helped = request.POST["helped"] == "yes"
    judge_answer(row, by=request.user, helped=helped)
    if helped:
        messages.success(request, gettext("Thank you. Good to know that this helps."))
        return redirect(row)
    return redirect(f"{reverse('portal:ask')}?{urlencode({'about': words or row.name, 'from': 'search'})}")
