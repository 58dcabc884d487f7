"""Passes performed procedure steps on to the PACS, in the order in which they came (RAD-6, RAD-7)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from pydicom import Dataset

from simulators.addresses import DicomAddress
from simulators.dimse import OpenAssociation, Response, Scu
from simulators.runtime import Runtime
from simulators.wire.errors import InteropError, NoAnswer
from simulators.wire.procedure_step import MODALITY_PERFORMED_PROCEDURE_STEP as MPPS

ATTEMPTS = 3
Step = Callable[[OpenAssociation], Response]


class Forwarder:
    """One queue, one thread, one association for each step. A silent PACS is tried again."""

    def __init__(self, runtime: Runtime, *, role: str, receiver: str, ae_title: str, retry_s: float) -> None:
        self._runtime, self._role, self._receiver, self._ae_title = runtime, role, receiver, ae_title
        self._retry_s = retry_s
        self._waiting: deque[tuple[DicomAddress, Step]] = deque()
        self._busy = False
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def created(self, address: DicomAddress, uid: str, ds: Dataset) -> None:
        self._put(address, lambda assoc: assoc.n_create(MPPS, uid, ds))

    def set(self, address: DicomAddress, uid: str, ds: Dataset) -> None:
        self._put(address, lambda assoc: assoc.n_set(MPPS, uid, ds))

    def settle(self, timeout: float) -> None:
        """:class:`NoAnswer` when something is still waiting after ``timeout`` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout):
                raise NoAnswer(f"{self._receiver} was not told every performed step within {timeout:g} s")

    def stop(self) -> None:
        """What waits is dropped; what is being sent ends."""
        self._stopped.set()
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(self._runtime.limits.dimse_s)

    def _put(self, address: DicomAddress, step: Step) -> None:
        with self._changed:
            self._waiting.append((address, step))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"{self._role}-mpps-forwarding", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopped.is_set())
                if self._stopped.is_set():
                    return
                address, step = self._waiting.popleft()
                self._busy = True
            try:
                self._deliver(address, step)
            finally:
                with self._changed:
                    self._busy = False
                    self._changed.notify_all()

    def _deliver(self, address: DicomAddress, step: Step) -> None:
        scu = Scu(
            self._runtime,
            self._role,
            self._receiver,
            address.host,
            address.port,
            address.ae_title,
            self._ae_title,
            address.tls,
        )
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with scu.associate([MPPS]) as assoc:
                    step(assoc)
                return
            except NoAnswer as silence:
                self._runtime.progress(f"{self._role}: {silence} (attempt {attempt} of {ATTEMPTS})")
                if self._stopped.wait(self._retry_s):
                    return
            except InteropError as refusal:  # it would be refused again
                self._runtime.progress(f"{self._role}: {refusal}")
                return
