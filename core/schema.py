"""What openapi.json says of every call alike: how errors look, and the key that makes a POST safe to repeat."""

from __future__ import annotations

from typing import Any

from core.problems import CONTENT_TYPE

TEXTS = {"type": "array", "items": {"type": "string"}}
PROBLEM = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it.",
    "required": ["title", "status", "detail", "errors"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": TEXTS, "description": "What is wrong with which field."},
        "possible": {**TEXTS, "description": "With 409 on an action: which actions are possible now."},
        "version": {"type": "integer", "description": "With 409 on an action: the version as it is now."},
        "changes": {
            "type": "array",
            "items": {"type": "object"},
            "description": "With 409 on an action that was based on an older version: the events since.",
        },
    },
}
DESCRIPTIONS = {
    400: "Something that was sent can't be used.",
    401: "No token, or one that isn't valid (any more).",
    403: "You have no right to do this.",
    404: "It doesn't exist, or you may not know of it.",
    406: "We only answer in JSON.",
    409: "The rules or the state don't allow it now.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The Idempotency-Key was used before for a request with other contents.",
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Repeat a request with the same key and it is done once; you get the first answer again.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}


def add_what_is_alike(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """Document for each call the errors it can give, and for each POST the Idempotency-Key."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path, calls in result["paths"].items():
        for method, call in calls.items():
            for parameter in call.get("parameters", []):
                # A column's name, in whatever language the generator ran.
                parameter["schema"].pop("title", None)
            for status in _statuses(path, method):
                call["responses"][str(status)] = _response(status)
            if method == "post":
                call.setdefault("parameters", []).append(KEY)
            if method == "post" and "{" in path:
                # The generator takes a choice of bodies for one that may be left out.
                call["requestBody"]["required"] = True
    return _without_marks(result)


def _statuses(path: str, method: str) -> list[int]:
    statuses = [400, 401, 403, 406]
    if "{" in path:
        statuses.append(404)
    if method == "post":
        statuses += [409, 413, 415, 422]
    return sorted(statuses)


def _response(status: int) -> dict:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": DESCRIPTIONS[status], "content": {CONTENT_TYPE: {"schema": schema}}}


def _without_marks(node: Any) -> Any:
    """Return the document without the marks by which the generator recognises choices."""
    if isinstance(node, dict):
        return {key: _without_marks(value) for key, value in node.items() if key != "x-spec-enum-id"}
    return [_without_marks(value) for value in node] if isinstance(node, list) else node
