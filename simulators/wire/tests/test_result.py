"""Results: text, codes and documents come back as they were, in every dialect."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire import strategies
from simulators.wire.er7 import Message
from simulators.wire.errors import PeerViolation
from simulators.wire.identifiers import Code
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect
from simulators.wire.result import (
    STUDY_UID,
    Observation,
    Result,
    coded_observation,
    oru,
    pdf_observation,
    read_result,
    text_observation,
)
from simulators.wire.tests.cases import DIALECTS, ENVELOPE, ORDER, SECOND_STEP, ZOE
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


def test_every_field_of_a_report() -> None:
    message = oru(Result(ORDER.with_(status="CM"), "P", RESULT.observations[1:4], RESULT.interpreter, RESULT.observed,
                         RESULT.technician, RESULT.changed), dialect=IHE_SWF, **ENVELOPE)  # fmt: skip
    assert [segment.text for segment in message.segments[3:]] == [
        r"ORC|RE|P\F\1^EMR|F1^RIS||CM|||||||77^Ruiz^Luis",
        r"OBR|1|P\F\1^EMR|F1^RIS|CTCHEST^CT chest \T\ neck^L|||20261124110000|||||||||77^Ruiz^Luis||"
        "0000000000000A16|RP1|||20261124130000||CT|P|||||||81&Obono&Marta||82&Ela&Juan",
        f"OBX|1|HD|110180^Study Instance UID^DCM|1|{ORDER.study_instance_uid}||||||P",
        "OBX|2|TX|19005-8^Impression^LN|1|Normal.||||||P",
        "OBX|3|CE|BIRADS^Assessment^L|1|2^Benign & fine^L||||||P",
        "OBX|4|NM|DOSE^DLP^L|1|350.5|mGy.cm|||||P",
    ]
    bare = oru(Result(REPORTED, "F"), dialect=IHE_SWF, **ENVELOPE)
    assert (bare.get("OBR-7"), bare.get("OBR-22"), bare.get("OBR-24")) == (ENVELOPE["when"], ENVELOPE["when"], "RAD")
    assert [each.get("11") for each in bare.all("OBX")] == ["F"]


def test_observations_of_one_code_are_told_apart() -> None:
    code = Code("A", "a", "L")
    several = (
        Observation("TX", code, "1"), Observation("TX", Code("B", "b", "L"), "2"), Observation("TX", code, "3"),
        Observation("TX", code, "4", sub_id="9"), Observation("TX", code, "5"),
    )  # fmt: skip
    message = oru(Result(REPORTED.with_(study_instance_uid=""), "F", several), dialect=IHE_SWF_B, **ENVELOPE)
    assert [each.get("4") for each in message.all("OBX")] == ["1", "1", "2", "9", "4"]
    assert [each.sub_id for each in read_result(message)[0].observations] == ["1", "1", "2", "9", "4"]


def test_which_of_several_orders_a_report_ends_with() -> None:
    results = tuple(
        Result(REPORTED.with_(accession_number=n), "F", control=c) for n, c in (("A", "RE"), ("B", "XX"), ("C", "RE"))
    )
    message = oru(results, dialect=IHE_SWF_B, **ENVELOPE)
    assert [each.get("1") for each in message.all("ORC")] == ["CN", "XX", "RE"]
    assert [each.get("1") for each in message.all("OBR")] == ["1", "2", "3"]
    stranger = Result(REPORTED.with_(patient=ZOE), "F")
    assert (
        oru((results[0], stranger), dialect=IHE_SWF_B, **ENVELOPE).get("PID-3")
        == "00ZZ9001^^^HGM&1.2.826.0.1.3680043.10.1561.1&ISO^PI"
    )
    steps = (*ORDER.steps, replace(SECOND_STEP, modality="MR"))
    mixed = Result(
        ORDER.with_(steps=steps), "F", (Observation("TX", STUDY_UID, "x", "P"), Observation("TX", STUDY_UID, "y", "C"))
    )
    message = oru(mixed, dialect=IHE_SWF_B, **ENVELOPE)
    assert (message.get("OBR-24"), message.get("OBX-11")) == ("CT", "P")
    outpatient = Result(REPORTED.with_(visit=REPORTED.visit.with_(patient_class="")), "F")
    assert oru(outpatient, dialect=IHE_SWF_B, **ENVELOPE).segment("PV1") is None


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [(kind, "a^b&c|d", r"a^b&c\F\d") for kind in ("CE", "CWE", "CNE", "RP", "XCN", "HD", "CX")]
    + [("TX", "a^b", r"a\S\b"), ("ED", "QQ==", r"^a\S\^b/c^Base64^QQ==")],
)
def test_how_each_kind_of_value_is_written(kind: str, value: str, field: str) -> None:
    said = Observation(kind, Code("X", "x", "L"), value, media_type="a^/b/c" if kind == "ED" else "")
    message = oru(Result(REPORTED.with_(study_instance_uid=""), "F", (said,)), dialect=IHE_SWF_B, **ENVELOPE)
    assert message.raw_field("OBX-5") == field


HEADER = b"MSH|^~\\&|RIS|H|EMR|H|2026||ORU^R01|1|P|2.5\rORC|CN\r"


@pytest.mark.parametrize(
    ("segments", "uid"),
    [
        (b"OBR|1\rOBX|1|HD|110180^x^DCM||1.2&x^y\r", "1.2"),
        (b"OBR|1\rOBX|1|HD|110180^x^L||1.2\r", ""),
        (b"OBR|1\rOBX|1|HD|1^x^DCM||1.2\r", ""),
        (b"OBR|1\rOBX|1|HD|^STUDY Instance UID||1.2\r", "1.2"),
        (b"OBR|1\rOBX|1|HD|^dicom study||1.2\rOBX|1|HD|^dicom study||1.3\r", "1.2"),
        (b"OBR|1\rOBX|1|HD|^dicom study||\rOBX|1|HD|^dicom study||1.3\r", "1.3"),
        (b"OBR|1\rOBX|1|HD|^dicom study||1.2\rZDS|1.9\r", "1.9"),
    ],
)
def test_which_study_a_report_is_of(segments: bytes, uid: str) -> None:
    [result] = read_result(Message.parse(HEADER + segments))
    assert result.order.study_instance_uid == uid
    assert len(result.observations) == (0 if uid else 1)


def test_where_each_value_of_a_report_is_looked_for() -> None:
    obr = b"OBR|1||||||8^x" + b"|" * 15 + b"9^y|||C" + b"|" * 7 + b"7&A^x||6&B^y\r"
    segments = (
        b"OBX|1|ed|A^B^C^D|3^x|APP^Application^PDF^Base64^QQ==|mg^x|||||F^x\rOBX|2|TX|||a~b\rOBX|3|ED|||^Application\r"
    )
    [result] = read_result(Message.parse(HEADER + obr + segments.replace(b"|ed|", b"| ED |")))
    assert (result.control, result.status, result.observed, result.changed) == ("CN", "C", "8", "9")
    assert (result.interpreter, result.technician) == ("7^A", "6^B")
    assert result.observations == (
        Observation("ED", Code("A", "B", "C"), "QQ==", "F^x", "3^x", "mg^x", "application/pdf"),
        Observation("TX", Code("", "", ""), "a\nb", ""),
        Observation("ED", Code("", "", ""), "", "", media_type="application"),
    )
    assert read_result(Message.parse(HEADER)) == []
    assert STUDY_UID.value == "110180"


def test_what_is_quoted_of_a_broken_document() -> None:
    with pytest.raises(PeerViolation) as caught:
        _ = Observation("ED", Code("PDF", "", ""), "*" * 100).data
    assert caught.value.received == "*" * 60
