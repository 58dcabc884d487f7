"""Bytes of a connection to messages worth keeping, in either protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError
from simulators.wire.mllp import COMMIT_ACK, COMMIT_NAK, Decoder
from simulators.wire.overheard import Heard, Overheard


@dataclass(slots=True)
class Kept:
    """One message with its direction: HL7 (``message``) or DICOM (``heard``)."""

    from_client: bool
    message: Message | None = None
    heard: Heard | None = None


class Listener(Protocol):
    """Reads the bytes of one connection."""

    def receive(self, data: bytes, from_client: bool) -> Iterator[Kept | InteropError]: ...


def listener(protocol: str) -> Listener:
    """One for a new connection; ``protocol`` HL7 or DICOM."""
    return _Hl7() if protocol == "HL7" else _Dicom()


class _Hl7:
    def __init__(self) -> None:
        self._decoders = {True: Decoder(), False: Decoder()}

    def receive(self, data: bytes, from_client: bool) -> Iterator[Kept | InteropError]:
        for event in self._decoders[from_client].receive_data(data):
            if isinstance(event, InteropError):
                yield InteropError("framing that MLLP does not allow")
            elif event not in (COMMIT_ACK, COMMIT_NAK):
                yield parsed(event, from_client)


def parsed(block: bytes, from_client: bool = True) -> Kept | InteropError:
    """One HL7 message, or why there is none; the error holds nothing of the bytes."""
    try:
        return Kept(from_client, message=Message.parse(block))
    except InteropError:
        return InteropError("without a usable MSH segment")


class _Dicom:
    def __init__(self) -> None:
        self._overheard = Overheard()

    def receive(self, data: bytes, from_client: bool) -> Iterator[Kept | InteropError]:
        for event in self._overheard.receive(data, from_client):
            if isinstance(event, InteropError):
                yield InteropError("bytes that are no DICOM")
            elif event.kind not in ("A-RELEASE-RQ", "A-RELEASE-RP"):
                yield Kept(from_client, heard=event)
