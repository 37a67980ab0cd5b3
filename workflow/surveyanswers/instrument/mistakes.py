"""What is said of mistakes in a declaration: where they are, what was found, what is possible."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from surveyanswers.instrument.names import among, short, wrong_name

_EXTRA = ("extra_forbidden", "unexpected_keyword_argument")
#: Keys that earlier versions had: where they went, and what to do.
REMOVED = {
    "types.rules.both_rejected": "was removed: where classes and continuum are each rejected, the "
    "verdict is 'none fits', whatever is declared; delete this line",
}


def mistakes_in(problem: ValidationError, content: object, kind: type[BaseModel]) -> list[str]:
    """Write all mistakes in `content`, which is no `kind`, each with its place."""
    lines = [line for error in problem.errors() for line in _lines(error, content, kind)]
    # A name with a line break in it must not look like another mistake.
    return list(dict.fromkeys(" ".join(line.split()) for line in lines))


def _lines(error: ErrorDetails, content: object, kind: type[BaseModel]) -> list[str]:
    place = _place(error, content)
    context = error.get("ctx", {})
    if error["type"] == "told":
        return [
            f"{_dotted([*place, *below.split('.')] if below else place)}: {text}"
            for below, text in context["problems"]
        ]
    if error["type"].startswith("union_tag"):
        place.append(str(context.get("discriminator", "kind")).strip("'"))
    tell = _MESSAGES.get(error["type"], _anything)
    if error["type"] in _EXTRA:
        unknown = _unknown_key(str(place[-1]), _keys_at(kind, error["loc"]))
        return [f"{_dotted(place)}: {REMOVED.get(_dotted(place), unknown)}"]
    return [f"{_dotted(place)}: {tell(error, context)}"]


def _place(error: ErrorDetails, content: object) -> list[object]:
    """Return where the problem is, without the steps that only pydantic takes."""
    place: list[object] = []
    part, chosen = content, None
    for step in error["loc"]:
        held: Any = part if isinstance(part, Mapping) else dict(enumerate(_members(part)))
        if part is not chosen and step in map(held.get, ("kind", "method")):
            chosen = part  # the kind stands before the keys of its entry, of which one may be alike
            continue
        if step in held:
            part = held[step]
        elif step is not error["loc"][-1] or error["type"] not in ("missing", *_EXTRA):
            continue
        place.append(step)
    return place


def _members(part: object) -> Sequence[object]:
    return part if isinstance(part, list) else ()


def _dotted(place: Sequence[object]) -> str:
    return ".".join(map(str, place)) or "top level"


def _keys_at(kind: object, steps: Sequence[int | str]) -> list[str]:
    for step in steps[:-1]:
        kind = _below(kind, step)
    return list(getattr(kind, "model_fields", getattr(kind, "__dataclass_fields__", ())))


def _below(kind: object, step: int | str) -> object:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        model_field = kind.model_fields.get(str(step))
        return _bare(model_field.annotation) if model_field else kind
    members = [_bare(member) for member in get_args(kind)]
    tagged = [member for member in members if step in _tags(member)]
    return (tagged or members or [kind])[-1]


def _bare(kind: object) -> object:
    """Return a type without marks and without None."""
    members = [member for member in get_args(kind) if member is not type(None)]
    if hasattr(kind, "__metadata__"):
        return _bare(members[0])
    several = type(None) in get_args(kind)
    return _bare(members[0]) if several and len(members) == 1 else kind


def _tags(kind: object) -> tuple[object, ...]:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return ()
    tag = kind.model_fields.get("kind") or kind.model_fields.get("method")
    return get_args(tag.annotation) if tag else ()


def _unknown_key(key: str, possible: Sequence[str]) -> str:
    near = difflib.get_close_matches(key[:60], possible, n=1, cutoff=0.6)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"is no key here{meant}{among(possible)}"


def _missing(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    return "is missing"


def _one_of(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    choices = context.get("expected_tags") or context.get("expected", "")
    possible = re.findall(r"'([^']*)'", str(choices))
    choice = context.get("tag", error["input"])
    return wrong_name("choice", choice, possible) or f"is not one of {choices}"


def _text(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    hint = "; in quotes, if a text is meant" if isinstance(error["input"], bool | int) else ""
    return f"{short(error['input'])} is no text{hint}"


def _form(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    return f"{short(error['input'])} is not of the form {context['pattern']}"


def _anything(error: ErrorDetails, context: Mapping[str, Any]) -> str:
    message = error["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    return f"{message}; found {short(error['input'])}"


_MESSAGES: Mapping[str, Callable[[ErrorDetails, Mapping[str, Any]], str]] = {
    "missing": _missing,
    "literal_error": _one_of,
    "union_tag_invalid": _one_of,
    "union_tag_not_found": _missing,
    "string_type": _text,
    "string_pattern_mismatch": _form,
}
