"""How the PACS sends objects, frames, bulk data and pictures over DICOMweb: in the encoding that the caller takes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pydicom import Dataset, dcmread
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import UID

from simulators.dimse import EncodedInstance
from simulators.dimse_files import PREAMBLE, file_meta
from simulators.wire.dicomweb import COMPRESSED, DICOM, EXPLICIT_LITTLE, OCTETS, frames_of
from simulators.wire.elements import element, items
from simulators.wire.media_type import MediaType
from simulators.wire.multipart import Part

MOST_NATIVE = 256 * 1024 * 1024
NEVER = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.2"}  # PS3.18 8.7.3: not used with web services


class Unacceptable(Exception):
    """No representation that the caller takes can be made: 406, with this text."""


def syntax_for(stored: str, wishes: Sequence[MediaType]) -> str:
    """The transfer syntax in which an object is sent: the first wish that can be fulfilled (8.7.8.2)."""
    for wish in wishes:
        if not wish.takes(DICOM):
            continue
        asked = wish.transfer_syntax or EXPLICIT_LITTLE
        if asked in (stored, EXPLICIT_LITTLE):
            return asked
        if asked == "*":
            return EXPLICIT_LITTLE if stored in NEVER else stored
    raise Unacceptable(f"the object is sent as {EXPLICIT_LITTLE} or {stored}")


def instance_part(instance: EncodedInstance, wishes: Sequence[MediaType]) -> Part:
    """The object as a Part 10 file, its type and transfer syntax in the header of the part."""
    syntax = syntax_for(instance.transfer_syntax, wishes)
    return Part(part10_of(instance, syntax), {"content-type": f"{DICOM}; transfer-syntax={syntax}"})


def part10_of(instance: EncodedInstance, syntax: str = "") -> bytes:
    """The object as a Part 10 file, in ``syntax`` or its own."""
    syntax = syntax or instance.transfer_syntax
    head = DicomBytesIO()
    head.write(PREAMBLE)
    write_file_meta_info(head, file_meta(instance.SOPClassUID, instance.SOPInstanceUID, syntax))
    return head.getvalue() + _encoded(instance, syntax)


def _encoded(instance: EncodedInstance, syntax: str) -> bytes:
    if syntax == instance.transfer_syntax or instance.can_become(syntax):
        return instance.encoded_as(syntax)
    return EncodedInstance(native(instance), syntax).encoded_as(syntax)


def native(instance: EncodedInstance) -> Dataset:
    """The object uncompressed, little endian; :class:`Unacceptable` where no decoder is at hand."""
    ds = dcmread(BytesIO(part10_of(instance)))
    if _native_size(ds) > MOST_NATIVE:
        raise Unacceptable(f"uncompressed the object would have more than {MOST_NATIVE} bytes")
    try:
        if UID(instance.transfer_syntax).is_encapsulated and "PixelData" in ds:
            ds.decompress(generate_instance_uid=False)
    except Exception as error:  # no decoder, or bytes that are none
        raise Unacceptable(f"{UID(instance.transfer_syntax).name} cannot be decompressed here") from error
    return ds


def _native_size(ds: Dataset) -> int:
    """Bytes of the pixels as the data set declares them: a few compressed ones may declare many."""
    try:
        samples = int(ds.Rows) * int(ds.Columns) * int(ds.get("SamplesPerPixel") or 1)
        return samples * int(ds.get("NumberOfFrames") or 1) * int(ds.get("BitsAllocated") or 8) // 8
    except (AttributeError, TypeError, ValueError):  # no image
        return 0


def frame_parts(instance: EncodedInstance, numbers: Sequence[int], wishes: Sequence[MediaType]) -> list[Part]:
    """Frames by number from 1; none where one of them is not there. As octets, or as they are compressed where the
    caller takes that media type."""
    stored = instance.transfer_syntax
    media_type = COMPRESSED.get(stored, "")
    for wish in wishes:
        if (
            media_type
            and wish.content != "*/*"
            and wish.takes(media_type)
            and wish.transfer_syntax in ("", "*", stored)
        ):
            return _chosen(_with_meta(instance), numbers, f"{media_type}; transfer-syntax={stored}")
        if wish.takes(OCTETS) and wish.transfer_syntax in ("", "*", EXPLICIT_LITTLE):
            return _chosen(native(instance), numbers, f"{OCTETS}; transfer-syntax={EXPLICIT_LITTLE}")
    raise Unacceptable(f"frames of this object are sent as {' or '.join(filter(None, (OCTETS, media_type)))}")


def _with_meta(instance: EncodedInstance) -> Dataset:
    ds = instance.dataset
    ds.file_meta = instance.file_meta
    return ds


def _chosen(ds: Dataset, numbers: Sequence[int], content_type: str) -> list[Part]:
    try:
        frames = frames_of(ds)
    except (ValueError, AttributeError, TypeError):
        return []
    if not all(1 <= number <= len(frames) for number in numbers):
        return []
    return [Part(frames[number - 1], {"content-type": content_type}) for number in numbers]


def bulk_value(ds: Dataset, words: Sequence[str]) -> bytes | None:
    """The value at a path of tags and item numbers, as the metadata names it; None where there is none."""
    try:
        tags = [int(word, 16) for word in words[::2]]
        for tag, number in zip(tags, words[1::2], strict=False):
            ds = items(ds, tag)[int(number) - 1]
        found = element(ds, tags[-1])
    except (ValueError, IndexError, OverflowError):
        return None
    return found.value if found is not None and isinstance(found.value, bytes) else None
