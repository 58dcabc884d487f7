"""What the certificate of a port says: until when, for whom, how strong, and whether the site trusts who issued it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from harness.audit.asking import Asking, NotDone
from harness.audit.target import Finding, Target, found
from simulators.tls import Tls, client_context, new_client_context

SOON = timedelta(days=30)
UNKNOWN = (18, 19, 20, 21)  # X509_V_ERR_… of OpenSSL: no way to an authority that is trusted
RSA_BITS, CURVE_BITS = 2048, 224


def certificate(target: Target, asking: Asking) -> Iterator[Finding]:
    """Findings about the certificate that the port shows."""
    asking.pace.step("certificate")
    seconds, end = asking.runtime.limits.connect_s, target.tls or Tls()
    try:
        shown = _shown(target, end, seconds)
        yield from judged(shown, target, end.server_name or target.host, datetime.now(UTC))
    except Exception as error:  # hostile bytes: whatever the library makes of them
        raise NotDone(f"the certificate cannot be read: {error}") from error
    if target.tls is not None and _is_of_unknown(target, end, seconds):
        yield found("certificate-unknown", "tls", target, f"issued by {shown.issuer.rfc4514_string()}")


def _shown(target: Target, end: Tls, seconds: float) -> Any:
    from cryptography import x509

    context = new_client_context(end)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")  # those without encryption too
    with (
        socket.create_connection((target.host, target.port), seconds) as sock,
        context.wrap_socket(sock, server_hostname=end.server_name or target.host) as link,
    ):
        der = link.getpeercert(True) or b""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of hostile bytes
        return x509.load_der_x509_certificate(der)


def judged(shown: Any, target: Target, host: str, now: datetime) -> Iterator[Finding]:
    """What is wrong with it at that moment, for that host."""
    begin, end = shown.not_valid_before_utc, shown.not_valid_after_utc
    if not begin <= now <= end:
        yield found("certificate-expired", "tls", target, f"valid from {begin.date()} until {end.date()}")
    elif end - now < SOON:
        yield found("certificate-soon", "tls", target, f"valid until {end.date()}, {(end - now).days} days from now")
    if weak := _weakness(shown):
        yield found("certificate-weak", "tls", target, weak)
    names = _names(shown)
    if not any(_fits(name, host) for name in names):
        said = ", ".join(names[:5]) or "nobody"
        yield found("certificate-host", "tls", target, f"it is for {said}, and was asked for {host}")


def _weakness(shown: Any) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    key = shown.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS:
        return f"RSA with {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < CURVE_BITS:
        return f"an elliptic curve of {key.key_size} bits"
    signed = shown.signature_hash_algorithm
    return f"signed with {signed.name}" if signed is not None and signed.name in ("md5", "sha1") else ""


def _names(shown: Any) -> list[str]:
    """Its alternative names; the subject's name does not count any more (RFC 9525)."""
    from cryptography import x509

    try:
        value = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [*value.get_values_for_type(x509.DNSName), *map(str, value.get_values_for_type(x509.IPAddress))]


def _fits(name: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(name) == ipaddress.ip_address(host)
    except ValueError:
        pass
    wanted, asked = name.casefold().rstrip("."), host.casefold().rstrip(".")
    return wanted == asked or (wanted.startswith("*.") and asked.partition(".")[2] == wanted[2:])


def _is_of_unknown(target: Target, end: Tls, seconds: float) -> bool:
    """Whether a careful client finds no way to an authority."""
    try:
        with socket.create_connection((target.host, target.port), seconds) as sock:
            client_context(end).wrap_socket(sock, server_hostname=end.server_name or target.host).close()
    except ssl.SSLCertVerificationError as error:
        return error.verify_code in UNKNOWN
    except OSError:
        return False
    return False
