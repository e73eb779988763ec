"""Prints as JSON how an agent asks this product: a cookie, addresses, words and a form. Run on one database."""

from __future__ import annotations

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string as new_secret  # noqa: E402
from django.test import Client  # noqa: E402

from organisation.models import User  # noqa: E402
from servicedesk.models import Ticket  # noqa: E402


def main() -> None:
    client, secret = Client(), new_secret()
    client.force_login(User.objects.get(username="agent"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    asker = User.objects.filter(username__startswith="collega").order_by("pk")[7]
    form = {
        "csrfmiddlewaretoken": secret, "channel": "phone", "requester": str(asker.pk), "urgency": "normal",
        "kind": "incident", "subject": "De lamp knippert", "description": "Sinds maandag, vooral in de ochtend.",
    }  # fmt: skip
    facts = {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={secret}",
        "words": ["lamp", "deur", "koffie", "lift"],
        "tickets": [ticket.get_desk_url() for ticket in Ticket.objects.order_by("-pk")[1000:1040]],
        "form": form,
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
