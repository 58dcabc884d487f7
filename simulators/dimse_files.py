"""Instances as they travel: an encoded data set with its transfer syntax, and the Part 10 file around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian
from pynetdicom import PYNETDICOM_IMPLEMENTATION_UID, PYNETDICOM_IMPLEMENTATION_VERSION

from simulators.dimse_contexts import UNCOMPRESSED
from simulators.dimse_messages import DimseMessage, decode, encode
from simulators.wire.errors import LocalViolation, PeerViolation

PREAMBLE = b"\x00" * 128 + b"DICM"


@dataclass(frozen=True, slots=True, eq=False)
class StoredFile:
    """A received instance as Part 10 file bytes; the data set in it is byte for byte what was sent."""

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax: str
    raw: bytes  # preamble, file meta information, data set
    offset: int  # where the data set begins

    @property
    def encoded(self) -> bytes:
        """The data set as it travelled."""
        return self.raw[self.offset :]

    def read(self) -> Dataset:
        """Decoded, with ``file_meta``; :class:`PeerViolation` when it is no data set."""
        try:
            ds = dcmread(BytesIO(self.raw))
        except Exception as error:
            raise PeerViolation(
                f"instance {self.sop_instance_uid}: the data set cannot be read: {error or type(error).__name__}",
                clause="PS3.5 7",
            ) from error
        ds.buffer = None  # of a deflated file it is the whole of it once more, in clear
        return ds


def file_meta(sop_class: str, uid: str, transfer_syntax: str, source_ae_title: str = "") -> FileMetaDataset:
    """File meta information (PS3.10 7.1)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(sop_class)
    meta.MediaStorageSOPInstanceUID = UID(uid)
    meta.TransferSyntaxUID = UID(transfer_syntax)
    meta.ImplementationClassUID = PYNETDICOM_IMPLEMENTATION_UID
    meta.ImplementationVersionName = PYNETDICOM_IMPLEMENTATION_VERSION
    if source_ae_title:
        meta.SourceApplicationEntityTitle = source_ae_title
    return meta


def part10(message: DimseMessage, transfer_syntax: str, source_ae_title: str = "") -> StoredFile:
    """The file for the data set of a C-STORE-RQ."""
    sop_class = str(message.command.get("AffectedSOPClassUID", ""))
    uid = str(message.command.get("AffectedSOPInstanceUID", ""))
    buffer = DicomBytesIO()
    buffer.write(PREAMBLE)
    write_file_meta_info(buffer, file_meta(sop_class, uid, transfer_syntax, source_ae_title))
    head = buffer.getvalue()
    return StoredFile(sop_class, uid, transfer_syntax, head + message.data, len(head))


class EncodedInstance:
    """An instance to send. Kept as bytes where it came as bytes; the keywords are those of a Dataset."""

    def __init__(self, dataset: Dataset, transfer_syntax: str, encoded: bytes | None = None) -> None:
        """``encoded``: the data set in ``transfer_syntax``; None: made from ``dataset`` when it is needed."""
        self.dataset = dataset
        self.transfer_syntax = str(transfer_syntax)
        self._encoded = encoded

    @classmethod
    def of(cls, instance: Any) -> EncodedInstance:
        """From a Dataset with ``file_meta``, a Part 10 file by path, a :class:`StoredFile`, what is :class:`Unread`,
        or one of these.

        :class:`LocalViolation` when it has no SOP class, no instance UID or no transfer syntax, or is not DICOM.
        """
        if isinstance(instance, EncodedInstance):
            return instance
        if isinstance(instance, Unread):
            return instance.read()
        if isinstance(instance, Dataset):
            syntax = getattr(getattr(instance, "file_meta", None), "TransferSyntaxUID", None)
            found = cls(instance, str(syntax or ""))
        elif isinstance(instance, StoredFile):
            found = cls(instance.read(), instance.transfer_syntax, instance.encoded)
        else:
            found = cls._from_file(Path(instance))
        found._require_identity(instance)
        return found

    @classmethod
    def _from_file(cls, path: Path) -> EncodedInstance:
        try:
            raw = path.read_bytes()
            ds = dcmread(BytesIO(raw))
        except Exception as error:
            raise LocalViolation(
                f"{path} is not a DICOM file that can be sent: {error or type(error).__name__}",
                remedy="interop inspect shows what is wrong with it",
            ) from error
        meta = ds.file_meta
        length = meta.get("FileMetaInformationGroupLength")
        start = 132 + 12 + length if length and raw[128:132] == b"DICM" else None
        syntax = str(meta.get("TransferSyntaxUID", ""))
        encoded = raw[start:] if start else None
        if encoded is not None and len(encoded) % 2 and syntax == DeflatedExplicitVRLittleEndian:
            encoded += b"\0"  # PS3.5 A.5: the padding that files often lack; PS3.8 E.2 sends even lengths only
        return cls(ds, syntax, encoded)

    def _require_identity(self, instance: Any) -> None:
        missing = [word for word in ("SOPClassUID", "SOPInstanceUID") if not self.dataset.get(word)]
        if not self.transfer_syntax:
            missing.append("TransferSyntaxUID in the file meta information")
        if missing:
            name = instance if isinstance(instance, str | Path) else "the instance"
            raise LocalViolation(f"{name} cannot be sent: it has no {', no '.join(missing)}")

    @property
    def SOPClassUID(self) -> str:
        return str(self.dataset.SOPClassUID)

    @property
    def SOPInstanceUID(self) -> str:
        return str(self.dataset.SOPInstanceUID)

    @property
    def file_meta(self) -> FileMetaDataset:
        return file_meta(self.SOPClassUID, self.SOPInstanceUID, self.transfer_syntax)

    def can_become(self, transfer_syntax: str) -> bool:
        """Whether it can be encoded so without touching its pixel data: both native and of one byte order."""
        return (
            self.transfer_syntax in UNCOMPRESSED
            and transfer_syntax in UNCOMPRESSED
            and UID(self.transfer_syntax).is_little_endian == UID(transfer_syntax).is_little_endian
        )

    def encoded_as(self, transfer_syntax: str) -> bytes:
        """The data set in ``transfer_syntax``: the original bytes where it is its own."""
        if transfer_syntax == self.transfer_syntax:
            return self._encoded if self._encoded is not None else encode(self.dataset, transfer_syntax)
        if not self.can_become(transfer_syntax):
            raise LocalViolation(f"{UID(self.transfer_syntax).name} is not transcoded to {UID(transfer_syntax).name}")
        return encode(self.dataset, transfer_syntax)


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """An instance that is read when it is sent, and let go then: a study of many would fill the memory. What its
    presentation context is chosen by is known; the keywords are those of a Dataset."""

    SOPClassUID: str
    SOPInstanceUID: str
    transfer_syntax: str
    read: Callable[[], EncodedInstance]

    @property
    def file_meta(self) -> FileMetaDataset:
        return file_meta(self.SOPClassUID, self.SOPInstanceUID, self.transfer_syntax)


__all__ = ["EncodedInstance", "StoredFile", "Unread", "decode", "file_meta", "part10"]
