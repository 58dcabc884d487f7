"""Storing from a modality: at once, or from a queue that tries again until the PACS has it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from pydicom import Dataset

from simulators.addresses import DicomAddress
from simulators.dimse import EncodedInstance, Response, Scu, storage_contexts
from simulators.dimse_contexts import MAX_CONTEXTS
from simulators.wire.errors import InteropError

OUT_OF_RESOURCES = 0xA7
Instance: TypeAlias = Dataset | EncodedInstance


def send(
    scu: Scu, instances: Sequence[Dataset], deliberate: str = "", answered: Callable[[Response], bool] = lambda _: True
) -> list[Response]:
    """C-STORE in order, one association where its presentation contexts suffice. ``answered`` sees each answer at
    once; when it says False no more is sent."""
    found: list[Response] = []
    for part in _parts([_Named.of_file_meta(one) for one in instances] if deliberate else instances):
        with scu.associate(storage_contexts(part), deliberate=deliberate) as assoc:
            for instance in part:
                found.append(assoc.store(instance, deliberate=deliberate))
                if not answered(found[-1]):
                    return found
    return found


class _Named(EncodedInstance):
    """An instance called by its file meta information: one that has lost its own UIDs can be sent on purpose."""

    @classmethod
    def of_file_meta(cls, ds: Dataset) -> _Named:
        return cls(ds, str(ds.file_meta.TransferSyntaxUID))

    @property
    def SOPClassUID(self) -> str:
        return str(self.dataset.file_meta.MediaStorageSOPClassUID)

    @property
    def SOPInstanceUID(self) -> str:
        return str(self.dataset.file_meta.MediaStorageSOPInstanceUID)


def _parts(instances: Sequence[Instance]) -> Iterator[list[Instance]]:
    """As many in a row as fit into one association's 128 presentation contexts."""
    part: list[Instance] = []
    kinds: dict[tuple[str, str], Instance] = {}
    for instance in instances:
        kind = str(instance.SOPClassUID), str(instance.file_meta.TransferSyntaxUID)
        if kind not in kinds and len(storage_contexts([*kinds.values(), instance])) > MAX_CONTEXTS:
            yield part
            part, kinds = [], {}
        kinds[kind] = instance
        part.append(instance)
    if part:
        yield part


class StoreQueue:
    """``send(instances, to, deliberate, answered)`` sends in order and raises :class:`InteropError` where it cannot."""

    def __init__(self, send: Callable[..., list[Response]], *, retry_s: float) -> None:
        self._send, self._retry_s = send, retry_s
        self._waiting: list[tuple[Dataset, DicomAddress | None]] = []
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.answers: list[Response] = []  # every answer that ended an instance's time in the queue

    def store(self, instances: Sequence[Dataset], *to: DicomAddress | None) -> list[Response]:
        """Try at once, at one address after the other; what cannot be stored now waits for the last of them."""
        found: list[Response] = []
        left = list(instances)
        for address in to:
            answers = self._try(left, address)
            found += answers
            left = left[len(answers) - bool(answers and _is_full(answers[-1])) :]
            if not left:
                break
        with self._changed:
            self._waiting += [(instance, to[-1]) for instance in left]
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="modality-store-queue", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return found

    def _try(self, instances: Sequence[Dataset], to: DicomAddress | None) -> list[Response]:
        """The answers up to where the peer is full, silent or gone."""
        found: list[Response] = []

        def answered(response: Response) -> bool:
            found.append(response)
            return not _is_full(response)

        with contextlib.suppress(InteropError):
            self._send(instances, to, "", answered)
        return found

    @property
    def waiting(self) -> int:
        with self._changed:
            return len(self._waiting)

    def drained(self, timeout: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def stop(self) -> None:
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stopping.wait(self._retry_s):
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopping.is_set())
            self._once()

    def _once(self) -> None:
        with self._changed:
            if not self._waiting:
                return
            to = self._waiting[0][1]
            batch = [instance for instance, other in self._waiting if other == to]
        with contextlib.suppress(InteropError):
            self._send(batch, to, "", lambda response: self._answered(response, to))

    def _answered(self, response: Response, to: DicomAddress | None) -> bool:
        if self._stopping.is_set() or _is_full(response):
            return False
        with self._changed:
            self.answers.append(response)
            self._waiting.pop(next(n for n, (_, other) in enumerate(self._waiting) if other == to))
            self._changed.notify_all()
        return True


def _is_full(response: Response) -> bool:
    return response.status >> 8 == OUT_OF_RESOURCES
