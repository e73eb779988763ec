"""The same desk with a hundred thousand and with a million questions."""

from __future__ import annotations

import os
from statistics import mean, median, quantiles
from typing import Any

from bench.databases import Module, prepare

RATIO, ROUNDS = 1.5, 4


def scale() -> dict[str, Any]:
    """Median and 95th percentile of the server time in ms, CPU of a request in ms, and the most queries of one."""
    sizes = {"few": Module("bench.desk", prepare("100k")), "many": Module("bench.desk", prepare("1m"))}
    rows: dict[str, list] = {size: [] for size in sizes}
    loads = []
    for number, (name, goal) in enumerate(sizes["few"].hello):
        rounds = [{size: module.ask(number) for size, module in sizes.items()} for _round in range(ROUNDS)]
        for size in sizes:
            rows[size].append({"name": name, "goal": goal} | _together([one[size] for one in rounds]))
        loads.append(os.getloadavg()[0])
    for module in sizes.values():
        module.close()
    return rows | {"load": [round(min(loads), 1), round(max(loads), 1)]}


def _together(rounds: list[tuple[list[float], float, int]]) -> dict[str, float]:
    times = [time for one, _cpu, _queries in rounds for time in one]
    return {
        "median": round(median(times), 1),
        "p95": round(quantiles(times, n=20)[-1], 1),
        "cpu": round(mean(cpu for _times, cpu, _queries in rounds), 1),
        "queries": max(queries for _times, _cpu, queries in rounds),
    }


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
    print(f"promises met: {kept} of {promised}; load of the machine: {figures['load'][0]} to {figures['load'][1]}")


def _verdict(few: dict[str, Any], many: dict[str, Any]) -> str:
    """Say what was not reached of what was promised: the time for either number of questions, or their ratio."""
    if not many["goal"]:
        return ""
    median, late = many["goal"]
    slow = [size for size, one in (("100k", few), ("1m", many)) if one["median"] > median or one["p95"] > late]
    grown = ["ratio"] if many["median"] / few["median"] > RATIO else []
    return f"missed: {', '.join(slow + grown)}" if slow or grown else "met"
