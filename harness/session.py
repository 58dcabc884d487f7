"""One hospital for as long as its scenarios run: roles simulated or real, one transcript, one scenario at a time.

Steps see it as ``context.hospital``. It draws test patients, keeps what a scenario must remember, runs checks over the
scenario's story, and says which acts only a person at a real system can do.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from harness import checks, fixtures_data, waiting
from harness.attended import CANNOT_TELL, Answer, Asker, Question, findings_of, missing_evidence, nobody, role_of
from harness.attribution import Owners
from harness.checks.story import Story
from harness.leftovers import created_in_real_systems
from harness.outcome import THIS_STEP, CheckBroken, CheckFailed, NeedsPerson, Omitted
from harness.site import Site, load_site
from harness.verdict import Finding, Verdict
from harness.wiring import Wiring
from simulators.runtime import Runtime
from simulators.transcript import Exchange, Transcript
from simulators.wire.errors import NoAnswer
from simulators.wire.identifiers import Patient, PatientId
from simulators.wire.order_values import Dialect

T = TypeVar("T")


@dataclass(slots=True)
class Scenario:
    """What belongs to the scenario that runs now. ``memory`` is the steps' own."""

    id: str = ""
    since: int = 0  # transcript number of the last exchange before it
    patients: dict[str, Patient] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)  # connections that our side broke on purpose
    restored: int = 0  # transcript number of the last exchange before the archive was brought back to a backup


class Hospital:
    """The hospital of a site; see :func:`open_hospital`.

    ``on_finding``, ``on_progress`` and ``on_exchange`` are called as things happen; the last one with the ID of the
    scenario that the exchange belongs to, under the transcript's lock.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.limits = site.limits
        self.transcript = Transcript()
        self.on_finding: Callable[[Finding], None] = lambda finding: None
        self.on_progress: Callable[[str], None] = lambda text: None
        self.on_exchange: Callable[[str, Exchange], None] = lambda scenario, exchange: None
        self.asker: Asker = nobody
        self.folder: Path | None = None  # of the run, where pictures for attended steps go
        names: dict[str, str] = {}
        self.runtime = Runtime(
            transcript=self.transcript,
            test_patients=site.test_patients,
            limits=self.limits,
            time_zone=site.tables.time_zone,
            bind=site.tables.network.bind,
            certificates=site.certificates,
            access=site.access,
            identities=site.identities,
            refuse_foreign=site.tables.network.foreign == "reject",
            identify=lambda name: names.get(name.strip(), name.strip()),
            progress=lambda text: self.on_progress(text),
        )
        self.wiring = Wiring(site, self.runtime)
        names.update(self.wiring.names())
        self._names = {role: frozenset(name for name in names if names[name] == role) for role in site.role_names}
        self._audit_sources = {role: site.audit_source(role) for role in site.role_names}
        self.scenario = Scenario()
        self.waiting_for = ""
        self._owners = Owners()
        self._drawn: set[str] = set()
        self.transcript.subscribe(self._take)

    # --- lifetimes -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start every simulated role. :class:`ConfigError` when a port is in use, or a secret not in its place."""
        for identity in self.runtime.identities.values():
            identity.require_secrets()
        self.wiring.start()

    def close(self) -> None:
        """Stop every simulated role."""
        self.wiring.stop()

    def begin(self, scenario_id: str) -> None:
        """A new scenario: new patients, empty memory, its story starts now."""
        self.scenario = Scenario(scenario_id, self.transcript.mark())

    def finish(self) -> list[Finding]:
        """Let the simulated roles finish what they have to tell, then run the checks that need no step."""
        self.settle()
        findings = checks.run_always(self.story())
        self._record(findings)
        return findings

    def settle(self) -> None:
        """Wait until the simulated roles have told everybody everything; silence of a peer is left to the checks."""
        for role in [*self.wiring.started.values(), self.wiring.trail]:
            if hasattr(role, "settle"):
                try:
                    role.settle(self.limits.notification_s)
                except NoAnswer as silence:
                    self.on_progress(str(silence))

    def _take(self, exchange: Exchange) -> None:
        self.on_exchange(self._owners.owner(exchange, self.scenario.id), exchange)

    # --- roles -----------------------------------------------------------------------------------------------------

    def is_real(self, name: str) -> bool:
        """Whether the role, station or destination is a real system."""
        return self.site.is_real(name)

    def drive(self, name: str, what: str) -> Any:
        """The simulated role, to act in it. :class:`NeedsPerson` (PENDING) where it is a real system: then a person
        has to do ``what``."""
        if self.is_real(name):
            raise NeedsPerson(name, what)
        return self.wiring.role(name)

    @property
    def his(self) -> Any:
        return self.drive("his", THIS_STEP)

    @property
    def emr(self) -> Any:
        return self.drive("emr", THIS_STEP)

    @property
    def ris(self) -> Any:
        return self.drive("ris", THIS_STEP)

    @property
    def pacs(self) -> Any:
        return self.drive("pacs", THIS_STEP)

    @property
    def workstation(self) -> Any:
        return self.drive("workstation", THIS_STEP)

    def modality(self, station: str) -> Any:
        """The station called ``station``. :class:`Omitted` where the site has none of that name."""
        return self._one_of("modality", "station", station)

    def destination(self, name: str) -> Any:
        """The routing destination called ``name``. :class:`Omitted` where the site has none of that name."""
        return self._one_of("destination", "name", name)

    def _one_of(self, kind: str, key: str, name: str) -> Any:
        if name not in {getattr(table, key) for table in getattr(self.site.tables.roles, kind)}:
            raise Omitted(f"the site has no {kind} {name}")
        return self.drive(name, THIS_STEP)

    def claims(self, name: str, claim: str) -> bool:
        """Whether the site claims a transaction or capability for the role."""
        return self.site.claims(name, claim)

    def require(self, name: str, claim: str) -> None:
        """End the scenario as OMIT unless the site claims this."""
        if not self.claims(name, claim):
            raise Omitted(f"the site does not claim {claim} for the {name.upper()}")

    def omit(self, reason: str) -> None:
        """End the scenario as OMIT."""
        raise Omitted(reason)

    # --- people and examinations -------------------------------------------------------------------------------------

    @property
    def memory(self) -> dict[str, Any]:
        """What the steps of this scenario remember."""
        return self.scenario.memory

    def person(self, name: str) -> Patient:
        """The patient called ``name`` with an identifier of her own in this scenario, from the test range."""
        if name not in self.scenario.patients:
            person = fixtures_data.person(name)
            self.remember(
                name,
                Patient(self.patient_id(person.id_style), person.person_name, person.birth_date, person.sex),
            )
        return self.scenario.patients[name]

    def remember(self, name: str, patient: Patient) -> None:
        """The patient called ``name`` is from now on known as ``patient`` (after an update, or another record)."""
        self.scenario.patients[name] = patient
        self._owners.claim(patient.id.value, self.scenario.id)

    def patient_id(self, style: str = "ordinary") -> PatientId:
        """A new identifier from the test range; ``style`` leading-zero takes a prefix that starts with 0."""
        prefixes = self.site.test_patients.prefixes
        zeros = [prefix for prefix in prefixes if prefix.startswith("0")] if style == "leading-zero" else []
        plain = [prefix for prefix in prefixes if not prefix.startswith("0")]
        prefix = [*zeros, *plain, *prefixes][0]
        while (value := f"{prefix}{secrets.randbelow(10**9):09d}") in self._drawn:
            pass
        self._drawn.add(value)
        self._owners.claim(value, self.scenario.id)
        return PatientId(value, self.site.authority)

    def procedure(self, name: str) -> fixtures_data.Procedure:
        """The examination called ``name`` in any language."""
        return fixtures_data.procedure(name)

    # --- story and checks ------------------------------------------------------------------------------------------

    def exchanges(self) -> tuple[Exchange, ...]:
        """What crossed the wire in this scenario, without late messages of earlier ones."""
        return self._owners.of(self.scenario.id, self.transcript.since(self.scenario.since))

    def story(self) -> Story:
        """The scenario so far, ready for checks."""
        site = self.site
        return Story(
            exchanges=self.exchanges(),
            patients=tuple(self.scenario.patients.values()),
            judged=frozenset(site.real_roles),
            claims={name: _claims(site, name) for name in site.role_names},
            kinds=_kinds(site),
            limits=self.limits,
            dialects=_dialects(site),
            names=self._names,
            audit_sources=self._audit_sources,
            ended=time.time(),
            cut=frozenset(self.scenario.cut),
            restored=self.scenario.restored,
        )

    def check(self, check_id: str, **facts: Any) -> list[Finding]:
        """Run one check over the story so far and record what it finds.

        Raises :class:`CheckFailed` (an AssertionError) where a system under test broke a rule, and
        :class:`CheckBroken` where the check itself failed or one of our own simulated roles is at fault.
        """
        known = checks.load()
        if check_id not in known:
            raise CheckBroken(f"there is no check {check_id!r}")
        findings = known[check_id](self.story(), **facts)
        self._record(findings)
        if failures := [finding for finding in findings if finding.verdict is Verdict.FAIL]:
            raise CheckFailed(failures)
        if broken := [finding for finding in findings if finding.verdict is Verdict.ERROR]:
            raise CheckBroken("; ".join(finding.summary for finding in broken))
        return findings

    def ask(self, question: Question) -> Answer:
        """Ask the person of an attended step and record what follows from her answer.

        :class:`NeedsPerson` (PENDING) where nobody is there, she cannot tell, or the proof she was asked for is
        missing; :class:`CheckFailed` where she says no or read something else than what is expected.
        """
        self.on_progress(f"waiting for the {question.role.replace('_', ' ')}")
        answer = self.asker(question)
        if answer is None:
            raise unanswered(question)
        if answer.value == CANNOT_TELL:
            raise unanswered(question, f"{answer.person}: {answer.remark or CANNOT_TELL.replace('_', ' ')}")
        if missing_evidence(question, answer):
            raise unanswered(question, f"{answer.person}: {question.evidence}")
        findings = findings_of(question, answer)
        self._record(findings)
        if failures := [finding for finding in findings if finding.verdict is Verdict.FAIL]:
            raise CheckFailed(failures)
        return answer

    def _record(self, findings: list[Finding]) -> None:
        self.scenario.findings += findings
        for finding in findings:
            self.on_finding(finding)

    def wait_until(self, condition: Callable[[], T], seconds: float, what: str) -> T:
        """Wait for ``condition``; :class:`NoAnswer` after ``seconds``. ``what`` is shown while it lasts."""
        slowest = waiting.SLOWEST_REAL_S if self.site.real_roles else waiting.SLOWEST_S
        return waiting.wait_until(condition, seconds, what, progress=self.on_progress, slowest=slowest)

    def created(self) -> list[dict[str, Any]]:
        """What this scenario left in real systems, and what of it was taken back."""
        return created_in_real_systems(self)


def unanswered(question: Question, why: str = "") -> NeedsPerson:
    """The step waits for the answer, or for the proof of it."""
    what = f"{question.instruction} ({why})" if why else question.instruction
    return NeedsPerson(role_of(question.system), what, f"{question.system}: {what}")


def _claims(site: Site, name: str) -> frozenset[str]:
    from harness.site_model import CLAIMS

    claims = site.role(name).claims
    return frozenset(CLAIMS if claims is None else claims)


def _dialects(site: Site) -> Mapping[str, Dialect]:
    """How each role reads and writes HL7, as the site says."""
    tables = {name: getattr(site.tables.roles, name) for name in ("his", "emr", "ris", "pacs")}
    names = {name: getattr(getattr(table, "hl7", None), "dialect", "") for name, table in tables.items()}
    return {name: site.dialect(names[name] or getattr(table, "dialect", "ihe-swf-b")) for name, table in tables.items()}


def _kinds(site: Site) -> Mapping[str, str]:
    roles = site.tables.roles
    stations = {table.station: "modality" for table in roles.modality}
    return {**stations, **{table.name: "destination" for table in roles.destination}}


def open_hospital(settings: Mapping[str, str] | None = None) -> Hospital:
    """Start the hospital of a site: ``settings["site"]`` is a file or the name of a shipped one; behave's ``-D``
    options come in here. Raises :class:`ConfigError`."""
    hospital = Hospital(load_site((settings or {}).get("site", "")))
    hospital.start()
    return hospital
