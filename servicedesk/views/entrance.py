"""Who may come in, and where one begins. A stranger is told so, whatever the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from organisation.models import User
from organisation.requests import PersonRequest
from servicedesk.queues import has_desk

View = Callable[..., HttpResponse]


def open_to(may_enter: Callable[[User], bool]) -> Callable[[View], View]:
    """Let only those in of whom `may_enter` is true; others get the page that says so (403)."""

    def guarded(view: View) -> View:
        @wraps(view)
        def inner(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_enter(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return guarded


def is_agent(user: User) -> bool:
    return user.standing.is_agent


@require_safe
def start(request: PersonRequest) -> HttpResponse:
    """Go to where one's own day begins: the desk, the work, or the portal."""
    user = request.user
    if user.standing.is_agent or user.standing.reads_all:
        return redirect("desk:home")
    if user.standing.works:
        return redirect("work:home")
    return redirect("desk:home" if has_desk(user) else "portal:home")


desk_only = open_to(has_desk)
agents_only = open_to(is_agent)
