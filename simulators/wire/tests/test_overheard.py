"""What is overheard of an association, in the lines of the transcript, whatever pieces it comes in."""

from __future__ import annotations

import itertools
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire import overheard, pdu, store_command
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


# --- every line, every kind


def lines(event: Heard | PeerViolation) -> list[str]:
    assert isinstance(event, Heard)
    return event.text.splitlines()


def test_every_line_of_an_association() -> None:
    asked, answered = heard((ASKED.encode(), True), (ANSWER.encode(), False))
    assert isinstance(asked, Heard)
    assert asked.context_id == 0
    named = f"{EXPLICIT} (Explicit VR Little Endian)"
    ours = [
        f"ImplementationClassUIDNotification: implementation_class_uid={pdu.IMPLEMENTATION_CLASS_UID}",
        f"ImplementationVersionNameNotification: implementation_version_name={pdu.IMPLEMENTATION_VERSION}",
    ]
    who = ["calling AE title: CT_ER1", "called AE title: PACS1", f"application context: {pdu.APPLICATION_CONTEXT}"]
    assert lines(asked) == [
        "A-ASSOCIATE-RQ", *who, f"context 1: {CT} (CT Image Storage); {named}",
        f"context 3: {GET} (Study Root Query/Retrieve Information Model - GET); {named}",
        "MaximumLengthNotification: maximum_length=16384", *ours,
        f"SCP_SCU_RoleSelectionNegotiation: scp_role=True scu_role=False sop_class_uid={CT}",
    ]  # fmt: skip
    assert lines(answered) == [
        "A-ASSOCIATE-AC", *who, f"context 1: accepted; {named}", f"context 3: abstract syntax not supported; {named}",
        "MaximumLengthNotification: maximum_length=4096", *ours,
    ]  # fmt: skip
    odd = pdu.Associate("A", "B", results={1: (9, "")}, is_request=False, implementation_version="")
    assert [line for line in lines(heard((odd.encode(), False))[0]) if line.startswith(("context", "Impl"))][:1] == [
        "context 1: result 9; "
    ]


def test_what_was_proposed_and_accepted_is_kept() -> None:
    line = Overheard()
    line.receive(ASKED.encode(), True)
    answer = pdu.Associate(
        "PACS1", "CT_ER1", results={1: (0, EXPLICIT), 3: (3, EXPLICIT), 5: (0, "")}, is_request=False
    )
    line.receive(answer.encode(), False)
    assert (line.calling, line.called) == ("CT_ER1", "PACS1")
    assert (line.proposed, line.accepted) == ({1: CT, 3: GET}, {1: EXPLICIT})


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        (pdu.Reject(1, 2, 2), ["A-ASSOCIATE-RJ", "result/source/reason: 1/2/2", "rejected permanently by the service "
                               "provider (ACSE): protocol version not supported"]),
        (pdu.Abort(0, 3), ["A-ABORT", "source/reason: 0/3", "service user"]),
    ],
)  # fmt: skip
def test_every_line_of_an_end(sent: pdu.Reject | pdu.Abort, wanted: list[str]) -> None:
    assert lines(heard((sent.encode(), True))[0]) == wanted
    assert [lines(event) for event in heard((pdu.RELEASE_RQ, True), (pdu.RELEASE_RP, False))] == [
        ["A-RELEASE-RQ"], ["A-RELEASE-RP"],
    ]  # fmt: skip


def command(field: int, *, dataset: bool = False, type_: bool = True) -> bytes:
    said = [(0x0100, field)] + ([(0x0800, 0 if dataset else 0x0101)] if type_ else [])
    body = b"".join(struct.pack("<HHLH", 0, number, 2, value) for number, value in said)
    return struct.pack("<HHLL", 0, 0, 4, len(body)) + body


def message(field: int, data: bytes | None = None, context: int = 1, **options: bool) -> bytes:
    sent = pdu.fragments(context, command(field, dataset=data is not None, **options), 4096, is_command=True)
    return sent + (pdu.fragments(context, data, 4096, is_command=False) if data is not None else b"")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        *((number, f"{name}-RQ") for number, name in (
            (0x01, "C-STORE"), (0x10, "C-GET"), (0x20, "C-FIND"), (0x21, "C-MOVE"), (0x30, "C-ECHO"),
            (0x100, "N-EVENT-REPORT"), (0x110, "N-GET"), (0x120, "N-SET"), (0x130, "N-ACTION"), (0x140, "N-CREATE"),
            (0x150, "N-DELETE"))),
        (0x8001, "C-STORE-RSP"), (0x8140, "N-CREATE-RSP"), (0x0FFF, "C-CANCEL"), (0x0099, "command 0099-RQ"),
        (0x8099, "command 8099-RSP"), (0x0FFE, "command 0FFE-RQ"),
    ],
)  # fmt: skip
def test_every_kind_of_message(field: int, kind: str) -> None:
    for data in (None, b"data"):
        (event,) = heard((message(field, data, 3), True))
        assert isinstance(event, Heard)
        assert (event.kind, event.from_client, event.context_id, event.data) == (kind, True, 3, data or b"")
        assert event.transfer_syntax == "1.2.840.10008.1.2"


def test_messages_follow_each_other_in_both_directions() -> None:
    line = Overheard()
    for from_client in (True, False):
        found = line.receive(
            message(1, b"a") + message(0x30) + message(0x8001, type_=False) + message(1, b"b"), from_client
        )
        assert [(event.kind, event.data) for event in found if isinstance(event, Heard)] == [
            ("C-STORE-RQ", b"a"), ("C-ECHO-RQ", b""), ("C-STORE-RSP", b""), ("C-STORE-RQ", b"b"),
        ]  # fmt: skip


def test_a_data_set_without_a_command_is_a_violation() -> None:
    alone = pdu.fragments(1, b"data", 4096, is_command=False)
    for data in (alone, message(1, b"a") + alone, message(0x30) + alone):
        events = heard((data, True), (message(0x30), True), (message(0x30), False))
        assert kinds(events)[-2:] == ["violation", "C-ECHO-RQ"]
        violation = events[-2]
        assert isinstance(violation, PeerViolation)
        assert violation.what == "a data set without a command"


def test_a_command_that_cannot_be_read_is_a_violation() -> None:
    broken = pdu.fragments(1, struct.pack("<HHL", 0, 0x0100, 2) + b"\1", 4096, is_command=True)
    (event,) = heard((broken, True))
    assert isinstance(event, PeerViolation)
    assert event.what.startswith("a command cannot be read: ")
    assert kinds(heard((broken, True), (message(0x30), True), (message(0x30), False))) == ["violation", "C-ECHO-RQ"]
    assert kinds(heard((pdu.fragments(1, b"", 40, is_command=True), True))) == []
    nameless = struct.pack("<HHLH", 0, 0x0800, 2, 0)
    sent = pdu.fragments(1, nameless, 40, is_command=True) + pdu.fragments(1, b"data", 40, is_command=False)
    assert kinds(heard((sent, True))) == ["command 0000-RQ"]
    assert kinds(heard((message(1, type_=False), True))) == ["C-STORE-RQ"]


def test_a_message_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overheard, "LARGEST_MESSAGE", 64)
    assert kinds(heard((message(1, bytes(64)), True))) == ["C-STORE-RQ"]
    (event,) = heard((message(1, bytes(65)), True))
    assert isinstance(event, PeerViolation)
    assert event.what == "a message is larger than 64 bytes"
    assert kinds(heard((message(1, bytes(60)) + message(1, bytes(60)), True))) == ["C-STORE-RQ"] * 2
