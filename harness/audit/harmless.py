"""Probes that change nothing and cannot harm: ports, TLS and certificates, strangers, banners."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydicom import Dataset

from harness.audit.asking import STUDY_QUERY, VERIFICATION, Asking, NotDone, contexts_of
from harness.audit.certificates import certificate
from harness.audit.target import Finding, Target, caller_of, found
from harness.discover.pace import told
from harness.discover.tls import tls as look_at_tls
from simulators.dimse_negotiation import negotiate
from simulators.wire import tls_hello
from simulators.wire.errors import InteropError, PeerViolation

PORT_S = 1.0  # a filtered port gives no answer at all
STRANGER, NOBODY = "INTEROP_STRANGER", "INTEROP_NOBODY"
FORBIDDEN = ("NULL", "RC4", "EXP", "DES", "ADH", "AECDH", "MD5")  # RFC 9325 4.1, in OpenSSL's names
FORWARD = ("ECDHE", "DHE", "TLS_")
FIND = {"dimse": "1.2.840.10008.5.1.4.1.2.2.1", "worklist": "1.2.840.10008.5.1.4.31"}


def ports(target: Target, asking: Asking) -> Iterator[Finding]:
    """Open ports of the site's list that neither an address of the site file nor ``[security] open`` explains."""
    security = asking.site.tables.security
    if not security.ports:
        raise NotDone("the site file lists no ports ([security] ports)")
    for port in security.ports:
        asking.pace.step(f"port {port}")
        try:
            socket.create_connection((target.host, port), PORT_S).close()
        except OSError:
            continue
        if port not in security.open and (target.host, port) not in _known(asking):
            yield found("open-port", "ports", target, f"port {port} takes connections")


def _known(asking: Asking) -> set[tuple[str, int]]:
    """Every address of the site file."""
    names = [name for name in asking.site.role_names if asking.site.is_real(name)]
    tables = [(name, key, table) for name in names for key, table in asking.site.role(name).asked().items()]
    places = [Target(name, key, table) for name, key, table in tables]
    listening = asking.site.fixed_listeners.values()
    return {(each.host, each.port) for each in places} | {(asking.site.tables.network.host, n) for n in listening}


def tls(target: Target, asking: Asking) -> Iterator[Finding]:
    """Plaintext, old versions, weak suites, and the certificate."""
    asking.pace.step("in the clear")
    if target.tls is None and not asking.ill(target):
        yield found("plaintext", "tls", target, "a correct peer is served in the clear")
        return
    seconds = asking.runtime.limits.connect_s
    seen = look_at_tls(target.host, target.port, asking.pace, seconds, target.tls)
    if not seen["speaks"]:
        raise NotDone(f"TLS was not agreed: {seen['why']}")
    old = [version for version in ("TLS 1.0", "TLS 1.1") if seen["versions"][version] == "accepted"]
    if old:
        yield found("tls-old", "tls", target, f"{', '.join(old)} accepted")
    yield from _suites(target, asking, seen)
    yield from certificate(target, asking)


def _suites(target: Target, asking: Asking, seen: dict[str, Any]) -> Iterator[Finding]:
    """What must not be negotiated is major, what should not be is minor."""
    bad = [name for name in seen["ciphers"] if any(sign in name for sign in FORBIDDEN)]
    for weakness in tls_hello.WEAK:
        asking.pace.step(weakness)
        bad += [weakness] if _accepts(target, weakness, asking.runtime.limits.connect_s) else []
    if bad:
        yield found("tls-weak-suite", "tls", target, f"must not be negotiated: {', '.join(bad)}")
    static = [name for name in seen["ciphers"] if name not in bad and not name.startswith(FORWARD)]
    if static:
        what = f"no forward secrecy: {', '.join(static[:6])}"
        yield found("tls-weak-suite", "tls", target, what, severity="minor")


def _accepts(target: Target, weakness: str, seconds: float) -> bool:
    received = b""
    try:
        with socket.create_connection((target.host, target.port), seconds) as sock:
            sock.sendall(tls_hello.offering(weakness))
            while (answer := tls_hello.read_answer(received)) is None and (data := sock.recv(4096)):
                received += data
    except (OSError, PeerViolation):
        return False
    return answer is not None and answer.kind == "hello"


def strangers(target: Target, asking: Asking) -> Iterator[Finding]:
    """Who may speak: unknown AE titles, and HTTP without credentials."""
    if target.key == "web":
        yield from _open_web(target.as_stranger(), asking)
        return
    asking.pace.step(f"association of {STRANGER}")
    if why := asking.ill(target):
        raise NotDone(f"our own AE title {caller_of(asking.site, target.role)} is not served either: {why}")
    yield from _stranger(target.as_stranger(), asking)
    asking.pace.step(f"association with {NOBODY}")
    nobody = replace(target, address=replace(target.address, ae_title=NOBODY))
    try:
        asking.associate(nobody, [VERIFICATION]).__exit__(None, None, None)
    except InteropError:
        return
    yield found("any-called", "strangers", target, f"an association with {NOBODY} was accepted")


def _stranger(target: Target, asking: Asking) -> Iterator[Finding]:
    """What an AE title that nobody has is given."""
    try:
        with asking.associate(target, list(contexts_of(target)), calling=STRANGER) as assoc:
            offered = {each.abstract_syntax for each in assoc.accepted.values()} - {VERIFICATION}
            query = FIND.get(target.key, "")
            if query in offered:
                status = assoc.ask(
                    query, "C-FIND-RQ", _keys(target, asking), AffectedSOPClassUID=query, Priority=0
                ).status
                said = f"C-FIND of {STRANGER} was answered with status {status:04X}"
                kind = "stranger-query" if status == 0 else "stranger-echo"
            else:
                said = f"an association of {STRANGER} was accepted"
                kind = "stranger-store" if offered else "stranger-echo"
    except InteropError:
        return  # it is kept out
    yield found(kind, "strangers", target, said)


def _keys(target: Target, asking: Asking) -> Dataset:
    """A query that only test patients match."""
    keys = Dataset()
    if target.key == "dimse":
        keys.QueryRetrieveLevel, keys.StudyInstanceUID = "STUDY", ""
    keys.PatientID = f"{asking.patient}*"
    return keys


def _open_web(target: Target, asking: Asking) -> Iterator[Finding]:
    """DICOMweb, and the management interface that some archives have on the same port."""
    try:
        status = asking.get(target, f"{STUDY_QUERY}{asking.patient}").status
        system = asking.get(target, "//system", {"accept": "application/json"})
    except InteropError:
        return  # who has no certificate is kept out
    if 200 <= status < 300:
        yield found("open-web", "strangers", target, f"GET studies without credentials was answered with {status}")
    if system.status == 200 and "DicomAet" in _fields(system.body):
        yield found("open-web", "strangers", target, "the management interface answers too: GET /system")


def _fields(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body[:65536])
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def banners(target: Target, asking: Asking) -> Iterator[Finding]:
    """Implementation version name, Server header: told where a version stands in it."""
    asking.pace.step("greeting")
    try:
        if target.key == "web":
            headers = asking.get(target, f"{STUDY_QUERY}{asking.patient}").headers
            names = [headers.get(name, "") for name in ("server", "x-powered-by")]
        else:
            names = [negotiate(asking.scu(target), [VERIFICATION]).implementation_version]
    except InteropError as error:
        raise NotDone(told(error)) from error
    for name in names:
        if any(each.isdigit() for each in name):
            yield found("banner", "banners", target, f"it says {told(name)}")
