"""Objects as metadata and bulk data apart, and put together again (PS3.18 10.5)."""

from __future__ import annotations

import json

import pytest
from pydicom import Dataset

from simulators.wire import assembling
from simulators.wire.assembling import apart, assembled
from simulators.wire.dicom_xml import XML
from simulators.wire.dicomweb import JSON, OCTETS
from simulators.wire.elements import text
from simulators.wire.errors import PeerViolation
from simulators.wire.multipart import Part


def image(number: int, name: str = "A^B") -> Dataset:
    inner, ds = Dataset(), Dataset()
    inner.add_new(0x00420011, "OB", bytes(2000) + bytes((number, 0)))
    ds.PatientID, ds.PatientName, ds.SOPInstanceUID = f"ZZ{number}", name, f"1.{number}"
    ds.ReferencedImageSequence = [Dataset(), inner]
    ds.add_new(0x7FE00010, "OW", b"px" + bytes((number, 1)))
    return ds


@pytest.mark.parametrize("content", [JSON, XML])
def test_objects_come_back_whole(content: str) -> None:
    parts = apart([image(1), image(2)], content)
    types = [part.headers["content-type"] for part in parts]
    assert types == [*([JSON] if content == JSON else [XML, XML]), *[OCTETS] * 4]
    assert [part.headers["content-location"] for part in parts if "content-location" in part.headers] == [
        f"bulk/{number}/{path}" for number in (1, 2) for path in ("00081140/2/00420011", "7FE00010")
    ]
    for order in (parts, [*parts[-4:], *parts[:-4]]):
        found = assembled(order, content)
        assert [one.problem for one in found] == ["", ""]
        assert [one.problems for one in found] == [(), ()]
        for number, one in enumerate(found, 1):
            assert one.bulk == {}
            assert text(one.dataset, "PatientID") == f"ZZ{number}"
            assert one.dataset.PixelData == b"px" + bytes((number, 1))
            assert one.dataset.ReferencedImageSequence[1][0x00420011].value[-2:] == bytes((number, 0))
            assert "SpecificCharacterSet" not in one.dataset


def test_pixels_without_a_value_are_none() -> None:
    ds = Dataset()
    ds.add_new(0x7FE00010, "OW", None)
    assert [part.content for part in apart([ds], JSON)[1:]] == [b""]


@pytest.mark.parametrize("content", [JSON, XML])
def test_text_beyond_ascii_is_unicode(content: str) -> None:
    ds = Dataset()
    ds.SpecificCharacterSet, ds.PatientName = "ISO_IR 192", "Ñ^A"
    (found,) = assembled(apart([ds], content), content)
    assert text(found.dataset, "SpecificCharacterSet") == "ISO_IR 192"
    del ds.SpecificCharacterSet
    (found,) = assembled(apart([ds], content), content)
    assert text(found.dataset, "SpecificCharacterSet") == "ISO_IR 192"
    ds.SpecificCharacterSet = "ISO_IR 100"
    (found,) = assembled(apart([ds], content), content)
    assert text(found.dataset, "SpecificCharacterSet") == "ISO_IR 100"
    nested = Dataset()
    nested.ReferencedImageSequence = [Dataset()]
    nested.ReferencedImageSequence[0].PatientName = "Ñ^A"
    (found,) = assembled(apart([nested], content), content)
    assert text(found.dataset, "SpecificCharacterSet") == "ISO_IR 192"


def metadata(*objects: object) -> Part:
    return Part(json.dumps(list(objects)).encode(), {"content-type": JSON})


LEFT = {"7FE00010": {"vr": "OW", "BulkDataURI": "b/1"}}


def test_what_did_not_come_is_told() -> None:
    value = Part(b"ab", {"content-type": OCTETS, "content-location": "b/1"})
    jpeg = Part(b"ab", {"content-type": "image/jpeg", "content-location": "b/1"})
    untyped = Part(b"ab", {"content-location": "b/1"})
    assert [one.problem for one in assembled([metadata(LEFT), value], JSON)] == [""]
    other = f"(7FE0,0010) PixelData is sent as another type than {OCTETS}"
    assert [one.problem for one in assembled([metadata(LEFT), jpeg], JSON)] == [other]
    assert [one.problem for one in assembled([metadata(LEFT), untyped], JSON)] == [other]
    (missing,) = assembled([metadata(LEFT)], JSON)
    assert missing.problem == "(7FE0,0010) PixelData did not come with it"
    assert missing.bulk == {"(7FE0,0010) PixelData": "b/1"}
    (wrong,) = assembled([metadata({"x": 1})], JSON)
    assert wrong.problems == (("x", "is no tag of eight hexadecimal digits"),)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ([], f"the message has no part of {JSON}"),
        ([metadata()], f"the message has no part of {JSON}"),
        ([Part(b"[{}]", {"content-type": XML}), Part(b"[{}]")], f"the message has no part of {JSON}"),
        ([Part(b"{", {"content-type": JSON})], "no JSON in UTF-8: JSONDecodeError"),
        ([Part(b"\xff", {"content-type": JSON})], "no JSON in UTF-8: UnicodeDecodeError"),
        ([Part(b"[" * 100_000, {"content-type": JSON})], "no JSON in UTF-8: RecursionError"),
    ],
)
def test_a_message_without_objects_is_refused(parts: list[Part], what: str) -> None:
    with pytest.raises(PeerViolation, match=what.replace("+", r"\+")):
        assembled(parts, JSON)


def test_how_many_objects_a_message_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "MOST_OBJECTS", 2)
    unknown = Part(b"x", {"content-type": "a/b"})
    assert len(assembled([unknown, metadata({}), unknown, metadata({})], JSON)) == 2
    with pytest.raises(PeerViolation, match="more than 2 objects"):
        assembled([metadata({}, {}), metadata({})], JSON)
