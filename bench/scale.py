"""The same desk with a hundred thousand and with a million questions."""

from __future__ import annotations

import os
from typing import Any

from bench.databases import measured, prepare

RATIO = 1.5


def scale() -> dict[str, Any]:
    """Median and 95th percentile of the server time in ms, CPU of a request in ms, and the most queries of one."""
    few = measured("bench.desk", prepare("100k"))
    loads = [os.getloadavg()[1]]
    many = measured("bench.desk", prepare("1m"))
    loads.append(os.getloadavg()[1])
    return {"few": few, "many": many, "load": [round(load, 1) for load in loads]}


def show(figures: dict[str, Any]) -> None:
    print(f"{'':28}{'100,000':>20}{'1,000,000':>26}{'ratio':>14}")
    size = f"{'median':>10}{'p95':>8}{'CPU':>7}"
    print(f"{'ms':26}{size}{size}{'time':>8}{'CPU':>6}{'queries':>9}{'goal':>11}")
    kept = promised = 0
    for few, many in zip(figures["few"], figures["many"], strict=True):
        verdict = _verdict(few, many)
        promised += bool(verdict)
        kept += verdict == "met"
        sizes = "".join(f"{one['median']:10.1f}{one['p95']:8.1f}{one['cpu']:7.1f}" for one in (few, many))
        ratios = f"{many['median'] / few['median']:8.2f}{many['cpu'] / few['cpu']:6.2f}"
        goal = f"{many['goal'][0]} / {many['goal'][1]}" if many["goal"] else ""
        print(f"{many['name']:26}{sizes}{ratios}{many['queries']:9}{goal:>11}  {verdict}")
    print(f"promises met: {kept} of {promised}; load of the machine: {figures['load'][0]}, then {figures['load'][1]}")


def _verdict(few: dict[str, Any], many: dict[str, Any]) -> str:
    """Say what was not reached of what was promised: the time for either number of questions, or their ratio."""
    if not many["goal"]:
        return ""
    median, late = many["goal"]
    slow = [size for size, one in (("100k", few), ("1m", many)) if one["median"] > median or one["p95"] > late]
    grown = ["ratio"] if many["median"] / few["median"] > RATIO else []
    return f"missed: {', '.join(slow + grown)}" if slow or grown else "met"
