"""Print an API token: `manage.py issue_token USERNAME [--name TEXT]`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.refusals import Refused
from organisation.models import User
from organisation.tokens import LONGEST, issue


class Command(BaseCommand):
    help = "Print a new API token for a person. It can't be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="what it is for")
        parser.add_argument("--days", type=int, default=LONGEST.days, help="how long it is valid, a year at most")

    def handle(self, *args: Any, username: str, name: str, days: int, **options: Any) -> None:
        if not 1 <= days <= LONGEST.days:
            raise CommandError(f"--days: give 1 to {LONGEST.days}.")
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody with the username {username}.")
        try:
            self.stdout.write(issue(user, name=name, valid=timedelta(days=days)))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
