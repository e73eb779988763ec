"""Two hundred questions of the last sixty days, asked, answered and worked on through the services.

The seed is fixed and the clock is moved: the same day gives the same history.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Product
from core.clock import moved_to
from core.refusals import Refused
from organisation.example.load import facts
from organisation.models import User
from organisation.opening import house_calendar
from servicedesk import services
from servicedesk.lifecycle import Channel, OrderState
from servicedesk.models import Delivery, Event, Ticket, WorkOrder
from servicedesk.readers import tell_on_page

SEED = 2007
DAYS = 60
TOLD_LATELY = timedelta(days=3)
# The last ones asked: some nobody has looked at yet, some are in somebody's hands.
FRESH = 36
UNTOUCHED = ("new", "new", "taken", "ordered", "ordered", "closed")
# What the example worker can be sent: work in the building.
REPAIR = "storing-of-melding-gebouw"
OFTEN = 0.12
ROOMS = 6
CHANNELS = [Channel.PORTAL] * 6 + [Channel.PHONE] * 5 + [Channel.DESK] * 2 + [Channel.EMAIL]


class TooLate(Exception):
    """The story has come to the present: what would happen next hasn't happened yet."""


@transaction.atomic
def load_tickets(count: int) -> None:
    """Play `count` questions. Nothing is mailed about the past; the last days are told on people's pages."""
    if Ticket.objects.exists():
        return
    now = timezone.now()
    play = Play(Random(SEED), now)  # noqa: S311
    for number in range(count):
        # Denser towards today, so that the desk has work: the n-th question lies back with the square of what's left.
        left = count - number
        back = timedelta(days=DAYS) * (left / count) ** 2
        play.question(now - back, until=play.chance.choice(UNTOUCHED) if left <= FRESH else "closed")
    Delivery.objects.pending().update(done_at=now)
    for event in Event.objects.filter(at__gte=now - TOLD_LATELY).select_related("ticket__requester"):
        tell_on_page(event)
    _label_rooms(play.people)


def _label_rooms(people: list[User]) -> None:
    """Hang a label in the rooms where the first colleagues sit; visitors may use those of the building itself."""
    head = next((person for person in people if person.standing.head_of), None)
    placed = next((person for person in people if person.location_id and person.room), None)
    if head is None or placed is None or placed.location is None:
        return
    rooms = sorted({one.room for one in people if one.location_id == placed.location_id and one.room})[:ROOMS]
    services.make_labels(by=head, location=placed.location, places=[(room, "") for room in rooms])
    hall = [("Hal", "koffieautomaat"), ("Hal", "lift")]
    services.make_labels(by=head, location=placed.location, places=hall, visitors=True)


class Play:
    """Plays questions; each step takes some working time, and the story stops where the present begins."""

    def __init__(self, chance: Random, now: datetime) -> None:
        self.chance = chance
        self.now = now
        self.at = now
        self.texts = facts("texts")
        self.products = {product.code: product for product in Product.objects.all()}
        self.people = list(
            User.objects.select_related("department", "location", "manager").filter(is_active=True).order_by("username")
        )
        # Whoever logs in as the example employee finds something to follow.
        self.star = next(person for person in self.people if person.username == "medewerker")
        self.askers = [person for person in self.people if person.department_id]
        self.agents = [person for person in self.people if person.standing.is_agent]
        self.calendar = house_calendar()

    def question(self, opened: datetime, until: str) -> None:
        """Play one question from its opening as far as time allows, or `until` it is new, taken, ordered or closed."""
        self.at = self._in_hours(opened)
        texts = [text for text in self.texts if text["product"] == REPAIR] if until == "ordered" else self.texts
        text = self.chance.choice(texts)
        try:
            ticket = self._opened(text)
            if until != "new":
                self._handled(ticket, text, until)
        except TooLate:
            return

    def _in_hours(self, opened: datetime) -> datetime:
        """Return a moment in working hours near `opened`, at least ten minutes ago."""
        while True:
            moment = self.calendar.add(opened, timedelta(minutes=self.chance.randint(0, 300)))
            if moment < self.now - timedelta(minutes=10):
                return moment
            opened -= timedelta(hours=5)

    def _do(self, minutes: tuple[int, int], step: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Let working time pass, then do a step; stop where the future begins."""
        self.at = self.calendar.add(self.at, timedelta(minutes=self.chance.randint(*minutes)))
        if self.at >= self.now:
            raise TooLate
        with moved_to(self.at):
            return step(*args, **values)

    def _opened(self, text: dict) -> Ticket:
        product = self.products.get(text["product"] or "")
        requester = self._someone_who_may(product)
        channel = self.chance.choice(CHANNELS)
        alone = channel == Channel.PORTAL and (product is None or (product.self_service and product.via_front_office))
        if not alone and channel == Channel.PORTAL:
            channel = Channel.PHONE
        by = requester if alone else self.chance.choice([agent for agent in self.agents if agent != requester])
        return self._do(
            (0, 5),
            services.open_ticket,
            by=by,
            requester=requester,
            channel=channel,
            product=product,
            subject=text["subject"],
            description=text["description"],
            kind=text["kind"],
            urgency=text.get("urgency") or "normal",
            answers=self._answers(text),
        )

    def _answers(self, text: dict) -> dict[str, Any]:
        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return (timezone.localtime(self.at).date() + timedelta(days=value["days_from_now"])).isoformat()
            return value

        return {key: plain(value) for key, value in text.get("answers", {}).items()}

    def _someone_who_may(self, product: Product | None) -> User:
        askers = self.chance.sample(self.askers, len(self.askers))
        if self.chance.random() < OFTEN:
            askers = [self.star, *askers]
        for person in askers:
            if product is None or Product.objects.offered_to(person).filter(pk=product.pk).exists():
                return person
        raise LookupError("nobody can ask for this product")

    def _handled(self, ticket: Ticket, text: dict, until: str) -> None:
        if not self._approved(ticket):
            return
        agent = self.chance.choice([agent for agent in self.agents if agent.pk != ticket.requester_id])
        self._do((2, 90), services.take, ticket, by=agent)
        if until == "taken":
            return
        if text.get("note") and self.chance.random() < 0.5:
            self._do((1, 10), services.note, ticket, by=agent, text=text["note"])
        if text.get("question") and self.chance.random() < 0.5:
            self._do((5, 60), services.ask, ticket, by=agent, text=text["question"])
            if ticket.requester:
                self._do(
                    (20, 900), services.remark, ticket, by=ticket.requester, text=text.get("reply") or "Dank u wel."
                )
        if self.chance.random() < 0.03:
            self._do((5, 200), services.cancel, ticket, by=agent, text="De vrager heeft het niet meer nodig.")
            return
        if ticket.executing_unit_id != ticket.lead_unit_id or self._has_parts(ticket):
            self._worked_on(ticket, agent, text, until)
        self._ended(ticket, agent, text)

    def _has_parts(self, ticket: Ticket) -> bool:
        return bool(ticket.product_version and ticket.product_version.as_definition.parts)

    def _approved(self, ticket: Ticket) -> bool:
        while approval := ticket.approvals.asked().select_related("approver").first():
            if self.chance.random() < 0.1:
                comment = "Dit past niet in het budget van dit jaar."
                self._do((30, 900), services.refuse, approval, by=approval.approver, comment=comment)
                return False
            self._do((30, 900), services.approve, approval, by=approval.approver)
        return True

    def _worked_on(self, ticket: Ticket, agent: User, text: dict, until: str) -> None:
        try:
            self._do((2, 60), services.forward, ticket, by=agent, note=text.get("note") or "")
        except Refused:
            self._do((5, 20), services.note, ticket, by=agent, text="De intake is nog niet compleet.")
            raise TooLate from None
        if until == "ordered":
            raise TooLate
        while (
            order := ticket.work_orders.filter(state__in=[OrderState.SENT, OrderState.ACCEPTED]).order_by("pk").first()
        ):
            self._order(order, agent, text)

    def _order(self, order: WorkOrder, agent: User, text: dict) -> None:
        workers = [
            person for person in self.people if order.unit_id in person.standing.worker_in | person.standing.head_of
        ]
        if not workers:
            raise TooLate
        worker = self.chance.choice(workers)
        self._do((10, 300), services.accept, order, by=worker)
        if self.chance.random() < 0.08:
            reason = "Het kamernummer klopt niet. Waar moeten we zijn?"
            self._do((10, 200), services.return_order, order, by=worker, reason=reason)
            self._do((10, 200), services.resend, order, by=agent, note="Het is de kamer ernaast.")
        self._do(
            (60, 1500),
            services.complete,
            order,
            by=worker,
            result=f"{order.task}: klaar." if order.part else text["solution"],
        )

    def _ended(self, ticket: Ticket, agent: User, text: dict) -> None:
        self._do((5, 120), services.solve, ticket, by=agent, text=text["solution"])
        if self.chance.random() < 0.05 and ticket.requester:
            self._do((60, 900), services.reopen, ticket, by=ticket.requester, text="Het is nog niet goed.")
            self._do((30, 500), services.solve, ticket, by=agent, text=text["solution"])
        self._do((300, 2400), services.close, ticket, by=agent)
