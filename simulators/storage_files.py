"""DICOM files as they lie on the disk, looked at just far enough to send them."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from simulators.wire.errors import LocalViolation
from simulators.wire.part10 import (
    DATASET_DEFLATED,
    HEAD_LIMIT,
    FileMeta,
    Identity,
    TooShort,
    file_meta,
    identity,
    is_uid,
)

DICOMDIR = "1.2.840.10008.1.3.10"
KEY_OBJECT_SELECTION = "1.2.840.10008.5.1.4.1.1.88.59"
REJECTIONS = (b"113001", b"113037", b"113038", b"113039")  # PS3.16 D: titles that take objects out of use
FIRST_READ = 8192
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a FIFO is refused, not waited for


class Instance(NamedTuple):
    """One file. ``offset`` and ``length`` of its data set in bytes; UIDs are those of the data set.

    ``content`` is the whole file where it was small enough to be kept: what is sent then is what was looked at.
    """

    path: str
    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax: str
    offset: int
    length: int
    content: bytes = b""


class ForeignPatient(LocalViolation):
    """The file is of a patient who is not a test patient, or says nothing of it."""


def find(places: Iterable[str | Path]) -> Iterator[str]:
    """Every file of these files and folders, in order of their names. A name that is not there stays in, and a folder
    that cannot be listed: whoever opens it is told why."""
    for place in map(str, places):
        if not os.path.isdir(place):
            yield place
            continue
        unlisted: list[OSError] = []
        for folder, folders, names in os.walk(place, onerror=unlisted.append):
            folders.sort()
            yield from (os.path.join(folder, name) for name in sorted(names))
        yield from (error.filename for error in unlisted)


def look(path: str, patients: Container[str] | None, keep: int = 0) -> Instance:
    """What has to be known to send ``path``; the whole file where it has at most ``keep`` bytes.

    Reads 8 KiB otherwise, more where Patient ID stands further back, at most 1 MiB. :class:`LocalViolation` when it
    cannot be sent. :class:`ForeignPatient` when its patient is not in ``patients``; None lets any patient pass.
    """
    try:
        descriptor = os.open(path, _READ)
        try:
            return _look(path, descriptor, patients, keep)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise LocalViolation(f"it cannot be read: {error.strerror or error}") from error


def _look(path: str, descriptor: int, patients: Container[str] | None, keep: int) -> Instance:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise LocalViolation("it is no regular file")
    size = found.st_size
    meta, said, head = _read(descriptor, size, max(FIRST_READ, size if size <= keep else 0))
    if patients is not None:
        if KEY_OBJECT_SELECTION in (meta.sop_class_uid, said.sop_class_uid):
            _refuse_rejection(head + os.read(descriptor, HEAD_LIMIT), size, meta.transfer_syntax)
        if said.patient_id not in patients or "\\" in said.patient_id:
            raise ForeignPatient(f"patient ID {said.patient_id!r} is not a test patient of this site")
    length = size - meta.offset
    if length <= 0 or (length % 2 and meta.transfer_syntax != DATASET_DEFLATED):
        raise LocalViolation(f"its data set is cut short: {length} bytes")
    uids = (said.sop_class_uid or meta.sop_class_uid, said.sop_instance_uid or meta.sop_instance_uid)
    if uids != meta[:2] and not all(map(is_uid, uids)):
        raise LocalViolation(f"its data set has no valid SOP class or instance UID: {uids}")
    whole = head if len(head) == size <= keep and length % 2 == 0 else b""
    return Instance(path, *uids, meta.transfer_syntax, meta.offset, length, whole)


def _read(descriptor: int, size: int, wanted: int) -> tuple[FileMeta, Identity, bytes]:
    head = os.read(descriptor, wanted)
    while True:
        try:
            meta = file_meta(head)
            if meta.sop_class_uid == DICOMDIR:
                raise LocalViolation("it is a DICOMDIR, which is not sent")
            return meta, identity(head[meta.offset :], meta.transfer_syntax), head
        except TooShort:
            if len(head) >= min(size, HEAD_LIMIT):
                raise LocalViolation(f"its patient ID is not found in its first {len(head)} bytes") from None
            wanted = min(wanted * 8, HEAD_LIMIT)
            more = os.read(descriptor, wanted - len(head))
            if not more:
                raise LocalViolation("it became shorter while it was read") from None
            head += more


def _refuse_rejection(data: bytes, size: int, transfer_syntax: str) -> None:
    unseen = len(data) < size or transfer_syntax == DATASET_DEFLATED
    if unseen or any(code in data for code in REJECTIONS):
        raise ForeignPatient("it is a rejection note, which may take a real patient's instances out of use")
