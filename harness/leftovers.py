"""What a scenario created in real systems, and taking back of it what the protocol allows to take back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simulators.transcript import Exchange
from simulators.wire.errors import InteropError
from simulators.wire.order import read_orders

if TYPE_CHECKING:
    from pydicom import Dataset

    from harness.session import Hospital

ACCEPTED = ("AA", "CA")
REGISTERING = ("ADT^A01", "ADT^A04", "ADT^A05", "ADT^A08", "ADT^A31")
TAKEN_BACK, DONE = ("CA", "DC"), "CM"  # ORC-5


def created_in_real_systems(hospital: Hospital) -> list[dict[str, Any]]:
    """One entry for each patient, order and study that a real system accepted in this scenario.

    An order that is still open is cancelled (``removed`` true when the cancellation was accepted). Patients, images
    and orders that were carried out have no message that takes them back; they are listed.
    """
    if not hospital.site.real_roles:
        return []
    exchanges = hospital.exchanges()
    entries = [*_patients(hospital, exchanges), *_studies(hospital, exchanges)]
    return [*entries, *_orders(hospital, exchanges)]


def _accepted(hospital: Hospital, exchanges: tuple[Exchange, ...]) -> Iterator[Exchange]:
    """Requests to real systems that were answered with acceptance."""
    requests = {exchange.number: exchange for exchange in exchanges}
    for reply in exchanges:
        request = requests.get(reply.reply_to or 0)
        if request is None or not hospital.is_real(request.receiver):
            continue
        code = reply.message.get("MSA-1") if reply.message is not None else ""
        status = reply.command.get("Status") if reply.command is not None else None
        stored = reply.web is not None and request.kind == "STOW-RQ" and reply.web.status in (200, 202)
        if stored or code in ACCEPTED or (status is not None and (status == 0 or status & 0xF000 == 0xB000)):
            yield request


def _patients(hospital: Hospital, exchanges: tuple[Exchange, ...]) -> Iterator[dict[str, Any]]:
    seen = set()
    for exchange in _accepted(hospital, exchanges):
        if exchange.message is not None and exchange.kind in REGISTERING:
            key = (exchange.message.get("PID-3.1"), exchange.receiver)
            if key not in seen:
                seen.add(key)
                yield _entry("patient", key[0], key[1])


def _studies(hospital: Hospital, exchanges: tuple[Exchange, ...]) -> Iterator[dict[str, Any]]:
    seen = set()
    for exchange in _accepted(hospital, exchanges):
        for ds in _objects(exchange):
            key = (str(ds.get("StudyInstanceUID", "")), exchange.receiver)
            if key not in seen:
                seen.add(key)
                yield _entry("study", key[0], key[1], patient=str(ds.get("PatientID", "")))


def _objects(exchange: Exchange) -> tuple[Dataset, ...]:
    """What a request stores."""
    if exchange.web is not None:
        return exchange.web.datasets if exchange.kind == "STOW-RQ" else ()
    return (exchange.dataset,) if exchange.kind == "C-STORE-RQ" and exchange.dataset is not None else ()


def _orders(hospital: Hospital, exchanges: tuple[Exchange, ...]) -> Iterator[dict[str, Any]]:
    placed: dict[str, tuple[Any, str]] = {}
    closed, done = set(), set()
    for exchange in exchanges:
        if exchange.message is not None and exchange.kind.split("^")[0] in ("ORM", "OMG", "OMI"):
            for control, order in _read(exchange):
                if control in ("CA", "DC", "OC") or order.status in TAKEN_BACK:
                    closed.add(order.placer_order_number)
                elif order.status == DONE:
                    done.add(order.placer_order_number)
    for exchange in _accepted(hospital, exchanges):
        if exchange.message is not None and exchange.sender == "emr":
            for control, order in _read(exchange):
                if control == "NW":
                    placed[order.placer_order_number] = (order, exchange.receiver)
    for number, (order, receiver) in placed.items():
        removed = number in closed or (number not in done and _cancel(hospital, order))
        yield _entry("order", number, receiver, removed=removed)


def _read(exchange: Exchange) -> list[tuple[str, Any]]:
    try:
        return list(read_orders(exchange.message)) if exchange.message is not None else []
    except InteropError:
        return []


def _cancel(hospital: Hospital, order: Any) -> bool:
    try:
        hospital.emr.cancel(order)
    except (InteropError, NotImplementedError):
        return False
    return True


def _entry(what: str, identifier: str, where: str, *, removed: bool = False, **more: str) -> dict[str, Any]:
    return {"what": what, "identifier": identifier, "where": where, "removed": removed, **more}
