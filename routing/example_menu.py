"""The telephone menus of the example: in the first phase the report's, in the second the same with one desk."""

from __future__ import annotations

from django.utils import timezone

from organisation.example.load import facts
from organisation.models import User
from routing.menus import Option
from routing.models import Phase, PhoneMenu
from routing.phone_menu import generate
from routing.services.menu import replace_options


def load_menus(by: User) -> None:
    """Give each phase its menu. In a phase for which the report has none it is generated from the rules."""
    data = facts("menus")
    for phase in Phase.objects.all():
        answers = data["by_hand"].get(str(phase.number))
        menu = PhoneMenu(phase=phase, is_by_hand=answers is not None, changed_at=timezone.now(), **data["words"])
        menu._history_user = by
        menu.save()
        options = generate(phase, timezone.now()) if answers is None else _choices(data["choices"], answers)
        replace_options(menu, options, by=by)


def _choices(choices: list[dict], answers: dict[str, str]) -> list[Option]:
    return [
        Option(
            key=choice["key"],
            text_nl=choice["nl"],
            text_en=choice["en"],
            answered_by=answers.get(choice["key"], choice["answered_by"]),
            products=frozenset(choice["products"]),
            is_rest=choice.get("is_rest", False),
        )
        for choice in choices
    ]
