"""Defects of who may call over the web: tokens nobody looks into, passwords that may be guessed, another's studies."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from joserfc import jws
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from simulators.defects.defect import defect
from simulators.defects.planting import around, doing
from simulators.openid_grants import Proof
from simulators.web_access import Access, Caller, Guarded, NotAllowed, OfHospital, User
from simulators.web_server import WebAnswer
from simulators.web_tokens import Tokens, headers_of


class _AnyTime(JWTClaimsRegistry):
    def validate_exp(self, value: object) -> None:
        """Whatever it says."""


def _expired_taken(original: Any, self: Tokens) -> JWTClaimsRegistry:
    rules = original(self)
    return _AnyTime(now=rules._now, **rules.options)


def _any_audience(original: Any, self: Tokens) -> JWTClaimsRegistry:
    rules = original(self)
    return JWTClaimsRegistry(now=rules._now, **{name: rule for name, rule in rules.options.items() if name != "aud"})


def _read(token: str) -> dict[str, Any]:
    return dict(json.loads(jws.extract_compact(token.encode()).payload))


def _none_taken(original: Any, self: Tokens, token: str) -> dict[str, Any]:
    return _read(token) if headers_of(token).get("alg") == "none" else original(self, token)


def _unverified(original: Any, self: Tokens, token: str) -> dict[str, Any]:
    return original(self, token) if headers_of(token).get("alg") == "none" else _read(token)


def _keys_for_ever(original: Any, self: Tokens, wanted: str) -> KeySet:
    return self._keys if self._keys is not None else original(self, wanted)


def _called_success(original: Any, self: Guarded, error: NotAllowed) -> WebAnswer:
    answer = original(self, error)
    return WebAnswer(200, {"Content-Type": "application/dicom+json"}, b"[]") if error.status == 401 else answer


def _silent(original: Any, self: Guarded, error: NotAllowed) -> WebAnswer:
    answer: WebAnswer = original(self, error)
    return replace(answer, headers={name: text for name, text in answer.headers.items() if name != "WWW-Authenticate"})


def _as_delivered(original: Any, self: Access, users: Any = (), *args: Any, **options: Any) -> None:
    known = list(users)
    original(self, [*known, *([User(Caller("admin"), "admin")] if known else [])], *args, **options)


DEFECTS = (
    defect(
        "access.expired-token",
        "the PACS takes tokens that have expired",
        "pacs",
        "TC-ACC-004",
        "ACC-01.*expired token",
        around(Tokens, "rules", _expired_taken),
    ),
    defect(
        "access.any-audience",
        "the PACS takes tokens that are for another service",
        "pacs",
        "TC-ACC-004",
        "ACC-01.*token for another service",
        around(Tokens, "rules", _any_audience),
    ),
    defect(
        "access.no-signature",
        "the PACS takes tokens that say that nobody signed them",
        "pacs",
        "TC-ACC-004",
        "ACC-01.*token without signature",
        around(Tokens, "signed", _none_taken),
    ),
    defect(
        "access.any-signature",
        "the PACS does not verify who signed a token",
        "pacs",
        "TC-ACC-004",
        "ACC-01.*token signed by somebody else",
        around(Tokens, "signed", _unverified),
    ),
    defect(
        "access.old-keys",
        "the PACS keeps the keys of the provider until it is restarted",
        "pacs",
        "TC-ACC-002",
        "(?i)refused",
        around(Tokens, "keys", _keys_for_ever),
    ),
    defect(
        "access.refusal-called-success",
        "the PACS tells who may not call that there are no studies, as a success",
        "pacs",
        "TC-ACC-003 TC-ACC-005",
        "ACC-01",
        around(Guarded, "refused", _called_success),
    ),
    defect(
        "access.no-challenge",
        "the PACS does not say how it wants to be called",
        "pacs",
        "TC-ACC-005",
        "ACC-02",
        around(Guarded, "refused", _silent),
    ),
    defect(
        "access.any-hospital",
        "the PACS shows everybody the studies of every hospital",
        "pacs",
        "TC-ACC-008",
        "ACC-03",
        doing(OfHospital, "sees", True),
    ),
    defect(
        "access.any-right",
        "who may only look can store at the PACS",
        "pacs",
        "TC-ACC-011",
        "ACC-04",
        doing(Guarded, "require_right", None),
    ),
    defect(
        "access.never-locked",
        "passwords of the PACS may be guessed for ever",
        "pacs",
        "TC-ACC-009",
        "ACC-01.*account that has to be locked",
        doing(Access, "locked_s", 0.0),
    ),
    defect(
        "access.as-delivered",
        "the PACS still has the account that it was delivered with",
        "pacs",
        "TC-ACC-010",
        "ACC-01.*account as delivered",
        around(Access, "__init__", _as_delivered),
    ),
    defect(
        "access.any-code",
        "the OpenID provider does not ask who began a sign-in",
        "openid",
        "TC-ACC-006",
        "(?i)code of somebody else",
        doing(Proof, "validate_code_verifier", None),
    ),
)
