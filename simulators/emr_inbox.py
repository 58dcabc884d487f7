"""What the EMR holds of the messages it received: statuses, appointments, results and their standing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from simulators.wire.appointment import Appointment
from simulators.wire.order import Order
from simulators.wire.result import Result

FINAL = frozenset({"F", "C"})  # OBR-25 (table 0123)
NO_RESULT = frozenset({"X", "Y", "Z"})
WITHDRAWN = frozenset({"W", "D", "X"})  # OBX-11 (table 0085): original was wrong, delete, cannot be obtained
FINAL_UNSENT = "U"  # OBX-11: now final, without sending the text again


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """One SC, OC or other order message from the filler: ``control`` ORC-1, ``status`` ORC-5."""

    control: str
    status: str
    order: Order
    control_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedResult:
    """A result as it came, and what it is worth now.

    ``standing``: ``current``; ``superseded`` by a later one; ``late`` (a preliminary after a final: never shown);
    ``retracted`` by a later message; ``withdrawal`` (that message, OBX-11 W or D, or OBR-25 X).
    """

    result: Result
    control_id: str
    standing: str


def is_final(result: Result) -> bool:
    return result.status in FINAL


def is_withdrawal(result: Result) -> bool:
    """Whether it takes back what was reported: every observation withdrawn, or OBR-25 says that there is no result."""
    states = [observation.status for observation in result.observations]
    return result.status in NO_RESULT or (bool(states) and all(state in WITHDRAWN for state in states))


def received(history: Iterable[ReceivedResult], result: Result, control_id: str) -> list[ReceivedResult]:
    """``history`` of one order with ``result`` added, and every standing brought up to date."""
    entries = list(history)
    now = next((entry.result for entry in entries if entry.standing == "current"), None)
    if is_withdrawal(result):
        retracted = [_with(entry, "retracted", "current", "superseded") for entry in entries]
        return [*retracted, ReceivedResult(result=result, control_id=control_id, standing="withdrawal")]
    if now is not None and is_final(now) and not is_final(result):
        return [*entries, ReceivedResult(result=result, control_id=control_id, standing="late")]
    older = [_with(entry, "superseded", "current") for entry in entries]
    return [*older, ReceivedResult(result=_made_final(result, now), control_id=control_id, standing="current")]


def _with(entry: ReceivedResult, standing: str, *before: str) -> ReceivedResult:
    return replace(entry, standing=standing) if entry.standing in before else entry


def _made_final(result: Result, before: Result | None) -> Result:
    """``result`` with the earlier text where it only says that this is now final (OBX-11 U)."""
    states = {observation.status for observation in result.observations}
    return replace(result, observations=before.observations) if before and states == {FINAL_UNSENT} else result


def _same(order: Order, other: Order) -> bool:
    """The first number that both have decides."""
    pairs = (
        (order.placer_order_number, other.placer_order_number),
        (order.filler_order_number, other.filler_order_number),
        (order.accession_number, other.accession_number),
    )
    return next((mine == theirs for mine, theirs in pairs if mine and theirs), False)


class Inbox:
    """Everything received, in order of arrival; asked by any number that both sides have."""

    def __init__(self) -> None:
        self.statuses: list[StatusReport] = []
        self.appointments: list[Appointment] = []
        self._results: list[list[ReceivedResult]] = []  # one history for each order

    def add_result(self, result: Result, control_id: str) -> None:
        for n, history in enumerate(self._results):
            if _same(history[0].result.order, result.order):
                self._results[n] = received(history, result, control_id)
                return
        self._results.append(received([], result, control_id))

    def results_for(self, order: Order) -> list[ReceivedResult]:
        order = self._completed(order)
        return [entry for history in self._results if _same(history[0].result.order, order) for entry in history]

    def current_result(self, order: Order) -> Result | None:
        return next((entry.result for entry in self.results_for(order) if entry.standing == "current"), None)

    def statuses_for(self, order: Order) -> list[StatusReport]:
        order = self._completed(order)
        return [report for report in self.statuses if _same(report.order, order)]

    def appointments_for(self, order: Order) -> list[Appointment]:
        return [appointment for appointment in self.appointments if _same(appointment.order, order)]

    def _completed(self, order: Order) -> Order:
        """``order`` with the filler's numbers where a status told them."""
        for report in self.statuses:
            if order.placer_order_number and report.order.placer_order_number == order.placer_order_number:
                return order.with_(
                    filler_order_number=order.filler_order_number or report.order.filler_order_number,
                    accession_number=order.accession_number or report.order.accession_number,
                )
        return order
