"""C-GET in bulk: the instances of a retrieval as they come, on one plain socket, with nothing decoded.

What comes is a Part 10 file, in memory while it is small and on the disk when it is not. It only reads: no request of
this module changes anything in the archive.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, TypeAlias

from pydicom import Dataset

from simulators.dimse_blocking import Association
from simulators.dimse_messages import command, decode, encode, encode_command
from simulators.wire import pdu
from simulators.wire import store_command as dimse
from simulators.wire.elements import element, text, values
from simulators.wire.errors import PeerViolation
from simulators.wire.part10 import IMPLICIT_LITTLE, FileMeta, file_head, is_uid

BUFFER = 512 * 1024
IN_MEMORY = 64 * 1024 * 1024  # bytes of an instance that are kept in memory
MOST_RESPONSES = 1_000_000  # what a peer without end is stopped at
GET_RQ, GET_RSP = 0x0010, 0x8010
COUNTED = ("Completed", "Failed", "Warning")
IDENTIFIER_LIMIT = 16 * 1024 * 1024  # bytes of the identifier of a final response
Content: TypeAlias = bytearray | mmap.mmap
OnInstance: TypeAlias = Callable[[FileMeta, Content], object]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The final response: counts of sub-operations and UIDs of failed ones; -1 where it did not say."""

    status: int
    completed: int = -1
    failed: int = -1
    warning: int = -1
    comment: str = ""
    failed_uids: tuple[str, ...] = ()


class Getter:
    """C-GET of ``model`` on an association that proposed :func:`~simulators.dimse_contexts.get_contexts`, best with
    BUFFER. Refused, NoAnswer and PeerViolation say what the archive did. ``spool`` takes what is large."""

    def __init__(self, association: Association, model: str, spool: Path | None) -> None:
        self._association, self._spool = association, spool
        self._peer, self._channel, self._contexts = association.to, association.channel, association.accepted
        self._own = association.context(model)

    def get(self, query: Dataset, take: OnInstance) -> Retrieved:
        """Send one C-GET; ``take`` gets each instance as file meta information and a whole Part 10 file, which is gone
        when it returns. An instance that cannot be kept raises OSError and ends the association."""
        rq = command("C-GET-RQ", MessageID=1, AffectedSOPClassUID=self._own.abstract_syntax, Priority=0)
        send, own = self._association.transmit, self._own
        send(own.id, encode_command(rq, True), is_command=True)
        send(own.id, encode(query, own.transfer_syntax), is_command=False)
        for _ in range(MOST_RESPONSES):
            number, request, raw = self._command()
            if request.field == dimse.STORE_RQ and request.has_dataset:
                self._store(number, request, take)
            elif request.field == GET_RSP:
                data = self._identifier() if request.has_dataset else b""
                if request.status not in (0xFF00, 0xFF01):
                    return _final(raw, data, own.transfer_syntax)
            else:
                raise PeerViolation(
                    f"{self._peer} sent command {request.field:04X}H during C-GET", clause="PS3.7 9.1.3"
                )
        raise PeerViolation(f"{self._peer} sent more than {MOST_RESPONSES} messages to one C-GET", clause="our limit")

    def _store(self, number: int, request: dimse.Command, take: OnInstance) -> None:
        context = self._contexts[number]
        status = dimse.SUCCESS
        if not is_uid(request.sop_instance_uid):
            status = dimse.INVALID_INSTANCE
        elif context.abstract_syntax != request.sop_class_uid:
            status = dimse.MISMATCH
        meta = FileMeta(request.sop_class_uid, request.sop_instance_uid, context.transfer_syntax, 0)
        with Spooled(self._spool, b"" if status else file_head(meta, self._peer.ae_title)) as content:
            while True:
                part = self._fragment()
                if not status:
                    content.add(part.data)
                if part.last:
                    break
            self._association.transmit(number, dimse.response(request, status), is_command=True)
            if not status:
                take(meta, content.whole())

    # --- messages and PDUs

    def _command(self) -> tuple[int, dimse.Command, bytes]:
        number, raw = self._channel.command("C-GET")
        if number not in self._contexts:
            raise PeerViolation(f"{self._peer} sent a command that belongs to nothing", clause="PS3.8 E")
        return number, dimse.parse(raw), raw

    def _identifier(self) -> bytes:
        data = bytearray()
        while True:
            part = self._fragment()
            data += part.data
            if len(data) > IDENTIFIER_LIMIT:
                raise PeerViolation(f"{self._peer} sent an identifier of more than {IDENTIFIER_LIMIT} bytes")
            if part.last:
                return bytes(data)

    def _fragment(self, *, is_command: bool = False) -> pdu.Fragment:
        event = self._channel.fragment("C-GET")
        if event.is_command is not is_command or event.context_id not in self._contexts:
            raise PeerViolation(f"{self._peer} sent a fragment that belongs to nothing", clause="PS3.8 E")
        return event


class Spooled:
    """Bytes that grow: in memory, from IN_MEMORY on in a file that has no name (or loses it)."""

    def __init__(self, spool: Path | None, head: bytes) -> None:
        self._spool, self._held = spool, bytearray(head)
        self._file: IO[bytes] | None = None
        self._mapped: mmap.mmap | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._mapped is not None:
            self._mapped.close()
        if self._file is not None:
            self._file.close()

    def add(self, data: memoryview) -> None:
        self._held += data
        if len(self._held) > IN_MEMORY:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._spool)  # noqa: SIM115 - closed in __exit__
            self._file.write(self._held)
            self._held.clear()

    def whole(self) -> Content:
        if self._file is None:
            return self._held
        self._file.write(self._held)
        self._file.flush()
        self._mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return self._mapped


def _final(raw: bytes, identifier: bytes, syntax: str) -> Retrieved:
    said = decode(raw, IMPLICIT_LITTLE)
    status = _number(said, "Status")
    if status < 0:
        raise PeerViolation("a C-GET response without Status (0000,0900)", clause="PS3.7 9.1.3")
    completed, failed, warning = (_number(said, f"NumberOf{word}Suboperations") for word in COUNTED)
    uids = values(decode(identifier, syntax), "FailedSOPInstanceUIDList") if identifier else ()
    return Retrieved(status, completed, failed, warning, text(said, "ErrorComment")[:200], uids)


def _number(said: Dataset, word: str) -> int:
    """-1 where it is not said, or in bytes that are no number."""
    found = element(said, word)
    return found.value if found is not None and isinstance(found.value, int) else -1
