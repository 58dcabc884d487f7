"""What is overheard of an association, in the lines of the transcript, whatever pieces it comes in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire import pdu, store_command
from simulators.wire.errors import PeerViolation
from simulators.wire.overheard import Heard, Overheard

CT, EXPLICIT, GET = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.5.1.4.1.2.2.3"
REQUEST = store_command.store_rq(CT.encode(), b"1.2.3", 7)
ASKED = pdu.Associate("PACS1", "CT_ER1", {1: (CT, (EXPLICIT,)), 3: (GET, (EXPLICIT,))}, max_pdu=16384,
                      roles={CT: (0, 1)})  # fmt: skip
ANSWER = pdu.Associate("PACS1", "CT_ER1", results={1: (0, EXPLICIT), 3: (3, EXPLICIT)}, max_pdu=4096, is_request=False)
FROM_CLIENT = b"".join(
    (
        ASKED.encode(),
        pdu.fragments(1, REQUEST, 40, is_command=True),
        pdu.fragments(1, bytes(range(200)), 64, is_command=False),
        pdu.RELEASE_RQ,
    )
)


def heard(*pieces: tuple[bytes, bool]) -> list[Heard | PeerViolation]:
    line = Overheard()
    return [event for data, from_client in pieces for event in line.receive(data, from_client)]


def kinds(events: list[Heard | PeerViolation]) -> list[str]:
    return [event.kind if isinstance(event, Heard) else "violation" for event in events]


def test_an_association_is_told_as_our_own_are() -> None:
    asked, answered = heard((ASKED.encode(), True), (ANSWER.encode(), False))
    assert isinstance(asked, Heard)
    assert isinstance(answered, Heard)
    assert asked.text.splitlines()[:5] == [
        "A-ASSOCIATE-RQ", "calling AE title: CT_ER1", "called AE title: PACS1",
        "application context: 1.2.840.10008.3.1.1.1", f"context 1: {CT} (CT Image Storage); {EXPLICIT} (Explicit VR "
        "Little Endian)",
    ]  # fmt: skip
    assert "MaximumLengthNotification: maximum_length=16384" in asked.text
    assert f"SCP_SCU_RoleSelectionNegotiation: scp_role=True scu_role=False sop_class_uid={CT}" in asked.text
    assert "context 1: accepted; " in answered.text
    assert "context 3: abstract syntax not supported; " in answered.text


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (pdu.Reject(1, 1, 7).encode(), "A-ASSOCIATE-RJ", "called AE title not recognized"),
        (pdu.Abort(2, 2).encode(), "A-ABORT", "service provider: unexpected PDU"),
        (pdu.RELEASE_RP, "A-RELEASE-RP", ""),
    ],
)
def test_how_it_ends_is_told_in_words(data: bytes, kind: str, words: str) -> None:
    (event,) = heard((data, False))
    assert isinstance(event, Heard)
    assert event.kind == kind
    assert words in event.text


@given(st.lists(st.integers(0, len(FROM_CLIENT)), max_size=20))
def test_messages_do_not_depend_on_the_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(FROM_CLIENT)]
    pieces = [(FROM_CLIENT[start:end], True) for start, end in itertools.pairwise(edges)]
    events = heard(*pieces)
    assert kinds(events) == ["A-ASSOCIATE-RQ", "C-STORE-RQ", "A-RELEASE-RQ"]
    store = events[1]
    assert isinstance(store, Heard)
    assert store.data == bytes(range(200))
    assert store.command is not None
    assert store.command.AffectedSOPInstanceUID == "1.2.3"


def test_a_message_is_in_the_transfer_syntax_that_was_accepted() -> None:
    store = pdu.fragments(1, REQUEST, 4096, is_command=True) + pdu.fragments(1, b"\0" * 8, 4096, is_command=False)
    events = heard((ASKED.encode(), True), (ANSWER.encode(), False), (store, True))
    assert isinstance(events[2], Heard)
    assert events[2].transfer_syntax == EXPLICIT


def test_what_breaks_the_rules_ends_its_direction_only() -> None:
    events = heard((ASKED.encode() + b"HTTP/1.1 200 OK\r\n", True), (ASKED.encode(), True), (ANSWER.encode(), False))
    assert kinds(events) == ["A-ASSOCIATE-RQ", "violation", "A-ASSOCIATE-AC"]


@given(st.binary(max_size=300))
def test_any_bytes_are_events_or_a_violation(data: bytes) -> None:
    heard((data, True), (data, False))
