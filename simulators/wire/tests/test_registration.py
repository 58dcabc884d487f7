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
