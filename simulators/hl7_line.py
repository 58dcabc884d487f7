"""One HL7 interface to one peer: what waits for its answer, and what is queued until it is acknowledged."""

from __future__ import annotations

import threading
import time

from simulators.addresses import Hl7Address
from simulators.mllp_client import Delivery, MllpClient, Outbox
from simulators.runtime import Runtime
from simulators.wire.ack import wants_application
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, LocalViolation, NoAnswer, Refused


class Line:
    """Opened by the first message."""

    def __init__(self, runtime: Runtime, sender: str, receiver: str, address: Hl7Address, *, retry_s: float) -> None:
        self._runtime, self._sender, self._receiver, self._retry_s = runtime, sender, receiver, retry_s
        self._open: list[Delivery] = []
        self._lock = threading.Lock()
        self.address = address
        self._connect()

    def _connect(self) -> None:
        address = self.address
        self.client = MllpClient(self._runtime, self._sender, self._receiver, address.host, address.port, address.tls)
        self._outbox = Outbox(self.client, retry_s=self._retry_s)

    def ask(self, message: Message, *, deliberate: str = "") -> Message:
        """Send and return the acknowledgement (in enhanced mode the application's).

        After a time-out it is sent once more with the same control ID; then :class:`NoAnswer` (or what the peer did
        wrong) is raised and it is not sent any more. AE and AR raise :class:`Refused`. A ``deliberate`` message is sent
        once, and whatever is answered is returned.
        """
        if deliberate:
            return self._final(message, self.client.send(message, deliberate=deliberate))
        limit = 2 * self._runtime.limits.acknowledgement_s + self._retry_s
        delivery = self.put(message)
        try:
            answer = self._final(message, delivery.result(limit))
        except InteropError:
            if not delivery.is_done:
                self.drop()
            raise
        return accepted(answer, f"{self._receiver} ({self.address})", message)

    def put(self, message: Message, *, deliberate: str = "") -> Delivery:
        """Queue it: sent in order, again until it is acknowledged."""
        delivery = self._outbox.put(message, deliberate=deliberate)
        with self._lock:
            self._open = [one for one in self._open if not one.is_done] + [delivery]
        return delivery

    @property
    def depth(self) -> int:
        """Messages put and not acknowledged yet."""
        with self._lock:
            return sum(not one.is_done for one in self._open)

    def settle(self, timeout: float) -> None:
        """Wait until everything put was acknowledged; :class:`NoAnswer` after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        with self._lock:
            waiting = [one for one in self._open if not one.is_done]
        for delivery in waiting:
            try:
                delivery.result(max(deadline - time.monotonic(), 0))
            except NoAnswer:
                raise
            except InteropError as error:
                if not delivery.is_done:
                    raise NoAnswer(f"{self._receiver} was not told everything: {error}", seconds=timeout) from error

    def move(self, address: Hl7Address) -> None:
        """The peer is somewhere else now. What was queued is dropped when that changes."""
        if (address.host, address.port, address.tls) != (self.address.host, self.address.port, self.address.tls):
            self.close()
            self.address = address
            self._connect()
        self.address = address

    def drop(self) -> None:
        """Forget what is queued."""
        self._outbox.stop()
        self._outbox = Outbox(self.client, retry_s=self._retry_s)

    def close(self) -> None:
        """Forget what is queued and close the connection."""
        self._outbox.stop()
        self.client.close()

    def _final(self, message: Message, answer: Message) -> Message:
        if answer.get("MSA-1") == "CA" and wants_application(message):
            return self.client.wait_for_more(message.control_id, self._runtime.limits.acknowledgement_s)
        return answer


def accepted(answer: Message, who: str, message: Message) -> Message:
    """``answer`` itself; :class:`Refused` when it is not AA or CA."""
    code = answer.get("MSA-1")
    if code in ("AA", "CA"):
        return answer
    reason = answer.get("ERR-8") or answer.get("MSA-3") or answer.get("ERR-3.2") or answer.get("ERR-1.4.2")
    raise Refused(
        f"{who} refused {message.type} {message.control_id}: {code} {reason}".rstrip(),
        code=code,
        clause="HL7 v2 chapter 2, MSA-1",
        received=answer.text,
    )


def require(lines: dict[str, Line], role: str, sender: str) -> Line:
    """The line to ``role``; :class:`LocalViolation` when there is none."""
    if role not in lines:
        raise LocalViolation(
            f"{sender} does not know where {role} is", remedy=f"give {role} an HL7 address in the site file"
        )
    return lines[role]
