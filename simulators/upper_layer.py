"""One association as requestor on one plain socket: bytes out, events in. No thread, no transcript, nothing decoded.

Nothing waits here but in ``socket`` itself, so that it works in threads as well as in gevent's greenlets.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator, Mapping

from simulators.addresses import DicomAddress
from simulators.user_identity import TYPES
from simulators.wire import pdu
from simulators.wire.association_words import abort_words, rejection_words
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable
from simulators.wire.store_command import COMMAND_LIMIT

QUICKACK = getattr(socket, "TCP_QUICKACK", None)
LARGE = 16384  # bytes of a part that is not copied
VECTORS = 512  # parts given to the system at once, below IOV_MAX everywhere
Contexts = Mapping[int, tuple[str, tuple[str, ...]]]


class Channel:
    """Connected once it is made. ``timeout`` seconds bound each wait, and each PDU: a peer that drips gets no more.

    Unreachable, Refused, NoAnswer and PeerViolation say what the peer did.
    """

    def __init__(self, peer: DicomAddress, connect_s: float, timeout: float, buffer: int = 65536) -> None:
        self.peer = peer
        self._sock = _connected(peer, connect_s)
        self._sock.settimeout(timeout)
        self._gathers = hasattr(self._sock, "sendmsg") and peer.tls is None
        self._timeout, self._deadline = timeout, 0.0
        self._decoder = pdu.Decoder()
        self._buffer = memoryview(bytearray(buffer))
        self._events: Iterator[pdu.Event] = iter(())
        self._clean = False

    def associate(
        self,
        calling: str,
        contexts: Contexts,
        *,
        window: tuple[int, int] | None = None,
        roles: Mapping[str, tuple[int, int]] | None = None,
    ) -> pdu.Associate:
        """The A-ASSOCIATE-AC; the channel is closed where there is none."""
        try:
            user = _user(self.peer)
            asked = pdu.Associate(
                self.peer.ae_title, calling, contexts, max_pdu=pdu.MAX_PDU, window=window, roles=roles or {}, user=user
            )
            self.send([asked.encode()], "the association request")
            answer = self.next("the association request")
            if isinstance(answer, pdu.Reject):
                self._clean = True
                raise self._rejected(answer)
            if not isinstance(answer, pdu.Associate) or answer.is_request:
                raise self.unexpected(answer, "the association request")
        except BaseException:
            self.close()
            raise
        return answer

    def next(self, during: str) -> pdu.Event:
        """The next event; a fragment's data holds until the one after it is asked for."""
        while (event := next(self._events, None)) is None:
            if self._decoder.is_between:
                self._deadline = time.monotonic() + self._timeout
            elif time.monotonic() > self._deadline:
                raise self._broken(TimeoutError(), during)
            try:
                if QUICKACK is not None:  # the kernel forgets it: a peer without TCP_NODELAY waits for our
                    self._sock.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)  # acknowledgement
                count = self._sock.recv_into(self._buffer)
            except OSError as error:
                raise self._broken(error, during) from error
            if not count:
                raise PeerViolation(f"{self.peer} closed the connection during {during}", clause="PS3.8 9.2")
            self._events = self._decoder.receive_data(self._buffer[:count])
        return event

    def fragment(self, during: str) -> pdu.Fragment:
        """The next event, which has to be part of a message."""
        event = self.next(during)
        if not isinstance(event, pdu.Fragment):
            raise self.unexpected(event, during)
        return event

    def command(self, during: str) -> tuple[int, bytes]:
        """The next command set with the ID of its presentation context; once begun it has the time of one wait."""
        data, until = bytearray(), 0.0
        while True:
            part = self.fragment(during)
            until = until or time.monotonic() + self._timeout
            if not part.is_command:
                raise PeerViolation(f"{self.peer} sent a data set without a command during {during}", clause="PS3.8 E")
            data += part.data
            if len(data) > COMMAND_LIMIT:
                raise PeerViolation(
                    f"{self.peer} sent a command of more than {COMMAND_LIMIT} bytes", clause="our limit"
                )
            if part.last:
                return part.context_id, bytes(data)
            if time.monotonic() > until:
                raise self._broken(TimeoutError(), during)

    def send(self, parts: list[bytes | memoryview], during: str) -> None:
        """All of it, in as few calls as the system allows."""
        try:
            if len(parts) > 1 and self._gathers:
                self._gather(parts)
            else:
                for piece in _joined(parts):  # Windows, TLS
                    self._sock.sendall(piece)
        except OSError as error:
            raise self._broken(error, during) from error

    def _gather(self, parts: list[bytes | memoryview]) -> None:
        at = 0
        while at < len(parts):
            sent = self._sock.sendmsg(parts[at : at + VECTORS])
            while at < len(parts) and sent >= len(parts[at]):
                sent -= len(parts[at])
                at += 1
            if sent:  # the system's buffer was full in the middle of this part
                parts[at] = memoryview(parts[at])[sent:]

    def release(self) -> None:
        """End in good order; a peer that does not answer any more loses nothing of what it acknowledged."""
        with contextlib.suppress(NoAnswer, PeerViolation):
            self.send([pdu.RELEASE_RQ], "the release")
            self._clean, until = True, time.monotonic() + self._timeout
            while not isinstance(self.next("the release"), pdu.Release | pdu.Abort) and time.monotonic() < until:
                pass  # a late response to what was answered already
        self.close()

    def close(self) -> None:
        """A-ABORT unless it was released."""
        with contextlib.suppress(OSError):
            if not self._clean:
                self._sock.settimeout(1)
                self._sock.sendall(pdu.Abort().encode())
        self._sock.close()

    def cut(self) -> None:
        """End TCP without a word, of TLS neither: to play a device that loses its line."""
        socket.socket(fileno=self._sock.detach()).close()

    def unexpected(self, event: object, during: str) -> PeerViolation:
        """The peer sent ``event`` where none may come."""
        if isinstance(event, pdu.Abort):
            how, clause = f"aborted the association ({abort_words(event.source, event.reason)})", "PS3.8 9.3.8"
        elif isinstance(event, pdu.Release):
            how, clause = "released the association", "PS3.8 7.2"
        else:
            how, clause = f"sent {type(event).__name__}", "PS3.8 9.2"
        return PeerViolation(f"{self.peer} {how} during {during}", clause=clause)

    def _rejected(self, answer: pdu.Reject) -> Refused:
        numbers = (answer.result, answer.source, answer.reason)
        return Refused(
            f"{self.peer} rejected the association: {rejection_words(*numbers)}",
            code="/".join(map(str, numbers)), who=self.peer.ae_title, clause="PS3.8 9.3.4",
            remedy="check both AE titles: case and inner blanks count; look in the peer's log",
        )  # fmt: skip

    def _broken(self, error: OSError, during: str) -> NoAnswer | PeerViolation:
        if isinstance(error, TimeoutError):
            return NoAnswer(
                f"{self.peer} did not answer within {self._timeout:g} s during {during}",
                who=self.peer.ae_title,
                where=f"{self.peer.host}:{self.peer.port}",
                seconds=self._timeout,
                remedy="look for the association in the peer's log",
            )
        words = error.strerror or str(error)
        return PeerViolation(f"{self.peer} closed the connection during {during}: {words}", clause="PS3.8 9.2")


def _joined(parts: list[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Small parts together, large ones as they are: copying those costs more than another call."""
    small: list[bytes | memoryview] = []
    for part in parts:
        small.append(part)
        if len(part) > LARGE:
            small.pop()
            if small:
                yield b"".join(small)
                small = []
            yield part
    if small:
        yield b"".join(small)


def _user(peer: DicomAddress) -> tuple[int, bytes, bytes] | None:
    """The user identity that the peer is shown."""
    if peer.identity is None:
        return None
    shown = peer.identity.shown()
    return TYPES[shown.kind], shown.primary, shown.secondary


def _connected(peer: DicomAddress, seconds: float) -> socket.socket:
    sock: socket.socket | None = None
    try:
        sock = socket.create_connection((peer.host, peer.port), timeout=seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # macOS refuses once the peer is gone
        if peer.tls is not None:
            from simulators.tls import connect  # OpenSSL is loaded by who speaks TLS

            sock = connect(sock, peer.tls, peer.host)
    except (OSError, UnicodeError) as error:
        if sock is not None:
            sock.close()
        raise Unreachable(
            f"{peer} cannot be reached: {_words(peer, error)}",
            who=peer.ae_title,
            where=f"{peer.host}:{peer.port}",
            seconds=seconds,
            remedy="check host, port and firewall; is it started?",
        ) from error
    return sock


def _words(peer: DicomAddress, error: Exception) -> str:
    if peer.tls is not None:
        from ssl import SSLError

        from simulators.tls import why

        if isinstance(error, SSLError):
            return f"TLS was not agreed, {why(error)[0]}"
    return str(getattr(error, "strerror", None) or error)
