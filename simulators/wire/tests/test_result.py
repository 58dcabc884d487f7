"""Results: text, codes and documents come back as they were, in every dialect."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire import strategies
from simulators.wire.er7 import Message
from simulators.wire.errors import PeerViolation
from simulators.wire.identifiers import Code
from simulators.wire.order import IHE_SWF_B, Dialect
from simulators.wire.result import (
    Observation,
    Result,
    coded_observation,
    oru,
    pdf_observation,
    read_result,
    text_observation,
)
from simulators.wire.tests.cases import DIALECTS, ENVELOPE, ORDER
from simulators.wire.tests.hl7_oracle import complaints

PDF = b"%PDF-1.4\n" + bytes(range(256)) + b"\r\n%%EOF\n"
# What an ORU has room for: no steps but the modality, nothing of the request's details.
REPORTED = ORDER.with_(
    steps=(), priority="", requested_start="", reason="", danger="", transport="", alerts="", laterality="",
    body_part="", weight_kg="", height_m="",
)  # fmt: skip
RESULT = Result(
    REPORTED,
    "P",
    (
        text_observation("Hallazgos: |^~\\& sin\nneumonía — línea 2", "P"),
        Observation("TX", Code("19005-8", "Impression", "LN"), "Normal.", "P"),
        coded_observation(Code("BIRADS", "Assessment", "L"), Code("2", "Benign & fine", "L"), "P"),
        Observation("NM", Code("DOSE", "DLP", "L"), "350.5", "P", units="mGy.cm"),
        pdf_observation(PDF, "P"),
    ),
    interpreter="81^Obono^Marta",
    observed="20261124110000",
    technician="82^Ela^Juan",
    changed="20261124130000",
)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_report_comes_back(dialect: Dialect) -> None:
    result = RESULT
    if dialect.charset != "UNICODE UTF-8":
        first = text_observation("Hallazgos: |^~\\& sin\nneumonía, línea 2", "P")
        result = Result(REPORTED, "P", (first, *RESULT.observations[1:]), RESULT.interpreter, RESULT.observed)
    message = oru(result, dialect=dialect, **ENVELOPE)
    assert complaints(message) == []
    [read] = read_result(message)
    assert [(o.value_type, o.code, o.value, o.status) for o in read.observations] == [
        (o.value_type, o.code, o.value, o.status) for o in result.observations
    ]
    assert read.order == REPORTED
    assert read.status == "P"
    assert read.interpreter == result.interpreter
    assert read.text == result.text
    assert read.observations[-1].data == PDF
    assert read.observations[-1].media_type == "application/pdf"
    assert read.control == "RE"


def test_observation_statuses_and_places() -> None:
    message = oru(RESULT, dialect=IHE_SWF_B, **ENVELOPE)
    assert {segment.get("11") for segment in message.all("OBX")} == {"P"}
    assert message.get("OBR-25") == "P"
    assert message.get("OBR-22") == "20261124130000"
    assert message.raw_field("OBX-3") == "110180^Study Instance UID^DCM"
    assert message.get("OBX-5") == ORDER.study_instance_uid
    assert [segment.get("1") for segment in message.all("OBX")] == ["1", "2", "3", "4", "5", "6"]


def test_a_combined_report_ends_with_re() -> None:
    other = Result(REPORTED.with_(accession_number="B"), "F", (text_observation("y"),))
    message = oru((Result(REPORTED, "F", (text_observation("x"),)), other), dialect=IHE_SWF_B, **ENVELOPE)
    assert complaints(message) == []
    read = read_result(message)
    assert [(each.control, each.order.accession_number, each.text) for each in read] == [
        ("CN", ORDER.accession_number, "x"),
        ("RE", "B", "y"),
    ]


def test_a_result_without_orc_and_with_repeated_text() -> None:
    raw = (
        b"MSH|^~\\&|RIS|H|EMR|H|2026||ORU^R01|1|P|2.3.1||||||8859/1\rPID|1||ZZ9\r"
        b"OBR|1|P1|F1|X||||||||||||||A1|||||||F\rOBX|1|TX|T^Text||one~two\\.br\\three||||||F\r"
        b"OBX|2|HD|^DICOM Study^DCM||1.2.3||||||F\rOBR|2|P2|F2|X||||||||||||||A2|||||||C\r"
    )
    first, second = read_result(Message.parse(raw))
    assert first.text == "one\ntwo\nthree"
    assert first.order.study_instance_uid == "1.2.3"
    assert (first.order.placer_order_number, first.order.filler_order_number) == ("P1", "F1")
    assert (second.order.accession_number, second.status, second.observations) == ("A2", "C", ())


@given(st.binary(max_size=300))
def test_any_document_comes_back(data: bytes) -> None:
    message = oru(Result(REPORTED, "F", (pdf_observation(data),)), dialect=IHE_SWF_B, **ENVELOPE)
    assert read_result(message)[0].observations[0].data == data


def test_a_large_document() -> None:
    data = random.Random(7).randbytes(12_000_000)
    message = oru(Result(REPORTED, "F", (pdf_observation(data),)), dialect=IHE_SWF_B, **ENVELOPE)
    assert read_result(message)[0].observations[0].data == data


def test_folded_base64_is_read_and_broken_base64_is_the_peers_fault() -> None:
    assert Observation("ED", Code("PDF", "", ""), "JVBE\n Ri0x").data == b"%PDF-1"
    with pytest.raises(PeerViolation, match="is not base64"):
        _ = Observation("ED", Code("PDF", "", ""), "JVBE*").data


@given(strategies.report_texts())
def test_any_text_comes_back(text: str) -> None:
    message = oru(Result(REPORTED, "F", (text_observation(text),)), dialect=IHE_SWF_B, **ENVELOPE)
    assert read_result(message)[0].text == text


@given(st.binary(max_size=300))
def test_reading_survives_anything(tail: bytes) -> None:
    message = Message.parse(b"MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5\rOBR|1\rOBX|1|ED|" + tail)
    for result in read_result(message):
        assert isinstance(result.text, str)
