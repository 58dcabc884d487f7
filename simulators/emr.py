"""EMR, the order placer: orders (RAD-2), answers filler orders (RAD-3), receives status, appointments and results."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from simulators.addresses import Hl7Address
from simulators.clock import local_time
from simulators.emr_inbox import ReceivedResult, StatusReport
from simulators.emr_intake import KINDS, Records
from simulators.hl7_line import Line, require
from simulators.hl7_receiver import Receiver, Taken
from simulators.mllp_server import MllpServer
from simulators.ports import Ports
from simulators.runtime import Runtime
from simulators.wire.appointment import Appointment
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Order, placer_order
from simulators.wire.result import Result

__all__ = ["Emr", "EmrConfig", "ReceivedResult", "StatusReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmrConfig:
    """``port`` 0 binds a free one. ``orders_to`` is the RIS; ``ris_role`` its role name."""

    role: str = "emr"
    application: str = "EMR"
    facility: str = "HGM"
    port: int = 0
    orders_to: Hl7Address | None = None
    ris_role: str = "ris"
    retry_s: float = 2.0  # pause before a message is sent again


class Emr:
    """``ports["hl7"]`` after :meth:`start`.

    ``place``, ``cancel``, ``change`` and ``discontinue`` block until the acknowledgement. After a time-out they send
    the same message once more, with the same control ID; then they raise :class:`NoAnswer`. They raise
    :class:`PeerViolation` for an answer that is none, and :class:`Refused` (AE, AR) unless ``deliberate`` is given.
    """

    def __init__(self, runtime: Runtime, config: EmrConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or EmrConfig()
        self.ports: dict[str, int] = {}
        self._ports = Ports(runtime.bind)
        self._lock = threading.RLock()
        self._records = Records(lambda: runtime.number("P"), self.config.application)
        self._sent: dict[str, tuple[Message, Message | None]] = {}  # placer number → last message, its answer
        self._lines: dict[str, Line] = {}
        self._is_down = False
        receiver = Receiver(runtime, self.config.role, self._take, kinds=KINDS)
        self._server = MllpServer(runtime, self.config.role, receiver)
        if self.config.orders_to is not None:
            self.know(self.config.ris_role, self.config.orders_to)

    def start(self) -> None:
        """Bind the listener. Raises :class:`ConfigError` when the port is in use."""
        self._server.port = self._ports.take("hl7", self.config.port)
        self.ports["hl7"] = self._server.start()

    def stop(self) -> None:
        """Close listener and connections; what is queued is dropped."""
        self._server.stop()
        self._ports.release()
        for line in self._lines.values():
            line.close()

    def take_down(self) -> None:
        """Refuse connections from now on; what was received stays, and orders can still be placed."""
        self._server.stop()
        self._ports.keep()
        self._is_down = True

    def bring_up(self) -> None:
        """Listen again on the same port. May be called twice."""
        if self._is_down:
            self.start()
        self._is_down = False

    @property
    def address(self) -> Hl7Address:
        """Where fillers send to; after :meth:`start`."""
        return Hl7Address(self.runtime.bind, self.ports["hl7"], self.config.application, self.config.facility)

    def know(self, role: str, address: Hl7Address) -> None:
        """Set where orders go (``role`` is the RIS's), before or after :meth:`start`."""
        if role in self._lines:
            self._lines[role].move(address)
        else:
            self._lines[role] = Line(self.runtime, self.config.role, role, address, retry_s=self.config.retry_s)

    # What a person at the EMR does

    def place(self, order: Order, *, deliberate: str = "", wait: bool = True) -> Order:
        """Send NW; the order as sent, with the placer order number it was given (unless it had one).

        With ``wait`` False it is queued and sent until the RIS acknowledges it: see :meth:`settle`.
        """
        numbered = order.with_(
            placer_order_number=order.placer_order_number or self.runtime.number("P"),
            placer_issuer=order.placer_issuer or self.config.application,
        )
        with self._lock:
            self._records.orders.setdefault(numbered.placer_order_number, numbered)
        if wait:
            self._send(numbered, "NW", deliberate)
        else:
            message = self._message(numbered, "NW")
            self._sent[numbered.placer_order_number] = message, None
            self._line.put(message, deliberate=deliberate)
        return numbered

    def cancel(self, order: Order, *, deliberate: str = "") -> Message:
        """Send CA; the acknowledgement."""
        return self._send(self._known(order), "CA", deliberate)

    def change(self, order: Order, *, deliberate: str = "") -> Message:
        """Send XO with the order as it should be. :class:`LocalViolation` where the dialect has no change."""
        self._require_change()
        changed = order.with_(patient=self._known(order).patient)
        with self._lock:
            if order.placer_order_number in self._records.orders:
                self._records.orders[order.placer_order_number] = changed
        return self._send(changed, "XO", deliberate)

    def discontinue(self, order: Order, *, deliberate: str = "") -> Message:
        """Send DC. :class:`LocalViolation` where the dialect has none."""
        self._require_change()
        return self._send(self._known(order), "DC", deliberate)

    def resend(self, order: Order) -> Message:
        """Send the last message about ``order`` again, byte for byte, with its control ID; the answer as it came."""
        number = order.placer_order_number
        if number not in self._sent:
            raise LocalViolation(f"nothing was sent about order {number!r} yet")
        message, _ = self._sent[number]
        answer = self._line.client.send(message)
        self._sent[number] = message, answer
        return answer

    def settle(self, timeout: float | None = None) -> None:
        """Wait until everything queued was acknowledged; :class:`NoAnswer` after ``timeout`` seconds."""
        seconds = self.runtime.limits.notification_s if timeout is None else timeout
        for line in self._lines.values():
            line.settle(seconds)

    # What a person at the EMR sees

    def order(self, placer_order_number: str) -> Order | None:
        """The order as the EMR knows it now: patient after updates and merges, the filler's numbers, status."""
        with self._lock:
            return self._records.orders.get(placer_order_number)

    def last_acknowledgement(self, order: Order) -> Message | None:
        """The answer to the last message about ``order``."""
        return self._sent.get(order.placer_order_number, (None, None))[1]

    def results_for(self, order: Order) -> list[ReceivedResult]:
        """Everything received for this order, in order of arrival, each with its standing now."""
        with self._lock:
            return self._records.inbox.results_for(order)

    def current_result(self, order: Order) -> Result | None:
        """What a physician is shown now; None when there is none or it was withdrawn."""
        with self._lock:
            return self._records.inbox.current_result(order)

    def statuses_for(self, order: Order) -> list[StatusReport]:
        """SC and OC received for this order, in order of arrival."""
        with self._lock:
            return self._records.inbox.statuses_for(order)

    def appointments_for(self, order: Order) -> list[Appointment]:
        """SIU received for this order, in order of arrival."""
        with self._lock:
            return self._records.inbox.appointments_for(order)

    def filler_orders(self) -> list[Order]:
        """Orders that the filler created (SN), with the placer order number given in the NA."""
        with self._lock:
            return [self._records.orders[number] for number in self._records.made_by_filler]

    # Messages

    @property
    def _line(self) -> Line:
        return require(self._lines, self.config.ris_role, self.config.role)

    def _known(self, order: Order) -> Order:
        return self.order(order.placer_order_number) or order

    def _require_change(self) -> None:
        dialect = self._line.address.dialect
        if not dialect.can_change:
            raise LocalViolation(
                f"the dialect {dialect.name!r} of the RIS has no change or discontinue",
                remedy="cancel the order and place a new one",
            )

    def _message(self, order: Order, control: str) -> Message:
        address = self._line.address
        return placer_order(
            order,
            control,
            dialect=address.dialect,
            sender=f"{self.config.application}|{self.config.facility}",
            receiver=address.name,
            control_id=self.runtime.control_id(self.config.role),
            when=local_time(self.runtime),
        )

    def _send(self, order: Order, control: str, deliberate: str) -> Message:
        message = self._message(order, control)
        self._sent[order.placer_order_number] = message, None
        answer = self._line.ask(message, deliberate=deliberate)
        self._sent[order.placer_order_number] = message, answer
        return answer

    def _take(self, message: Message) -> Taken:
        with self._lock:
            created = self._records.take(message)
        if created is None:
            return Taken()
        answer = placer_order(
            created,
            "NA",
            dialect=IHE_SWF_B if message.type == "OMG^O19" else IHE_SWF,
            sender=f"{self.config.application}|{self.config.facility}",
            receiver=f"{message.sending_application}|{message.sending_facility}",
            control_id=self.runtime.control_id(self.config.role),
            when=local_time(self.runtime),
            reply_to=message,
        )
        return Taken(response=answer)
