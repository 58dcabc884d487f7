"""One process of a qualification: a hospital with defects planted in it, and the scenarios that could see them.

Tells its parent each finding as soon as it is made, with the seconds since the first scenario began.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any

from harness import temporary

QUICK = ("notification_s", "commitment_s", "stored_retrievable_s", "routing_s", "worklist_s")
SECONDS = 2.0  # what a system with a defect is waited for


@dataclass(frozen=True, slots=True)
class Trial:
    """``ids`` maps ``file:line`` of each scenario to its ID; ``defects`` empty: the clean hospital."""

    name: str
    features: tuple[str, ...]
    defects: tuple[str, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)
    quick: bool = True
    log: str = os.devnull
    temporary: str = ""  # the parent's, for what the hospital keeps while it lives


def work(connection: Connection, trial: Trial) -> None:
    """Entry of the process. Its last event is ``done`` or ``broken``."""
    started = time.monotonic()

    def send(kind: str, /, **fields: Any) -> None:
        fields["seconds"] = round(time.monotonic() - started, 3)
        connection.send_bytes(json.dumps({"type": kind, **fields}, ensure_ascii=False, default=str).encode())

    log = os.open(trial.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    temporary.use(trial.temporary)
    try:
        carry_out(trial, send)
        send("done")
    except BaseException as error:
        traceback.print_exc()
        try:
            send("broken", text=f"{type(error).__name__}: {error}")
        except OSError:
            temporary.inherit(trial.temporary)
    os._exit(0)  # threads of a system that hangs must not keep the process


def quick(site: Any) -> Any:
    """``site`` with short limits: what does not come is waited for no longer than needed."""
    tables = site.tables
    limits = tables.limits.model_copy(update={name: min(getattr(tables.limits, name), SECONDS) for name in QUICK})
    routes = [route.model_copy(update={"within_s": SECONDS}) for route in tables.routes]
    return replace(site, tables=tables.model_copy(update={"limits": limits, "routes": routes}))


def carry_out(trial: Trial, send: Any) -> None:
    """Run the scenarios; ``send`` gets each finding, and each end."""
    from behave.configuration import Configuration

    from harness import checks, hooks
    from harness.defects_on import kind_of, switch_on
    from harness.feature_file import read_feature
    from harness.session import Hospital
    from harness.site import load_site
    from harness.verdict import Finding, Verdict
    from harness.worker import FeatureRunner, place_of

    site = load_site("simulated")
    site = quick(site) if trial.quick else site
    features = [feature for path in trial.features if (feature := read_feature(path)) is not None]
    for feature in features:
        for scenario in feature.walk_scenarios():
            if place_of(scenario) not in trial.ids:
                scenario.mark_skipped()

    class Watch(hooks.Observer):
        def scenario_id(self, scenario: Any) -> str:
            return trial.ids[place_of(scenario)]

        def finding(self, scenario_id: str, index: int, finding: Finding) -> None:
            if finding.verdict is not Verdict.PASS:
                said = {name: value for name, value in finding.as_dict().items() if value}
                send("finding", scenario=scenario_id, kind=kind_of(site, finding.role), **said)

        def scenario_ended(self, scenario_id: str, verdict: Verdict, seconds: float, reason: str, fault: str) -> None:
            send("ended", scenario=scenario_id, verdict=verdict.value, reason=reason)

    switch_on(trial.defects)
    hospital = Hospital(site)
    hospital.start()
    send("started")
    try:
        checks.load()
        watch = Watch()
        watch.hospital = hospital
        hooks.observer = watch
        arguments = ["--no-capture", "--no-capture-stderr", "--no-logcapture", "--no-summary", "--no-color"]
        runner = FeatureRunner(Configuration([*arguments, *trial.features], load_config=False))
        runner.run_chosen(features)
    finally:
        send("closing")
        hospital.close()
