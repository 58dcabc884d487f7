"""Starts the simulated roles of a site and tells every role where the others are, simulated or real."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from harness import fixtures_data
from harness.site import Site
from simulators.addresses import DicomAddress, Hl7Address, WebAddress
from simulators.audit_repository import AuditRepository, AuditRepositoryConfig
from simulators.audit_tellers import Teller
from simulators.audit_trail import AuditTrail
from simulators.destination import Destination, DestinationConfig
from simulators.emr import Emr, EmrConfig
from simulators.his import His, HisConfig
from simulators.link import Link
from simulators.link_profile import profile
from simulators.modality import Modality, ModalityConfig
from simulators.pacs import Pacs, PacsConfig, RoutingRule
from simulators.ris import ProcedurePlan, Ris, RisConfig, Station, StepPlan
from simulators.runtime import Runtime
from simulators.workstation import Workstation, WorkstationConfig


class Wiring:
    """The roles of one hospital. ``started`` holds the simulated ones by name; stations are started when first used,
    unless they listen on fixed ports."""

    def __init__(self, site: Site, runtime: Runtime) -> None:
        self.site = site
        self.runtime = runtime
        self.started: dict[str, Any] = {}
        self.trail: AuditTrail | None = None
        self._links: dict[tuple[str, str, int], Link] = {}
        self._host = "127.0.0.1" if runtime.bind in ("0.0.0.0", "::") else runtime.bind

    # --- lifetimes -------------------------------------------------------------------------------------------------

    def start(self, only: tuple[str, ...] = ()) -> None:
        """Start the simulated roles (of ``only``, where given). ConfigError when a port is in use; then nothing is
        left running."""
        wanted = [name for name in self._order() if not self.site.is_real(name) and (not only or name in only)]
        lazy = set() if only else self._lazy()
        try:
            if not only:
                self._audit()
            for name in wanted:
                if name not in lazy:
                    self.role(name)
            self._introduce()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop every started role, the last one first; one that fails does not keep the others running."""
        with contextlib.ExitStack() as stack:
            for role in (*self.started.values(), *self._links.values(), self.trail):
                if role is not None:
                    stack.callback(role.stop)
            self.started, self._links, self.trail = {}, {}, None

    def role(self, name: str) -> Any:
        """The simulated role called ``name``, started if it was not yet."""
        if name not in self.started:
            role = self._make(name)
            role.start()
            self.started[name] = role
            self._announce(name)
            if self.trail is not None:
                self.trail.began(name)
        return self.started[name]

    def _order(self) -> tuple[str, ...]:
        """Those that need to know nobody first, so that the later ones learn their ports."""
        roles = self.site.tables.roles
        stations = (table.station for table in roles.modality)
        destinations = (table.name for table in roles.destination)
        return (*destinations, "emr", "ris", "pacs", "workstation", *stations, "his")

    def _lazy(self) -> set[str]:
        """Stations with no fixed port: nobody can reach them before they have done something."""
        return {table.station for table in self.site.tables.roles.modality if not table.listen.port}

    def _make(self, name: str) -> Any:
        makers: dict[str, Callable[[], Any]] = {
            "his": self._his,
            "emr": self._emr,
            "ris": self._ris,
            "pacs": self._pacs,
            "workstation": self._workstation,
        }
        if name in makers:
            return makers[name]()
        table = self.site.several[name]
        return self._modality(table) if hasattr(table, "station") else self._destination(table)

    def _audit(self) -> None:
        """Start the audit repository, and the trail of the simulated roles that keep one."""
        site, listen = self.site, self.site.tables.audit.listen
        hosts = [(address.host, name) for name in site.real_roles for address in _addresses(site.role(name))]
        known = {host: name for host, name in hosts if all(each == name for other, each in hosts if other == host)}
        sources = {source: name for name, source in site.tables.audit.sources.items()}
        tls = site.tls(listen)
        config = AuditRepositoryConfig(tcp=listen.tcp, udp=listen.udp, tls=tls, hosts=known, sources=sources)
        repository = AuditRepository(self.runtime, config)
        repository.start()
        self.started[repository.role] = repository
        tellers = {
            name: Teller("modality" if name in site.several else name, site.audit_source(name))
            for name in site.role_names
            if not site.is_real(name) and site.claims(name, "ATNA") and not _is_destination(site.role(name))
        }
        self.trail = AuditTrail(self.runtime, repository, tellers)
        self.trail.start()

    def _announce(self, name: str) -> None:
        """A station, workstation or destination that came up after the PACS is made known to it."""
        pacs = self.started.get("pacs")
        if pacs is not None and name in (*self.site.several, "workstation"):
            pacs.know(name, self.dicom(name))

    def _introduce(self) -> None:
        """Close the circles: who was started before the peer it has to tell."""
        his, emr, ris = (self.started.get(name) for name in ("his", "emr", "ris"))
        if his is not None:
            for name in self._told_by_the_his():
                if address := self.hl7(name):
                    his.know(name, address)
        if emr is not None and (address := self.hl7("ris")):
            emr.know("ris", address)
        if ris is not None and not self.site.is_real("pacs") and "pacs" in self.started:
            ris.know("pacs", self.hl7("pacs"))
            ris.know("pacs", self.dicom("pacs"))

    def _told_by_the_his(self) -> tuple[str, ...]:
        """Order placer and order filler (RAD-1). The filler tells the PACS (RAD-12), unless it does not claim to."""

        def does(name: str, claim: str) -> bool:
            return not self.site.is_real(name) or self.site.claims(name, claim)

        placer = ("emr",) if does("emr", "RAD-1") else ()
        return (*placer, "ris") if does("ris", "RAD-12") else (*placer, "ris", "pacs")

    # --- addresses -------------------------------------------------------------------------------------------------

    def hl7(self, name: str) -> Hl7Address | None:
        """Where ``name`` takes HL7, through its line; None where it takes none or is not running."""
        return self._through_link(name, self._hl7(name))

    def _hl7(self, name: str) -> Hl7Address | None:
        table = self.site.role(name)
        if table.is_real:
            real = table.hl7
            if real is None:
                return None
            return self.site.hl7_address(real)
        port = self._port(name, "hl7")
        if port is None:
            return None
        dialect, tls = self.site.dialect(table.dialect), self.runtime.certificates.get(name)
        return Hl7Address(self._host, port, table.application, table.facility, dialect, tls)

    def dicom(self, name: str, service: str = "dimse") -> DicomAddress | None:
        """Where ``name`` takes DICOM (``service`` dimse, worklist or mpps); None as above."""
        return self._through_link(name, self._dicom(name, service))

    def _dicom(self, name: str, service: str) -> DicomAddress | None:
        table = self.site.role(name)
        if table.is_real:
            real = getattr(table, service, None)
            return self.site.dicom_address(real) if real else None
        port = self._port(name, service)
        if port is None:
            return None
        tls, identity = self.runtime.certificates.get(name), self.runtime.identities.get(name)
        return DicomAddress(self._host, port, self.ae_title(name, service), tls, identity)

    def web(self, name: str = "pacs") -> WebAddress | None:
        """Where ``name`` has DICOMweb; None where it has none or is not running."""
        table = self.site.role(name)
        if not table.is_real:
            role = self.started.get(name)
            return role.web_address if role is not None else None
        if (real := table.web) is None:
            return None
        return WebAddress(real.url.rstrip("/"), self.site.credentials(real), real.wado or "", self.site.tls(real))

    def _through_link(self, name: str, address: Any) -> Any:
        """The address of the line that the site puts before a role; the role's own where there is none."""
        table = self.site.tables.link.get(name)
        if table is None or address is None:
            return address
        key = (name, address.host, address.port)
        if key not in self._links:
            line = profile(table.profile)
            link = Link(
                address.host,
                address.port,
                transcript=self.runtime.transcript,
                bind=self._host,
                profile=line,
                seed=table.seed,
            )
            link.start()
            self._links[key] = link
            if line.down_s:
                link.down_for(line.down_s, clock=table.clock)
        return replace(address, host=self._host, port=self._links[key].port)

    def ae_title(self, name: str, service: str = "dimse") -> str:
        """What a simulated role calls itself."""
        table = self.site.role(name)
        if name == "ris":
            return str(table.worklist_ae_title if service == "worklist" else table.mpps_ae_title)
        return str(table.ae_title or name)

    def _port(self, name: str, service: str) -> int | None:
        role = self.started.get(name)
        return role.ports.get(service) if role is not None else None

    def names(self) -> Iterator[tuple[str, str]]:
        """What peers call themselves on the wire (AE title, or ``APP|FACILITY``), and the role that is."""
        for name in self.site.role_names:
            table = self.site.role(name)
            real = table.addresses()
            if "hl7" in real:
                yield f"{real['hl7'].application}|{real['hl7'].facility}", name
            elif hasattr(table, "application"):
                yield f"{table.application}|{table.facility}", name
            if table.is_real:
                yield from ((real[key].ae_title, name) for key in ("dimse", "worklist", "mpps") if key in real)
            elif name == "ris":
                yield from ((table.worklist_ae_title, name), (table.mpps_ae_title, name))
            elif hasattr(table, "ae_title"):
                yield str(table.ae_title or name), name
            yield from ((title, name) for title in getattr(table, "other_ae_titles", ()))
            if (second := getattr(table, "second", None)) is not None:
                yield second.ae_title, name

    # --- the roles -------------------------------------------------------------------------------------------------

    def _his(self) -> His:
        table = self.site.role("his")
        return His(self.runtime, HisConfig(application=table.application, facility=table.facility))

    def _emr(self) -> Emr:
        table = self.site.role("emr")
        return Emr(
            self.runtime,
            EmrConfig(
                application=table.application,
                facility=table.facility,
                port=table.listen.port,
                orders_to=self.hl7("ris"),
            ),
        )

    def _ris(self) -> Ris:
        table = self.site.role("ris")
        return Ris(
            self.runtime,
            RisConfig(
                application=table.application,
                facility=table.facility,
                dialect=self.site.dialect(table.dialect),
                hl7_port=table.listen.hl7,
                worklist_port=table.listen.worklist,
                worklist_ae_title=table.worklist_ae_title,
                mpps_port=table.listen.mpps,
                mpps_ae_title=table.mpps_ae_title,
                stations=self._stations(),
                catalogue=catalogue(),
                emr=self.hl7("emr"),
                pacs=self.hl7("pacs"),
                pacs_mpps=self._pacs_mpps(),
                worklist_charset="",  # what the query declares: a scanner may read Latin letters only
            ),
        )

    def _pacs_mpps(self) -> DicomAddress | None:
        """A real PACS gets MPPS only where the site gives it an address for that."""
        return self.dicom("pacs", "mpps") if self.site.is_real("pacs") else None

    def _stations(self) -> tuple[Station, ...]:
        return tuple(
            Station(_called(table, table.station), table.modality, table.station, table.location)
            for table in self.site.tables.roles.modality
        )

    def _pacs(self) -> Pacs:
        table = self.site.role("pacs")
        known = {name: self.dicom(name) for name in (*self.site.several, "workstation")}
        return Pacs(
            self.runtime,
            PacsConfig(
                ae_title=table.ae_title,
                port=table.listen.dimse,
                hl7_port=table.listen.hl7,
                web_port=table.listen.web,
                web_token=token.value() if (token := self.site.secret(table.listen.web_token)) else "",
                application=table.application,
                facility=table.facility,
                dialect=self.site.dialect(table.dialect),
                authority=self.site.authority,
                peers={name: address for name, address in known.items() if address is not None},
                routes=tuple(self._routes()),
                other_ae_titles=tuple(table.other_ae_titles),
                availability_to=self.dicom("ris", "mpps"),
            ),
        )

    def _routes(self) -> Iterator[RoutingRule]:
        for route in self.site.tables.routes:
            when = route.when
            yield RoutingRule(
                to=tuple(route.to),
                modality=tuple(when.modality),
                body_part=tuple(when.body_part),
                station=tuple(when.station),
                called_ae_title=tuple(when.called_ae_title),
                between=(when.between[0], when.between[1]) if when.between else None,
            )

    def _workstation(self) -> Workstation:
        table = self.site.role("workstation")
        config = WorkstationConfig(
            ae_title=table.ae_title, port=table.listen.port, pacs=self.dicom("pacs"), web=self.web()
        )
        return Workstation(self.runtime, config)

    def _modality(self, table: Any) -> Modality:
        return Modality(
            self.runtime,
            ModalityConfig(
                station=table.station,
                modality=table.modality,
                ae_title=table.ae_title or "",
                port=table.listen.port,
                worklist=self.dicom("ris", "worklist"),
                mpps=self.dicom("ris", "mpps"),
                storage=self.dicom("pacs"),
                web=self.web(),
            ),
        )

    def _destination(self, table: Any) -> Destination:
        config = DestinationConfig(name=table.name, ae_title=table.ae_title or "", port=table.listen.port)
        return Destination(self.runtime, config)


def _addresses(table: Any) -> Iterator[Any]:
    """Those of a real system that are not on this machine."""
    for key, address in table.addresses().items():
        if key != "web" and not address.host.startswith("127.") and address.host not in ("localhost", "::1"):
            yield address


def _is_destination(table: Any) -> bool:
    return not hasattr(table, "station") and hasattr(table, "name")


def _called(table: Any, name: str) -> str:
    """The AE title of a station, real or simulated."""
    return str(table.dimse.ae_title if table.dimse else table.ae_title or name)


def catalogue() -> dict[str, ProcedurePlan]:
    """Every examination of the fixtures as the simulated RIS plans it, by code."""
    plans = {}
    for procedure in fixtures_data.procedures().values():
        step = StepPlan(procedure.modality, procedure.protocol, procedure.protocol.meaning)
        plans[procedure.code.value] = ProcedurePlan(
            procedure.code, (step,) * procedure.steps, procedure.body_part, procedure.laterality
        )
    return plans
