"""Every write of the desk, one function a verb: `from servicedesk import services`, `services.solve(ticket, by=…)`."""

from servicedesk.services.approvals import approve, refuse
from servicedesk.services.batches import in_batch, rehearse, undo, undoable
from servicedesk.services.bypasses import count_bypass, register_bypass
from servicedesk.services.checks import put_list, tick, untick
from servicedesk.services.conversation import answer, ask, assign, attach, note, read_notices, remark, take
from servicedesk.services.drafts import drop_draft, save_draft
from servicedesk.services.ending import cancel, close, reopen, solve
from servicedesk.services.files import upload
from servicedesk.services.held import hold, release_due, reply, spend, take_back
from servicedesk.services.intake import classify, missing_answers, open_for_visitor, open_ticket
from servicedesk.services.kept_lists import drop_view, keep_view
from servicedesk.services.labels import change_label, make_labels, report_as_visitor
from servicedesk.services.library import keep_call, keep_list, keep_macro, keep_text
from servicedesk.services.linking import link, split, unlink
from servicedesk.services.macros import run_macro
from servicedesk.services.merging import merge, merge_all
from servicedesk.services.orders import accept, cancel_order, complete, forward, note_order, resend, return_order
from servicedesk.services.outages import (
    join_outage,
    keep_outage,
    put_under_outage,
    solve_outage,
    take_back_outage,
    tell_outage,
)
from servicedesk.services.sharing import give_access, refuse_access, take_access
from servicedesk.services.sleeping import snooze, wake, wake_due
from servicedesk.services.telephony import (
    claim_call_back,
    finish_call_back,
    let_go_call_back,
    not_reached,
    report_phone_call,
)
from servicedesk.services.watching import watch

__all__ = [
    "accept",
    "answer",
    "approve",
    "ask",
    "assign",
    "attach",
    "cancel",
    "cancel_order",
    "change_label",
    "claim_call_back",
    "classify",
    "close",
    "complete",
    "count_bypass",
    "drop_draft",
    "drop_view",
    "finish_call_back",
    "forward",
    "give_access",
    "hold",
    "in_batch",
    "join_outage",
    "keep_call",
    "keep_list",
    "keep_macro",
    "keep_outage",
    "keep_text",
    "keep_view",
    "let_go_call_back",
    "link",
    "make_labels",
    "merge",
    "merge_all",
    "missing_answers",
    "not_reached",
    "note",
    "note_order",
    "open_for_visitor",
    "open_ticket",
    "put_list",
    "put_under_outage",
    "read_notices",
    "refuse",
    "refuse_access",
    "register_bypass",
    "rehearse",
    "release_due",
    "remark",
    "reopen",
    "reply",
    "report_as_visitor",
    "report_phone_call",
    "resend",
    "return_order",
    "run_macro",
    "save_draft",
    "snooze",
    "solve",
    "solve_outage",
    "spend",
    "split",
    "take",
    "take_access",
    "take_back",
    "take_back_outage",
    "tell_outage",
    "tick",
    "undo",
    "undoable",
    "unlink",
    "untick",
    "upload",
    "wake",
    "wake_due",
    "watch",
]
