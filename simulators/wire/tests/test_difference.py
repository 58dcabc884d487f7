"""Comparing data sets, and the round trip of every object that pydicom ships."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import DataElement, Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.errors import InvalidDicomError
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

from simulators.images import make_images
from simulators.wire import dicom_text, strategies
from simulators.wire.difference import EMPTY, Difference, compare, is_compressed, pixel_digest
from simulators.wire.elements import copy_of, tag_of, walk

DATA = Path(pydicom.__file__).parent / "data"


def bundled() -> list[Path]:
    """Every readable DICOM file inside the package: no download."""
    found = []
    for path in sorted([*(DATA / "test_files").rglob("*"), *(DATA / "charset_files").rglob("*")]):
        try:
            pydicom.dcmread(path, stop_before_pixels=True)
        except (InvalidDicomError, IsADirectoryError):
            continue
        found.append(path)
    return found


FILES = bundled()


def test_all_bundled_files_are_tried() -> None:
    assert len(FILES) >= 180


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_round_trip_of_bundled_files(path: Path) -> None:
    """Read, every value decoded, written, read again: no value differs; nor in a copy."""
    original, decoded = pydicom.dcmread(path), pydicom.dcmread(path)
    assert list(walk(decoded)) is not None
    assert compare(original, decoded) == []
    assert compare(original, copy_of(pydicom.dcmread(path))) == []
    buffer = BytesIO()
    decoded.save_as(buffer)
    assert compare(original, pydicom.dcmread(BytesIO(buffer.getvalue()), force=True)) == []


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent.name == "charset_files"], ids=lambda path: path.name
)
def test_bundled_charsets_have_readable_text(path: Path) -> None:
    assert [problem for problem in dicom_text.problems(pydicom.dcmread(path)) if "empty" not in problem[1]] == []


def image() -> Dataset:
    return make_images(None, modality="CT", instances=1)[0]


def test_each_kind_of_difference() -> None:
    one = image()
    other = deepcopy(one)
    other.PatientName = "Otra"
    del other.SeriesDescription
    other.InstitutionName = "HGM"
    other.StudyID = ""
    other.AnatomicRegionSequence = [Dataset()]
    other.PixelData = other.PixelData[:-1] + b"\x01"
    found = {difference.path.rpartition(" ")[2]: difference for difference in compare(one, other)}
    assert set(found) == {"PatientName", "SeriesDescription", "InstitutionName", "AnatomicRegionSequence", "PixelData"}
    assert found["PixelData"].pixels
    assert found["SeriesDescription"].is_loss
    assert (found["InstitutionName"].original, found["InstitutionName"].other) == ("", "HGM")
    assert compare(one, other, allowed=[tag_of(name) for name in found]) == []


def test_nested_differences_have_a_path() -> None:
    one, other = Dataset(), Dataset()
    for ds, value in ((one, "A"), (other, "B")):
        item = Dataset()
        item.AccessionNumber = value
        ds.RequestAttributesSequence = [item]
    (difference,) = compare(one, other)
    assert difference.path == "(0040,0275)[1] > (0008,0050) AccessionNumber"
    assert difference.tags == {0x00400275, 0x00080050}
    other.RequestAttributesSequence.append(Dataset())
    assert compare(one, other)[0].other == "2 items"


def test_what_is_no_difference() -> None:
    one, other = image(), None
    other = deepcopy(one)
    other.PatientID = str(one.PatientID) + " "
    other.RescaleSlope = "1.00"
    other.add(DataElement(0x00080001, "UL", 7))
    other.file_meta.ImplementationVersionName = "OTHER"
    assert compare(one, other) == []


def test_zeros_and_case_are_differences() -> None:
    one, other = image(), image()
    other = deepcopy(one)
    one.PatientID, other.PatientID = "0047", "47"
    one.AccessionNumber, other.AccessionNumber = "a1", "A1"
    assert len(compare(one, other)) == 2


def test_pixels_in_two_encodings() -> None:
    one = image()
    other = deepcopy(one)
    other.compress(RLELossless, generate_instance_uid=False)
    assert compare(one, other) == []
    assert pixel_digest(one) == pixel_digest(other) != ""
    pixels = np.frombuffer(one.PixelData, "<u2").copy()
    pixels[0] ^= 1
    one.PixelData = pixels.tobytes()
    assert [difference.pixels for difference in compare(one, other)] == [True]


def test_private_numbers_without_their_vr() -> None:
    """From explicit to implicit VR nothing says any more what a private element is."""
    original = Dataset()
    original.private_block(0x0011, "INTEROP", create=True).add_new(1, "US", 258)
    explicit, implicit = reread(original, False, True), reread(original, True, True)
    assert compare(explicit, implicit) == compare(implicit, explicit) == []
    original[0x0011, 0x1001].value = 259
    assert len(compare(reread(original, False, True), implicit)) == 1


def of(vr: str, value: object, tag: int = 0x00111001, syntax: str = "") -> Dataset:
    ds = Dataset()
    if tag >> 16 == 0x0011:
        ds.add(DataElement(0x00110010, "LO", "INTEROP"))
    element = DataElement(tag, "OB" if vr == "UN" else vr, value)
    element.VR = vr
    ds.add(element)
    if syntax:
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = syntax
    return ds


LITTLE, BIG = ExplicitVRLittleEndian, "1.2.840.10008.1.2.2"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (of("OW", b"\1\2\3\4", syntax=LITTLE), of("OW", b"\2\1\4\3", syntax=BIG), True),  # words, in either order
        (of("OW", b"\1\2\3\4", syntax=LITTLE), of("OW", b"\2\1\4\3", syntax=LITTLE), False),
        (of("OW", b"\1\2\3\4", syntax=LITTLE), of("OW", b"\2\1\4\3"), False),  # of which nobody knows the order
        (of("OW", b"\1\2\3\4", syntax=LITTLE), of("OW", b"\2\1", syntax=BIG), False),
        (of("OW", b"\1\2\3\4", syntax=LITTLE), of("OW", b"\2\1\4\4", syntax=BIG), False),
        (of("OW", b"\1\2" * 999, syntax=LITTLE), of("OW", b"\2\1" * 999, syntax=BIG), True),
        (of("OB", b"\1\2\3", syntax=LITTLE), of("OB", b"\2\1\3", syntax=BIG), False),
        (of("OB", None), of("OB", b""), True),
        (of("OB", b"\1"), of("OB", b"\2"), False),
        (of("OB", b"\1" * 1025), of("OB", b"\1" * 1024 + b"\2"), False),
        (of("LO", ["A", "B"]), of("UN", b"A\\B "), True),  # implicit VR says nothing of what is private
        (of("LO", ["A", "B"]), of("UN", b"A\\C "), False),
        (of("DS", ["1.0", ""]), of("DS", ["1", ""]), True),
        (of("DS", ["1.0", ""]), of("DS", ["1", "0"]), False),
        (of("DS", "nan"), of("DS", "inf"), False),
        (of("DS", "1_0"), of("DS", "10"), False),
        (of("LO", "1.0"), of("LO", "1"), False),
        (of("US", 65535), of("SS", -1), False),
        (of("UL", 7, 0x00080000), of("UL", 8, 0x00080000), True),  # group lengths
        (of("UI", "1.2", 0x00020010), of("UI", "1.3", 0x00020010), True),  # of the file, not of the object
        (of("OB", b"\0", 0xFFFCFFFC), of("OB", b"\0\0", 0xFFFCFFFC), True),  # padding
        (of("OW", b"\1\2", 0x7FE00010, LITTLE), of("OW", b"\1\3", 0x7FE00010, LITTLE), False),
        (of("OW", b"\1\2", 0x7FE00010, LITTLE), of("OW", b"\1\3", 0x7FE00010, RLELossless), True),  # no decoder
    ],
)  # fmt: skip
def test_what_is_the_same(one: Dataset, other: Dataset, same: bool) -> None:
    assert (compare(one, other) == []) is same
    assert (compare(other, one) == []) is same
    one.PatientID, other.PatientID = ("1", "2") if same else ("1", "1")
    assert len(compare(one, other)) == 1  # what may differ hides nothing that comes after it


def test_equal_bytes_of_two_kinds_are_two_values() -> None:
    word = of("US", 65535, 0x00280106), of("SS", -1, 0x00280106)
    assert len(compare(*(reread(ds, False, True) for ds in word))) == 1


def test_bytes_that_the_transcript_keeps_as_their_digest() -> None:
    kept = of("OB", None)
    kept[0x0011, 0x1001].bulk_digest = hashlib.sha256(b"\1\2").hexdigest()  # type: ignore[attr-defined]
    assert compare(kept, of("OB", b"\1\2")) == compare(of("OB", b"\1\2"), kept) == compare(kept, deepcopy(kept)) == []
    [different] = compare(kept, of("OB", b"\1\3"))
    assert different.original.startswith("binary, SHA-256 a12871fee210fb86")


@pytest.mark.parametrize(
    ("original", "other", "loss", "presence"),
    [("A", "", True, False), ("A", EMPTY, True, False), ("A", "B", False, False), ("", "B", False, False),
     (EMPTY, "", False, True), ("", EMPTY, False, True), (EMPTY, "B", False, False)],
)  # fmt: skip
def test_what_a_loss_is(original: str, other: str, loss: bool, presence: bool) -> None:
    found = Difference("(0010,0010) PatientName", original, other, 0x00100010)
    assert (found.is_loss, found.is_only_presence) == (loss, presence)


@pytest.mark.parametrize(
    ("ds", "shown"),
    [
        (of("OB", b"\1\2"), "2 bytes 0102"), (of("OB", b""), EMPTY),
        (of("OB", b"\1" * 1024), f"1024 bytes {'01' * 16}"),
        (of("OB", b"\1" * 1025), f"binary, SHA-256 {hashlib.sha256(bytes([1]) * 1025).hexdigest()[:16]}"),
        (of("LO", ["A", "B"]), "A\\B"), (of("LO", None), EMPTY),
        (of("SQ", []), EMPTY), (of("SQ", [Dataset()]), "1 item"), (of("SQ", [Dataset(), Dataset()]), "2 items"),
    ],
)  # fmt: skip
def test_what_a_difference_shows(ds: Dataset, shown: str) -> None:
    assert {one.tag: one.original for one in compare(ds, Dataset())}[0x00111001] == shown


def test_items_are_counted_and_no_pixels() -> None:
    one, other = of("SQ", [Dataset()]), of("SQ", [])
    assert [(each.original, each.other, each.pixels) for each in compare(one, other)] == [("1 item", EMPTY, False)]


@pytest.mark.parametrize("tag", [0x7FE00008, 0x7FE00009, 0x7FE00010])
def test_pixels_are_told_from_other_data(tag: int) -> None:
    assert [each.pixels for each in compare(of("OW", b"\1\2", tag), of("OW", b"\1\3", tag))] == [True]


def test_pixels_that_cannot_be_decoded_are_not_compared_with_those_in_another_syntax() -> None:
    plain, garbled = picture(2, 2, 8, 1), picture(2, 2, 8, 1)
    garbled.file_meta.TransferSyntaxUID = RLELossless
    assert compare(plain, garbled) == compare(garbled, plain) == []


def test_what_has_no_pixels_has_no_digest() -> None:
    assert pixel_digest(Dataset()) == ""


@pytest.mark.parametrize(
    ("syntax", "compressed"), [(RLELossless, True), (LITTLE, False), ("1.2.3", False), ("", False), ("x", False)]
)
def test_which_syntax_compresses(syntax: str, compressed: bool) -> None:
    assert is_compressed(syntax) is compressed


def test_empty_and_absent_differ_only_in_presence() -> None:
    one, other = Dataset(), Dataset()
    one.StudyID = ""
    assert [difference.is_only_presence for difference in compare(one, other)] == [True]


def words(letters: str, size: int) -> st.SearchStrategy[str]:
    return st.text(letters, max_size=size).map(str.strip)


FEW = "ABCDEFGHIJ0123456789 _"
ANY = "ABCabc019 áñçœ€Łж山"
UIDS = st.lists(st.integers(0, 10**9), min_size=1, max_size=5).map(lambda parts: "1." + ".".join(map(str, parts)))
VALUES: dict[str, st.SearchStrategy[object]] = {
    "ScheduledStationAETitle": words(FEW, 16),
    "PatientAge": st.sampled_from(["", "003D", "041Y"]),
    "FrameIncrementPointer": st.integers(0, 2**32 - 1),
    "ImageType": st.lists(words(FEW, 8).filter(bool), max_size=3),
    "StudyDate": st.sampled_from(["", "20240229", "19000101"]),
    "StudyTime": st.sampled_from(["", "10", "235959.999999"]),
    "AcquisitionDateTime": st.sampled_from(["", "20240105103000.5+0100"]),
    "PixelSpacing": st.lists(st.decimals(-1000, 1000, places=3).map(str), max_size=2),
    "InstanceNumber": st.integers(-(2**31), 2**31 - 1),
    "PatientName": words(ANY + "^=", 20).map(lambda name: name.strip("^= ")),
    "StudyDescription": words(ANY, 30),
    "ImageComments": words(ANY + "\n", 30),
    "PatientComments": words(ANY + "\\", 30).filter(lambda text: not text.endswith("\\")),
    "AccessionNumber": words(ANY, 10),
    "LongCodeValue": words(ANY, 30),
    "TextValue": words(ANY, 30),
    "RetrieveURL": words("abc/:.", 20),
    "StudyInstanceUID": UIDS,
    "ReferencedFrameOfReferenceUID": UIDS,
    "Rows": st.integers(0, 65535),
    "PixelPaddingValue": st.integers(0, 32767),
    "TagAngleSecondAxis": st.integers(-(2**15), 2**15 - 1),
    "SimpleFrameList": st.lists(st.integers(0, 2**32 - 1), max_size=3),
    "ReferencePixelX0": st.integers(-(2**31), 2**31 - 1),
    "RecommendedDisplayFrameRateInFloat": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "EventTimeOffset": st.floats(allow_nan=False, allow_infinity=False),
    "EncapsulatedDocument": st.binary(max_size=40).filter(lambda data: len(data) % 2 == 0),
    "RedPaletteColorLookupTableData": st.binary(max_size=40).filter(lambda data: len(data) % 2 == 0),
}
Fields = dict[str, object]
FLAT = st.fixed_dictionaries({}, optional=VALUES)


def built(values: dict[str, object], nested: list[dict[str, object]]) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    if nested:
        ds.RequestAttributesSequence = [built(one, []) for one in nested]
    return dicom_text.declare(ds, "ISO_IR 192")


@settings(deadline=None, max_examples=50)
@given(FLAT, st.lists(FLAT, max_size=2), st.sampled_from([(True, True), (False, True), (False, False)]))
def test_any_data_set_comes_back(
    values: dict[str, object], nested: list[dict[str, object]], syntax: tuple[bool, bool]
) -> None:
    """Implicit, explicit and big endian: written, read, decoded, written and read again, nothing differs."""
    original = built(values, nested)
    once = reread(original, *syntax)
    assert compare(original, once) == []
    assert dicom_text.problems(reread(original, *syntax)) == []
    assert compare(original, reread(once, *syntax)) == []
    assert compare(once, copy_of(once)) == []


def reread(ds: Dataset, implicit: bool, little: bool) -> Dataset:
    buffer = DicomBytesIO()
    buffer.is_implicit_VR, buffer.is_little_endian = implicit, little
    write_dataset(buffer, copy_of(ds))
    return read_dataset(BytesIO(buffer.getvalue()), implicit, little)


def picture(rows: int, columns: int, bits: int, seed: int) -> Dataset:
    """Grey noise of this shape, uncompressed."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "2.25.1"
    ds.Rows, ds.Columns, ds.SamplesPerPixel, ds.PhotometricInterpretation = rows, columns, 1, "MONOCHROME2"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8 if bits == 8 else 16, bits, bits - 1, 0
    grey = np.random.default_rng(seed).integers(0, 2**bits, rows * columns, "u1" if bits == 8 else "<u2")
    ds.PixelData = grey.tobytes() + b"\0" * (grey.nbytes % 2)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return ds


@given(strategies.pixel_shapes(), st.integers(0, 99))
def test_pixels_of_any_shape_are_the_same_compressed_or_not_and_one_changed_is_seen(
    shape: tuple[int, int, int], seed: int
) -> None:
    plain, compressed, other = (picture(*shape, seed) for _ in range(3))
    compressed.compress(RLELossless, generate_instance_uid=False)
    assert pixel_digest(plain) == pixel_digest(compressed) != ""
    assert [each for each in compare(plain, compressed) if each.pixels] == []
    other.PixelData = bytes([plain.PixelData[0] ^ 1]) + plain.PixelData[1:]
    assert [each.pixels for each in compare(compressed, other) if each.tag == 0x7FE00010] == [True]


KEYWORDS = st.sampled_from(["PatientID", "StudyDescription", "Modality", "AccessionNumber", "InstanceNumber"])


@given(st.dictionaries(KEYWORDS, st.text("AB01 ", max_size=4)))
def test_equal_to_itself_and_symmetric(values: dict[str, str]) -> None:
    one, other = Dataset(), Dataset()
    for keyword, value in values.items():
        setattr(one, keyword, value if keyword != "InstanceNumber" else len(value))
    assert compare(one, copy_of(one)) == []
    assert {difference.path for difference in compare(one, other)} == {
        difference.path for difference in compare(other, one)
    }
