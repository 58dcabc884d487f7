"""Whose message is it: which patients an exchange names, so that a late one goes to the scenario it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulators.transcript import Exchange
from simulators.wire.elements import text


def patient_ids(exchange: Exchange) -> set[str]:
    """Every patient ID that the message names (PID-3, MRG-1, (0010,0020)); empty where it names none."""
    found: set[str] = set()
    if exchange.message is not None:
        for repetition in (*exchange.message.repetitions("PID-3"), *exchange.message.repetitions("MRG-1")):
            found.add(repetition.split("^")[0].strip())
    if exchange.dataset is not None:
        found.add(text(exchange.dataset, "PatientID"))
    if exchange.audit is not None:
        found.update(exchange.audit.patient_ids)
    if exchange.web is not None:
        found.update(text(ds, "PatientID") for ds in exchange.web.datasets)
    return found - {""}


class Owners:
    """Which scenario each test patient belongs to."""

    def __init__(self) -> None:
        self._by_patient: dict[str, str] = {}
        self._by_number: dict[int, str] = {}

    def claim(self, patient_id: str, scenario: str) -> None:
        self._by_patient[patient_id] = scenario

    def owner(self, exchange: Exchange, current: str) -> str:
        """The scenario of the exchange: that of its patient, of the request it answers, else the ``current`` one."""
        scenarios = {self._by_patient[each] for each in patient_ids(exchange) if each in self._by_patient}
        if scenarios:
            owner = current if current in scenarios else sorted(scenarios)[0]
        elif exchange.reply_to in self._by_number:
            owner = self._by_number[exchange.reply_to]
        else:
            owner = current
        self._by_number[exchange.number] = owner
        return owner

    def of(self, scenario: str, exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
        """Those of ``exchanges`` that belong to ``scenario``."""
        owners: Mapping[int, str] = self._by_number
        return tuple(exchange for exchange in exchanges if owners.get(exchange.number, scenario) == scenario)
