"""Character sets: every spelling of table 0211, and those that senders invent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from simulators.wire import charset

TABLE_0211 = [
    "ASCII", *(f"8859/{part}" for part in range(1, 10)), "8859/15", "ISO IR14", "ISO IR87", "ISO IR159", "UNICODE",
    "UNICODE UTF-8", "UNICODE UTF-16", "UNICODE UTF-32", "GB 18030-2000", "KS X 1001", "BIG-5",
]  # fmt: skip
CODECS = ["ascii", "utf-8", "iso8859-1", "iso8859-15", "shift_jis", "iso2022_jp_2", "gb18030", "euc_kr", "big5"]


@pytest.mark.parametrize("msh18", TABLE_0211)
def test_every_value_of_the_table_has_a_codec(msh18: str) -> None:
    assert charset.is_known(msh18)
    assert charset.spelling_of(msh18) == msh18
    "x".encode(charset.codec_of_msh18(msh18))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("UTF-8", "UNICODE UTF-8"),
        ("utf8", "UNICODE UTF-8"),
        ("unicode utf-8", "UNICODE UTF-8"),
        ("ISO-8859-1", "8859/1"),
        ("ISO8859/15", "8859/15"),
        ("8859-1", "8859/1"),
        ("latin1", "8859/1"),
        ("Latin-9", "8859/15"),
        ("ISO_IR 100", "8859/1"),
        ("ISO_IR 192", "UNICODE UTF-8"),
        ("us-ascii", "ASCII"),
        ("iso8859-15", "8859/15"),
        ("8859/1~ISO IR87", "ISO IR87"),
        ("~ISO IR87", "ISO IR87"),
        ("KLINGON", ""),
        ("", ""),
    ],
)
def test_spellings(written: str, meant: str) -> None:
    assert charset.spelling_of(written) == meant


def test_empty_is_seven_bit_and_nonsense_is_unknown() -> None:
    assert charset.codec_of_msh18("") == charset.codec_of_msh18("KLINGON") == "ascii"
    assert charset.is_known("")
    assert not charset.is_known("KLINGON")


@pytest.mark.parametrize(
    ("value", "version", "standard"),
    [
        ("8859/1", "2.3.1", True),
        ("UNICODE UTF-8", "2.3.1", False),
        ("8859/15", "2.4", False),
        ("UNICODE UTF-8", "2.5", True),
        ("UTF-8", "2.5.1", False),
        ("", "2.3.1", True),
        ("8859/1~ISO IR87", "2.3.1", True),
    ],
)
def test_which_version_knows_it(value: str, version: str, standard: bool) -> None:
    assert charset.is_standard(value, version) is standard


@pytest.mark.parametrize(
    ("msh18", "dicom"),
    [("", ""), ("ASCII", ""), ("8859/1", "ISO_IR 100"), ("UNICODE UTF-8", "ISO_IR 192"), ("8859/15", "ISO_IR 203")],
)
def test_pairs_of_both_standards(msh18: str, dicom: str) -> None:
    assert charset.dicom_charset_of(msh18) == dicom
    assert charset.msh18_of_dicom(dicom) == ("" if msh18 == "ASCII" else msh18)


@pytest.mark.parametrize(("codec", "msh18"), [("utf8", "UNICODE UTF-8"), ("latin-1", "8859/1"), ("ascii", "ASCII")])
def test_codec_to_msh18(codec: str, msh18: str) -> None:
    assert charset.msh18_of(codec) == msh18


def test_codec_that_hl7_lacks() -> None:
    with pytest.raises(LookupError):
        charset.msh18_of("cp1252")


@given(st.binary(max_size=40), st.sampled_from(["ascii", "utf-8", "iso8859-1", "iso8859-15"]))
def test_bytes_survive_decoding(data: bytes, codec: str) -> None:
    assert charset.encode(charset.decode(data, codec), codec) == data


@given(st.binary(max_size=40), st.sampled_from(CODECS))
def test_decoding_never_fails_and_shows_cleanly(data: bytes, codec: str) -> None:
    charset.shown(charset.decode(data, codec)).encode("utf-8")


def test_what_cannot_be_encoded_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        charset.encode("Œ", "iso8859-1")


def test_pydicom_reads_latin_9_once_told() -> None:
    charset.enable_latin9()
    charset.enable_latin9()
    ds = Dataset.from_json('{"00080005":{"vr":"CS","Value":["ISO_IR 203"]}}')
    ds.PatientName = "Œuvray^Noël €"
    assert ds.PatientName.encode(["iso8859_15"]) == "Œuvray^Noël €".encode("iso8859-15")
    from pydicom.charset import convert_encodings

    assert convert_encodings("ISO_IR 203") == ["iso8859_15"]
    assert convert_encodings(["", "ISO 2022 IR 203"])[1] == "iso8859_15"
