"""Side by side with django-helpdesk: the same machine, database server and number of questions, both under gunicorn.

Each gets two sync workers, and eight callers at a time. django-helpdesk is installed into var/helpdesk, from PyPI.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from urllib.request import urlopen

from bench.databases import ROOT, environment, prepare, python, sql, tell, url
from bench.load import Request, Result, run

HOME = ROOT / "var" / "helpdesk"
PROJECT = HOME / "project"
DATABASE = "fbo_bench_helpdesk"
PACKAGES = ["django-helpdesk==2.6.1", "Django==5.2.19", "gunicorn", "psycopg2-binary"]
# The rows of a list are what either fetches anew while one works; a page is all that a browser asks to show them.
ROUNDS = 3
GOALS = {"list: rows": 20, "list: page": 20, "search": 20, "detail": 3, "create": 3}
PORTS = {"ours": 8171, "theirs": 8172}


class Site(NamedTuple):
    """A running product: its workers, and what is asked of it by name."""

    pids: list[int]
    requests: dict[str, list[Request]]


def helpdesk() -> dict[str, Any]:
    """Requests a second, CPU of the workers for one request, and their memory; ratios are ours to theirs.

    The two take turns, so that what else the machine does is the same for both.
    """
    figures: dict[str, Any] = {"ours": {}, "theirs": {}}
    loads = []
    with _ours() as ours, _theirs() as theirs:
        sites = {"ours": ours, "theirs": theirs}
        for name in GOALS:
            rounds = [{who: run(site.pids, site.requests[name]) for who, site in sites.items()} for _ in range(ROUNDS)]
            for who in sites:
                figures[who][name] = _result([one[who] for one in rounds])
            loads.append(os.getloadavg()[0])
        for who, site in sites.items():
            figures[who]["memory"] = round(sum(map(_memory, site.pids)) / 1024)
    return figures | {"load": [round(min(loads), 1), round(max(loads), 1)]}


def show(figures: dict[str, Any]) -> None:
    print(f"{'':12}{'ours/s':>9}{'theirs/s':>10}{'ratio':>8}{'ms CPU':>9}{'theirs':>8}{'ratio':>8}{'goal':>6}")
    ours, theirs = figures["ours"], figures["theirs"]
    for name, goal in GOALS.items():
        us, them = ours[name], theirs[name]
        faster, cheaper = us["rate"] / them["rate"], them["cpu"] / us["cpu"]
        reached = [what for what, ratio in (("answers", faster), ("CPU", cheaper)) if ratio >= goal]
        verdict = ("missed", f"met in {' '.join(reached)} only", "met")[len(reached)]
        print(
            f"{name:12}{us['rate']:9.1f}{them['rate']:10.2f}{faster:8.1f}{us['cpu']:9.1f}{them['cpu']:8.1f}"
            f"{cheaper:8.1f}{goal:6}  {verdict}"
        )
    print(f"memory of the workers: ours {ours['memory']} MB, theirs {theirs['memory']} MB")
    print(f"load of the machine meanwhile: {figures['load'][0]} to {figures['load'][1]}")


def _result(rounds: list[Result]) -> dict[str, float]:
    """Return answers a second over all rounds, and the mean CPU of an answer in ms."""
    answers, took = sum(one.answers for one in rounds), sum(one.took for one in rounds)
    return {"rate": round(answers / took, 2), "cpu": round(sum(one.cpu for one in rounds) / answers * 1000, 2)}


def _memory(pid: int) -> int:
    """Return what of a process' memory is its own or its share of what is shared, in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def _ours() -> Iterator[Site]:
    database = prepare("100k")
    facts = json.loads(python("-m", "bench.visitor", database=database).splitlines()[-1])
    address = f"http://127.0.0.1:{PORTS['ours']}"
    gunicorn = [str(Path(sys.executable).with_name("gunicorn")), "fbo.wsgi"]
    with _served(gunicorn, PORTS["ours"], ROOT, environment(database), "/healthz") as pids:
        cookie = facts["cookie"]
        yield Site(
            pids,
            {
                "list: rows": [Request(f"{address}/desk/queues/all/", cookie, part=True)],
                "list: page": [Request(f"{address}/desk/queues/all/", cookie)],
                "search": [Request(f"{address}/desk/search/?q={word}", cookie) for word in facts["words"]],
                "detail": [Request(f"{address}{path}", cookie) for path in facts["tickets"]],
                "create": [Request(f"{address}/desk/new/", cookie, form=facts["form"])],
            },
        )


@contextmanager
def _theirs() -> Iterator[Site]:
    _install()
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings", "DATABASE": DATABASE, "PYTHONPATH": str(PROJECT)}
    environ |= {"SERVER": url("")}
    facts = json.loads(_in_venv("setup_data.py", environ).splitlines()[-1])
    address = f"http://127.0.0.1:{PORTS['theirs']}"
    with _served([str(HOME / "bin" / "gunicorn"), "wsgi"], PORTS["theirs"], PROJECT, environ, "/login/") as pids:
        cookie = facts["cookie"]
        rows = f"{address}/datatables_ticket_list/"
        yield Site(
            pids,
            {
                "list: rows": [Request(f"{rows}{facts['list']}", cookie)],
                "list: page": [Request(f"{address}/tickets/", cookie, then=f"{rows}{facts['list']}")],
                "search": [Request(f"{rows}{query}", cookie) for query in facts["searches"]],
                "detail": [Request(f"{address}/tickets/{pk}/", cookie) for pk in facts["tickets"]],
                "create": [Request(f"{address}/tickets/submit/", cookie, form=facts["form"])],
            },
        )


def _install() -> None:
    """Make the other product's environment, project and database."""
    if not (HOME / "bin" / "gunicorn").exists():
        tell("Installing django-helpdesk …")
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(HOME / "bin" / "pip"), "install", "--quiet", *PACKAGES], check=True)
    PROJECT.mkdir(exist_ok=True)
    for source in (ROOT / "bench" / "helpdesk_project").glob("*.txt"):
        (PROJECT / f"{source.stem}.py").write_text(source.read_text())
    if not sql("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]):
        sql(f"CREATE DATABASE {DATABASE}")


def _in_venv(script: str, environ: dict[str, str]) -> str:
    command = [str(HOME / "bin" / "python"), str(PROJECT / script)]
    return subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True).stdout


@contextmanager
def _served(command: list[str], port: int, folder: Path, environ: dict[str, str], alive: str) -> Iterator[list[int]]:
    """Serve on loopback with two sync workers, and yield their process ids."""
    # Long enough for the slower of the two.
    options = ["--workers", "2", "--timeout", "180", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    server = subprocess.Popen([*command, *options], cwd=folder, env=environ)
    try:
        _wait(f"http://127.0.0.1:{port}{alive}")
        yield _children(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _wait(address: str) -> None:
    for _attempt in range(100):
        try:
            with urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            sleep(0.2)
    raise SystemExit(f"{address} does not answer")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
