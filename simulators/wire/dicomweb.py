"""DICOMweb without a socket: what a search asks for, what a store answers, frames, and the message of the transcript.

PS3.18: 8.3.4 search parameters, 10.4 to 10.6 the transactions of the Studies service, Annex I the answer to a store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import parse_qsl

from pydicom import DataElement, Dataset
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.encaps import generate_frames
from pydicom.tag import BaseTag, Tag
from pydicom.uid import UID

from simulators.wire.elements import items, tag_of, text
from simulators.wire.errors import PeerViolation

JSON, DICOM, OCTETS = "application/dicom+json", "application/dicom", "application/octet-stream"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
COMPRESSED = {  # media type of a frame in each transfer syntax
    "1.2.840.10008.1.2.5": "image/dicom-rle",
    "1.2.840.10008.1.2.4.50": "image/jpeg",
    "1.2.840.10008.1.2.4.51": "image/jpeg",
    "1.2.840.10008.1.2.4.57": "image/jpeg",
    "1.2.840.10008.1.2.4.70": "image/jpeg",
    "1.2.840.10008.1.2.4.80": "image/jls",
    "1.2.840.10008.1.2.4.81": "image/jls",
    "1.2.840.10008.1.2.4.90": "image/jp2",
    "1.2.840.10008.1.2.4.91": "image/jp2",
}
LEVELS = {"studies": "STUDY", "series": "SERIES", "instances": "IMAGE"}
UNIQUE = {"STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID", "IMAGE": "SOPInstanceUID"}
_STUDY = """StudyDate StudyTime AccessionNumber InstanceAvailability ModalitiesInStudy ReferringPhysicianName
PatientName PatientID PatientBirthDate PatientSex StudyInstanceUID StudyID NumberOfStudyRelatedSeries
NumberOfStudyRelatedInstances"""
_SERIES = """Modality SeriesDescription SeriesInstanceUID SeriesNumber NumberOfSeriesRelatedInstances
PerformedProcedureStepStartDate PerformedProcedureStepStartTime RequestAttributesSequence"""
_INSTANCE = "SOPClassUID SOPInstanceUID InstanceAvailability InstanceNumber Rows Columns BitsAllocated NumberOfFrames"
RETURNED = {  # attributes of a match that nobody has to ask for (10.6.3.3)
    level: tuple(tag_of(word) for word in words.split())
    for level, words in (("STUDY", _STUDY), ("SERIES", _SERIES), ("IMAGE", _INSTANCE))
}
MOST_PARAMETERS = 200


class BadRequest(PeerViolation):
    """What was asked for is no valid request: it is answered 400, with this text."""


# --- search


@dataclass(frozen=True, slots=True)
class Search:
    """A search as its query parameters say it. ``keys`` are what must match; ``included`` is asked for beside what
    every match carries, ``everything`` is includefield=all."""

    level: str
    keys: Dataset
    included: frozenset[BaseTag]
    everything: bool
    fuzzy: bool
    limit: int | None
    offset: int


def search_of(level: str, query: str, above: Mapping[str, str]) -> Search:
    """The search at ``level`` that a query string says, below the UIDs of the path (by keyword).

    :class:`BadRequest` for an attribute that is not known, a number that is none. A key that were passed over would
    widen the search to other patients.
    """
    keys, included, everything = Dataset(), set[BaseTag](), False
    options: dict[str, str] = {}
    for name, value in pairs_of(query):
        if name == "includefield":
            words = [word for word in value.split(",") if word]
            everything = everything or "all" in words
            included |= {_path(word)[0] for word in words if word != "all"}
        elif name in ("limit", "offset", "fuzzymatching"):
            options[name] = value
        else:
            _set(keys, _path(name), value)
    for keyword, uid in above.items():
        setattr(keys, keyword, uid)
    limit = _number("limit", options["limit"]) if "limit" in options else None
    offset = _number("offset", options.get("offset", "0"))
    if (fuzzy := options.get("fuzzymatching", "false")) not in ("true", "false"):
        raise BadRequest(f"fuzzymatching is {fuzzy[:40]!r}, neither true nor false", clause="PS3.18 8.3.4.2")
    return Search(level, keys, frozenset(included), everything, fuzzy == "true", limit, offset)


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Names and values of a query string; :class:`BadRequest` for more than :data:`MOST_PARAMETERS`."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise BadRequest(f"a query of more than {MOST_PARAMETERS} parameters") from error


def _number(name: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise BadRequest(f"{name} is {value[:40]!r}, no unsigned integer", clause="PS3.18 8.3.4.4")
    return int(value)


def _path(name: str) -> list[BaseTag]:
    """``00100010``, ``PatientName`` or, through a sequence, ``RequestAttributesSequence.RequestedProcedureID``."""
    return [_tag(word) for word in name.split(".")]


def _tag(word: str) -> BaseTag:
    if re.fullmatch(r"[0-9A-Fa-f]{8}", word):
        return Tag(int(word, 16))
    found = tag_for_keyword(word)
    if found is None:
        raise BadRequest(f"{word[:64]!r} is no attribute that is known here", clause="PS3.18 8.3.4")
    return Tag(found)


def _set(keys: Dataset, path: Sequence[BaseTag], value: str) -> None:
    """A key; several UIDs may be listed between commas."""
    for tag in path[:-1]:
        if not items(keys, tag):
            keys[tag] = DataElement(tag, "SQ", [Dataset()])
        (keys,) = items(keys, tag)
    tag = path[-1]
    try:
        vr = dictionary_VR(tag)[:2]
    except KeyError:
        vr = "LO"
    if vr == "SQ":
        raise BadRequest(f"({tag.group:04X},{tag.element:04X}) is a sequence: name an attribute in it")
    several = re.split(r"[,\\]", value) if vr == "UI" else [value]
    try:
        keys[tag] = DataElement(tag, vr, several if len(several) > 1 else _typed(value, vr))
    except Exception as error:  # pydicom raises anything on a value that is none of its VR
        raise BadRequest(f"{value[:64]!r} is no value of VR {vr}") from error


def _typed(value: str, vr: str) -> object:
    return int(value) if vr in ("US", "SS", "UL", "SL", "UV", "SV") and value else value


# --- the message of the transcript


class Payload(NamedTuple):
    """One part of a body that is no data set, or one that came with one. ``digest``: SHA-256 of its bytes."""

    media_type: str
    transfer_syntax: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class WebMessage:
    """A request (``method`` is set) or an answer (``status`` is set).

    ``path`` is below the service's root: ``/studies/1.2.3/series``. ``headers`` by name in lower case, without those
    that let somebody in. ``datasets`` are matches, metadata, objects sent or received, without bulk; ``problems`` what
    is wrong with how they were written; ``bulk`` the paths that are left to a BulkDataURI; ``foreign`` how many were
    left out, since they are of other patients than ours; ``user`` who proved to be the caller, by HTTP.
    """

    method: str = ""
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    datasets: tuple[Dataset, ...] = ()
    payloads: tuple[Payload, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    bulk: frozenset[str] = frozenset()
    foreign: int = 0
    user: str = ""
    picture: tuple[str, int, int] | None = None  # of a rendered answer: PNG or JPEG, columns, rows

    def asked(self, name: str) -> str:
        """A query parameter; "" where it is not given."""
        return next((value for key, value in self.query if key == name), "")

    @property
    def resource(self) -> tuple[str, ...]:
        """The words of the path without its UIDs: ``("studies", "series")``."""
        return tuple(word for word in self.path.split("/") if word and not re.fullmatch(r"[0-9][0-9.,]*", word))

    @property
    def uids(self) -> dict[str, str]:
        """The UIDs of the path by keyword."""
        return uids_of(self.path)


def uids_of(path: str) -> dict[str, str]:
    """``/studies/1.2/series/1.3`` as Study and Series Instance UID, by keyword."""
    words = [word for word in path.split("/") if word]
    found: dict[str, str] = {}
    for name, value in pairwise(words):
        if name in LEVELS and value not in LEVELS and value != "metadata":
            found.setdefault(UNIQUE[LEVELS[name]], value)
    return found


# --- what a store answers (Annex I)


def store_answer(
    stored: Iterable[tuple[str, str, str]], failed: Iterable[tuple[str, str, int]], study_url: str
) -> Dataset:
    """The Store Instances Response Module: SOP class, instance and URL of what was stored; SOP class, instance and
    Failure Reason of what was not."""
    answer = Dataset()
    answer.RetrieveURL = study_url
    done, refused = [], []
    for sop_class, uid, url in stored:
        done.append(_reference(sop_class, uid))
        done[-1].RetrieveURL = url
    for sop_class, uid, reason in failed:
        refused.append(_reference(sop_class, uid))
        refused[-1].FailureReason = reason
    if done:
        answer.ReferencedSOPSequence = done
    if refused:
        answer.FailedSOPSequence = refused
    return answer


def _reference(sop_class: str, uid: str) -> Dataset:
    ds = Dataset()
    ds.ReferencedSOPClassUID, ds.ReferencedSOPInstanceUID = sop_class, uid
    return ds


def stored_and_failed(answer: Dataset) -> tuple[list[str], list[str]]:
    """SOP Instance UIDs of both sequences, as often as they stand there."""
    names = ("ReferencedSOPSequence", "FailedSOPSequence")
    stored, failed = ([text(item, "ReferencedSOPInstanceUID") for item in items(answer, name)] for name in names)
    return stored, failed


# --- pixels


def frames_of(ds: Dataset) -> list[bytes]:
    """Each frame as it is encoded in the data set, without the padding behind the last. ValueError without pixels, or
    where they are shorter than the data set says."""
    pixels = ds.get("PixelData")
    if not isinstance(pixels, bytes):
        raise ValueError("the object has no pixels")
    count = int(ds.get("NumberOfFrames") or 1)
    if UID(str(ds.file_meta.TransferSyntaxUID)).is_encapsulated:
        frames = list(generate_frames(pixels, number_of_frames=count))
        if len(frames) != count or not all(frames):
            raise ValueError(f"the pixels are not those of {count} frames")
        return frames
    bits = int(ds.Rows) * int(ds.Columns) * int(ds.get("SamplesPerPixel") or 1) * int(ds.BitsAllocated)
    size, rest = divmod(bits, 8)
    if rest:
        raise ValueError("frames of this object do not begin at whole bytes")
    if not 0 < size * count <= len(pixels):  # before a list is made: two thousand million frames may be claimed
        raise ValueError(f"the pixels are shorter than {count} frames of rows and columns")
    return [pixels[size * number : size * (number + 1)] for number in range(count)]


def picture_size(data: bytes) -> tuple[str, int, int] | None:
    """Kind, columns and rows of a PNG or JPEG; None where it is neither."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 24:
        return "PNG", int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    place = 2
    while data[:2] == b"\xff\xd8" and place + 9 <= len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            rows, columns = data[place + 5 : place + 7], data[place + 7 : place + 9]
            return "JPEG", int.from_bytes(columns), int.from_bytes(rows)
        place += 2 + max(length, 2)
    return None
