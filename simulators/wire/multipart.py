"""multipart/related, written and read whole, within bounds: what DICOMweb retrieves and stores travels in it.

Reading is strict where a loose reader would lose an object: a final boundary that is missing, a part without the blank
line after its header, more parts than allowed are errors of the sender.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simulators.wire.errors import PeerViolation
from simulators.wire.media_type import MediaType, read

CLAUSE = "RFC 2046 5.1"
MOST_PARTS = 10_000
LONGEST_HEADER = 8192  # bytes of the header of one part
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``headers`` by name in lower case."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def media_type(self) -> MediaType | None:
        """Its Content-Type; None where it has none, or one that cannot be read."""
        return read(self.headers.get("content-type", ""))


def write(parts: Sequence[Part], content: str, *, boundary: str = "") -> tuple[str, bytes]:
    """Content-Type and body. ``content`` is the type of the parts; the boundary occurs in none of them."""
    boundary = boundary or _boundary(parts)
    mark = b"--" + boundary.encode()
    pieces: list[bytes] = []
    for part in parts:
        headers = "".join(f"{_title(name)}: {value}\r\n" for name, value in part.headers.items())
        pieces += [mark, b"\r\n", headers.encode(), b"\r\n", part.content, b"\r\n"]
    pieces += [mark, b"--\r\n"]
    return f'multipart/related; type="{content}"; boundary={boundary}', b"".join(pieces)


def _boundary(parts: Sequence[Part]) -> str:
    while True:
        boundary = uuid.uuid4().hex
        if not any(boundary.encode() in part.content for part in parts):
            return boundary


def _title(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-"))


def parts_of(body: bytes, media_type: MediaType, *, most: int = MOST_PARTS) -> list[Part]:
    """The parts of a body that came with this Content-Type. :class:`PeerViolation` where it is no whole multipart."""
    boundary = media_type.parameters.get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise _violation("a multipart message without a usable boundary", boundary[:80])
    parts: list[Part] = []
    for start, end in _stretches(body, b"--" + boundary.encode()):
        if len(parts) == most:
            raise _violation(f"a multipart message of more than {most} parts")
        parts.append(_part(body, start, end, len(parts) + 1))
    return parts


def _stretches(body: bytes, mark: bytes) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, header included."""
    place = 0
    while (found := _next(body, mark, place)) is not None:
        at, after = found
        if place:  # behind a boundary line
            yield place, max(place, at - 2)
        if body[after : after + 2] == b"--":
            return
        place = body.index(b"\n", after) + 1
    raise _violation("a multipart message that has no final boundary", body[-40:].hex(" "))


def _next(body: bytes, mark: bytes, place: int) -> tuple[int, int] | None:
    """Where the next boundary line begins and where its mark ends. What only begins like the mark is content."""
    while (at := body.find(mark, place)) >= 0:
        after = at + len(mark)
        is_line = at == 0 or body[at - 2 : at] == b"\r\n"
        if is_line and (body[after : after + 2] == b"--" or re.compile(rb"[ \t]{0,80}\r\n").match(body, after)):
            return at, after
        place = after
    return None


def _part(body: bytes, start: int, end: int, number: int) -> Part:
    if body[start : start + 2] == b"\r\n":
        return Part(body[start + 2 : end])
    blank = body.find(b"\r\n\r\n", start, min(end, start + LONGEST_HEADER))
    if blank == -1:
        raise _violation(f"part {number} of a multipart message has no blank line after its header")
    headers: dict[str, str] = {}
    for line in body[start:blank].split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if not colon or not name.strip():
            raise _violation(f"part {number} of a multipart message has a header line without a name", line[:80])
        headers.setdefault(_text(name).lower(), _text(value))
    return Part(body[blank + 4 : end], headers)


def _text(value: bytes) -> str:
    return value.strip().decode("utf-8", "replace")


def _violation(what: str, received: object = "") -> PeerViolation:
    return PeerViolation(what, clause=CLAUSE, received=received)
