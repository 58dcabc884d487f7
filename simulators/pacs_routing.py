"""Routing: what is stored is sent on by rule, from a queue that outlives a crash, until the destination has it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from pydicom import Dataset

from simulators.addresses import DicomAddress
from simulators.dimse_contexts import storage_contexts
from simulators.dimse_files import EncodedInstance, Unread
from simulators.dimse_scu import OpenAssociation, Scu
from simulators.pacs_rejection import references, rejection
from simulators.pacs_store import Store, Stored
from simulators.runtime import Runtime
from simulators.wire.errors import InteropError, LocalViolation, Refused

OUT_OF_RESOURCES = 0xA7
_AT_ONCE = 100  # instances of one association


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Send what matches to ``to`` (role names of peers). An empty condition matches everything.

    Several values of a condition are alternatives. ``between`` is ``("HHMM", "HHMM")`` in local time, the second
    excluded; it may cross midnight.
    """

    to: tuple[str, ...]
    modality: tuple[str, ...] = ()
    body_part: tuple[str, ...] = ()
    station: tuple[str, ...] = ()  # (0008,1010) or the calling AE title
    called_ae_title: tuple[str, ...] = ()
    between: tuple[str, str] | None = None

    def matches(self, stored: Stored, now: str) -> bool:
        """``now`` is HHMM of local time."""
        return (
            _one_of(self.modality, stored.modality)
            and _one_of(self.body_part, stored.body_part)
            and (_one_of(self.station, stored.station) or _one_of(self.station, stored.calling_ae_title))
            and _one_of(self.called_ae_title, stored.called_ae_title)
            and (self.between is None or _within(self.between, now))
        )


def _one_of(wanted: Sequence[str], value: str) -> bool:
    return not wanted or value in wanted


def _within(between: tuple[str, str], now: str) -> bool:
    first, last = between
    return first <= now < last if first <= last else now >= first or now < last


@dataclass(frozen=True, slots=True)
class Delivery:
    """One instance for one destination. ``status`` is the last C-STORE status in hex, or why none came; "" before."""

    sop_instance_uid: str
    destination: str
    done: bool
    attempts: int
    status: str


class Router:
    """One worker for each destination. ``instance`` makes what is sent of a stored object, coerced as in a retrieve."""

    def __init__(
        self,
        runtime: Runtime,
        store: Store,
        rules: Sequence[RoutingRule],
        peers: Mapping[str, DicomAddress],
        instance: Callable[[Stored], EncodedInstance],
        *,
        ae_title: str,
        retry_s: float,
    ) -> None:
        self._runtime, self._store, self._rules, self._peers = runtime, store, rules, peers
        self._instance, self._ae_title, self._retry_s = instance, ae_title, retry_s
        self._wake: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Go on with what the last run left."""
        for row in self._store.index.rows("select distinct destination from delivery where done is null"):
            self._notify(row["destination"])

    def stop(self) -> None:
        """What is not delivered stays in the queue."""
        self._stopping.set()
        with self._lock:
            wakes, threads = list(self._wake.values()), list(self._threads)
        for wake in wakes:
            wake.set()
        for thread in threads:
            thread.join()

    def kept(self, stored: Stored, ds: Dataset) -> None:
        """Put a new instance into the queues it belongs to; inside the transaction that keeps it."""
        destinations = dict.fromkeys(self._followers(ds) if rejection(ds) else ())
        if not stored.hidden or destinations:
            now = datetime.now(ZoneInfo(self._runtime.time_zone)).strftime("%H%M")
            destinations |= dict.fromkeys(name for rule in self._rules if rule.matches(stored, now) for name in rule.to)
        for name in destinations:
            self.send(stored, name)

    def _followers(self, note: Dataset) -> list[str]:
        """Who got an object that this rejection note takes back."""
        found = [
            row["destination"]
            for _, uid in references(note)
            for row in self._store.index.rows("select destination from delivery where sop_instance_uid = ?", (uid,))
        ]
        return list(dict.fromkeys(found))

    def send(self, stored: Stored, destination: str) -> None:
        """Queue one instance for one destination; a second time does nothing."""
        self._store.index.run(
            "insert or ignore into delivery (sop_instance_uid, destination) values (?, ?)",
            (stored.sop_instance_uid, destination),
        )
        self._notify(destination)

    def deliveries(self) -> list[Delivery]:
        """The whole queue, delivered ones too, oldest first."""
        rows = self._store.index.rows("select * from delivery order by number")
        return [
            Delivery(
                row["sop_instance_uid"], row["destination"], row["done"] is not None, row["attempts"], row["status"]
            )
            for row in rows
        ]

    def _notify(self, destination: str) -> None:
        with self._lock:
            wake = self._wake.get(destination)
            if wake is None:
                wake = self._wake[destination] = threading.Event()
                thread = threading.Thread(
                    target=self._work, args=(destination, wake), name=f"pacs-route-{destination}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
        wake.set()

    def _work(self, destination: str, wake: threading.Event) -> None:
        while not self._stopping.is_set():
            wake.clear()
            waiting = self._waiting(destination)
            if not waiting:
                wake.wait()
            elif not self._deliver(destination, waiting):
                self._stopping.wait(self._retry_s)

    def _waiting(self, destination: str) -> list[Stored]:
        rows = self._store.index.rows(
            "select instance.* from delivery join instance using (sop_instance_uid)"
            " where destination = ? and done is null order by delivery.number limit ?",
            (destination, _AT_ONCE),
        )
        return [Stored(**row) for row in rows]

    def _deliver(self, destination: str, waiting: Sequence[Stored]) -> bool:
        """Send them in one association; False when something is to be tried again."""
        address = self._peers.get(destination)
        if address is None:
            self._mark(destination, waiting, "destination unknown")
            return False
        found = [stored for stored in waiting if stored.hidden in ("", "note")]
        for stored in waiting:
            if stored.hidden not in ("", "note"):
                self._mark(destination, [stored], "rejected", done=True)
        if not found:
            return True
        scu = Scu(
            self._runtime,
            "pacs",
            destination,
            address.host,
            address.port,
            address.ae_title,
            self._ae_title,
            address.tls,
        )
        try:
            named = [(stored, unread(stored, self._instance)) for stored in found]
            with scu.associate(storage_contexts(one for _, one in named)) as assoc:
                return all(self._deliver_one(assoc, destination, *pair) for pair in named)
        except InteropError as error:
            self._mark(destination, found, type(error).__name__)
            return False

    def _deliver_one(self, assoc: OpenAssociation, destination: str, stored: Stored, instance: Unread) -> bool:
        try:
            response = assoc.store(instance)
        except (Refused, LocalViolation) as error:  # no context, no test patient, no file: never will be sent
            self._mark(destination, [stored], error.what[:200], done=True)
            return True
        again = response.status >> 8 == OUT_OF_RESOURCES
        self._mark(destination, [stored], f"{response.status:04X}", done=not again)
        return not again

    def _mark(self, destination: str, which: Sequence[Stored], status: str, *, done: bool = False) -> None:
        with self._store.index.transaction():
            for stored in which:
                self._store.index.run(
                    "update delivery set attempts = attempts + 1, status = ?,"
                    " done = case when ? then julianday('now') end"
                    " where sop_instance_uid = ? and destination = ? and done is null",
                    (status, done, stored.sop_instance_uid, destination),
                )


def unread(stored: Stored, instance: Callable[[Stored], EncodedInstance]) -> Unread:
    """What is read when it is sent."""
    return Unread(stored.sop_class_uid, stored.sop_instance_uid, stored.transfer_syntax, partial(instance, stored))


def instance_for(store: Store, stored: Stored, *, corrected: Callable[[int, Dataset], bool]) -> EncodedInstance:
    """The file as it stands, or, where ``corrected`` changed the data set of that patient, the changed data set."""
    instance = EncodedInstance.of(store.files.folder / stored.path)
    if corrected(stored.patient, instance.dataset):
        return EncodedInstance(instance.dataset, stored.transfer_syntax)
    return instance
