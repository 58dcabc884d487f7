"""One HL7 connection on a plain blocking socket: for load, where the reactor of the simulators has no place."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque

from simulators.addresses import Hl7Address
from simulators.mllp_guard import guard
from simulators.runtime import Runtime
from simulators.tls import connect
from simulators.wire import mllp
from simulators.wire.ack import wants_application
from simulators.wire.er7 import Message
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable


class Hl7Connection:
    """Opened by the first message, opened again after a failure. One message at a time, as MLLP has it: whoever asks
    while another waits is next, and his waiting counts."""

    def __init__(self, runtime: Runtime, to: Hl7Address) -> None:
        self.runtime, self.to = runtime, to
        self._turn = threading.Lock()
        self._sock: socket.socket | None = None
        self._decoder = mllp.Decoder()
        self._events: deque[bytes | PeerViolation] = deque()

    def ask(self, message: Message) -> Message:
        """Send, and return the (application) acknowledgement. LocalViolation for a patient that is not ours,
        Unreachable, NoAnswer, PeerViolation; Refused for any code but AA and CA."""
        guard(self.runtime, message.raw)
        with self._turn:
            try:
                answer = self._exchange(message)
            except BaseException:
                self.close()
                raise
        code = answer.get("MSA-1")
        if code not in ("AA", "CA"):
            raise Refused(f"{self.to} refused {message.type}: {code}", code=code, clause="HL7 v2 chapter 2, MSA-1")
        return answer

    def close(self) -> None:
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _exchange(self, message: Message) -> Message:
        if self._sock is None:
            self._connect()
        assert self._sock is not None
        deadline = time.monotonic() + self.runtime.limits.acknowledgement_s
        try:
            self._sock.sendall(mllp.frame(message.raw))
            answer = self._answer(message, deadline)
            if answer.get("MSA-1") == "CA" and wants_application(message):
                answer = self._answer(message, deadline)
        except TimeoutError as error:
            seconds = self.runtime.limits.acknowledgement_s
            raise NoAnswer(f"{self.to} did not acknowledge {message.type} within {seconds:g} s") from error
        except OSError as error:
            raise PeerViolation(f"{self.to} broke the connection: {error}", clause="HL7 v2 appendix C") from error
        return answer

    def _connect(self) -> None:
        seconds = self.runtime.limits.connect_s
        try:
            self._sock = socket.create_connection((self.to.host, self.to.port), timeout=seconds)
            if self.to.tls is not None:
                self._sock = connect(self._sock, self.to.tls, self.to.host)
        except OSError as error:
            raise Unreachable(f"{self.to} cannot be reached: {error}", where=str(self.to), cause=str(error)) from error
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._decoder, self._events = mllp.Decoder(self.runtime.limits.message_bytes), deque()

    def _answer(self, message: Message, deadline: float) -> Message:
        """The next block that answers ``message``; a late answer to an earlier one is passed over."""
        assert self._sock is not None
        while True:
            while self._events:
                event = self._events.popleft()
                if isinstance(event, PeerViolation):
                    raise event
                if event not in (mllp.COMMIT_ACK, mllp.COMMIT_NAK):
                    answer = Message.parse(event)
                    if answer.get("MSA-2") == message.control_id:
                        return answer
            self._sock.settimeout(max(deadline - time.monotonic(), 0.001))
            data = self._sock.recv(65536)
            if not data:
                raise PeerViolation(f"{self.to} closed the connection", clause="HL7 v2 appendix C")
            self._events += self._decoder.receive_data(data)
