"""What the interfaces of a site really answer: one JSON document. Changes nothing, unless HL7 probes are allowed.

Every interface has its own entry; one that cannot be reached says why and the others go on. The document grows while
it is made, so that whoever interrupts keeps what there is (``complete`` is false then).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from harness.discover import dicom as discover_dicom
from harness.discover import query as discover_query
from harness.discover.hl7 import Listener
from harness.discover.pace import OutOfTime, Pace, Scope, problem
from harness.discover.tls import tls
from harness.discover.web import Web
from harness.run_version import version
from harness.site import SINGLE_ROLES, Site
from simulators.dimse import Scu
from simulators.runtime import Runtime
from simulators.wire.errors import InteropError, Unreachable

SCHEMA = 1
MOST_CALLERS = 12


class Discovery:
    """Looks at each real system of a site (of ``only``, where given). ``said`` hears what is asked now."""

    def __init__(
        self, site: Site, scope: Scope, *, only: tuple[str, ...] = (), said: Callable[[str], None] = lambda text: None
    ) -> None:
        self.site, self.scope, self.said = site, scope, said
        self.names = only or site.real_roles
        self.runtime = Runtime(limits=site.limits, test_patients=site.test_patients, identities=site.identities)
        self.document: dict[str, Any] = {
            "schema": SCHEMA,
            "kind": "discovery",
            "version": version(),
            "time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "site": site.name,
            "time_zone": site.tables.time_zone,
            "hl7_probes": scope.hl7_probes,
            "complete": False,
            "seconds": 0.0,
            "systems": [],
            "left": [],
        }

    def execute(self) -> dict[str, Any]:
        """Ask for everything; the document."""
        begin = time.monotonic()
        end = begin + self.scope.seconds
        complete = True
        try:
            for name in self.names:
                table = self.site.role(name)
                system = {"name": name, "product": table.product, "version": table.version, "interfaces": []}
                self.document["systems"].append(system)
                for key, address in table.asked().items():
                    pace = Pace(self.scope, self._teller(name), end)
                    system["interfaces"].append(entry := self._entry(key, address))
                    complete &= self._look(name, key, address, pace, entry)
            self.document["complete"] = complete
        finally:
            self.document["seconds"] = round(time.monotonic() - begin, 1)
        return self.document

    def _teller(self, name: str) -> Callable[[str], None]:
        return lambda text: self.said(f"{name}: {text}")

    @staticmethod
    def _entry(key: str, table: Any) -> dict[str, Any]:
        if key == "web":
            return {"key": key, "address": table.url}
        title = getattr(table, "ae_title", "") or f"{table.application}|{table.facility}".rstrip("|")
        return {"key": key, "address": f"{title}@{table.host}:{table.port}"}

    def _look(self, name: str, key: str, table: Any, pace: Pace, entry: dict[str, Any]) -> bool:
        """Fill ``entry``; whether everything could be asked."""
        try:
            if key == "web":
                self._tls_of_url(table, pace, entry)
                said = self.site.credentials(table)
                entry["web"] = Web(table.url, self.runtime, pace, self.site.tls(table), said).look()
            elif key == "hl7":
                listener = Listener(self.site, self.runtime, name, table, pace)
                try:
                    entry["hl7"] = listener.look()
                finally:
                    self.document["left"] += listener.left
                entry["tls"] = self._tls(table, pace)
            else:
                self._dicom(name, key, table, pace, entry)
        except OutOfTime as error:
            entry["problem"] = problem(error)
            return False
        except InteropError as error:
            entry["problem"] = problem(error)
        return True

    def _tls(self, table: Any, pace: Pace) -> dict[str, Any]:
        return tls(table.host, table.port, pace, self.runtime.limits.connect_s, self.site.tls(table))

    def _tls_of_url(self, table: Any, pace: Pace, entry: dict[str, Any]) -> None:
        from urllib.parse import urlsplit

        parts = urlsplit(table.url)
        if parts.scheme == "https" and parts.hostname:
            seconds, end = self.runtime.limits.connect_s, self.site.tls(table)
            entry["tls"] = tls(parts.hostname, parts.port or 443, pace, seconds, end)

    # --- DICOM

    def _dicom(self, name: str, key: str, table: Any, pace: Pace, entry: dict[str, Any]) -> None:
        def scu_of(calling: str, called: str) -> Scu:
            return Scu(self.runtime, "check", name, table.host, table.port, called, calling, self.site.tls(table))

        titles = self._titles(name)
        try:
            entry["callers"] = discover_dicom.callers(scu_of, titles, table.ae_title, pace)
        except Unreachable:
            raise
        except InteropError:  # it may speak DICOM over TLS only
            entry["tls"] = self._tls(table, pace)
            raise
        good = [each["calling"] for each in entry["callers"] if each["answer"] == "accepted"]
        if not good:
            entry["problem"] = {
                "what": f"no AE title of ours may call {table.ae_title}",
                "cause": "",
                "try": f"ask the administrator to add {titles[0]}, {self.site.tables.network.host}",
            }
            return
        scu = scu_of(good[0], table.ae_title)
        entry |= {"caller": good[0], **discover_dicom.offers(scu, pace)}
        classes = [each["uid"] for each in entry["sop_classes"]]
        entry["extended"] = discover_dicom.extended(scu, pace, classes)
        entry["queries"] = discover_query.queries(scu, pace, classes)
        if discover_query.STUDY_MOVE in classes:
            entry["destinations"] = discover_query.destinations(scu, pace, self._destinations(), discover_dicom.NOBODY)
        entry["tls"] = self._tls(table, pace)

    def _titles(self, name: str) -> list[str]:
        """Our own AE titles that may call it: stations, workstation, archive; those of simulated roles."""
        roles = self.site.tables.roles
        stations = [table.ae_title or table.station for table in roles.modality if not table.is_real]
        mine = [] if roles.workstation.is_real else [roles.workstation.ae_title]
        archive = [] if roles.pacs.is_real else [roles.pacs.ae_title]
        to_receiver = name not in SINGLE_ROLES or name == "workstation"
        wanted = archive if to_receiver and archive else [*mine, *stations]
        return list(dict.fromkeys(wanted or [roles.workstation.ae_title]))[:MOST_CALLERS]

    def _destinations(self) -> list[str]:
        """Every AE title of the site that images may be sent to."""
        roles = self.site.tables.roles
        tables: list[Any] = [roles.workstation, *roles.modality, *roles.destination]
        names = [
            (table.dimse.ae_title if table.dimse else table.ae_title)
            or getattr(table, "station", "") or getattr(table, "name", "")
            for table in tables
        ]  # fmt: skip
        return list(dict.fromkeys(names))
