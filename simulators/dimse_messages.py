"""DIMSE messages: a command set with, perhaps, an encoded data set, and their P-DATA fragments (PS3.7 6.3.1, PS3.8 E).

pynetdicom has its own form of these. Ours keeps the command set as it stood on the wire and the data set as the bytes
that were sent, so that nothing is lost, changed or refused before a check has seen it.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pydicom import Dataset
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian
from pynetdicom.pdu_primitives import P_DATA

from simulators.wire import elements as _  # noqa: F401 - with it pydicom keeps a peer's values as they came
from simulators.wire.dicom_text import declared, texts
from simulators.wire.errors import LocalViolation, PeerViolation

NO_DATASET = 0x0101
UNDEFINED_LENGTH = 0xFFFFFFFF
KINDS = {
    0x0001: "C-STORE-RQ", 0x8001: "C-STORE-RSP", 0x0010: "C-GET-RQ", 0x8010: "C-GET-RSP",
    0x0020: "C-FIND-RQ", 0x8020: "C-FIND-RSP", 0x0021: "C-MOVE-RQ", 0x8021: "C-MOVE-RSP",
    0x0030: "C-ECHO-RQ", 0x8030: "C-ECHO-RSP", 0x0FFF: "C-CANCEL-RQ",
    0x0100: "N-EVENT-REPORT-RQ", 0x8100: "N-EVENT-REPORT-RSP", 0x0110: "N-GET-RQ", 0x8110: "N-GET-RSP",
    0x0120: "N-SET-RQ", 0x8120: "N-SET-RSP", 0x0130: "N-ACTION-RQ", 0x8130: "N-ACTION-RSP",
    0x0140: "N-CREATE-RQ", 0x8140: "N-CREATE-RSP", 0x0150: "N-DELETE-RQ", 0x8150: "N-DELETE-RSP",
}  # fmt: skip
FIELDS = {kind: field for field, kind in KINDS.items()}
BULK_VRS = {"OB", "OD", "OF", "OL", "OV", "OW", "UN"}
BULK_BYTES = 1024  # values longer than this are not kept in the transcript
INFLATED_LIMIT = 256 * 1024 * 1024  # bytes: a deflated object of a few kilobytes can hold as much as one likes


@dataclass(frozen=True, slots=True, eq=False)
class DimseMessage:
    """One message. ``data`` is the data set as encoded on the wire (deflated where the transfer syntax says so)."""

    context_id: int
    command: Dataset
    data: bytes = b""

    @property
    def kind(self) -> str:
        """``C-STORE-RQ`` …; a command field unknown to PS3.7 gives ``DIMSE-xxxx``."""
        field = self.command.get("CommandField", 0)
        return KINDS.get(field, f"DIMSE-{field:04X}")

    @property
    def is_response(self) -> bool:
        return bool(self.command.get("CommandField", 0) & 0x8000)


class Assembler:
    """Puts P-DATA fragments together again; one per association. ``limit`` bounds a message, in bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._command_parts: list[bytes] = []
        self._data_parts: list[bytes] = []
        self._size = 0
        self._command: Dataset | None = None
        self._context_id = 0

    def add(self, context_id: int, fragment: bytes) -> DimseMessage | None:
        """A message when ``fragment`` (message control header included) was its last one.

        :class:`PeerViolation` where fragments come in an order PS3.7 6.3.1 does not allow, or never end.
        """
        self._size += len(fragment)
        if self._size > self._limit:
            raise PeerViolation(f"a DIMSE message of more than {self._limit} bytes", clause="limit of this harness")
        header, value = fragment[0], fragment[1:]
        if header & 1:
            return self._add_command(context_id, value, last=bool(header & 2))
        if self._command is None or context_id != self._context_id:
            raise PeerViolation("a data set fragment before its command", clause="PS3.7 6.3.1")
        self._data_parts.append(value)
        return self._finish() if header & 2 else None

    def _add_command(self, context_id: int, value: bytes, last: bool) -> DimseMessage | None:
        if self._command is not None:
            raise PeerViolation("a second command before the data set of the first was complete", clause="PS3.7 6.3.1")
        self._command_parts.append(value)
        if not last:
            return None
        self._context_id = context_id
        self._command = decode_command(b"".join(self._command_parts))
        return self._finish() if self._command.get("CommandDataSetType") == NO_DATASET else None

    def _finish(self) -> DimseMessage:
        assert self._command is not None
        message = DimseMessage(self._context_id, self._command, b"".join(self._data_parts))
        self._command_parts, self._data_parts, self._command, self._size = [], [], None, 0
        return message


def decode_command(encoded: bytes) -> Dataset:
    """A command set from its bytes (implicit VR little endian, PS3.7 6.3.1); :class:`PeerViolation` if it is none."""
    try:
        command = read_dataset(BytesIO(encoded), True, True)
        for element in command:  # decodes every value now, so that a bad one is found here
            if element.tag.group != 0:
                raise ValueError(f"{element.tag} is not a command element")
        if not isinstance(command.get("CommandField"), int):
            raise ValueError("no Command Field (0000,0100)")
    except Exception as error:
        raise PeerViolation(
            f"a command set that cannot be read: {error}", clause="PS3.7 6.3.1", received=encoded[:64].hex(" ")
        ) from error
    return command


def command(kind: str | int, **elements: Any) -> Dataset:
    """A command set with its field (by name or number) and those ``elements`` (by keyword) that are not None."""
    ds = Dataset()
    ds.CommandField = kind if isinstance(kind, int) else FIELDS[kind]
    for keyword, value in elements.items():
        if value is not None and value != "":
            setattr(ds, keyword, value)
    return ds


def encode_command(ds: Dataset, has_data: bool) -> bytes:
    """Bytes of the command set, with (0000,0800) and the group length set to match."""
    ds.CommandDataSetType = 0x0001 if has_data else NO_DATASET
    if "CommandGroupLength" in ds:
        del ds.CommandGroupLength
    body = _write(ds, implicit=True, little=True)
    ds.CommandGroupLength = len(body)
    return b"\x00\x00\x00\x00\x04\x00\x00\x00" + len(body).to_bytes(4, "little") + body


def fragments(message: DimseMessage, pdu_length: int) -> list[P_DATA]:
    """The message as P-DATA primitives, none longer than ``pdu_length`` (0: no limit), PS3.8 D.1."""
    parts = []
    room = pdu_length - 6 if pdu_length > 6 else 0
    for flag, value in ((1, encode_command(message.command, bool(message.data))), (0, message.data)):
        step = room or len(value) or 1
        for offset in range(0, len(value), step):
            last = 2 if offset + step >= len(value) else 0
            part = P_DATA()
            part.presentation_data_value_list.append(
                (message.context_id, bytes((flag | last,)) + value[offset : offset + step])
            )
            parts.append(part)
    return parts


def encode(ds: Dataset, transfer_syntax: str) -> bytes:
    """``ds`` encoded in ``transfer_syntax``, without group 2. Compressed pixel data must be encapsulated already."""
    syntax = UID(transfer_syntax)
    tags = [tag for tag in ds.keys() if tag.group not in (0, 2)]  # noqa: SIM118 - iterating gives elements, not tags
    body = ds if len(tags) == len(ds) else Dataset({tag: ds.get_item(tag) for tag in tags})
    encoded = _write(body, implicit=syntax.is_implicit_VR, little=syntax.is_little_endian)
    if syntax != DeflatedExplicitVRLittleEndian:
        return encoded
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    encoded = deflater.compress(encoded) + deflater.flush()
    return encoded + b"\x00" * (len(encoded) % 2)


def encode_query(query: Dataset, transfer_syntax: str) -> bytes:
    """The identifier of a query, encoded. :class:`LocalViolation` where a key has a letter that its Specific Character
    Set has not: it would be written as ``?``, which stands for any letter (PS3.4 C.2.2.2.4), and others would match."""
    data = encode(query, transfer_syntax)
    if not all(value.isascii() for path, value in texts(query)):
        for path in _marks(decode(data, transfer_syntax)) - _marks(query):
            raise LocalViolation(
                f"{path} of a query has letters that {', '.join(declared(query)) or 'ISO-IR 6'} has not",
                cause="they would go as ?, which any letter matches",
                remedy="Specific Character Set ISO_IR 192 has every letter",
            )
    return data


def _marks(ds: Dataset) -> Counter[str]:
    """How many ? stand where."""
    return Counter({path: value.count("?") for path, value in texts(ds)})


def _write(ds: Dataset, *, implicit: bool, little: bool) -> bytes:
    buffer = DicomBytesIO()
    buffer.is_implicit_VR = implicit
    buffer.is_little_endian = little
    write_dataset(buffer, ds)
    return buffer.getvalue()


def decode(data: bytes, transfer_syntax: str) -> Dataset:
    """The data set in ``data``; :class:`PeerViolation` when it is not one, or ends too early.

    Values are decoded when they are first used. A private transfer syntax is read as explicit VR little endian.
    """
    syntax = UID(transfer_syntax)
    native = not syntax.is_private and syntax.is_transfer_syntax
    try:
        stream = _Stream(inflate(data) if syntax == DeflatedExplicitVRLittleEndian else data)
        ds = read_dataset(stream, native and syntax.is_implicit_VR, not native or syntax.is_little_endian)
    except PeerViolation:
        raise
    except Exception as error:
        raise _unreadable(syntax, str(error) or type(error).__name__, data) from error
    if stream.ended_early or _is_cut(ds):
        raise _unreadable(syntax, f"it ends in the middle of an element after {len(data)} bytes", data)
    return ds


class _Stream(BytesIO):
    """Tells whether pydicom, which only warns about it, met the end of the data inside an element."""

    ended_early = False

    @property
    def name(self) -> str:
        """Asked for by pydicom in that one case, for its warning."""
        self.ended_early = True
        return "a data set"


def _is_cut(ds: Dataset) -> bool:
    """Whether the value of the last element is shorter than its length field says."""
    if not len(ds):
        return False
    last = ds.get_item(list(ds.keys())[-1])
    return (
        isinstance(last, RawDataElement)
        and last.value is not None
        and last.length != UNDEFINED_LENGTH
        and len(last.value) < last.length
    )


def _unreadable(syntax: UID, why: str, data: bytes) -> PeerViolation:
    return PeerViolation(
        f"a data set that cannot be read as {syntax.name}: {why}", clause="PS3.5 7", received=data[:64].hex(" ")
    )


def inflate(data: bytes, limit: int = INFLATED_LIMIT) -> bytes:
    """The deflated data set in clear (PS3.5), at most ``limit`` bytes of it."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        clear = inflater.decompress(data, limit)
    except zlib.error as error:
        raise PeerViolation(f"a data set that is not deflated: {error}", clause="PS3.5") from error
    if inflater.unconsumed_tail:
        raise PeerViolation(f"a deflated data set of more than {limit} bytes", clause="limit of this harness")
    return clear


def without_bulk(ds: Dataset) -> Dataset:
    """The same data set where binary values of more than 1 KiB are empty, in sequences too. ``ds`` is not changed."""
    slim = Dataset()
    for tag in ds.keys():  # noqa: SIM118 - iterating gives elements, not tags
        element = ds.get_item(tag)
        if isinstance(element, RawDataElement):
            element = _slim_raw(ds, element)
        elif element.VR == "SQ":
            element = DataElement(tag, "SQ", [without_bulk(item) for item in element.value])
        elif element.VR in BULK_VRS and element.value is not None and len(element.value) > BULK_BYTES:
            element = _emptied(tag, element.VR, element.value)
        slim[tag] = element
    implicit, little = ds.original_encoding
    slim.set_original_encoding(implicit, little, ds._character_set)
    return slim


def _slim_raw(ds: Dataset, raw: RawDataElement) -> RawDataElement | DataElement:
    """``raw`` as it is, unless it is a sequence or a long binary value."""
    try:
        vr = raw.VR or dictionary_VR(raw.tag)
    except KeyError:
        vr = "UN"
    if vr == "SQ":
        return DataElement(raw.tag, "SQ", [without_bulk(item) for item in ds[raw.tag].value])
    if raw.value is not None and len(raw.value) > BULK_BYTES and vr[:2] in BULK_VRS:
        return _emptied(raw.tag, vr[:2], raw.value)
    return raw


def _emptied(tag: int, vr: str, value: bytes) -> DataElement:
    """The element without its value; ``bulk_digest`` is the value's SHA-256, by which checks compare pixels."""
    element = DataElement(tag, vr, None)
    element.bulk_digest = digest(bytes(value))  # type: ignore[attr-defined]
    return element


def digest(data: bytes) -> str:
    """SHA-256 of the encoded data set."""
    return hashlib.sha256(data).hexdigest()
