"""Patient registration and update: ADT messages (RAD-1, RAD-12) written and read."""

from __future__ import annotations

from simulators.wire import envelope
from simulators.wire.ack import version_of
from simulators.wire.envelope import composite, cx, value, xpn
from simulators.wire.er7 import Message, Segment, escape
from simulators.wire.er7_text import split
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit
from simulators.wire.order_values import Dialect

# Message structure by event (MSH-9.3, table 0354); 2.3.1 differs for A05 and A31.
STRUCTURES = {
    "A01": "ADT_A01", "A02": "ADT_A02", "A03": "ADT_A03", "A04": "ADT_A01", "A05": "ADT_A05", "A06": "ADT_A06",
    "A07": "ADT_A06", "A08": "ADT_A01", "A11": "ADT_A09", "A12": "ADT_A12", "A13": "ADT_A01", "A28": "ADT_A05",
    "A31": "ADT_A05", "A34": "ADT_A30", "A36": "ADT_A30", "A38": "ADT_A38", "A40": "ADT_A39",
}  # fmt: skip
MERGES = frozenset({"A34", "A36", "A40"})  # PID and MRG, no PV1
_DOCTOR = "99901^PRUEBA^GUARDIA"  # where the profile requires one and the visit names none


def structure_of(event: str, version: str) -> str:
    """MSH-9.3 of an ADT event: ``A05`` is ADT_A05 from 2.4 on and ADT_A01 before."""
    structure = STRUCTURES.get(event, "ADT_A01")
    return "ADT_A01" if structure == "ADT_A05" and version_of(version) < (2, 4) else structure


def adt(
    event: str,
    patient: Patient,
    visit: Visit | None = None,
    *,
    dialect: Dialect,
    sender: str,
    receiver: str,
    control_id: str,
    when: str,
    prior: Patient | None = None,
    recorded: str | None = None,
) -> Message:
    """An ADT message. ``prior`` is the patient given up in A34, A36 and A40 (and the old identity in A06, A07).

    ``when`` is MSH-7, ``recorded`` EVN-2 where it differs. Fields that RAD-1 requires and the visit lacks get a
    plain value: location, visit number, and for A01 doctor and hospital service.
    """
    visit = visit or Visit()
    header = envelope.msh(
        f"ADT^{event}",
        structure=structure_of(event, dialect.version),
        dialect=dialect,
        sender=sender,
        receiver=receiver,
        control_id=control_id,
        when=when,
    )
    segments = [header, envelope.segment("EVN", {1: event, 2: recorded or when}), pid(patient)]
    if prior is not None:
        segments.append(_mrg(prior))
    if event not in MERGES:
        segments.append(pv1(_completed(visit, event, patient)))
    return envelope.assemble(segments, dialect)


def pid(patient: Patient) -> str:
    """The PID segment of a patient."""
    ids = "~".join(cx(each) for each in (patient.id, *patient.other_ids))
    fields = {
        1: "1",
        3: ids,
        5: xpn(patient.name),
        7: patient.birth_date,
        8: escape(patient.sex),
        18: composite(patient.account_number),
    }
    return envelope.segment("PID", fields)


def pv1(visit: Visit) -> str:
    """The PV1 segment of a visit."""
    fields = {
        1: "1",
        2: escape(visit.patient_class),
        3: composite(visit.location),
        6: composite(visit.prior_location),
        7: composite(visit.attending),
        8: composite(visit.referring),
        10: composite(visit.hospital_service),
        17: composite(visit.admitting),
        19: composite(visit.number),
        44: visit.admitted,
        45: visit.discharged,
    }
    return envelope.segment("PV1", fields)


def _completed(visit: Visit, event: str, patient: Patient) -> Visit:
    """The visit with plain values where RAD-1 requires one."""
    changes = {
        "location": visit.location or "RAD",
        "number": visit.number or ("" if patient.account_number else f"V{patient.id.value}"),
    }
    if event == "A01":
        attending = visit.attending or _DOCTOR
        changes |= {
            "attending": attending,
            "admitting": visit.admitting or attending,
            "hospital_service": visit.hospital_service or "MED",
        }
    if event in ("A04", "A05"):
        changes["referring"] = visit.referring or _DOCTOR
    return visit.with_(**changes)


def _mrg(prior: Patient) -> str:
    ids = "~".join(cx(each) for each in (prior.id, *prior.other_ids))
    return envelope.segment("MRG", {1: ids, 3: composite(prior.account_number), 7: xpn(prior.name)})


# --- reading -----------------------------------------------------------------------------------------------------


def identifiers_in(segment: Segment, field: int) -> list[PatientId]:
    """Every repetition of a CX field (PID-3, MRG-1), in order; empty ones are left out."""
    found = []
    for number in range(1, len(segment.repetitions(field)) + 1):
        place = f"{field}[{number}]"
        found.append(envelope.read_cx(segment.components(place), segment.components(f"{place}.4")))
    return [each for each in found if each.value]


def _legal_name(segment: Segment) -> int:
    """Which repetition of PID-5 is the legal name (XPN.7 L), else the first. Only that one is then read: somebody may
    send very many."""
    mark = segment.delimiters.component
    kinds = ("".join(split(content, mark)[6:7]) for content in segment.repetitions(5))
    return next((number for number, kind in enumerate(kinds, start=1) if value(kind) == "L"), 1)


def patient_of(segment: Segment) -> Patient:
    """The patient of a PID segment: first identifier, others as ``other_ids``; of several names the legal one."""
    ids = identifiers_in(segment, 3) or [PatientId("")]
    number = _legal_name(segment)
    name = envelope.read_name(segment.components(f"5[{number}]"), segment.get(f"5[{number}].1.1"))
    return Patient(
        ids[0],
        name,
        birth_date=value(segment.get("7.1"))[:8],
        sex=value(segment.get("8.1")),
        other_ids=tuple(ids[1:]),
        account_number=value(segment.get("18")),
    )


def read_patient(message: Message) -> Patient:
    """The patient of the first PID segment; an empty one where there is none."""
    segment = message.segment("PID")
    return patient_of(segment) if segment else Patient(PatientId(""), PersonName())


def visit_of(segment: Segment) -> Visit:
    """The visit of a PV1 segment."""
    return Visit(
        patient_class=value(segment.get("2")),
        location=value(segment.get("3")),
        prior_location=value(segment.get("6")),
        attending=value(segment.get("7")),
        referring=value(segment.get("8")),
        number=value(segment.get("19")),
        admitted=value(segment.get("44.1")),
        discharged=value(segment.get("45.1")),
        hospital_service=value(segment.get("10")),
        admitting=value(segment.get("17")),
    )


def read_visit(message: Message) -> Visit:
    """The visit of the first PV1 segment; an empty one where there is none."""
    segment = message.segment("PV1")
    return visit_of(segment) if segment else Visit(patient_class="")


def read_prior(message: Message) -> PatientId | None:
    """The identifier given up (MRG-1), of the first MRG segment; None where there is none."""
    segment = message.segment("MRG")
    ids = identifiers_in(segment, 1) if segment else []
    return ids[0] if ids else None


def read_merges(message: Message) -> list[tuple[Patient, PatientId]]:
    """Every merge of the message: who survives (PID) and which identifier is given up (the MRG that follows)."""
    merges, survivor = [], None
    for segment in message.segments:
        if segment.name == "PID":
            survivor = patient_of(segment)
        elif segment.name == "MRG" and survivor:
            merges += [(survivor, prior) for prior in identifiers_in(segment, 1)]
    return merges
