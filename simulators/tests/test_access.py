"""Who may speak to a system: the decision by itself, then over a socket, where hostile items arrive too."""

from __future__ import annotations

import json
import socket
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset

from simulators.access import NOT_RECOGNIZED_CALLING, Access, Caller
from simulators.addresses import DicomAddress
from simulators.dimse import Scu
from simulators.mllp_client import MllpClient
from simulators.mllp_server import MllpServer
from simulators.runtime import Runtime, TestPatients
from simulators.secret import Secret
from simulators.storage_sender import StorageSender
from simulators.tests import dimse_talk, mllp_talk
from simulators.tests.dimse_talk import CT, STUDY_FIND, VERIFICATION, instance, pair
from simulators.user_identity import TYPES, Shown, UserIdentity
from simulators.wire import jwt
from simulators.wire.errors import ConfigError, Refused
from simulators.wire.pdu import Associate

KEY, PASSCODE, ASSERTION = "key-of-the-test-7", "Passcode-9-Annobón", "<Assertion>Bata 31</Assertion>"
NOW = 1_900_000_000.0
CALLERS = (
    Caller("CT_ER1", "", frozenset({"store"})),
    Caller("WS_1", "127.0.0.1", frozenset({"query"})),
    Caller("FAR", "192.0.2.7"),
)


def identity(**changes: object) -> UserIdentity:
    found = UserIdentity(
        tuple(name for name in TYPES if name != "kerberos"), "m.obiang", passcode=Secret(text=PASSCODE),
        key=Secret(text=KEY), assertion=Secret(text=ASSERTION),
    )  # fmt: skip
    return replace(found, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("calling", "host", "expected"),
    [
        ("CT_ER1", "10.0.0.1", None),
        ("  CT_ER1 ", "10.0.0.1", None),
        ("ct_er1", "10.0.0.1", NOT_RECOGNIZED_CALLING),
        ("CT_ER", "10.0.0.1", NOT_RECOGNIZED_CALLING),
        ("CT ER1", "10.0.0.1", NOT_RECOGNIZED_CALLING),
        ("", "10.0.0.1", NOT_RECOGNIZED_CALLING),
        ("WS_1", "127.0.0.1", None),
        ("WS_1", "::ffff:127.0.0.1", None),
        ("WS_1", "10.0.0.1", NOT_RECOGNIZED_CALLING),
        ("WS_1", "127.0.0.1.", NOT_RECOGNIZED_CALLING),
        ("WS_1", "", NOT_RECOGNIZED_CALLING),
    ],
)
def test_titles_are_compared_as_the_standard_says(calling: str, host: str, expected: object) -> None:
    assert Access(CALLERS).refusal(calling, host, None) == expected


def test_where_the_unknown_are_served_a_title_is_still_bound_to_its_address() -> None:
    access = Access(CALLERS, refuse_unknown=False)
    assert access.refusal("ANYBODY", "10.0.0.1", None) is None
    assert access.permits("ANYBODY", "10.0.0.1", "C-FIND-RQ", STUDY_FIND)
    assert access.refusal("FAR", "10.0.0.1", None) == NOT_RECOGNIZED_CALLING
    assert not access.permits("CT_ER1", "10.0.0.1", "C-FIND-RQ", STUDY_FIND)


@pytest.mark.parametrize(
    ("right", "message", "sop_class"),
    [
        ("store", "C-STORE-RQ", CT),
        ("query", "C-FIND-RQ", STUDY_FIND),
        ("retrieve", "C-MOVE-RQ", dimse_talk.STUDY_MOVE),
        ("retrieve", "C-GET-RQ", dimse_talk.STUDY_GET),
        ("worklist", "C-FIND-RQ", "1.2.840.10008.5.1.4.31"),
        ("mpps", "N-CREATE-RQ", dimse_talk.MPPS),
        ("mpps", "N-SET-RQ", dimse_talk.MPPS),
    ],
)
def test_each_request_needs_its_right(right: str, message: str, sop_class: str) -> None:
    others = frozenset({"store", "query", "retrieve", "worklist", "mpps"}) - {right}
    assert Access((Caller("A", "", frozenset({right})),)).permits("A", "::1", message, sop_class)
    assert not Access((Caller("A", "", others),)).permits("A", "::1", message, sop_class)


@pytest.mark.parametrize("kind", ["username", "passcode", "saml", "jwt"])
def test_who_proves_who_she_is_is_believed_and_nobody_else(kind: str) -> None:
    known = identity()
    right = known.shown(kind)
    assert known.refusal(right) == ""
    assert known.refusal(replace(right, primary=right.primary + b"x"))
    assert known.refusal(replace(right, primary=b"\xff\x00"))
    assert known.refusal(replace(right, secondary=b"y")) or kind == "jwt"  # which has no second field
    assert replace(known, types=tuple(set(known.types) - {kind})).refusal(right)
    assert known.refusal(None)
    assert replace(known, required=False).refusal(None) == ""
    assert known.refusal(Shown("kerberos", right.primary))
    assert known.refusal(Shown("", right.primary))
    assert KEY not in repr(known) + repr(right)
    assert PASSCODE not in repr(known) + repr(right)


def forged(head: object, claims: object, key: str = KEY) -> bytes:
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims)]
    signature = jwt._signature(b".".join(parts), key)
    return b".".join([*parts, urlsafe_b64encode(signature).rstrip(b"=")])


HS = {"alg": "HS256"}
GOOD = {"sub": "m.obiang", "exp": NOW + 60}


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (forged(HS, GOOD), ""),
        (forged(HS, {**GOOD, "exp": NOW}), "expired"),
        (forged(HS, {**GOOD, "exp": str(NOW + 60)}), "no time"),
        (forged(HS, {**GOOD, "exp": True}), "no time"),
        (forged(HS, {"sub": "m.obiang"}), "no time"),
        (forged(HS, {**GOOD, "nbf": NOW + 1}), "not valid yet"),
        (forged(HS, {**GOOD, "sub": "other"}), "unknown user"),
        (forged(HS, GOOD, "another key"), "signature"),
        (forged({"alg": "none"}, GOOD), "another way"),
        (forged({"alg": "RS256"}, GOOD), "another way"),
        (forged(HS, GOOD).rsplit(b".", 1)[0] + b".", "signature"),
        (forged(HS, [1]), "no token"),
        (forged([], GOOD), "another way"),
        (b"a.b", "no token"),
        (b"....", "no token"),
        (b"\xff.\xfe.\xfd", "no token"),
        (b"", "no token"),
        (forged(HS, {**GOOD, "pad": "x" * 70000}), "no token"),
        (urlsafe_b64encode(b"{}") + b"." + urlsafe_b64encode(b"[" * 40000) + b".x", "no token"),
    ],
)
def test_only_a_whole_token_of_the_agreed_kind_is_believed(token: bytes, words: str) -> None:
    found = identity().refusal(Shown("jwt", token), NOW)
    assert words in found
    assert bool(found) == bool(words)


# --- over a socket


def calling(scu: Scu, title: str = "CT_ER1", shown: Callable[[], Shown | None] | None = None) -> Scu:
    return Scu(scu.runtime, title, "pacs", scu.host, scu.port, "PACS1", title, identity=shown)


def code(scu: Scu) -> str:
    try:
        scu.associate([VERIFICATION]).release()
    except Refused as error:
        return str(error.code)
    return ""


def guarded(**options: object) -> Runtime:
    rt = dimse_talk.runtime()
    rt.access = {"pacs": Access(**options)}  # type: ignore[arg-type]
    return rt


def test_an_unknown_caller_is_rejected_and_a_known_one_does_what_it_may() -> None:
    handlers = {"on_store": lambda *_: 0, "on_find": lambda *_: iter(()), "sop_classes": [STUDY_FIND]}
    with pair(guarded(callers=CALLERS), **handlers) as (scp, scu):
        assert [code(calling(scu, title)) for title in ("NOBODY", "ct_er1", "FAR")] == ["1/1/3"] * 3
        assert calling(scu).store([instance()])[0].status == 0
        assert calling(scu).find(STUDY_FIND, Dataset())[-1].status == 0x0124
        assert calling(scu, "WS_1").find(STUDY_FIND, Dataset())[-1].status == 0
        assert calling(scu, "WS_1").store([instance()])[0].status == 0x0124
        assert scp.guarded(Access()).access == Access()


@pytest.mark.parametrize("kind", ["username", "passcode", "saml", "jwt"])
def test_a_user_is_shown_looked_at_and_confirmed_and_nothing_of_it_is_kept(kind: str) -> None:
    known = identity()
    rt = guarded(identity=known, refuse_unknown=False)
    with pair(rt) as (_, scu):
        assert code(calling(scu)) == "1/2/1"
        assert code(calling(scu, shown=lambda: replace(known.shown(kind), primary=b"wrong"))) == "1/2/1"
        assert code(calling(scu, shown=lambda: known.shown(kind, wants_response=True))) == ""
        rt.identities = {"pacs": replace(known, types=(kind,))}
        assert code(calling(scu)) == ""
    kept = [exchange.raw.decode() for exchange in rt.transcript.exchanges]
    answers = [text for text in kept if text.startswith("A-ASSOCIATE-AC")]
    assert ["server_response=0 bytes" in text for text in answers] == [True, False]
    secrets = [PASSCODE, ASSERTION, "Annob", "eyJ", known.shown("jwt").primary.decode()[-20:]]
    assert not [secret for secret in secrets for text in kept if secret in text]
    assert any("type=" + kind in text for text in kept)


def test_an_identity_that_does_not_fit_is_not_sent() -> None:
    long = identity(types=("saml",), assertion=Secret(text="x" * 65530))
    with pair() as (_, scu), pytest.raises(ConfigError, match="more than"):
        calling(scu, shown=long.shown).echo()


@pytest.mark.parametrize("kind", ["username", "passcode", "saml", "jwt"])
def test_the_fast_path_shows_a_user_too(kind: str, tmp_path: Path) -> None:
    known, file = identity(types=(kind,)), tmp_path / "one.dcm"
    instance().save_as(file, enforce_file_format=True)
    with pair(guarded(identity=known, refuse_unknown=False), on_store=lambda *_: 0) as (scp, _):
        for shown, state in ((None, "not sent"), (known, "stored")):
            peer = DicomAddress("127.0.0.1", scp.port, "PACS1", identity=shown)
            (outcome,) = StorageSender(peer, "CT_ER1", patients=TestPatients(), retries=0).send([file])
            assert outcome.state == state, outcome


@pytest.mark.parametrize(
    "item",
    [
        b"\x58\x00\x00\x0b\x09\x00\x00\x05admin\x00\x00",  # a type that there is not
        b"\x58\x00\x00\x0b\x02\x00\xff\xffadmin\x00\x00",  # longer than its item
        b"\x58\x00\x00\x01\x02",
        2 * b"\x58\x00\x00\x0b\x01\x00\x00\x05admin\x00\x00",
        b"\x59\x00\x00\x02\x00\x00",  # an answer, in a request
    ],
    ids=["type", "length", "short", "twice", "answer"],
)
def test_a_user_identity_that_is_none_lets_nobody_in(item: bytes) -> None:
    request = Associate("PACS1", "CT_ER1", {1: (VERIFICATION, ("1.2.840.10008.1.2",))}, max_pdu=16384).encode()
    place = request.index(b"\x50\x00", 74)
    user = request[place + 4 :] + item
    body = request[6:place] + b"\x50\x00" + len(user).to_bytes(2, "big") + user
    with pair(guarded(identity=identity(), refuse_unknown=False)) as (scp, scu):
        with socket.create_connection(("127.0.0.1", scp.port), 5) as link:
            link.sendall(b"\x01\x00" + len(body).to_bytes(4, "big") + body)
            assert link.recv(4096)[:1] in (b"", b"\x03", b"\x07")
        assert code(calling(scu, shown=identity().shown)) == ""  # and the next one is served


def test_hl7_of_unknown_senders_is_refused_before_it_is_looked_at() -> None:
    rt, taken = mllp_talk.runtime(), list[str]()
    rt.access = {"ris": Access(senders=frozenset({"HIS|HGM"}))}
    with MllpServer(rt, "ris", lambda message, _: taken.append(message.control_id) or "AA") as server:  # type: ignore[func-returns-value]
        with MllpClient(rt, "his", "ris", "127.0.0.1", server.port) as client:
            tried = (("MSH-3", "HIS"), ("MSH-3", "HI2"), ("MSH-4", "HGB"), ("MSH-4", ""))
            answers = [client.send(mllp_talk.adt("C1").set(field, value)) for field, value in tried]
        assert [one.get("MSA-1") for one in answers] == ["AA", "AE", "AE", "AE"]
        assert [one.get("ERR-3.1") for one in answers] == ["", "103", "103", "103"]
        assert [one.get("ERR-2") for one in answers[1:]] == ["MSH^1^3", "MSH^1^4", "MSH^1^4"]
        twin = server.guarded(Access(senders=frozenset({"HI2|HGM"})))
        twin.start()
        try:
            with MllpClient(rt, "his", "ris", "127.0.0.1", twin.port) as client:
                assert client.send(mllp_talk.adt("C2").set("MSH-3", "HI2")).get("MSA-1") == "AA"
        finally:
            twin.stop()
    assert taken == ["C1", "C2"]
