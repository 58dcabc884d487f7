"""EMR, the order placer: orders (RAD-2), answers filler orders (RAD-3), receives status, appointments and results."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.addresses import Hl7Address
from simulators.runtime import Runtime
from simulators.wire.appointment import Appointment
from simulators.wire.er7 import Message
from simulators.wire.order import Order
from simulators.wire.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class EmrConfig:
    """``port`` 0 binds a free one. ``orders_to`` is the RIS; ``ris_role`` its role name."""

    role: str = "emr"
    application: str = "EMR"
    facility: str = "HGM"
    port: int = 0
    orders_to: Hl7Address | None = None
    ris_role: str = "ris"
    retry_s: float = 2.0


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
    ``retracted`` (OBX-11 W or D, or OBR-25 X withdrew it); ``withdrawal`` (the message that did so).
    """

    result: Result
    control_id: str
    standing: str


class Emr:
    """``ports["hl7"]`` after :meth:`start`.

    ``place``, ``cancel``, ``change`` and ``discontinue`` block until the acknowledgement and raise :class:`NoAnswer`
    (silence after the resends), :class:`PeerViolation`, or :class:`Refused` (AE, AR) unless ``deliberate`` is given.
    """

    def __init__(self, runtime: Runtime, config: EmrConfig) -> None:
        self.runtime = runtime
        self.config = config
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        """Bind the listener. Raises :class:`ConfigError` when the port is in use."""

    def stop(self) -> None:
        """Close listener and connections."""

    @property
    def address(self) -> Hl7Address:
        """Where fillers send to; after :meth:`start`."""
        raise NotImplementedError

    def know(self, role: str, address: Hl7Address) -> None:
        """Set where orders go (``role`` is the RIS's), before or after :meth:`start`."""
        raise NotImplementedError

    def place(self, order: Order, *, deliberate: str = "") -> Order:
        """Send NW; the order as sent, with the placer order number it was given (unless it had one)."""
        raise NotImplementedError

    def cancel(self, order: Order, *, deliberate: str = "") -> Message:
        """Send CA; the acknowledgement."""
        raise NotImplementedError

    def change(self, order: Order, *, deliberate: str = "") -> Message:
        """Send XO with the order as it should be. :class:`LocalViolation` where the dialect has no change."""
        raise NotImplementedError

    def discontinue(self, order: Order, *, deliberate: str = "") -> Message:
        """Send DC. :class:`LocalViolation` where the dialect has none."""
        raise NotImplementedError

    def resend(self, order: Order) -> Message:
        """Send the last message about ``order`` again, byte for byte, with its control ID; the answer."""
        raise NotImplementedError

    def last_acknowledgement(self, order: Order) -> Message | None:
        """The answer to the last message about ``order``."""
        raise NotImplementedError

    def results_for(self, order: Order) -> list[ReceivedResult]:
        """Everything received for this order, in order of arrival, each with its standing now."""
        raise NotImplementedError

    def current_result(self, order: Order) -> Result | None:
        """What a physician is shown now; None when there is none or it was withdrawn."""
        raise NotImplementedError

    def statuses_for(self, order: Order) -> list[StatusReport]:
        """SC and OC received for this order, in order of arrival."""
        raise NotImplementedError

    def appointments_for(self, order: Order) -> list[Appointment]:
        """SIU received for this order, in order of arrival."""
        raise NotImplementedError

    def filler_orders(self) -> list[Order]:
        """Orders that the filler created (SN), with the placer order number given in the NA."""
        raise NotImplementedError
