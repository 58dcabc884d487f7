"""JSON Web Tokens signed with a shared key (RFC 7519, HS256 of RFC 7518 3.2): made and judged. No other algorithm is
taken, so that nobody chooses ``none`` for us."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

LARGEST = 65536  # bytes of a token


def signed(claims: Mapping[str, Any], key: str) -> str:
    """The token that says ``claims``."""
    head = ".".join(_text(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, dict(claims)))
    return f"{head}.{_text(_signature(head.encode(), key))}"


def problem(token: bytes, key: str, now: float) -> tuple[str, Mapping[str, Any]]:
    """What is wrong with a token, "" where nothing is, and its claims (none where it cannot be believed). ``now``:
    seconds since the epoch."""
    head, _, signature = token.rpartition(b".")
    claims = _object(head.partition(b".")[2])
    if len(token) > LARGEST or head.count(b".") != 1 or claims is None:
        return "it is no token", {}
    if (_object(head.partition(b".")[0]) or {}).get("alg") != "HS256":
        return "it is signed in another way than was agreed", {}
    if not hmac.compare_digest(_bytes(signature) or b"", _signature(head, key)):
        return "its signature is wrong", {}
    for name, is_past in (("nbf", False), ("exp", True)):
        moment = claims.get(name)
        if moment is None and name == "nbf":
            continue
        if isinstance(moment, bool) or not isinstance(moment, int | float):
            return f"its {name} is no time", {}
        if (now >= moment) is is_past:  # "on or after" the time of exp: RFC 7519 4.1.4
            return "it has expired" if is_past else "it is not valid yet", {}
    return "", claims


def _signature(head: bytes, key: str) -> bytes:
    return hmac.new(key.encode(), head, hashlib.sha256).digest()


def _object(part: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(_bytes(part) or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(part: bytes) -> bytes | None:
    try:
        return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
