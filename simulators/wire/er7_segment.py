"""One segment of an ER7 message: bytes kept, fields read when asked."""

from __future__ import annotations

from functools import lru_cache

from simulators.wire import charset as charsets
from simulators.wire.er7_text import DEFAULT, STANDARD, Delimiters, Path, path, plain, rewritten, split
from simulators.wire.errors import LocalViolation

_HEADERS = ("MSH", "BHS", "FHS")  # their first two fields are the delimiters themselves


class Segment:
    """One segment: its bytes without the terminator, and its fields."""

    __slots__ = ("_fields", "_name", "_repeated", "codec", "delimiters", "raw")

    raw: bytes
    delimiters: Delimiters
    codec: str

    def __init__(self, raw: bytes, delimiters: Delimiters = DEFAULT, codec: str = "ascii") -> None:
        self.raw = raw
        self.delimiters = delimiters
        self.codec = codec
        self._fields: list[str] | None = None
        self._name: str | None = None
        self._repeated: tuple[int, list[str]] | None = None  # the field that was split last

    @property
    def name(self) -> str:
        """Segment ID; what precedes the first field separator, whatever it is."""
        if self._name is None:
            end = self.raw.find(self.delimiters.field.encode("ascii"))
            self._name = self.raw[: end if end >= 0 else None].decode("ascii", "replace").strip()
        return self._name

    @property
    def text(self) -> str:
        """Decoded, in the message's own delimiters; undecodable bytes as U+FFFD."""
        return charsets.shown(charsets.decode(self.raw, self.codec))

    @property
    def fields(self) -> list[str]:
        """Content by HL7 field number, as it stands: ``fields[5]`` is PID-5, ``fields[0]`` the name. Do not change."""
        if self._fields is None:
            fields = charsets.decode(self.raw, self.codec).split(self.delimiters.field)
            if fields[0] in _HEADERS:
                fields.insert(1, self.delimiters.field)
            self._fields = fields
        return self._fields

    def field(self, number: int) -> str:
        """Content of field ``number`` as it stands, "" when absent."""
        fields = self.fields
        return fields[number] if number < len(fields) else ""

    def is_verbatim(self, number: int) -> bool:
        """MSH-1 and MSH-2 are the delimiters themselves: they are never split or unescaped."""
        return number in (1, 2) and self.name in _HEADERS

    def get(self, where: str) -> str:
        """Unescaped text at ``where``: "5", "3[2].4.1" (or the whole path "PID-5")."""
        return self.at(_path_in(self.name, where))

    def at(self, where: Path) -> str:
        content = self._content(where)
        return content if self.is_verbatim(where.field) else self.plain(content)

    def plain(self, content: str) -> str:
        r"""Content of this segment as text: escapes resolved, separators in it as ``^~&``."""
        return plain(content, self.delimiters, self.codec)

    def _content(self, where: Path) -> str:
        content = self.field(where.field)
        if self.is_verbatim(where.field):
            return content if where.repetition <= 1 and where.component <= 1 else ""
        delimiters = self.delimiters
        content = _nth(self._split(where.field), where.repetition or 1)
        if where.component:
            content = _nth(split(content, delimiters.component), where.component)
        if where.subcomponent:
            content = _nth(split(content, delimiters.subcomponent), where.subcomponent)
        return content

    def repetitions(self, number: int) -> list[str]:
        """Each repetition of a field as it stands; [] when the field is empty."""
        content = self.field(number)
        if not content:
            return []
        return [content] if self.is_verbatim(number) else list(self._split(number))

    def _split(self, number: int) -> list[str]:
        """Repetitions, split once: whoever reads 20 000 of them one after the other must not split as many times."""
        if self._repeated is None or self._repeated[0] != number:
            self._repeated = number, split(self.field(number), self.delimiters.repetition)
        return self._repeated[1]

    def components(self, where: str) -> list[str]:
        """Unescaped components of one repetition ("3[2]"), or subcomponents of a component ("3.4")."""
        place = _path_in(self.name, where)
        separator = self.delimiters.subcomponent if place.component else self.delimiters.component
        return [self.plain(part) for part in split(self._content(place), separator)]

    def __repr__(self) -> str:
        return f"<Segment {self.text[:60]}>"

    def __str__(self) -> str:
        return self.text


def _nth(parts: list[str], number: int) -> str:
    return parts[number - 1] if number <= len(parts) else ""


@lru_cache(maxsize=4096)
def _path_in(segment: str, where: str) -> Path:
    return path(f"ZZZ-{where}" if where[:1].isdigit() else where)


def encoded(segment: str, codec: str) -> bytes:
    """Bytes of a segment; LocalViolation for a character that ``codec`` does not have."""
    try:
        return charsets.encode(segment, codec)
    except UnicodeEncodeError as error:
        raise LocalViolation(
            f"{segment[:3]} holds {error.object[error.start : error.end]!r}, which {codec} does not have",
            remedy="choose a character set (MSH-18) in the dialect that has it",
        ) from None


def with_value(segment: Segment, place: Path, value: str) -> str:
    r"""Text of the segment with ``value`` (escaped, separators ``^~\&``) at ``place``."""
    delimiters = segment.delimiters
    fields = list(segment.fields)
    header = fields[0] in _HEADERS
    _extend(fields, place.field)
    if not (header and place.field <= 2):
        value = value if delimiters[:5] == STANDARD else rewritten(value, DEFAULT, delimiters)
        value = _placed(fields[place.field], place, value, delimiters)
    fields[place.field] = value
    if header:
        return fields[0] + fields[1] + fields[1].join(fields[2:])
    return delimiters.field.join(fields)


def _placed(content: str, place: Path, value: str, delimiters: Delimiters) -> str:
    if not place.component and not place.repetition:
        return value
    number = place.repetition or 1
    repetitions = split(content, delimiters.repetition)
    _extend(repetitions, number - 1)
    if place.component:
        value = _component_placed(repetitions[number - 1], place, value, delimiters)
    repetitions[number - 1] = value
    return delimiters.repetition.join(repetitions)


def _component_placed(content: str, place: Path, value: str, delimiters: Delimiters) -> str:
    components = split(content, delimiters.component)
    _extend(components, place.component - 1)
    if place.subcomponent:
        parts = split(components[place.component - 1], delimiters.subcomponent)
        _extend(parts, place.subcomponent - 1)
        parts[place.subcomponent - 1] = value
        value = delimiters.subcomponent.join(parts)
    components[place.component - 1] = value
    return delimiters.component.join(components)


def _extend(parts: list[str], last: int) -> None:
    parts.extend([""] * (last + 1 - len(parts)))
