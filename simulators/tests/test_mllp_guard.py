"""Nothing leaves that could touch a patient who is not ours: one case for each message type that could do harm."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.mllp_client import MllpClient, Outbox
from simulators.mllp_guard import kept, patient_ids, unreadable
from simulators.tests.mllp_talk import ack_bytes, adt, runtime, scripted
from simulators.wire import mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, LocalViolation

ADT_EVENTS = ("01", "02", "03", "04", "05", "06", "07", "08", "11", "12", "13", "31", "34", "36", "38", "40")
TYPES = [f"ADT^A{event}" for event in ADT_EVENTS] + [
    "ORM^O01", "OMG^O19", "OMI^O23", "ORU^R01", "SIU^S12", "SIU^S13", "SIU^S15", "MDM^T02", "BAR^P01", "DFT^P03",
]  # fmt: skip


def message(kind: str, *segments: str) -> Message:
    header = f"MSH|^~\\&|HIS|HGM|RIS|HGM|20250101||{kind}|C1|P|2.5.1"
    return Message.parse("".join(segment + "\r" for segment in (header, *segments)).encode())


def refused(sent: Message | bytes, **options: str) -> LocalViolation:
    """The refusal, after making sure that nothing at all reached the peer."""
    rt, connections = runtime(), []
    with (
        scripted(connections.append) as port,
        MllpClient(rt, "his", "ris", "127.0.0.1", port) as client,
        pytest.raises(LocalViolation) as caught,
    ):
        client.send_bytes(sent, **options) if isinstance(sent, bytes) else client.send(sent, **options)
    assert not connections
    assert not rt.transcript.exchanges
    return caught.value


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("options", [{}, {"deliberate": "to see what happens"}])
def test_a_message_for_another_patient_is_never_sent(kind: str, options: dict[str, str]) -> None:
    error = refused(message(kind, "EVN||2025", "PID|||4711^^^HGM^PI||Real^Person"), **options)
    assert "'4711' is not a test patient" in str(error)
    assert kind.replace("^", "^") in str(error)
    assert "test_patients" in error.remedy


@pytest.mark.parametrize("kind", ["ADT^A40", "ADT^A34", "ADT^A36"])
def test_another_patient_is_never_merged_away(kind: str) -> None:
    assert "4711" in str(refused(message(kind, "EVN||2025", "PID|||ZZ9001^^^HGM", "MRG|4711^^^HGM")))


@pytest.mark.parametrize(
    "segment",
    [
        "PID|||ZZ9001^^^HGM~4711^^^MOH",  # every repetition
        "PID||4711|ZZ9001^^^HGM",  # external ID
        "PID|||ZZ9001^^^HGM|4711",  # alternate ID
        "PID|||ZZ9",  # the bare prefix is no patient
        "PID||| 4711 ^^^HGM",
    ],
)
def test_every_identifier_counts(segment: str) -> None:
    refused(message("ADT^A08", segment))


def test_the_second_patient_of_a_message_counts() -> None:
    refused(message("ADT^A40", "PID|||ZZ9001", "MRG|ZZ9002", "PID|||ZZ9003", "MRG|4711"))


@pytest.mark.parametrize("kind", TYPES)
def test_a_message_that_names_no_patient_is_not_sent_by_accident(kind: str) -> None:
    assert "names no patient" in str(refused(message(kind, "ORC|CA|4711")))


def test_broken_bytes_are_looked_at_too() -> None:
    refused(b"no header at all\rPID|||4711^^^HGM\r", deliberate="garbage")
    refused(b"MSH#*~\\&#HIS\nPID###4711*1", deliberate="other delimiters, line feeds")
    refused(b"\x0bMSH|^~\\&|\x0bPID|||4711", deliberate="a start block inside")


def test_the_outbox_refuses_when_asked_and_not_later() -> None:
    rt = runtime()
    with MllpClient(rt, "his", "ris", "127.0.0.1", 1) as client, pytest.raises(LocalViolation):
        Outbox(client).put(adt("C1", "4711"))


def test_test_patients_pass_with_and_without_leading_zeros() -> None:
    def answer(talker):  # type: ignore[no-untyped-def]
        while True:
            talker.send(mllp.frame(ack_bytes(Message.parse(talker.read()).control_id)))

    with scripted(answer) as port, MllpClient(runtime(), "his", "ris", "127.0.0.1", port) as client:
        for patient in ("ZZ9001", "00ZZ9001", "ZZ9001~00ZZ9002"):
            client.send(adt("C1", patient))
        client.send(message("ADT^A40", "PID|||ZZ9001^^^HGM", "MRG|ZZ9002^^^HGM"))
        client.send(message("ADT^A08", 'PID||""|ZZ9001^^^HGM|""'))  # HL7 null is no patient
        client.send(message("ORM^O01", "ORC|NW|1"), deliberate="an order without a patient")
        client.send(message("QRY^A19", "QRD|2025"))


@given(
    st.lists(st.text("ABC019 .-", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=3),
    st.sampled_from(["\r", "\n", "\r\n"]),
)
def test_identifiers_are_found_in_any_place(ids: list[str], end: str) -> None:
    text = f"MSH|^~\\&|A{end}ZPD|x{end}PID|||{'~'.join(one + '^^^HGM' for one in ids)}{end}OBX|1|TX|||PID|||777{end}"
    assert patient_ids(text.encode()) == ids


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (b"OYANA^F\xe1tima is no MLLP\r", b"xxxxx^xxxxxx xx xx xxxx\r"),
        (b"MSH|^~\\&|ADM|M1\rPID|1||GQ48||OYANA^MSH\r", b"MSH|^~\\&|xxx|x9\rxxx|9||xx99||xxxxx^MSH\r"),
        (b"half of ZZ91234 \xe1", b"half of ZZ91234 \xe1"),
        (b"MSH|^~\\&|A\rPID|1||ZZ91\rPID|2||GQ48||OYANA\r", b"MSH|^~\\&|x\rxxx|9||xx99\rxxx|9||xx99||xxxxx\r"),
        (b"HTTP/1.1 400 Oyana", b"HTTP/1.1 400 xxxxx"),
        (b"", b""),
    ],
)
def test_of_what_cannot_be_read_only_the_shape_is_kept_unless_it_is_a_test_patients(data: bytes, kept: bytes) -> None:
    assert unreadable(runtime(), data) == kept


SHOWN = b"MSH|^~\\&|ADM|REG|EMR|HGM|20260101||ORU^R01|S1|P|2.5.1\r"


@pytest.mark.parametrize(
    ("rest", "shape"),
    [
        (b"NK1|1|OYANA^F\xe1tima||Calle 3\rOBX|1|TX|||GQ48\r", b"NK1|9|xxxxx^xxxxxx||xxxxx 9\rOBX|9|xx|||xx99\r"),
        (
            b"MSA|AE|C7|no patient OYANA|x\rERR|||204|E||||OYANA\r",
            b"MSA|AE|C7|xx xxxxxxx xxxxx|x\rERR|||999|x||||xxxxx\r",
        ),
        (b"OBX|1|TX|||MSH of OYANA\nOYANA goes on\r\rQPD", b"OBX|9|xx|||MSH xx xxxxx\nxxxxx xxxx xx\r\rxxx"),
        (b'PID|1||""||OYANA\r', b'PID|9||""||xxxxx\r'),
        (b"OBR|1|AZZ9123|XZZ9\rNTE|1||ZZ9\r", b"OBR|9|xxx9999|xxx9\rNTE|9||xx9\r"),  # begins otherwise, or ends there
    ],
)
def test_of_a_message_that_names_no_patient_only_the_shape_is_kept(rest: bytes, shape: bytes) -> None:
    assert kept(runtime(), SHOWN + rest) == SHOWN + shape


@pytest.mark.parametrize("rest", ["ORC|NW|{number}\rOBX|1|TX|||Oyana\r", "OBX|1|TX|||of ZZ9001\r", "PID|||ZZ9001\r"])
def test_a_message_about_what_this_run_made_is_kept_whole(rest: str) -> None:
    rt = runtime()
    block = SHOWN + rest.format(number=rt.number("P")).encode()
    assert kept(rt, block) is block
    assert kept(runtime(), block) is block or "number" in rest  # of another run it would not be


def test_an_answer_that_can_not_be_read_or_is_about_somebody_else_leaves_no_name() -> None:
    said = [
        b"\x0bOYANA^Fatima is no HL7\x1c\r",
        b"OYANA before the frame \x0b",
        b"\x0b" + SHOWN.replace(b"ORU^R01", b"ACK") + b"MSA|AE|OTHER1|OYANA\rERR|||204|E||||OYANA\r\x1c\r",
    ]
    for answer in said:
        rt = runtime(acknowledgement_s=0.5)

        def speak(talker: Any, data: bytes = answer) -> None:
            talker.read()
            talker.send(data)
            with contextlib.suppress(OSError, EOFError):
                talker.read()

        with (
            scripted(speak) as port,
            MllpClient(rt, "his", "ris", "127.0.0.1", port) as client,
            pytest.raises(InteropError),
        ):
            client.send(adt("C1"))
        told = (
            b"".join(one.raw for one in rt.transcript.exchanges)
            + "".join(f"{one.error}{one.message and one.message.raw}" for one in rt.transcript.exchanges).encode()
        )
        assert b"OYANA" not in told, answer
        assert len(rt.transcript.exchanges) >= 2
