"""What a capture is made of besides live connections: HL7 files, folders of them, exports of engines, packet captures.

A file is told by its content: MLLP frames, a batch (FHS, BHS), messages one after the other with or without blank
lines, one message, or a packet capture. Everything else is counted and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.capture.capture import Capture
from harness.capture.listening import parsed
from simulators.wire.errors import ConfigError, InteropError
from simulators.wire.mllp import COMMIT_ACK, COMMIT_NAK, Decoder
from simulators.wire.pcap import Stream, streams_of

LARGEST = 2 * 1024**3  # bytes of one file
_PCAP = (b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a")
_START = re.compile(rb"(?:^|(?<=[\r\n]))MSH(?=[^A-Za-z0-9\s])")
_ENVELOPE = re.compile(rb"[\r\n]+(?:FTS|BTS|FHS|BHS)[^\r\n]*")
Name = Callable[[str, int], str]  # host and port to the name of a role


def take(path: Path, capture: Capture, name: Name = lambda host, port: f"{host}:{port}") -> int:
    """Read a file, or every file of a folder in the order of their names. How many connections or files were read;
    :class:`ConfigError` where one cannot be opened."""
    paths = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    taken = 0
    for each in paths:
        try:
            if each.stat().st_size > LARGEST:
                raise ConfigError(f"{each} is larger than {LARGEST} bytes", remedy="split it")
            data = each.read_bytes()
        except OSError as error:
            raise ConfigError(f"cannot read {each}: {error.strerror or error}") from error
        taken += _packets(data, capture, name) if data[:4] in _PCAP else _messages(data, capture, each)
    return taken


def messages_in(data: bytes) -> Iterator[bytes]:
    """The HL7 messages of a file, without framing, batch envelopes and blank lines between them."""
    if b"\x0b" in data[:4096]:
        decoder = Decoder()
        yield from (e for e in decoder.receive_data(data) if isinstance(e, bytes) and e not in (COMMIT_ACK, COMMIT_NAK))
        return
    starts = [match.start() for match in _START.finditer(data)]
    for start, end in zip(starts, [*starts, len(data)][1:], strict=True):
        block = _ENVELOPE.sub(b"", data[start:end])
        yield re.sub(rb"[\r\n]+", b"\r", block).strip(b"\r\x1c\x0b \x00") + b"\r"


def _messages(data: bytes, capture: Capture, path: Path) -> int:
    """Messages of a file: one conversation for each sender and receiver, in the order of the file, one a second."""
    conversations = {}
    found = False
    for number, block in enumerate(messages_in(data)):
        kept = parsed(block)
        found = True
        if isinstance(kept, InteropError) or kept.message is None:
            capture.drop("HL7 without a usable MSH segment")
            continue
        message = kept.message
        ends = f"{message.get('MSH-3')}|{message.get('MSH-4')}", f"{message.get('MSH-5')}|{message.get('MSH-6')}"
        is_answer = bool(message.get("MSA-1"))
        client, server = ends[::-1] if is_answer else ends
        key = (client, server)
        if key not in conversations:
            conversations[key] = capture.conversation(client, server, "HL7")
        kept.from_client = not is_answer
        capture.keep(conversations[key], kept, _moment(message.get("MSH-7"), number))
    if not found:
        capture.drop(f"a file that holds no HL7 message ({path.suffix[:8] or 'no suffix'})")
    return len(conversations)


def _moment(text: str, number: int) -> float:
    """When the message says it was sent; else one second after another from 2000."""
    from datetime import UTC, datetime

    match = re.match(r"(\d{14}|\d{12}|\d{8})", text)
    if match:
        try:
            return datetime.strptime(match.group().ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
        except ValueError:
            pass
    return 946684800.0 + number


def _packets(data: bytes, capture: Capture, name: Name) -> int:
    taken = 0
    for stream in streams_of(data):
        for _ in stream.gaps:
            capture.drop("the rest of a connection after bytes that are missing in the capture")
        protocol = protocol_of(stream)
        if not protocol:
            if stream.pieces:
                capture.drop("a connection that is neither DICOM nor HL7 (encrypted?)")
            continue
        conversation = capture.conversation(name(*stream.client), name(*stream.server), protocol)
        for time, from_client, piece in stream.pieces:
            conversation.receive(piece, from_client, time)
        taken += 1
    return taken


def protocol_of(stream: Stream) -> str:
    """HL7 where the client begins with a start block, DICOM where with an A-ASSOCIATE-RQ; else empty."""
    first = next((piece for _, from_client, piece in stream.pieces if from_client), b"")
    if first.lstrip(b"\r\n")[:1] == b"\x0b":
        return "HL7"
    return "DICOM" if first[:2] == b"\x01\x00" and len(first) > 10 and first[6:8] == b"\x00\x01" else ""
