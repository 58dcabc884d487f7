"""Which TLS versions and cipher suites a port speaks, and until when its certificate is valid. Nothing is sent inside.

Certificates are not judged: what is offered is looked at, also what a careful client would refuse. The old versions are
asked for by hand, since this machine's own library may have lost them.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from dataclasses import dataclass
from typing import Any

from harness.discover.pace import Pace, told
from simulators.tls import Tls, new_client_context
from simulators.wire import tls_hello
from simulators.wire.errors import ConfigError, PeerViolation

BY_HAND = ("TLS 1.0", "TLS 1.1")
VERSIONS = {"TLSv1_2": "TLS 1.2", "TLSv1_3": "TLS 1.3"}
MOST_CIPHERS = 40


def tls(host: str, port: int, pace: Pace, timeout: float, end: Tls | None = None) -> dict[str, Any]:
    """``{"speaks": False}``, or for each version ``accepted``, ``refused`` or ``cannot be asked`` (where this machine's
    own library has lost it), the cipher suites of TLS 1.2 in the peer's order of taking them, and the certificate.
    ``end``: the certificate that is shown to a peer that wants one."""
    pace.step("TLS")
    asker = _Asker(host, port, timeout, end)
    first = asker.shake("")
    if not isinstance(first, dict):
        return {"speaks": False, "why": told(first)}
    versions = {}
    for shown in BY_HAND:
        pace.step(shown)
        versions[shown] = _by_hand(host, port, timeout, shown)
    for version, shown in VERSIONS.items():
        pace.step(shown)
        versions[shown] = _state(asker.shake(version))
    ciphers = _ciphers(asker, pace) if versions["TLS 1.2"] == "accepted" else []
    return {"speaks": True, "versions": versions, "ciphers": ciphers, **first["certificate"]}


def _by_hand(host: str, port: int, timeout: float, version: str) -> str:
    received = b""
    try:
        with socket.create_connection((host, port), timeout) as sock:
            sock.sendall(tls_hello.offering(version))
            while (answer := tls_hello.read_answer(received)) is None and (data := sock.recv(4096)):
                received += data
    except (OSError, PeerViolation):
        return "refused"
    return "accepted" if answer is not None and answer.kind == "hello" else "refused"


def _state(answer: dict[str, Any] | str | None) -> str:
    return "cannot be asked" if answer is None else "accepted" if isinstance(answer, dict) else "refused"


def _ciphers(asker: _Asker, pace: Pace) -> list[str]:
    """Offer all, note what is chosen, offer the rest, until nothing of it is taken."""
    found: list[str] = []
    while len(found) < MOST_CIPHERS:
        pace.step("cipher suites")
        answer = asker.shake("TLSv1_2", without=found)
        if not isinstance(answer, dict) or answer["cipher"] in found:
            break
        found.append(answer["cipher"])
    return found


@dataclass(frozen=True, slots=True)
class _Asker:
    """One port, and what we show it."""

    host: str
    port: int
    timeout: float
    end: Tls | None

    def shake(self, version: str, without: list[str] | None = None) -> Any:
        """``{"cipher", "certificate"}``; the words of the refusal; None where our library cannot ask."""
        try:
            context = self._context(version, without or [])
        except ConfigError as error:
            return f"{error}"
        except (ssl.SSLError, ValueError):
            return None
        try:
            with (
                socket.create_connection((self.host, self.port), self.timeout) as sock,
                context.wrap_socket(sock, server_hostname=self.host) as link,
            ):
                chosen, shown = link.cipher(), link.getpeercert(True) or b""
                return {"cipher": chosen[0] if chosen else "", "certificate": _certificate(shown)}
        except ssl.SSLError as error:
            if error.reason in ("NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE"):
                return None
            return str(error.reason or error)
        except (OSError, ValueError) as error:
            return str(error) or type(error).__name__

    def _context(self, version: str, without: list[str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if self.end is None else new_client_context(self.end)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers(":".join(["ALL", "COMPLEMENTOFALL", *(f"!{name}" for name in without), "@SECLEVEL=0"]))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # old versions are asked for on purpose
            context.minimum_version = ssl.TLSVersion[version] if version else ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = ssl.TLSVersion[version] if version else ssl.TLSVersion.MAXIMUM_SUPPORTED
        return context


def _certificate(der: bytes) -> dict[str, str]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    with contextlib.suppress(Exception), warnings.catch_warnings():  # hostile bytes: whatever the library makes of them
        warnings.simplefilter("ignore")
        found = x509.load_der_x509_certificate(der)
        return {
            "subject": told(found.subject.rfc4514_string()),
            "valid_until": found.not_valid_after_utc.isoformat(),
            "sha256": found.fingerprint(hashes.SHA256()).hex(),
        }
    return {"subject": "cannot be read", "valid_until": "", "sha256": ""}
