"""Defects of secure connections: certificates nobody looks at, old protection, an end that is taken for the whole."""

from __future__ import annotations

import socket
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulators.defects.defect import defect
from simulators.defects.planting import Plant, around, both
from simulators.dimse_acceptor import Incoming
from simulators.dimse_messages import DimseMessage
from simulators.dimse_scp import Scp
from simulators.dimse_scu import Scu
from simulators.dimse_services import serve
from simulators.mllp_client import MllpClient
from simulators.mllp_server import Connection, MllpServer
from simulators.mllp_tls import TlsLayer
from simulators.tls import Tls, new_client_context
from simulators.wire import mllp

NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL
RENEGOTIATION_INFO = b"\xff\x01\x00\x01\x00"
HELLO = 0x16  # the first byte of TLS
PIXEL_DATA = b"\xe0\x7f\x10\x00OW\x00\x00"
Loosen = Callable[[ssl.SSLContext, Tls], None]


def _server(kind: Any, role: str, loosen: Loosen) -> Plant:
    """Every secure port that the role opens, or whose certificate it renews, is less strict than it should be."""

    def beside(original: Any, self: Any, tls: Tls) -> Any:
        twin = original(self, tls)
        if self.role == role:
            loosen(twin.context, tls)
        return twin

    def renew(original: Any, self: Any, tls: Tls) -> None:
        original(self, tls)
        if self.role == role:
            loosen(self.context, tls)

    return both(around(kind, "beside", beside), around(kind, "renew", renew))


def _client(kind: Any, role: str, loosen: Loosen) -> Plant:
    """Whom the role connects to is believed too easily."""

    def context(original: Any, self: Any) -> ssl.SSLContext:
        if self.sender != role:
            found: ssl.SSLContext = original(self)
            return found
        own = new_client_context(self.tls)
        loosen(own, self.tls)
        return own

    return around(kind, "context", context)


def _without_time(context: ssl.SSLContext, tls: Tls) -> None:
    context.verify_flags |= NO_CHECK_TIME


def _any_authority(context: ssl.SSLContext, tls: Tls) -> None:
    """As if it had been told to trust whatever comes: the other authority of the tests is taken too."""
    context.load_verify_locations(Path(tls.trust).parent / "unknown-ca.pem")
    context.verify_flags &= ~ssl.VERIFY_CRL_CHECK_LEAF


def _not_asked(context: ssl.SSLContext, tls: Tls) -> None:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE


def _without_list(context: ssl.SSLContext, tls: Tls) -> None:
    context.verify_flags &= ~ssl.VERIFY_CRL_CHECK_LEAF


def _any_host(context: ssl.SSLContext, tls: Tls) -> None:
    context.check_hostname = False


def _old_versions(context: ssl.SSLContext, tls: Tls) -> None:
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1


def _weak_suites(context: ssl.SSLContext, tls: Tls) -> None:
    context.set_ciphers("ALL:eNULL:@SECLEVEL=0")


def _begins_with_hello(sock: socket.socket, seconds: float) -> bool:
    sock.settimeout(seconds)
    return sock.recv(1, socket.MSG_PEEK)[:1] == bytes((HELLO,))


def _in_the_clear(original: Any, self: Incoming, context: ssl.SSLContext) -> bool:
    """Who does not encrypt is served all the same."""
    if self.scp.role == "pacs" and not _begins_with_hello(self._sock, self.runtime.limits.connect_s):
        return True
    return bool(original(self, context))


def _deaf_after_hello(original: Any, self: Incoming) -> None:
    """Encryption on the open port stops the listener."""
    scp = self.scp
    in_the_clear = scp.role == "pacs" and scp.context is None and scp._listener is not None
    if in_the_clear and _begins_with_hello(self._sock, self.runtime.limits.connect_s):
        scp._listener.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        scp._listener.close()  # type: ignore[union-attr]
        return
    original(self)


def _end_is_the_whole(original: Any, self: Incoming) -> None:
    """What came before the connection broke off is stored as if it were the image; the rest of it is blank."""
    original(self)
    parts = self.layer.dimse._assembler if self.layer is not None else None
    if self.scp.role == "pacs" and parts is not None and parts._command is not None and parts._data_parts:
        serve(self, DimseMessage(parts._context_id, parts._command, _filled(b"".join(parts._data_parts))))


def _filled(data: bytes) -> bytes:
    """Pixel data, the last element here, up to its length."""
    start = data.index(PIXEL_DATA)
    length = int.from_bytes(data[start + 8 : start + 12], "little")
    return data + bytes(start + 12 + length - len(data))


def _end_ends_the_message(original: Any, self: Connection, reason: Any = None) -> None:
    """The end of a secure connection is taken for the end of the message."""
    if self.server.role == "ris" and isinstance(self.transport, TlsLayer) and self._decoder.waiting:
        self.dataReceived(mllp.END)
    original(self, reason)


def _unsecured(original: Any, self: TlsLayer) -> None:
    """The word of the ServerHello that ties a renegotiation to its connection is another one."""
    if self._inner.__class__ is Connection and self._inner.server.role == "ris":
        data = self._outgoing.read()
        if data[:1] == b"\x16" and data[5:6] == b"\x02":
            data = data.replace(RENEGOTIATION_INFO, b"\xff\x02\x00\x01\x00", 1)
        self._outgoing.write(data)
    original(self)


def _certificate_kept(original: Any, self: Scp, tls: Tls) -> None:
    if self.role != "pacs":
        original(self, tls)


DEFECTS = (
    defect(
        "tls.renegotiation-unsecured",
        "the RIS lets a third party slip into a renegotiated connection",
        "ris",
        "TC-TLS-001",
        "(?i)renegotiation",
        around(TlsLayer, "_flush", _unsecured),
    ),
    defect(
        "tls.expired-device-served",
        "the PACS does not look at the dates of a device's certificate",
        "pacs",
        "TC-TLS-002",
        "(?i)served that had to be refused",
        _server(Scp, "pacs", _without_time),
    ),
    defect(
        "tls.any-authority-served",
        "the PACS serves devices whose certificate is of any authority",
        "pacs",
        "TC-TLS-002",
        "(?i)served that had to be refused",
        _server(Scp, "pacs", _any_authority),
    ),
    defect(
        "tls.no-certificate-asked",
        "the RIS asks nobody for a certificate",
        "ris",
        "TC-TLS-002",
        "(?i)served that had to be refused",
        _server(MllpServer, "ris", _not_asked),
    ),
    defect(
        "tls.revoked-device-served",
        "the RIS does not ask the revocation list",
        "ris",
        "TC-TLS-002",
        "(?i)served that had to be refused",
        _server(MllpServer, "ris", _without_list),
    ),
    defect(
        "tls.clear-on-secure-port",
        "the PACS also speaks in the clear on its secure port",
        "pacs",
        "TC-TLS-003",
        "(?i)served that had to be refused",
        around(Incoming, "_handshake", _in_the_clear),
    ),
    defect(
        "tls.deaf-after-hello",
        "the open port of the PACS is dead once a device has tried to encrypt there",
        "pacs",
        "TC-TLS-004",
        "(?i)open port is not served",
        around(Incoming, "_serve", _deaf_after_hello),
        stops="nothing listens at the archive any more",
    ),
    defect(
        "tls.old-versions",
        "the RIS still agrees on TLS 1.0 and 1.1",
        "ris",
        "TC-TLS-005",
        "(?i)TLS 1.[01]",
        _server(MllpServer, "ris", _old_versions),
    ),
    defect(
        "tls.weak-suites",
        "the PACS agrees on suites that do not encrypt",
        "pacs",
        "TC-TLS-006",
        "(?i)served that had to be refused",
        _server(Scp, "pacs", _weak_suites),
    ),
    defect(
        "tls.broken-off-is-whole",
        "the PACS stores what came before a connection broke off as if it were the whole image",
        "pacs",
        "TC-TLS-007",
        "(?i)images of|number of images",
        around(Incoming, "_loop", _end_is_the_whole),
    ),
    defect(
        "tls.half-message-taken",
        "the RIS takes the end of a secure connection for the end of the message",
        "ris",
        "TC-TLS-012",
        "(?i)an entry that is over|number of entries",
        around(Connection, "connectionLost", _end_ends_the_message),
    ),
    defect(
        "tls.certificate-kept",
        "the PACS goes on with its old certificate until it is restarted",
        "pacs",
        "TC-TLS-008",
        "(?i)old certificate",
        around(Scp, "renew", _certificate_kept),
    ),
    defect(
        "tls.expired-workstation-believed",
        "the PACS sends to a workstation whose certificate has expired",
        "pacs",
        "TC-TLS-010",
        "(?i)could not be verified",
        _client(Scu, "pacs", _without_time),
    ),
    defect(
        "tls.any-host-believed",
        "the PACS does not compare the name in a certificate with the address",
        "pacs",
        "TC-TLS-010",
        "(?i)could not be verified",
        _client(Scu, "pacs", _any_host),
    ),
    defect(
        "tls.any-workstation-believed",
        "the PACS sends to a workstation whose certificate is of any authority",
        "pacs",
        "TC-TLS-010",
        "(?i)could not be verified",
        _client(Scu, "pacs", _any_authority),
    ),
    defect(
        "tls.any-record-believed",
        "the RIS sends reports without looking at the certificate",
        "ris",
        "TC-TLS-011",
        "(?i)could not be verified",
        _client(MllpClient, "ris", _not_asked),
    ),
)
