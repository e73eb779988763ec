"""What goes round the front office, in figures."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organisation.requests import PersonRequest
from routing.access import is_reader
from servicedesk.bypass_figures import as_rows, by_phase, cells, lines, months
from servicedesk.views.entrance import open_to


@require_safe
@open_to(is_reader)
def bypass(request: PersonRequest) -> HttpResponse:
    """Show what was counted per unit, product and phase; `?format=csv` is the same to take away."""
    now = timezone.now()
    found = cells(request.user, now)
    if request.GET.get("format") == "csv":
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="bypass-{timezone.localdate():%Y-%m-%d}.csv"'
        csv.writer(response, delimiter=";").writerows(as_rows(found))
        return response
    shown = months(now)
    context = {
        "months": shown,
        "units": lines(found, shown, "unit"),
        "products": lines(found, shown, "product"),
        "phases": by_phase(found),
        "total": sum(cell.many for cell in found),
    }
    return render(request, "routing/bypass.html", context)
