"""Says in one clear line each what pydantic found wrong in a site file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from harness.site_model import SiteTable


def explain(error: ValidationError) -> list[str]:
    """One line for each mistake: place, value, what is wrong, the nearest valid value."""
    return [_line(details) for details in error.errors(include_url=False)]


def _line(details: Any) -> str:
    place = place_of(details["loc"])
    value, kind, context = details["input"], details["type"], details.get("ctx") or {}
    if kind == "extra_forbidden":
        key = str(details["loc"][-1])
        return f"{place}: there is no key {key!r}{nearest(key, _keys_at(details['loc'][:-1]))}"
    if kind == "missing":
        return f"{place}: is missing"
    if kind == "literal_error":
        return f"{place}: {value!r} is not valid{_nearest_literal(value, context.get('expected', ''))}"
    return f"{place}: {_short(value)} is not valid: {_reason(kind, details['msg'], context, value)}"


def _reason(kind: str, message: str, context: dict[str, Any], value: Any) -> str:
    bounds = {
        "greater_than_equal": f"at least {context.get('ge')}",
        "greater_than": f"more than {context.get('gt')}",
        "less_than_equal": f"at most {context.get('le')}",
        "int_type": "a whole number without quotes",
        "float_type": "a number without quotes",
        "string_type": "text between quotes",
        "bool_type": "true or false, without quotes",
        "list_type": 'a list, as in ["A", "B"]',
        "model_type": 'a table, as in { host = "…", port = 104 }',
        "string_too_short": f"at least {context.get('min_length')} characters",
        "string_too_long": f"at most {context.get('max_length')} characters",
        "too_short": f"at least {context.get('min_length')} {'characters' if isinstance(value, str) else 'entries'}",
        "too_long": f"at most {context.get('max_length')} {'characters' if isinstance(value, str) else 'entries'}",
        "string_pattern_mismatch": f"it must look like {context.get('pattern')}",
    }
    return bounds.get(kind) or message.removeprefix("Value error, ")


def place_of(location: Iterable[int | str]) -> str:
    """``roles.modality[2].station``: entries are counted from 1, as people do."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def nearest(value: str, valid: Iterable[str]) -> str:
    """``; the nearest is 'x'``, or what is valid where nothing is near."""
    names = sorted(valid)
    near = difflib.get_close_matches(value, names, n=1, cutoff=0.5)
    if near:
        return f"; the nearest is {near[0]!r}"
    return f"; valid: {', '.join(names)}" if names else ""


def _nearest_literal(value: Any, expected: str) -> str:
    valid = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
    folded = {word.casefold(): word for word in valid}
    near = difflib.get_close_matches(str(value).casefold(), folded, n=1, cutoff=0.5)
    return f"; the nearest is {folded[near[0]]!r}" if near else f"; valid: {', '.join(valid)}"


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at ``location``."""
    model: Any = SiteTable
    for part in location:
        if isinstance(part, int):
            continue
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        model = _model_in(fields.get(part)) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _model_in(argument))), None)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
