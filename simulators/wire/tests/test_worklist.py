"""Worklist items from orders, and the query for them: every attribute of Table K.6-1."""

from __future__ import annotations

import pytest
from pydicom.sequence import Sequence

from simulators.wire.elements import items, text, values
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName, Visit
from simulators.wire.matching import identifier, matches
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.worklist import ITEM_KEYS, STEP_KEYS, patient_of, worklist_items, worklist_query

ANA = Patient(
    PatientId("0047110", AssigningAuthority("HGM", "1.2.826.0.1", "ISO")),
    PersonName("Nguema Obiang", "María José", "", "Dra.", "Jr"),
    "19800102",
    "F",
    (PatientId("X1", AssigningAuthority("OLD")),),
    "ACC9",
)
STEPS = tuple(
    ScheduledStep(f"S{n}", "CT", "CT_ER1", "ER1", "Room 1", f"2024010510{n}000", Code(f"P{n}", f"Protocol {n}", "L"),
                  performing_physician="7^Ruiz^Juan^^^Dr.")
    for n in (1, 2)
)  # fmt: skip
ORDER = Order(
    ANA,
    Code("CTCH", "TC de tórax", "99HGM"),
    Visit(number="V1^^^HGM", location="ER^1^2", referring="9^Roca^Eva"),
    placer_order_number="P7",
    placer_issuer="EMR",
    filler_order_number="F7",
    filler_issuer="RIS&1.2.3&ISO",
    accession_number="0001",
    accession_issuer="RIS",
    requested_procedure_id="RP1",
    study_instance_uid="2.25.1",
    steps=STEPS,
    priority="S",
    ordering_physician="8^Ruiz Côté^Ana^^^Dra.",
    reason="tos",
    danger="infectious",
    transport="chair",
    alerts="penicillin",
    weight_kg="61.5",
    height_m="1.62",
)


def test_every_attribute_of_type_1_and_2_is_there() -> None:
    for item in worklist_items(ORDER):
        step = item.ScheduledProcedureStepSequence[0]
        for ds, keys in ((item, ITEM_KEYS), (step, STEP_KEYS)):
            assert [key for key, kind in keys.items() if kind in ("1", "2") and key not in ds] == []
            assert [key for key, kind in keys.items() if kind == "1" and not values(ds, key)] == []


def test_identifiers_are_carried_over() -> None:
    first, second = worklist_items(ORDER)
    assert text(first, "PatientID") == "0047110"
    assert text(first, "PatientName") == "Nguema Obiang^María José^^Dra.^Jr"  # prefix before suffix in PN
    assert text(first, "IssuerOfPatientIDQualifiersSequence", "UniversalEntityID") == "1.2.826.0.1"
    assert [one.PatientID for one in first.OtherPatientIDsSequence] == ["0047110", "X1"]
    assert text(first, "RequestingPhysician") == "Ruiz Côté^Ana^^Dra."
    assert text(first, "AdmissionID") == "V1"
    assert text(first, "IssuerOfAccessionNumberSequence", "LocalNamespaceEntityID") == "RIS"
    assert text(first, "OrderFillerIdentifierSequence", "UniversalEntityID") == "1.2.3"
    assert text(first, "RequestedProcedurePriority") == "STAT"
    assert text(first, "SpecificCharacterSet") == "ISO_IR 192"
    path = ("ScheduledProcedureStepSequence", "ScheduledProcedureStepID")
    assert (text(first, *path), text(second, *path)) == ("S1", "S2")
    assert text(first, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStartTime") == "101000"
    assert text(first, "ScheduledProcedureStepSequence", "ScheduledPerformingPhysicianName") == "Ruiz^Juan^^Dr."


@pytest.mark.parametrize(("hl7", "dicom"), [("F", "F"), ("A", "O"), ("N", "O"), ("U", ""), ("", ""), ("O", "O")])
def test_sex(hl7: str, dicom: str) -> None:
    order = ORDER.with_(patient=Patient(ANA.id, ANA.name, "1980", hl7))
    (item, _) = worklist_items(order)
    assert text(item, "PatientSex") == dicom
    assert text(item, "PatientBirthDate") == ""  # a partial date is no DA value


@pytest.mark.parametrize(
    ("written", "day"),
    [("19800102", "19800102"), ("198001021030", "19800102"), ("1980010", ""), ("19800102103000.5+0100", "19800102")],
)
def test_a_birth_date_is_a_whole_day_or_none(written: str, day: str) -> None:
    assert text(worklist_items(ORDER.with_(patient=Patient(ANA.id, ANA.name, written)))[0], "PatientBirthDate") == day


OPTIONAL = (
    "OtherPatientIDsSequence", "PatientSize", "ReasonForTheRequestedProcedure", "IssuerOfPatientID",
    "PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest", "OrderPlacerIdentifierSequence",
    "OrderFillerIdentifierSequence", "IssuerOfAccessionNumberSequence", "IssuerOfAdmissionIDSequence",
    "IssuerOfPatientIDQualifiersSequence", "RequestedProcedureCodeSequence",
)  # fmt: skip


def test_what_an_order_does_not_say_is_not_in_its_item() -> None:
    bare = Order(Patient(PatientId("7"), ANA.name), Code("", "CT", ""), steps=(ScheduledStep("S1", start="20240105"),))
    [item] = worklist_items(bare)
    assert [keyword for keyword in OPTIONAL if keyword in item] == []
    assert values(item, "PatientWeight") == ()  # type 2: empty
    [step] = items(item, "ScheduledProcedureStepSequence")
    assert "ScheduledProtocolCodeSequence" not in step
    assert text(step, "ScheduledProcedureStepDescription") == ""
    assert text(step, "ScheduledProcedureStepStartTime") == ""


def test_what_an_order_says_is_in_its_item() -> None:
    step = ScheduledStep("S1", start="20240105101000.25", protocol=Code("P1", "Protocol", "L"), description="Chest")
    [item] = worklist_items(ORDER.with_(steps=(step,), priority="R^Routine"))
    assert [keyword for keyword in OPTIONAL if not item.get(keyword)] == []
    assert (text(item, "PatientWeight"), text(item, "PatientSize")) == ("61.5", "1.62")
    assert text(item, "ReasonForTheRequestedProcedure") == "tos"
    assert text(item, "RequestedProcedurePriority") == "ROUTINE"
    assert text(item, "PlacerOrderNumberImagingServiceRequest") == "P7"
    assert text(item, "FillerOrderNumberImagingServiceRequest") == "F7"
    assert text(item, "IssuerOfAdmissionIDSequence", "LocalNamespaceEntityID") == "HGM"
    in_step = ("ScheduledProcedureStepSequence",)
    assert text(item, *in_step, "ScheduledProcedureStepStartDate") == "20240105"
    assert text(item, *in_step, "ScheduledProcedureStepStartTime") == "101000"
    assert text(item, *in_step, "ScheduledProcedureStepDescription") == "Chest"
    assert text(item, *in_step, "ScheduledProtocolCodeSequence", "CodeValue") == "P1"
    named = worklist_items(ORDER)[0]  # a step without words of its own has those of its protocol
    assert text(named, *in_step, "ScheduledProcedureStepDescription") == "Protocol 1"


@pytest.mark.parametrize(("kind", "shown"), [("", "ISO"), ("ISO", "ISO"), ("DNS", "DNS")])
def test_what_kind_of_issuer_it_is(kind: str, shown: str) -> None:
    issuer = AssigningAuthority("", "1.2.3", kind)
    order = ORDER.with_(patient=Patient(PatientId("7", issuer), ANA.name), accession_issuer=issuer.to_hd())
    item = worklist_items(order)[0]
    assert "IssuerOfPatientID" not in item
    for sequence in ("IssuerOfPatientIDQualifiersSequence", "IssuerOfAccessionNumberSequence"):
        assert text(item, sequence, "UniversalEntityIDType") == shown
    assert "LocalNamespaceEntityID" not in items(item, "IssuerOfAccessionNumberSequence")[0]


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        ("20240105", "", "20240105"),
        ("20240105", "20240105", "20240105"),
        ("20240105", "20240106", "20240105-20240106"),
        ("20240105-", "20240106", "20240105-20240106"),
        ("", "20240106", "-20240106"),
        ("", "", ""),
    ],
)
def test_a_day_or_several(first: str, last: str, key: str) -> None:
    query = worklist_query(date=first, date_to=last, time="10", time_to="")
    assert text(query, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStartDate") == key
    assert text(query, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStartTime") == "10"
    assert [one.keyword for one in query if (one.VR == "SQ") is not isinstance(one.value, Sequence)] == []


def test_the_patient_comes_back() -> None:
    again = patient_of(worklist_items(ORDER)[0])
    assert (again.id.value, again.id.authority, again.sex) == ("0047110", ANA.id.authority, "F")
    assert again.name == ANA.name


def test_ascii_needs_no_character_set_and_text_that_does_not_fit_is_refused() -> None:
    plain = ORDER.with_(patient=Patient(ANA.id, PersonName("Nsue", "Ana")), procedure=Code("X", "CT", "L"),
                        ordering_physician="")  # fmt: skip
    assert "SpecificCharacterSet" not in worklist_items(plain)[0]
    assert text(worklist_items(ORDER, charset="ISO_IR 100")[0], "SpecificCharacterSet") == "ISO_IR 100"
    odd = ORDER.with_(patient=Patient(ANA.id, PersonName("Œuvray", "Noël")))
    with pytest.raises(LocalViolation, match="PatientName"):
        worklist_items(odd, charset="ISO_IR 100")
    assert text(worklist_items(odd, charset="ISO_IR 203")[0], "PatientName") == "Œuvray^Noël"


def test_a_query_asks_for_everything_and_finds_the_item() -> None:
    item = worklist_items(ORDER)[0]
    query = worklist_query(station="CT_ER1", modality="CT", date="20240105", date_to="20240106", patient_name="nguema*")
    assert matches(item, query)
    answer = identifier(item, query)
    assert set(ITEM_KEYS) <= {element.keyword for element in answer}
    assert set(STEP_KEYS) - {"PreMedication"} <= {one.keyword for one in answer.ScheduledProcedureStepSequence[0]}
    assert not matches(item, worklist_query(station="CT_ER2"))
    assert not matches(item, worklist_query(date="", date_to="20240104"))
    assert matches(item, worklist_query(date="20240104-"))
    assert "SpecificCharacterSet" not in worklist_query(charset="")


def test_items_of_an_order_share_nothing() -> None:
    first, second = worklist_items(ORDER)
    first.PatientName = "Changed"
    assert text(second, "PatientName").startswith("Nguema")
    assert items(first, "RequestedProcedureCodeSequence")[0] is not items(second, "RequestedProcedureCodeSequence")[0]
