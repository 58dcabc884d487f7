"""How the RIS turns an ordered code into scheduled steps: the numbers it gives, the device and time it chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from simulators.ris_config import ProcedurePlan, Station, StepPlan
from simulators.ris_patients import INTERNAL, TABLE_VALUE, NotPossible
from simulators.runtime import Runtime
from simulators.wire.order import Order, ScheduledStep


def moment(text: str) -> str:
    """An HL7 date and time as YYYYMMDDHHMMSS, midnight where it has no time, without fraction and offset."""
    digits = text.split("+")[0].split("-")[0].split(".")[0]
    return (digits + "000000")[:14] if len(digits) >= 8 else ""


class Numbers(Protocol):
    """Where new identifiers come from. Each at most 16 characters (VR SH), the UID at most 64."""

    def accession_number(self) -> str: ...
    def filler_order_number(self) -> str: ...
    def requested_procedure_id(self) -> str: ...
    def step_id(self) -> str: ...
    def study_instance_uid(self) -> str: ...


class RunNumbers:
    """Numbers that are unique across runs."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def accession_number(self) -> str:
        return self._runtime.number("A")

    def filler_order_number(self) -> str:
        return self._runtime.number("F")

    def requested_procedure_id(self) -> str:
        return self._runtime.number("RP")

    def step_id(self) -> str:
        return self._runtime.number("S")

    def study_instance_uid(self) -> str:
        return self._runtime.uid()


class Schedule:
    """Chooses; keeps nothing."""

    def __init__(
        self,
        numbers: Numbers,
        *,
        stations: Sequence[Station] = (),
        catalogue: Mapping[str, ProcedurePlan] | None = None,
        issuer: str = "RIS",
    ) -> None:
        self.numbers = numbers
        self.stations = tuple(stations)
        self.catalogue = catalogue or {}
        self.issuer = issuer

    def number(self, order: Order, when: str) -> Order:
        """``order`` with the filler's identifiers and its steps; those it already has are kept."""
        numbers = self.numbers
        numbered = order.with_(
            accession_number=order.accession_number or numbers.accession_number(),
            filler_order_number=order.filler_order_number or numbers.filler_order_number(),
            filler_issuer=order.filler_issuer or self.issuer,
            requested_procedure_id=order.requested_procedure_id or numbers.requested_procedure_id(),
            study_instance_uid=order.study_instance_uid or numbers.study_instance_uid(),
            status="SC",
        )
        return self.plan(numbered, when)

    def plan(self, order: Order, when: str) -> Order:
        """``order`` with one scheduled step for each step of its procedure, at the requested time or else ``when``."""
        plan = self.procedure(order)
        asked = order.steps[0] if order.steps else ScheduledStep()
        steps = tuple(
            self.step(
                step, start=moment(order.requested_start) or when, asked=asked, physician=asked.performing_physician
            )
            for step in plan.steps
        )
        return order.with_(
            steps=steps,
            body_part=order.body_part or plan.body_part,
            laterality=order.laterality or plan.laterality,
        )

    def procedure(self, order: Order) -> ProcedurePlan:
        """What the catalogue has for the code; else one step on the modality that the order itself names."""
        if not order.procedure.value:
            raise NotPossible("no procedure ordered", code="101", where="OBR-4")
        plan = self.catalogue.get(order.procedure.value)
        if plan is not None:
            return plan
        modality = order.steps[0].modality if order.steps else ""
        if not modality:
            raise NotPossible(
                f"procedure {order.procedure.value!r} is not in the catalogue", code=TABLE_VALUE, where="OBR-4"
            )
        step = order.steps[0]
        protocol = step.protocol or order.procedure
        return ProcedurePlan(order.procedure, (StepPlan(modality, protocol, step.description or protocol.meaning),))

    def step(self, plan: StepPlan, *, start: str, asked: ScheduledStep, physician: str) -> ScheduledStep:
        wanted = asked.station_ae_title if asked.modality in ("", plan.modality) else ""
        station = self.station(plan.modality, plan.station or wanted)
        return ScheduledStep(
            id=self.numbers.step_id(),
            modality=plan.modality,
            station_ae_title=station.ae_title,
            station_name=station.name or station.ae_title,
            location=station.location,
            start=start,
            protocol=plan.protocol,
            description=plan.description or plan.protocol.meaning,
            performing_physician=physician,
        )

    def moved(self, step: ScheduledStep, start: str = "", ae_title: str = "") -> ScheduledStep:
        """``step`` at another time, on another device."""
        station = self.station(step.modality, ae_title or step.station_ae_title)
        return replace(
            step,
            start=moment(start) or step.start,
            station_ae_title=station.ae_title,
            station_name=station.name or station.ae_title,
            location=station.location,
        )

    def station(self, modality: str, ae_title: str = "") -> Station:
        """The device asked for, else the first one of the modality."""
        for station in self.stations:
            if station.ae_title == ae_title or (not ae_title and station.modality == modality):
                return station
        if ae_title and not any(station.ae_title == ae_title for station in self.stations):
            raise NotPossible(f"no device {ae_title!r}", code=TABLE_VALUE, where="OBR-24")
        raise NotPossible(f"no device for modality {modality!r}", code=INTERNAL, where="OBR-24")
