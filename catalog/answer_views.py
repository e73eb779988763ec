"""The editors' pages about answers: the list, the form, and what was looked for in vain."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from catalog.access import require_editor, require_reader
from catalog.answering import may_propose, publish_answer, revise_answer, withdraw_answer, write_answer
from catalog.forms.answer import REVIEW, VIEWS, AnswerForm
from catalog.models import Answer, AnswerQuerySet, Missed
from core.pages import page_or_partial
from core.refusals import Refused
from organisation.requests import PersonRequest

PAGE = 50


@require_safe
def answers(request: PersonRequest) -> HttpResponse:
    """The list, by state, or by what is due to be read again."""
    require_reader(request.user)
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in VIEWS else ""
    rows = Answer.objects.visible_to(request.user).for_display().with_votes()
    context = {
        "page": Paginator(_in_view(rows, chosen), PAGE).get_page(request.GET.get("page")),
        "views": [{"value": str(value), "label": label, "current": value == chosen} for value, label in VIEWS.items()],
        "can_edit": request.user.standing.is_editor,
        "today": timezone.localdate(),
    }
    return page_or_partial(request, "catalog/answers.html", "catalog/_answers.html", context)


def _in_view(rows: AnswerQuerySet, chosen: str) -> AnswerQuerySet:
    if chosen == REVIEW:
        return rows.due_for_review(timezone.localdate()).order_by("review_on", "name")
    return rows.filter(state=chosen) if chosen else rows


@require_safe
def missed(request: PersonRequest) -> HttpResponse:
    """What was looked for in vain, by week; never by whom."""
    require_reader(request.user)
    page = Paginator(Missed.objects.all(), PAGE).get_page(request.GET.get("page"))
    can_edit = request.user.standing.is_editor
    return render(request, "catalog/missed.html", {"page": page, "can_edit": can_edit})


@require_http_methods(["GET", "HEAD", "POST"])
def new_answer(request: PersonRequest) -> HttpResponse:
    """Write an answer, or propose one. The words it should answer can come along in the address."""
    if not may_propose(request.user):
        raise PermissionDenied
    if request.method != "POST":
        about = request.GET.get("about", "").replace("\x00", "")[:120]
        return form_page(request, AnswerForm(by=request.user, initial={"name": about}))
    form = AnswerForm(request.POST, by=request.user)
    if not form.is_valid():
        return form_page(request, form, status=422)
    publishes = request.POST.get("do") == "publish" and request.user.standing.is_editor

    def do() -> dict:
        answer = write_answer(by=request.user, **form.values)
        if publishes:
            publish_answer(answer, by=request.user)
        return {"slug": answer.slug}

    try:
        slug = form.do_once(request, do)["slug"]
    except Refused as refusal:
        form.add_error(None, refusal.text)
        return form_page(request, form, status=422)
    return _kept(request, slug, publishes)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, slug: str) -> HttpResponse:
    """An answer's form; who reads along sees it and can't send it."""
    require_reader(request.user)
    row = get_object_or_404(Answer.objects.visible_to(request.user).for_display().with_votes(), slug=slug)
    if request.method != "POST":
        return form_page(request, AnswerForm(by=request.user, answer=row), row)
    require_editor(request.user)
    form = AnswerForm(request.POST, by=request.user, answer=row)
    do = request.POST.get("do")
    if not form.is_valid():
        return form_page(request, form, row, status=422)
    try:
        if do == "withdraw":
            withdraw_answer(row, by=request.user, seen=form.cleaned_data["seen"])
        else:
            changed = revise_answer(row, by=request.user, seen=form.cleaned_data["seen"], **form.values)
            if do == "publish":
                publish_answer(changed, by=request.user)
    except Refused as refusal:
        form.add_error(None, refusal.text)
        return form_page(request, form, row, status=422)
    return _kept(request, slug, do == "publish", withdrawn=do == "withdraw")


def form_page(
    request: PersonRequest, form: AnswerForm, row: Answer | None = None, *, status: int = 200
) -> HttpResponse:
    """Show the form of an answer."""
    context = {
        "form": form,
        "answer": row,
        "versions": row.versions.select_related("published_by") if row else [],
        "can_edit": request.user.standing.is_editor,
    }
    return render(request, "catalog/answer.html", context, status=status)


def _kept(request: PersonRequest, slug: str, published: bool, *, withdrawn: bool = False) -> HttpResponse:
    """Say what became of it, and go where its writer may come."""
    if withdrawn:
        text = gettext("Withdrawn. Nobody finds this answer any more.")
    elif published:
        text = gettext("Published. It is found from now on.")
    else:
        text = gettext("Kept as a draft. Nobody else sees it until it is published.")
    if not request.user.standing.is_editor:
        messages.success(request, gettext("Thank you. The editors read your proposal before it is published."))
        return redirect("portal:home" if not request.user.standing.is_agent else "desk:home")
    messages.success(request, text)
    return redirect("catalog:answer", slug=slug)
