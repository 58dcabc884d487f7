"""Character sets of data sets: what is declared, what fits, what is wrong, and that nothing is lost."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset

from simulators.wire import strategies
from simulators.wire.dicom_text import declare, encodable, needs_charset, problems, unreadable
from simulators.wire.difference import compare
from simulators.wire.elements import text, values, walk
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import PersonName

NAMES = ("Nguema Obiang^María José", "Mbá Ñengue^Conceição", "Côté-d'Ivoire^Éloïse", "Œuvray^Noël", "Nsue^Ana")


def named(name: str, **more: object) -> Dataset:
    ds, item = Dataset(), Dataset()
    ds.PatientName = item.PatientName = name
    ds.StudyDescription = name.replace("^", " ")
    ds.RequestAttributesSequence = [item]
    for keyword, value in more.items():
        setattr(ds, keyword, value)
    return ds


def wire(ds: Dataset) -> bytes:
    buffer = DicomBytesIO()
    buffer.is_implicit_VR, buffer.is_little_endian = True, True
    write_dataset(buffer, ds)
    return buffer.getvalue()


def read(data: bytes) -> Dataset:
    return read_dataset(BytesIO(data), True, True)


@pytest.mark.parametrize("charset", ["ISO_IR 192", "ISO_IR 203", "ISO_IR 100", "GB18030"])
@pytest.mark.parametrize("name", NAMES)
def test_names_survive_every_charset_that_can_hold_them(name: str, charset: str) -> None:
    ds = named(name)
    if not encodable(name, charset):
        with pytest.raises(LocalViolation, match="StudyDescription"):
            declare(ds, charset)
        return
    again = read(wire(declare(ds, charset)))
    assert problems(again) == []
    assert text(again, "PatientName") == name
    assert text(again, "RequestAttributesSequence", "PatientName") == name
    assert compare(ds, again) == []


def test_latin_9_differs_from_latin_1() -> None:
    data = wire(declare(named("Œuvray^Noël €"), "ISO_IR 203"))
    assert b"\xbcuvray" in data
    assert not encodable("Œuvray", "ISO_IR 100")


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "\\ISO 2022 IR 87"),
        ("Hong^Gildong=洪^吉洞=홍^길동", "\\ISO 2022 IR 149"),
        ("Люкceмбypг", "ISO_IR 144"),
        ("Διονυσιος", "ISO_IR 126"),
        ("Wang^XiaoDong=王^小东", "GB18030"),
        ("สมชาย", "ISO_IR 166"),
    ],
)
def test_other_scripts(name: str, charset: str) -> None:
    ds = Dataset()
    ds.PatientName = name
    again = read(wire(declare(ds, charset)))
    assert problems(again) == []
    assert text(again, "PatientName") == name


def test_declared_only_where_needed() -> None:
    assert not needs_charset(declare(named("Nsue^Ana"), "ISO_IR 192"))
    assert "SpecificCharacterSet" not in declare(named("Nsue^Ana", SpecificCharacterSet="ISO_IR 100"), "ISO_IR 192")
    for charset, named_so in (("", "ASCII"), ("ISO_IR 6", "ISO_IR 6"), ("ISO_IR 999", "ISO_IR 999")):
        with pytest.raises(LocalViolation, match=f"'José' cannot be written in {named_so}"):
            declare(named("José"), charset)
    nested = named("Ana")
    nested.RequestAttributesSequence[0].PatientName = "José"
    assert needs_charset(nested)
    with pytest.raises(LocalViolation, match=r"^\(0040,0275\)\[1\] > \(0010,0010\) PatientName"):
        declare(nested, "")


def test_transcoding_after_the_names_were_written_once() -> None:
    ds = declare(named("José^Ana"), "ISO_IR 192")
    wire(ds)
    again = read(wire(declare(ds, "ISO_IR 100")))
    assert text(again, "PatientName") == "José^Ana"
    third = read(wire(declare(again, "ISO_IR 192")))
    assert text(third, "RequestAttributesSequence", "PatientName") == "José^Ana"


def test_what_is_wrong_with_text() -> None:
    data = wire(declare(named("José^Ana"), "ISO_IR 100"))
    good = read(data)
    assert problems(good) == []
    bare = read(data)
    del bare["SpecificCharacterSet"]
    assert len(problems(bare)) == 3
    assert any(path.startswith("(0040,0275)[1] > ") for path, _ in problems(bare))
    relabelled = read(data)
    relabelled.SpecificCharacterSet = "ISO_IR 192"
    assert [phrase for _, phrase in problems(relabelled)] == 3 * [
        "byte E9 cannot be decoded in the declared character set"
    ]
    mojibake = read(wire(declare(named("José^Ana"), "ISO_IR 192")))
    mojibake.SpecificCharacterSet = "ISO_IR 100"
    assert [phrase for _, phrase in problems(mojibake)] == 3 * ["looks like UTF-8 read as Latin-1"]
    unknown = read(data)
    unknown.SpecificCharacterSet = "ISO_IR 999"
    assert [phrase for _, phrase in problems(unknown)] == ["unknown character set 'ISO_IR 999'"]
    empty = read(data)
    empty.SpecificCharacterSet = None
    assert "present and empty" in {phrase for _, phrase in problems(empty)}


UNDECLARED = "characters outside ASCII, and no character set is declared"
LATIN = "looks like UTF-8 read as Latin-1"
NOT_DECLARED = "an escape sequence, but no code extension is declared"


@pytest.mark.parametrize(
    ("charset", "data", "phrase"),
    [
        ("", b"Jose", ""),
        ("", b"Jos\xe9", UNDECLARED),
        ("ISO_IR 6", b"Jos\xe9", "byte E9 cannot be decoded in the declared character set"),  # it is ASCII, not Latin-1
        ("\\ISO 2022 IR 87", b"Jos\xe9", "byte E9 cannot be decoded in the declared character set"),
        ("\\ISO 2022 IR 87", b"\x1b$B;3\x1b(B", ""),
        ("ISO_IR 100", b"\x1b$B;3\x1b(B", NOT_DECLARED),
        ("", b"\x1b$B;3\x1b(B", UNDECLARED),
        ("ISO_IR 100", "é".encode(), LATIN),
        ("ISO_IR 100", "£".encode(), ""),  # two signs that may well be meant
        ("ISO_IR 100", b"\xe9", ""),
        ("ISO_IR 192", "é".encode(), ""),
        ("ISO_IR 192", "Ã©".encode(), LATIN),  # encoded twice
        ("ISO_IR 192\\ISO 2022 IR 87", b"x", "ISO_IR 192 allows no second value"),
        ("ISO_IR 192\\GB18030", b"x", "GB18030 allows no second value"),
        ("ISO 2022 IR 58", b"A\xff", "byte FF cannot be decoded in the declared character set"),
    ],
)
def test_what_is_wrong_with_each_text(charset: str, data: bytes, phrase: str) -> None:
    header = b"\x08\x00\x05\x00" + len(charset).to_bytes(4, "little") + charset.encode() if charset else b""
    private = b"\x11\x00\x01\x10\x01\0\0\0\xff"  # of no known VR: no text
    ds = read(header + b"\x10\x00\x10\x00" + len(data).to_bytes(4, "little") + data + private)
    assert [said for _, said in problems(ds)] == ([phrase] if phrase else [])


def test_an_item_may_declare_its_own() -> None:
    data = wire(declare(named("José^Ana"), "ISO_IR 100"))
    ds = read(data)
    item = ds.RequestAttributesSequence[0]
    item.SpecificCharacterSet = "ISO_IR 192"
    assert [path for path, _ in problems(ds)] == ["(0040,0275)[1] > (0010,0010) PatientName"]
    item.SpecificCharacterSet = "ISO_IR 999"  # unknown: as around it
    assert problems(ds) == []


def test_unreadable_elements() -> None:
    ds = read(b"\x11\x00\x01\x10\x02\0\0\0ab\x28\x00\x10\x00\x03\x00\x00\x00abc\x28\0\x11\0\x02\0\0\0\1\0")
    assert unreadable(ds) == ["(0028,0010) Rows"]
    assert values(ds, "Rows") == ("abc",)


@given(strategies.latin9_text(most=16), strategies.charsets())
def test_any_text_comes_back_or_is_refused(value: str, charset: str) -> None:
    ds = Dataset()
    ds.PatientName, ds.StudyDescription, ds.ImageComments = value, value, value
    if encodable(value, charset):
        assert compare(ds, read(wire(declare(ds, charset)))) == []
    else:
        with pytest.raises(LocalViolation):
            declare(ds, charset)


@given(strategies.names(), strategies.charsets())
def test_names_of_the_sites_come_back_where_the_character_set_has_their_letters(name: PersonName, charset: str) -> None:
    ds = Dataset()
    ds.PatientName = name.to_pn()
    if encodable(name.to_pn(), charset):
        again = read(wire(declare(ds, charset)))
        assert PersonName.from_pn(text(again, "PatientName")) == name
    else:
        assert charset != "ISO_IR 192"


@given(st.binary(max_size=40), st.sampled_from(["ISO_IR 192", "ISO_IR 203", "ISO 2022 IR 87", "nonsense", ""]))
def test_any_bytes_are_judged_without_raising(data: bytes, charset: str) -> None:
    header = b"\x08\x00\x05\x00" + len(charset).to_bytes(4, "little") + charset.encode()
    ds = read(header + b"\x10\x00\x10\x00" + len(data).to_bytes(4, "little") + data)
    assert isinstance(problems(ds), list)
    assert all(isinstance(path, str) for path, _ in walk(ds))
