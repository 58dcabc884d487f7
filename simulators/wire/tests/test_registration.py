"""ADT in every dialect: what is written is read, and hl7apy agrees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire import strategies
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect
from simulators.wire.registration import (
    MERGES,
    STRUCTURES,
    adt,
    read_merges,
    read_patient,
    read_prior,
    read_visit,
    structure_of,
)
from simulators.wire.tests.cases import ANA, DIALECTS, ENVELOPE, HGM, VISIT, ZOE
from simulators.wire.tests.hl7_oracle import complaints

NAMES = strategies.printable_text()


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("event", STRUCTURES)
def test_every_event(event: str, dialect: Dialect) -> None:
    prior = ZOE if event in MERGES else None
    message = adt(event, ANA, VISIT, dialect=dialect, prior=prior, **ENVELOPE)
    assert complaints(message) == []
    assert message.type == f"ADT^{event}"
    assert read_patient(message) == ANA
    assert read_prior(message) == (ZOE.id if prior else None)
    assert read_visit(message) == (Visit(patient_class="") if event in MERGES else VISIT)
    assert message.get("EVN-2") == ENVELOPE["when"]
    assert message.warnings == ()


@pytest.mark.parametrize("event", STRUCTURES)
def test_a_bare_patient_gets_what_the_profile_requires(event: str) -> None:
    message = adt(event, ZOE, dialect=IHE_SWF, prior=ANA if event in MERGES else None, **ENVELOPE)
    assert complaints(message) == []
    if event in MERGES:
        assert message.segment("PV1") is None
        return
    assert message.get("PV1-2")
    assert message.get("PV1-3")
    assert message.get("PV1-19") or message.get("PID-18")
    if event == "A01":
        assert message.get("PV1-7")
        assert message.get("PV1-10")
        assert message.get("PV1-17")
    if event in ("A04", "A05"):
        assert message.get("PV1-8")


@pytest.mark.parametrize(
    ("event", "version", "structure"),
    [
        ("A05", "2.3.1", "ADT_A01"),
        ("A05", "2.4", "ADT_A05"),
        ("A31", "2.3.1", "ADT_A01"),
        ("A11", "2.3.1", "ADT_A09"),
        ("A40", "2.5.1", "ADT_A39"),
        ("A04", "2.3.1", "ADT_A01"),
    ],
)
def test_structure_by_version(event: str, version: str, structure: str) -> None:
    assert structure_of(event, version) == structure


@given(
    st.one_of(st.builds(PersonName, NAMES, NAMES, NAMES, NAMES, NAMES), strategies.names(), strategies.hostile_names()),
    strategies.patient_ids(),
    strategies.dates(),
)
def test_any_name_identifier_and_birth_date_travel(name: PersonName, id: str, birth_date: str) -> None:
    patient = Patient(PatientId(id, HGM), name, birth_date, "O")
    assert read_patient(adt("A04", patient, dialect=IHE_SWF_B, **ENVELOPE)) == patient


def test_fixed_values_and_own_segments_of_a_site() -> None:
    dialect = Dialect(
        fixed=(("MSH-11", "T"), ("PV1-3", "X^Y"), ("OBR-4", "never")), extra_segments=("ZPI|1|own", "ZPV|2")
    )
    message = adt("A01", ANA, VISIT, dialect=dialect, **ENVELOPE)
    assert message.get("MSH-11") == "T"
    assert message.get("PV1-3.2") == "Y"
    assert [segment.name for segment in message.segments[-2:]] == ["ZPI", "ZPV"]
    assert message.get("ZPI-2") == "own"


def test_the_enhanced_dialect_asks_for_both_acknowledgements() -> None:
    message = adt("A01", ANA, dialect=Dialect(enhanced=True), **ENVELOPE)
    assert (message.get("MSH-15"), message.get("MSH-16")) == ("AL", "AL")


def test_several_merges_in_one_message() -> None:
    message = adt("A40", ANA, dialect=IHE_SWF_B, prior=ZOE, **ENVELOPE)
    both = Message.parse(message.raw + b"PID|1||B1^^^HGM\rMRG|B2^^^HGM~B3^^^HGM\r")
    merges = [(survivor.id.value, prior.value) for survivor, prior in read_merges(both)]
    assert merges == [("00ZZ9001", "ZZ90009"), ("B1", "B2"), ("B1", "B3")]


def test_nulls_padding_and_absence() -> None:
    header = b"MSH|^~\\&|A|B|C|D|20261124||ADT^A08|1|P|2.3.1\r"
    null = read_patient(Message.parse(header + b'PID|1|| ZZ9 ^^^HGM||""^Ana|""|19700102103000|""\r'))
    assert null == Patient(
        PatientId("ZZ9", HGM.from_hd("HGM"), ""), PersonName("", "Ana", type_code=""), "19700102", ""
    )
    assert read_patient(Message.parse(header)) == Patient(PatientId(""), PersonName())
    assert read_patient(Message.parse(header + b"PID\r")).id.value == ""
    aliases = read_patient(Message.parse(header + b"PID|1||1||Old^X^^^^^A~Legal^Y^^^^^L\r"))
    assert aliases.name.family == "Legal"


@given(st.binary(max_size=200))
def test_reading_survives_anything(tail: bytes) -> None:
    message = Message.parse(b"MSH|^~\\&|A|B|C|D|2026||ADT^A40|1|P|2.5\rPID|" + tail)
    read_patient(message)
    read_visit(message)
    read_prior(message)
    read_merges(message)


@pytest.mark.parametrize(
    ("event", "version", "structure"),
    [("A28", "2.3.1", "ADT_A01"), ("A28", "2.4", "ADT_A05"), ("A10", "2.5.1", "ADT_A01"), ("A34", "2.3.1", "ADT_A30"),
     ("A05", "2.5", "ADT_A05")],
)  # fmt: skip
def test_structures_that_others_share(event: str, version: str, structure: str) -> None:
    assert structure_of(event, version) == structure


NAME = r"Mbá Ñengue \T\ Co^Conceição\F\x^María\R\^Jr^Dra.^^L"
IDS = "00ZZ9001^^^HGM&1.2.826.0.1.3680043.10.1561.1&ISO^PI~ZZ9B2^^^MIN^NI"


def test_every_field_of_a_merge() -> None:
    message = adt("A40", ZOE, dialect=IHE_SWF, prior=ANA, recorded="20261123", **ENVELOPE)
    assert [segment.text for segment in message.segments[1:]] == [
        "EVN|A40|20261123",
        "PID|1||ZZ90009^^^HGM&1.2.826.0.1.3680043.10.1561.1&ISO^PI||Doe^Zoe^^^^^L",
        f"MRG|{IDS}||ACC1^^^HGM||||{NAME}",
    ]


def test_every_field_of_an_admission() -> None:
    message = adt("A01", ANA, VISIT, dialect=IHE_SWF, **ENVELOPE)
    assert [segment.text for segment in message.segments[1:]] == [
        "EVN|A01|20261124103207",
        f"PID|1||{IDS}||{NAME}||19700102|F" + "|" * 10 + "ACC1^^^HGM",
        "PV1|1|I|W1^101^1^HGM|||ER^2^1^HGM|77^Ruiz^Luis|78^Nsue^Ana||CAR|||||||79^Obiang^Eva||V100^^^HGM"
        + "|" * 25 + "20261124080000|20261126",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "visit", "values"),
    [
        ("A01", Visit(attending="7^X"), {"7": "7^X", "17": "7^X", "10": "MED", "3": "RAD", "19": "VZZ90009", "8": ""}),
        ("A01", Visit(admitting="7^X", hospital_service="CAR", location="W1", number="9"),
         {"7.1": "99901", "17": "7^X", "10": "CAR", "3": "W1", "19": "9"}),
        ("A04", Visit(), {"7": "", "8.1": "99901", "10": "", "17": ""}),
        ("A05", Visit(referring="7^X"), {"8": "7^X"}),
        ("A08", Visit(), {"7": "", "8": "", "3": "RAD"}),
    ],
)  # fmt: skip
def test_what_a_visit_gets_that_lacks_what_the_profile_requires(
    event: str, visit: Visit, values: dict[str, str]
) -> None:
    message = adt(event, ZOE, visit, dialect=IHE_SWF, **ENVELOPE)
    assert {where: message.get(f"PV1-{where}") for where in values} == values
    accounted = adt(event, ANA, Visit(), dialect=IHE_SWF, **ENVELOPE)
    assert accounted.get("PV1-19") == ""


PID = b"MSH|^~\\&|A|B|C|D|20261124||ADT^A08|1|P|2.3.1\rPID|1||"


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (b"One^X^^^^^L~Two^Y^^^^^L", "One"),
        (b"One^X^^^^^A~Two^Y^^^^^L~Three^Z^^^^^L", "Two"),
        (b"One^X^^^^^A~Two^Y^^^^^ L ^x", "Two"),
        (b"One^X^^^^^A~Two^Y^^^^L", "One"),
        (b"One^X~Two^Y", "One"),
        (b"", ""),
    ],
)
def test_which_of_several_names_is_the_patients(names: bytes, family: str) -> None:
    assert read_patient(Message.parse(PID + b"1||" + names)).name.family == family


def test_identifiers_that_are_empty_are_none() -> None:
    patient = read_patient(Message.parse(PID + b'^^^A~""~7^^^B&1.2&ISO^MR~8||X^Y||19700102103000|F^x||||||||||ACC^x'))
    assert (patient.id.value, patient.id.authority.universal_id, patient.id.type_code) == ("7", "1.2", "MR")
    assert [each.value for each in patient.other_ids] == ["8"]
    assert (patient.birth_date, patient.sex, patient.account_number) == ("19700102", "F", "ACC^x")


def test_who_survives_is_named_before_who_is_given_up() -> None:
    message = Message.parse(PID.split(b"PID")[0] + b"MRG|A\rPID|1||B\rMRG|C~D\rPID|1||E\r")
    assert [(who.id.value, prior.value) for who, prior in read_merges(message)] == [("B", "C"), ("B", "D")]
    prior = read_prior(message)
    assert prior is not None
    assert prior.value == "A"
    several = read_prior(Message.parse(PID.split(b"PID")[0] + b"MRG|A~B\rMRG|C\r"))
    assert several is not None
    assert several.value == "A"
    assert read_prior(Message.parse(PID.split(b"PID")[0] + b"MRG|^^^X\r")) is None


def test_moments_of_a_visit_are_read_without_what_stands_behind_them() -> None:
    visit = read_visit(Message.parse(PID + b"1\rPV1|1|I" + b"|" * 42 + b"20261124^x|20261126^y\r"))
    assert (visit.patient_class, visit.admitted, visit.discharged) == ("I", "20261124", "20261126")
