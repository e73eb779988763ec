"""Write the telephone menu for an exchange, a program or a person: `manage.py export_phone_menu --format asterisk`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organisation.models import Unit
from routing.api.menu import told
from routing.dialplan import dialplan
from routing.exchange import as_text, exchange_for
from routing.models import Phase, PhaseStart
from routing.phone_menu import menu_of


class Command(BaseCommand):
    help = "Write the telephone menu of the phase in force, or of another one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("asterisk", "json", "text"), default="text")
        parser.add_argument("--phase", type=int, help="of this phase instead of the one in force")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        menu = menu_of(self._phase(options["phase"]), now)
        if options["format"] == "asterisk":
            self.stdout.write(dialplan(exchange_for(menu, timezone.localdate(now))), ending="")
        elif options["format"] == "json":
            self.stdout.write(json.dumps(told(menu, now), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(menu, dict(Unit.objects.values_list("code", "name"))), ending="")

    def _phase(self, number: int | None) -> Phase:
        if number is None:
            start = PhaseStart.objects.in_force(timezone.now())
            if start is None:
                raise CommandError("No phase has begun yet. Say which one with --phase.")
            return start.phase
        phase = Phase.objects.filter(number=number).first()
        if phase is None:
            raise CommandError(f"There is no phase {number}.")
        return phase
