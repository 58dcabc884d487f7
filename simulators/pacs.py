"""The PACS: stores, answers queries, retrieves, commits, keeps MPPS, follows ADT and orders, routes, announces."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydicom import Dataset

from simulators.addresses import DicomAddress, WebAddress
from simulators.dimse import Context, EncodedInstance, Scu
from simulators.mllp_server import MllpServer
from simulators.pacs_backup import INDEX, OBJECTS, back_up, bring_back
from simulators.pacs_commitment import PUSH_MODEL, PUSH_MODEL_INSTANCE, Commitment, Report
from simulators.pacs_files import Files
from simulators.pacs_hl7 import Hl7Service, ScheduledProcedure, complete_from_procedure
from simulators.pacs_index import Index
from simulators.pacs_patients import Patients, coerce
from simulators.pacs_query import Query
from simulators.pacs_rejection import Rejections
from simulators.pacs_routing import Delivery, Router, RoutingRule, instance_for
from simulators.pacs_services import Services
from simulators.pacs_steps import Announcer, Steps
from simulators.pacs_store import Store, Stored
from simulators.pacs_web import ROOT, URI_ROOT, OriginServer
from simulators.ports import Ports
from simulators.runtime import Runtime
from simulators.secret import Secret
from simulators.ups_web import Worklist
from simulators.web_access import Access, Caller, Guarded, OfHospital, one_token
from simulators.web_credentials import Credentials
from simulators.web_server import WebServer
from simulators.wire.errors import ConfigError, InteropError
from simulators.wire.identifiers import AssigningAuthority
from simulators.wire.order import IHE_SWF_B, Dialect

__all__ = ["Delivery", "Pacs", "PacsConfig", "RoutingRule", "ScheduledProcedure"]
INSTANCE_AVAILABILITY = "1.2.840.10008.5.1.4.33"


@dataclass(frozen=True, slots=True, kw_only=True)
class PacsConfig:
    """``peers`` maps role names to addresses: C-MOVE destinations, routing destinations and commitment requesters."""

    ae_title: str = "PACS1"
    port: int = 0
    hl7_port: int | None = 0  # None: it has no HL7 port
    web_port: int | None = None  # of DICOMweb; None: it has none
    web_token: str = field(default="", repr=False)  # that callers of DICOMweb must bear; "": anyone may call
    application: str = "PACS"
    facility: str = "HGM"
    dialect: Dialect = IHE_SWF_B
    folder: Path | None = None  # None: a temporary one, removed by stop()
    sync: bool | None = None  # what is acknowledged survives a power failure; None: where a folder is given
    authority: AssigningAuthority | None = None  # of identifiers without an issuer; None: that of the test patients
    peers: Mapping[str, DicomAddress] = field(default_factory=dict)
    routes: tuple[RoutingRule, ...] = ()
    other_ae_titles: tuple[str, ...] = ()  # also answered to; routing may ask for them
    require_called_ae: bool = True
    calling_ae_titles: tuple[str, ...] = ()  # empty: anyone may call
    availability_to: DicomAddress | None = None  # the RIS that wants Instance Availability Notification
    commit_on_same_association: bool = False
    commit: bool = True  # False: the SOP class is not offered
    retry_s: float = 0.5  # pause before routing, reports and notifications are tried again
    quiet_s: float = 0.3  # a study without MPPS that got no instance for so long is announced
    foreign_status: int = 0x0124  # C-STORE and MPPS for patients that are not ours: a refusal, since they are not kept
    foreign_code: str = "AA"  # the same for HL7


class Pacs:
    """``ports`` has ``dimse``, ``hl7``, ``web`` once :meth:`start` returned. What it does, it does when asked over the
    wire; :attr:`reading_list`, :attr:`deliveries` and :attr:`procedures` are what a person reads on its screen."""

    role = "pacs"

    def __init__(self, runtime: Runtime, config: PacsConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or PacsConfig()
        self.ports: dict[str, int] = {}
        self._ports = Ports(runtime.bind)
        self._peers = dict(self.config.peers)
        self._opened: list[Callable[[], object]] = []  # what stop() undoes, last first
        self._listening: list[Callable[[], object]] = []
        self._reporting: set[threading.Thread] = set()
        self._stopping = threading.Event()

    @property
    def address(self) -> DicomAddress:
        """Where others reach it."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title)

    @property
    def web_address(self) -> WebAddress | None:
        """Where others reach its DICOMweb; None where it has none."""
        if "web" not in self.ports:
            return None
        tls = self.runtime.certificates.get(self.role)
        said = Credentials(secret=Secret(text=self.config.web_token) if self.config.web_token else None)
        where = f"http{'s' if tls else ''}://{self.runtime.bind}:{self.ports['web']}"
        return WebAddress(f"{where}{ROOT}", said, f"{where}{URI_ROOT}", tls)

    def know(self, name: str, address: DicomAddress) -> None:
        """Add or change one peer, also after the start (whose port was not known before)."""
        self._peers[name] = address

    def start(self, backup: Path | None = None) -> None:
        """Open the index and bind its ports. ConfigError when a port is taken or the folder cannot be used."""
        self._stopping.clear()
        try:
            self._open(backup)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close ports, finish what is being written; a temporary folder is removed. May be called twice."""
        self._close()
        self._ports.release()
        self.ports.clear()

    def _close(self) -> None:
        self._stopping.set()
        self.take_down()
        while self._opened:
            self._opened.pop()()

    def take_down(self) -> None:
        """Close its ports, abort open associations; what is stored stays, routing goes on. See :meth:`bring_up`."""
        while self._listening:
            self._listening.pop()()
        self._ports.keep()

    def bring_up(self) -> None:
        """Listen again on the same ports, with all that was there."""
        if not self._listening:
            self._listen()

    def back_up(self, to: Path) -> None:
        """Everything it holds now, while it goes on, in the empty folder ``to``."""
        back_up(self._index, self._store.files, to)

    def restore(self, backup: Path) -> None:
        """Be what :meth:`back_up` kept, on the same ports: what was received since is gone, and it does not know it."""
        self._close()
        self.start(backup)

    def _open(self, backup: Path | None) -> None:
        config = self.config
        folder = config.folder or self._temporary_folder()
        sync = config.sync if config.sync is not None else config.folder is not None
        try:
            if backup is not None:
                bring_back(backup, folder)
            folder.mkdir(parents=True, exist_ok=True)
            fresh = not (folder / INDEX).exists()
            index = Index(folder / INDEX, sync=sync)
            files = Files(folder / OBJECTS, sync=sync)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"pacs: folder {folder} cannot be used: {error}", remedy="name another folder, or make room in it"
            ) from error
        self._opened.append(index.close)
        authority = config.authority or self.runtime.test_patients.authority
        self._index = index
        self._patients = Patients(index, authority)
        self._store = Store(index, files, self._patients)
        self._authority = authority
        self._wire_up()
        if not fresh:
            self._store.recover()
        self._router.start()
        self._announcer.start()
        self._listen()

    def _temporary_folder(self) -> Path:
        temporary = tempfile.TemporaryDirectory(prefix="interop-pacs-")
        self._opened.append(temporary.cleanup)
        return Path(temporary.name)

    def _wire_up(self) -> None:
        store, config = self._store, self.config
        rejections = Rejections(store)
        store.judge, store.hide = rejections.judge, rejections.hide
        self._steps = Steps(store)
        self._worklist = Worklist(self.runtime)
        self._router = Router(
            self.runtime,
            store,
            config.routes,
            self._peers,
            self.instance,
            ae_title=config.ae_title,
            retry_s=config.retry_s,
        )
        self._announcer = Announcer(
            store, self._steps, config.ae_title, self._announce, quiet_s=config.quiet_s, retry_s=config.retry_s
        )
        store.kept += [rejections.kept, self._router.kept]
        if config.availability_to is not None:
            store.kept.append(self._announcer.kept)
            self._steps.changed = self._announcer.step_changed
        self._opened += [self._join_reports, self._router.stop, self._announcer.stop]

    def _listen(self) -> None:
        config = self.config
        query = self._query = Query(self._store, config.ae_title, self._corrected)
        self._hl7 = Hl7Service(self.runtime, self._index, self._patients)
        services = Services(
            self._store,
            query,
            self._steps,
            Commitment(self._store, config.ae_title) if config.commit else None,
            self.instance,
            self._destination,
            self._report,
            ae_titles=(config.ae_title, *config.other_ae_titles) if config.require_called_ae else (),
        )
        scp = services.scp(self.runtime, self.role, config)
        scp.port = self._ports.take("dimse", config.port)
        self.ports["dimse"] = scp.start()
        self._listening.append(scp.stop)
        if config.web_port is not None:
            port = self._ports.take("web", config.web_port)
            web = self.guarded(self._token_asked()) if config.web_token else self._open_door()
            web.port = port
            self.ports["web"] = web.start()
            self._listening.append(web.stop)
        if config.hl7_port is None:
            return
        port = self._ports.take("hl7", config.hl7_port)
        server = MllpServer(self.runtime, self.role, self._hl7, port=port, foreign_code=config.foreign_code)
        self.ports["hl7"] = server.start()
        self._listening.append(server.stop)

    def _open_door(self) -> WebServer:
        return WebServer(self.runtime, self.role, self._origin_server())

    def _token_asked(self) -> Access:
        return Access(tokens=one_token(self.config.web_token, Caller("token")))

    def guarded(self, access: Access) -> WebServer:
        """A port of DICOMweb besides the open one, where ``access`` says who is served and with what. Not started."""
        return WebServer(self.runtime, self.role, Guarded(self.runtime, access, self._seen_by, ROOT))

    def _seen_by(self, caller: Caller) -> OriginServer:
        origin = self._origin_server()
        if caller.hospital:
            own = self.config.facility
            seen: Any = OfHospital(self._store, self._query, caller.hospital, own)
            origin.store, origin.query, origin.worklist = seen, seen, None
        return origin

    def _origin_server(self) -> OriginServer:
        config = self.config
        return OriginServer(
            self.runtime,
            self._store,
            self._query,
            self.instance,
            ae_title=config.ae_title,
            worklist=self._worklist,
            foreign_status=config.foreign_status,
        )

    # --- what goes out

    def instance(self, stored: Stored) -> EncodedInstance:
        """As it is sent: the file byte for byte, or corrected by what ADT and orders said since."""
        return instance_for(self._store, stored, corrected=self._corrected)

    def _corrected(self, patient: int, ds: Dataset) -> bool:
        """Change ``ds`` to what is known now; whether anything was changed."""
        known = self._patients.demographics(patient)
        changed = bool(known and coerce(ds, known, self._authority))
        return complete_from_procedure(ds, self._index) or changed

    def _scu(self, name: str, address: DicomAddress) -> Scu:
        own = self.config.ae_title
        return Scu(self.runtime, self.role, name, address.host, address.port, address.ae_title, own, address.tls)

    def _destination(self, ae_title: str) -> Scu | None:
        """The peer with this AE title."""
        for name, address in self._peers.items():
            if address.ae_title.strip(" ") == ae_title:
                return self._scu(name, address)
        return None

    def _announce(self, notification: Dataset) -> bool:
        address = self.config.availability_to
        assert address is not None
        try:
            with self._scu(self.runtime.identify(address.ae_title), address).associate(
                [INSTANCE_AVAILABILITY]
            ) as assoc:
                return not assoc.n_create(INSTANCE_AVAILABILITY, self.runtime.uid(), notification).is_failure
        except InteropError:
            return False

    def _report(self, ae_title: str, report: Report) -> None:
        """Send a commitment report on an association of its own, until it is taken."""
        thread = threading.Thread(
            target=self._send_report, args=(ae_title, report), name="pacs-commitment-report", daemon=True
        )
        self._reporting.add(thread)
        thread.start()

    def _send_report(self, ae_title: str, report: Report) -> None:
        try:
            while not self._try_report(ae_title, report):
                if self._stopping.wait(self.config.retry_s):
                    return
        finally:
            self._reporting.discard(threading.current_thread())

    def _try_report(self, ae_title: str, report: Report) -> bool:
        scu = self._destination(ae_title)
        if scu is None:
            self.runtime.progress(f"pacs: commitment report for {ae_title}, whose address is not known")
            return False
        try:
            with scu.associate([Context(PUSH_MODEL, scu_role=False, scp_role=True)]) as assoc:
                assoc.n_event_report(PUSH_MODEL, PUSH_MODEL_INSTANCE, report.event_type, report.dataset)
        except InteropError:
            return False
        return True

    def _join_reports(self) -> None:
        for thread in list(self._reporting):
            thread.join()

    # --- its screen

    @property
    def reading_list(self) -> list[str]:
        """Study Instance UIDs that are complete: the step is finished and every instance it lists is here."""
        return self._steps.completed_studies()

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """The routing queue, what was delivered too, oldest first."""
        return self._router.deliveries()

    @property
    def procedures(self) -> list[ScheduledProcedure]:
        """What was scheduled, changed and cancelled by RAD-4 and RAD-13."""
        return self._hl7.procedures()
