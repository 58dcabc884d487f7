"""Is TLS agreed as the site says, and for how long is the certificate valid?"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import suppress

from harness.preflight.line import Line
from simulators.tls import Tls, connect, https_context, why
from simulators.wire.errors import ConfigError

SOON = 30  # days before its end at which a certificate is to be renewed


def certificate(system: str, host: str, port: int, tls: Tls | None, timeout: float) -> Line:
    """The handshake with what the site says, or as a browser would (``tls`` None). In TLS 1.3 a refusal of our own
    certificate comes only afterwards, with the first answer of the protocol above."""
    name = f"TLS port {port}"
    try:
        with (
            socket.create_connection((host, port), timeout) as sock,
            connect(sock, tls or Tls(), host, https_context(tls)) as link,
        ):
            found = link.getpeercert() or {}
            suite = (link.cipher() or ("",))[0]
            version = link.version()
    except ConfigError as error:
        return Line(system, name, "fail", "", f"{error.what}: {error.cause}", error.remedy)
    except OSError as error:
        words, remedy = why(error)
        return Line(system, name, "fail", "not agreed", words, remedy)
    detail = f"{version}, {suite}"
    with suppress(KeyError, ValueError, TypeError):
        days = (ssl.cert_time_to_seconds(str(found["notAfter"])) - time.time()) / 86400
        detail += f", certificate valid for {days:.0f} days"
        if days < SOON:
            return Line(system, name, "warn", detail, "its certificate ends soon", "have it renewed before")
    return Line(system, name, "pass", detail)
