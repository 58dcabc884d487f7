"""What crossed the wire: each message once, with time, peer, bytes and decoded value.

In a hospital where both ends are ours a message would be seen twice. The side that opened the connection writes it;
it calls :meth:`Transcript.own` with both ends of it, and the listening side asks :meth:`Transcript.is_own`.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, field, fields, make_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydicom import Dataset

    from simulators.wire.audit import AuditMessage
    from simulators.wire.dicomweb import WebMessage
    from simulators.wire.er7 import Message

OWN_AFTER_CLOSE_S = 5.0
RECENT = 2000  # exchanges among which the message is looked for that a late acknowledgement answers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exchange:
    """One message on the wire.

    ``sender`` and ``receiver`` are role names (``his emr ris pacs workstation``) or, where there are several of a
    role, the name the site gives it (a station ``CT_ER1``, a destination ``BATA``). ``kind`` is the standard's word:
    ``ADT^A01``, ``ACK^A01``; ``C-FIND-RQ``, ``N-EVENT-REPORT-RSP``, ``A-ASSOCIATE-RQ``; ``QIDO-RQ``, ``WADO-RSP``,
    ``STOW-RQ`` for DICOMweb.
    """

    number: int
    time: float  # seconds since the epoch, UTC
    sender: str
    receiver: str
    protocol: str  # "HL7", "DICOM", "HTTP" or "SYSLOG"
    kind: str
    connection: str  # one TCP connection or association, e.g. "emr>ris#3"
    peer: str = ""  # address of the other end, "127.0.0.1:54321"
    raw: bytes = b""  # HL7: the block without its framing; HTTP, or an association PDU: as text; else empty
    message: Message | None = None  # HL7, decoded; None where it could not be
    command: Dataset | None = None  # DICOM command set
    audit: AuditMessage | None = None  # SYSLOG, decoded; None where it could not be
    dataset: Dataset | None = None  # DICOM data set, bulk values replaced by nothing
    web: WebMessage | None = None  # HTTP, decoded
    transfer_syntax: str = ""
    digest: str = ""  # SHA-256 of the encoded data set including bulk values (C-STORE)
    size: int = 0  # bytes on the wire
    reply_to: int | None = None  # number of the request that this answers
    deliberate: str = ""  # why our own side broke a rule on purpose; checks then judge only the answer
    error: str = ""  # what is wrong with the bytes themselves: the sender's fault


def _draft() -> Any:
    """A class of the same layout that is not frozen: its objects are made four times as fast, and become exchanges.

    A frozen dataclass sets its fields one by one through ``object.__setattr__``; this is done for every message.
    """
    columns = []
    for column in fields(Exchange):
        default = {} if column.default is MISSING else {"default": column.default}
        columns.append((column.name, Any, field(**default)))
    return make_dataclass("Draft", columns, slots=True, kw_only=True, eq=False)


_Draft = _draft()


class Transcript:
    """Append-only, thread-safe list of exchanges that can be waited on."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._exchanges: list[Exchange] = []
        self._in_vain: Counter[int] = Counter()
        self._own: dict[tuple[str, int], float] = {}  # address, the port it calls → until when (monotonic)
        self._subscribers: list[Callable[[Exchange], None]] = []
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._awaited = 0  # threads in wait_for
        self._connections = 0
        self._kept = 0
        self._forgotten = 0  # how many exchanges went before those in the list

    def keep_last(self, count: int) -> None:
        """From now on forget all but the last ``count``, and tell no subscriber, who would keep books on each: for a
        process that judges nothing and may run for days."""
        self._kept = count
        self._subscribers.clear()

    def add(self, **values: Any) -> Exchange:
        """Append one exchange; ``number`` and ``time`` are set here. Subscribers run before this returns."""
        with self._lock:
            values["time"] = values.get("time") or self._clock()
            exchange: Exchange = _Draft(number=self._forgotten + len(self._exchanges) + 1, **values)
            exchange.__class__ = Exchange
            self._exchanges.append(exchange)
            if self._kept and len(self._exchanges) > self._kept:
                del self._exchanges[0]
                self._forgotten += 1
            for subscriber in self._subscribers:
                subscriber(exchange)
            if self._awaited:
                self._changed.notify_all()
        return exchange

    def subscribe(self, subscriber: Callable[[Exchange], None]) -> None:
        """Call ``subscriber`` with each exchange from now on, in order, under the lock: it must be quick."""
        with self._changed:
            self._subscribers.append(subscriber)

    def connection(self, sender: str, receiver: str) -> str:
        """A name for a new connection, unique in this transcript."""
        with self._lock:
            self._connections += 1
            return f"{sender}>{receiver}#{self._connections}"

    def own(self, address: str, to: int) -> None:
        """Say that the client at ``address`` ("host:port") that calls the port ``to`` is ours: the listening side will
        not write it again. Both, for the system gives one number to several connections with different ends."""
        now = time.monotonic()
        with self._changed:
            self._own = {known: until for known, until in self._own.items() if until > now}
            self._own[address, to] = math.inf

    def disown(self, address: str, to: int) -> None:
        """Forget it, just before its connection is closed: the system gives port numbers out again.

        Not at once: the listening side may still have to read what was sent before the end.
        """
        with self._changed:
            if (address, to) in self._own:
                self._own[address, to] = time.monotonic() + OWN_AFTER_CLOSE_S

    def is_own(self, address: str, to: int) -> bool:
        """Whether the client at ``address`` that calls the port ``to`` is one of ours."""
        with self._changed:
            until = self._own.get((address, to), 0.0)
        return until > time.monotonic()

    def call_in_vain(self, port: int) -> None:
        """Say that one of ours called this port and nobody was there."""
        with self._changed:
            self._in_vain[port] += 1

    def calls_in_vain(self, port: int) -> int:
        """How often that was."""
        with self._changed:
            return self._in_vain[port]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        with self._changed:
            return tuple(self._exchanges)

    def mark(self) -> int:
        """Number of the last exchange: the start of what comes next."""
        with self._changed:
            return self._forgotten + len(self._exchanges)

    def since(self, mark: int) -> tuple[Exchange, ...]:
        with self._changed:
            return tuple(self._exchanges[max(0, mark - self._forgotten) :])

    def sent(self, sender: str, receiver: str, control_id: str) -> int | None:
        """Number of the last HL7 message with this MSH-10 between these two, among the last :data:`RECENT`."""
        with self._changed:
            recent = self._exchanges[-RECENT:]
        return next(
            (
                one.number
                for one in reversed(recent)
                if (one.sender, one.receiver, one.reply_to) == (sender, receiver, None)
                and one.message is not None
                and one.message.control_id == control_id
            ),
            None,
        )

    def wait_for(self, wanted: Callable[[Exchange], bool], timeout: float, since: int = 0) -> Exchange | None:
        """First exchange after ``since`` for which ``wanted`` is true, or None after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        seen = since
        with self._changed:
            while True:
                for exchange in self._exchanges[max(0, seen - self._forgotten) :]:
                    if wanted(exchange):
                        return exchange
                seen = max(seen, self._forgotten + len(self._exchanges))
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._awaited += 1
                try:
                    self._changed.wait(left)
                finally:
                    self._awaited -= 1


def of_kind(exchanges: Iterable[Exchange], *kinds: str) -> list[Exchange]:
    """Those whose ``kind`` is one of ``kinds``."""
    return [exchange for exchange in exchanges if exchange.kind in kinds]
