"""Heads of files: pydicom as the oracle on the files that come with it, and any bytes."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread

from simulators.tests.pydicom_files import samples
from simulators.wire.errors import LocalViolation
from simulators.wire.part10 import FileMeta, Identity, TooShort, file_head, file_meta, identity

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
