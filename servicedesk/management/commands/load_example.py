"""The example organisation: a ministry with people, a catalogue and two months of questions."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.example import load_catalogue
from organisation.example import ACCOUNTS, PASSWORD
from organisation.example.load import load_organisation
from organisation.models import User
from routing.example import load_phases
from routing.example_know_how import load_know_how
from routing.example_retired import load_retired
from servicedesk.example import load_tickets
from servicedesk.example_bypass import load_bypasses
from servicedesk.example_calls import load_calls
from servicedesk.example_library import load_library
from servicedesk.example_views import load_views


class Command(BaseCommand):
    help = "Load the example organisation. Loading it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="also where DEBUG is off")
        parser.add_argument("--tickets", type=int, default=200, help="how many questions (200)")
        parser.add_argument("--historic", action="store_true", help="keep the dates of 2007-2010")
        parser.add_argument("--phase", type=int, choices=(1, 2, 3), default=1, help="in force since last month (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["yes"]:
            raise CommandError("This loads people with a known password. If that is what you want, add --yes.")
        load_organisation(PASSWORD)
        load_catalogue(User.objects.get(username="redacteur"))
        load_phases(User.objects.get(username="manager"), historic=options["historic"], phase=options["phase"])
        load_retired(User.objects.get(username="manager"))
        load_know_how(User.objects.get(username="manager"))
        load_library()
        load_views()
        load_calls()
        load_tickets(options["tickets"])
        load_bypasses()
        self.stdout.write("The example organisation is there. Log in as one of:")
        self.stdout.write("  " + " ".join(ACCOUNTS))
        self.stdout.write(f"Password: {PASSWORD}")
