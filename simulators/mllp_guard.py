"""Which patients an HL7 message is about, and the refusal to touch one that is not ours.

Read from the bytes, not from a parsed message: a message that is too broken to parse can still harm a patient in a
receiver that is more lenient than we are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from simulators.runtime import Runtime
from simulators.wire.errors import LocalViolation

_SEGMENT = re.compile(rb"(PID|MRG)([^A-Za-z0-9\r\n])([^\r\n]*)")
_BEFORE = b"\r\n\x0b"  # what stands before a segment
_FIELDS = {b"PID": (2, 3, 4), b"MRG": (1, 4)}  # external, internal and alternate ID; prior internal and external ID
_ABOUT_PATIENTS = re.compile(rb"MSH(.)(?:[^\r\n]*?)\1(ADT|ORM|OMG|OMI|OML|ORU|OUL|SIU|MDM|BAR|DFT|RDE|VXU|PPR)\b")
_LETTERS = re.compile(rb"\bMSH(?=[^A-Za-z0-9])|[A-Za-z0-9\x80-\xff]")  # what names and numbers are written with
_NAMED = re.compile(rb"([A-Z][A-Z0-9]{2})([^A-Za-z0-9\r\n])")  # a segment begins
_OTHER = re.compile(rb"HTTP/1\.[01] [1-5][0-9][0-9]|SSH-2\.0")  # another protocol says itself what it is
_TYPE = re.compile(rb"MSH([^A-Za-z0-9\r\n])(.)(.)")


def patient_ids(block: bytes) -> list[str]:
    """Every patient identifier in PID-2, PID-3, PID-4, MRG-1 and MRG-4, without padding; "" is left out."""
    if block.startswith(b"MSH|^~") and b"\n" not in block and b"\x0b" not in block:
        return _plain_ids(block)
    return _every_id(block)


def _plain_ids(block: bytes) -> list[str]:
    """The short way for the usual delimiters and terminators, and at most one PID with one identifier, in PID-3."""
    start = block.find(b"\rPID|")
    if block.find(b"\rMRG|") >= 0 or (start >= 0 and block.find(b"\rPID|", start + 4) >= 0):
        return _every_id(block)
    if start < 0:
        return []
    end = block.find(b"\r", start + 5)
    fields = block[start + 5 : end if end >= 0 else None].split(b"|", 4)
    if len(fields) < 3 or fields[1] or (len(fields) > 3 and fields[3]) or b"~" in fields[2]:
        return _every_id(block)
    value = fields[2].split(b"^", 1)[0].strip()
    return [] if value in (b"", b'""') else [value.decode("utf-8", "replace")]


def _every_id(block: bytes) -> list[str]:
    component, repetition = _separators(block)
    found: list[str] = []
    for name, separator, rest in _segments(block):
        fields = rest.split(separator, 4)
        for number in _FIELDS[name]:
            if number > len(fields):
                break
            for one in fields[number - 1].split(repetition) if fields[number - 1] else ():
                value = one.split(component, 1)[0].strip()
                if value and value != b'""':
                    found.append(value.decode("utf-8", "replace"))
    return found


def _segments(block: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, separator and the rest of each PID and MRG; ``find`` is ten times faster here than a pattern."""
    for name in _FIELDS:
        position = block.find(name)
        while position >= 0:
            if not position or block[position - 1] in _BEFORE:
                match = _SEGMENT.match(block, position)
                if match:
                    yield match.groups()  # type: ignore[misc]
            position = block.find(name, position + 3)


def _separators(block: bytes) -> tuple[bytes, bytes]:
    if block.startswith(b"MSH|^~"):
        return b"^", b"~"
    header = _TYPE.search(block[:64])
    return (header[2], header[3]) if header else (b"^", b"~")


def is_foreign(runtime: Runtime, block: bytes) -> bool:
    """Whether the message names a patient that is not a test patient."""
    found = patient_ids(block)
    return bool(found) and any(one not in runtime.test_patients for one in found)


def unreadable(runtime: Runtime, data: bytes) -> bytes:
    """What may be kept of bytes that are no message: as they are where they name test patients alone, else with every
    letter as ``x`` and every digit as ``9``, for nobody can tell whom they are about. ``MSH`` and what frames stay,
    and the name of another protocol."""
    if _is_about_us(runtime, data) and not is_foreign(runtime, data):
        return data
    other = _OTHER.match(data)
    end = other.end() if other else 0
    return data[:end] + _hidden(data[end:])


def kept(runtime: Runtime, block: bytes) -> bytes:
    """What may be kept of a message that is not a stranger's by PID or MRG: ``block`` itself where it names a test
    patient there, or holds an identifier of this run or of a test patient anywhere. Of any other, which may name
    somebody in NK1, IN1, QPD or OBX, only the shape: MSH, MSA-1 and MSA-2 as they are, and the names of segments."""
    if _is_about_us(runtime, block) or patient_ids(block):
        return block
    return b"".join(map(_shape, re.split(rb"([\r\n]+)", block)))


def _shape(segment: bytes) -> bytes:
    found = _NAMED.match(segment)
    if found is None:
        return _hidden(segment)
    if found[1] == b"MSH":
        return segment
    known = 3 if found[1] == b"MSA" else 1
    fields = segment.split(found[2], known)
    return found[2].join((*fields[:known], *map(_hidden, fields[known:])))


def _hidden(data: bytes) -> bytes:
    return _LETTERS.sub(lambda it: it[0] if it[0] == b"MSH" else b"9" if it[0].isdigit() else b"x", data)


def _is_about_us(runtime: Runtime, data: bytes) -> bool:
    return runtime.made(data) or _test_patient(runtime.test_patients.prefixes).search(data) is not None


@lru_cache(maxsize=16)
def _test_patient(prefixes: tuple[str, ...]) -> re.Pattern[bytes]:
    """A word that begins as identifiers of test patients do, and goes on."""
    words = b"|".join(re.escape(prefix.encode("ascii", "replace")) for prefix in prefixes)
    return re.compile(rb"(?<![A-Za-z0-9])(?:" + words + rb")[A-Za-z0-9]")


def guard(runtime: Runtime, block: bytes, *, deliberate: str = "") -> None:
    """Raise :class:`LocalViolation` before a message goes out that could touch a patient who is not ours.

    Every identifier must be a test patient's. A message of a type that is about patients and names none is refused
    as well, unless it is ``deliberate``: a receiver that takes an order without a patient is what some tests look for.
    """
    found = patient_ids(block)
    for one in found:
        if one not in runtime.test_patients:
            runtime.test_patients.require(one, f"send {_kind(block)}")
    if not found and not deliberate and _ABOUT_PATIENTS.search(block[:512]):
        raise LocalViolation(
            f"refused to send {_kind(block)}: it names no patient (PID-3), so it may be about one who is not ours",
            remedy="give the message a PID segment with a test patient's identifier",
        )


def _kind(block: bytes) -> str:
    fields = block[:1024].split(b"\r", 1)[0].split(block[3:4] or b"|")
    return fields[8].decode("ascii", "replace") if len(fields) > 8 else "a message"
