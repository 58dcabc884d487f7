"""Which HL7 events and versions a listener takes, and how it acknowledges.

Without probes only NMQ^N01 is sent, the application management query of HL7 chapter 14, which changes nothing. With
probes a test patient is registered, updated, ordered for and merged: what that leaves behind is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from harness.discover.pace import Pace, problem, told
from harness.fixtures_data import procedures
from harness.site import Site
from simulators.mllp_client import MllpClient
from simulators.runtime import Runtime
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, NoAnswer
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit
from simulators.wire.order import Order, placer_order
from simulators.wire.order_values import Dialect
from simulators.wire.registration import adt

VERSIONS = ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8")
EVENTS = ("A04", "A01", "A02", "A08", "A03", "A13", "A11", "A05", "A28", "A31")
ORDERS = ("ORM^O01", "OMG^O19")
VERSION_ERROR = "203"  # table 0357


class Listener:
    """The probes of one MLLP listener. ``left``: identifiers of the test patients that were created there."""

    def __init__(self, site: Site, runtime: Runtime, name: str, table: Any, pace: Pace) -> None:
        self.site, self.runtime, self.name, self.table, self.pace = site, runtime, name, table, pace
        self.dialect = site.dialect(table.dialect)
        self.left: list[str] = []
        self._patient, self._prior = self._person("UNO"), self._person("DOS")

    def look(self) -> dict[str, Any]:
        """Acknowledgement mode, versions, and with probes the events."""
        probes = self.pace.scope.hl7_probes
        ask = self._registration if probes else self._query
        versions = [self._ask(ask(version), version) for version in VERSIONS]
        found: dict[str, Any] = {"versions": versions, "acknowledgement": self._mode(), "events": []}
        if probes:
            found["events"] = [self._ask(make(), self.dialect.version) for make in self._events()]
        return found

    # --- messages

    def _query(self, version: str, enhanced: bool = False) -> Message:
        emr, table = self.site.role("emr"), self.table
        when, mode = self._now(), "|||AL|AL" if enhanced else ""
        return Message.parse(
            (
                f"MSH|^~\\&|{emr.application}|{emr.facility}|{table.application}|{table.facility}|{when}||NMQ^N01|"
                f"{self.runtime.control_id('dis')}|P|{version}{mode}\rNCK|{when}\r"
            ).encode("ascii", "replace")
        )

    def _events(self) -> list[Callable[[], Message]]:
        """Registration, each order with its cancellation, and last the merge, after which the patient stays alone."""
        orders = [
            partial(self._order, kind, number, control)
            for kind, number in ((kind, self.runtime.number("D")) for kind in ORDERS)
            for control in ("NW", "CA")
        ]
        merge = (partial(self._adt, "A04", patient=self._prior), partial(self._adt, "A40", prior=self._prior))
        return [*(partial(self._adt, event) for event in EVENTS), *orders, *merge]

    def _registration(self, version: str) -> Message:
        return self._adt("A04", dialect=replace(self._plain(), version=version))

    def _adt(
        self,
        event: str,
        *,
        patient: Patient | None = None,
        prior: Patient | None = None,
        dialect: Dialect | None = None,
    ) -> Message:
        return adt(
            event,
            patient or self._patient,
            Visit(location="URG"),
            dialect=dialect or self._plain(),
            prior=prior,
            **self._envelope("his"),
        )

    def _order(self, kind: str, number: str, control: str) -> Message:
        procedure = next(iter(procedures().values())).code
        order = Order(
            self._patient, procedure, Visit(location="URG"), placer_order_number=number, requested_start=self._now()
        )
        dialect = replace(self._plain(), placer_message=kind)
        return placer_order(order, control, dialect=dialect, **self._envelope("emr"))

    def _plain(self) -> Dialect:
        return replace(self.dialect, enhanced=False)

    def _envelope(self, sender: str) -> dict[str, Any]:
        role = self.site.role(sender)
        return {
            "sender": f"{role.application}|{role.facility}",
            "receiver": f"{self.table.application}|{self.table.facility}",
            "control_id": self.runtime.control_id("dis"),
            "when": self._now(),
        }

    def _now(self) -> str:
        return datetime.now(ZoneInfo(self.site.tables.time_zone)).strftime("%Y%m%d%H%M%S")

    def _person(self, name: str) -> Patient:
        value = f"{self.runtime.test_patients.prefixes[0]}{secrets.randbelow(10**9):09d}"
        return Patient(
            PatientId(value, self.site.authority),
            PersonName("PRUEBA", f"SONDEO {name}"),
            birth_date="19700101",
            sex="O",
        )

    # --- answers

    def _ask(self, message: Message, version: str) -> dict[str, str]:
        """One message and what became of it: accepted, refused (content), rejected, silent, or no HL7."""
        control = message.get("ORC-1")
        found = {"type": f"{message.type} {control}".strip(), "version": version, "code": "", "error": "", "text": ""}
        try:
            answer = self._send(message)
        except NoAnswer as silence:
            return {**found, "answer": "silent", "text": problem(silence)["what"]}
        except InteropError as error:
            return {**found, "answer": "no HL7 answer", "text": problem(error)["what"]}
        code = told(answer.get("MSA-1"))
        found |= {
            "code": code,
            "error": told(answer.get("ERR-3.1") or answer.get("ERR-1.4.1")),
            "text": told(
                answer.get("MSA-3") or answer.get("ERR-8") or answer.get("ERR-3.2") or answer.get("ERR-1.4.2")
            ),
        }
        words = {
            "AA": "accepted",
            "CA": "accepted",
            "AE": "refused",
            "CE": "refused",
            "AR": "rejected",
            "CR": "rejected",
        }
        found["answer"] = words.get(code, "no HL7 answer")
        if found["answer"] == "accepted" and message.get("PID-3.1"):
            self.left = list(dict.fromkeys([*self.left, message.get("PID-3.1")]))
        return found | {"taken": _version_taken(found)}

    def _send(self, message: Message) -> Message:
        self.pace.step(f"{message.type} in version {message.get('MSH-12')}")
        table = self.table
        with MllpClient(self.runtime, "emr", self.name, table.host, table.port, self.site.tls(table)) as client:
            return client.send(message, deliberate="discovery")

    def _mode(self) -> dict[str, str]:
        """A query in enhanced mode: CA, CE or CR first is enhanced; AA, AE or AR knows the original mode only."""
        try:
            code = told(self._send(self._query(self.dialect.version, enhanced=True)).get("MSA-1"))
        except InteropError as error:
            return {"mode": "not told", "code": "", "why": problem(error)["what"]}
        mode = "enhanced" if code[:1] == "C" else "original" if code[:1] == "A" else "not told"
        return {"mode": mode, "code": code, "why": ""}


def _version_taken(found: dict[str, str]) -> str:
    """Whether the version was taken. Where another thing was refused first, nothing is told of it."""
    if found["error"] == VERSION_ERROR:
        return "no"
    return "yes" if found["answer"] == "accepted" else "not told"
