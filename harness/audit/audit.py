"""The audit of a site: a plan that says before what will be done to whom, and one JSON document of what came of it.

Nothing that may harm is done to a real system unless the site file consents; after each such probe a correct peer asks,
and at the first sign of harm nothing more of that kind is sent to anybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from harness.audit import harmful, harmless
from harness.audit.asking import Asking, NotDone
from harness.audit.catalogue import SEVERITIES, references, what_it_does
from harness.audit.target import DICOM_KEYS, HOST, Finding, Target, found
from harness.discover.pace import OutOfTime, Pace, Scope, told
from harness.run_version import version
from harness.site import Site
from harness.site_commands import HARMFUL_PROBES
from simulators.runtime import Runtime
from simulators.wire.errors import InteropError

SCHEMA = 1
LIMIT_S = 5.0  # within which a correct peer has to be served, unless the site is stricter


@dataclass(frozen=True, slots=True)
class Probe:
    """``keys``: which kinds of ports it is for. ``needs_peer``: a correct peer has to be served before it."""

    name: str
    keys: tuple[str, ...]
    run: Callable[[Target, Asking], Iterable[Finding]]
    needs_peer: bool = True

    @property
    def may_harm(self) -> bool:
        return self.name in HARMFUL_PROBES


PROBES = (
    Probe("ports", (HOST,), harmless.ports, needs_peer=False),
    Probe("tls", ("hl7", *DICOM_KEYS, "web"), harmless.tls, needs_peer=False),
    Probe("strangers", (*DICOM_KEYS, "web"), harmless.strangers),
    Probe("banners", (*DICOM_KEYS, "web"), harmless.banners),
    Probe("messages", ("hl7",), harmful.messages),
    Probe("passwords", ("web",), harmful.passwords),
    Probe("preamble", ("web",), harmful.preamble),
    Probe("objects", ("dimse",), harmful.objects),
    Probe("bombs", ("dimse",), harmful.bombs),
    Probe("floods", ("hl7",), harmful.floods),
    Probe("slow", ("hl7", *DICOM_KEYS, "web"), harmful.slow),
)


@dataclass(slots=True)
class Step:
    """One probe of one target. ``state``: planned, done or not done; ``reason`` why not. ``is_missing``: it should have
    been done, and the system did not let it be."""

    probe: Probe
    target: Target
    state: str = "planned"
    reason: str = ""
    is_missing: bool = False

    def leave(self, reason: str) -> None:
        self.state, self.reason = "not done", reason


class Audit:
    """``steps`` is the plan: read it before :meth:`execute`. ``said`` hears what is asked now."""

    def __init__(
        self,
        site: Site,
        targets: list[Target],
        scope: Scope,
        *,
        today: date | None = None,
        said: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.site, self.scope = site, scope
        limit = min(LIMIT_S, site.limits.acknowledgement_s, site.limits.dimse_s)
        limits = replace(
            site.limits, connect_s=min(limit, site.limits.connect_s), acknowledgement_s=limit, dimse_s=limit
        )
        runtime = Runtime(
            limits=limits, test_patients=site.test_patients, time_zone=site.tables.time_zone, identities=site.identities
        )
        runtime.transcript.keep_last(20)
        self.asking = Asking(site, runtime, Pace(scope, said, float("inf")), limit)
        self.findings: list[Finding] = []
        self.stopped = ""
        self.seconds = 0.0
        self.time = datetime.now().astimezone().isoformat(timespec="seconds")
        self.steps = [Step(probe, target) for probe in PROBES for target in targets if target.key in probe.keys]
        for step in self.steps:
            if reason := refusal(site, step, today or date.today()):
                step.leave(reason)

    def execute(self) -> None:
        """Carry out what is planned. KeyboardInterrupt leaves what was found."""
        begun = time.monotonic()
        self.asking.pace.end = begun + self.scope.seconds
        unwell = dict[Target, str]()
        try:
            for step in self.steps:
                if step.state == "planned":
                    self._one(step, unwell)
        finally:
            self.seconds = round(time.monotonic() - begun, 1)
            for step in self.steps:
                if step.state == "planned":
                    step.leave("stopped by you")

    def _one(self, step: Step, unwell: dict[Target, str]) -> None:
        target, probe = step.target, step.probe
        if probe.may_harm and self.stopped:
            step.leave(f"stopped after harm: {self.stopped}")
            return
        if probe.needs_peer and target not in unwell:
            unwell[target] = self.asking.ill(target)
        if probe.needs_peer and unwell[target]:
            step.leave(f"a correct peer is not served: {told(unwell[target])}")
            step.is_missing = True
            return
        try:
            for finding in probe.run(target, self.asking):
                self.findings.append(finding)
            step.state = "done"
        except (NotDone, OutOfTime, InteropError, OSError) as error:
            step.leave(told(error) or type(error).__name__)
            step.is_missing = not isinstance(error, NotDone)
        except harmful.Harm as harm:
            step.state = "done"
            self._harmed(step, str(harm))
        except Exception as error:  # ours: what was found until now must not be lost with it
            step.leave(f"the harness failed: {type(error).__name__}: {told(error)}")
            step.is_missing = True
        if probe.may_harm and not self.stopped and (why := self.asking.harm(target)):
            self._harmed(step, f"after the probe {probe.name}: {why}")

    def _harmed(self, step: Step, what: str) -> None:
        again = "it was served again" if self.asking.recovers(step.target) else "it did not come back"
        self.stopped = f"{step.probe.name} at {step.target.where}"
        self.findings.append(found("harm", step.probe.name, step.target, f"{what}; {again}"))

    def document(self) -> dict[str, Any]:
        """``audit.json``."""
        security = self.site.tables.security
        findings = sorted(self.findings, key=lambda each: (SEVERITIES.index(each.severity), each.role, each.id))
        cited = {name for each in findings for name in each.reference}
        return {
            "schema": SCHEMA,
            "kind": "audit",
            "version": version(),
            "time": self.time,
            "site": self.site.name,
            "time_zone": self.site.tables.time_zone,
            "systems": list(self.site.real_roles),
            "seconds": self.seconds,
            "stopped": self.stopped,
            "consent": {"probes": security.consent, "given_by": security.given_by, "until": security.until},
            "left": sorted(set(self.asking.left)),
            "probes": [_told_of(step) for step in self.steps],
            "findings": [asdict(each) for each in findings],
            "references": [each for name, each in references().items() if name in cited],
        }


def _told_of(step: Step) -> dict[str, Any]:
    return {
        "probe": step.probe.name,
        "does": what_it_does()[step.probe.name],
        "may_harm": step.probe.may_harm,
        "role": step.target.role,
        "address": step.target.where,
        "state": step.state,
        "reason": step.reason,
        "missing": step.is_missing,
    }


def refusal(site: Site, step: Step, today: date) -> str:
    """Why a probe must not be made; "" where it may be. Our own simulated roles need nobody's consent."""
    security, name = site.tables.security, step.probe.name
    if not any(site.is_real(role) for role in step.target.role.split(", ")):
        return ""
    if security.consent is None:
        return "no consent" if step.probe.may_harm else ""
    if name not in security.consent:
        return "no consent"
    if security.until and date.fromisoformat(security.until) < today:
        return f"the consent ended on {security.until}"
    return ""


def unreached(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Probes that should have been made and could not be: nobody may take them for passed."""
    return [each for each in document["probes"] if each["missing"]]


def at_or_above(document: dict[str, Any], severity: str) -> Iterator[dict[str, Any]]:
    """The findings that are as bad as ``severity``, or worse."""
    worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return (each for each in document["findings"] if each["severity"] in worst)
