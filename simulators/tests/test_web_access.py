"""Who is let in by an archive's DICOMweb: passwords, locks, tokens, and what an OpenID provider gives to whom."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from simulators.openid import REDIRECT, RelyingParty, challenge_of
from simulators.openid_grants import ALGORITHM, Client
from simulators.openid_provider import Provider, new_key
from simulators.runtime import Runtime
from simulators.secret import Secret
from simulators.web_access import ATTEMPTS, LOCK_S, MOST_NAMES, Access, Caller, Guarded, NotAllowed, User
from simulators.web_credentials import AUTHORIZATION_CODE, Credentials, OpenId
from simulators.web_server import WebAnswer, WebRequest
from simulators.web_tokens import Tokens
from simulators.wire.errors import ConfigError, PeerViolation, Refused

CALLER = Caller("ana", "HGM")


def basic(user: str, password: str) -> str:
    return Credentials(user, Secret(text=password)).headers()["authorization"]


class Clock:
    """A time that is set."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def refusal(access: Access, said: str) -> NotAllowed:
    with pytest.raises(NotAllowed) as told:
        access.caller(said)
    return told.value


def test_an_account_is_locked_for_a_time_even_to_the_right_password() -> None:
    clock = Clock()
    access = Access([User(CALLER, "p:w"), User(Caller("eva"), "x")], clock=clock)
    assert access.caller(basic("ana", "p:w")) == CALLER
    for _ in range(ATTEMPTS - 1):
        assert refusal(access, basic("ana", "wrong")).status == 401
    assert access.caller(basic("ana", "p:w")) == CALLER  # which ends the count
    for _ in range(ATTEMPTS):
        assert refusal(access, basic("ana", "wrong")).status == 401
    locked = refusal(access, basic("ana", "p:w"))
    assert (locked.status, locked.retry_s) == (429, LOCK_S)
    assert access.caller(basic("eva", "x")).name == "eva"
    clock.now += LOCK_S
    assert access.caller(basic("ana", "p:w")) == CALLER


def test_who_may_only_look_changes_nothing_and_sees_her_hospital_alone() -> None:
    served: list[Caller] = []

    def serving(caller: Caller) -> Any:
        served.append(caller)
        return lambda request: WebAnswer(200)

    guarded = Guarded(Runtime(), Access([User(Caller("eva", "HGM", may_store=False), "x")]), serving, "/dicom-web")
    said = {"authorization": basic("eva", "x")}
    answers = [guarded(WebRequest(method, "/dicom-web/studies", headers=said)) for method in ("GET", "POST", "PUT")]
    assert [answer.status for answer in answers] == [200, 403, 403]
    assert len(served) == 1
    unknown = guarded(WebRequest("GET", "/dicom-web/studies"))
    assert (unknown.status, unknown.headers["WWW-Authenticate"]) == (401, 'Basic realm="archive", charset="UTF-8"')
    assert "WWW-Authenticate" not in answers[1].headers


def test_hostile_credentials_are_refused_and_names_are_bounded() -> None:
    access = Access([User(CALLER, "pw")])
    for said in ("", "Basic", "Basic !", "Basic gA==", f"Basic {base64.b64encode(b'ana').decode()}", "Bearer x", "x y"):
        assert refusal(access, said).status == 401
    for number in range(MOST_NAMES + 5):
        refusal(access, basic(f"nobody{number}", "x"))
    assert len(access._wrong) == MOST_NAMES


@pytest.fixture
def provider() -> Iterator[Provider]:
    clients = [Client("ward", "pw", "archive", frozenset({"images"}), frozenset({REDIRECT}), hospital="HGM")]
    found = Provider(Runtime(), clients, [User(CALLER, "x:y")])
    found.start()
    yield found
    found.stop()


def party(provider: Provider, **changes: Any) -> RelyingParty:
    openid = OpenId(provider.issuer, "ward", Secret(text="pw"), "archive", ("images",), user="ana",
                    password=Secret(text="x:y"))  # fmt: skip
    return RelyingParty(provider.runtime, "pacs", replace(openid, **changes))


def test_both_flows_give_tokens_that_an_archive_takes(provider: Provider) -> None:
    tokens = Tokens(provider.issuer, "archive", "images", party(provider).keys)
    assert tokens(party(provider).token()[0]) == Caller("ward", "HGM")
    assert tokens(party(provider, flow=AUTHORIZATION_CODE).token()[0]) == CALLER
    said = b"".join(one.raw for one in provider.runtime.transcript.since(0))
    assert b"access_token" in said
    assert b"eyJ" not in said
    assert base64.b64encode(b"ward:pw") not in said


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": Secret(text="wrong")}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"flow": AUTHORIZATION_CODE, "password": Secret(text="wrong")}, "HTTP 401"),
    ],
)
def test_who_is_wrong_gets_no_token(provider: Provider, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as told:
        party(provider, **changes).token()
    assert told.value.code == code


def test_a_code_is_good_once_and_for_who_began(provider: Provider) -> None:
    ours = party(provider)
    verifier = "v" * 50
    code = ours.code(challenge_of(verifier))
    with pytest.raises(Refused, match="no token"):
        ours.by_code(code, "w" * 50)
    code = ours.code(challenge_of(verifier))
    assert ours.by_code(code, verifier)[0]
    with pytest.raises(Refused, match="no token"):
        ours.by_code(code, verifier)


def test_every_fault_of_a_token_is_seen(provider: Provider) -> None:
    keys = party(provider).keys
    tokens = Tokens(provider.issuer, "archive", "images", keys, again_s=0.0)
    good = provider.access_token(provider.clients["ward"], None, "images")
    claims = jwt.decode(good, provider.key).claims
    header = {"alg": ALGORITHM, "kid": provider.key.kid}
    now = int(time.time())
    changed = (
        {"exp": now - 1},
        {"nbf": now + 60},
        {"aud": "other"},
        {"iss": "http://x"},
        {"exp": "soon"},
        {"aud": None},
    )
    bad = [jwt.encode(header, {**claims, **change}, provider.key) for change in changed]
    without = {name: value for name, value in claims.items() if name != "exp"}
    bad += [jwt.encode(header, without, provider.key), jwt.encode(header, claims, new_key())]
    body = good.split(".")[1]
    public = json.dumps(provider.key.as_dict(private=False)).encode()
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    bad += [f"{none}.{body}.", f"{good[:-4]}AAAA", "", "a.b.c", "ñ.ñ.ñ", "x" * 20000, good.partition(".")[0]]
    bad.append(jwt.encode({"alg": "HS256", "kid": provider.key.kid}, claims, OctKey.import_key(public)))
    assert tokens(good) == Caller("ward", "HGM")
    for token in bad:
        with pytest.raises(NotAllowed) as told:
            tokens(token)
        assert (told.value.status, told.value.error) == (401, "invalid_token"), token[:80]
    with pytest.raises(NotAllowed) as told:
        tokens(provider.access_token(provider.clients["ward"], None, "openid"))
    assert (told.value.status, told.value.error) == (403, "insufficient_scope")
    provider.rotate()
    with pytest.raises(NotAllowed):
        Tokens(provider.issuer, "archive", "images", keys)(good)
    assert tokens(provider.access_token(provider.clients["ward"], None, "images"))


def test_a_provider_that_is_not_who_it_says_gets_no_secret(provider: Provider) -> None:
    there = provider.issuer.replace("127.0.0.1", "localhost")
    with pytest.raises(PeerViolation, match="calls itself otherwise"):
        party(provider, issuer=there).token()
    with pytest.raises(ConfigError, match="in the clear"):
        party(provider, issuer="http://192.0.2.1").token()
    assert not [one for one in provider.runtime.transcript.since(0) if b"/token" in one.raw.splitlines()[0]]


def test_a_token_is_had_once_while_it_is_good(provider: Provider) -> None:
    said = Credentials(openid=party(provider).openid)
    first = said.headers(provider.runtime)
    assert said.headers(provider.runtime) == first
    asked = [one for one in provider.runtime.transcript.since(0) if one.raw.startswith(b"POST /token")]
    assert len(asked) == 1
