"""What arrives by C-STORE at a workstation or routing destination: kept in order, and waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from pydicom import Dataset

from simulators.dimse import AssociationInfo, Response, Scp
from simulators.dimse_contexts import EVERY_SYNTAX
from simulators.runtime import Runtime
from simulators.wire.elements import text

MOST = 512 * 1024 * 1024  # bytes of files and data sets that are kept; the oldest are let go


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ReceivedInstance:
    """One C-STORE as it arrived. ``file`` is a whole DICOM file, data set byte for byte as sent."""

    dataset: Dataset
    when: float  # seconds since the epoch
    sender: str  # calling AE title
    transfer_syntax: str
    file: bytes
    move_originator: str = ""  # AE title that asked for it by C-MOVE
    room: int = 0  # bytes that it takes here


class Inbox:
    """A Storage SCP that keeps what arrives, :data:`MOST` bytes of it. ``answer`` is the status given from now on; a
    failure is not kept."""

    def __init__(self) -> None:
        self.answer = 0x0000
        self._received: list[ReceivedInstance] = []
        self._forgotten, self._size = 0, 0  # how many went before those in the list; bytes of those in it
        self._known: WeakValueDictionary[str, ReceivedInstance] = WeakValueDictionary()  # by SOP Instance UID
        self._changed = threading.Condition()

    def scp(
        self, runtime: Runtime, role: str, ae_title: str, port: int, transfer_syntaxes: Sequence[str] = EVERY_SYNTAX
    ) -> Scp:
        """The listening side, not started."""
        return Scp(
            runtime,
            role,
            ae_title,
            port=port,
            on_store=self._on_store,
            storage_syntaxes=transfer_syntaxes or EVERY_SYNTAX,
        )

    def _on_store(self, ds: Dataset, file: bytes, info: AssociationInfo) -> Response:
        response = Response(self.answer) if _is_what_was_said(ds, info) else Response(0xA900)
        if not response.is_failure:
            originator = str(info.command.get("MoveOriginatorApplicationEntityTitle", "") or "") if info.command else ""
            one = ReceivedInstance(
                ds, time.time(), info.calling_ae_title, info.transfer_syntax, file, originator.strip(" "),
                _room(ds, file),
            )  # fmt: skip
            with self._changed:
                self._keep(one)
                self._changed.notify_all()
        return response

    def _keep(self, one: ReceivedInstance) -> None:
        """Enter it; the same file again takes no room of its own."""
        uid = text(one.dataset, "SOPInstanceUID")
        known = self._known.get(uid)
        if known is not None and known.file == one.file:
            one = replace(one, dataset=known.dataset, file=known.file)
        else:
            self._known[uid] = one
        self._received.append(one)
        self._size += one.room
        while self._size > MOST and len(self._received) > 1:
            self._size -= self._received.pop(0).room
            self._forgotten += 1

    @property
    def received(self) -> tuple[ReceivedInstance, ...]:
        with self._changed:
            return tuple(self._received)

    def mark(self) -> int:
        """How many there are: the start of what comes next."""
        with self._changed:
            return self._forgotten + len(self._received)

    def wait_for(
        self, enough: Callable[[list[ReceivedInstance]], bool], timeout: float, *, since: int = 0, study_uid: str = ""
    ) -> list[ReceivedInstance]:
        """What came after ``since`` (of that study) once it is ``enough``, or whatever it is after ``timeout`` s."""

        def found() -> list[ReceivedInstance]:
            return [
                one
                for one in self._received[max(0, since - self._forgotten) :]
                if not study_uid or text(one.dataset, "StudyInstanceUID") == study_uid
            ]

        with self._changed:
            self._changed.wait_for(lambda: enough(found()), timeout)
            return found()


def _room(ds: Dataset, file: bytes) -> int:
    """Bytes of the file and of the values, which are a copy: of a deflated file perhaps a thousand times as many."""
    values = (ds.get_item(tag).value for tag in ds.keys())  # noqa: SIM118 - iterating gives elements, not tags
    return len(file) + sum(len(value) for value in values if isinstance(value, bytes))


def _is_what_was_said(ds: Dataset, info: AssociationInfo) -> bool:
    """The object is the one that the command names, and belongs to a study (PS3.4 B.2.3: A9xx)."""
    command = info.command or Dataset()
    named = text(command, "AffectedSOPClassUID"), text(command, "AffectedSOPInstanceUID")
    return named == (text(ds, "SOPClassUID"), text(ds, "SOPInstanceUID")) and bool(text(ds, "StudyInstanceUID"))
