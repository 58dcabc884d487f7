"""Every reader of the wire floor, given bytes that were damaged on purpose: nothing but what its docstring says, in
bounded time and memory. ``tox -e fuzz`` makes a campaign of it."""

from __future__ import annotations

import contextlib
import os
import struct
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulators.wire import charset, mllp, pcap, pdu, store_command
from simulators.wire.assembling import assembled
from simulators.wire.dicom_json import MOST_PROBLEMS
from simulators.wire.dicom_xml import from_xml
from simulators.wire.dicomweb import JSON
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation, PeerViolation
from simulators.wire.media_type import read
from simulators.wire.multipart import parts_of
from simulators.wire.overheard import Overheard
from simulators.wire.part10 import FileMeta, TooShort, file_head, file_meta, identity

SYNTAXES = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99")
CT = "1.2.840.10008.5.1.4.1.1.2"
MESSAGE = (
    b"MSH|^~\\&|RIS|HGM|EMR|HGM|20260101||ORU^R01^ORU_R01|C1|P|2.5.1||||||8859/1\r"
    b"PID|1||ZZ9001^^^HGM&1.2.3&ISO^PI~7^^^X||Nsu\xe9^Ana^^^Dra.\r"
    b"OBX|1|TX|^a&b||l\\.br\\\\X41\\\\H\\x\\N\\\\C2842\\\r"
)
ELEMENTS = b"\x08\x00\x16\x00UI\x1a\x00" + CT.encode() + b"\0" + b"\x08\x00\x18\x00UI\x04\x001.2\x00"
SEQUENCE = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
ENDS = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
DATASET = ELEMENTS + SEQUENCE + ENDS + b"\x10\x00\x20\x00LO\x06\x00ZZ9001"
FILE = file_head(FileMeta(CT, "1.2", SYNTAXES[1], 0)) + DATASET
COMMAND = store_command.store_rq(CT.encode(), b"1.2", 1)
TALK = (
    pdu.Associate("PACS", "CT", {1: (CT, SYNTAXES[:2])}, max_pdu=16384, window=(1, 1), roles={CT: (1, 0)}).encode()
    + pdu.Associate("PACS", "CT", results={1: (0, SYNTAXES[0])}, is_request=False).encode()
    + pdu.fragments(1, COMMAND, 60, is_command=True)
    + pdu.fragments(1, DATASET, 40, is_command=False)
    + pdu.RELEASE_RQ
    + pdu.Abort(2, 1).encode()
)


def packet(number: int, sequence: int, data: bytes, flags: int = 16) -> bytes:
    tcp = struct.pack(">HHIIBBHHH", 1024, 104, sequence, 0, 0x50, flags, 0, 0, 0) + data
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, b"\n\0\0\1", b"\n\0\0\2") + tcp
    frame = bytes(12) + b"\x08\0" + ip
    return struct.pack("<IIII", number, 0, len(frame), len(frame)) + frame


TOLD = [(0, 9, b"", 2), (1, 10, b"abcde", 16), (2, 20, b"later", 16), (3, 15, b"fghij", 16), (4, 25, b"", 1)]
CAPTURE = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + b"".join(packet(*one) for one in TOLD)


NATIVE = (
    b'<NativeDicomModel><DicomAttribute tag="00100010" vr="PN"><PersonName number="1"><Alphabetic>'
    b"<FamilyName>Nsu\xc3\xa9</FamilyName></Alphabetic></PersonName></DicomAttribute>"
    b'<DicomAttribute tag="00081140" vr="SQ"><Item number="1"><DicomAttribute tag="00280010" vr="US">'
    b'<Value number="1">512</Value></DicomAttribute></Item></DicomAttribute>'
    b'<DicomAttribute tag="00091001" vr="OB" privateCreator="ACME"><BulkData uri="b/1"/></DicomAttribute>'
    b"</NativeDicomModel>"
)
JSON_MODEL = b'[{"00080018":{"vr":"UI","Value":["1.2"]},"7FE00010":{"vr":"OW","BulkDataURI":"b/1"}}]'
BULK = b"--x\r\nContent-Type: application/octet-stream\r\nContent-Location: b/1\r\n\r\nabc\r\n--x--\r\n"
APART = b"--x\r\nContent-Type: application/dicom+json\r\n\r\n" + JSON_MODEL + b"\r\n" + BULK


def read_native(data: bytes) -> None:
    decoded = from_xml(data)
    assert len(decoded.problems) <= MOST_PROBLEMS


def read_apart(data: bytes) -> None:
    media_type = read(f'multipart/related; type="{JSON}"; boundary=x')
    assert media_type is not None
    for one in assembled(parts_of(data, media_type), JSON):
        assert one.dataset is not None


def read_message(data: bytes) -> None:
    message = Message.parse(data)
    assert [message.text, message.warnings, message.type, message.structure]
    for place in ("MSH-10", "PID-3[2].4.2", "PID-5.1", "OBX-5", "ZZ9-99"):
        message.get(place), message.repetitions(place), message.components(place), message.raw_field(place)


def read_blocks(data: bytes) -> None:
    decoder = mllp.Decoder(limit=10_000)
    for at in range(0, len(data), 4096):
        decoder.receive_data(data[at : at + 4096])
    decoder.receive_eof()


def read_pdus(data: bytes) -> None:
    for event in pdu.Decoder().receive_data(data):
        assert event is not None


def read_file(data: bytes) -> None:
    with contextlib.suppress(TooShort, LocalViolation):
        file_meta(data)
    for syntax in SYNTAXES:
        with contextlib.suppress(TooShort, LocalViolation):
            identity(data, syntax)


def read_charset(data: bytes) -> None:
    text = data.decode("latin-1")
    charset.spelling_of(text), charset.is_known(text), charset.is_standard(text, text[:9])
    charset.dicom_charset_of(text), charset.msh18_of_dicom(text)
    charset.shown(charset.decode(data, charset.codec_of_msh18(text)))


def read_overheard(data: bytes) -> None:
    heard = Overheard()
    for at in range(0, len(data), 4096):
        heard.receive(data[at : at + 4096], at % 8192 == 0 or at < 4096)


# reader: what it may raise, good bytes to damage
Reader = tuple[Callable[[bytes], Any], tuple[type[Exception], ...], list[bytes]]
READERS: dict[str, Reader] = {
    "er7": (read_message, (PeerViolation,), [MESSAGE, MESSAGE.replace(b"\r", b"\n")]),
    "mllp": (read_blocks, (), [mllp.frame(MESSAGE) * 2, mllp.START * 3 + MESSAGE]),
    "pdu": (read_pdus, (PeerViolation,), [TALK]),
    "store_command": (store_command.parse, (PeerViolation,), [COMMAND]),
    "part10": (read_file, (), [FILE, DATASET]),
    "charset": (read_charset, (), [b"UNICODE UTF-8", b"8859/1~ISO IR87", b"ISO 2022 IR 100\\ISO 2022 IR 87"]),
    "pcap": (pcap.streams_of, (PeerViolation,), [CAPTURE]),
    "native model": (read_native, (), [NATIVE]),
    "objects apart": (read_apart, (PeerViolation,), [APART]),
    "overheard": (read_overheard, (), [TALK]),
}
TOKENS = [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\xff\xff", b"\x0b", b"\x1c\r", b"\r", b"\n", b"|",
          b"^~\\&", b"\\", b"\x1b$B", b"~", SEQUENCE, ENDS, b"MSH|", b"\x04\0\0\0\0\6"]  # fmt: skip
CAMPAIGN = "INTEROP_EXAMPLES" in os.environ
LARGEST, FLOOD, MOST_TIMES = (200_000, 200_000, 3000) if CAMPAIGN else (20_000, 20_000, 300)


@st.composite
def damaged(draw: st.DrawFn, good: list[bytes]) -> bytes:
    """Good bytes with some of them changed, cut out, put in, or repeated many times."""
    data = draw(st.sampled_from(good))
    for _ in range(draw(st.integers(1, 6))):
        start, size = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        left, part, rest = data[:start], data[start : start + size], data[start + size :]
        way = draw(st.sampled_from(["put", "cut", "repeat", "token", "end"]))
        if way == "put":
            part = draw(st.binary(max_size=8))
        elif way == "token":
            part = draw(st.sampled_from(TOKENS)) + part
        elif way == "repeat":
            part *= draw(st.sampled_from([2, 30, MOST_TIMES]))
        elif way == "cut":
            part = b""
        data = (left + part + (b"" if way == "end" else rest))[:LARGEST]
    return data


def cost_of(read: Callable[[bytes], Any], data: bytes, allowed: tuple[type[Exception], ...]) -> tuple[float, int]:
    """Seconds of this thread, and bytes at the most."""
    tracemalloc.start()
    begun = time.thread_time()
    try:
        with contextlib.suppress(*allowed):
            read(data)
        return time.thread_time() - begun, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", READERS)
def test_damaged_bytes_are_read_or_refused_as_the_reader_says(name: str) -> None:
    read, allowed, good = READERS[name]

    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(damaged(good))
    def holds(data: bytes) -> None:
        seconds, most = cost_of(read, data, allowed)
        assert seconds < 1 + len(data) * 1e-4
        assert most < 4_000_000 + len(data) * 300

    holds()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("token", TOKENS, ids=repr)
def test_a_flood_of_one_token_costs_no_more_than_its_length(name: str, token: bytes) -> None:
    """Work that grows with the square of the length shows here: a flood, behind good bytes."""
    read, allowed, good = READERS[name]
    flood = token * (FLOOD // len(token))
    for data in (flood, good[0] + flood, good[0][: len(good[0]) // 2] + flood):
        seconds, most = cost_of(read, data, allowed)
        assert seconds < 1 + len(data) * 1e-4
        assert most < 4_000_000 + len(data) * 400


def test_many_segments_after_a_gap_are_sorted_once() -> None:
    head = CAPTURE[:24] + packet(0, 9, b"", 2)
    ahead = b"".join(packet(n, 2_000_000 - n * 3, b"abc") for n in range(20_000))
    begun = time.thread_time()
    (stream,) = pcap.streams_of(head + ahead)
    assert "missing" in stream.gaps[0]
    assert time.thread_time() - begun < 5


def test_segments_in_any_order_are_one_stream_also_where_the_numbers_wrap() -> None:
    start = 2**32 - 300
    text = bytes(range(250)) * 4
    parts = [packet(n, (start + 1 + at) % 2**32, text[at : at + 50]) for n, at in enumerate(range(0, 1000, 40))]
    head = CAPTURE[:24] + packet(0, start, b"", 2)
    (stream,) = pcap.streams_of(head + b"".join([*parts[::2], *reversed(parts[1::2]), parts[3]]))
    assert b"".join(piece for _, _, piece in stream.pieces) == text
    assert stream.gaps == []


def test_too_many_breaches_of_the_framing_in_a_row_are_not_all_told() -> None:
    decoder = mllp.Decoder()
    told = decoder.receive_data(mllp.START * 50_000)
    assert len(told) == mllp.MOST_BREACHES
    after = decoder.receive_data(MESSAGE + mllp.END + mllp.START * 3)
    assert [isinstance(one, bytes) for one in after] == [True, False, False]
