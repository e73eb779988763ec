"""The same desk with a hundred thousand and with a million questions."""

from __future__ import annotations

from typing import Any

from bench.databases import measured, prepare

RATIO = 1.5


def scale() -> dict[str, Any]:
    """Return rows of figures for both sizes."""
    few = measured("bench.desk", prepare("100k"))
    many = measured("bench.desk", prepare("1m"))
    return {"few": few, "many": many}


def show(figures: dict[str, Any]) -> None:
    print(f"{'':28}{'100,000':>18}{'1,000,000':>18}{'ratio':>7}{'CPU':>7}{'queries':>9}{'goal':>12}")
    print(f"{'ms':28}{'median':>10}{'p95':>8}{'median':>10}{'p95':>8}")
    for few, many in zip(figures["few"], figures["many"], strict=True):
        ratio = many["median"] / few["median"]
        goal = many["goal"]
        missed = many["median"] > goal[0] or many["p95"] > goal[1] or ratio > RATIO
        print(
            f"{many['name']:28}{few['median']:10.1f}{few['p95']:8.1f}{many['median']:10.1f}{many['p95']:8.1f}"
            f"{ratio:7.2f}{many['cpu']:7.1f}{many['queries']:9}{goal[0]:>6} / {goal[1]}{'  missed' if missed else ''}"
        )
