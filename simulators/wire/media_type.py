"""Media types of HTTP: a Content-Type read, and an Accept header as the wishes it holds, the dearest first.

Syntax as PS3.18 8.7.3.5 gives it: type and parameter names are not case-sensitive, a value may stand in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)\s*')
_NAME = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*")
LONGEST = 8192  # characters of a header that are read


@dataclass(frozen=True, slots=True)
class MediaType:
    """``name`` is ``type/subtype`` in lower case; of the parameters the names are, the values are as they came."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_multipart(self) -> bool:
        return self.name.startswith("multipart/")

    @property
    def content(self) -> str:
        """What the parts are of a multipart type, the type itself else: ``application/dicom``."""
        of_parts = self.parameters.get("type", "*/*").partition(";")[0].strip().lower()
        return of_parts if self.is_multipart else self.name

    @property
    def transfer_syntax(self) -> str:
        """The transfer-syntax parameter; "" where there is none, which is the default of the resource."""
        return self.parameters.get("transfer-syntax", "")

    def takes(self, name: str) -> bool:
        """Whether a representation of this type is covered, wild cards included."""
        wanted, _, subtype = self.content.partition("/")
        kind, _, _ = name.partition("/")
        return self.content == name or wanted == "*" or (wanted == kind and subtype == "*")

    def __str__(self) -> str:
        quoted = (
            f'; {key}="{value}"' if "/" in value else f"; {key}={value}" for key, value in self.parameters.items()
        )
        return self.name + "".join(quoted)


def read(text: str) -> MediaType | None:
    """One media type, as in Content-Type; None where it is none."""
    text = text[:LONGEST]
    found = _NAME.match(text)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    place = found.end()
    while place < len(text):
        parameter = _PARAMETER.match(text, place)
        if parameter is None:
            return None
        parameters.setdefault(parameter[1].lower(), _unquoted(parameter[2]))
        place = parameter.end()
    return MediaType(found[1].lower(), parameters)


def accepted(header: str) -> list[MediaType]:
    """The types of an Accept header by falling ``q``, in their order where it is the same; ``q=0`` is left out.

    No header at all accepts everything. What cannot be read is passed over.
    """
    if not header.strip():
        return [MediaType("*/*")]
    return [wish for quality, wish in sorted(_wishes(header[:LONGEST]), key=lambda pair: -pair[0]) if quality > 0]


def _wishes(header: str) -> Iterator[tuple[float, MediaType]]:
    for part in _listed(header):
        found = read(part)
        if found is not None:
            parameters = {key: value for key, value in found.parameters.items() if key != "q"}
            yield _quality(found.parameters.get("q", "1")), MediaType(found.name, parameters)


def _listed(header: str) -> Iterator[str]:
    """What stands between commas that are not in quotes."""
    begun, quoted, place = 0, False, 0
    while place < len(header):
        letter = header[place]
        if letter == '"':
            quoted = not quoted
        elif letter == "\\" and quoted:
            place += 1
        elif letter == "," and not quoted:
            yield header[begun:place]
            begun = place + 1
        place += 1
    yield header[begun:]


def _quality(text: str) -> float:
    return min(float(text), 1.0) if re.fullmatch(r"[01](\.\d{0,3})?", text) else 1.0


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == '"' else value
