"""DICOMweb of a run, ready to be compared: what was asked and answered, without where it was and how it was packed.

Ports, addresses, boundaries and lengths differ from run to run and say nothing of the system.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from simulators.wire.media_type import read

MOST = 2000  # matches that are looked at
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")
_PARTS = re.compile(r"\(([0-9]+) parts, [0-9]+ bytes\)")
_HEADERS = ("accept", "content-type", "warning")


def web_texts(text: str, attributes: Callable[[dict[str, Any], str], None]) -> Iterator[tuple[str, str]]:
    """Name and value of everything but the attributes of matches: those are handed to ``attributes``, each object with
    the beginning of its paths."""
    head, _, body = text.partition("\n\n")
    first, *lines = head.splitlines() or [""]
    yield from _first(first)
    for line in lines:
        name, _, value = line.partition(": ")
        if name in _HEADERS:
            yield name, _without_place(name, value)
    parts = _PARTS.fullmatch(body.strip())
    if parts:
        yield "(parts)", parts[1]
        return
    try:
        found = json.loads(body) if body.strip() else []
    except (ValueError, RecursionError):
        yield "(body)", body.strip()[:400]
        return
    objects = [one for one in (found if isinstance(found, list) else [found])[:MOST] if isinstance(one, dict)]
    yield "(objects)", str(len(objects))
    for number, one in enumerate(objects, 1):
        attributes(_without_addresses(one), f"({number}) ")


def _first(line: str) -> Iterator[tuple[str, str]]:
    method, _, target = line.partition(" ")
    if method == "HTTP":
        yield "(status)", target
        return
    path, _, query = target.partition("?")
    words = [word for word in path.split("/") if word]
    yield "(resource)", f"{method} /{'/'.join('{uid}' if _UID.fullmatch(word) else word for word in words)}"
    for before, word in zip(["", *words], words, strict=False):
        if _UID.fullmatch(word):
            yield f"{before} of the path", word
    for name, value in parse_qsl(query, keep_blank_values=True)[:200]:
        yield f"query {name}", value


def _without_place(name: str, value: str) -> str:
    media_type = read(value) if name == "content-type" else None
    if media_type is None:
        return re.sub(r"https?://[^\s:]+(:[0-9]+)?", "", value)
    return str(type(media_type)(media_type.name, {k: v for k, v in media_type.parameters.items() if k != "boundary"}))


def _without_addresses(model: dict[str, Any]) -> dict[str, Any]:
    """The same object where what only says where something can be fetched is there without the address."""
    kept: dict[str, Any] = {}
    for key, entry in model.items():
        if not isinstance(entry, dict):
            continue
        if entry.get("vr") == "UR" or "BulkDataURI" in entry:
            kept[key] = {"vr": entry.get("vr"), "Value": ["(an address)"]}
        elif entry.get("vr") == "SQ" and isinstance(entry.get("Value"), list):
            inner = [_without_addresses(item) if isinstance(item, dict) else item for item in entry["Value"]]
            kept[key] = {"vr": "SQ", "Value": inner}
        else:
            kept[key] = entry
    return kept
