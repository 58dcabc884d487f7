"""STOW-RS at the PACS: the parts of a request into the store, each with its own outcome (PS3.18 10.5, Annex I)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom import Dataset

from simulators.dimse import EncodedInstance
from simulators.dimse_guard import is_foreign
from simulators.pacs_web_objects import part10_of
from simulators.web_record import opened
from simulators.web_server import WebRequest
from simulators.wire.assembling import METADATA, Assembled, assembled
from simulators.wire.dicomweb import DICOM, EXPLICIT_LITTLE, store_answer
from simulators.wire.elements import text
from simulators.wire.errors import InteropError, PeerViolation
from simulators.wire.media_type import read
from simulators.wire.multipart import Part, parts_of
from simulators.wire.part10 import FileMeta, file_head, file_meta

if TYPE_CHECKING:
    from simulators.pacs_web import OriginServer

CANNOT_UNDERSTAND, NOT_OF_STUDY, PROCESSING_FAILURE = 0xC000, 0xA900, 0x0110
MOST_INSTANCES = 1000
MOST_PARTS = 8 * MOST_INSTANCES  # metadata and values
TAKEN = (DICOM, *METADATA)


@dataclass(frozen=True, slots=True)
class Offered:
    """An object of a request: its data set, and the file that is kept; ``problem`` where it is none."""

    dataset: Dataset
    file: bytes = b""
    problem: str = ""


def store_instances(server: OriginServer, request: WebRequest, study: str) -> tuple[int, Dataset | str]:
    """Status and Store Instances Response Module, or a sentence where nothing could be read (400, 415)."""
    media_type = read(request.headers.get("content-type", ""))
    if media_type is None or media_type.name != "multipart/related" or media_type.content not in TAKEN:
        return 415, f"objects are stored as multipart/related; type one of {', '.join(TAKEN)}"
    try:
        parts = parts_of(request.body, media_type, most=MOST_PARTS)
        offered = offered_of(parts, media_type.content)
    except PeerViolation as error:
        return 400, error.what
    if not offered:
        return 400, "the message has no part"
    outcomes = [_outcome(server, request, one, study) for one in offered]
    base = server.base(request)
    stored = [(cls, uid, _url(base, ds)) for cls, uid, ds, status in outcomes if status == 0]
    failed = [(cls, uid, status) for cls, uid, _, status in outcomes if status != 0]
    studies = {text(ds, "StudyInstanceUID") for _, _, ds, status in outcomes if status == 0}
    answer = store_answer(stored, failed, f"{base}/studies/{studies.pop()}" if len(studies) == 1 else "")
    return 200 if not failed else 202 if stored else 409, answer


def offered_of(parts: Sequence[Part], content: str) -> list[Offered]:
    """The objects of a message, files or metadata with bulk data. :class:`PeerViolation` where none can be read."""
    if content == DICOM:
        return [_of_file(part) for part in parts[:MOST_INSTANCES]]
    return [_of_metadata(one) for one in assembled(parts, content)]


def _of_file(part: Part) -> Offered:
    try:
        ds = opened(part.content)
    except InteropError as error:
        return Offered(Dataset(), problem=str(error))
    wrong = part.media_type is not None and part.media_type.name != DICOM
    return Offered(ds, part.content, "its part is called another type" if wrong else "")


def _of_metadata(one: Assembled) -> Offered:
    ds = one.dataset
    if one.problem or one.problems:
        return Offered(ds, problem=one.problem or f"{one.problems[0][0]} {one.problems[0][1]}")
    try:
        return Offered(ds, part10_of(EncodedInstance(ds, EXPLICIT_LITTLE)))
    except Exception:  # values that pydicom cannot write, or no UID of the object
        return Offered(ds, problem="it cannot be written as an object")


def _outcome(server: OriginServer, request: WebRequest, one: Offered, study: str) -> tuple[str, str, Dataset, int]:
    """SOP class and instance UID as far as they can be read, the data set, and 0 or the Failure Reason."""
    ds = one.dataset
    sop_class, uid = text(ds, "SOPClassUID"), text(ds, "SOPInstanceUID")
    if one.problem:
        return sop_class, uid, ds, CANNOT_UNDERSTAND
    if study and text(ds, "StudyInstanceUID") != study:
        return sop_class, uid, ds, NOT_OF_STUDY
    if is_foreign(server.runtime, ds):
        server.runtime.count_foreign("STOW-RQ")
        return sop_class, uid, ds, server.foreign_status or PROCESSING_FAILURE
    meta = file_meta(one.file)
    agent = request.headers.get("user-agent", "").partition("/")[0][:16]
    status = server.store.add(
        file_head(FileMeta(sop_class, uid, meta.transfer_syntax, 0), agent) + one.file[meta.offset :],
        ds,
        sop_class_uid=meta.sop_class_uid,
        sop_instance_uid=meta.sop_instance_uid,
        transfer_syntax=meta.transfer_syntax,
        calling=agent,
        called=server.ae_title,
    ).status
    return sop_class, uid, ds, status


def _url(base: str, ds: Dataset) -> str:
    study, series, uid = (text(ds, word) for word in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"))
    return f"{base}/studies/{study}/series/{series}/instances/{uid}"
