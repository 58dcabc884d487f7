"""behave's hooks: they open the hospital, begin and end each scenario, and turn what happened into verdicts.

``features/environment.py`` imports them, so a feature runs the same under plain behave and in a run of the harness.
A run sets :data:`observer` to hear of everything; plain behave has an observer that says nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from behave.model import Scenario, Step
from behave.model_type import Status

from harness.claims import unclaimed
from harness.outcome import THIS_STEP, NeedsPerson, Omitted, Outcome, finding_of, outcome_of
from harness.plan import id_of
from harness.session import Hospital, open_hospital
from harness.site import Site
from harness.verdict import Finding, Verdict, worst
from simulators.transcript import Exchange

PASSED = Outcome("passed", Verdict.PASS)


class Observer:
    """Hears of a run as it goes; every method may be overridden. Steps are counted from 0."""

    hospital: Hospital | None = None  # set before the first scenario: used instead of opening another

    def scenario_id(self, scenario: Scenario) -> str:
        return id_of(scenario)

    def scenario_started(self, scenario_id: str, scenario: Scenario) -> None:
        """Before the first step."""

    def step(self, scenario_id: str, index: int, step: Step, outcome: Outcome) -> None:
        """After each step, and once for each step that was not reached (status skipped)."""

    def finding(self, scenario_id: str, index: int, finding: Finding) -> None:
        """As soon as it is made; ``index`` is -1 for the checks after the last step."""

    def progress(self, scenario_id: str, text: str) -> None:
        """What is waited for."""

    def exchange(self, scenario_id: str, exchange: Exchange) -> None:
        """Each message that crossed the wire; called under the transcript's lock."""

    def scenario_ended(self, scenario_id: str, verdict: Verdict, seconds: float, reason: str, fault: str) -> None:
        """After the checks. ``fault`` says of an ERROR whether it was the harness or the network."""

    def created(self, entry: dict[str, Any]) -> None:
        """What the scenario left in a real system."""


observer = Observer()


def before_all(context: Any) -> None:
    """Start the hospital; ``behave -D site=FILE`` chooses it."""
    if observer.hospital is not None:
        context.hospital = observer.hospital
    else:
        context.hospital = open_hospital(dict(context.config.userdata))
        context.add_cleanup(context.hospital.close)
        _say_words_of(context.hospital.site)
    context.hospital.on_exchange = observer.exchange


def _say_words_of(site: Site) -> None:
    """Let the steps understand the site's own terms."""
    from harness.steps.registering import adopt, register

    if site.tables.terms:
        adopt(site.tables.terms)
        register()


def before_scenario(context: Any, scenario: Scenario) -> None:
    """A new scenario with patients of its own. OMIT where the site does not claim what its tags say."""
    hospital: Hospital = context.hospital
    state = context.course = Course(observer.scenario_id(scenario), scenario)
    hospital.begin(state.id)
    hospital.on_finding = lambda finding: state.found(finding)
    hospital.on_progress = lambda text: state.waits(text)
    observer.scenario_started(state.id, scenario)
    if reason := unclaimed(hospital.site, map(str, scenario.effective_tags)):
        state.outcomes.append(Outcome("omitted", Verdict.OMIT, reason))
        scenario.skip(reason)


def before_step(context: Any, step: Step) -> None:
    context.course.waiting_for = ""


def after_step(context: Any, step: Step) -> None:
    """Turn the step's exception into an outcome, and give behave the matching status."""
    course: Course = context.course
    error = step.exception if step.status.has_failed() or step.status == Status.pending else None
    outcome = outcome_of(error) if error is not None else PASSED
    if isinstance(error, NeedsPerson) and error.what == THIS_STEP:
        outcome = replace(outcome, text=f"{error.role.upper()}: {step.name}", waiting_for=step.name)
    if course.stopped(error):
        outcome = Outcome("skipped", Verdict.SKIP, f"stopped while {course.waiting_for or step.name}")
    elif error is not None and (finding := finding_of(error, outcome, course.judged(context.hospital))):
        course.found(finding)
    course.step_done(step, outcome)
    if isinstance(error, Omitted):
        step.status = Status.skipped
        context.scenario.skip(str(error))
    elif isinstance(error, NeedsPerson):
        step.status = Status.pending
    elif outcome.status == "failed":
        step.status = Status.failed


def after_scenario(context: Any, scenario: Scenario) -> None:
    """Run the checks over the whole story, say the verdict. Under plain behave a FAIL of these checks fails here."""
    course: Course = context.course
    course.unreached(scenario)
    made: list[Finding] = []
    if course.ran:
        course.index = -1
        try:
            if not course.interrupted:  # the story of a scenario that was stopped has no end to judge
                made = context.hospital.finish()
            for entry in context.hospital.created():
                observer.created(entry)
        except Exception as error:  # whatever it is, the scenario must end with a verdict
            course.outcomes.append(replace(outcome_of(error), verdict=Verdict.ERROR, fault="harness"))
    course.end(scenario)
    if failures := [finding for finding in made if finding.verdict in (Verdict.FAIL, Verdict.ERROR)]:
        text = "\n".join(f"{f.verdict} {f.check} {f.role}: {f.summary}" for f in failures)
        raise AssertionError(text)


class Course:
    """How one scenario goes: the outcome of each step, findings, and at the end the verdict."""

    def __init__(self, scenario_id: str, scenario: Scenario) -> None:
        self.id = scenario_id
        self.outcomes: list[Outcome] = []
        self.findings: list[Finding] = []
        self.waiting_for = ""
        self.index = 0
        self.interrupted = False
        self._steps = list(scenario.all_steps)

    @property
    def step(self) -> Step:
        """The step that runs now."""
        return self._steps[self.index]

    @property
    def ran(self) -> bool:
        """Whether at least one step was carried out."""
        return any(outcome.status not in ("omitted", "skipped") for outcome in self.outcomes)

    def judged(self, hospital: Hospital) -> str:
        """Whom a failed step points at where nothing names anybody: the one real system, if there is one."""
        real = hospital.site.real_roles
        return real[0] if len(real) == 1 else ""

    def waits(self, text: str) -> None:
        self.waiting_for = text
        observer.progress(self.id, text)

    def found(self, finding: Finding) -> None:
        self.findings.append(finding)
        observer.finding(self.id, self.index, finding)

    def stopped(self, error: BaseException | None) -> bool:
        """Whether the step ended because the run was stopped."""
        self.interrupted = self.interrupted or isinstance(error, KeyboardInterrupt)
        return self.interrupted

    def step_done(self, step: Step, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        observer.step(self.id, self.index, step, outcome)
        self.index += 1

    def unreached(self, scenario: Scenario) -> None:
        """Steps that were not carried out: undefined ones are our ERROR, the others are skipped."""
        for step in self._steps[self.index :]:
            outcome = Outcome("skipped", Verdict.PASS)
            if step.status == Status.undefined:
                outcome = Outcome("error", Verdict.ERROR, f"there is no step “{step.name}”", "harness")
            elif step.hook_failed:
                outcome = Outcome("error", Verdict.ERROR, step.error_message or "a hook failed", "harness")
            self.step_done(step, outcome)

    def end(self, scenario: Scenario) -> None:
        """Say the verdict: the worst of steps and findings."""
        if scenario.hook_failed:
            text = str(scenario.error_message or "a hook failed")
            self.outcomes.append(Outcome("error", Verdict.ERROR, text, "harness"))
        verdicts = [outcome.verdict for outcome in self.outcomes if outcome.status != "skipped"]
        verdicts += [Verdict.SKIP] * self.interrupted
        verdicts += [finding.verdict for finding in self.findings if finding.verdict is not Verdict.PASS]
        if Verdict.OMIT in verdicts:
            verdicts = [verdict for verdict in verdicts if verdict is not Verdict.PASS]
        verdict = worst(verdicts)
        decisive = [outcome for outcome in self.outcomes if outcome.verdict is verdict and outcome.text]
        reason = decisive[0].text.splitlines()[0] if decisive and verdict is not Verdict.PASS else ""
        faults = {outcome.fault for outcome in self.outcomes if outcome.verdict is Verdict.ERROR}
        if any(finding.verdict is Verdict.ERROR for finding in self.findings):
            faults.add("harness")
            broken = next(finding for finding in self.findings if finding.verdict is Verdict.ERROR)
            reason = reason or broken.summary
        fault = "harness" if "harness" in faults else "network" if "network" in faults else ""
        observer.scenario_ended(self.id, verdict, scenario.duration, reason, fault if verdict is Verdict.ERROR else "")
