"""TLS for every protocol: what a site says of it, as a value, and the contexts of the standard library made from that.

Profiles by their names in DICOM PS3.15: ``BCP195`` (B.9) and ``BCP195-non-downgrading`` (B.10, which forbids TLS 1.0
and 1.1). RFC 8996 took both versions out of BCP 195 itself, so that neither profile goes below TLS 1.2 here; the second
takes only suites with forward secrecy and authenticated encryption.
"""

from __future__ import annotations

import os
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from simulators.secret import Secret
from simulators.wire.errors import ConfigError

_STRICT = "ECDHE+AESGCM:DHE+AESGCM:ECDHE+CHACHA20:!aNULL:!eNULL:!aDSS"
SUITES = {
    "BCP195": f"{_STRICT}:ECDHE+AES+SHA256:ECDHE+AES+SHA384:DHE+AES+SHA256",
    "BCP195-non-downgrading": _STRICT,
}
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


@dataclass(frozen=True, slots=True)
class Tls:
    """One end of a connection under TLS; paths are of PEM files.

    ``trust``: authorities whose certificates are taken, empty: those of this machine. ``certificate``: our own, with
    what leads to its authority; ``key`` its key, or ``key_secret`` the place that holds its text;
    ``password`` opens it. ``revoked``: a revocation list that is asked. ``server_name``: what the
    server's certificate must be for, where that is not its address. ``require_client``: a listener wants one too.
    """

    trust: str = ""
    certificate: str = ""
    key: str = ""
    key_secret: Secret | None = None
    password: Secret | None = None
    revoked: str = ""
    server_name: str = ""
    minimum: str = "1.2"
    profile: str = "BCP195"
    require_client: bool = True


def client_context(tls: Tls) -> ssl.SSLContext:
    """For who connects: the server's certificate and name are checked. :class:`ConfigError` for a file that is none."""
    return _client(tls, _stamps(tls))


def new_client_context(tls: Tls) -> ssl.SSLContext:
    """As :func:`client_context`, of one's own."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, tls)
    context.check_hostname, context.verify_mode = True, ssl.CERT_REQUIRED
    return context


def server_context(tls: Tls) -> ssl.SSLContext:
    """For who listens; made anew each time. :class:`ConfigError` for a file that cannot be used, or no certificate."""
    if not tls.certificate:
        raise ConfigError("a listener with TLS needs a certificate", remedy='tls = { certificate = "server.pem", … }')
    context = _context(ssl.PROTOCOL_TLS_SERVER, tls)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.num_tickets = 0
    context.verify_mode = ssl.CERT_REQUIRED if tls.require_client else ssl.CERT_NONE
    return context


def connect(sock: socket.socket, tls: Tls, host: str, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    """The handshake of who connected. OSError, of which :func:`why` tells the reason; then ``sock`` is closed."""
    try:
        context = context or client_context(tls)
        return context.wrap_socket(sock, server_hostname=tls.server_name or host, suppress_ragged_eofs=False)
    except BaseException:
        sock.close()
        raise


def accept(sock: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
    """The handshake of who listens. OSError; then ``sock`` is closed."""
    try:
        return context.wrap_socket(sock, server_side=True, suppress_ragged_eofs=False)
    except BaseException:
        sock.close()
        raise


def https_context(tls: Tls | None) -> ssl.SSLContext:
    """For HTTP clients: as the site says, or with the authorities of this machine."""
    return ssl.create_default_context() if tls is None else client_context(tls)


# --- how they are made -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _client(tls: Tls, stamps: tuple[int, ...]) -> ssl.SSLContext:
    """``stamps``: when the files were written, so that a new certificate is taken."""
    return new_client_context(tls)


def _stamps(tls: Tls) -> tuple[int, ...]:
    found = []
    for name in (tls.trust, tls.certificate, tls.key, tls.revoked):
        with suppress(OSError):
            found.append(os.stat(name).st_mtime_ns if name else 0)
    return tuple(found)


def _context(protocol: Any, tls: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = VERSIONS[tls.minimum]
    context.set_ciphers(SUITES[tls.profile])
    context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)  # an end without close_notify is no end
    try:
        if tls.trust:
            context.load_verify_locations(tls.trust)
        else:
            context.load_default_certs(
                ssl.Purpose.SERVER_AUTH if protocol == ssl.PROTOCOL_TLS_CLIENT else ssl.Purpose.CLIENT_AUTH
            )
        if tls.revoked:
            context.load_verify_locations(tls.revoked)
            context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
        if tls.certificate:
            with _key(tls) as key:
                context.load_cert_chain(tls.certificate, key, tls.password.value if tls.password else "")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise ConfigError(
            f"TLS cannot be set up: {error}",
            cause=f"trust {tls.trust or 'of this machine'}, certificate {tls.certificate or 'none'}, "
            f"key {tls.key or tls.key_secret or 'in the file of the certificate'}",
            remedy="PEM files are wanted, and the key of that certificate; for tests: interop certs DIR",
        ) from error
    return context


@contextmanager
def _key(tls: Tls) -> Iterator[str | None]:
    """The file of the key; one from elsewhere lies in a private file for as long as it is read."""
    if tls.key_secret is None:
        yield tls.key or None
        return
    with tempfile.TemporaryDirectory(prefix="interop-key-") as folder:  # mode 0700
        path = Path(folder) / "key.pem"
        path.write_text(tls.key_secret.value(), encoding="ascii")
        yield str(path)


# --- what went wrong -------------------------------------------------------------------------------------------------

_VERIFY = {
    3: ("its revocation list is missing", "give the list of that authority: revoked = \"crl.pem\""),
    9: ("its certificate is not valid yet", "look at both clocks, and at the certificate"),
    10: ("its certificate has expired", "have it renewed"),
    12: ("the revocation list has expired", "fetch the present one"),
    18: ("its certificate is of an unknown authority", "put the authority into trust, once you are sure of it"),
    19: ("its certificate is of an unknown authority", "put the authority into trust, once you are sure of it"),
    20: ("its certificate is of an unknown authority", "put the authority into trust, once you are sure of it"),
    21: ("its certificate is of an unknown authority", "put the authority into trust, once you are sure of it"),
    23: ("its certificate was revoked", "do not talk to it; have it replaced"),
    62: ("its certificate is for another host", "address it as the certificate says, or set server_name"),
    64: ("its certificate is for another host", "address it as the certificate says, or set server_name"),
}  # fmt: skip
_REASONS = (
    ("CERTIFICATE_EXPIRED", "it says that our certificate has expired", "renew our certificate"),
    ("CERTIFICATE_REVOKED", "it says that our certificate was revoked", "have another one issued"),
    ("CERTIFICATE_REQUIRED", "it wants a certificate of ours", "set certificate and key in tls"),
    ("UNKNOWN_CA", "it does not know the authority of our certificate", "have it trust that authority"),
    ("BAD_CERTIFICATE", "it refuses our certificate", "look for the reason in its log"),
    ("CERTIFICATE_UNKNOWN", "it refuses our certificate", "look for the reason in its log"),
    ("PEER_DID_NOT_RETURN", "it showed no certificate", "give it a certificate that we trust"),
    ("PROTOCOL_VERSION", "no TLS version suits both", "see minimum, and what it offers: interop discover"),
    ("UNSUPPORTED_PROTOCOL", "no TLS version suits both", "see minimum, and what it offers: interop discover"),
    ("VERSION_TOO_LOW", "no TLS version suits both", "see minimum, and what it offers: interop discover"),
    ("NO_SHARED_CIPHER", "no cipher suite suits both", "see profile, and what it offers: interop discover"),
    ("HANDSHAKE_FAILURE", "it refuses the handshake", "versions, suites and certificates: interop discover"),
    ("WRONG_VERSION_NUMBER", "it does not speak TLS on that port", "take tls away, or name its TLS port"),
    ("HTTP_REQUEST", "it speaks plain HTTP", "speak TLS to it"),
    ("EOF", "it closed the connection in the middle", "does it speak TLS on that port? look in its log"),
)  # fmt: skip


def why(error: BaseException) -> tuple[str, str]:
    """What was wrong with TLS, from our side of it, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        found = _VERIFY.get(error.verify_code)
        return found or (f"its certificate is refused: {error.verify_message}", "look at the certificate")
    text = f"{getattr(error, 'reason', None) or ''} {error}".upper()
    for sign, words, remedy in _REASONS:
        if sign in text:
            return words, remedy
    if isinstance(error, TimeoutError):
        return "it did not answer the handshake", "does it speak TLS on that port?"
    if isinstance(error, ConnectionError):
        return "it closed the connection in the middle", "does it speak TLS on that port? look in its log"
    return f"TLS was not agreed: {getattr(error, 'reason', None) or error}", "versions, suites and certificates"
