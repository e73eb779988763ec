"""A believable history in bulk, on top of the example organisation."""

from __future__ import annotations

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from servicedesk.generation import generate
from servicedesk.models import Ticket


class Command(BaseCommand):
    help = "Generate a history of questions with events, orders and dates, and the colleagues who asked them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, required=True, help="how many questions")
        parser.add_argument("--seed", type=int, default=1, help="another number gives another history (1)")
        parser.add_argument("--days", type=int, default=730, help="over how many days until today (730)")
        parser.add_argument("--yes", action="store_true", help="also where DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["yes"]:
            raise CommandError("This fills the database with made up questions. If that is what you want, add --yes.")
        if options["count"] < 1 or options["days"] < 7:
            raise CommandError("Give a count of 1 or more, and 7 days or more.")
        if not Ticket.objects.exists():
            call_command("load_example", yes=True, stdout=self.stderr)
        started = monotonic()
        generate(options["count"], seed=options["seed"], days=options["days"], say=self.stderr.write)
        self.stdout.write(f"{options['count']:,} questions in {monotonic() - started:.0f} seconds")
