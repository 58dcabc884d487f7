"""The native model: what is written of each value, read of it, and said of each fault (PS3.19 A.1)."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from pydicom import Dataset

from simulators.wire.dicom_json import DEEPEST
from simulators.wire.dicom_xml import NAMESPACE, from_xml, to_xml
from simulators.wire.difference import compare
from simulators.wire.elements import text
from simulators.wire.errors import PeerViolation
from simulators.wire.xml_reading import Bounds, Element, parse


def everything() -> Dataset:
    inner, second, ds = Dataset(), Dataset(), Dataset()
    inner.CodeValue, second.CodeValue = "1", "2"
    second.PatientWeight = "70.50"
    ds.PatientName, ds.OtherPatientNames = "Mba^Ana^X^Dra.^Jr=山田=やまだ^たろう", ["A", "", "B^C"]
    ds.PatientID, ds.ModalitiesInStudy, ds.PatientWeight, ds.Rows = "ZZ <&>", ["CT", "", "MR"], "120.0", 512
    ds.ReferencedImageSequence = [inner, second]
    ds.add_new(0x00189073, "FD", [0.5, 2.0])
    ds.add_new(0x00280009, "AT", 0x00181063)
    ds.add_new(0x00420011, "OB", b"abcd")
    for group, block in ((0x0009, 0x10), (0x0009, 0xFF), (0x000B, 0x11)):
        ds.add_new((group << 16) + block, "LO", f"MAKER {block:X}")
        ds.add_new((group << 16) + (block << 8) + 0x01, "LO", f"private {group}")
    return ds


def test_what_is_written_is_read() -> None:
    ds = everything()
    decoded = from_xml(to_xml(ds))
    assert decoded.problems == []
    assert compare(ds, decoded.dataset) == []
    assert decoded.dataset.ReferencedImageSequence[1].PatientWeight == 70.5
    assert decoded.dataset[0x00189073].value == [0.5, 2.0]
    assert text(decoded.dataset, 0x0009FF01) == "private 9"


def written(ds: Dataset, **options: object) -> dict[str, str]:
    """The inside of each attribute."""
    root = ElementTree.fromstring(to_xml(ds, **options))  # type: ignore[arg-type]
    mark = f' xmlns:ns0="{NAMESPACE}"'
    inside = {one.attrib["tag"]: [ElementTree.tostring(child, "unicode") for child in one] for one in root}
    return {tag: "".join(children).replace(mark, "").replace("ns0:", "") for tag, children in inside.items()}


def test_how_each_value_is_written() -> None:
    ds = everything()
    ds.PixelData = b"px"
    ds["PixelData"].VR = "OW"
    found = written(ds, bulk=lambda path: f"b/{path}?a&b")
    assert found["00100010"] == (
        '<PersonName number="1"><Alphabetic><FamilyName>Mba</FamilyName><GivenName>Ana</GivenName>'
        "<MiddleName>X</MiddleName><NamePrefix>Dra.</NamePrefix><NameSuffix>Jr</NameSuffix></Alphabetic>"
        "<Ideographic><FamilyName>山田</FamilyName></Ideographic><Phonetic><FamilyName>やまだ</FamilyName>"
        "<GivenName>たろう</GivenName></Phonetic></PersonName>"
    )
    assert found["00101001"].count("PersonName number") == 2
    assert 'PersonName number="3"' in found["00101001"]
    assert found["00080061"] == '<Value number="1">CT</Value><Value number="3">MR</Value>'
    assert (found["00101030"], found["00280010"]) == (
        '<Value number="1">120.0</Value>',
        '<Value number="1">512</Value>',
    )
    assert found["00420011"] == "<InlineBinary>YWJjZA==</InlineBinary>"
    assert found["7FE00010"] == '<BulkData uri="b/7FE00010?a&amp;b" />'
    assert found["00081140"].count("<Item number=") == 2
    assert '<Item number="2">' in found["00081140"]
    assert {tag for tag in found if tag.startswith(("0009", "000B"))} == {
        "00090001", "000900FF", "00090010", "000B0001", "000B0011",
    }  # fmt: skip
    root = ElementTree.fromstring(to_xml(ds))
    creators = [one.attrib.get("privateCreator") for one in root if one.attrib["tag"] == "00090001"]
    assert creators == ["MAKER 10", "MAKER FF"]
    assert [one.attrib.get("keyword") for one in root if one.attrib["tag"] in ("00100020", "00090001")][
        -1
    ] == "PatientID"


def model(attributes: str, root: str = "NativeDicomModel") -> bytes:
    return f"<{root}>{attributes}</{root}>".encode()


def attribute(content: str, tag: str = "00100020", vr: str = "LO", more: str = "") -> str:
    return f'<DicomAttribute tag="{tag}" vr="{vr}"{more}>{content}</DicomAttribute>'


@pytest.mark.parametrize(
    ("content", "value", "problems"),
    [
        (attribute('<Value number="1">A</Value>'), "A", []),
        (attribute(""), None, []),
        (attribute('<Value number="2">A</Value><Value number="5">B</Value>'), ["", "A", "", "", "B"], []),
        (attribute('<Value number="1">A</Value><Value number="1">B</Value>'), ["A", "B"], []),
        (attribute('<Value number="2">A</Value><Value number="1">B</Value><Value>C</Value>'), ["", "A", "B", "C"], []),
        (attribute('<Value number="2">A</Value><Value number="1">B</Value><Value number="4">C</Value>'),
         ["", "A", "B", "C"], []),
        (attribute('<Value number="65">A</Value>'), [*[""] * 64, "A"], []),
        (attribute('<Value number="66">A</Value>'), "A", []),
        (attribute('<Value number="x">A</Value>'), "A", []),
        (attribute('<Value number="x">A</Value><Value number="3">B</Value>'), ["A", "", "B"], []),
        (attribute("<InlineBinary>YWI=</InlineBinary><InlineBinary>Y2Q=</InlineBinary>", "00420011", "OB"), b"ab", []),
        (attribute('<BulkData uri="b/1"/><BulkData uri="b/2"/>', "00420011", "OB"), b"found!", []),
        (attribute('<Value number="1000000">A</Value>'), "A", []),
        (attribute('<PersonName number="2"><Alphabetic><FamilyName>A</FamilyName></Alphabetic></PersonName>', vr="PN"),
         ["", "A"], []),
        (attribute('<Value number="1">x</Value>', "00280010", "US"), None, ["a value of VR US is no number"]),
        (attribute('<Value number="1">7</Value>', "00280010", "US"), 7, []),
        (attribute('<Value number="1">7.5</Value>', "00189073", "FD"), 7.5, []),
        (attribute('<Value number="1">7.50</Value>', "00101030", "DS"), 7.5, []),
        (attribute("<InlineBinary> YW\nI= </InlineBinary>", "00420011", "OB"), b"ab", []),
        (attribute("<InlineBinary>?</InlineBinary>", "00420011", "OB"), b"", ["InlineBinary is no base64"]),
        (attribute('<BulkData uri="b/1"/><InlineBinary>YWI=</InlineBinary>', "00420011", "OB"), b"found!", []),
        (attribute("<PersonName><Alphabetic><GivenName>A</GivenName></Alphabetic></PersonName>", "00100010", "PN"),
         "^A", []),
        (attribute("<PersonName/>", "00100010", "PN"), "", []),
        (attribute("<Item/>", "00081140", "SQ"), [Dataset()], []),
        (attribute('<Value number="1">A</Value>', "00100020", ""), "A", ["has the vr ''"]),
    ],
)  # fmt: skip
def test_how_each_value_is_read(content: str, value: object, problems: list[str]) -> None:
    decoded = from_xml(model(content), {"b/1": b"found!"}.get)
    (found,) = decoded.dataset
    assert (found.value, [what for _, what in decoded.problems]) == (value, problems)


CREATOR = attribute("<Value>M</Value>", "00090011")


def private(tag: str, creator: str) -> str:
    return attribute("<Value>x</Value>", tag, more=f' privateCreator="{creator}"')


@pytest.mark.parametrize(
    ("attributes", "tags"),
    [
        (CREATOR + private("00090001", "M"), [0x00090011, 0x00091101]),
        (CREATOR + private("0009007f", "M"), [0x00090011, 0x0009117F]),
        (CREATOR + private("000B0001", "M"), [0x00090011, 0x000B1001]),
        (CREATOR + private("00090001", "N"), [0x00090011, 0x00091001]),
        (attribute("<Value>M</Value>", "000900FF") + private("00090001", "M"), [0x000900FF, 0x0009FF01]),
        (attribute("<Value>x</Value>", "0020000d") + attribute("<Value>x</Value>", "00080060"),
         [0x00080060, 0x0020000D]),
        (private("0009", "M"), []),
    ],
)  # fmt: skip
def test_private_attributes_stand_in_the_block_of_their_creator(attributes: str, tags: list[int]) -> None:
    assert list(from_xml(model(attributes)).dataset.keys()) == tags


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"<a>", "not well-formed XML"),
        (b"<!DOCTYPE a><NativeDicomModel/>", "declares a document type"),
        (model("", "R" * 70), f"the root element is {'R' * 60!r}, not NativeDicomModel"),
        (model("<DicomAttribute/>"), "no tag of eight"),
    ],
)
def test_what_is_no_native_model(document: bytes, problem: str) -> None:
    decoded = from_xml(document)
    assert any(problem in what for _, what in decoded.problems)
    assert len(decoded.dataset) == 0


def test_how_deep_a_model_may_be() -> None:
    ds = Dataset()
    for _ in range(DEEPEST - 1):
        outer = Dataset()
        outer.ReferencedImageSequence = [ds]
        ds = outer
    assert from_xml(to_xml(ds)).problems == []


# --- the reader


BOUNDS = Bounds(largest=60, deepest=2, most=3, clause="X")


def test_the_tree_of_a_document() -> None:
    root = parse(b'<p:a xmlns:p="u" x="1">t<b/>u<b>v</b></p:a>', BOUNDS)
    assert (root.name, root.get("x"), root.get("y"), root.text) == ("a", "1", "", "tu")
    assert [child.text for child in root.all("b")] == ["", "v"]
    assert root.first("c") == Element("c", {})
    assert root.first("b") is root.children[0]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (b"<a>" + b" " * 53 + b"</a>", ""),
        (b"<a>" + b" " * 54 + b"</a>", "the document has 61 bytes, more than 60"),
        (b"<a><b/><b/></a>", ""),
        (b"<a><b/><b/><b/></a>", "more than 3 elements, or more than 2 within each other"),
        (b"<a><b><c/></b></a>", "more than 3 elements, or more than 2 within each other"),
        (b"", "not well-formed XML"),
        (b"<a/><b/>", "not well-formed XML"),
        (b"<a", "not well-formed XML"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "declares a document type"),
        (b'<?xml version="1.0" encoding="x"?><a/>', "not well-formed XML"),
    ],
)
def test_what_is_refused(document: bytes, what: str) -> None:
    if not what:
        assert parse(document, BOUNDS).name == "a"
        return
    with pytest.raises(PeerViolation) as caught:
        parse(document, BOUNDS)
    assert what in caught.value.what
    assert (caught.value.clause, caught.value.received) == ("X", document[:60])
