"""Tokens with a shared key: joserfc as the oracle, then every way to be none (RFC 7519, RFC 7515)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import pytest
from joserfc import jwt as other
from joserfc.jwk import OctKey

from simulators.wire import jwt

KEY = "k" * 32
NOW = 1_900_000_000.0
CLAIMS = {"sub": "ñ?>~", "exp": NOW + 1}


def token(claims: object, head: object = {"alg": "HS256"}, key: str = KEY) -> bytes:
    """Any head and content, rightly signed."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, claims)]
    said = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.new(key.encode(), said, hashlib.sha256).digest()
    return said + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")


def test_another_library_reads_ours_and_we_read_its() -> None:
    key = OctKey.import_key(KEY)
    for number in range(4):  # every remainder of base64
        claims = {**CLAIMS, "sub": "ü?>~" + "x" * number}
        read = other.decode(jwt.signed(claims, KEY), key, algorithms=["HS256"])
        assert read.claims == claims
        assert read.header == {"alg": "HS256", "typ": "JWT"}
        assert jwt.problem(other.encode({"alg": "HS256"}, claims, key).encode(), KEY, NOW) == ("", claims)


def signed(said: bytes) -> bytes:
    signature = hmac.new(KEY.encode(), said, hashlib.sha256).digest()
    return said + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")


GOOD = token(CLAIMS)
HEAD, CONTENT, SIGNATURE = GOOD.split(b".")


@pytest.mark.parametrize(
    "text",
    [b"", b".", b"..", HEAD + b"." + SIGNATURE, b"x." + GOOD, GOOD + b".x", token([CLAIMS]), token(b"{"), token(b""),
     HEAD + b".?." + SIGNATURE, signed(HEAD + b"." + CONTENT + b"!!!!"), token(b"[" * 40_000)],
)  # fmt: skip
def test_what_is_no_token(text: bytes) -> None:
    assert jwt.problem(text, KEY, NOW) == ("it is no token", {})


@pytest.mark.parametrize("head", [{"alg": "none"}, {"alg": "HS384"}, {}, [], "HS256", b"{"])
def test_nobody_chooses_the_algorithm_for_us(head: object) -> None:
    assert jwt.problem(token(CLAIMS, head), KEY, NOW) == ("it is signed in another way than was agreed", {})


@pytest.mark.parametrize(
    "text",
    [token(CLAIMS, key="other"), GOOD[:-1], GOOD[:-43], b".".join((HEAD, CONTENT, b"?")),
     GOOD + b"!!!!", b".".join((HEAD, token({"exp": NOW + 9}).split(b".")[1], SIGNATURE))],
)  # fmt: skip
def test_a_signature_of_something_else_is_wrong(text: bytes) -> None:
    assert jwt.problem(text, KEY, NOW) == ("its signature is wrong", {})


@pytest.mark.parametrize(
    ("claims", "wrong"),
    [
        ({"exp": NOW + 1}, ""),
        ({"exp": NOW + 0.5}, ""),
        ({"exp": NOW}, "it has expired"),  # on or after
        ({"exp": NOW - 1}, "it has expired"),
        ({}, "its exp is no time"),
        ({"exp": None}, "its exp is no time"),
        ({"exp": True}, "its exp is no time"),
        ({"exp": "2030"}, "its exp is no time"),
        ({"exp": NOW + 1, "nbf": NOW}, ""),
        ({"exp": NOW + 1, "nbf": NOW + 0.5}, "it is not valid yet"),
        ({"exp": NOW + 1, "nbf": "now"}, "its nbf is no time"),
        ({"exp": NOW + 1, "nbf": False}, "its nbf is no time"),
    ],
)
def test_when_a_token_is_valid(claims: Mapping[str, Any], wrong: str) -> None:
    assert jwt.problem(token(claims), KEY, NOW) == (wrong, {} if wrong else claims)


def test_how_long_a_token_may_be() -> None:
    head, claims = {"alg": "HS256", "typ": "JWT"}, {"exp": NOW + 1, "x": ""}
    room = (jwt.LARGEST - len(token(claims, head))) // 4 * 3
    texts = [token({**claims, "x": "x" * (room + more)}, head) for more in range(4)]
    found = {len(text) - jwt.LARGEST: jwt.problem(text, KEY, NOW)[0] for text in texts}
    assert (found[0], found[1]) == ("", "it is no token")
