"""Every DICOM file that comes inside pydicom, and why some of them cannot be stored as an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom import Dataset, dcmread
from pydicom.errors import InvalidDicomError

from simulators.dimse import EncodedInstance, decode
from simulators.wire.errors import PeerViolation

FOLDER = Path(pydicom.__file__).parent / "data"
NOT_DATA = {".py", ".pyc", ".json", ".txt", ".md"}
DICOMDIR = "1.2.840.10008.1.3.10"


@dataclass(frozen=True)
class Sample:
    """A file and its data set; ``reason`` says why it is no object that C-STORE can carry, "" for those that are."""

    path: Path
    dataset: Dataset
    reason: str

    @property
    def name(self) -> str:
        return self.path.relative_to(FOLDER).as_posix()


def samples() -> Iterator[Sample]:
    """All of them, in order of their names."""
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix not in NOT_DATA:
            yield _sample(path)


def _sample(path: Path) -> Sample:
    try:
        ds = dcmread(path)
    except InvalidDicomError:
        return Sample(path, Dataset(), "no DICOM file")
    except Exception as error:
        return Sample(path, Dataset(), f"cannot be read: {type(error).__name__}")
    return Sample(path, ds, _reason(ds) or _damage(path))


def _reason(ds: Dataset) -> str:
    if ds.file_meta.get("MediaStorageSOPClassUID") == DICOMDIR:
        return "a DICOMDIR"
    if not ds.file_meta.get("TransferSyntaxUID"):
        return "no transfer syntax in its file meta information"
    missing = (word for word in ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"))
    return next((f"no {word}" for word in missing if not ds.get(word)), "")


def _damage(path: Path) -> str:
    instance = EncodedInstance.of(path)
    try:
        decode(instance.encoded_as(instance.transfer_syntax), instance.transfer_syntax)
    except PeerViolation as problem:
        return "cut short" if "middle of an element" in problem.what else problem.what
    return ""


def rounds(found: list[Sample]) -> list[list[Sample]]:
    """Divided so that no SOP Instance UID comes twice in one: some files are the same object in several encodings."""
    divided: list[dict[str, Sample]] = []
    for sample in found:
        uid = str(sample.dataset.SOPInstanceUID)
        place = next((one for one in divided if uid not in one), None)
        if place is None:
            divided.append(place := {})
        place[uid] = sample
    return [list(one.values()) for one in divided]
