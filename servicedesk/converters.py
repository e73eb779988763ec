"""Numbers in addresses: `M-10482` for a ticket, `W-3317` for a work order."""

from django.urls import register_converter


class TicketNumber:
    regex = r"M-[1-9]\d{0,11}"
    letter = "M-"

    def to_python(self, value: str) -> int:
        return int(value.removeprefix(self.letter))

    def to_url(self, value: int | str) -> str:
        return f"{self.letter}{str(value).removeprefix(self.letter)}"


class OrderNumber(TicketNumber):
    regex = r"W-[1-9]\d{0,11}"
    letter = "W-"


register_converter(TicketNumber, "ticket")
register_converter(OrderNumber, "order")
