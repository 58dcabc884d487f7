"""Command sets of C-STORE: pydicom as the oracle of what is written, and what is refused of what is read."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from pydicom import Dataset
from pydicom.filereader import read_dataset

from simulators.wire import store_command
from simulators.wire.errors import PeerViolation
from simulators.wire.store_command import Command, is_warning, parse, response, status_text, store_rq

CT = "1.2.840.10008.5.1.4.1.1.2"


def read(data: bytes) -> Dataset:
    return read_dataset(BytesIO(data), is_implicit_VR=True, is_little_endian=True)


def element(number: int, value: bytes, group: int = 0, length: int | None = None) -> bytes:
    return struct.pack("<HHL", group, number, len(value) if length is None else length) + value


def test_a_request_is_what_another_library_reads() -> None:
    for uid in ("1.2", "1.2.3", "1.23", "1.2.34"):
        data = store_rq(CT.encode(), uid.encode(), 258)
        ds = read(data)
        assert [each.tag.element for each in ds] == [0, 0x0002, 0x0100, 0x0110, 0x0700, 0x0800, 0x1000]
        assert (ds.CommandGroupLength, ds.CommandField, ds.MessageID, ds.Priority) == (len(data) - 12, 1, 258, 0)
        assert (ds.AffectedSOPClassUID, ds.AffectedSOPInstanceUID) == (CT, uid)
        assert ds.CommandDataSetType != 0x0101
        assert data.endswith(element(0x1000, uid.encode() + b"\0" * (len(uid) % 2)))  # even, as every value
        assert len(data) % 2 == 0
        assert parse(data) == Command(1, 258, -1, True, CT, uid)


@pytest.mark.parametrize("request_", [Command(0x0001, 7, -1, True, CT, "1.2"), Command(0x0030, 65535)])
def test_a_response_answers_its_request(request_: Command) -> None:
    data = response(request_, 0xA700)
    ds = read(data)
    assert (ds.CommandGroupLength, ds.CommandField) == (len(data) - 12, request_.field | 0x8000)
    assert (ds.MessageIDBeingRespondedTo, ds.CommandDataSetType, ds.Status) == (request_.message_id, 0x0101, 0xA700)
    assert (ds.get("AffectedSOPClassUID", ""), ds.get("AffectedSOPInstanceUID", "")) == request_[4:6]
    assert parse(data) == Command(request_.field | 0x8000, request_.message_id, 0xA700, False, *request_[4:6])


FIELD = element(0x0100, b"\x01\x80")


@pytest.mark.parametrize(
    ("data", "command"),
    [
        (FIELD, Command(0x8001)),
        (element(0x0100, b"\0\0"), Command(0)),
        (FIELD + element(0x0120, b"\x02\x01") + element(0x0110, b"\x09\x00"), Command(0x8001, 258)),
        (element(0x0100, b"\x01\x00") + element(0x0120, b"\x02\x01") + element(0x0110, b"\x09\x00"), Command(1, 9)),
        (FIELD + element(0x0800, b"\x01\x01"), Command(0x8001)),
        (FIELD + element(0x0800, b"\x02\x01"), Command(0x8001, has_dataset=True)),
        (FIELD + element(0x0902, b" disk full\0 "), Command(0x8001, comment="disk full")),
        (FIELD + element(0x0901, b""), Command(0x8001)),
    ],
)
def test_what_is_used_of_a_command(data: bytes, command: Command) -> None:
    assert parse(data) == command


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no Command Field"),
        (FIELD + b"\0" * 7, "ends in the head"),
        (FIELD + element(0x0900, b"\0\0", length=3), r"element \(0000,0900\) with 3 bytes"),
        (FIELD + element(0x0016, b"", group=8), r"element \(0008,0016\) with 0 bytes"),
        (FIELD + element(0x0900, b"\0"), r"\(0000,0900\) has 1 bytes"),
        (element(0x0100, b"\0\0\0"), r"\(0000,0100\) has 3 bytes"),
        (element(0x0900, b"\0\0"), "no Command Field"),
    ],
)
def test_what_is_no_command_set_is_refused_with_its_beginning(data: bytes, what: str) -> None:
    with pytest.raises(PeerViolation, match=what) as caught:
        parse(data)
    assert caught.value.received == data[:64].hex(" ")
    with pytest.raises(PeerViolation) as long:
        parse(b"\xff" * 100)
    assert long.value.received == (b"\xff" * 64).hex(" ")


@pytest.mark.parametrize(
    ("status", "words", "warning"),
    [
        (0x0000, "0000H stored", False),
        (0x0001, "0001H", True),
        (0x0107, "0107H", True),
        (0x0116, "0116H", True),
        (0x0112, "0112H no such SOP instance, or SOP class not supported", False),
        (0x0117, "0117H invalid SOP instance", False),
        (0x0122, "0122H SOP class not supported", False),
        (0x0210, "0210H duplicate invocation", False),
        (0x0211, "0211H unrecognized operation", False),
        (0x0212, "0212H mistyped argument", False),
        (0x0124, "0124H not authorized", False),
        (0xA700, "A700H out of resources", False),
        (0xA7FF, "A7FFH out of resources", False),
        (0xA800, "A800H", False),
        (0xA900, "A900H data set does not match SOP class", False),
        (0xAFFF, "AFFFH", False),
        (0xB000, "B000H coercion of data elements", True),
        (0xB006, "B006H elements discarded", True),
        (0xB007, "B007H data set does not match SOP class", True),
        (0xBFFF, "BFFFH", True),
        (0xC000, "C000H cannot understand", False),
        (0xCFFF, "CFFFH cannot understand", False),
        (0xD000, "D000H", False),
    ],
)
def test_what_a_status_says(status: int, words: str, warning: bool) -> None:
    assert status_text(status) == words
    assert is_warning(status) is warning


def test_the_numbers_of_the_standard() -> None:
    assert parse(store_rq(b"1.2", b"1.3", 1)).field == store_command.STORE_RQ == 0x0001
    for request, answer, field in ((store_command.STORE_RQ, store_command.STORE_RSP, 0x8001),
                                   (store_command.ECHO_RQ, store_command.ECHO_RSP, 0x8030)):  # fmt: skip
        assert parse(response(Command(request, 1), 0)).field == answer == field
        assert read(response(Command(request, 1), 0)).CommandDataSetType == store_command.NO_DATASET == 0x0101
    names = ("SUCCESS", "OUT_OF_RESOURCES", "MISMATCH", "INVALID_INSTANCE", "UNRECOGNIZED")
    assert [status_text(getattr(store_command, name))[:20] for name in names] == [
        "0000H stored", "A700H out of resourc", "A900H data set does ", "0117H invalid SOP in", "0211H unrecognized o",
    ]  # fmt: skip
