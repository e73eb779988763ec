"""script/bench [name] [--json FILE]: measures and prints a table."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import helpdesk, routing, scale
from bench.databases import machine

BENCHES: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {
    "scale": (scale.scale, scale.show),
    "helpdesk": (helpdesk.helpdesk, helpdesk.show),
    "routing": (routing.routing, routing.show),
}


def main() -> None:
    parser = ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*BENCHES], help="which (all)")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    options = parser.parse_args()
    print(machine())
    figures = {}
    for name in [options.name] if options.name else BENCHES:
        measure, show = BENCHES[name]
        figures[name] = measure()
        print(f"\n{name}: {(measure.__doc__ or '').strip()}")
        show(figures[name])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
