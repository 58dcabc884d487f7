"""The RIS's orders under every number that they are asked by. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from simulators.ris_patients import UNKNOWN_KEY, NotPossible
from simulators.ris_steps import visible
from simulators.wire.identifiers import PatientId
from simulators.wire.order import Order


class Orders:
    """Immutable orders under their accession number, oldest first; :meth:`put` replaces one."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._by_placer: dict[str, dict[str, None]] = {}  # → accession numbers, in order
        self._by_filler: dict[str, str] = {}
        self._by_step: dict[str, str] = {}
        self._by_patient: dict[str, dict[str, None]] = {}

    def put(self, order: Order) -> Order:
        accession = order.accession_number
        before = self._orders.get(accession)
        if before is not None and before.patient.id.value != order.patient.id.value:
            self._by_patient[before.patient.id.value.strip()].pop(accession, None)
        self._orders[accession] = order
        self._by_patient.setdefault(order.patient.id.value.strip(), {})[accession] = None
        if order.placer_order_number:
            self._by_placer.setdefault(order.placer_order_number, {})[accession] = None
        self._by_filler[order.filler_order_number] = accession
        for step in order.steps:
            self._by_step[step.id] = accession
        return order

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders.values())

    def __len__(self) -> int:
        return len(self._orders)

    def get(self, accession_number: str) -> Order | None:
        return self._orders.get(accession_number)

    def require(self, accession_number: str) -> Order:
        """:class:`NotPossible` when there is no such order."""
        order = self._orders.get(accession_number)
        if order is None:
            raise NotPossible(f"unknown accession number {accession_number!r}", code=UNKNOWN_KEY, where="OBR-18")
        return order

    def of_step(self, step_id: str) -> Order | None:
        return self._orders.get(self._by_step.get(step_id, ""))

    def of_patient(self, patient_id: PatientId) -> list[Order]:
        found = (self._orders[accession] for accession in self._by_patient.get(patient_id.value.strip(), ()))
        return [order for order in found if order.patient.id.agrees_with(patient_id)]

    def find(self, *, placer: str = "", issuer: str = "", filler: str = "") -> Order | None:
        """The order with this placer number (of this issuer, where both say one); else with this filler number."""
        for accession in self._by_placer.get(placer, ()):
            order = self._orders[accession]
            if not issuer or not order.placer_issuer or issuer == order.placer_issuer:
                return order
        return self._orders.get(self._by_filler.get(filler, "")) if filler else None

    def worklist(self, *, hide_started: bool = True) -> list[Order]:
        """Orders with only the steps that are still to be done."""
        shown = (visible(order, hide_started=hide_started) for order in self)
        return [order for order in shown if order is not None]
