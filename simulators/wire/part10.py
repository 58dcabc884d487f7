"""The head of a Part 10 file: what has to be known to send it, read from its first bytes without decoding the data set.

Bounded on purpose: a file is from outside, and nothing here looks further than the bytes it was given.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import NamedTuple

from simulators.wire.errors import LocalViolation
from simulators.wire.pdu import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION

IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
DATASET_DEFLATED = "1.2.840.10008.1.2.1.99"
PREAMBLE = bytes(128) + b"DICM"
HEAD_LIMIT = 1024 * 1024  # bytes in which file meta information and Patient ID have to stand
UID = re.compile(r"[0-9]+(\.[0-9]+)*")
UNDEFINED = 0xFFFFFFFF
NESTING = 32

_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_EXPLICIT = {"<": struct.Struct("<HH2sH"), ">": struct.Struct(">HH2sH")}
_IMPLICIT = {"<": struct.Struct("<HHL"), ">": struct.Struct(">HHL")}
_SOP_CLASS, _SOP_INSTANCE, _PATIENT_ID = 0x00080016, 0x00080018, 0x00100020
_CLASS, _INSTANCE, _SYNTAX = 0x02, 0x03, 0x10
_NAMES = {_CLASS: "sop class uid", _INSTANCE: "sop instance uid", _SYNTAX: "transfer syntax"}
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD


class TooShort(Exception):
    """What is looked for does not stand in the bytes given: more of them are needed, or there are none."""


class FileMeta(NamedTuple):
    """Of the file meta information: UIDs as text, ``offset`` of the data set in bytes from the file's beginning."""

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax: str
    offset: int


class Identity(NamedTuple):
    """What the data set itself says it is. An absent element is ""; ``patient_id`` is without padding."""

    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    patient_id: str = ""


def is_uid(text: str) -> bool:
    """1 to 64 digits and dots, as a UID is written (PS3.5 9.1)."""
    return len(text) <= 64 and UID.fullmatch(text) is not None


def file_meta(head: bytes) -> FileMeta:
    """Group 0002 (PS3.10 7.1) of a file that begins with ``head``.

    :class:`TooShort` when it does not end there; :class:`LocalViolation` when this is no Part 10 file, or one that
    says no SOP class, instance or transfer syntax.
    """
    if len(head) < 132:
        raise TooShort
    if head[128:132] != b"DICM":
        raise LocalViolation("it is no DICOM file: DICM is missing after 128 bytes")
    found = {_CLASS: "", _INSTANCE: "", _SYNTAX: ""}
    at, header = 132, _EXPLICIT["<"].unpack_from
    while True:
        if len(head) < at + 8:
            raise TooShort
        group, element, vr, length = header(head, at)
        if group != 2:
            break
        at += 8
        if vr in _LONG:
            length = int.from_bytes(head[at : at + 4], "little")
            at += 4
        if element in found and vr == b"UI":
            found[element] = _text(head[at : at + length])
        at += length
    for element, uid in found.items():
        if not is_uid(uid):
            raise LocalViolation(f"its file meta information has no valid {_NAMES[element]}: {uid!r}")
    return FileMeta(found[_CLASS], found[_INSTANCE], found[_SYNTAX], at)


def identity(data: bytes, transfer_syntax: str) -> Identity:
    """SOP class, SOP instance and patient of a data set that begins with ``data``, in this transfer syntax.

    Only elements before (0010,0020) are passed, and that one. :class:`TooShort` when the bytes end before it;
    :class:`LocalViolation` when they are no data set: tags that do not ascend, lengths that cannot be.
    """
    if transfer_syntax == DATASET_DEFLATED:
        data = _inflated(data)
    reader = ElementReader(data, transfer_syntax)
    found = {_SOP_CLASS: "", _SOP_INSTANCE: "", _PATIENT_ID: ""}
    before = -1
    while True:
        tag, vr, length = reader.header()
        if tag <= before:
            raise LocalViolation(f"its data set is damaged: ({tag >> 16:04X},{tag & 0xFFFF:04X}) stands out of order")
        if tag > _PATIENT_ID:
            break
        before = tag
        if tag in found:
            found[tag] = _text(reader.value(length))
        else:
            reader.skip(vr, length)
        if tag == _PATIENT_ID:
            break
    return Identity(found[_SOP_CLASS], found[_SOP_INSTANCE], found[_PATIENT_ID])


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, HEAD_LIMIT)
    except zlib.error as error:
        raise LocalViolation(f"its data set is not deflated, as its transfer syntax says: {error}") from error


def _text(value: bytes) -> str:
    """Without padding. Bytes that are not ASCII become one letter each."""
    return bytes(value).decode("latin-1").strip(" \0")


class ElementReader:
    """Element headers of a data set, one after the other, from ``at`` on; :class:`TooShort` where the bytes end."""

    def __init__(self, data: bytes, transfer_syntax: str, at: int = 0) -> None:
        self._data = data
        self._at = at
        order = ">" if transfer_syntax == EXPLICIT_BIG else "<"
        self._implicit = transfer_syntax == IMPLICIT_LITTLE
        self._short, self._plain = _EXPLICIT[order].unpack_from, _IMPLICIT[order].unpack_from
        self._order: str = "big" if order == ">" else "little"

    @property
    def at(self) -> int:
        """Where the next byte is read."""
        return self._at

    @property
    def ended(self) -> bool:
        return self._at == len(self._data)

    def header(self) -> tuple[int, bytes, int]:
        """Tag, VR (empty where it is implicit), length of the value."""
        data, at = self._data, self._at
        if len(data) < at + 8:
            raise TooShort
        group, element, vr, length = self._short(data, at)
        if self._implicit or group == 0xFFFE:
            group, element, length = self._plain(data, at)
            self._at = at + 8
            return group << 16 | element, b"", length
        self._at = at + 8
        if vr in _LONG:
            length = int.from_bytes(self.value(4), self._order)  # type: ignore[arg-type]
        elif not vr.isalpha():
            raise LocalViolation(f"its data set is damaged: {vr!r} is no value representation")
        return group << 16 | element, vr, length

    def value(self, length: int) -> bytes:
        if length == UNDEFINED:
            raise LocalViolation("its data set is damaged: a value without end")
        end = self._at + length
        if end > len(self._data):
            raise TooShort
        value = self._data[self._at : end]
        self._at = end
        return value

    def skip(self, vr: bytes, length: int, depth: int = 0) -> None:
        """Past a value; one of undefined length is passed item by item."""
        if length != UNDEFINED:
            self._at += length
            if self._at > len(self._data):
                raise TooShort
            return
        if depth > NESTING:
            raise LocalViolation(f"its data set is damaged: sequences in more than {NESTING} levels")
        implicit, self._implicit = self._implicit, self._implicit or vr == b"UN"  # PS3.5 6.2.2, note 6
        self._skip_items(depth)
        self._implicit = implicit

    def _skip_items(self, depth: int) -> None:
        while True:
            tag, _, length = self.header()
            if tag == _SEQUENCE_END:
                return
            if tag != _ITEM:
                raise LocalViolation("its data set is damaged: no item in a sequence")
            if length != UNDEFINED:
                self.skip(b"", length)
            else:
                self._skip_elements(depth)

    def _skip_elements(self, depth: int) -> None:
        while True:
            tag, vr, length = self.header()
            if tag == _ITEM_END:
                return
            self.skip(vr, length, depth + 1)


def file_head(meta: FileMeta, source_ae_title: str = "") -> bytes:
    """Preamble and file meta information (PS3.10 7.1) for a data set that came over the network."""
    elements = b"\x02\x00\x01\x00OB\x00\x00\x02\x00\x00\x00\x00\x01"
    for number, vr, text in (
        (0x02, b"UI", meta.sop_class_uid),
        (0x03, b"UI", meta.sop_instance_uid),
        (0x10, b"UI", meta.transfer_syntax),
        (0x12, b"UI", IMPLEMENTATION_CLASS_UID),
        (0x13, b"SH", IMPLEMENTATION_VERSION),
        (0x16, b"AE", source_ae_title),
    ):
        if text:
            value = text.encode("ascii", "replace")
            value += (b"\0" if vr == b"UI" else b" ") * (len(value) % 2)
            elements += struct.pack("<HH2sH", 2, number, vr, len(value)) + value
    return PREAMBLE + struct.pack("<HH2sHL", 2, 0, b"UL", 4, len(elements)) + elements
