"""The DICOM JSON model value by value: what is written of each VR, read of it, and said of each fault (PS3.18 F.2)."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import DataElement, Dataset
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from simulators.wire import dicom_json
from simulators.wire.dicom_json import DEEPEST, INLINE, MOST_PROBLEMS, each, from_json, is_tag, to_json


def written(tag: int, vr: str, value: object, **options: Any) -> object:
    ds = Dataset()
    ds[tag] = DataElement(tag, vr, value, already_converted=isinstance(value, bytes) and vr not in dicom_json.BINARY)
    return to_json(ds, **options)[f"{tag:08X}"]


@pytest.mark.parametrize(
    ("tag", "vr", "value", "model"),
    [
        (0x00280010, "US", 512, {"vr": "US", "Value": [512]}),
        (0x00280010, "US", None, {"vr": "US"}),
        (0x00280010, "US", [1, 2], {"vr": "US", "Value": [1, 2]}),
        (0x00189073, "FD", 0.5, {"vr": "FD", "Value": [0.5]}),
        (0x00189073, "FD", float("inf"), {"vr": "FD", "Value": ["inf"]}),
        (0x00189073, "FD", [0.5, float("nan")], {"vr": "FD", "Value": [0.5, "nan"]}),
        (0x00280009, "AT", 0x00181063, {"vr": "AT", "Value": ["00181063"]}),
        (0x00280009, "AT", [0x00181063, 0x00181065], {"vr": "AT", "Value": ["00181063", "00181065"]}),
        (0x00200013, "IS", "7", {"vr": "IS", "Value": [7]}),
        (0x00101030, "DS", "70.50", {"vr": "DS", "Value": [70.5]}),
        (0x00101030, "DS", "70.0", {"vr": "DS", "Value": [70]}),
        (0x00281050, "DS", ["40", ""], {"vr": "DS", "Value": [40, None]}),
        (0x00100020, "LO", "ZZ1", {"vr": "LO", "Value": ["ZZ1"]}),
        (0x00100020, "LO", "", {"vr": "LO"}),
        (0x00101000, "LO", ["A", "", "B"], {"vr": "LO", "Value": ["A", None, "B"]}),
        (0x00101000, "LO", ["", ""], {"vr": "LO"}),
        (0x00100010, "PN", "A^B", {"vr": "PN", "Value": [{"Alphabetic": "A^B"}]}),
        (0x00100010, "PN", "=B=C", {"vr": "PN", "Value": [{"Ideographic": "B", "Phonetic": "C"}]}),
        (0x00081140, "SQ", [], {"vr": "SQ"}),
        (0x00081140, "SQ", [Dataset()], {"vr": "SQ", "Value": [{}]}),
        (0x00420011, "OB", b"ab", {"vr": "OB", "InlineBinary": "YWI="}),
        (0x00420011, "OB", b"", {"vr": "OB"}),
        (0x00091001, "UN", b"\xff\0", {"vr": "UN", "InlineBinary": "/wA="}),
        (0x00280010, "US", b"abc", {"vr": "UN", "InlineBinary": "YWJj"}),
    ],
)
def test_how_each_value_is_written(tag: int, vr: str, value: object, model: object) -> None:
    assert written(tag, vr, value) == model


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), (" 1 ", 1), ("-0.5", -0.5), ("1e3", 1000), ("0.1", 0.1), ("1.10000000000000009", "1.10000000000000009"),
     ("NaN", "NaN"), ("Infinity", "Infinity"), ("1e999999999", "1e999999999"),
     ("12345678901234567", "12345678901234567"), ("-0", 0), ("-Infinity", "-Infinity"), ("many", "many")],
)  # fmt: skip
def test_a_decimal_is_a_number_where_it_loses_nothing(text: str, number: object) -> None:
    found = dicom_json._number(text)
    assert (found, type(found)) == (number, type(number))


@pytest.mark.parametrize(
    ("tag", "size", "is_left_out"),
    [(0x00420011, INLINE, False), (0x00420011, INLINE + 2, True), (0x7FE00010, 2, True), (0x7FE00009, 2, True),
     (0x7FE00008, 2, True)],
)  # fmt: skip
def test_long_values_and_pixels_are_left_to_bulk_data(tag: int, size: int, is_left_out: bool) -> None:
    found: Any = written(tag, "OB", bytes(size), bulk=lambda path: f"bulk/{path}")
    assert found.get("BulkDataURI") == (f"bulk/{tag:08X}" if is_left_out else None)
    assert ("InlineBinary" in found) is not is_left_out
    assert ("InlineBinary" in written(tag, "OB", bytes(size))) is not is_left_out  # type: ignore[operator]


def test_values_of_items_have_a_path_of_their_own() -> None:
    inner, ds = Dataset(), Dataset()
    inner.PixelData = b"ab"
    inner["PixelData"].VR = "OB"
    ds.ReferencedImageSequence = [Dataset(), inner]
    paths: list[str] = []
    to_json(ds, lambda path: paths.append(path) or "x")  # type: ignore[func-returns-value]
    assert paths == ["00081140/2/7FE00010"]


def test_what_belongs_to_the_file_is_left_out() -> None:
    ds = Dataset()
    for tag in (0x00020010, 0x00080000, 0x00100000):
        ds[tag] = DataElement(tag, "UI" if tag == 0x00020010 else "UL", "1.2" if tag == 0x00020010 else 1)
    ds.PatientID = "1"
    ds[0x00030010] = DataElement(0x00030010, "LO", "kept")
    assert list(to_json(ds)) == ["00030010", "00100020"]


def test_a_vr_that_other_attributes_tell() -> None:
    for signed, vr, value in ((0, "US", 65534), (1, "SS", -2)):
        ds = Dataset()
        ds.PixelRepresentation = signed
        ds[0x00280106] = RawDataElement(Tag(0x00280106), None, 2, b"\xfe\xff", 0, True, True)
        assert to_json(ds)["00280106"] == {"vr": vr, "Value": [value]}
        ds[0x00280106] = DataElement(0x00280106, "US or SS", b"\xfe\xff", already_converted=True)
        assert to_json(ds)["00280106"] == {"vr": vr, "Value": [value]}
    ds.PixelRepresentation, ds.SmallestImagePixelValue = 0, 7
    assert to_json(ds)["00280106"] == {"vr": "US", "Value": [7]}


# --- reading


def read(tag: str, **attribute: Any) -> tuple[Any, list[str]]:
    decoded = from_json({tag: attribute})
    found = decoded.dataset.get(int(tag, 16))
    return (found.value if found is not None else None), [what for _, what in decoded.problems]


@pytest.mark.parametrize(
    ("tag", "attribute", "value", "problems"),
    [
        ("00100020", {"vr": "LO", "Value": ["A"]}, "A", []),
        ("00100020", {"vr": "LO"}, None, []),
        ("00101000", {"vr": "LO", "Value": ["A", None]}, ["A", ""], []),
        ("00281050", {"vr": "DS", "Value": [40, None]}, [40.0, ""], []),
        ("00280010", {"vr": "US", "Value": [None]}, None, []),
        ("00280010", {"vr": "US", "Value": [1, 2]}, [1, 2], []),
        ("00280010", {"vr": "US", "Value": [1.0]}, 1, []),
        ("00280010", {"vr": "US", "Value": [True]}, 1, ["a value of VR US is no whole number"]),
        ("00280010", {"vr": "US", "Value": [1.5]}, 1, ["a value of VR US is no whole number"]),
        ("00280010", {"vr": "US", "Value": ["7"]}, 7, ["a value of VR US is no whole number"]),
        ("00280010", {"vr": "US", "Value": ["x"]}, None, ["a value of VR US is no number"]),
        ("00080301", {"vr": "SV", "Value": ["7"]}, 7, []),  # 64 bits may be a string
        ("00080302", {"vr": "UV", "Value": ["7"]}, 7, []),
        ("00189073", {"vr": "FD", "Value": [1]}, 1.0, []),
        ("00189073", {"vr": "FD", "Value": ["1.5"]}, 1.5, ["a value of VR FD is no number"]),
        ("00189073", {"vr": "FD", "Value": [10**400]}, None, ["a value of VR FD is no number"]),
        ("00101030", {"vr": "DS", "Value": [70.5]}, 70.5, []),
        ("00101030", {"vr": "DS", "Value": ["70.50"]}, 70.5, []),
        ("00101030", {"vr": "DS", "Value": [True]}, None, ["a value of VR DS is no number",
                                                            "cannot be read as DS: ValueError"]),
        ("00100020", {"vr": "LO", "Value": [7]}, "7", ["a value of VR LO is no string"]),
        ("00280009", {"vr": "AT", "Value": ["00181063"]}, 0x00181063, []),
        ("00280009", {"vr": "AT", "Value": ["xx"]}, 0, []),
        ("00100010", {"vr": "PN", "Value": [{"Alphabetic": "A", "Phonetic": "C"}]}, "A==C", []),
        ("00100010", {"vr": "PN", "Value": [{"Alphabetic": "A"}]}, "A", []),
        ("00100010", {"vr": "PN", "Value": ["A^B"]}, "A^B", ["a person name is no object"]),
        ("00100010", {"vr": "PN", "Value": [7]}, "", ["a person name is no object of strings"]),
        ("00100010", {"vr": "PN", "Value": [{"Alphabetic": 1}]}, "", ["a person name is no object of strings"]),
        ("00100010", {"vr": "PN", "Value": [{"X" * 50: "A"}]}, "", [f"a person name has {'X' * 40!r}"]),
        ("00100020", {"vr": "LO", "Value": ["A\ud800"]}, "A\ud800", ["holds characters that were lost"]),
        ("00100020", {"vr": "LO", "Value": ["B\udfff"]}, "B\udfff", ["holds characters that were lost"]),
        ("00100020", {"vr": "LO", "Value": ["A\ue000\ud7ff"]}, "A\ue000\ud7ff", []),
        ("00100020", {"vr": "LO", "Value": "A"}, "A", ["Value is no array"]),
        ("00100020", {"Value": ["A"]}, "A", ["has no vr"]),
        ("00100020", {"vr": "Q" * 30, "Value": ["A"]}, "A", [f"has the vr {'Q' * 20!r}"]),
        ("00100020", {"vr": 7, "Value": ["A"]}, "A", ["has the vr '7'"]),
        ("00091001", {"InlineBinary": "YWI="}, b"ab", ["has no vr"]),
        ("00420011", {"vr": "OB", "InlineBinary": "YWI="}, b"ab", []),
        ("00420011", {"vr": "OB", "InlineBinary": "YWI=!"}, b"", ["InlineBinary is no base64"]),
        ("00420011", {"vr": "OB"}, b"", []),
        ("00420011", {"vr": "OB", "Value": ["a"]}, b"", ["VR OB has a Value"]),
        ("00420011", {"vr": "OB", "Value": []}, b"", []),
        ("00420011", {"vr": "OB", "Value": [], "InlineBinary": "YWI="}, b"ab", ["has Value and InlineBinary"]),
        ("00081140", {"vr": "SQ"}, [], []),
        ("00081140", {"vr": "SQ", "Value": [{}]}, [Dataset()], []),
        ("00080000", {"vr": "UL", "Value": [1]}, None, ["is no part of a data set in JSON"]),
        ("00020010", {"vr": "UI", "Value": ["1"]}, None, ["is no part of a data set in JSON"]),
    ],
)  # fmt: skip
def test_how_each_value_is_read(tag: str, attribute: dict[str, Any], value: object, problems: list[str]) -> None:
    assert read(tag, **attribute) == (value, problems)


def test_a_value_that_is_left_out_is_found_or_named() -> None:
    model = {"00420011": {"vr": "OB", "BulkDataURI": "b/1"}, "00420012": {"vr": "LO", "BulkDataURI": "b/2"}}
    found = from_json(model, {"b/1": b"abc", "b/2": b"x"}.get)
    assert (found.dataset[0x00420011].value, found.dataset[0x00420012].value) == (b"abc\0", None)
    assert found.bulk == {"(0042,0012) MIMETypeOfEncapsulatedDocument": "b/2"}
    even = from_json(model, {"b/1": b"ab"}.get)
    assert even.dataset[0x00420011].value == b"ab"
    none = from_json(model)
    assert none.dataset[0x00420011].value == b""
    assert list(none.bulk.values()) == ["b/1", "b/2"]


def test_a_vr_that_is_missing_is_the_dictionarys() -> None:
    model = {"00080060": {"Value": ["CT"]}, "00091001": {}, "00280106": {"Value": [7]}}
    assert [found.VR for found in from_json(model).dataset] == ["CS", "UN", "US"]


def test_where_something_is_wrong() -> None:
    decoded = from_json({"00081140": {"vr": "SQ", "Value": [{}, {"00100020": 1}]}, "0008114a": 1, "x" * 50: 1})
    assert decoded.problems == [
        ("x" * 40, "is no tag of eight hexadecimal digits"),
        ("(0008,1140)[2] > (0010,0020) PatientID", "is no object"),
        ("0008114a", "a tag in small letters"),
        ("(0008,114A) ReferencedInstanceSequence", "is no object"),
    ]
    assert [problem[0] for problem in from_json({"00081140": {"vr": "SQ", "Value": 1}}).problems] == [
        "(0008,1140) ReferencedImageSequence"
    ]
    backward = from_json({"00100020": {"vr": "LO"}, "00080060": {"vr": "CS"}})
    assert backward.problems == [("", "attributes are not in the order of their tags")]
    assert len(backward.dataset) == 2


def deep(levels: int, inmost: Any = {}) -> Any:  # noqa: B006
    value = inmost
    for _ in range(levels):
        value = {"00081140": {"vr": "SQ", "Value": [value]}}
    return value


def test_how_deep_and_how_many_problems() -> None:
    assert from_json(deep(DEEPEST)).problems == []
    assert [what for _, what in from_json(deep(DEEPEST + 1)).problems] == [f"is nested deeper than {DEEPEST}"]
    assert [what for _, what in from_json(deep(DEEPEST, 1)).problems] == ["is no object"]
    many = from_json({f"{number:08X}": 1 for number in range(0x00100020, 0x00100020 + 2 * MOST_PROBLEMS)})
    assert len(many.problems) == MOST_PROBLEMS


def test_an_answer_is_an_array_or_one_object() -> None:
    one = {"00100020": {"vr": "LO", "Value": ["A"]}}
    assert [len(found.dataset) for found in each([one, {}])] == [1, 0]
    assert [len(found.dataset) for found in each(one)] == [1]
    assert [is_tag(name) for name in ("0010002A", "0010002", "001000200", "0010002g")] == [True, False, False, False]
