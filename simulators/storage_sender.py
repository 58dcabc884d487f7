"""C-STORE from the file's bytes: no data set is decoded, and each is sent in the transfer syntax it lies in.

A batch of files is looked at, and its patients are checked, before the first of it is sent. While the peer works on
one instance the next is read. Memory is bounded by two buffers, the heads of one batch and its small files.
"""

from __future__ import annotations

import itertools
import socket
import time
from collections import deque
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from simulators.addresses import DicomAddress
from simulators.storage_association import Association, FileChanged
from simulators.storage_files import ForeignPatient, Instance, look
from simulators.wire import pdu
from simulators.wire.errors import InteropError, LocalViolation, PeerViolation
from simulators.wire.store_command import SUCCESS, is_warning, status_text

BATCH = 20_000  # files looked at before the first of them is sent
SMALL = 64 * 1024  # a file of so many bytes is read once, when it is looked at
KEPT = 32 * 1024 * 1024  # bytes of small files in one batch that are kept until they are sent
NOTHING = memoryview(b"")
STATES = ("stored", "warning", "failed", "not accepted", "unreadable", "unknown", "not sent")


class Outcome(NamedTuple):
    """What became of one file.

    ``state``: *stored*, *warning* and *failed* by the peer's status; *not accepted*: no presentation context for it;
    *unreadable*: the file; *unknown*: sent, not answered; *not sent*. ``seconds`` from its first byte to its response.
    """

    path: str
    state: str
    text: str
    status: int | None = None
    sop_instance_uid: str = ""
    seconds: float = 0.0

    @property
    def is_stored(self) -> bool:
        return self.state in ("stored", "warning")


class StorageSender:
    """Sends files to one peer. ``patients``: whose files may be sent; None, for private test archives only: anybody's.

    ``timeout`` bounds each wait, in seconds; ``window`` is the number of outstanding operations that is proposed;
    ``retries``: new associations in a row that bring no acknowledgement before the rest is given up.
    """

    def __init__(
        self,
        peer: DicomAddress,
        calling_ae_title: str = "INTEROP",
        *,
        patients: Container[str] | None,
        timeout: float = 30.0,
        window: int = 16,
        retries: int = 2,
    ) -> None:
        self.peer = peer
        self.calling_ae_title = calling_ae_title
        self.trouble: InteropError | None = None  # why the last association ended, when it did not end well
        self.associations = 0
        self._patients, self._timeout, self._window, self._retries = patients, timeout, window, retries

    def send(self, paths: Iterable[str | Path]) -> Iterator[Outcome]:
        """One outcome for each file, as they become known.

        :class:`ForeignPatient` when a file of a batch is of somebody else: nothing of that batch is sent.
        """
        every = iter(paths)
        while batch := list(itertools.islice(every, BATCH)):
            instances, room = [], KEPT
            for path in map(str, batch):
                try:
                    instances.append(look(path, self._patients, min(SMALL, room)))
                    room -= len(instances[-1].content)
                except ForeignPatient as error:
                    raise ForeignPatient(f"refused to send {path}: {error.what}", cause=error.cause) from None
                except LocalViolation as error:
                    yield Outcome(path, "unreadable", error.what)
            for group in _by_contexts(instances):
                yield from self._deliver(group)

    def _deliver(self, group: list[Instance]) -> Iterator[Outcome]:
        """Over as many associations as it takes."""
        waiting, fruitless = deque(group), 0
        unanswered: set[str] = set()
        while waiting and fruitless <= self._retries:
            before, self.trouble = len(waiting), None
            yield from self._over_one(waiting, unanswered)
            fruitless = 0 if len(waiting) < before else fruitless + 1
            if self.trouble is not None and _is_final(self.trouble):
                break
        why = self.trouble.what if self.trouble is not None else "the association ended"
        for one in waiting:
            state = "unknown" if one.path in unanswered else "not sent"
            yield Outcome(one.path, state, why, sop_instance_uid=one.sop_instance_uid)

    def _over_one(self, waiting: deque[Instance], unanswered: set[str]) -> Iterator[Outcome]:
        pairs = dict.fromkeys((one.sop_class_uid, one.transfer_syntax) for one in waiting)
        link = None
        try:
            link = Association(self.peer, self.calling_ae_title, list(pairs), self._timeout, self._window)
            self.associations += 1
            yield from self._flow(link, waiting, unanswered)
            link.release()
        except InteropError as error:
            self.trouble = error
        finally:
            if link is not None:
                link.close()

    def _flow(self, link: Association, waiting: deque[Instance], unanswered: set[str]) -> Iterator[Outcome]:
        """``waiting`` keeps what has no outcome yet: what is outstanding stands at its end again on trouble."""
        outstanding: dict[int, tuple[Instance, float]] = {}
        ahead = _Ahead(waiting, link)
        try:
            while (ready := ahead.take()) is not None or outstanding:
                if ready is not None and ready.parts is None:
                    yield Outcome(ready.one.path, ready.state, ready.text, None, ready.one.sop_instance_uid)
                    continue
                if ready is not None:
                    unanswered.add(ready.one.path)
                    outstanding[ready.number] = (ready.one, time.perf_counter())
                    try:
                        ready.send(link)
                    except FileChanged as error:
                        del outstanding[ready.number]
                        yield Outcome(ready.one.path, "unreadable", error.what, None, ready.one.sop_instance_uid)
                        raise
                    ahead.prepare()
                while outstanding and (len(outstanding) >= link.window or not ahead.has_more):
                    yield self._outcome(link, outstanding)
        finally:
            ahead.close()
            waiting.extendleft(one for one, _ in reversed(outstanding.values()))

    def _outcome(self, link: Association, outstanding: dict[int, tuple[Instance, float]]) -> Outcome:
        answer = link.response()
        if answer.message_id not in outstanding or answer.status < 0:
            raise PeerViolation(
                f"{self.peer} answered message {answer.message_id} with status {answer.status}: nothing we asked",
                clause="PS3.7 9.3.1.2",
            )
        one, start = outstanding.pop(answer.message_id)
        seconds = time.perf_counter() - start
        if answer.sop_instance_uid not in ("", one.sop_instance_uid):
            text = f"the peer answered for another instance: {answer.sop_instance_uid}"
            return Outcome(one.path, "unknown", text, answer.status, one.sop_instance_uid, seconds)
        good = "stored" if answer.status == SUCCESS else "warning" if is_warning(answer.status) else "failed"
        text = status_text(answer.status) + (f": {answer.comment}" if answer.comment else "")
        return Outcome(one.path, good, text, answer.status, one.sop_instance_uid, seconds)


@dataclass(slots=True)
class _Ready:
    """One instance with the PDUs that begin it; without them, why it cannot be sent."""

    one: Instance
    number: int = 0  # message ID
    parts: list[bytes | memoryview] | None = None
    file: FileIO | None = None  # where more of the data set has to be read than ``size`` bytes
    buffer: memoryview = NOTHING
    size: int = 0
    state: str = "unreadable"
    text: str = "it cannot be read any more"

    def prepare(self, link: Association) -> None:
        one, data = self.one, self.buffer
        if one.content:
            data, self.size = memoryview(one.content)[one.offset :], one.length
        else:
            self.file = FileIO(one.path)
            self.file.seek(one.offset)
            self.size = self.file.readinto(data[: min(one.length, link.chunk)]) or 0
        self.parts = link.request(one, self.number, data, self.size)
        if self.size == one.length:
            self.close()

    def send(self, link: Association) -> None:
        try:
            link.send(self.parts or [])
            if self.file is not None:
                link.rest(self.one, self.file, self.buffer, self.size)
        finally:
            self.close()

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


class _Ahead:
    """The next instance, read and made ready while the peer works on the one before; two buffers in turn."""

    def __init__(self, waiting: deque[Instance], link: Association) -> None:
        self._waiting, self._link = waiting, link
        # one byte more for what deflated data may lack
        self._buffers = [memoryview(bytearray(link.chunk + 1)) for _ in range(2)]
        self._number = 0
        self._ready: _Ready | None = None

    @property
    def has_more(self) -> bool:
        return self._ready is not None

    def prepare(self) -> None:
        if self._ready is None and self._waiting:
            self._ready = self._made(self._waiting.popleft())

    def _made(self, one: Instance) -> _Ready:
        if refusal := self._link.refusal(one.sop_class_uid, one.transfer_syntax):
            return _Ready(one, state="not accepted", text=refusal)
        self._buffers.reverse()
        self._number = self._number % 65535 + 1
        made = _Ready(one, self._number, buffer=self._buffers[0])
        try:
            made.prepare(self._link)
        except (OSError, FileChanged) as error:
            made.close()
            made.text = error.what if isinstance(error, FileChanged) else made.text
        return made

    def take(self) -> _Ready | None:
        self.prepare()
        found, self._ready = self._ready, None
        return found

    def close(self) -> None:
        """What was made ready and not sent goes back."""
        if self._ready is not None:
            self._ready.close()
            self._waiting.appendleft(self._ready.one)
            self._ready = None


def _by_contexts(instances: list[Instance]) -> Iterator[list[Instance]]:
    """Groups that need at most 128 presentation contexts each: one for a SOP class in a transfer syntax."""
    group: list[Instance] = []
    pairs: set[tuple[str, str]] = set()
    for one in instances:
        pair = (one.sop_class_uid, one.transfer_syntax)
        if pair not in pairs and len(pairs) == pdu.MAX_CONTEXTS:
            yield group
            group, pairs = [], set()
        pairs.add(pair)
        group.append(one)
    if group:
        yield group


def _is_final(error: InteropError) -> bool:
    """Nothing another attempt would change: the name does not resolve, the association is rejected permanently."""
    cause = error.__cause__
    return isinstance(cause, socket.gaierror) or str(getattr(error, "code", "")).startswith("1/")
