"""Numbers are short and speakable, and start where nobody takes them for a count."""

from tests.make import make_product, make_ticket
from tests.servicedesk import acts


def test_numbers_begin_at_five_and_four_digits(ingrid, marieke):
    ticket = make_ticket(ingrid, product=make_product())
    (order,) = acts.TICKET["forward"](ticket, marieke)
    assert ticket.number == f"M-{ticket.pk}"
    assert ticket.pk > 10_000
    assert order.number == f"W-{order.pk}"
    assert order.pk > 3_000
