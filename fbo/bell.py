"""What the shell of a page renews by itself: the bell and the numbers in the menu."""

from __future__ import annotations

from zlib import crc32

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fbo.context import COUNTED, count, words_of
from organisation.models import User
from servicedesk.models import Notice
from servicedesk.notices import purpose_words

# So many new notices are counted; they are said in one sentence.
MOST = 20


@require_safe
@login_not_required
def bell(request: HttpRequest) -> HttpResponse:
    """Draw the bell and the numbers anew, and say what came after the notice `last`; 204 where all is as it was.

    Two queries besides those that say who asks. Who was logged out meanwhile keeps the page, and what is on it.
    """
    user, face = request.user, request.GET.get("face", "")
    if not isinstance(user, User) or face not in COUNTED:
        return HttpResponse(status=204)
    numbers = count(user, face)
    mark = f"{crc32(repr(numbers).encode()):x}"
    if mark == request.GET.get("mark"):
        return HttpResponse(status=204)
    context = {
        "face": face,
        "mark": mark,
        "notices": {"url": reverse("portal:notices"), "count": numbers["unread"], "newest": numbers["newest"]},
        "counters": [(key, numbers[key], words_of(key)) for key in numbers if key not in ("unread", "newest")],
        "heard": _heard(user, request.GET.get("last", ""), numbers["newest"]),
    }
    return render(request, "core/bell_renewed.html", context)


def _heard(user: User, last: str, newest: str) -> str:
    """Say what is new since the notice with the key `last`; nothing where that is not known."""
    if not (last.isascii() and last.isdigit() and len(last) < 18) or int(newest) <= int(last):
        return ""
    new = list(Notice.objects.visible_to(user).unread().filter(pk__gt=int(last)).for_display()[:MOST])
    if not new:
        return ""
    many = ngettext("%(many)d new notice: %(words)s", "%(many)d new notices. The last: %(words)s", len(new))
    return many % {"many": len(new), "words": purpose_words(new[0])}
