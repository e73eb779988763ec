"""The telephone menu as a dialplan of Asterisk. Pure: plain values in, the text of a file out.

The words are sound files: `fbo/phase-1/welcome` and so on, in the folder of each language; beside each place stands
what is to be recorded. The choice goes along as FBO_CHOICE, so that the exchange can report it with the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from routing.menus import Option, Path, every, spoken

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EMERGENCY, ENGLISH = "0", "*"
RINGS, THINKS = 25, 7


@dataclass(frozen=True)
class Exchange:
    """All that an exchange has to know. `numbers` has for a unit's code what is dialled."""

    phase: int
    number: str
    options: tuple[Option, ...]
    numbers: Mapping[str, str]
    hours: Mapping[int, Sequence[tuple[time, time]]]
    closed_on: tuple[date, ...] = ()
    welcome: str = ""
    closed: str = ""
    emergency: str = ""
    emergency_number: str = ""

    @property
    def rest(self) -> Option | None:
        """The choice of general information: who presses nothing gets it."""
        return next((option for _path, option in every(self.options) if option.is_rest), None)


def dialplan(exchange: Exchange) -> str:
    """Write the plan: opening hours, holidays, emergency, choices and numbers."""
    parts = [_entrance(exchange), *_menus(exchange), _closed(exchange)]
    if exchange.emergency_number:
        parts.append(_context("emergency", [("s", [f"Goto(fbo-numbers,{_digits(exchange.emergency_number)},1)"])]))
    parts.append(_numbers(exchange))
    return "\n".join(parts)


def _entrance(exchange: Exchange) -> str:
    """Decide by the clock. Holidays go first: they may fall on a working day."""
    steps = ["Answer()", "Set(CHANNEL(language)=nl)"]
    steps += [f"GotoIfTime(*,*,{day.day},{MONTHS[day.month - 1]}?fbo-closed,s,1)" for day in exchange.closed_on]
    for day, spans in sorted(exchange.hours.items()):
        steps += [f"GotoIfTime({_span(*span)},{DAYS[day]},*,*?fbo-menu,s,1)" for span in spans]
    steps.append("Goto(fbo-closed,s,1)")
    head = f"; The telephone menu of phase {exchange.phase}."
    if exchange.closed_on:
        head += f" Holidays until {max(exchange.closed_on).isoformat()}: export it again before then."
    return f"{head}\n" + _context("entrance", [(_digits(exchange.number), steps)])


def _menus(exchange: Exchange) -> Iterator[str]:
    rest = exchange.rest
    if len(exchange.options) == 1 and not exchange.options[0].options:
        # Who has nothing to choose is put through.
        yield _context("menu", [("s", [*_greeting(exchange), *_through(exchange, (exchange.options[0].key,))])])
        return
    yield _menu(exchange, "menu", exchange.options, (), rest)
    for path, option in every(exchange.options):
        if option.options:
            yield _menu(exchange, f"menu-{spoken(path)}", option.options, path, rest)


def _menu(exchange: Exchange, name: str, options: Sequence[Option], above: Path, rest: Option | None) -> str:
    again = [] if above else _greeting(exchange)
    said = [_say(exchange, f"choice-{spoken((*above, one.key))}", one.text_nl, "Background") for one in options]
    lines: list[tuple[str, list[str]]] = [("s", [*again, *said, f"WaitExten({THINKS})"])]
    for option in options:
        path = (*above, option.key)
        lines.append(
            (option.key, [f"Goto(fbo-menu-{spoken(path)},s,1)"] if option.options else _through(exchange, path))
        )
    if exchange.emergency_number:
        lines.append((EMERGENCY, ["Goto(fbo-emergency,s,1)"]))
    lines.append((ENGLISH, ["Set(CHANNEL(language)=en)", "Goto(s,1)"]))
    lines.append(("i", ["Playback(pbx-invalid)", "Goto(s,1)"]))
    general = next((path for path, option in every(exchange.options) if option is rest), None)
    lines.append(("t", _through(exchange, general) if general else ["Goto(s,1)"]))
    return _context(name, lines)


def _greeting(exchange: Exchange) -> list[str]:
    said = []
    if exchange.welcome:
        said.append(_say(exchange, "welcome", exchange.welcome, "Background"))
    if exchange.emergency_number and exchange.emergency:
        said.append(_say(exchange, "emergency", exchange.emergency, "Background"))
    return said


def _through(exchange: Exchange, path: Path) -> list[str]:
    """Put through to whom these keys lead, and let the choice go along."""
    option = next(option for one, option in every(exchange.options) if one == path)
    number = exchange.numbers.get(option.answered_by, "")
    if not number:
        return ["Playback(pbx-invalid)", "Hangup()"]
    return [f"Set(__FBO_CHOICE={spoken(path)})", f"Goto(fbo-numbers,{_digits(number)},1)"]


def _closed(exchange: Exchange) -> str:
    lines: list[tuple[str, list[str]]] = []
    steps = [_say(exchange, "closed", exchange.closed, "Background")] if exchange.closed else []
    if exchange.emergency_number:
        if exchange.emergency:
            steps.append(_say(exchange, "emergency", exchange.emergency, "Background"))
        steps.append(f"WaitExten({THINKS})")
        lines.append((EMERGENCY, ["Goto(fbo-emergency,s,1)"]))
        lines.append(("i", ["Goto(s,1)"]))
        lines.append(("t", ["Hangup()"]))
    lines.insert(0, ("s", [*steps, "Hangup()"]))
    return _context("closed", lines)


def _numbers(exchange: Exchange) -> str:
    """Ring. What is not taken goes to general information once, and then says that nobody is free."""
    wanted = {_digits(exchange.numbers.get(option.answered_by, "")) for _path, option in every(exchange.options)}
    wanted = (wanted | {_digits(exchange.emergency_number)}) - {""}
    rest = exchange.rest
    spare = _digits(exchange.numbers.get(rest.answered_by, "")) if rest else ""
    lines = []
    for number in sorted(wanted):
        after = (
            [f"Goto(fbo-numbers,{spare},1)"] if spare not in ("", number) else ["Playback(vm-nobodyavail)", "Hangup()"]
        )
        lines.append((number, [f"Dial(${{FBO_DIAL}}/{number},{RINGS})", *after]))
    return "[globals]\nFBO_DIAL=PJSIP\n\n" + _context("numbers", lines)


def _say(exchange: Exchange, name: str, words: str, how: str) -> str:
    return f"{how}(fbo/phase-{exchange.phase}/{name}) ; {_comment(words)}"


def _comment(words: str) -> str:
    """What stands behind a semicolon is for people; a double hyphen after it would begin a block."""
    return " ".join(words.split()).replace(";", ",").replace("--", "-")


def _span(opens: time, closes: time) -> str:
    """Asterisk takes the last minute in. A span until midnight ends at 23:59."""
    last = (closes.hour * 60 + closes.minute - 1) % (24 * 60)
    return f"{opens:%H:%M}-{last // 60:02}:{last % 60:02}"


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def _context(name: str, lines: Iterable[tuple[str, Sequence[str]]]) -> str:
    written = [f"[fbo-{name}]"]
    for extension, steps in lines:
        first, *others = steps
        written.append(f"exten => {extension},1,{first}")
        written += [f" same => n,{step}" for step in others]
    return "\n".join(written) + "\n"
