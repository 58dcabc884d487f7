"""A storage SCP for bulk: takes every SOP class in every transfer syntax, and keeps the bytes or nothing.

No data set is decoded. What is written is a Part 10 file named by its SOP Instance UID, complete or not there at all.
Instances of patients who are not ours are acknowledged, counted and not kept.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Container
from pathlib import Path

from simulators.tls import Tls, server_context
from simulators.tls_stream import SecureStream
from simulators.upper_layer import QUICKACK
from simulators.wire import pdu
from simulators.wire import store_command as dimse
from simulators.wire.errors import ConfigError, LocalViolation, PeerViolation
from simulators.wire.part10 import HEAD_LIMIT, FileMeta, TooShort, file_head, identity, is_uid

BUFFER = 512 * 1024
BACKLOG = 512  # callers whom the kernel keeps until they are taken
FIRST = 8 * 1024  # of a caller who has not asked for an association yet
WAITING = 256  # such callers at once; for one more the first of them is let go
HEAD = 4096  # bytes of a data set in which its patient is first looked for
WINDOW = 64
VERIFICATION = "1.2.840.10008.1.1"
STORAGE_ROOTS = ("1.2.840.10008.5.1.4.1.1.", "1.2.840.10008.5.1.4.34.", "1.2.840.10008.5.1.4.38.1",
                 "1.2.840.10008.5.1.4.39.1", "1.2.840.10008.5.1.4.43.1", "1.2.840.10008.5.1.4.44.1",
                 "1.2.840.10008.5.1.4.45.1")  # fmt: skip


class StorageSink:
    """Listens while it is open: ``with StorageSink(…) as sink``. ``counts``: stored, foreign, failed,
    unwritten (our disk's fault), broken, refused.

    ``folder`` None keeps nothing; ``patients`` None writes everybody's instances (private test archives only).
    ``fsync``: an instance is on the disk before it is acknowledged. ``timeout`` bounds each wait, in seconds.
    ``tls``: how it is spoken to securely.
    """

    def __init__(
        self,
        ae_title: str = "INTEROP",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        folder: Path | None = None,
        patients: Container[str] | None = (),
        fsync: bool = False,
        timeout: float = 60.0,
        associations: int = 64,
        tls: Tls | None = None,
    ) -> None:
        self.ae_title, self.folder, self.patients, self.fsync, self.timeout = ae_title, folder, patients, fsync, timeout
        self.counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._open: set[socket.socket] = set()
        self._waiting: dict[socket.socket, None] = {}  # who has not asked for an association yet, the first first
        self._free = threading.Semaphore(associations)
        self._context = None if tls is None else server_context(tls)
        try:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._listener = socket.create_server((host, port), backlog=BACKLOG)
        except OSError as error:
            raise ConfigError(
                f"the sink cannot start on {host}:{port}: {error}", remedy="--port 0, --out DIR"
            ) from None
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> StorageSink:
        threading.Thread(target=self._accept, name="storage-sink", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:  # a caller that is gone already, no descriptor left: the next one may be served
                if self._ended.wait(0.05):
                    return
                continue
            self._await(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _await(self, sock: socket.socket) -> None:
        """Whoever says nothing must not keep out who does."""
        with self._lock:
            while len(self._waiting) >= WAITING:
                first = next(iter(self._waiting))
                del self._waiting[first]
                with contextlib.suppress(OSError):
                    first.shutdown(socket.SHUT_RDWR)
            self._waiting[sock] = None

    def begin(self) -> bool:
        """Whether there is room for one association more; whoever got True calls :meth:`end`."""
        if self._free.acquire(blocking=False):
            return True
        self.count("refused")
        return False

    def end(self) -> None:
        self._free.release()

    def _secured(self, sock: socket.socket) -> socket.socket | SecureStream:
        return sock if self._context is None else SecureStream(sock, self._context)

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.add(sock)
        served: socket.socket | SecureStream = sock
        try:
            sock.settimeout(self.timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            served = self._secured(sock)
            _Served(self, served, lambda: self._waiting.pop(sock, None)).run()
        except (OSError, PeerViolation):
            self.count("broken")
        finally:
            with self._lock:
                self._open.discard(sock)
                self._waiting.pop(sock, None)
            served.close()


class _Served:
    """One association."""

    def __init__(self, sink: StorageSink, sock: socket.socket | SecureStream, asked: Callable[[], object]) -> None:
        """``asked`` is called once it has asked for an association."""
        self._sink, self._sock, self._asked = sink, sock, asked
        self._is_served = False  # it has one of the sink's associations
        self._accepted: dict[int, tuple[str, str]] = {}
        self._calling = ""
        self._step = 0
        self._command = bytearray()
        self._request: dimse.Command | None = None
        self._context_id = 0
        self._file: _Incoming | None = None

    def run(self) -> None:
        decoder, buffer = pdu.Decoder(), bytearray(FIRST)
        try:
            while True:
                if self._is_served and len(buffer) < BUFFER:
                    buffer = bytearray(BUFFER)
                if QUICKACK is not None:
                    self._sock.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
                count = self._sock.recv_into(buffer)
                if not count:
                    raise ConnectionResetError("closed without release")
                for event in decoder.receive_data(memoryview(buffer)[:count]):
                    if not self._take(event):
                        return
        except PeerViolation:
            with contextlib.suppress(OSError):
                self._sock.sendall(pdu.Abort(2, 0).encode())
            raise
        finally:
            if self._is_served:
                self._sink.end()
            if self._file is not None:
                self._file.discard()

    def _take(self, event: pdu.Event) -> bool:
        """Whether the association goes on."""
        if isinstance(event, pdu.Fragment) and self._accepted:
            self._fragment(event)
            return True
        if isinstance(event, pdu.Associate) and event.is_request and not self._step:
            return self._associate(event)
        if isinstance(event, pdu.Release) and not event.is_answer and self._request is None:
            self._sock.sendall(pdu.RELEASE_RP)
            return False
        if isinstance(event, pdu.Abort):
            self._sink.count("broken")
            return False
        raise PeerViolation(f"{type(event).__name__} where none may come", clause="PS3.8 9.2")

    def _associate(self, asked: pdu.Associate) -> bool:
        self._asked()
        self._is_served = self._sink.begin()
        if not self._is_served:
            self._sock.sendall(pdu.Reject(2, 3, 2).encode())  # transient, local limit exceeded: PS3.8 9.3.4
            return False
        if self._sink.ae_title and asked.called_ae_title != self._sink.ae_title:
            self._sock.sendall(pdu.Reject(1, 1, 7).encode())
            return False
        self._calling, self._step = asked.calling_ae_title, pdu.room(asked.max_pdu, pdu.MAX_PDU)
        results = {}
        for number, (uid, syntaxes) in asked.contexts.items():
            if not syntaxes or not _is_taken(uid):
                results[number] = (3, syntaxes[0] if syntaxes else "")
            else:
                results[number] = (0, syntaxes[0])
                self._accepted[number] = (uid, syntaxes[0])
        window = None if asked.window is None else (min(asked.window[0] or WINDOW, WINDOW), 1)
        self._sock.sendall(
            pdu.Associate(
                asked.called_ae_title, asked.calling_ae_title, results=results, max_pdu=pdu.MAX_PDU, window=window,
                is_request=False,
            ).encode()
        )  # fmt: skip
        return True

    def _fragment(self, part: pdu.Fragment) -> None:
        if part.context_id not in self._accepted:
            raise PeerViolation(f"presentation context {part.context_id} was not accepted", clause="PS3.8 9.3.5.1")
        if not part.is_command:
            self._data(part)
            return
        if self._request is not None:
            raise PeerViolation("a command before the data set of the one before was complete", clause="PS3.8 E")
        self._command += part.data
        if len(self._command) > dimse.COMMAND_LIMIT:
            raise PeerViolation(f"a command of more than {dimse.COMMAND_LIMIT} bytes", clause="limit of this harness")
        if part.last:
            request = dimse.parse(bytes(self._command))
            self._command.clear()
            self._context_id = part.context_id
            self._begin(request)

    def _begin(self, request: dimse.Command) -> None:
        if request.has_dataset:
            self._request = request
            if request.field == dimse.STORE_RQ:
                self._file = _Incoming(self._sink, request, self._accepted[self._context_id], self._calling)
            return
        known = {dimse.ECHO_RQ: dimse.SUCCESS, dimse.STORE_RQ: dimse.INVALID_INSTANCE}
        self._answer(request, known.get(request.field, dimse.UNRECOGNIZED))

    def _data(self, part: pdu.Fragment) -> None:
        request = self._request
        if request is None or part.context_id != self._context_id:
            raise PeerViolation("a data set fragment before its command", clause="PS3.8 E")
        if self._file is not None:
            self._file.write(part.data)
        if not part.last:
            return
        status = self._file.finish() if self._file is not None else dimse.UNRECOGNIZED
        self._request = self._file = None
        self._answer(request, status)

    def _answer(self, request: dimse.Command, status: int) -> None:
        answer = dimse.response(request, status)
        self._sock.sendall(pdu.fragments(self._context_id, answer, self._step, is_command=True))


def _is_taken(uid: str) -> bool:
    """Verification, every storage SOP class, and whatever is not DICOM's own: private storage."""
    return uid == VERIFICATION or uid.startswith(STORAGE_ROOTS) or not uid.startswith("1.2.840.10008.")


class _Incoming:
    """The data set of one C-STORE-RQ, on its way to nowhere or to a file."""

    def __init__(self, sink: StorageSink, request: dimse.Command, context: tuple[str, str], calling: str) -> None:
        self._sink = sink
        self._status = dimse.SUCCESS
        self._meta = FileMeta(request.sop_class_uid, request.sop_instance_uid, context[1], 0)
        self._calling = calling
        self._undecided = True  # whose it is
        self._head = b""  # what came until that was known
        self._descriptor = -1
        self._partial = Path()
        self._outcome = "stored"
        if not is_uid(request.sop_instance_uid):
            self._status = dimse.INVALID_INSTANCE
        elif request.sop_class_uid != context[0]:
            self._status = dimse.MISMATCH
        if self._status or sink.folder is None:
            self._undecided = False

    def write(self, data: memoryview) -> None:
        if self._undecided:
            if self._head or len(data) < HEAD:
                self._head += data
                data = memoryview(self._head)
            if len(data) >= HEAD:
                self._decide(data, complete=False)
        elif self._descriptor >= 0:
            self._put(data)

    def _decide(self, data: memoryview, *, complete: bool) -> None:
        ours = self._sink.patients is None or self._is_ours(data)
        if ours is None and not complete and len(data) < HEAD_LIMIT:
            self._head = bytes(data)
            return
        self._undecided = False
        if not ours:
            self._outcome = "foreign"
            return
        assert self._sink.folder is not None
        self._partial = self._sink.folder / f".{uuid.uuid4().hex}.part"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._partial, flags, 0o644)
        except OSError:
            self._status = dimse.OUT_OF_RESOURCES
            return
        self._put(memoryview(file_head(self._meta, self._calling)))
        self._put(data)

    def _is_ours(self, data: memoryview) -> bool | None:
        """None: so far it does not say."""
        for limit in (HEAD, HEAD_LIMIT):
            try:
                found = identity(bytes(data[:limit]), self._meta.transfer_syntax).patient_id
            except TooShort:
                continue
            except LocalViolation:
                return False
            return self._sink.patients is not None and found in self._sink.patients and "\\" not in found
        return None

    def _put(self, data: memoryview) -> None:
        try:
            while data and self._descriptor >= 0:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            self._status = dimse.OUT_OF_RESOURCES
            self.discard()

    def finish(self) -> int:
        """The status: success once it is where it was to go."""
        if self._undecided:
            self._decide(memoryview(self._head), complete=True)
        if self._descriptor >= 0:
            self._keep()
        full = self._status == dimse.OUT_OF_RESOURCES
        self._sink.count("unwritten" if full else "failed" if self._status else self._outcome)
        return self._status

    def _keep(self) -> None:
        assert self._sink.folder is not None
        try:
            if self._sink.fsync:
                os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
            os.replace(self._partial, self._sink.folder / f"{self._meta.sop_instance_uid}.dcm")
        except OSError:
            self._status = dimse.OUT_OF_RESOURCES
            self.discard()

    def discard(self) -> None:
        """Nothing of it stays."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            with contextlib.suppress(OSError):
                self._partial.unlink()
