"""A discovery as plain facts, and what differs between two of them, or from a conformance statement."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from simulators.dimse_negotiation import name_of, uid_of
from simulators.wire.errors import ConfigError

MOST_BYTES = 64_000_000
COLUMNS = ("sop_class", "transfer_syntax", "role")
NOT_TOLD = ("not told", "cannot be asked")


def read(path: Path) -> dict[str, Any]:
    """A discovery that was written earlier. :class:`ConfigError` where it is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{path} is too large for a discovery", remedy="name the discovery.json of a discovery")
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", remedy="name the discovery.json of a discovery") from error
    if not isinstance(found, dict) or found.get("kind") != "discovery" or found.get("schema") != 1:
        raise ConfigError(f"{path} is no discovery", remedy="name the discovery.json that interop discover has written")
    try:
        dict(facts(found))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"{path} is a damaged discovery: {type(error).__name__} {error}", remedy="take another copy of it"
        ) from error
    return found


def facts(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(what, value): ``pacs dimse · CT Image Storage · JPEG 2000`` is ``SCP``. What was not told is left out."""
    for system in document["systems"]:
        for entry in system["interfaces"]:
            place = f"{system['name']} {entry['key']}"
            yield f"{place} · address", str(entry["address"])
            if "problem" in entry:
                yield f"{place} · problem", str(entry["problem"]["what"])
            for what, value in _of_interface(entry):
                if value not in NOT_TOLD:
                    yield f"{place} · {what}", value


def _of_interface(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _negotiated(entry)
    for query in entry.get("queries", ()):
        for key, state in query["keys"].items():
            yield f"{query['model']} {query['level']} · key {key}", "absent" if state == "absent" else "returned"
    for each in entry.get("destinations", ()):
        yield f"C-MOVE destination {each['ae_title']}", str(each["answer"])
    if "hl7" in entry:
        yield "acknowledgement mode", str(entry["hl7"]["acknowledgement"]["mode"])
        for each in entry["hl7"]["versions"]:
            yield (
                f"HL7 version {each['version']}",
                {"yes": "taken", "no": "not taken"}.get(each.get("taken"), "not told"),
            )
        for each in entry["hl7"]["events"]:
            yield f"HL7 event {each['type']}", f"{each['answer']} {each['error']}".strip()
    for each in entry.get("web", {}).get("resources", ()):
        yield str(each["resource"]), str(each["answer"])
    found = entry.get("tls")
    if found:
        yield "TLS", "spoken" if found["speaks"] else "not spoken"
        for what in ("versions", "ciphers"):
            values = found.get(what) or {}
            yield from ((f"{name}", values[name] if isinstance(values, dict) else "offered") for name in values)
        if found["speaks"]:
            yield "certificate", f"{found['subject']} until {found['valid_until']}"


def _negotiated(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in entry.get("callers", ()):
        yield f"association from {each['calling']} to {each['called']}", str(each["answer"])
    if "max_pdu" in entry:
        yield "maximum PDU", str(entry["max_pdu"])
        yield "implementation", f"{entry['implementation_uid']} {entry['implementation_version']}"
    for each in entry.get("sop_classes", ()):
        for syntax in each["syntaxes"]:
            yield f"{each['name']} · {name_of(syntax)}", "+".join(each["roles"])
    found = entry.get("extended", {})
    if "window" in found:
        yield "asynchronous operations window", "/".join(map(str, found["window"]))
    for each in found.get("options", ()):
        granted = each["granted"]
        yield f"{each['name']} · extended", "not answered" if granted is None else ", ".join(granted) or "none"


def _untold(document: dict[str, Any]) -> Iterator[str]:
    """Beginnings of the facts that this discovery could not learn: there it says nothing about the other one."""
    for system in document["systems"]:
        for entry in system["interfaces"]:
            place = f"{system['name']} {entry['key']}"
            if "problem" in entry:
                yield f"{place} · "
            for query in entry.get("queries", ()):
                if not query["keys"]:
                    yield f"{place} · {query['model']} {query['level']} · key "
            if not entry.get("hl7", {}).get("events"):
                yield f"{place} · HL7 event "
            for what, value in _of_interface(entry):
                if value in NOT_TOLD:
                    yield f"{place} · {what}"


def compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """``gone``, ``new``, ``changed``: facts with their values ``before`` and ``after``. What only one of the two could
    learn is no difference; that an interface answers no more is one."""
    old, new = dict(facts(before)), dict(facts(after))
    gone = _told(old.keys() - new.keys(), after)
    came = _told(new.keys() - old.keys(), before)
    return {
        "gone": [{"what": what, "before": old[what], "after": ""} for what in gone],
        "new": [{"what": what, "before": "", "after": new[what]} for what in came],
        "changed": [
            {"what": what, "before": old[what], "after": new[what]}
            for what in sorted(old.keys() & new.keys())
            if old[what] != new[what]
        ],
    }


def _told(names: Iterable[str], other: dict[str, Any]) -> list[str]:
    """Those that the other discovery would have told, and every problem."""
    untold = tuple(_untold(other))
    return sorted(name for name in names if name.endswith(" · problem") or not name.startswith(untold))


def against_statement(path: Path, document: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """The same against a table ``sop_class,transfer_syntax,role``, UIDs or names, with an optional column ``system``:
    ``gone`` is stated and not accepted, ``new`` accepted and not stated. :class:`ConfigError` with every bad line."""
    stated = _read_statement(path)
    several = any(system for system, *_ in stated)
    offered = set()
    for system in document["systems"]:
        for entry in system["interfaces"]:
            for each in entry.get("sop_classes", ()):
                offered |= {
                    (system["name"] if several else "", each["uid"], syntax, role)
                    for syntax in each["syntaxes"]
                    for role in each["roles"]
                }
    about = {system for system, *_ in stated}
    offered = {row for row in offered if row[0] in about}
    return {
        "gone": [_line(row, "stated", "not accepted") for row in sorted(stated - offered)],
        "new": [_line(row, "not stated", "accepted") for row in sorted(offered - stated)],
        "changed": [],
    }


def _line(row: tuple[str, str, str, str], before: str, after: str) -> dict[str, str]:
    system, uid, syntax, role = row
    return {"what": " · ".join(filter(None, (system, name_of(uid), name_of(syntax), role))), "before": before,
            "after": after}  # fmt: skip


def _read_statement(path: Path) -> set[tuple[str, str, str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(text.splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path} cannot be read: {error}", remedy="save it as CSV in UTF-8") from error
    missing = [name for name in COLUMNS if not rows or name not in rows[0]]
    if missing:
        raise ConfigError(
            f"{path} has no column {', '.join(missing)}",
            remedy=f"its first line is {','.join(COLUMNS)}, then one row each",
        )
    found, problems = set(), []
    for number, row in enumerate(rows, 2):
        uid, syntax = uid_of(row["sop_class"] or ""), uid_of(row["transfer_syntax"] or "")
        role = (row["role"] or "").strip().upper()
        for column, good in zip(COLUMNS, (uid, syntax, role in ("SCU", "SCP")), strict=True):
            if not good:
                problems.append(f"line {number}: {row[column]!r} is no {column}")
        found.add(((row.get("system") or "").strip(), uid, syntax, role))
    if problems:
        raise ConfigError(f"{path} holds {len(problems)} entries that cannot be used", problems=tuple(problems),
                          cause="\n".join(problems[:20]), remedy="write names or UIDs, and SCU or SCP")  # fmt: skip
    return found
