"""Reading a peer's data set: whatever its bytes are, it can be read, shown and copied."""

from __future__ import annotations

from io import BytesIO

import pytest
from pydicom import DataElement, Dataset
from pydicom.filereader import read_dataset

from simulators.wire.elements import copy_element, copy_of, element, number, text, values, walk

ROWS = b"\x28\0\x10\0\3\0\0\0abc"  # a US of three bytes
PRIVATE = b"\x11\0\x01\x10\2\0\0\0\xff\1"  # without a VR


def of(vr: str, value: object) -> Dataset:
    ds = Dataset()
    ds.add(DataElement(0x00091001, "OB" if vr == "UN" else vr, value))
    ds[0x0009, 0x1001].VR = vr
    return ds


@pytest.mark.parametrize(
    ("ds", "shown"),
    [
        (of("OB", b"abc"), ("616263",)),
        (of("UN", b"abc \0"), ("abc",)),
        (of("UN", b"ab\1"), ("616201",)),
        (of("UN", b"ab\xff"), ("6162ff",)),
        (of("OB", b"ab\xff"), ("6162ff",)),
        (of("UN", b""), ()),
        (of("LO", [" A ", "B\0"]), ("A", "B")),
        (of("LT", " A "), (" A",)),
        (of("SQ", [Dataset()]), ()),
    ],
)
def test_values_as_text(ds: Dataset, shown: tuple[str, ...]) -> None:
    assert values(ds, 0x00091001) == shown


def test_a_value_is_that_of_the_first_item() -> None:
    ds, first, second = Dataset(), Dataset(), Dataset()
    first.PatientID, second.PatientID = "1", "2"
    ds.RequestAttributesSequence = [first, second]
    assert text(ds, "RequestAttributesSequence", "PatientID") == "1"
    assert [path for path, _ in walk(ds)] == [
        "(0040,0275) RequestAttributesSequence",
        "(0040,0275)[1] > (0010,0020) PatientID",
        "(0040,0275)[2] > (0010,0020) PatientID",
    ]


def test_what_cannot_be_read_is_copied_byte_for_byte() -> None:
    ds = read_dataset(BytesIO(PRIVATE + ROWS), True, True)
    copy = copy_of(ds)
    rows, private = element(copy, "Rows"), element(copy, 0x00111001)
    assert rows is not None
    assert (rows.VR, rows.value) == ("OB", b"abc")  # not UN, which pydicom would try to read once more
    assert private is not None
    assert (private.VR, private.value) == ("UN", b"\xff\1")


def test_whether_there_was_anything_to_copy() -> None:
    ds, target = Dataset(), Dataset()
    ds.PatientID, ds.PatientName, ds.RequestAttributesSequence = "1", "Ana", [Dataset()]
    for keyword, is_there in (
        ("PatientID", True), ("PatientName", True), ("RequestAttributesSequence", True), ("StudyID", False),
    ):  # fmt: skip
        assert copy_element(ds, keyword, target) is is_there
        assert (keyword in target) is is_there
    assert target.RequestAttributesSequence[0] is not ds.RequestAttributesSequence[0]


@pytest.mark.parametrize(
    ("written", "is_one"),
    [("1", True), ("-1.50e2", True), ("+.5", True), ("1.", True), ("", False), ("1_0", False), ("NaN", False),
     ("\u0663", False), ("1e99999", False), (".", False)],
)  # fmt: skip
def test_what_is_a_number(written: str, is_one: bool) -> None:
    assert (number(written) is not None) is is_one
