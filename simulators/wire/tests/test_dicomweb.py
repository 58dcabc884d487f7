"""DICOMweb on the wire floor: media types, multipart messages, the JSON model, searches, frames."""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import DataElement, Dataset
from pydicom.dataset import FileMetaDataset

from simulators.wire.dicom_json import each, from_json, to_json
from simulators.wire.dicom_xml import to_xml
from simulators.wire.dicomweb import BadRequest, WebMessage, frames_of, picture_size, search_of, uids_of
from simulators.wire.difference import compare
from simulators.wire.elements import text, values
from simulators.wire.errors import PeerViolation
from simulators.wire.media_type import MediaType, accepted, read
from simulators.wire.multipart import Part, parts_of, write

DICOM = 'multipart/related; type="application/dicom"; transfer-syntax=*'


# --- media types


def test_an_accept_header_is_wishes_by_falling_quality() -> None:
    wishes = accepted(f"image/jpeg;q=0.3, {DICOM};q=0.9, application/dicom+json, text/html;q=0")
    assert [wish.content for wish in wishes] == ["application/dicom+json", "application/dicom", "image/jpeg"]
    assert wishes[1].transfer_syntax == "*"
    assert [wish.name for wish in accepted("")] == ["*/*"]


def test_quotes_keep_commas_and_semicolons_together() -> None:
    found = read('Multipart/Related; TYPE="application/dicom"; boundary="a, b;c"')
    assert found is not None
    assert (found.name, found.parameters["boundary"]) == ("multipart/related", "a, b;c")
    assert len(accepted('a/b; x="1, 2", c/d')) == 2
    assert read("no type") is None
    assert read("a/b; =1") is None


@pytest.mark.parametrize(("wish", "name", "takes"), [
    ("*/*", "application/dicom", True), ("application/*", "application/dicom", True), ("image/*", "image/png", True),
    ("image/png", "image/jpeg", False), ("multipart/related", "application/dicom", True),
    ('multipart/related; type="image/jpeg"', "application/dicom", False),
])  # fmt: skip
def test_wild_cards_take_what_they_cover(wish: str, name: str, takes: bool) -> None:
    assert accepted(wish)[0].takes(name) is takes


@given(st.text(max_size=200))
def test_any_header_is_read_without_an_error(header: str) -> None:
    for wish in accepted(header):
        wish.takes("a/b")
    read(header)


def test_a_hostile_header_costs_no_time() -> None:
    started = time.perf_counter()
    for header in ('a/b;x="' + "\\" * 8000, 'a/b;x="' + '\\"' * 4000, "," * 8000, "a/b;" * 2000, '"' * 8000):
        accepted(header)
        read(header)
    assert time.perf_counter() - started < 2


# --- multipart


PARTS = st.lists(
    st.binary(max_size=60) | st.sampled_from([b"\r\n", b"\r\n--", b"--x--", b"--x\r\n", b"\r\n--xy"]), max_size=5
)


@given(PARTS)
def test_what_is_written_in_parts_is_read_in_parts(contents: list[bytes]) -> None:
    content_type, body = write(
        [Part(one, {"content-type": "application/dicom"}) for one in contents], "application/dicom"
    )
    media_type = read(content_type)
    assert media_type is not None
    found = parts_of(body, media_type)
    assert [part.content for part in found] == contents
    assert {part.headers["content-type"] for part in found} <= {"application/dicom"}


def related(boundary: str = "x") -> MediaType:
    return MediaType("multipart/related", {"boundary": boundary})


@pytest.mark.parametrize(("body", "contents"), [
    (b"--x--", []), (b"before\r\n--x\r\n\r\nA\r\n--x--after", [b"A"]), (b"--x  \r\n\r\nA\r\n--x--", [b"A"]),
    (b"--x\r\na: b\r\n\r\nA\r\n--xy\r\nB\r\n--x--", [b"A\r\n--xy\r\nB"]), (b"--x\r\n\r\n\r\n--x--", [b""]),
    (b"--x\r\n\r\nA--x\r\n--x--", [b"A--x"]),
])  # fmt: skip
def test_boundaries_at_their_edges(body: bytes, contents: list[bytes]) -> None:
    assert [part.content for part in parts_of(body, related())] == contents


@pytest.mark.parametrize(("body", "what"), [
    (b"", "no final boundary"), (b"--x\r\n\r\nA", "no final boundary"), (b"--x\r\n\r\nA\r\n--x", "no final boundary"),
    (b"--x\r\nno blank line\r\n--x--", "no blank line"), (b"--x\r\nnameless\r\n\r\nA\r\n--x--", "without a name"),
    (b"--x\r\n" + b"a: b\r\n" * 2000 + b"\r\nA\r\n--x--", "no blank line"),
])  # fmt: skip
def test_a_message_that_is_not_whole_is_refused(body: bytes, what: str) -> None:
    with pytest.raises(PeerViolation, match=what):
        parts_of(body, related())


def test_parts_are_bounded_and_a_boundary_is_needed() -> None:
    body = b"--x\r\n\r\nA\r\n" * 6 + b"--x--"
    with pytest.raises(PeerViolation, match="more than 5 parts"):
        parts_of(body, related(), most=5)
    for boundary in ("", "a" * 71, "ends with a blank ", "ü"):
        with pytest.raises(PeerViolation, match="boundary"):
            parts_of(body, related(boundary))


def test_a_body_full_of_almost_boundaries_costs_no_time() -> None:
    started = time.perf_counter()
    with pytest.raises(PeerViolation):
        parts_of(b"\r\n--x" * 400_000, related())
    assert time.perf_counter() - started < 3


# --- the JSON model


def dataset(**values: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def everything() -> Dataset:
    inner = dataset(CodeValue="1", CodeMeaning="Tórax")
    ds = dataset(
        SpecificCharacterSet="ISO_IR 192", PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう", PatientID="ZZ91",
        ModalitiesInStudy=["CT", "MR"], PatientWeight="70.50", SeriesNumber="3", Rows=512,
        ProcedureCodeSequence=[inner], PixelRepresentation=0,
        PatientBirthDate="", OtherPatientNames=["A^B", ""], FrameIncrementPointer=0x00181063, ImageComments="a\\b",
        SmallestImagePixelValue=0, WindowCenter=["40", "400.5"], RedPaletteColorLookupTableData=b"\x01\x02",
    )  # fmt: skip
    ds.add_new(0x00189073, "FD", 0.1)
    ds.add_new(0x00510010, "LO", "MAKER")
    ds.add_new(0x00511001, "UN", b"\xff\x00")
    ds.add_new(0x7FE00010, "OW", b"\x00" * 4096)
    return ds


def test_a_data_set_survives_json() -> None:
    ds = everything()
    written = json.dumps(to_json(ds, lambda path: f"bulk/{path}"), ensure_ascii=False)
    decoded = from_json(json.loads(written))
    assert decoded.problems == []
    assert decoded.bulk == {"(7FE0,0010) PixelData": "bulk/7FE00010"}
    assert [each.path for each in compare(ds, decoded.dataset)] == ["(7FE0,0010) PixelData"]
    assert '{"Alphabetic": "Yamada^Tarou", "Ideographic": "山田^太郎", "Phonetic": "やまだ^たろう"}' in written


def test_an_object_of_the_model_is_in_the_order_of_its_tags_without_group_lengths() -> None:
    ds = dataset(PatientID="1", Modality="CT")
    ds.add_new(0x00080000, "UL", 10)
    assert list(to_json(ds)) == ["00080060", "00100020"]
    assert to_json(dataset(PatientID=None))["00100020"] == {"vr": "LO"}


def test_a_decimal_that_a_number_would_change_stays_a_string() -> None:
    ds = dataset(PatientWeight="1.10000000000000009", PixelSpacing=["0.5", "5E-1"])
    written = to_json(ds)
    assert written["00101030"]["Value"] == ["1.10000000000000009"]
    assert written["00280030"]["Value"] == [0.5, 0.5]


WRONG = [
    ([], "is no object"), ({"0010": {}}, "eight hexadecimal"), ({"00100020": 1}, "is no object"),
    ({"00100020": {"Value": ["1"]}}, "has no vr"), ({"00100020": {"vr": "XX"}}, "has the vr"),
    ({"00100020": {"vr": "LO", "Value": "1"}}, "no array"), ({"00100020": {"vr": "LO", "Value": [1]}}, "no string"),
    ({"00100010": {"vr": "PN", "Value": ["A^B"]}}, "person name"),
    ({"00100010": {"vr": "PN", "Value": [{"X": "A"}]}}, "X"),
    ({"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A\ufffd"}]}}, "were lost"),
    ({"00280010": {"vr": "US", "Value": ["9"]}}, "no whole number"),
    ({"00280010": {"vr": "US", "Value": [1.5]}}, "whole"),
    ({"00280010": {"vr": "US", "Value": [{}]}}, "no number"),
    ({"00080005": {"vr": "OB", "InlineBinary": "?"}}, "base64"),
    ({"00100020": {"vr": "LO"}, "00080060": {"vr": "CS"}}, "order"), ({"00020010": {"vr": "UI"}}, "no part"),
    ({"0008114a": {"vr": "SQ", "Value": []}}, "small letters"),
    ({"7FE00010": {"vr": "OW", "Value": [1]}}, "has a Value"),
    ({"00081140": {"vr": "SQ", "Value": [1]}}, "is no object"), ({"00081140": {"vr": "SQ", "Value": 1}}, "no array"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "phrase"), WRONG)
def test_what_is_wrong_with_an_object_is_said(value: object, phrase: str) -> None:
    decoded = from_json(value)
    assert any(phrase in what for _, what in decoded.problems), decoded.problems


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["00100020", "00081140", "7FE00010", "00280010", "vr", "Value", "InlineBinary"]),
        inner | st.sampled_from(["PN", "SQ", "US", "AT", "OB", "DS", "LO"]), max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(ANY)
def test_any_json_is_read_without_an_error(value: object) -> None:
    for decoded in each(value):
        to_json(decoded.dataset)


def test_a_deep_object_is_cut_and_said() -> None:
    value: dict[str, Any] = {}
    for _ in range(200):
        value = {"00081140": {"vr": "SQ", "Value": [value]}}
    assert any("nested deeper" in what for _, what in from_json(value).problems)


def test_a_value_that_cannot_be_read_is_written_all_the_same() -> None:
    ds = dataset(PatientID="1")
    ds[0x00280010] = DataElement(0x00280010, "US", b"abc", already_converted=True)
    assert "00280010" in to_json(ds)


# --- search


def test_a_search_takes_keywords_tags_lists_and_sequences() -> None:
    query = (
        "00100020=ZZ91&ModalitiesInStudy=CT&RequestAttributesSequence.RequestedProcedureID=R1"
        "&includefield=00081030,PatientSex&includefield=StudyID&limit=5&offset=10&fuzzymatching=true"
        "&SeriesInstanceUID=1.2,1.3"
    )
    search = search_of("SERIES", query, {"StudyInstanceUID": "1.1"})
    assert text(search.keys, "PatientID") == "ZZ91"
    assert text(search.keys, "RequestAttributesSequence", "RequestedProcedureID") == "R1"
    assert values(search.keys, "SeriesInstanceUID") == ("1.2", "1.3")
    assert text(search.keys, "StudyInstanceUID") == "1.1"
    assert (search.limit, search.offset, search.fuzzy, search.everything) == (5, 10, True, False)
    assert search.included == {0x00081030, 0x00100040, 0x00200010}
    assert search_of("STUDY", "includefield=all", {}).everything


@pytest.mark.parametrize("query", [
    "PatientIdd=1", "limit=-1", "limit=x", "offset=1.5", "offset=9999999999", "fuzzymatching=yes",
    "includefield=Nonsense",    "RequestAttributesSequence=1", "0010002=1", "Rows=many", "a=1&" * 300,
])  # fmt: skip
def test_a_search_that_cannot_be_understood_is_refused_and_not_widened(query: str) -> None:
    with pytest.raises(BadRequest):
        search_of("STUDY", query, {})


@given(st.text(max_size=60))
def test_any_query_is_a_search_or_a_bad_request(query: str) -> None:
    with contextlib.suppress(BadRequest):
        search_of("IMAGE", query, {})


def test_paths_tell_their_uids() -> None:
    assert uids_of("/studies/1.2/series/1.3/instances") == {"StudyInstanceUID": "1.2", "SeriesInstanceUID": "1.3"}
    assert uids_of("/studies/1.2/metadata") == {"StudyInstanceUID": "1.2"}
    assert uids_of("/studies/series") == {}
    assert WebMessage(path="/studies/1.2/series/1.3/instances/1.4/frames/1,2").resource == (
        "studies", "series", "instances", "frames")  # fmt: skip


# --- frames and pictures


def film(**changes: Any) -> Dataset:
    ds = dataset(Rows=2, Columns=3, BitsAllocated=8, NumberOfFrames=2, PixelData=bytes(range(12)), **changes)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    return ds


def test_frames_are_cut_out_of_native_pixels() -> None:
    assert frames_of(film()) == [bytes(range(6)), bytes(range(6, 12))]
    odd = film(SamplesPerPixel=1)
    odd.Rows, odd.Columns, odd.NumberOfFrames, odd.PixelData = 1, 3, 1, b"abc\0"
    assert frames_of(odd) == [b"abc"]


@pytest.mark.parametrize("change", [
    {"PixelData": b"short"}, {"NumberOfFrames": 3}, {"BitsAllocated": 1}, {"PixelData": None},
    {"Rows": 1, "Columns": 1},
])  # fmt: skip
def test_pixels_that_are_not_what_the_object_says_are_an_error(change: dict[str, Any]) -> None:
    ds = film()
    for keyword, value in change.items():
        setattr(ds, keyword, value)
    if change in ({"Rows": 1, "Columns": 1}, {"BitsAllocated": 1}):
        ds.PixelData = b""
    with pytest.raises((ValueError, AttributeError, TypeError)):
        frames_of(ds)


def test_pictures_tell_their_size() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (7).to_bytes(4) + (9).to_bytes(4)
    jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x09\0\x07" + bytes(12)
    assert picture_size(png) == ("PNG", 7, 9)
    assert picture_size(jpeg) == ("JPEG", 7, 9)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_picture_or_none(data: bytes) -> None:
    for beginning in (b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n"):
        picture_size(beginning + data)


# --- the native model


def test_a_data_set_is_written_in_xml() -> None:
    ds = everything()
    ds.PatientComments = 'a < b & "c" \x01'
    ds.PatientWeight = "70.50"
    root = ElementTree.fromstring(to_xml(ds, lambda path: f"bulk/{path}?a&b"))
    found = {one.attrib["tag"]: one for one in root}
    space = "{http://dicom.nema.org/PS3.19/models/NativeDICOM}"
    assert [one.text for one in found["00100010"].iter(f"{space}FamilyName")] == ["Yamada", "山田", "やまだ"]
    assert [one.text for one in found["00080061"]] == ["CT", "MR"]
    assert found["00101030"][0].text == "70.50"
    assert found["00104000"][0].text == 'a < b & "c" \ufffd'
    assert found["00510001"].attrib["privateCreator"] == "MAKER"
    assert found["7FE00010"][0].attrib["uri"] == "bulk/7FE00010?a&b"
    assert [one.text for one in found["00081032"].iter(f"{space}Value")] == ["1", "Tórax"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_wellformed_xml(name: str, comment: str) -> None:
    ds = dataset(PatientName=name.replace("\\", ""), PatientComments=comment)
    ElementTree.fromstring(to_xml(ds))
