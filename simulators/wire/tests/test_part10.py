"""Heads of files: pydicom as the oracle on the files that come with it, and any bytes."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset, dcmread
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

from simulators.tests.pydicom_files import samples
from simulators.wire.errors import LocalViolation
from simulators.wire.part10 import (
    HEAD_LIMIT,
    NESTING,
    ElementReader,
    FileMeta,
    Identity,
    TooShort,
    file_head,
    file_meta,
    identity,
    is_uid,
)
from simulators.wire.pdu import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION

OTHERWISE_ENCODED = {"test_files/SC_rgb_jpeg.dcm"}  # not in the syntax that its meta information names
GOOD = [one for one in samples() if not one.reason and one.name not in OTHERWISE_ENCODED]
CT = FileMeta("1.2.840.10008.5.1.4.1.1.2", "2.25.1", "1.2.840.10008.1.2.1", 0)


@pytest.mark.parametrize("sample", GOOD, ids=lambda one: one.name)
def test_a_head_says_what_pydicom_reads(sample) -> None:  # type: ignore[no-untyped-def]
    raw = sample.path.read_bytes()
    meta = file_meta(raw)
    assert meta.transfer_syntax == sample.dataset.file_meta.TransferSyntaxUID
    found = identity(raw[meta.offset :], meta.transfer_syntax)
    assert found.sop_class_uid == sample.dataset.SOPClassUID
    assert found.sop_instance_uid == sample.dataset.SOPInstanceUID
    assert found.patient_id == str(sample.dataset.get("PatientID", "") or "").strip()


def test_a_head_of_ours_is_read_by_pydicom() -> None:
    raw = file_head(CT, "SENDER")
    read = dcmread(BytesIO(raw)).file_meta
    assert (read.MediaStorageSOPInstanceUID, read.TransferSyntaxUID) == ("2.25.1", CT.transfer_syntax)
    assert read.SourceApplicationEntityTitle == "SENDER"
    assert read.FileMetaInformationGroupLength == len(raw) - 144


@given(st.binary(max_size=200), st.sampled_from(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2",
                                                 "1.2.840.10008.1.2.1.99"]))  # fmt: skip
def test_any_bytes_are_no_surprise(data: bytes, syntax: str) -> None:
    for read in (lambda: identity(data, syntax), lambda: file_meta(file_head(CT)[:132] + data)):
        try:
            read()
        except (TooShort, LocalViolation):
            continue


def element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    return group.to_bytes(2, "little") + number.to_bytes(2, "little") + vr + len(value).to_bytes(2, "little") + value


def test_a_patient_id_inside_a_sequence_or_a_text_is_not_the_patients() -> None:
    inner = element(0x10, 0x20, b"LO", b"ZZ900001")
    items = b"\xfe\xff\x00\xe0\xff\xff\xff\xff" + inner + b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
    sequence = b"\x08\x00\x10\x11SQ\0\0\xff\xff\xff\xff" + items
    data = sequence + element(0x10, 0x10, b"PN", inner) + element(0x10, 0x20, b"LO", b"REAL")
    assert identity(data, "1.2.840.10008.1.2.1") == Identity(patient_id="REAL")


def test_elements_out_of_order_are_refused() -> None:
    data = element(0x10, 0x10, b"PN", b"A ") + element(0x08, 0x60, b"CS", b"CT")
    with pytest.raises(LocalViolation, match="out of order"):
        identity(data, "1.2.840.10008.1.2.1")


# --- file meta information

META = file_head(CT, "SENDER")
BEHIND = element(0x08, 0x60, b"CS", b"CT")
BEFORE = META[:158]  # preamble, group length and version


def meta_of(*elements: bytes) -> bytes:
    return BEFORE + b"".join(elements) + BEHIND


CLASS, INSTANCE, SYNTAX = (
    element(2, 2, b"UI", b"1.2\0"), element(2, 3, b"UI", b"1.3\0"), element(2, 0x10, b"UI", b"1.4 "),
)  # fmt: skip


def test_a_head_that_is_not_whole_is_too_short() -> None:
    whole = META + BEHIND[:8]
    for end in range(len(whole)):
        with pytest.raises(TooShort):
            file_meta(whole[:end])
    assert file_meta(whole) == (CT.sop_class_uid, "2.25.1", "1.2.840.10008.1.2.1", len(META))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (bytes(132) + BEHIND, "DICM is missing"),
        (bytes(132), "DICM is missing"),
        (meta_of(INSTANCE, SYNTAX), "no valid sop class uid: ''"),
        (meta_of(CLASS, SYNTAX), "no valid sop instance uid: ''"),
        (meta_of(CLASS, INSTANCE), "no valid transfer syntax: ''"),
        (meta_of(element(2, 2, b"LO", b"1.2 "), INSTANCE, SYNTAX), "no valid sop class uid"),
        (meta_of(CLASS, element(2, 3, b"UI", b"1.x "), SYNTAX), "no valid sop instance uid: '1.x'"),
        (meta_of(CLASS, element(8, 3, b"UI", b"1.3 "), SYNTAX), "no valid sop instance uid"),
    ],
)
def test_what_is_no_file_of_dicom(data: bytes, what: str) -> None:
    with pytest.raises(LocalViolation, match=what):
        file_meta(data)


def test_elements_of_any_kind_may_stand_between() -> None:
    private = b"\x02\0\x02\x01OB\0\0" + (4).to_bytes(4, "little") + b"\x02\0\x03\0"
    data = meta_of(CLASS, INSTANCE, SYNTAX, element(2, 0x16, b"AE", b"ME"), private)
    assert file_meta(data) == ("1.2", "1.3", "1.4", len(data) - len(BEHIND))


@pytest.mark.parametrize(
    ("text", "good"),
    [("1", True), ("1.2.840", True), ("1." + "2" * 62, True), ("1." + "2" * 63, False), ("", False), ("1.", False),
     (".1", False), ("1..2", False), ("1.2 ", False), ("1.a", False)],
)  # fmt: skip
def test_what_a_uid_looks_like(text: str, good: bool) -> None:
    assert is_uid(text) is good


def test_every_value_of_a_head_is_even() -> None:
    for uid, source in (("1.2", "A"), ("1.23", "AB"), ("1.234", "ABC"), ("1.2345", "Ñ")):
        read = dcmread(BytesIO(file_head(FileMeta(uid, uid, uid, 0), source))).file_meta
        assert (read.MediaStorageSOPClassUID, read.MediaStorageSOPInstanceUID, read.TransferSyntaxUID) == (
            uid,
            uid,
            uid,
        )
        assert read.SourceApplicationEntityTitle == source.replace("Ñ", "?")
        assert (read.ImplementationClassUID, read.ImplementationVersionName) == (
            IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION,
        )  # fmt: skip
        assert read.FileMetaInformationVersion == b"\0\1"
        for tag, padding in ((0x02, b"\0"), (0x16, b" ")):
            value = (uid if tag == 2 else source.replace("Ñ", "?")).encode()
            head = element(2, tag, b"UI" if tag == 2 else b"AE", value + padding * (len(value) % 2))
            assert head in file_head(FileMeta(uid, uid, uid, 0), source)
    assert b"AE" not in file_head(CT)


# --- what a data set says it is

IMPLICIT, EXPLICIT, BIG, DEFLATED = (
    "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99",
)  # fmt: skip
SELF = Identity("1.2", "1.3", "ZZ9")


def encoded(syntax: str, *, patient: bool = True) -> bytes:
    """A data set with everything that may stand before the Patient ID, and something behind it."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality, ds.PatientName = "1.2", "1.3", "CT", "A^B"
    inner, deep = Dataset(), Dataset()
    deep.PatientID, inner.PatientID, inner.ReferencedSOPSequence = "no", "never", [deep]
    ds.ReferencedStudySequence = [inner, Dataset()]
    ds.add_new(0x00091001, "UN", b"xyz\0")
    ds.add_new(0x00091002, "OB", b"x" * 70_000)
    if patient:
        ds.PatientID = "ZZ9"
    ds.PatientBirthDate = "19700102"
    out = DicomBytesIO()
    out.is_implicit_VR, out.is_little_endian = syntax == IMPLICIT, syntax != BIG
    for name in ("ReferencedStudySequence",):
        ds[name].is_undefined_length = True
        ds[name].value[0].is_undefined_length_sequence_item = True
    write_dataset(out, ds)
    data = out.getvalue()
    if syntax != DEFLATED:
        return data
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG, DEFLATED])
def test_who_it_is_is_found_in_every_syntax(syntax: str) -> None:
    assert identity(encoded(syntax), syntax) == SELF
    assert identity(encoded(syntax, patient=False), syntax) == SELF._replace(patient_id="")


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG])
def test_more_bytes_are_asked_for_until_the_patient_is_there(syntax: str) -> None:
    data = encoded(syntax)
    end = data.index(b"ZZ9") + 4
    assert identity(data[:end], syntax) == SELF
    for cut in (*range(end - 70_000 - 300, end - 70_000), *range(end - 40, end)):
        with pytest.raises(TooShort):
            identity(data[: max(cut, 0)], syntax)


ID = element(0x10, 0x20, b"LO", b" ZZ9\0 ")
UNDEFINED = b"\xff\xff\xff\xff"
ITEM, ITEM_END, SEQUENCE_END = b"\xfe\xff\x00\xe0", b"\xfe\xff\x0d\xe0\0\0\0\0", b"\xfe\xff\xdd\xe0\0\0\0\0"
SEQUENCE = b"\x08\x00\x10\x11SQ\0\0" + UNDEFINED
UNKNOWN = b"\x08\x00\x10\x11UN\0\0" + UNDEFINED
INNER = b"\x10\0\x20\0" + (4).to_bytes(4, "little") + b"no!!"  # implicit


def nested(levels: int) -> bytes:
    return (SEQUENCE + ITEM + UNDEFINED) * levels + (ITEM_END + SEQUENCE_END) * levels + ID


@pytest.mark.parametrize(
    "data",
    [
        ID,
        SEQUENCE + SEQUENCE_END + ID,
        SEQUENCE + ITEM + (8).to_bytes(4, "little") + b"anything" + SEQUENCE_END + ID,
        SEQUENCE + ITEM + UNDEFINED + ITEM_END + SEQUENCE_END + ID,
        UNKNOWN + ITEM + UNDEFINED + INNER + ITEM_END + SEQUENCE_END + ID,  # PS3.5 6.2.2: in it VR is implicit
        SEQUENCE + ITEM + UNDEFINED + UNKNOWN + ITEM + UNDEFINED + INNER + ITEM_END + SEQUENCE_END
        + element(0x08, 0x60, b"CS", b"CT") + ITEM_END + SEQUENCE_END + ID,
        nested(NESTING + 1),
    ],
)  # fmt: skip
def test_sequences_of_every_form_are_passed(data: bytes) -> None:
    assert identity(data, EXPLICIT) == Identity(patient_id="ZZ9")


@pytest.mark.parametrize(
    ("data", "syntax", "what"),
    [
        (element(0x08, 0x60, b"CS", b"CT") * 2, EXPLICIT, r"\(0008,0060\) stands out of order"),
        (element(0x10, 0x10, b"PN", b"A ") + element(0x08, 0x1235, b"CS", b""), EXPLICIT, r"\(0008,1235\) stands out"),
        (element(0x08, 0x60, b"C1", b"CT"), EXPLICIT, "b'C1' is no value representation"),
        (b"\x10\0\x20\0UN\0\0" + UNDEFINED, EXPLICIT, "a value without end"),
        (b"\x10\0\x20\0" + UNDEFINED, IMPLICIT, "a value without end"),
        (SEQUENCE + ID, EXPLICIT, "no item in a sequence"),
        (SEQUENCE + ITEM_END, EXPLICIT, "no item in a sequence"),
        (nested(NESTING + 2), EXPLICIT, f"more than {NESTING} levels"),
        (b"\xff\xff", DEFLATED, "is not deflated"),
    ],
)
def test_what_is_no_data_set(data: bytes, syntax: str, what: str) -> None:
    with pytest.raises(LocalViolation, match=what):
        identity(data, syntax)


def test_a_bomb_is_inflated_only_as_far_as_is_looked() -> None:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    head = b"\x09\0\x01\x10OB\0\0"
    for size, enough in ((HEAD_LIMIT - len(ID) - 12, True), (HEAD_LIMIT - len(ID) - 10, False)):
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        data = deflate.compress(head + size.to_bytes(4, "little") + bytes(size) + ID) + deflate.flush()
        if enough:
            assert identity(data, DEFLATED).patient_id == "ZZ9"
        else:
            with pytest.raises(TooShort):
                identity(data, DEFLATED)


def test_where_a_reader_stands() -> None:
    data = b"xxxx" + element(0x08, 0x60, b"CS", b"CT") + b"\x08\0\x70\0OB\0\0\2\0\0\0ab"
    reader = ElementReader(data, EXPLICIT, 4)
    assert (reader.at, reader.header(), reader.at) == (4, (0x00080060, b"CS", 2), 12)
    assert (reader.value(2), reader.at, reader.ended) == (b"CT", 14, False)
    assert (reader.header(), reader.at) == ((0x00080070, b"OB", 2), 26)
    reader.skip(b"OB", 2)
    assert (reader.at, reader.ended) == (28, True)
    with pytest.raises(TooShort):
        reader.value(1)
    with pytest.raises(TooShort):
        reader.header()
    with pytest.raises(TooShort):
        reader.skip(b"OB", 1)
    assert ElementReader(data, EXPLICIT).at == 0
