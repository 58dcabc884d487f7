"""DICOMweb at its edges: what a search says, what a store answers, frames, sizes of pictures (PS3.18 8.3.4, 10.5)."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate

from simulators.wire import dicomweb
from simulators.wire.dicomweb import (
    MOST_PARAMETERS,
    BadRequest,
    WebMessage,
    frames_of,
    pairs_of,
    picture_size,
    search_of,
    store_answer,
    stored_and_failed,
    uids_of,
)
from simulators.wire.elements import items, text

# --- search


def test_what_a_search_is_unless_it_is_said() -> None:
    search = search_of("STUDY", "", {})
    assert (search.everything, search.fuzzy, search.limit, search.offset) == (False, False, None, 0)
    assert (len(search.keys), search.included) == (0, frozenset())
    assert search_of("STUDY", "offset=0&limit=0&fuzzymatching=false", {}).limit == 0
    below = search_of("STUDY", "includefield=RequestAttributesSequence.RequestedProcedureID", {})
    assert below.included == {0x00400275}
    several = search_of("STUDY", "includefield=all&includefield=StudyID,,all&includefield=Rows", {})
    assert (several.everything, several.included) == (True, {0x00200010, 0x00280010})


def test_a_key_without_a_value_is_a_key() -> None:
    assert pairs_of("PatientID=&Modality=CT") == [("PatientID", ""), ("Modality", "CT")]
    keys = search_of("STUDY", "PatientID=&Rows=", {}).keys
    assert (list(keys.keys()), text(keys, "PatientID")) == ([0x00100020, 0x00280010], "")


def test_how_many_parameters_a_query_may_have() -> None:
    assert len(pairs_of("a=1&" * (MOST_PARAMETERS - 1) + "b=2")) == MOST_PARAMETERS
    with pytest.raises(BadRequest, match=f"more than {MOST_PARAMETERS} parameters"):
        pairs_of("a=1&" * MOST_PARAMETERS + "b=2")


def test_keys_below_one_sequence_are_one_item() -> None:
    path = "RequestAttributesSequence."
    keys = search_of(
        "SERIES", f"{path}RequestedProcedureID=R&{path}00400009=S&{path}RequestedProcedureCodeSequence.CodeValue=C", {}
    ).keys
    (item,) = items(keys, "RequestAttributesSequence")
    assert (text(item, "RequestedProcedureID"), text(item, "ScheduledProcedureStepID")) == ("R", "S")
    assert text(item, "RequestedProcedureCodeSequence", "CodeValue") == "C"


@pytest.mark.parametrize(
    ("query", "tag", "vr", "value"),
    [
        ("Rows=512", 0x00280010, "US", 512),
        ("SmallestImagePixelValue=7", 0x00280106, "US", 7),  # US or SS
        ("00091001=x", 0x00091001, "LO", "x"),
        ("SOPInstanceUID=1.2%5C1.3", 0x00080018, "UI", ["1.2", "1.3"]),
        ("SOPInstanceUID=1.2", 0x00080018, "UI", "1.2"),
        ("PatientName=A,B", 0x00100010, "PN", "A,B"),
        ("0020000d=1.2", 0x0020000D, "UI", "1.2"),
    ],
)
def test_the_value_of_a_key(query: str, tag: int, vr: str, value: object) -> None:
    found = search_of("STUDY", query, {}).keys[tag]
    assert (found.VR, found.value) == (vr, value)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("fuzzymatching=" + "x" * 50, f"fuzzymatching is {'x' * 40!r}, neither"),
        ("limit=" + "x" * 50, f"limit is {'x' * 40!r}, no unsigned integer"),
        ("offset=1000000000", "offset is '1000000000', no unsigned integer"),
        ("X" * 70 + "=1", f"{'X' * 64!r} is no attribute"),
        ("Rows=" + "x" * 70, f"{'x' * 64!r} is no value of VR US"),
        ("RequestAttributesSequence=1", "(0040,0275) is a sequence"),
    ],
)
def test_what_is_quoted_of_a_bad_request(query: str, what: str) -> None:
    with pytest.raises(BadRequest) as caught:
        search_of("STUDY", query, {})
    assert what in caught.value.what


# --- messages


def test_what_a_message_says_unless_it_is_told() -> None:
    message = WebMessage(query=(("a", "1"), ("b", "2"), ("b", "3")))
    assert (message.asked("b"), message.asked("a"), message.asked("c")) == ("2", "1", "")
    assert (message.status, message.foreign, message.resource, message.uids) == (0, 0, (), {})


@pytest.mark.parametrize(
    ("path", "uids"),
    [
        ("/studies/1.2/series/1.3/instances/1.4/frames/1",
         {"StudyInstanceUID": "1.2", "SeriesInstanceUID": "1.3", "SOPInstanceUID": "1.4"}),
        ("/studies/metadata", {}),
        ("/studies/1.2/studies/1.3", {"StudyInstanceUID": "1.2"}),
        ("/series/1.3", {"SeriesInstanceUID": "1.3"}),
        ("/studies", {}),
    ],
)  # fmt: skip
def test_which_uids_a_path_names(path: str, uids: dict[str, str]) -> None:
    assert uids_of(path) == WebMessage(path=path).uids == uids


def test_what_a_store_answers() -> None:
    stored, failed = [("1.2", "1.3", "u/3"), ("1.2", "1.4", "u/4")], [("1.2", "1.5", 0x0110), ("1.2", "1.6", 0xA700)]
    answer = store_answer(stored, failed, "u")
    assert text(answer, "RetrieveURL") == "u"
    names = ("ReferencedSOPClassUID", "ReferencedSOPInstanceUID", "RetrieveURL")
    assert [tuple(text(one, name) for name in names) for one in items(answer, "ReferencedSOPSequence")] == stored
    refused = [(text(one, "ReferencedSOPInstanceUID"), one.FailureReason) for one in items(answer, "FailedSOPSequence")]
    assert refused == [("1.5", 0x0110), ("1.6", 0xA700)]
    assert stored_and_failed(answer) == (["1.3", "1.4"], ["1.5", "1.6"])
    assert stored_and_failed(store_answer([], [], "u")) == ([], [])
    assert "ReferencedSOPSequence" not in store_answer([], [("1", "2", 3)], "u")
    assert "FailedSOPSequence" not in store_answer([("1", "2", "u")], [], "u")


def test_which_frames_are_of_which_media_type() -> None:
    syntaxes = {"5": "dicom-rle", "4.50": "jpeg", "4.51": "jpeg", "4.57": "jpeg", "4.70": "jpeg", "4.80": "jls",
                "4.81": "jls", "4.90": "jp2", "4.91": "jp2"}  # fmt: skip
    wanted = {f"1.2.840.10008.1.2.{end}": f"image/{name}" for end, name in syntaxes.items()}
    assert wanted == dicomweb.COMPRESSED


# --- frames


def film(syntax: str = "1.2.840.10008.1.2.1", **values: Any) -> Dataset:
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = syntax
    for keyword, value in {"Rows": 2, "Columns": 3, "BitsAllocated": 8, **values}.items():
        setattr(ds, keyword, value)
    return ds


@pytest.mark.parametrize(
    ("values", "frames"),
    [
        ({"PixelData": b"abcdef"}, [b"abcdef"]),
        ({"PixelData": b"abcdefgh"}, [b"abcdef"]),
        ({"Rows": 1, "Columns": 1, "PixelData": b"a\0"}, [b"a"]),
        ({"NumberOfFrames": 2, "PixelData": b"abcdefghijkl"}, [b"abcdef", b"ghijkl"]),
        ({"BitsAllocated": 16, "PixelData": b"abcdefghijkl"}, [b"abcdefghijkl"]),
        ({"SamplesPerPixel": 3, "Rows": 1, "Columns": 2, "PixelData": b"abcdef"}, [b"abcdef"]),
        ({"BitsAllocated": 1, "Rows": 8, "PixelData": b"abc\0"}, [b"abc"]),
    ],
)
def test_where_native_frames_begin(values: dict[str, Any], frames: list[bytes]) -> None:
    assert frames_of(film(**values)) == frames


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({}, "no pixels"),
        ({"PixelData": b"abcde\0"[:5]}, "shorter than 1 frames"),
        ({"NumberOfFrames": 2, "PixelData": b"abcdefghijk"}, "shorter than 2 frames"),
        ({"NumberOfFrames": 2**31 - 1, "PixelData": b"abcdef"}, "shorter than 2147483647 frames"),
        ({"NumberOfFrames": -1, "PixelData": b"abcdef"}, "shorter than -1 frames"),
        ({"Rows": 0, "PixelData": b""}, "shorter than 1 frames"),
        ({"BitsAllocated": 1, "PixelData": b"ab"}, "whole bytes"),
    ],
)
def test_pixels_that_are_not_what_rows_and_columns_say(values: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        frames_of(film(**values))


def test_compressed_frames_are_taken_out_of_their_items() -> None:
    jpeg = "1.2.840.10008.1.2.4.50"
    assert frames_of(film(jpeg, NumberOfFrames=2, PixelData=encapsulate([b"abcd", b"efgh"]))) == [b"abcd", b"efgh"]
    assert frames_of(film(jpeg, PixelData=encapsulate([b"abcd"]))) == [b"abcd"]
    with pytest.raises(ValueError, match="frames"):
        frames_of(film(jpeg, NumberOfFrames=3, PixelData=encapsulate([b"abcd", b"efgh"])))


# --- pictures


def jpeg(*segments: tuple[int, bytes], end: bytes = b"") -> bytes:
    return (
        b"\xff\xd8" + b"".join(bytes((255, kind)) + (len(body) + 2).to_bytes(2) + body for kind, body in segments) + end
    )


SIZE = b"\x08\x01\x02\x03\x04"  # 8 bits, 258 rows, 772 columns


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC7, 0xC9, 0xCB, 0xCD, 0xCF])
def test_the_size_of_a_jpeg_stands_in_the_head_of_its_frame(marker: int) -> None:
    assert picture_size(jpeg((0xE0, b"JFIF"), (0xDB, bytes(65)), (marker, SIZE))) == ("JPEG", 772, 258)
    assert picture_size(jpeg((marker, SIZE))) == ("JPEG", 772, 258)


@pytest.mark.parametrize("marker", [0xBF, 0xC4, 0xC8, 0xCC, 0xD0])
def test_other_tables_are_no_head(marker: int) -> None:
    other = b"\x08\x09\x09\x09\x09" + bytes(300)
    assert picture_size(jpeg((marker, other), (0xC0, SIZE))) == ("JPEG", 772, 258)
    assert picture_size(jpeg((marker, other))) is None


def test_what_is_no_picture() -> None:
    whole = jpeg((0xC0, SIZE))
    assert picture_size(whole[:-1]) is None
    assert picture_size(b"\xff\xd9" + whole[2:]) is None
    assert picture_size(jpeg((0xE0, b"JFIF"), end=b"\0\xc0\0\7" + SIZE)) is None
    assert picture_size(b"\xff\xd8\xff\xe0\0\0" + whole[2:]) == ("JPEG", 772, 258)  # a length that cannot be
    assert picture_size(b"\xff\xd8\xff\xe0\0\1" + whole[2:]) == ("JPEG", 772, 258)
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (0x01020304).to_bytes(4) + (0x05060708).to_bytes(4)
    assert picture_size(png) == picture_size(png + bytes(9)) == ("PNG", 0x01020304, 0x05060708)
    assert picture_size(png[:-1]) is None
    assert picture_size(png.replace(b"IHDR", b"IDAT")) is None
    assert picture_size(b"\x88" + png[1:]) is None
