"""Who may come where and do what, as data: one row for each route. `python -m tests.house.access_table` prints it.

Written by hand and on purpose knows nothing of the code: the walk of test_access.py compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

People = frozenset[str]


def people(names: str = "") -> People:
    return frozenset(names.split())


# Who is who. The requester's question is led by the head's unit and carried out by that of the worker and the chief;
# another's question is led by the front office and carried out by the unit of the other worker.
CAST = {
    "anonymous": "has not logged in",
    "disabled": "an account that was disabled, with a session and a token from before",
    "requester": "asked the question",
    "stranger": "a colleague who has nothing to do with it",
    "approver": "the requester's manager, who was asked to agree",
    "deputy": "stands in for the approver today",
    "let_in": "was named in a note about the requester's question, and let in to read it",
    "past_deputy": "stood in for the approver until yesterday",
    "agent": "answers customers at the front office",
    "worker": "works in the unit that carries it out",
    "chief": "heads the unit that carries it out",
    "other_worker": "works in another unit",
    "head": "heads the unit that has the lead, and is no agent",
    "editor": "role catalogue editor",
    "manager": "role manager",
    "auditor": "role auditor",
    "administrator": "role administrator",
}
OUTSIDE = people("anonymous disabled")
EVERYONE = frozenset(CAST)
STAFF = EVERYONE - OUTSIDE
READERS = people("manager auditor")
DESK = READERS | people("agent head chief")
# Heads of units and administrators make labels.
LABELLERS = people("head chief administrator")
# Who may see how the house is arranged, and who may change it.
ARRANGED = READERS | people("agent head chief administrator")
STEWARDS = people("manager administrator")
WORK = DESK | people("worker other_worker")
EDITORS = READERS | people("editor")
NOBODY = people()

# Of each kind of thing: which ones there are, and who knows that they exist. For others they are not there (404).
TICKETS = {
    "own": READERS | people("requester approver deputy let_in agent worker chief head"),
    "other": READERS | people("agent other_worker"),
}
SEEN: dict[str, dict[str, People]] = {
    "ticket": TICKETS,
    "order": {
        "own": READERS | people("agent worker chief head"),
        "other": READERS | people("agent other_worker"),
    },
    "approval": {"own": people("approver deputy"), "other": NOBODY},
    "file": {
        "own": TICKETS["own"],
        "own, internal": READERS | people("agent worker chief head"),
        "own, not sent yet": people("requester"),
        "other": TICKETS["other"],
    },
    "product": {
        "published": STAFF,
        "for another group": EDITORS | people("agent"),
        "draft": EDITORS,
    },
    # What the agent did to some questions.
    "batch": {"own": people("agent")},
    # Words that wait before they go to a customer are their author's alone.
    "held": {"own": people("agent")},
    "answer": {
        "for customers": STAFF,
        "for agents": EDITORS | people("agent head chief"),
        "draft answer": EDITORS,
    },
    # What a unit has ready is for who works there.
    "text": {"of the unit that carries out": READERS | people("worker chief")},
    # Rules that are being written, or that are to come.
    "ruleset": {"draft": ARRANGED, "to come": ARRANGED},
    "rule": {"draft": ARRANGED, "to come": ARRANGED},
    # What goes on in the house is no secret; the desk's page about it is for the desk.
    "outage": {"going on": STAFF},
    # Who called whom is for who answers customers.
    "missed": {"own": people("agent")},
    # Who stands in for the approver.
    "deputyship": {"own": people("approver")},
    "knower": {"own": ARRANGED},
    # A label that is for visitors too, and what one of them reported: whoever has the address.
    "code": {"for visitors": EVERYONE},
    "secret": {"own": EVERYONE},
    "label": {"own": LABELLERS},
    # How the house grows is known to whoever works here; the pages about it are for who arranges it.
    "phase": {"planned": STAFF},
    # Callers hear them; changing them is for stewards.
    "choice": {"of the phase": STAFF},
    # Who is on duty is for who arranges the house and who works in the unit.
    "roster": {"of the unit that carries out": ARRANGED | people("worker")},
    # Whoever has the address of a feed reads it, as a calendar program does.
    "feed": {"own": EVERYONE},
    "site": {"of the phase": STAFF},
    "need": {"of an agent": ARRANGED},
    "start": {"planned": STAFF},
    "handover": {"own": ARRANGED},
}
# On the portal there is what one can ask for, whatever an editor is working on.
ON_THE_PORTAL = SEEN["product"] | {"draft": NOBODY}
# An answer is read where it was published.
READ_ON_THE_PORTAL = SEEN["answer"] | {"draft answer": NOBODY}
# At the desk a head finds what the own unit has the lead of, not what it works on.
AT_THE_DESK = {"own": READERS | people("agent head"), "other": READERS | people("agent")}

# What the cast is to each thing: the words of the column "who" below.
ARE: dict[str, dict[str, dict[str, People]]] = {
    "ticket": {
        "own": {
            "requester": people("requester"),
            "agent": people("agent"),
            "head": people("head"),
            "worker": people("worker chief"),
        },
        "other": {"agent": people("agent"), "worker": people("other_worker")},
    },
    "order": {
        "own": {
            "agent": people("agent"),
            "lead": people("head"),
            "worker": people("worker"),
            "head": people("chief"),
        },
        "other": {"agent": people("agent"), "worker": people("other_worker")},
    },
    "approval": {"own": {"approver": people("approver deputy")}, "other": {}},
}

# Every verb that somebody can do, and what one must be to the thing. What the machine does by itself is not here.
VERBS = {
    "ticket": {
        "classify": "agent head",
        "take": "agent head",
        "assign": "agent head",
        "ask": "agent head",
        "answer": "agent head",
        "note": "agent head worker",
        "remark": "requester",
        "attach": "requester agent head worker",
        "forward": "agent head",
        "solve": "agent head",
        "close": "requester agent head",
        "reopen": "requester agent head",
        "cancel": "requester agent head",
        "merge": "agent head",
        "link": "agent head",
        "share": "agent head",
        "split": "agent",
        "snooze": "agent head",
        "wake": "agent head",
    },
    "order": {
        "accept": "worker head",
        "note": "worker head agent lead",
        "complete": "worker head",
        "return": "worker head",
        "resend": "agent lead",
        "cancel": "agent lead",
    },
    "approval": {"approve": "approver", "refuse": "approver"},
}

# What each outcome is in numbers. On the pages `login` is a redirect to the login page, on the API a 401.
STATUS = {
    "login": {302, 401},
    "method": {405},
    "forbidden": {403},
    "missing": {404},
    # A verb that this face doesn't offer to whoever sees the thing: the page isn't there, the API can't use it.
    "unknown": {404, 400},
    "in": {200, 201, 204, 302, 400, 409, 422},
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
SAFE = people("GET HEAD OPTIONS")
ANY = " ".join(METHODS)


class Row(NamedTuple):
    """One route. Who is not in `enters` gets 403; whom `seen` leaves out 404; whom `sends` leaves out of POST 403.

    The path has the kind of thing between braces. `verbs` is what can be sent to that thing, with who may.
    """

    route: str
    path: str
    methods: str = "GET"
    enters: People = STAFF
    seen: Mapping[str, People] = {}
    verbs: Mapping[str, str] = {}
    sends: People = EVERYONE
    note: str = ""

    @property
    def kind(self) -> str:
        """The kind of thing in the path; empty where it has none."""
        return next((kind for kind in SEEN if f"{{{kind}}}" in self.path), "")

    @property
    def cases(self) -> Mapping[str, People]:
        """The things to try, and who sees them; one without a name where the path has none."""
        return self.seen or SEEN.get(self.kind) or {"": self.enters}

    @property
    def is_public(self) -> bool:
        return bool(OUTSIDE & self.enters)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    def offers(self, method: str) -> bool:
        return method in self.methods.split() or (method == "HEAD" and "GET" in self.methods.split())

    def who_may(self, verb: str, case: str) -> People:
        """Return whose right `verb` is, of those who see the thing."""
        are = ARE[self.kind][case]
        return NOBODY.union(*(are.get(word, NOBODY) for word in self.verbs[verb].split()))


def some(kind: str, names: str) -> dict[str, str]:
    """Return these verbs of a kind of thing, with who may."""
    return {verb: VERBS[kind][verb] for verb in names.split()}


AT_DESK = some(
    "ticket", "classify take assign ask answer note forward solve close reopen cancel merge link split snooze wake"
)
BY_API = some(
    "ticket",
    "classify take assign ask answer forward note solve close reopen cancel merge link split snooze wake remark",
)

ROWS = [
    # The portal: everyone who works here.
    Row("portal:home", "/"),
    Row("portal:start", "/start/"),
    Row("portal:search", "/search/"),
    Row("portal:products", "/products/"),
    Row("portal:product", "/products/{product}/", "GET POST", seen=ON_THE_PORTAL),
    Row("portal:answer", "/answers/{answer}/", "GET POST", seen=READ_ON_THE_PORTAL),
    Row("portal:ask", "/ask/", "GET POST"),
    Row("portal:tickets", "/tickets/"),
    Row("portal:ticket", "/tickets/{ticket}/"),
    Row("portal:act", "/tickets/{ticket}/{verb}/", "POST", verbs=some("ticket", "remark close reopen cancel")),
    Row("portal:approvals", "/approvals/"),
    Row("portal:approval", "/approvals/{approval}/", "GET POST", verbs=VERBS["approval"]),
    Row("portal:notices", "/notices/", "GET POST"),
    Row("portal:label", "/l/{code}/", "GET POST", EVERYONE),
    Row("portal:visitor", "/l/f/{secret}/", enters=EVERYONE),
    Row("portal:attachment", "/attachments/{file}/"),
    # The desk: agents, readers of everything, and heads of units.
    Row("desk:home", "/desk/", enters=DESK),
    Row("desk:queues", "/desk/queues/", enters=DESK),
    Row("desk:queue", "/desk/queues/all/", enters=DESK),
    Row("desk:ticket", "/desk/tickets/{ticket}/", enters=DESK, seen=AT_THE_DESK),
    Row(
        "desk:act", "/desk/tickets/{ticket}/{verb}/", "POST", DESK, AT_THE_DESK,
        AT_DESK | {
            "reply": AT_DESK["answer"], "answers": AT_DESK["classify"], "resend": AT_DESK["forward"],
            "cancel_order": AT_DESK["forward"], "unlink": AT_DESK["link"], "solve_parts": AT_DESK["link"],
        },
    ),
    Row("desk:views", "/desk/views/", "GET POST", DESK),
    Row("desk:bulk", "/desk/bulk/", "GET POST", DESK),
    Row("desk:merge", "/desk/merge/", "GET POST", DESK),
    Row("desk:live", "/desk/live/{ticket}/", enters=DESK, seen=AT_THE_DESK),
    Row("desk:watch", "/desk/watch/{ticket}/", "POST", DESK, AT_THE_DESK),
    Row("desk:access", "/desk/access/{ticket}/", "POST", DESK, AT_THE_DESK, sends=people("agent head")),
    Row("desk:checks", "/desk/checks/{ticket}/", "POST", DESK, AT_THE_DESK, sends=people("agent head")),
    Row("desk:macros", "/desk/macros/{ticket}/", "GET POST", DESK, AT_THE_DESK, sends=people("agent head")),
    Row("desk:undo", "/desk/undo/{batch}/", "POST", DESK),
    Row("desk:held", "/desk/held/{held}/", "POST", enters=DESK),
    Row("desk:search", "/desk/search/", enters=DESK),
    Row("desk:new", "/desk/new/", "GET POST", enters=people("agent")),
    Row("desk:draft", "/desk/drafts/call-0123456789abcdef0123456789abcdef/", "POST", DESK, note="desk; one's own"),
    # Of what was solved, which nothing in the walk is.
    Row("desk:make-answer", "/desk/answers/new/{ticket}/", "GET", people("agent head chief editor"), AT_THE_DESK),
    Row("desk:people", "/desk/people/", enters=people("agent")),
    Row("desk:labels", "/desk/labels/", "GET POST", enters=LABELLERS),
    Row("desk:label-sheet", "/desk/labels/sheet/", enters=LABELLERS),
    Row("desk:label", "/desk/labels/{label}/", "POST", enters=LABELLERS),
    Row("desk:calls", "/desk/calls/", enters=people("agent")),
    Row("desk:answered", "/desk/calls/answered/", enters=people("agent")),
    Row("desk:call-back", "/desk/calls/{missed}/", "POST", enters=people("agent")),
    Row("desk:texts", "/desk/texts/", enters=DESK),
    Row("desk:library", "/desk/library/texts/", enters=DESK),
    Row("desk:new-entry", "/desk/library/texts/new/", "GET POST", enters=DESK),
    Row("desk:entry", "/desk/library/texts/{text}/", "GET POST", enters=DESK, sends=people("chief")),
    Row("desk:outages", "/desk/outages/", enters=DESK),
    Row("desk:new-outage", "/desk/outages/new/", "GET POST", people("agent")),
    Row("desk:outage", "/desk/outages/{outage}/", enters=DESK),
    Row("desk:edit-outage", "/desk/outages/{outage}/edit/", "GET POST", people("agent")),
    Row("desk:tell-outage", "/desk/outages/{outage}/tell/", "POST", people("agent")),
    Row("desk:solve-outage", "/desk/outages/{outage}/solve/", "POST", people("agent")),
    Row("desk:take-back-outage", "/desk/outages/{outage}/take-back/", "POST", people("agent")),
    Row("desk:join-outage", "/desk/outages/{outage}/join/", "POST", people("agent")),
    # The work: who works in a unit, and who reads everything.
    Row("work:home", "/work/", enters=WORK),
    Row("work:asked", "/work/asked/", "GET POST", people("worker chief other_worker head")),
    Row("work:order", "/work/{order}/", enters=WORK),
    Row("work:checks", "/work/{order}/checks/", "POST", WORK, sends=WORK - READERS),
    Row("work:act", "/work/{order}/{verb}/", "POST", WORK, verbs=some("order", "accept note complete return")),
    Row("arranging:going-over", "/routing/going-over/", enters=ARRANGED),
    Row("arranging:hand-over", "/routing/going-over/{handover}/", enters=ARRANGED),
    # The catalogue: editors; readers of everything read along.
    Row("catalog:products", "/catalog/", enters=EDITORS),
    Row("catalog:new", "/catalog/new/", "GET POST", people("editor")),
    Row("catalog:answers", "/catalog/answers/", enters=EDITORS),
    Row("catalog:new-answer", "/catalog/answers/new/", "GET POST", people("editor agent head chief")),
    Row("catalog:missed", "/catalog/answers/missed/", enters=EDITORS),
    Row("catalog:answer", "/catalog/answers/{answer}/", "GET POST", EDITORS, sends=people("editor")),
    Row("catalog:product", "/catalog/{product}/", "GET POST", EDITORS, sends=people("editor")),
    Row("catalog:preview", "/catalog/{product}/preview/", enters=EDITORS),
    Row("catalog:history", "/catalog/{product}/history/", enters=EDITORS),
    Row("catalog:publish", "/catalog/{product}/publish/", "POST", EDITORS, sends=people("editor")),
    Row("catalog:withdraw", "/catalog/{product}/withdraw/", "POST", EDITORS, sends=people("editor")),
    # How the house is arranged.
    Row("arranging:bypass", "/routing/bypass/", enters=ARRANGED),
    Row("routing:know-how", "/routing/know-how/", enters=ARRANGED),
    Row("routing:know-how-of", "/routing/know-how/{knower}/", "GET POST", ARRANGED, sends=STEWARDS | people("agent")),
    Row("routing:retired", "/routing/bypass/addresses/", "GET POST", ARRANGED, sends=STEWARDS),
    Row("routing:menu", "/routing/menu/", enters=ARRANGED),
    Row("routing:menu-card", "/routing/menu/{phase}/card/"),
    Row("routing:edit-menu", "/routing/menu/{phase}/edit/", "GET POST", STEWARDS),
    Row("routing:generate-menu", "/routing/menu/{phase}/generate/", "GET POST", STEWARDS),
    Row("routing:new-option", "/routing/menu/{phase}/choices/new/", "GET POST", STEWARDS),
    Row("routing:rosters", "/routing/roster/", "GET POST", ARRANGED | WORK, sends=STEWARDS | people("head chief")),
    Row("routing:roster", "/routing/roster/{roster}/", "GET POST", ARRANGED | WORK, sends=STEWARDS | people("chief")),
    Row("routing:roster-feed", "/routing/roster/feed/{feed}.ics", enters=EVERYONE),
    Row("routing:option", "/routing/menu/1/choices/{choice}/", "GET POST", STEWARDS),
    Row("routing:index", "/routing/", enters=ARRANGED),
    Row("routing:new-phase", "/routing/phases/new/", "GET POST", enters=STEWARDS),
    Row("routing:phase", "/routing/phases/{phase}/", enters=ARRANGED),
    Row("routing:edit-phase", "/routing/phases/{phase}/edit/", "GET POST", enters=STEWARDS),
    Row("routing:phase-history", "/routing/phases/{phase}/history/", enters=ARRANGED),
    Row("routing:readiness", "/routing/phases/{phase}/readiness/", enters=ARRANGED),
    Row("routing:new-precondition", "/routing/phases/{phase}/readiness/new/", "GET POST", enters=STEWARDS),
    # Its owner as well.
    Row("routing:tick", "/routing/phases/1/readiness/{need}/", "POST", ARRANGED, sends=STEWARDS | people("agent")),
    Row("routing:precondition", "/routing/phases/1/readiness/{need}/edit/", "GET POST", enters=STEWARDS),
    Row("routing:start", "/routing/phases/{phase}/start/", "GET POST", enters=STEWARDS),
    Row("routing:withdraw-start", "/routing/starts/{start}/withdraw/", "POST", enters=ARRANGED, sends=STEWARDS),
    Row("routing:new-site", "/routing/phases/{phase}/sites/new/", "GET POST", enters=STEWARDS),
    Row("routing:site", "/routing/phases/1/sites/{site}/", "GET POST", enters=STEWARDS),
    Row("routing:rules", "/routing/rules/", "GET POST", ARRANGED, sends=STEWARDS),
    Row("routing:rule-set", "/routing/rules/{ruleset}/", enters=ARRANGED),
    Row("routing:rule-compare", "/routing/rules/{ruleset}/compare/", enters=ARRANGED),
    Row("routing:rule-history", "/routing/rules/{ruleset}/history/", enters=ARRANGED),
    Row("routing:rule-try", "/routing/rules/{ruleset}/try/", enters=ARRANGED),
    Row("routing:rule-activate", "/routing/rules/{ruleset}/activate/", "GET POST", STEWARDS),
    Row("routing:rule-rename", "/routing/rules/{ruleset}/rename/", "POST", STEWARDS),
    Row("routing:rule-drop", "/routing/rules/{ruleset}/drop/", "POST", STEWARDS),
    Row("routing:rule-confirm", "/routing/rules/{ruleset}/confirm/", "POST", STEWARDS),
    Row("routing:rule-take-back", "/routing/rules/{ruleset}/take-back/", "POST", STEWARDS),
    Row("routing:new-rule", "/routing/rules/{ruleset}/rule/", "GET POST", STEWARDS),
    Row("routing:rule", "/routing/rules/{ruleset}/rule/{rule}/", "GET POST", STEWARDS),
    Row("routing:rule-move", "/routing/rules/{ruleset}/rule/{rule}/move/", "POST", STEWARDS),
    Row("routing:rule-remove", "/routing/rules/{ruleset}/rule/{rule}/remove/", "POST", STEWARDS),
    # Logging in, and one's own page.
    Row("organisation:login", "/login/", "GET POST", EVERYONE),
    Row("organisation:logout", "/logout/", "POST OPTIONS"),
    Row("organisation:me", "/me/", "GET POST"),
    Row("organisation:end-deputy", "/me/deputies/{deputyship}/end/", "POST"),
    Row("organisation:preferences", "/me/preferences/", "POST"),
    Row("organisation:theme", "/me/theme/", "POST", EVERYONE),
    Row("organisation:language", "/me/language/", "POST", EVERYONE),
    # The API: with a token; without one 401.
    Row("api:product-list", "/api/v1/products"),
    Row("api:product-detail", "/api/v1/products/{product}"),
    Row("api:ticket-list", "/api/v1/tickets", "GET POST"),
    Row("api:ticket-detail", "/api/v1/tickets/{ticket}"),
    Row("api:ticket-events", "/api/v1/tickets/{ticket}/events"),
    Row("api:ticket-actions", "/api/v1/tickets/{ticket}/actions", "POST", verbs=BY_API),
    Row("api:work-order-list", "/api/v1/work-orders"),
    Row("api:work-order-detail", "/api/v1/work-orders/{order}"),
    Row(
        "api:work-order-actions", "/api/v1/work-orders/{order}/actions", "POST",
        verbs=some("order", "accept note return complete"),
    ),
    Row("api:call-list", "/api/v1/calls", "POST", enters=people("agent"), note="a telephone exchange"),
    Row("api:know-how-list", "/api/v1/know-how", enters=ARRANGED),
    Row("api:bypass-list", "/api/v1/bypasses", "POST", enters=people("agent"), note="a mail server"),
    Row("api:routing-decision-list", "/api/v1/routing-decisions", "POST"),
    Row("api:phone-menu-list", "/api/v1/phone-menu"),
    Row("api:roster-list", "/api/v1/roster"),
    Row("api:phase-list", "/api/v1/phases", enters=ARRANGED),
    Row("api:phase-readiness", "/api/v1/phases/{phase}/readiness", enters=ARRANGED),
    Row("api:phase-start", "/api/v1/phases/{phase}/start", "POST", ARRANGED, sends=STEWARDS),
    Row("api:rule-list", "/api/v1/rules", enters=ARRANGED),
    Row("api:unit-list", "/api/v1/units"),
    Row("api:location-list", "/api/v1/locations"),
    Row("api:department-list", "/api/v1/departments"),
    Row("api:person-list", "/api/v1/people", note="everyone who works here; most find only themselves"),
    Row("api:openapi", "/api/v1/openapi.json", enters=EVERYONE),
    Row("api:nowhere", "/api/v1/nothing", ANY, EVERYONE, {"": NOBODY}, note="nobody: stands for any other address"),
    # For whoever watches the machines.
    Row("bell", "/bell/", enters=EVERYONE, note="everyone; who is not logged in hears nothing"),
    Row("healthz", "/healthz", enters=EVERYONE),
    Row("readyz", "/readyz", enters=EVERYONE),
]  # fmt: skip
TABLE = {row.route: row for row in ROWS}
# Django's own pages, as one block: who is no administrator is asked to log in as one.
ADMINISTRATORS = people("administrator")


def expected(row: Row, who: str, method: str, case: str, verb: str = "") -> str:
    """Say what comes of it: one of the keys of STATUS."""
    if who in OUTSIDE and not row.is_public:
        return "login"
    if not row.offers(method):
        return "method"
    if who not in row.enters:
        return "forbidden"
    if who not in row.cases.get(case, NOBODY):
        return "missing"
    if method in SAFE:
        return "in"
    if not row.verbs:
        return "in" if who in row.sends else "forbidden"
    if verb not in row.verbs:
        return "unknown"
    return "in" if who in row.who_may(verb, case) else "forbidden"


HEADING = """\
# Access

Made from `tests/house/access_table.py` by `python -m tests.house.access_table > docs/access.md`; don't edit it here.
A test walks every address with every method as each of these people, and compares.

Who is not logged in is sent to the login page (the API answers 401). A method that an address doesn't have is 405, for
whoever is logged in. Who may not enter gets 403. What somebody may not know of is not there: 404, the same answer as
for a number that doesn't exist. Who sees a thing but may not do something to it gets 403.
"""


def as_markdown() -> str:
    """Return the whole table as a page of the documentation."""
    parts = [HEADING, "## Who is who", _table(("Who", "Is"), [(_name(who), what) for who, what in CAST.items()])]
    parts += ["## Who knows of a thing", _table(("Thing", "Which", "Seen by"), list(_seen()))]
    parts += [
        "## Who may do what to a thing",
        "One must see the thing as well.",
        _table(("Thing", "Verb", "Who"), list(_verbs())),
    ]
    parts += [
        "## Addresses",
        _table(("Address", "Methods", "For", "Of these things", "Sends"), [_row(row) for row in ROWS]),
    ]
    parts += ["Without `ADMIN_ENABLED` there is no `/admin/`; with it, all of it is for administrators only."]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _seen() -> Iterator[tuple[str, ...]]:
    for kind, cases in SEEN.items():
        yield from ((kind, case, _names(who)) for case, who in cases.items())


def _verbs() -> Iterator[tuple[str, ...]]:
    for kind, verbs in VERBS.items():
        yield from ((kind, verb, who.replace(" ", ", ")) for verb, who in verbs.items())


def _row(row: Row) -> tuple[str, ...]:
    things = "; ".join(f"{case}: {_names(who)}" for case, who in row.seen.items() if case)
    sends = ", ".join(row.verbs) or ("" if row.sends == EVERYONE else _names(row.sends))
    return f"`{row.path}`", row.methods if row.methods != ANY else "any", row.note or _names(row.enters), things, sends


def _names(who: People) -> str:
    known = {EVERYONE: "everyone", STAFF: "everyone who works here", NOBODY: "nobody"}
    return known.get(who) or ", ".join(_name(one) for one in CAST if one in who)


def _name(who: str) -> str:
    return who.replace("_", " ")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _column in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(as_markdown(), end="")
