"""What the screens of the desk ask of the database: so many queries, however much there is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from servicedesk import services
from tests.make import make_product, make_ticket
from tests.servicedesk.screen import screen_of

PART = {"HX-Request": "true"}
CALL = {
    "verb": "save",
    "channel": "phone",
    "urgency": "normal",
    "kind": "incident",
    "subject": "Lamp",
    "description": "Stuk",
}
# Who one is, the shell with its counts, and then what the page shows.
QUEUE, ROWS, SEARCH, TICKET, LOOK_UP, WHAT, SAVE = 12, 8, 11, 20, 5, 5, 26


@pytest.fixture
def desk(client, marieke, ingrid, ruben):
    """A desk with questions that wait for somebody, and somebody at it."""
    product = make_product()
    for number in range(4):
        ticket = make_ticket(ingrid, subject=f"Lamp {number}", product=product)
        if number % 2:
            services.forward(ticket, by=marieke)
    return screen_of(client, marieke)


def test_each_screen_asks_so_much_and_no_more(desk, ingrid, django_assert_max_num_queries):
    new, everything = reverse("desk:new"), reverse("desk:queue", args=["all"])
    asked = {
        "queue": (QUEUE, lambda: desk.get(everything)),
        "rows": (ROWS, lambda: desk.get(everything, headers=PART)),
        "search": (SEARCH, lambda: desk.get(reverse("desk:search"), {"q": "lamp"})),
        "ticket": (TICKET, lambda: desk.get(ingrid.tickets.first().get_desk_url())),
        "look-up": (LOOK_UP, lambda: desk.get(reverse("desk:people"), {"people": "ingrid"}, headers=PART)),
        "what": (WHAT, lambda: desk.get(new, {"products": "lamp"}, headers=PART | {"HX-Target": "products"})),
        "save": (SAVE, lambda: desk.post(new, CALL | {"requester": ingrid.pk})),
    }
    for name, (most, ask) in asked.items():
        with django_assert_max_num_queries(most, info=name):
            answer = ask()
        assert answer.status_code == (302 if name == "save" else 200), name
