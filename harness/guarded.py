"""Entrances where somebody looks who comes in: of a system that claims whom it lets in, simulated or real.

A simulated system whose site says nothing of it gets entrances beside its usual ports, for callers and users of this
run. A real one is called where the site says, as those whom its ``access`` table names.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from harness.outcome import Omitted
from harness.session import Hospital
from simulators.access import Access, Caller, same_host
from simulators.addresses import DicomAddress, Hl7Address
from simulators.dimse import Scu
from simulators.secret import Secret
from simulators.user_identity import Shown, UserIdentity

DELIBERATE = "a caller who may be refused"
ELSEWHERE = "192.0.2.7"  # RFC 5737: nobody's address
SERVICES = {"pacs": "dimse", "ris": "worklist"}  # which application entity of a system is called
TYPES = ("username", "passcode", "saml", "jwt")


@dataclass(slots=True)
class Entrance:
    """Of one system. ``access``: whom it lets in."""

    hospital: Hospital
    system: str
    access: Access
    cleanup: Callable[..., None]
    _ports: dict[str, int] = field(default_factory=dict)

    @property
    def service(self) -> str:
        return SERVICES[self.system]

    def dicom(self) -> DicomAddress:
        """Its application entity; OMIT where the site gives none."""
        return self._at("dicom", self.hospital.wiring.dicom(self.system, self.service), self.service)

    def hl7(self) -> Hl7Address:
        """Its listener of messages; OMIT where the site gives none."""
        return self._at("hl7", self.hospital.wiring.hl7(self.system), "hl7")

    def _at(self, kind: str, address: Any, service: str) -> Any:
        if address is None:
            raise Omitted(f"the site gives no address of the {self.system.upper()}")
        if self.hospital.is_real(self.system):
            return address
        if kind not in self._ports:
            role = self.hospital.drive(self.system, "let somebody in")
            twin = self.hospital.runtime.listeners[role.ports[service]].guarded(self.access)
            self._ports[kind] = twin.start()
            self.cleanup(twin.stop)
        return replace(address, port=self._ports[kind])

    def scu(self, title: str, *, called: str = "", identity: Callable[[], Shown | None] | None = None) -> Scu:
        """Who calls it under this title, by its own name or another one."""
        to = self.dicom()
        sender = self.hospital.runtime.identify(title.strip(" "))
        role = sender if sender in self.hospital.site.role_names else "workstation"
        called = called or to.ae_title
        return Scu(self.hospital.runtime, role, self.system, to.host, to.port, called, title, to.tls, identity=identity)

    def caller(self, *, may: str = "", may_not: str = "") -> Caller:
        """One that it knows, at our address; OMIT without one of these rights."""
        for one in self._callers():
            if self.is_here(one) and (not may or may in one.rights) and may_not not in one.rights:
                return one
        raise Omitted(f"the site names no caller of the {self.system.upper()} with these rights")

    def elsewhere(self) -> Caller:
        """One whose title is bound to another address than ours; OMIT without one."""
        for one in self._callers():
            if not self.is_here(one):
                return one
        raise Omitted(f"the site binds no caller of the {self.system.upper()} to another address")

    def _callers(self) -> tuple[Caller, ...]:
        if not self.access.refuse_unknown:
            raise Omitted(f"the site does not say that the {self.system.upper()} refuses unknown callers")
        return self.access.callers

    def is_here(self, caller: Caller) -> bool:
        site = self.hospital.site.tables.network
        return not caller.host or any(same_host(caller.host, ours) for ours in ("127.0.0.1", site.bind, site.host))

    def senders(self) -> list[tuple[str, str]]:
        """Application and facility of each sender whose messages it takes; OMIT where it takes anybody's."""
        if not self.access.senders:
            raise Omitted(f"the site does not say whose messages the {self.system.upper()} takes")
        return sorted((name.partition("|")[0], name.partition("|")[2]) for name in self.access.senders)

    def user(self, kind: str = "") -> UserIdentity:
        """What it claims of user identities; OMIT where it does not claim this type."""
        identity = self.access.identity
        if identity is None or (kind and kind not in identity.types):
            raise Omitted(f"the site does not claim such user identities for the {self.system.upper()}")
        return identity


def entrance(hospital: Hospital, system: str, cleanup: Callable[..., None], *, users: bool = False) -> Entrance:
    """The entrance of a system (``PACS``), with a look at ``users``, or at callers and senders. ``cleanup`` is given
    what has to be undone. OMIT where a real system's site says nothing of it."""
    name = system.lower()
    known = hospital.runtime.access.get(name)
    if known is None and hospital.is_real(name):
        raise Omitted(f"the site does not say who may speak to the {system}")
    if known is None:
        known = Access(refuse_unknown=False, identity=_user_of_run()) if users else _access_of_run(hospital, name)
    return Entrance(hospital, name, known, cleanup)


def _access_of_run(hospital: Hospital, system: str) -> Access:
    """Station and workstation do what they do in every hospital; two more callers know less."""
    site = hospital.site
    station = next(name for name in site.several if hasattr(site.role(name), "station"))
    senders = (site.role(name) for name in ("his", "emr", "ris") if name != system)
    return Access(
        callers=(
            Caller(site.role(station).ae_title or station, "", frozenset({"store", "worklist", "mpps"})),
            Caller(site.role("workstation").ae_title, "127.0.0.1", frozenset({"query", "retrieve"})),
            Caller("ONLY_QUERIES", "", frozenset({"query"})),
            Caller("ONLY_STEPS", "", frozenset({"mpps"})),
            Caller("FAR_AWAY", ELSEWHERE),
        ),
        senders=frozenset(f"{one.application}|{one.facility}" for one in senders),
    )


def _user_of_run() -> UserIdentity:
    """A user whose secrets nobody else knows."""
    return UserIdentity(
        TYPES,
        "radiologist1",
        passcode=Secret(text=secrets.token_hex(12)),
        key=Secret(text=secrets.token_hex(32)),
        assertion=Secret(text=f"<Assertion>{secrets.token_hex(12)}</Assertion>"),
    )
