"""Objects as metadata and bulk data apart, and put together again: PS3.18 10.5 and Figure 8.6-1.

The metadata are one part with an array of JSON objects, or XML with a part each; every other part is a value, named by
its Content-Location as the BulkDataURI of the metadata names it. Values are taken uncompressed, in little endian.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydicom import Dataset

from simulators.wire.dicom_json import Decoded, Find, each, to_json
from simulators.wire.dicom_xml import XML, from_xml, to_xml
from simulators.wire.dicomweb import JSON, OCTETS
from simulators.wire.elements import element, element_values, items, walk
from simulators.wire.errors import PeerViolation
from simulators.wire.multipart import Part

METADATA = (JSON, XML)
MOST_OBJECTS = 1000


@dataclass(frozen=True, slots=True)
class Assembled:
    """One object. ``problem`` says why it is not whole; ``problems`` are what its metadata are written wrongly in."""

    dataset: Dataset
    problem: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    bulk: Mapping[str, str] | None = None


def apart(datasets: Sequence[Dataset], content: str) -> list[Part]:
    """The parts of a message that stores these objects, uncompressed and little endian: their metadata, and each value
    that does not stand in them."""
    described: list[Part] = []
    objects: list[object] = []
    values: list[Part] = []
    for number, ds in enumerate(datasets, 1):
        paths: list[str] = []

        def uri(path: str, number: int = number, paths: list[str] = paths) -> str:
            paths.append(path)
            return f"bulk/{number}/{path}"

        if content == XML:
            described.append(Part(to_xml(ds, uri), {"content-type": XML}))
        else:
            objects.append(to_json(ds, uri))
        headers = [{"content-type": OCTETS, "content-location": f"bulk/{number}/{path}"} for path in paths]
        values += [Part(_value(ds, path), header) for path, header in zip(paths, headers, strict=True)]
    if content == JSON:
        described.append(Part(json.dumps(objects).encode(), {"content-type": JSON}))
    return [*described, *values]


def _value(ds: Dataset, path: str) -> bytes:
    """The value at a path of tags and numbers of items."""
    tag, *rest = path.split("/")
    while rest:
        number, following, *rest = rest
        ds, tag = items(ds, int(tag, 16))[int(number) - 1], following
    found = element(ds, int(tag, 16))
    return found.value if found is not None and isinstance(found.value, bytes) else b""


def assembled(parts: Sequence[Part], content: str) -> list[Assembled]:
    """The objects of a message whose type is ``content``, JSON or XML. :class:`PeerViolation` where it holds none, or
    more than :data:`MOST_OBJECTS`."""
    values = {part.headers["content-location"]: part for part in parts if "content-location" in part.headers}

    def find(uri: str) -> bytes | None:
        part = values.get(uri)
        return part.content if part is not None and _is_plain(part) else None

    found: list[Assembled] = []
    for decoded in _decoded(parts, content, find):
        if len(found) == MOST_OBJECTS:
            raise PeerViolation(f"a message of more than {MOST_OBJECTS} objects", clause="PS3.18 10.5")
        found.append(_whole(decoded, values))
    if not found:
        raise PeerViolation(f"the message has no part of {content}", clause="PS3.18 10.5")
    return found


def _is_plain(part: Part) -> bool:
    return part.media_type is not None and part.media_type.name == OCTETS


def _decoded(parts: Sequence[Part], content: str, find: Find) -> Iterator[Decoded]:
    for part in parts:
        if part.media_type is None or part.media_type.name != content:
            continue
        if content == XML:
            yield from_xml(part.content, find)
            continue
        try:
            found = json.loads(part.content.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise PeerViolation(
                f"the metadata are no JSON in UTF-8: {type(error).__name__}", clause="PS3.18 F.2"
            ) from error
        yield from each(found, find)


def _whole(decoded: Decoded, values: Mapping[str, Part]) -> Assembled:
    missing = next(iter(decoded.bulk.items()), None)
    problem = ""
    if missing is not None:
        path, uri = missing
        problem = f"{path} is sent as another type than {OCTETS}" if uri in values else f"{path} did not come with it"
    ds = decoded.dataset
    said = (value for _, found in walk(ds) if found.VR != "SQ" for value in element_values(found))
    if not ds.get("SpecificCharacterSet") and not all(value.isascii() for value in said):
        ds.SpecificCharacterSet = "ISO_IR 192"  # JSON and XML are Unicode
    return Assembled(ds, problem, tuple(decoded.problems), decoded.bulk)
