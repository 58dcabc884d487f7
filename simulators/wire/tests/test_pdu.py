"""PDUs: pynetdicom as the oracle, any pieces, any bytes."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pynetdicom.pdu import A_ASSOCIATE_AC, A_ASSOCIATE_RQ

from simulators.wire import pdu, store_command
from simulators.wire.errors import PeerViolation

CT, EXPLICIT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"
uids = st.from_regex(r"[0-2](\.(0|[1-9][0-9]{0,8})){1,6}", fullmatch=True)
contexts = st.dictionaries(
    st.integers(0, 127).map(lambda n: 2 * n + 1), st.tuples(uids, st.lists(uids, min_size=1, max_size=3).map(tuple)),
    min_size=1, max_size=128,
)  # fmt: skip


def events(data: bytes, cuts: list[int] | None = None) -> list[object]:
    """Events of these bytes in pieces; fragments joined, as they may be cut anywhere. The last may be a violation."""
    decoder, found = pdu.Decoder(), []
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts or ()), len(data)]
    try:
        for start, end in itertools.pairwise(edges):
            for event in decoder.receive_data(data[start:end]):
                if isinstance(event, pdu.Fragment):
                    event = event._replace(data=bytes(event.data))
                    if (
                        found
                        and isinstance(found[-1], pdu.Fragment)
                        and not found[-1].last
                        and found[-1][:2] == event[:2]
                    ):
                        event = event._replace(data=found.pop().data + event.data)
                found.append(event)
    except PeerViolation as error:
        found.append(error.what)
    return found


@given(contexts, st.integers(0, 2**32 - 1), st.none() | st.tuples(st.integers(0, 65535), st.integers(0, 65535)))
def test_a_request_is_read_alike_by_us_and_by_pynetdicom(proposed, max_pdu, window) -> None:  # type: ignore[no-untyped-def]
    asked = pdu.Associate("PACS1", "CT_ER1", proposed, max_pdu=max_pdu, window=window)
    data = asked.encode()
    (read,) = events(data)
    assert isinstance(read, pdu.Associate)
    assert (read.contexts, read.max_pdu, read.window) == (proposed, max_pdu, window)
    theirs = A_ASSOCIATE_RQ()
    theirs.decode(data)
    assert (theirs.called_ae_title, theirs.calling_ae_title) == ("PACS1", "CT_ER1")
    assert {
        one.context_id: (one.abstract_syntax, tuple(one.transfer_syntax)) for one in theirs.presentation_context
    } == proposed
    again = theirs.encode()
    assert events(again) == [read]


def test_an_answer_is_read_alike_by_pynetdicom() -> None:
    data = pdu.Associate(
        "A", "B", results={1: (0, EXPLICIT), 3: (4, EXPLICIT)}, max_pdu=16384, is_request=False
    ).encode()
    theirs = A_ASSOCIATE_AC()
    theirs.decode(data)
    assert [(one.context_id, one.result) for one in theirs.presentation_context] == [(1, 0), (3, 4)]
    assert theirs.user_information.maximum_length == 16384
    (read,) = events(theirs.encode())
    assert read.results == {1: (0, EXPLICIT), 3: (4, EXPLICIT)}


STREAM = b"".join(
    (
        pdu.Associate("PACS1", "CT_ER1", {1: (CT, (EXPLICIT,))}, max_pdu=100).encode(),
        pdu.fragments(1, store_command.store_rq(CT.encode(), b"1.2.3", 7), 40, is_command=True),
        pdu.fragments(1, bytes(range(200)), 64, is_command=False),
        pdu.Abort(2, 1).encode(), pdu.Reject(1, 1, 7).encode(), pdu.RELEASE_RQ, pdu.RELEASE_RP,
    )
)  # fmt: skip


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_events_do_not_depend_on_the_pieces(cuts: list[int]) -> None:
    found = events(STREAM, cuts)
    assert found == events(STREAM)
    assert [one.data for one in found if isinstance(one, pdu.Fragment) and not one.is_command] == [bytes(range(200))]
    assert found[-4:] == [pdu.Abort(2, 1), pdu.Reject(1, 1, 7), pdu.Release(False), pdu.Release(True)]


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_any_bytes_give_events_or_a_violation(data: bytes, cuts: list[int]) -> None:
    assert events(data, cuts) == events(data)


@given(st.integers(0, len(STREAM) - 1), st.binary(min_size=1, max_size=4))
def test_a_changed_conversation_gives_events_or_a_violation(at: int, change: bytes) -> None:
    events(STREAM[:at] + change + STREAM[at + len(change) :], [at])


@pytest.mark.parametrize(
    "data",
    [
        "04 00 00 00 00 00",  # no value
        "04 00 7f ff ff ff",  # longer than agreed
        "01 00 7f ff ff ff",
        "04 00 00 00 00 06 00 00 00 01 01 03",  # value shorter than its head
        "04 00 00 00 00 06 00 00 00 10 01 03",  # value longer than its PDU
        "09 00 00 00 00 04 00 00 00 00",
        "02 00 00 00 00 04 00 01 00 00",
    ],
)
def test_what_breaks_the_rules_is_the_peers_fault(data: str) -> None:
    with pytest.raises(PeerViolation):
        list(pdu.Decoder().receive_data(bytes.fromhex(data)))


@given(st.integers(0, 70000), st.integers(1, 10**6))
def test_fragments_are_even_and_not_longer_than_the_peer_takes(max_pdu: int, most: int) -> None:
    most = max(2, most & ~1)
    if 0 < max_pdu < 8:
        with pytest.raises(PeerViolation):
            pdu.room(max_pdu, most)
        return
    step = pdu.room(max_pdu, most)
    assert step % 2 == 0
    assert 2 <= step <= most
    assert not max_pdu or step + 6 <= max_pdu


@given(uids, uids, st.integers(1, 65535), st.integers(0, 65535))
def test_commands_come_back(sop_class: str, uid: str, number: int, status: int) -> None:
    sent = store_command.parse(store_command.store_rq(sop_class.encode(), uid.encode(), number))
    assert (sent.field, sent.message_id, sent.sop_class_uid, sent.sop_instance_uid) == (1, number, sop_class, uid)
    assert sent.has_dataset
    answer = store_command.parse(store_command.response(sent, status))
    assert (answer.field, answer.message_id, answer.status, answer.has_dataset) == (0x8001, number, status, False)


def test_a_command_is_read_alike_by_pydicom() -> None:
    from simulators.dimse_messages import decode_command

    theirs = decode_command(store_command.store_rq(CT.encode(), b"1.2.3", 9))
    assert (theirs.AffectedSOPClassUID, theirs.AffectedSOPInstanceUID, theirs.MessageID) == (CT, "1.2.3", 9)
    assert (theirs.CommandField, theirs.Priority, theirs.CommandGroupLength) == (1, 0, theirs.CommandGroupLength)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_command_or_a_violation(data: bytes) -> None:
    with contextlib.suppress(PeerViolation):
        assert store_command.parse(data).field >= 0


@pytest.mark.parametrize(("status", "warning"), [(0, False), (0xB000, True), (0xB007, True), (0xA700, False),
                                                 (0xC123, False), (0x0107, True), (0x0124, False)])  # fmt: skip
def test_warnings(status: int, warning: bool) -> None:
    assert store_command.is_warning(status) is warning
