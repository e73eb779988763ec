"""Say what is wrong with rules, menus and rosters: `manage.py check_routing`. Exit status 1 when there is a fault."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from routing.checks import findings
from routing.wording import said


class Command(BaseCommand):
    help = "Say what is wrong with rules, menus and rosters; exit status 1 when there is a fault."

    def handle(self, *args: Any, **options: Any) -> None:
        found = findings()
        for check, finding in found:
            self.stdout.write(f"{finding.severity}: {check}: {said(finding)}")
        faults = sum(finding.is_fault for _check, finding in found)
        if faults:
            sys.exit(1)
        self.stdout.write("No faults found.")
