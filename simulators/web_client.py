"""One HTTP request to a peer, each on a connection of its own, within a time and a size: h11 on a plain socket.

The address of our side is known before the first byte is sent, so that a listener of ours can tell who calls.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import h11

from simulators.addresses import WebAddress
from simulators.runtime import Runtime
from simulators.tls import Tls, connect, why
from simulators.wire.errors import ConfigError, NoAnswer, PeerViolation, Unreachable

CLAUSE = "RFC 9112"
PIECE = 65536
SHORTEST = 6  # characters of a secret that is looked for in answers
SLOWEST = 4096  # bytes a second: a body that comes slower on average is given up


@dataclass(frozen=True, slots=True)
class WebReply:
    """``headers`` by name in lower case; of a name that stands twice both values, joined by a comma."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def ask(
    runtime: Runtime,
    address: WebAddress,
    who: str,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    on_connected: Callable[[str], object] = lambda address: None,
) -> WebReply:
    """Send one request and read its whole answer; ``target`` is below the service's root, or a whole path of the same
    host where it begins with ``//``. ``on_connected`` is told our address.

    :class:`Unreachable`, :class:`NoAnswer` past ``dimse_s`` (for a long body more), :class:`PeerViolation` for what is
    no HTTP or larger than ``message_bytes``, :class:`ConfigError` for a URL that is none.
    """
    call = _Call(runtime, address, who)
    with call.connected() as sock:
        name = sock.getsockname()
        ours = f"{name[0]}:{name[1]}"
        port = sock.getpeername()[1]
        runtime.transcript.own(ours, port)
        on_connected(ours)
        try:
            return _without(call.talk(method, target, headers, body), call.said)
        finally:
            runtime.transcript.disown(ours, port)


def _without(reply: WebReply, said: Mapping[str, str]) -> WebReply:
    """What a peer gives back of who called is not kept: an answer stands in records and reports."""
    for secret in secrets_of(said):
        if secret.encode() in reply.body or any(secret in field for field in reply.headers.values()):
            headers = {name: field.replace(secret, "(not kept)") for name, field in reply.headers.items()}
            reply = WebReply(reply.status, headers, reply.body.replace(secret.encode(), b"(not kept)"))
    return reply


def secrets_of(said: Mapping[str, str]) -> list[str]:
    """What of an Authorization field lets somebody in: as it is sent, and the password in it, unless it is too short
    to be told from other words."""
    scheme, _, secret = said.get("authorization", "").partition(" ")
    password = base64.b64decode(secret).decode().partition(":")[2] if scheme == "Basic" else ""
    return [one for one in (secret, password) if len(one) >= SHORTEST]


class _Call:
    """One connection."""

    def __init__(self, runtime: Runtime, address: WebAddress, who: str) -> None:
        self.limits, self.address, self.who = runtime.limits, address, who
        self.parts = urlsplit(address.url)
        self.begun = time.monotonic()
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=PIECE)
        self.sock: socket.socket = None  # type: ignore[assignment]
        try:
            self.host, self.port = self.parts.hostname or "", self.parts.port
        except ValueError as error:
            raise ConfigError(f"{address.url} is no URL: {error}") from error
        self.where = f"{self.parts.scheme}://{self.parts.netloc.rpartition('@')[2]}"  # no password that stands there
        self.said = address.credentials.headers(runtime)

    def connected(self) -> contextlib.closing[socket.socket]:
        secure = self.parts.scheme == "https"
        try:
            sock = socket.create_connection((self.host, self.port or (443 if secure else 80)), self.limits.connect_s)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if secure:
                sock = connect(sock, self.address.tls or Tls(), self.host)
        except (OSError, UnicodeError) as error:
            raise Unreachable(
                f"{self.who} cannot be reached at {self.where}: {error}",
                who=self.who,
                where=self.where,
                cause=why(error)[0] if isinstance(error, ssl.SSLError) else "",
                remedy=why(error)[1] if isinstance(error, ssl.SSLError) else "",
            ) from error
        self.sock = sock
        return contextlib.closing(sock)

    def talk(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> WebReply:
        """Send and read; what goes wrong is the peer's."""
        try:
            self.send(method, target, headers, body)
            return self.receive()
        except TimeoutError as error:
            raise self.silent() from error
        except (OSError, h11.RemoteProtocolError) as error:
            raise self.broken(error) from error

    def send(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> None:
        path = target[1:] if target.startswith("//") else self.parts.path.rstrip("/") + target
        host = {"host": self.parts.netloc.rpartition("@")[2], "connection": "close"}
        length = {"content-length": str(len(body))} if body or method in ("POST", "PUT") else {}
        request = h11.Request(
            method=method, target=path, headers=list({**host, **headers, **length, **self.said}.items())
        )
        self._write(self.http.send(request) or b"")
        if body:
            self.http.send(h11.Data(data=body))
            self._write(body)
        self.http.send(h11.EndOfMessage())

    def _write(self, data: bytes) -> None:
        self.sock.settimeout(self.limits.dimse_s + len(data) / SLOWEST)
        self.sock.sendall(data)
        self.begun = time.monotonic()

    def receive(self) -> WebReply:
        status, headers, body = 0, dict[str, str](), bytearray()
        while True:
            event = self.http.next_event()
            if event is h11.NEED_DATA:
                self.http.receive_data(self._read(len(body)))
            elif isinstance(event, h11.Response):
                status = event.status_code
                for name, value in event.headers:
                    key, said = name.decode("latin-1"), value.decode("latin-1")
                    headers[key] = f"{headers[key]}, {said}" if key in headers else said
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > self.limits.message_bytes:
                    raise PeerViolation(
                        f"{self.who} answers with more than {self.limits.message_bytes} bytes", clause=CLAUSE
                    )
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return WebReply(status, headers, bytes(body))

    def _read(self, received: int) -> bytes:
        left = self.begun + self.limits.dimse_s + received / SLOWEST - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        return self.sock.recv(PIECE)

    def silent(self) -> NoAnswer:
        seconds = self.limits.dimse_s
        what = f"{self.who} ({self.where}) did not answer whole within {seconds:g} s"
        return NoAnswer(what, who=self.who, where=self.where, seconds=seconds)

    def broken(self, error: Exception) -> PeerViolation:
        cause, remedy = why(error) if isinstance(error, ssl.SSLError) else (type(error).__name__, "")
        return PeerViolation(
            f"{self.who} broke off the answer, or speaks no HTTP",
            clause=CLAUSE,
            received=str(error)[:200],
            cause=f"{self.where}: {cause}",
            remedy=remedy,
        )
