"""Keeping a list under a name, and removing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from core.refusals import Refused
from organisation.requests import PersonRequest
from servicedesk import services
from servicedesk.forms.acts import refuse
from servicedesk.forms.lists import QueueFilter, ViewForm
from servicedesk.models import SavedView
from servicedesk.queues import BY_SLUG
from servicedesk.views.entrance import desk_only


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def views(request: PersonRequest) -> HttpResponse:
    """Show the lists that were kept; keep one more, or remove one."""
    if request.method != "POST":
        chosen = request.GET.copy()
        slug = chosen.pop("slug", ["all"])[-1]
        initial = {"slug": slug, "query": chosen.urlencode()}
        return _page(request, ViewForm(user=request.user, initial=initial))
    if "drop" in request.POST:
        key = request.POST["drop"]
        pk = int(key) if key.isascii() and key.isdigit() and len(key) < 13 else 0
        services.drop_view(get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk), by=request.user)
        messages.success(request, gettext("The list has been removed."))
        return redirect("desk:views")
    form = ViewForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        answer = form.do_once(request, lambda: _keep(request, form))
    except Refused as refusal:
        refuse(form, refusal)
        return _page(request, form, status=422)
    messages.success(request, gettext("The list has been kept. It stands above the questions."))
    return redirect(answer["url"])


def _keep(request: PersonRequest, form: ViewForm) -> dict:
    data = form.cleaned_data
    slug = data["slug"] if data["slug"] in BY_SLUG else "all"
    query = QueueFilter(QueryDict(data["query"]), user=request.user).kept
    view = services.keep_view(by=request.user, name=data["name"], slug=slug, query=query, unit=data.get("shared"))
    return {"url": view.get_absolute_url()}


def _page(request: PersonRequest, form: ViewForm, *, status: int = 200) -> HttpResponse:
    found = SavedView.objects.visible_to(request.user).select_related("unit")
    rows = [(view, view.is_edited_by(request.user)) for view in found]
    return render(request, "desk/views.html", {"form": form, "rows": rows}, status=status)
