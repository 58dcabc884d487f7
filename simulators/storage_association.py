"""One association that only stores: a socket, the negotiation, P-DATA out, responses in."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from io import FileIO

from simulators.addresses import DicomAddress
from simulators.storage_files import Instance
from simulators.wire import pdu
from simulators.wire.errors import LocalViolation, PeerViolation, Refused, Unreachable
from simulators.wire.store_command import COMMAND_LIMIT, STORE_RSP, Command, parse, store_rq

CHUNK = 1024 * 1024  # bytes of a file that are in memory at a time
QUICKACK = getattr(socket, "TCP_QUICKACK", None)
VECTORS = 512  # parts given to the system at once, below IOV_MAX everywhere
RESULTS = {1: "rejected by the user", 2: "rejected, no reason", 3: "SOP class not supported",
           4: "transfer syntax not supported"}  # fmt: skip


class FileChanged(LocalViolation):
    """The file became shorter while it was sent; the association has to be aborted."""


class Association:
    """Open once it is made. ``pairs``: SOP class and transfer syntax, a presentation context each, at most 128.

    ``window``: outstanding operations that the peer granted, 1 where it did not say (PS3.7 D.3.3.3). ``chunk``: bytes
    of a file to have in memory. Each wait is bounded by ``timeout`` seconds, then TimeoutError.
    """

    def __init__(
        self, peer: DicomAddress, calling: str, pairs: Sequence[tuple[str, str]], timeout: float, window: int
    ) -> None:
        self._peer = peer
        self._sock = _connected(peer, timeout)
        self._gathers = hasattr(self._sock, "sendmsg") and peer.tls is None
        self._decoder = pdu.Decoder()
        self._timeout = timeout
        self._events: Iterator[pdu.Event] = iter(())
        self._command = bytearray()
        self._buffer = memoryview(bytearray(65536))
        self._clean = False
        try:
            answer = self._negotiate(calling, pairs, window)
            self._step = pdu.room(answer.max_pdu, CHUNK)
        except BaseException:
            self.close()
            raise
        self.chunk = self._step * (CHUNK // self._step)
        granted = 1 if answer.window is None else answer.window[0] or window
        self.window = max(1, min(granted, window))

    def _negotiate(self, calling: str, pairs: Sequence[tuple[str, str]], window: int) -> pdu.Associate:
        contexts = {2 * number + 1: (uid, (syntax,)) for number, (uid, syntax) in enumerate(pairs)}
        asked = (window, 1) if window > 1 else None
        self._sock.sendall(
            pdu.Associate(self._peer.ae_title, calling, contexts, max_pdu=pdu.MAX_PDU, window=asked).encode()
        )
        answer = self._next()
        if isinstance(answer, pdu.Reject):
            raise _rejected(self._peer, answer)
        if not isinstance(answer, pdu.Associate) or answer.is_request:
            raise self._unexpected(answer)
        self._contexts: dict[tuple[str, str], int] = {}
        self._refusals: dict[tuple[str, str], str] = {}
        for number, (uid, (syntax,)) in contexts.items():
            result, chosen = answer.results.get(number, (2, ""))
            if result == 0 and chosen == syntax:
                self._contexts[uid, syntax] = number
            else:
                other = f"accepted with transfer syntax {chosen!r}, which was not proposed"
                self._refusals[uid, syntax] = RESULTS.get(result, f"result {result}") if result else other
        return answer

    def refusal(self, sop_class: str, syntax: str) -> str:
        """Why nothing of this kind can be sent here; "" when it can."""
        why = self._refusals.get((sop_class, syntax))
        return f"presentation context {sop_class} in {syntax}: {why}" if why else ""

    def request(self, one: Instance, message_id: int, data: memoryview, size: int) -> list[bytes | memoryview]:
        """PDUs of a C-STORE-RQ and of the first ``size`` bytes of its data set, for :meth:`send`.

        ``data`` has room for one byte more where the data set is of odd length and ``size`` is all of it.
        """
        command = store_rq(one.sop_class_uid.encode(), one.sop_instance_uid.encode(), message_id)
        number = self._contexts[one.sop_class_uid, one.transfer_syntax]
        head = pdu.fragments(number, command, self._step, is_command=True)
        return [head, *self._pieces(number, data, size, one.length - size)]

    def _pieces(self, number: int, data: memoryview, size: int, left: int) -> Iterator[bytes | memoryview]:
        """``size`` bytes of a data set as PDUs; ``left`` are still to come."""
        if size == 0 or left < 0 or (left and size % 2):
            raise FileChanged("it changed while it was sent")
        if size % 2:  # PS3.5 A.5: the padding that deflated files often lack
            data[size] = 0
            size += 1
        for at in range(0, size, self._step):
            piece = data[at : min(at + self._step, size)]
            last = not left and at + self._step >= size
            yield pdu.data_head(number, len(piece), is_command=False, last=last)
            yield piece

    def rest(self, one: Instance, file: FileIO, data: memoryview, done: int) -> None:
        """Send what follows the first ``done`` bytes of a data set, read into ``data`` piece by piece."""
        number = self._contexts[one.sop_class_uid, one.transfer_syntax]
        while done < one.length:
            size = file.readinto(data[: min(one.length - done, self.chunk)]) or 0
            done += size
            self.send(list(self._pieces(number, data, size, one.length - done)))

    def send(self, parts: list[bytes | memoryview]) -> None:
        """All of it, in as few calls as the system allows."""
        if len(parts) == 1 or not self._gathers:  # Windows, TLS
            self._sock.sendall(b"".join(parts))
            return
        at = 0
        while at < len(parts):
            sent = self._sock.sendmsg(parts[at : at + VECTORS])
            while at < len(parts) and sent >= len(parts[at]):
                sent -= len(parts[at])
                at += 1
            if sent:  # the system's buffer was full in the middle of this part
                parts[at] = memoryview(parts[at])[sent:]

    def response(self) -> Command:
        """The next C-STORE-RSP."""
        while True:
            event = self._next()
            if not isinstance(event, pdu.Fragment) or not event.is_command:
                raise self._unexpected(event)
            self._command += event.data
            if len(self._command) > COMMAND_LIMIT:
                raise PeerViolation(f"{self._peer} sent a command of more than {COMMAND_LIMIT} bytes")
            if event.last:
                command = parse(bytes(self._command))
                self._command.clear()
                if command.field != STORE_RSP:
                    raise PeerViolation(
                        f"{self._peer} sent command {command.field:04X}H instead of C-STORE-RSP", clause="PS3.7 9.3.1.2"
                    )
                return command

    def _next(self) -> pdu.Event:
        """The next event; a fragment's data holds until the one after it is asked for."""
        deadline = time.monotonic() + self._timeout
        while (event := next(self._events, None)) is None:
            if time.monotonic() > deadline:
                raise TimeoutError
            if QUICKACK is not None:  # the kernel forgets it: a peer without TCP_NODELAY waits for our acknowledgement
                self._sock.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
            count = self._sock.recv_into(self._buffer)
            if not count:
                raise ConnectionResetError("it was closed by the peer")
            self._events = self._decoder.receive_data(self._buffer[:count])
        return event

    def release(self) -> None:
        """End in good order; a peer that does not answer any more loses nothing of what it acknowledged."""
        with contextlib.suppress(OSError, PeerViolation):
            self._clean = True
            self._sock.sendall(pdu.RELEASE_RQ)
            self._next()

    def close(self) -> None:
        """A-ABORT unless it was released."""
        with contextlib.suppress(OSError):
            if not self._clean:
                self._sock.settimeout(1)
                self._sock.sendall(pdu.Abort().encode())
        self._sock.close()

    def _unexpected(self, event: object) -> PeerViolation:
        if isinstance(event, pdu.Abort):
            return PeerViolation(f"{self._peer} aborted the association ({event.source}/{event.reason})",
                                 clause="PS3.8 9.3.8")  # fmt: skip
        return PeerViolation(f"{self._peer} sent {type(event).__name__} where none may come", clause="PS3.8 9.2")


def _connected(peer: DicomAddress, timeout: float) -> socket.socket:
    try:
        sock = socket.create_connection((peer.host, peer.port), timeout=timeout)
        if peer.tls is not None:
            from simulators.tls import connect  # OpenSSL is loaded by who speaks TLS

            sock = connect(sock, peer.tls, peer.host)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            f"{peer} cannot be reached: {_words(peer, error)}",
            who=peer.ae_title,
            where=f"{peer.host}:{peer.port}",
            seconds=timeout,
            remedy="check host, port and firewall; is it started?",
        ) from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _words(peer: DicomAddress, error: Exception) -> str:
    if peer.tls is not None:
        from ssl import SSLError

        from simulators.tls import why

        if isinstance(error, SSLError):
            return f"TLS was not agreed, {why(error)[0]}"
    return str(getattr(error, "strerror", None) or error)


def _rejected(peer: DicomAddress, answer: pdu.Reject) -> Refused:
    code = f"{answer.result}/{answer.source}/{answer.reason}"
    words = {"1/1/7": "called AE title not recognized", "1/1/3": "calling AE title not recognized"}.get(code, code)
    return Refused(
        f"{peer} rejected the association: {words}", code=code, who=peer.ae_title, clause="PS3.8 9.3.4",
        remedy="check both AE titles: case and inner blanks count; look in the peer's log",
    )  # fmt: skip
