"""E-mail that goes out: words in the reader's language, a thread that holds together, and no loops."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from servicedesk.models import Notice, Ticket
from servicedesk.told import where


def send(notice: Notice) -> None:
    """Send one e-mail. Raises what the mail server raises; the delivery tries again."""
    compose(notice).send()


def compose(notice: Notice) -> EmailMessage:
    """Return the e-mail for `notice`, in the language of its reader."""
    ticket = notice.event.ticket
    with translation.override(notice.person.language if notice.person else settings.LANGUAGE_CODE):
        context = _context(notice)
        subject = render_to_string(f"servicedesk/mail/{notice.purpose}_subject.txt", context)
        body = render_to_string(f"servicedesk/mail/{notice.purpose}.txt", context)
    return EmailMessage(
        subject=f"{' '.join(subject.split())} [{ticket.number}]",
        body=body.strip() + "\n",
        to=[notice.address],
        headers={
            "Message-ID": message_id(notice),
            "In-Reply-To": thread_id(ticket),
            "References": thread_id(ticket),
            "Auto-Submitted": "auto-generated",
        },
    )


def message_id(notice: Notice) -> str:
    """The same event to the same address always has the same Message-ID, so that a mailbox can drop a second one."""
    whose = hashlib.sha256(notice.address.lower().encode()).hexdigest()[:16]
    return f"<event-{notice.event_id}.{whose}@{_domain()}>"


def thread_id(ticket: Ticket) -> str:
    """What holds the e-mails of one ticket together."""
    return f"<ticket-{ticket.pk}@{_domain()}>"


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _context(notice: Notice) -> dict:
    event = notice.event
    return {
        "notice": notice,
        "event": event,
        "ticket": event.ticket,
        "order": event.work_order,
        "person": notice.person,
        "url": settings.BASE_URL + where(notice, notice.person),
        "portal_url": settings.BASE_URL + reverse("portal:home"),
        "feedback_url": settings.BASE_URL + reverse("portal:ask") + "?kind=complaint",
        "phone": settings.SERVICE_PHONE,
        "organisation": settings.ORGANISATION_NAME,
    }
