"""The RIS's outgoing side: peers, what is owed to them in order, and the steps that are passed on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from pydicom import Dataset

from simulators.addresses import DicomAddress, Hl7Address
from simulators.clock import local_time
from simulators.hl7_line import Line
from simulators.mllp_client import Delivery
from simulators.ris_config import RisConfig
from simulators.ris_forwarder import Forwarder
from simulators.ris_notice import Notice
from simulators.ris_outgoing import Outgoing
from simulators.ris_owed import Debt, Owed
from simulators.runtime import Runtime
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError
from simulators.wire.order import Order, read_orders
from simulators.wire.result import Result


class Post:
    """Peers that are not known are not told."""

    def __init__(self, runtime: Runtime, config: RisConfig) -> None:
        self._runtime, self._config = runtime, config
        self._lines: dict[str, Line] = {}
        self._mpps: DicomAddress | None = None
        self._owed = Owed()
        self._forwarder = Forwarder(
            runtime,
            role=config.role,
            receiver=config.pacs_role,
            ae_title=config.mpps_ae_title,
            retry_s=config.retry_s,
        )
        self.outgoing = Outgoing(
            f"{config.application}|{config.facility}",
            lambda: runtime.control_id(config.role),
            lambda: local_time(runtime),
        )

    def know(self, role: str, address: Hl7Address | DicomAddress) -> None:
        """The EMR's or PACS's HL7 address, or the DICOM address that MPPS is passed on to."""
        if isinstance(address, DicomAddress):
            self._mpps = address
        elif role in self._lines:
            self._lines[role].move(address)
        else:
            self._lines[role] = Line(self._runtime, self._config.role, role, address, retry_s=self._config.retry_s)

    def promise(self, notices: Sequence[Notice], *more: Callable[[], None]) -> Debt:
        """Queue what is owed, in the order in which it was committed; it is told once :meth:`release` is called."""
        return self._owed.promise(lambda: self._tell(notices, more))

    def release(self, debt: Debt) -> None:
        self._owed.release(debt)

    def pass_on(self, uid: str, ds: Dataset, *, created: bool) -> None:
        """An MPPS as it came, to the PACS."""
        if self._mpps is not None:
            (self._forwarder.created if created else self._forwarder.set)(self._mpps, uid, ds)

    def report(self, result: Result, deliberate: str = "") -> None:
        """Queue a report for the EMR."""
        if emr := self._lines.get(self._config.emr_role):
            emr.put(self.outgoing.report(result, emr.address), deliberate=deliberate)

    def placer_number(self, order: Order, late: Callable[[str, str], None]) -> tuple[str, str]:
        """Tell the EMR of an order of ours (SN); number and issuer of its NA, "" where it gives none in time.

        When the answer comes later all the same, ``late`` is called with them, in a thread of its own.
        """
        emr = self._lines.get(self._config.emr_role)
        if emr is None:
            return "", ""
        message = self.outgoing.new_order(order, emr.address)
        sent: list[Delivery] = []
        self.release(self.promise((), lambda: sent.append(emr.put(message))))
        try:
            self._owed.settle(self._runtime.limits.notification_s)
            return _number_in(sent[0].result(self._runtime.limits.notification_s))
        except (InteropError, IndexError) as silence:
            self._runtime.progress(f"{self._config.role}: no order number from {self._config.emr_role}: {silence}")
        if sent:
            threading.Thread(target=_wait_for_number, args=(sent[0], late), daemon=True).start()
        return "", ""

    def _tell(self, notices: Sequence[Notice], more: Sequence[Callable[[], None]]) -> None:
        acts: list[Callable[[], None]] = [partial(self._tell_one, notice) for notice in notices]
        for act in (*acts, *more):
            try:
                act()
            except InteropError as error:  # a text that a peer's character set lacks: the others are still told
                self._runtime.progress(f"{self._config.role} could not tell everything: {error}")

    def _tell_one(self, notice: Notice) -> None:
        config = self._config
        if emr := self._lines.get(config.emr_role):
            for message in self.outgoing.to_emr(
                notice,
                emr.address,
                appointments=config.appointments,
                status_when_scheduled=config.status_when_scheduled,
            ):
                emr.put(message)
        if pacs := self._lines.get(config.pacs_role):
            for message in self.outgoing.to_pacs(notice, pacs.address):
                pacs.put(message)

    def settle(self, timeout: float) -> None:
        """Wait until every peer acknowledged everything; :class:`NoAnswer` after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout

        def left() -> float:
            return max(deadline - time.monotonic(), 0.01)

        self._owed.settle(left())
        for line in self._lines.values():
            line.settle(left())
        self._forwarder.settle(left())

    def stop(self) -> None:
        """What is still queued is dropped."""
        for line in self._lines.values():
            line.close()
        self._forwarder.stop()


def _number_in(answer: Message) -> tuple[str, str]:
    """Placer order number and issuer of an NA; empty where the answer has none."""
    numbered = [order for control, order in read_orders(answer) if control == "NA"]
    return (numbered[0].placer_order_number, numbered[0].placer_issuer) if numbered else ("", "")


def _wait_for_number(delivery: Delivery, late: Callable[[str, str], None]) -> None:
    try:
        number, issuer = _number_in(delivery.result(threading.TIMEOUT_MAX))
    except InteropError:  # the RIS was stopped
        return
    if number:
        late(number, issuer)
