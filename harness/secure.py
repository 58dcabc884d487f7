"""Doors with TLS: the secure port of a system, simulated or real, and what comes of knocking at it.

A simulated system gets a secure port beside its plain one, with certificates of an authority of this run, whose folder
is private and removed with the hospital. A real one is spoken to as its site says.
"""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness.outcome import Omitted
from harness.session import Hospital
from simulators.addresses import DicomAddress, Hl7Address
from simulators.authority import Authority, make
from simulators.dimse import Scu
from simulators.mllp_client import MllpClient
from simulators.tls import Tls
from simulators.wire import tls_hello
from simulators.wire.er7 import Message
from simulators.wire.errors import NoAnswer, NotAgreed, PeerViolation, Unreachable

VERIFICATION = "1.2.840.10008.1.1"
AUTHORITY = "test authority"
DELIBERATE = "a connection that may be refused"
QUIET_S = 0.2  # after which a simulated system has not answered
SERVICES = {"pacs": "dimse"}  # which port of a system is meant; of every other one that of its messages


class RunAuthority:
    """The test authority of one run, among what is stopped with the hospital."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="interop-tls-", ignore_cleanup_errors=True)
        self.authority = make(Path(self._folder.name) / "authority")

    def stop(self) -> None:
        self._folder.cleanup()


def authority_of_run(hospital: Hospital) -> Authority:
    """Made when it is first asked for."""
    started = hospital.wiring.started
    if AUTHORITY not in started:
        started[AUTHORITY] = RunAuthority()
    found: Authority = started[AUTHORITY].authority
    return found


@dataclass(slots=True)
class Door:
    """The secure port of a system. ``authority``: of which it trusts the good certificates; None where a real system
    trusts none of ours. ``listener`` is the port itself, where the system is simulated."""

    hospital: Hospital
    system: str
    address: DicomAddress | Hl7Address
    authority: Authority | None
    listener: Any = None

    def knock(self, tls: Tls | None) -> str:
        """Nothing where the protocol is spoken afterwards, else how it ended: it was refused, closed, or nothing came.
        :class:`Unreachable` where nobody was there: no route, a port that is closed, no answer of the host."""
        try:
            self._ask(tls)
        except (PeerViolation, NoAnswer) as error:
            if isinstance(error, Unreachable) and not isinstance(error, NotAgreed):
                raise
            return f"{error} ({error.cause})" if error.cause else str(error)
        return ""

    def _ask(self, tls: Tls | None) -> None:
        hospital, to = self.hospital, self.address
        if isinstance(to, DicomAddress):
            self.scu(tls).associate([VERIFICATION], deliberate=DELIBERATE).release()
            return
        with MllpClient(hospital.runtime, "emr", self.system, to.host, to.port, tls) as client:
            answer = client.send_bytes(self._question(), deliberate=DELIBERATE)
        if answer is None:
            raise NoAnswer(f"{self.system} gave no answer", who=self.system)
        Message.parse(answer)

    def scu(self, tls: Tls | None) -> Scu:
        """Who asks an archive: a station where there is one that is simulated, else the workstation."""
        hospital, to = self.hospital, self.address
        assert isinstance(to, DicomAddress)
        stations = [name for name in hospital.site.several if hasattr(hospital.site.role(name), "station")]
        caller = next((name for name in stations if not hospital.is_real(name)), "workstation")
        title = hospital.site.role(caller).ae_title or caller
        return Scu(hospital.runtime, caller, self.system, to.host, to.port, to.ae_title, title, tls)

    def _question(self) -> bytes:
        """A query that changes nothing and that anybody may refuse: HL7 chapter 14, application management."""
        to, runtime = self.address, self.hospital.runtime
        assert isinstance(to, Hl7Address)
        emr = self.hospital.site.role("emr")
        return (
            f"MSH|^~\\&|{emr.application}|{emr.facility}|{to.application}|{to.facility}|20250101120000||NMQ^N01|"
            f"{runtime.control_id('tls')}|P|{to.dialect.version}\rNCK|20250101120000\r"
        ).encode("ascii", "replace")

    def offer(self, what: str) -> tls_hello.Answer | None:
        """The answer to a ClientHello by hand; None where the connection was closed without one.
        :class:`Unreachable` where there was none."""
        seconds, received = self.hospital.limits.connect_s, b""
        try:
            opened = socket.create_connection((self.address.host, self.address.port), seconds)
        except OSError as error:
            raise Unreachable(f"{self.system} cannot be reached: {error}", who=self.system) from error
        with opened as sock:
            try:
                sock.sendall(tls_hello.offering(what))
                while (answer := tls_hello.read_answer(received)) is None and (data := sock.recv(4096)):
                    received += data
            except ConnectionError:
                return None
            except TimeoutError as silence:
                raise NoAnswer(f"{self.system} did not answer a TLS hello", who=self.system) from silence
        return answer

    def break_off(self, data: bytes) -> bytes | None:
        """What comes back to bytes that are no whole message, after which TCP ends without close_notify, as anybody on
        the line can make it end."""
        hospital, to = self.hospital, self.address
        limit = hospital.limits.acknowledgement_s if hospital.is_real(self.system) else QUIET_S
        asker = MllpClient(hospital.runtime, "emr", self.system, to.host, to.port, self.client("valid"))
        answer = asker.send_bytes(data, timeout=limit, framed=False, deliberate="half a message")
        asker.break_off()
        return answer

    def client(self, kind: str) -> Tls:
        """Who shows a certificate of that kind. OMIT where the real system trusts none of our test authority."""
        if kind == "valid" and self.listener is None and self.address.tls is not None:
            return self.address.tls
        if self.authority is None:
            raise Omitted("the site names no test authority")
        _require_claim(self.hospital, self.system, kind)
        return self.authority.client(kind)


def door(hospital: Hospital, system: str, cleanup: Callable[..., None]) -> Door:
    """The secure port of a system, opened where it is simulated until ``cleanup`` calls. OMIT where the site does not
    claim TLS for it, or says nothing of it."""
    name = system.lower()
    hospital.require(name, "TLS")
    address = _address(hospital, name)
    if address is None:
        raise Omitted(f"the site gives no address of the {system}")
    if hospital.is_real(name):
        if address.tls is None:
            raise Omitted(f"the site speaks to the {system} in the clear")
        return Door(hospital, name, address, hospital.site.test_authority)
    authority = authority_of_run(hospital)
    twin = plain_listener(hospital, name).beside(authority.server())
    address = replace(address, port=twin.start(), tls=authority.client())
    cleanup(twin.stop)
    return Door(hospital, name, address, authority, twin)


def plain_door(hospital: Hospital, system: str) -> Door:
    """Its usual port, where that is one without TLS; else OMIT."""
    name = system.lower()
    address = _address(hospital, name)
    if address is None or address.tls is not None:
        raise Omitted(f"the site gives no open port of the {system}")
    return Door(hospital, name, address, hospital.site.test_authority if hospital.is_real(name) else
                authority_of_run(hospital))  # fmt: skip


def _require_claim(hospital: Hospital, name: str, kind: str) -> None:
    """Who says that it asks a revocation list is shown what stands in one."""
    if kind == "revoked":
        hospital.require(name, "CRL")


def _address(hospital: Hospital, name: str) -> DicomAddress | Hl7Address | None:
    return hospital.wiring.dicom(name) if SERVICES.get(name) == "dimse" else hospital.wiring.hl7(name)


def plain_listener(hospital: Hospital, name: str) -> Any:
    """The listener of a simulated role that is meant by its name."""
    role = hospital.drive(name, "open a secure port")
    return hospital.runtime.listeners[role.ports["dimse" if "dimse" in role.ports else "hl7"]]


@dataclass(slots=True)
class Shown:
    """A listener of ours that shows ``sender`` a certificate, good or not. ``tried`` tells of refused handshakes."""

    listener: Any
    authority: Authority

    @property
    def tried(self) -> list[str]:
        return list(self.listener.not_agreed)

    def show(self, kind: str) -> None:
        """From the next connection on."""
        self.listener.not_agreed.clear()
        self.listener.renew(self.authority.server(kind))


def shown_to(hospital: Hospital, receiver: str, sender: str, kind: str, cleanup: Callable[..., None]) -> Shown:
    """``receiver``, one of ours, shows ``sender`` a certificate of that kind, until ``cleanup`` calls. OMIT where a
    real sender does not speak TLS to it, or trusts no certificate of ours."""
    hospital.require(sender, "TLS")
    _require_claim(hospital, sender, kind)
    usual = plain_listener(hospital, receiver)
    if hospital.is_real(sender):
        before, authority = hospital.runtime.certificates.get(receiver), hospital.site.test_authority
        if before is None or authority is None:
            raise Omitted(f"the site gives no certificate for {receiver}, or names no test authority")
        shown = Shown(usual, authority)
        cleanup(usual.renew, before)
    else:
        shown = _beside(hospital, receiver, sender, usual, cleanup)
    shown.show(kind)
    return shown


def _beside(hospital: Hospital, receiver: str, sender: str, usual: Any, cleanup: Callable[..., None]) -> Shown:
    """A secure port beside the usual one, that the simulated sender is told of."""
    authority, known = authority_of_run(hospital), hospital.drive(sender, "")
    twin = usual.beside(authority.server())
    wiring = hospital.wiring
    address: Any = wiring.dicom(receiver) if hasattr(usual, "ae_title") else wiring.hl7(receiver)
    asking = replace(authority.client(), revoked=authority.server().revoked)
    known.know(receiver, replace(address, host=hospital.runtime.bind, port=twin.start(), tls=asking))
    cleanup(twin.stop)
    cleanup(known.know, receiver, address)
    return Shown(twin, authority)
