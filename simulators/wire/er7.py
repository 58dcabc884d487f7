"""ER7, the vertical-bar form of HL7 v2: a view on bytes that are never changed, and lazily read.

A path is ``SEG-field[repetition].component.subcomponent``, all counted from 1: ``PID-3[2].4.1``. Which of several
segments of one name is meant is said by ``segment_index`` (from 0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from simulators.wire import charset as charsets
from simulators.wire.er7_segment import Segment, encoded, with_value
from simulators.wire.er7_text import DEFAULT, Delimiters, Path, escape, normalised, path, unescape
from simulators.wire.errors import LocalViolation, PeerViolation

__all__ = ["DEFAULT", "Delimiters", "Message", "Path", "Segment", "escape", "path", "unescape"]

_USUAL = b"MSH|^~\\&|"


class Message:
    """An HL7 v2 message. Immutable; ``raw`` and :meth:`to_bytes` are the very bytes it was parsed from."""

    __slots__ = (
        "_charset",
        "_charset_given",
        "_pieces",
        "_prefix",
        "_read",
        "_segments",
        "_warnings",
        "delimiters",
        "raw",
    )

    raw: bytes
    delimiters: Delimiters

    def __init__(self, raw: bytes, delimiters: Delimiters, charset: str | None = None, prefix: int = 0) -> None:
        self.raw = raw
        self._prefix = prefix  # bytes before MSH: blank lines, byte order mark
        self.delimiters = delimiters
        self._charset_given = charset
        self._charset: str | None = None
        self._pieces: list[tuple[bytes, bytes]] | None = None
        self._segments: tuple[Segment, ...] | None = None
        self._warnings: tuple[str, ...] | None = None
        self._read: dict[str, str] | None = None  # what get() has answered of first segments

    @classmethod
    def parse(cls, block: bytes, charset: str | None = None) -> Message:
        """A message from the bytes of one MLLP block. ``charset`` (MSH-18 value or codec) overrides MSH-18.

        PeerViolation when it does not begin with a usable MSH segment.
        """
        if block.startswith(_USUAL):
            return cls(block, DEFAULT, charset)
        found = _HEADER.match(block)
        if found is None:
            raise _no_header(block)
        return cls(block, _delimiters(found["delimiters"]), charset, len(found["before"]))

    @classmethod
    def build(cls, segments: Sequence[str | Segment], charset: str, *, errors: str = "strict") -> Message:
        """A message from segments in its own delimiters, MSH first, each ended by a carriage return.

        ``charset`` is an MSH-18 value or a codec; it is not written into MSH-18. LocalViolation for a character that
        it does not have, unless ``errors`` is "replace" (then "?" goes out, as careless senders do).
        """
        codec = charsets.codec_of_msh18(charset)
        blocks = []
        for segment in segments:
            if isinstance(segment, Segment):
                blocks.append(segment.raw)
            elif errors == "strict":
                blocks.append(encoded(segment, codec))
            else:
                blocks.append(segment.encode(codec, errors))
        message = cls.parse(b"".join(block + b"\r" for block in blocks))
        return message if message.charset == codec else cls.parse(message.raw, charset)

    def to_bytes(self) -> bytes:
        return self.raw

    @property
    def charset(self) -> str:
        """Python codec by which the text is read: of MSH-18, or the best guess where MSH-18 is empty or unknown."""
        if self._charset is None:
            declared = self._charset_given if self._charset_given is not None else self.declared_charset
            codec = charsets.codec_of_msh18(declared)
            if codec == "ascii" and not self.raw.isascii() and not charsets.spelling_of(declared):
                codec = _guess(self.raw)
            self._charset = _guess(self.raw) if codec in ("utf-16", "utf-32") else codec
        return self._charset

    @property
    def declared_charset(self) -> str:
        """MSH-18 as it stands, repetitions separated by ``~``; "" when the sender left it out."""
        header = Segment(self._split()[0][0], self.delimiters, "iso8859-1")
        return normalised(header.field(18), self.delimiters)

    def _split(self) -> list[tuple[bytes, bytes]]:
        if self._pieces is None:
            self._pieces = _pieces(self.raw[self._prefix :], self.delimiters.field.encode("ascii"))
        return self._pieces

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments in order; blank lines are no segments (but stay in :attr:`raw`)."""
        if self._segments is None:
            codec, delimiters = self.charset, self.delimiters
            self._segments = tuple(Segment(raw, delimiters, codec) for raw, _ in self._split() if raw.strip())
        return self._segments

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is wrong with the bytes themselves: undecodable ones, charset unknown or missing, odd terminators."""
        if self._warnings is None:
            self._warnings = tuple(_warnings(self))
        return self._warnings

    def segment(self, name: str, n: int = 0) -> Segment | None:
        """The ``n``-th segment (from 0) of that name, or None."""
        for segment in self.segments:
            if segment.name == name:
                if n == 0:
                    return segment
                n -= 1
        return None

    def all(self, name: str) -> tuple[Segment, ...]:
        return tuple(segment for segment in self.segments if segment.name == name)

    def get(self, where: str, segment_index: int = 0) -> str:
        """Unescaped text at ``where``, "" when absent. Separators below the asked level stay, as ``^`` and ``&``."""
        if segment_index:
            return self._at(where, segment_index)
        if self._read is None:
            self._read = {}
        if where not in self._read:
            self._read[where] = self._at(where, 0)
        return self._read[where]

    def _at(self, where: str, segment_index: int) -> str:
        place = path(where)
        segment = self.segment(place.segment, segment_index)
        return segment.at(place) if segment else ""

    def raw_field(self, where: str, segment_index: int = 0) -> str:
        r"""A field (all repetitions) as it stands, still escaped, its separators normalised to ``^~\&``."""
        place = path(where)
        segment = self.segment(place.segment, segment_index)
        content = segment.field(place.field) if segment else ""
        return content if segment and segment.is_verbatim(place.field) else normalised(content, self.delimiters)

    def repetitions(self, where: str, segment_index: int = 0) -> list[str]:
        """Unescaped text of each repetition of a field, components separated by ``^``; [] when the field is empty."""
        place = path(where)
        segment = self.segment(place.segment, segment_index)
        return [segment.plain(each) for each in segment.repetitions(place.field)] if segment else []

    def components(self, where: str, segment_index: int = 0) -> list[str]:
        """As :meth:`Segment.components`; [] when the segment is absent."""
        segment = self.segment(path(where).segment, segment_index)
        return segment.components(where) if segment else []

    # --- changed copies ---

    def set(self, where: str, value: str, segment_index: int = 0) -> Message:
        r"""A copy with ``value`` (escaped, separators ``^~\&``) at ``where``; every other byte stays.

        LocalViolation when there is no such segment or the value cannot be encoded.
        """
        place = path(where)
        index = self._index(place.segment, segment_index)
        raw, terminator = self._split()[index]
        changed = encoded(with_value(Segment(raw, self.delimiters, self.charset), place, value), self.charset)
        return self._changed([(changed, terminator)], index, index + 1)

    def set_text(self, where: str, text: str, segment_index: int = 0) -> Message:
        """As :meth:`set`, with ``text`` escaped first."""
        return self.set(where, escape(text), segment_index)

    def without(self, name: str, segment_index: int = 0) -> Message:
        """A copy without one segment."""
        index = self._index(name, segment_index)
        return self._changed([], index, index + 1)

    def with_segment(self, segment: str | Segment, after: str = "", segment_index: int = 0) -> Message:
        """A copy with one more segment: after the named one, or at the end."""
        index = self._index(after, segment_index) + 1 if after else len(self._split())
        raw = segment.raw if isinstance(segment, Segment) else encoded(segment, self.charset)
        return self._changed([(raw, b"\r")], index, index)

    def _changed(self, pieces: list[tuple[bytes, bytes]], start: int, end: int) -> Message:
        old = self._split()
        every = [*old[:start], *pieces, *old[end:]]
        every[:-1] = [(raw, terminator or b"\r") for raw, terminator in every[:-1]]
        changed = b"".join(raw + terminator for raw, terminator in every)
        return Message.parse(self.raw[: self._prefix] + changed, self._charset_given)

    def _index(self, name: str, n: int) -> int:
        found = -1
        for index, (raw, _) in enumerate(self._split()):
            if raw.strip() and Segment(raw, self.delimiters).name == name:
                found += 1
                if found == n:
                    return index
        raise LocalViolation(f"the message has no {name} segment number {n + 1} to change")

    # --- what a reader of every message asks ---

    @property
    def type(self) -> str:
        """``ADT^A01`` (MSH-9.1^MSH-9.2); only the first where the second is empty (``ACK``)."""
        return f"{self.get('MSH-9.1')}^{self.get('MSH-9.2')}".rstrip("^")

    @property
    def structure(self) -> str:
        return self.get("MSH-9.3")

    @property
    def control_id(self) -> str:
        return self.get("MSH-10")

    @property
    def version(self) -> str:
        return self.get("MSH-12.1")

    @property
    def sending_application(self) -> str:
        return self.get("MSH-3.1")

    @property
    def sending_facility(self) -> str:
        return self.get("MSH-4.1")

    @property
    def receiving_application(self) -> str:
        return self.get("MSH-5.1")

    @property
    def receiving_facility(self) -> str:
        return self.get("MSH-6.1")

    @property
    def text(self) -> str:
        """The whole message, one segment a line, to be read by people."""
        return "\n".join(segment.text for segment in self.segments)

    def __repr__(self) -> str:
        return f"<Message {self.type} {self.control_id} {len(self.raw)} bytes>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.raw == other.raw and self._charset_given == other._charset_given

    def __hash__(self) -> int:
        return hash(self.raw)


# --- parsing -----------------------------------------------------------------------------------------------------

_NONE = Delimiters("", "", "", "", "", "")
_ALNUM = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


# What a receiver can step over (blank lines, a byte order mark), and MSH-1 with MSH-2 until MSH-1 comes again.
_HEADER = re.compile(
    rb"(?P<before>[\r\n]{0,64}(?:\xef\xbb\xbf)?)MSH(?P<delimiters>(?P<field>[^\r\n])(?:(?!(?P=field))[^\r\n]){0,9}|)"
)


def _no_header(block: bytes) -> PeerViolation:
    if not block.strip():
        return PeerViolation("the message is empty", clause="HL7 v2 chapter 2, MSH", received=block[:80])
    return PeerViolation(
        "the message does not begin with an MSH segment",
        clause="HL7 v2 chapter 2, MSH",
        received=block[:80],
        remedy="see whether the sender wraps, encrypts or batches its messages",
    )


@lru_cache(maxsize=256)
def _delimiters(header: bytes) -> Delimiters:
    named, wrong = header.rstrip(), ""
    if not named[1:]:
        wrong = "is too short to name its delimiters"
    elif any(byte in _ALNUM or not 0x20 < byte < 0x7F for byte in named):
        wrong = "names delimiters that are letters, digits, blanks or not ASCII"
    elif len(set(named)) != len(named):
        wrong = "names the same delimiter twice"
    elif len(named) > len(_NONE):
        wrong = "names more than five encoding characters"
    if wrong:
        raise PeerViolation(
            f"the MSH segment {wrong}", clause="HL7 v2 chapter 2, MSH-1 and MSH-2", received=b"MSH" + header
        )
    return Delimiters(*named.decode("ascii"), *_NONE[len(named) :])


def _pieces(raw: bytes, separator: bytes) -> list[tuple[bytes, bytes]]:
    """Segments with their terminators; joined they are ``raw``.

    The first terminator decides: after a line feed alone every line feed ends a segment. In messages with carriage
    returns a bare line feed is text, unless what follows looks like a segment.
    """
    if b"\n" not in raw:
        parts = raw.split(b"\r")
        pieces = [(part, b"\r") for part in parts[:-1]]
        return [*pieces, (parts[-1], b"")] if parts[-1] or not pieces else pieces
    if b"\r" not in raw.partition(b"\n")[0]:
        pattern = re.compile(rb"\r\n|\r|\n")
    else:
        pattern = re.compile(rb"\r\n|\r|\n(?=[A-Z][A-Z0-9]{2}" + re.escape(separator) + rb")")
    pieces, position = [], 0
    for found in pattern.finditer(raw):
        pieces.append((raw[position : found.start()], found.group()))
        position = found.end()
    return [*pieces, (raw[position:], b"")] if position < len(raw) or not pieces else pieces


def _guess(raw: bytes) -> str:
    """Codec of text that declares none: UTF-8 where it can be, else Latin-1, which can read everything."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "iso8859-1"
    return "utf-8"


def _warnings(message: Message) -> Iterable[str]:
    declared = message.declared_charset
    if message._prefix:
        yield f"{message.raw[: message._prefix]!r} stands before MSH"
    if not charsets.is_known(declared):
        yield f"MSH-18 {declared!r} names no known character set; read as {message.charset}"
    elif not declared.strip("~ ") and not message.raw.isascii():
        yield f"MSH-18 is empty (7-bit ASCII), but there are other bytes; read as {message.charset}"
    if charsets.codec_of_msh18(declared) in ("utf-16", "utf-32"):
        yield f"{declared} cannot travel in MLLP; read as {message.charset}"
    terminators = {terminator for _, terminator in message._split()} - {b"\r", b""}
    if terminators:
        yield f"segments end with {', '.join(sorted(map(repr, terminators)))} instead of a carriage return"
    for segment in message.segments:
        yield from _undecodable(segment)


def _undecodable(segment: Segment) -> Iterable[str]:
    try:
        segment.raw.decode(segment.codec)
    except UnicodeDecodeError as error:
        fields = ((f"{segment.name}-{n}", charsets.undecodable(content)) for n, content in enumerate(segment.fields))
        # A broken escape sequence of a Japanese set is of bytes below 80, which are not told from text.
        lost = {where: data for where, data in fields if data} or {segment.name: error.object[error.start : error.end]}
        for where, data in lost.items():
            yield f"{where}: bytes {data[:8].hex(' ').upper()} cannot be read as {segment.codec}"
