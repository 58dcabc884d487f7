"""What a DICOM application entity negotiates: SOP classes, transfer syntaxes, roles, limits, and who may call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from harness.discover.pace import Pace, problem, told
from simulators.dimse import Context, Scu
from simulators.dimse_negotiation import MAX_CONTEXTS, Answer, name_of, negotiate
from simulators.wire.errors import InteropError, Refused

VERIFICATION = "1.2.840.10008.1.1"
NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1")
QUERY_RETRIEVE = tuple(f"1.2.840.10008.5.1.4.1.2.{root}.{service}" for root in (1, 2) for service in (1, 2, 3))
FIND_OPTIONS = (
    "relational queries",
    "combined date and time matching",
    "fuzzy matching of names",
    "time zone adjustment",
    "enhanced multi-frame conversion",
)
RETRIEVE_OPTIONS = ("relational retrieval", "enhanced multi-frame conversion")
STRANGER, NOBODY = "INTEROP_STRANGER", "INTEROP_NOBODY"


def callers(scu_of: Any, titles: Sequence[str], called: str, pace: Pace) -> list[dict[str, str]]:
    """Who may associate: each of our AE titles, a stranger, and one of ours that calls an AE title nobody has.

    ``scu_of(calling, called)`` gives the :class:`Scu`. Raises what is not about AE titles, such as Unreachable.
    """
    pairs = [(title, called) for title in titles]
    found = []
    for calling, title in [*pairs, (STRANGER, called), (titles[0], NOBODY)]:
        pace.step(f"association of {calling} with {title}")
        try:
            negotiate(scu_of(calling, title), [VERIFICATION])
            answer = "accepted"
        except Refused as refusal:
            answer = f"rejected {refusal.code}"
        found.append({"calling": calling, "called": title, "answer": answer})
    return found


def offers(scu: Scu, pace: Pace) -> dict[str, Any]:
    """Everything that is negotiated. A storage SOP class is proposed with each transfer syntax alone, a service with
    the two native ones; 128 proposals an association."""
    pairs = [(uid, syntax) for syntax in pace.scope.syntaxes for uid in pace.scope.storage]
    pairs += [(uid, syntax) for syntax in NATIVE for uid in pace.scope.services]
    accepted: dict[str, list[str]] = {}
    refused: Counter[str] = Counter()
    problems = []
    first = Answer()
    for number, part in enumerate(_parts(pairs), 1):
        pace.step(f"presentation contexts, association {number} of {-(-len(pairs) // MAX_CONTEXTS)}")
        try:
            answer = negotiate(scu, [Context(uid, (syntax,)) for uid, syntax in part])
        except InteropError as error:
            problems.append(problem(error))
            if len(problems) == 3:
                break  # it does not answer such requests: no use in sixty of them
            continue
        first = answer if answer.implementation_uid else first
        for (uid, syntax), result in zip(part, answer.results, strict=True):
            if result == "accepted":
                accepted.setdefault(uid, []).append(syntax)
            else:
                refused[result] += 1
    return {
        "max_pdu": first.max_pdu,
        "implementation_uid": told(first.implementation_uid),
        "implementation_version": told(first.implementation_version),
        "sop_classes": _with_roles(scu, pace, accepted, problems),
        "refused": dict(refused),
        "proposed": len(pairs),
        "problems": problems,
    }


def _parts(pairs: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for begin in range(0, len(pairs), MAX_CONTEXTS):
        yield pairs[begin : begin + MAX_CONTEXTS]


def _with_roles(
    scu: Scu, pace: Pace, accepted: dict[str, list[str]], problems: list[dict[str, str]]
) -> list[dict[str, Any]]:
    """The accepted SOP classes with the roles of the peer: SCP because it accepted, SCU where it grants us SCP."""
    granted: dict[str, tuple[bool, bool]] = {}
    uids = sorted(accepted)
    for begin in range(0, len(uids), MAX_CONTEXTS):
        pace.step("roles")
        part = uids[begin : begin + MAX_CONTEXTS]
        try:
            granted |= negotiate(scu, [Context(uid, (accepted[uid][0],), True, True) for uid in part]).roles
        except InteropError as error:
            problems.append(problem(error))
    return [
        {
            "uid": uid,
            "name": name_of(uid),
            "roles": ["SCP"] + ["SCU"] * granted.get(uid, (True, False))[1],
            "syntaxes": accepted[uid],
        }
        for uid in uids
    ]


def extended(scu: Scu, pace: Pace, classes: Sequence[str]) -> dict[str, Any]:
    """Extended negotiation of the query and retrieve classes that are offered (PS3.4 C.5), and the asynchronous
    operations window (PS3.7 D.3.3.3): eight of each are asked for."""
    wanted = [uid for uid in QUERY_RETRIEVE if uid in classes]
    asked = {uid: b"\1" * len(_options(uid)) for uid in wanted}
    pace.step("extended negotiation")
    try:
        answer = negotiate(scu, wanted or [VERIFICATION], extended=asked, window=(8, 8))
    except InteropError as error:
        return {"problem": problem(error)}
    return {
        "window": list(answer.window or (1, 1)),
        "options": [
            {"uid": uid, "name": name_of(uid), "granted": _granted(uid, answer.extended.get(uid))} for uid in wanted
        ],
    }


def _options(uid: str) -> tuple[str, ...]:
    return FIND_OPTIONS if uid.endswith(".1") else RETRIEVE_OPTIONS


def _granted(uid: str, value: bytes | None) -> list[str] | None:
    """The options whose byte is 1; None where the peer did not answer the item."""
    if value is None:
        return None
    return [option for option, byte in zip(_options(uid), value, strict=False) if byte == 1]
