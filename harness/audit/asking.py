"""What every probe is given: who we are, how fast and how long we may ask, and the correct question after each harm."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from harness.audit.target import DICOM_KEYS, HOST, Target, caller_of
from harness.discover.pace import Pace
from harness.fuzz import hl7 as fuzz_hl7
from harness.fuzz.case import Target as Listener
from harness.load.hl7 import Hl7Connection
from harness.site import Site
from simulators.dimse import Scu
from simulators.dimse_blocking import Association
from simulators.dimse_contexts import Proposal
from simulators.runtime import Runtime
from simulators.web_client import WebReply, ask
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, NoAnswer, Refused

VERIFICATION = "1.2.840.10008.1.1"
STUDY_QUERY = "/studies?limit=1&PatientID="
SETTLE_S = 2.0  # that a system may take to forget what was just done to it, before that counts as harm
PATIENCE = 3  # times the limit: so long it is waited for who was harmed
JSON = {"accept": "application/dicom+json"}


class NotDone(Exception):
    """A probe could not be carried out, or could tell nothing; the text says why."""


@dataclass(slots=True)
class Asking:
    """``limit_s``: within which a correct peer has to be served. ``left``: what stays in the systems, by name."""

    site: Site
    runtime: Runtime
    pace: Pace
    limit_s: float
    left: list[str] = field(default_factory=list)
    _never: threading.Event = field(default_factory=threading.Event)

    @property
    def prefix(self) -> str:
        """Of our test patients, one that a number field takes."""
        prefixes = self.runtime.test_patients.prefixes
        return next((one for one in prefixes if not one.startswith("0")), prefixes[0])

    @property
    def patient(self) -> str:
        """Who owns everything that an audit stores."""
        patient = f"{self.prefix}AUDIT"
        self.runtime.test_patients.require(patient, "audit")
        return patient

    def associate(self, target: Target, contexts: list[Proposal], calling: str = "") -> Association:
        """An association as our own station, or as ``calling``. InteropError."""
        return Association(target.address, calling or caller_of(self.site, target.role), contexts, self.runtime.limits)

    def scu(self, target: Target) -> Scu:
        """Our own station as service user, which shows the user identity that the site names for the role."""
        to, caller = target.address, caller_of(self.site, target.role)
        return Scu(self.runtime, "audit", target.role, to.host, to.port, to.ae_title, caller, to.tls)

    def registration(self, target: Target, number: int = 0) -> Message:
        """ADT^A04 of a test patient from the site's HIS; its control ID is new."""
        address, his = target.address, self.site.role("his")
        listener = Listener(
            target.role, "hl7", address.host, address.port, address.name, address.dialect.version or "2.5.1"
        )
        message = Message.parse(b"\r".join(fuzz_hl7.registration(listener, number, self.prefix)) + b"\r")
        message = message.set("MSH-3", his.application).set("MSH-4", his.facility)
        return message.set("MSH-10", self.runtime.control_id("audit"))

    def send(self, target: Target, message: Message) -> str:
        """MSA-1 of its answer, whatever it is. Unreachable, NoAnswer, PeerViolation."""
        line = Hl7Connection(self.runtime, target.address)
        try:
            line.ask(message)
        except Refused as refusal:
            return str(refusal.code)
        finally:
            line.close()
        return "AA"

    def get(self, target: Target, path: str, headers: dict[str, str] | None = None) -> WebReply:
        """An HTTP GET below the service, or of the whole host where ``path`` begins with ``//``. InteropError."""
        self.pace.step(f"GET {path.partition('?')[0]}")
        return ask(self.runtime, target.address, target.role, "GET", path, headers or JSON)

    # --- a correct peer

    def ill(self, target: Target) -> str:
        """Why a correct peer is not served; "" where it is."""
        try:
            self.question(target)
        except (InteropError, OSError) as error:
            return str(error) or type(error).__name__
        return ""

    def question(self, target: Target) -> float:
        """Ask what a correct peer may ask and what changes nothing; seconds until the answer. InteropError."""
        begun = time.monotonic()
        if target.key in DICOM_KEYS:
            with self.associate(target, [VERIFICATION]) as assoc:
                assoc.ask(VERIFICATION, "C-ECHO-RQ", AffectedSOPClassUID=VERIFICATION)
        elif target.key == "hl7":
            self.send(target, self._query(target))
        elif target.key == "web":
            status = ask(self.runtime, target.address, target.role, "GET", f"{STUDY_QUERY}{self.patient}", JSON).status
            if status >= 500:
                raise NoAnswer(f"HTTP {status}")
        elif target.key != HOST:
            target.open(self.limit_s).close()
        return time.monotonic() - begun

    def _query(self, target: Target) -> Message:
        """NMQ^N01 changes nothing (HL7 chapter 14); any answer will do."""
        address, emr = target.address, self.site.role("emr")
        return Message.parse((
            f"MSH|^~\\&|{emr.application}|{emr.facility}|{address.application}|{address.facility}|20260101120000||NMQ^N01|"
            f"{self.runtime.control_id('audit')}|P|{address.dialect.version or '2.5.1'}\rNCK|20260101120000\r"
        ).encode("ascii", "replace"))  # fmt: skip

    def harm(self, target: Target) -> str:
        """Why a correct peer is not served any more; "" where it is, if need be after :data:`SETTLE_S`."""
        why = self.ill(target)
        return "" if not why or self._is_served(target, SETTLE_S) else why

    def recovers(self, target: Target) -> bool:
        """Whether a correct peer is served again within :data:`PATIENCE` times the limit."""
        return self._is_served(target, PATIENCE * self.limit_s)

    def _is_served(self, target: Target, within_s: float) -> bool:
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if not self.ill(target):
                return True
            self._never.wait(0.05)
        return False


def contexts_of(target: Target) -> dict[str, Any]:
    """What such a port is for, by SOP class, with the transfer syntaxes of everybody."""
    return {
        "dimse": dict.fromkeys((VERIFICATION, "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.1.7")),
        "worklist": dict.fromkeys((VERIFICATION, "1.2.840.10008.5.1.4.31")),
        "mpps": dict.fromkeys((VERIFICATION, "1.2.840.10008.3.1.2.3.3")),
    }[target.key]
