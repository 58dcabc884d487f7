"""Orders read from any dialect: every ORC group of ORM, OMG, OMI, ORR, ORG, ORI (and of ORU)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simulators.wire.envelope import read_code, value
from simulators.wire.er7 import Message, Segment, path
from simulators.wire.identifiers import Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order_values import Dialect, Order, ScheduledStep
from simulators.wire.registration import patient_of, visit_of

_WEIGHT = frozenset({"29463-7", "3141-9", "8335-2"})
_HEIGHT = frozenset({"8302-2", "3137-7", "8301-4"})


@dataclass(slots=True)
class OrderGroup:
    """The segments of one order in a message, and the patient and visit they stand under."""

    pid: Segment | None
    pv1: Segment | None
    segments: list[Segment] = field(default_factory=list)

    def first(self, name: str) -> Segment | None:
        return next((segment for segment in self.segments if segment.name == name), None)

    def all(self, name: str) -> list[Segment]:
        return [segment for segment in self.segments if segment.name == name]

    def get(self, where: str) -> str:
        """Value at a path such as "OBR-4.1" in this group; "" when absent."""
        segment = self.first(path(where).segment)
        return value(segment.get(where)) if segment else ""


def order_groups(message: Message) -> list[OrderGroup]:
    """One group for each order: it begins at ORC, or at an OBR that has no ORC of its own.

    A ZDS belongs to its group and to those before it that have none.
    """
    groups: list[OrderGroup] = []
    pid: Segment | None = None
    pv1: Segment | None = None
    current: OrderGroup | None = None
    for segment in message.segments:
        name = segment.name
        if name == "PID":
            pid, pv1, current = segment, None, None
        elif name == "PV1":
            pv1 = segment
        elif name == "ORC" or (name == "OBR" and (current is None or current.first("OBR"))):
            current = OrderGroup(pid, pv1, [segment])
            groups.append(current)
        elif current is not None:
            current.segments.append(segment)
            if name == "ZDS":
                _share_back(groups, segment)
    return groups


def _share_back(groups: list[OrderGroup], zds: Segment) -> None:
    for group in reversed(groups[:-1]):
        if group.first("ZDS"):
            return
        group.segments.append(zds)


def read_orders(message: Message, dialect: Dialect | None = None) -> list[tuple[str, Order]]:
    """(ORC-1, order) of every ORC group, in order; [] when there is none.

    ORC groups of one requested procedure (same ORC-1, numbers and procedure ID) are one order of several steps.
    ``dialect`` says where this sender puts the accession number and the Study Instance UID, if elsewhere.
    """
    found: list[tuple[str, Order]] = []
    for group in order_groups(message):
        control, order = group.get("ORC-1"), order_of(group, dialect)
        if found and _same_request(found[-1], (control, order)):
            previous = found[-1][1]
            found[-1] = control, replace(previous, steps=(*previous.steps, *order.steps))
        else:
            found.append((control, order))
    return found


def _same_request(one: tuple[str, Order], other: tuple[str, Order]) -> bool:
    def key(entry: tuple[str, Order]) -> tuple[str, ...]:
        control, order = entry
        return (
            control,
            order.placer_order_number,
            order.filler_order_number,
            order.accession_number,
            order.requested_procedure_id,
            order.study_instance_uid,
        )

    return bool(other[1].requested_procedure_id and other[1].steps) and key(one) == key(other)


def order_of(group: OrderGroup, dialect: Dialect | None = None) -> Order:
    """The order that a group tells."""
    steps = _steps(group)
    accession, study_uid = _located(group, dialect)
    scheduled = group.first("OBR") is not None and bool(group.get("OBR-44.1"))
    procedure = _code(group, "OBR-44") if scheduled else _code(group, "OBR-4")
    return Order(
        patient=patient_of(group.pid) if group.pid else Patient(PatientId(""), PersonName()),
        visit=visit_of(group.pv1) if group.pv1 else Visit(patient_class=""),
        procedure=procedure or Code("", "", ""),
        placer_order_number=group.get("ORC-2.1") or group.get("OBR-2.1"),
        placer_issuer=group.get("ORC-2.2") or group.get("OBR-2.2"),
        filler_order_number=group.get("ORC-3.1") or group.get("OBR-3.1"),
        filler_issuer=group.get("ORC-3.2") or group.get("OBR-3.2"),
        accession_number=accession,
        accession_issuer=group.get("IPC-1.2"),
        requested_procedure_id=group.get("IPC-2.1") or group.get("OBR-19"),
        study_instance_uid=study_uid,
        steps=steps,
        priority=group.get("TQ1-9.1") or group.get("ORC-7.6") or group.get("OBR-27.6") or group.get("OBR-5"),
        ordering_physician=group.get("ORC-12") or group.get("OBR-16"),
        requested_start=_start(group),
        reason=group.get("OBR-31.2") or group.get("OBR-31.1"),
        danger=group.get("OBR-12"),
        transport=group.get("OBR-30"),
        alerts=group.get("OBR-13"),
        laterality=group.get("OBR-15.5"),
        body_part=group.get("OBR-15.4"),
        status=group.get("ORC-5"),
        weight_kg=_measure(group, _WEIGHT, {"g": 0.001}),
        height_m=_measure(group, _HEIGHT, {"cm": 0.01, "mm": 0.001}),
    )


def _located(group: OrderGroup, dialect: Dialect | None) -> tuple[str, str]:
    accession = group.get("IPC-1.1") or group.get("OBR-18")
    study_uid = group.get("IPC-3.1") or group.get("ZDS-1.1")
    if dialect and dialect.accession_field:
        accession = _first_part(group, dialect.accession_field)
    if dialect and dialect.study_uid_field:
        study_uid = _first_part(group, dialect.study_uid_field)
    return accession, study_uid


def _first_part(group: OrderGroup, where: str) -> str:
    return group.get(where if path(where).component else f"{where}.1")


def _code(group: OrderGroup, where: str) -> Code | None:
    segment = group.first(path(where).segment)
    return read_code(segment.components(where)) if segment else None


def _start(group: OrderGroup) -> str:
    return group.get("TQ1-7.1") or group.get("ORC-7.4.1") or group.get("OBR-27.4.1") or group.get("OBR-36.1")


def _steps(group: OrderGroup) -> tuple[ScheduledStep, ...]:
    """From each IPC; from OBR-20, -24 and ORC-18 where there is none. () when no step is scheduled."""
    start, physician = _start(group), group.get("OBR-34.1").replace("&", "^")
    if procedures := group.all("IPC"):
        return tuple(replace(_step_of_ipc(ipc), start=start, performing_physician=physician) for ipc in procedures)
    step_id, modality = group.get("OBR-20"), group.get("OBR-24")
    if not step_id and not group.first("ZDS"):
        return ()
    parts = group.first("OBR").components("4") if group.first("OBR") else []  # type: ignore[union-attr]
    alternate = [*parts[3:], "", "", ""]
    return (
        ScheduledStep(
            id=step_id,
            modality=modality,
            station_ae_title=group.get("ORC-18.1"),
            start=start,
            protocol=read_code(alternate) if alternate[0] else None,
            description=alternate[1] or group.get("OBR-4.2"),
            performing_physician=physician,
        ),
    )


def _step_of_ipc(ipc: Segment) -> ScheduledStep:
    def get(where: str) -> str:
        return value(ipc.get(where))

    protocol = read_code(ipc.components("6"))
    return ScheduledStep(
        id=get("4.1"),
        modality=get("5.1"),
        protocol=protocol,
        description=get("6.5") or (protocol.meaning if protocol else ""),
        station_name=get("7.1"),
        location=get("8.1"),
        station_ae_title=get("9"),
    )


def _measure(group: OrderGroup, codes: frozenset[str], factors: dict[str, float]) -> str:
    """A measured value of an OBX with one of ``codes``, in kilograms or metres; "" when there is none."""
    for obx in group.all("OBX"):
        number, unit = value(obx.get("5")), value(obx.get("6.1")).lower()
        if value(obx.get("3.1")) in codes and number:
            return _converted(number, factors[unit]) if unit in factors else number
    return ""


def _converted(number: str, factor: float) -> str:
    try:
        return f"{float(number) * factor:.6g}"
    except ValueError:
        return number
