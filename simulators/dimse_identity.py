"""User identity in association requests and their answers, as pynetdicom's items (PS3.7 D.3.3.7)."""

from __future__ import annotations

from typing import Any

from pynetdicom.pdu_primitives import A_ASSOCIATE, UserIdentityNegotiation

from simulators.user_identity import NAMED, TYPES, Shown

_NAMES = {number: name for name, number in TYPES.items()}


def item(shown: Shown) -> UserIdentityNegotiation:
    """For an A-ASSOCIATE-RQ."""
    found = UserIdentityNegotiation()
    found.user_identity_type = TYPES[shown.kind]
    found.positive_response_requested = shown.wants_response
    found.primary_field, found.secondary_field = shown.primary, shown.secondary
    return found


def shown_in(request: A_ASSOCIATE) -> Shown | None:
    """The user identity of a request; None without one. Of several, which is not allowed, the first."""
    for one in request.user_information:
        if isinstance(one, UserIdentityNegotiation):
            kind = _NAMES.get(one.user_identity_type or 0, "")
            primary, secondary = one.primary_field or b"", one.secondary_field or b""
            return Shown(kind, primary, secondary, one.positive_response_requested)
    return None


def response() -> UserIdentityNegotiation:
    """The positive response of an A-ASSOCIATE-AC, which holds nothing."""
    found = UserIdentityNegotiation()
    found.server_response = b""
    return found


def told(one: Any) -> str:
    """The item as the transcript keeps it: a user's name, and of everything else only that it was there."""
    if one.server_response is not None:
        return f"UserIdentityNegotiation: server_response={len(one.server_response)} bytes"
    kind = _NAMES.get(one.user_identity_type or 0, str(one.user_identity_type))
    name = (one.primary_field or b"").decode("utf-8", "replace")
    who = f"user={name[:64]!r}" if kind in NAMED else "not kept"
    wanted = "asked for" if one.positive_response_requested else "not asked for"
    passcode = " with a passcode" if one.secondary_field else ""
    return f"UserIdentityNegotiation: type={kind} {who}{passcode}; a positive response is {wanted}"
