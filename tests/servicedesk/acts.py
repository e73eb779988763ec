"""Each verb of the desk with words that no rule objects to, so that only who and when decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from organisation.models import User
from servicedesk import services
from servicedesk.models import Access, Approval, Attachment, Ticket, WorkOrder

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
OTHER = "Ook de lamp ernaast knippert"


def uploaded(by: User, name: str = "lamp.png", content: bytes = PNG) -> Attachment:
    return services.upload(SimpleUploadedFile(name, content), by=by)


def other(ticket: Ticket) -> Ticket:
    """The second question of the same customer, to merge into or to link with; a test opens it beforehand."""
    return Ticket.objects.exclude(pk=ticket.pk).get(subject=OTHER)


def _attach(ticket: Ticket, by: User) -> Any:
    # Uploaded in the name of who attaches; whether that person may upload is not the question here.
    file = Attachment.objects.filter(uploaded_by=by, ticket=None).first() or uploaded(by)
    return services.attach(ticket, by=by, files=[file], public=False)


def _share(ticket: Ticket, by: User) -> Any:
    # As if somebody was named in what was said first.
    person, note = User.objects.get(username="marieke"), ticket.events.earliest("pk")
    Access.objects.get_or_create(ticket=ticket, note=note, person=person, defaults={"at": note.at})
    return services.give_access(ticket, by=by, person=person)


TICKET: dict[str, Callable[[Ticket, User], Any]] = {
    "classify": lambda ticket, by: services.classify(ticket, by=by, kind="wish"),
    "take": lambda ticket, by: services.take(ticket, by=by),
    "assign": lambda ticket, by: services.assign(ticket, by=by, to=User.objects.get(username="marieke")),
    "ask": lambda ticket, by: services.ask(ticket, by=by, text="Welke lamp is het?"),
    "answer": lambda ticket, by: services.answer(ticket, by=by, text="We komen morgen."),
    "note": lambda ticket, by: services.note(ticket, by=by, text="Derde keer dit jaar."),
    "remark": lambda ticket, by: services.remark(ticket, by=by, text="De linker."),
    "attach": _attach,
    "forward": lambda ticket, by: services.forward(ticket, by=by),
    "solve": lambda ticket, by: services.solve(ticket, by=by, text="De lamp is vervangen."),
    "close": lambda ticket, by: services.close(ticket, by=by),
    "reopen": lambda ticket, by: services.reopen(ticket, by=by, text="Hij knippert weer."),
    "cancel": lambda ticket, by: services.cancel(ticket, by=by, text="Het is opgelost."),
    "merge": lambda ticket, by: services.merge(ticket, by=by, into=other(ticket)),
    "split": lambda ticket, by: services.split(ticket, by=by, event=ticket.events.first(), subject="Apart"),
    "snooze": lambda ticket, by: services.snooze(ticket, by=by, wakes_on="customer"),
    "wake": lambda ticket, by: services.wake(services.snooze(ticket, by=by, wakes_on="customer"), by=by),
    "share": _share,
    "link": lambda ticket, by: services.link(ticket, by=by, other=other(ticket)),
}
ORDER: dict[str, Callable[[WorkOrder, User], Any]] = {
    "accept": lambda order, by: services.accept(order, by=by),
    "note": lambda order, by: services.note_order(order, by=by, text="De sleutel ligt bij de balie."),
    "complete": lambda order, by: services.complete(order, by=by, result="Nieuwe lamp."),
    "return": lambda order, by: services.return_order(order, by=by, reason="Welke kamer?"),
    "resend": lambda order, by: services.resend(order, by=by, note="Kamer 4.12."),
    "cancel": lambda order, by: services.cancel_order(order, by=by, reason="Het is niet meer nodig."),
}
APPROVAL: dict[str, Callable[[Approval, User], Any]] = {
    "approve": lambda approval, by: services.approve(approval, by=by, comment="Akkoord."),
    "refuse": lambda approval, by: services.refuse(approval, by=by, comment="Dit past niet in het budget."),
}
