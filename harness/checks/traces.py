"""Traces: what each message and data set says of an examination, concept by concept, and where it says it (HL7 here).

A concept ("accession") has one name in every format, so that two traces can be compared without knowing formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from harness.checks.hl7 import requests
from harness.checks.story import Story
from simulators.transcript import Exchange
from simulators.wire.identifiers import Code, Patient, PersonName
from simulators.wire.order import Order, ScheduledStep, read_orders
from simulators.wire.result import Result, read_result

# Order control and status to (0040,0020), as dcm4chee maps them.
SPS_STATUS = {
    ("NW", "SC"): "SCHEDULED",
    ("NW", "IP"): "SCHEDULED",
    ("XO", "SC"): "SCHEDULED",
    ("XO", "CM"): "COMPLETED",
    ("CA", "CA"): "CANCELED",
    ("DC", "CA"): "DISCONTINUED",
}
PATIENT = ("patient_id", "issuer", "name", "birth_date", "sex")


class Value(NamedTuple):
    """Text without padding, and its place: "PID-5", "(0010,0010) PatientName"."""

    text: str
    where: str


Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One order, worklist entry, performed step, image or report, as one exchange tells it.

    ``requests`` are the items of (0040,0275) or (0040,0270): several in a group case.
    """

    kind: str  # order schedule notice item mpps image report entry
    exchange: Exchange
    values: Values
    requests: tuple[Values, ...] = ()
    control: str = ""  # ORC-1
    label: str = ""  # for people: "the worklist of CT_ER1"
    patient: Patient | None = None
    uid: str = ""  # SOP Instance UID
    extra: Mapping[str, str] = field(default_factory=dict)

    def text(self, concept: str) -> str:
        value = self.values.get(concept)
        return value.text if value else ""


def values_of(pairs: Iterable[tuple[str, str, str]]) -> dict[str, Value]:
    """From (concept, text, place); padding is taken off, zeros never."""
    return {concept: Value(text.strip(" \0"), where) for concept, text, where in pairs}


def full_name(name: PersonName) -> str:
    """The five components in NFC, as DICOM orders them: what must be equal on every hop."""
    return "^".join(name.canonical()).rstrip("^")


def coded(code: Code | None) -> str:
    """``value^scheme``: meaning is text for people, and may be in their language."""
    return f"{code.value}^{code.scheme}".strip("^") if code else ""


def patient_values(patient: Patient) -> dict[str, Value]:
    """Of a PID segment."""
    return values_of(
        [
            ("patient_id", patient.id.value, "PID-3.1"),
            ("issuer", patient.id.authority.to_hd(), "PID-3.4"),
            ("name", full_name(patient.name), "PID-5"),
            ("birth_date", patient.birth_date, "PID-7"),
            ("sex", patient.sex, "PID-8"),
        ]
    )


def _order_values(order: Order, kind: str) -> dict[str, Value]:
    omi, tq1 = kind.startswith("OMI"), kind[:3] in ("OMI", "OMG")
    return {
        **patient_values(order.patient),
        **values_of(
            [
                ("placer", order.placer_order_number, "ORC-2"),
                ("filler", order.filler_order_number, "ORC-3"),
                ("accession", order.accession_number, "IPC-1" if omi else "OBR-18"),
                ("rp_id", order.requested_procedure_id, "IPC-2" if omi else "OBR-19"),
                ("study_uid", order.study_instance_uid, "IPC-3" if omi else "ZDS-1"),
                ("procedure", coded(order.procedure), "OBR-4"),
                ("procedure_text", order.procedure.meaning, "OBR-4.2"),
                ("requesting", full_name(PersonName.from_xcn(order.ordering_physician)), "OBR-16"),
                ("referring", full_name(PersonName.from_xcn(order.visit.referring)), "PV1-8"),
                ("priority", order.priority, "TQ1-9" if tq1 else "ORC-7.6"),
                ("start", order.requested_start, "TQ1-7" if tq1 else "ORC-7.4"),
                ("reason", order.reason, "OBR-31"),
                ("danger", order.danger, "OBR-12"),
                ("transport", order.transport, "OBR-30"),
                ("alerts", order.alerts, "OBR-13"),
                ("weight", order.weight_kg, "OBX-5"),
                ("height", order.height_m, "OBX-5"),
                ("admission", (order.visit.number or order.patient.account_number).split("^")[0], "PV1-19"),
                ("status", order.status, "ORC-5"),
            ]
        ),
    }


def _step_values(step: ScheduledStep, kind: str) -> dict[str, Value]:
    omi = kind.startswith("OMI")
    values = values_of(
        [
            ("sps_id", step.id, "IPC-4" if omi else "OBR-20"),
            ("modality", step.modality, "IPC-5" if omi else "OBR-24"),
            ("protocol", coded(step.protocol), "IPC-6" if omi else "OBR-4.4"),
            ("sps_description", step.description, "IPC-6" if omi else "OBR-4.5"),
            ("station_aet", step.station_ae_title, "IPC-9" if omi else "ORC-18"),
            ("performing", full_name(PersonName.from_xcn(step.performing_physician)), "OBR-34"),
            ("start", step.start, "TQ1-7" if omi else "ORC-7.4"),
        ]
    )
    if omi:
        values |= values_of([("station_name", step.station_name, "IPC-7"), ("location", step.location, "IPC-8")])
    return values


def _orders_of(story: Story, exchange: Exchange) -> list[tuple[str, Order]]:
    return read_orders(exchange.message, story.dialect_of(exchange)) if exchange.message else []


def placed_orders(story: Story) -> list[Trace]:
    """RAD-2: what the placer ordered, each ORC group a trace."""
    return story.memo(_placed_orders)


def _placed_orders(story: Story) -> list[Trace]:
    return [
        _order_trace("order", exchange, control, order, "the order")
        for exchange in requests(story, "ORM^O01", "OMG^O19", receiver="ris")
        for control, order in _orders_of(story, exchange)
    ]


def scheduled_procedures(story: Story) -> list[Trace]:
    """RAD-4 and RAD-13: what the filler told the image manager; one trace for each scheduled step."""
    return story.memo(_scheduled_procedures)


def _scheduled_procedures(story: Story) -> list[Trace]:
    return [
        _order_trace("schedule", exchange, control, order, "the notice to the PACS", step)
        for exchange in requests(story, "ORM^O01", "OMI^O23", sender="ris")
        if exchange.receiver == "pacs"
        for control, order in _orders_of(story, exchange)
        for step in order.steps or (None,)
    ]


def filler_notices(story: Story) -> list[Trace]:
    """RAD-3: what the filler told the placer (SN, SC, OC), and the placer's answer (NA)."""
    return story.memo(_filler_notices)


def _filler_notices(story: Story) -> list[Trace]:
    messages = [
        exchange
        for exchange in story.hl7("ORM^O01", "OMG^O19", "ORR^O02", "ORG^O20")
        if exchange.sender in ("ris", "emr") and exchange.receiver in ("ris", "emr")
    ]
    return [
        _order_trace("notice", exchange, control, order, "the status")
        for exchange in messages
        if exchange.sender == "ris" or exchange.kind[:3] in ("ORR", "ORG")
        for control, order in _orders_of(story, exchange)
    ]


def _order_trace(
    kind: str, exchange: Exchange, control: str, order: Order, label: str, step: ScheduledStep | None = None
) -> Trace:
    values = _order_values(order, exchange.kind)
    if kind == "schedule":
        planned = SPS_STATUS.get((control, order.status), "")
        values |= values_of(
            [
                ("procedure", coded(order.procedure), "OBR-44"),
                ("status", planned, f"ORC-1 {control}, ORC-5 {order.status}"),
            ]
        )
    if step:
        values |= _step_values(step, exchange.kind)
    return Trace(kind, exchange, values, control=control, label=label, patient=order.patient)


def reports(story: Story) -> list[tuple[Trace, Result]]:
    """RAD-28 and RAD-128: every OBR of every ORU."""
    return story.memo(_reports)


def _reports(story: Story) -> list[tuple[Trace, Result]]:
    found = []
    for exchange in requests(story, "ORU^R01"):
        for result in read_result(exchange.message) if exchange.message else []:
            order = result.order
            values = {
                **patient_values(order.patient),
                **values_of(
                    [
                        ("placer", order.placer_order_number, "OBR-2"),
                        ("filler", order.filler_order_number, "OBR-3"),
                        ("accession", order.accession_number, "OBR-18"),
                        ("rp_id", order.requested_procedure_id, "OBR-19"),
                        ("study_uid", order.study_instance_uid, "OBX-5 (Study Instance UID)"),
                        ("procedure", coded(order.procedure), "OBR-4"),
                    ]
                ),
            }
            found.append((Trace("report", exchange, values, label="the report", patient=order.patient), result))
    return found
