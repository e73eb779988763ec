"""Asks a server on this machine the same few things, eight at a time, and counts answers and CPU."""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

CALLERS, SECONDS, WARM_UP = 8, 5, 1
TICK = os.sysconf("SC_CLK_TCK")


class Request(NamedTuple):
    """What is asked: GET, or with a form POST. `then` is what a browser asks next to show the same thing."""

    url: str
    cookie: str
    form: Mapping[str, str] | None = None
    part: bool = False
    then: str = ""


class Result(NamedTuple):
    """How many answers in how many seconds, and the seconds of CPU that the workers needed for all of them."""

    answers: int
    took: float
    cpu: float


def run(pids: list[int], requests: list[Request]) -> Result:
    """Ask for some seconds, after as many as it takes to warm up. An answer that isn't well ends it all."""
    _ask_until(monotonic() + WARM_UP, requests)
    before, begun = cpu_of(pids), monotonic()
    answers = _ask_until(begun + SECONDS, requests)
    return Result(answers, monotonic() - begun, cpu_of(pids) - before)


def _ask_until(until: float, requests: list[Request]) -> int:
    with ThreadPoolExecutor(CALLERS) as callers:
        return sum(callers.map(lambda number: _caller(number, until, requests), range(CALLERS)))


def _caller(number: int, until: float, requests: list[Request]) -> int:
    answered = 0
    for request in _from(number, requests):
        _ask(request)
        answered += 1
        if monotonic() > until:
            return answered
    return answered


def _from(number: int, requests: list[Request]) -> Iterator[Request]:
    first = number % len(requests)
    return cycle([*requests[first:], *requests[:first]])


def _ask(request: Request) -> None:
    parts = urlsplit(request.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=180)
    headers = {"Cookie": request.cookie}
    body = None
    if request.part:
        headers["HX-Request"] = "true"
    if request.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(request.form)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("GET" if body is None else "POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != (200 if body is None else 302):
        raise SystemExit(f"{request.url}: {answer.status}")
    if request.then:
        _ask(Request(request.then, request.cookie))


def cpu_of(pids: list[int]) -> float:
    """Return the seconds of CPU that the processes have used."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICK
