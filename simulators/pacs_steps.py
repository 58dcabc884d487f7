"""MPPS as the PACS keeps it: which studies are complete, and the Instance Availability Notification that says so."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable

from pydicom import Dataset

from simulators.pacs_store import Store, Stored
from simulators.wire.elements import items, text
from simulators.wire.procedure_step import FINAL, Answer, ProcedureSteps

WRONG_WORKLIST_ENTRY = "110514"


class Steps:
    """The MPPS SCP's memory, kept in the index. ``changed`` is told the UID of a step after each change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self.changed: Callable[[str], None] = lambda uid: None
        self.machine = ProcedureSteps(
            {row["uid"]: Dataset.from_json(row["dataset"]) for row in store.index.rows("select * from step")}
        )

    def create(self, uid: str, ds: Dataset) -> Answer:
        """N-CREATE."""
        with self._lock:
            answer = self.machine.create(uid, ds)
            if answer.status == 0:
                self._keep(uid)
        if answer.status == 0:
            self.changed(uid)
        return answer

    def set(self, uid: str, ds: Dataset) -> Answer:
        """N-SET. Discontinued for the wrong worklist entry: its objects are hidden, later ones too."""
        with self._lock:
            answer = self.machine.set(uid, ds)
            if answer.status == 0:
                self._keep(uid)
        if answer.status == 0:
            self.changed(uid)
        return answer

    def get(self, uid: str) -> Dataset | None:
        """The step as it stands."""
        with self._lock:
            return self.machine.get(uid)

    def _keep(self, uid: str) -> None:
        step = self.machine.steps[uid]
        status = text(step, "PerformedProcedureStepStatus")
        with self._store.index.transaction():
            self._store.index.run(
                "insert into step (uid, status, dataset) values (?, ?, ?)"
                " on conflict (uid) do update set status = excluded.status, dataset = excluded.dataset",
                (uid, status, json.dumps(step.to_json_dict())),
            )
            if status == "DISCONTINUED" and _reason(step) == WRONG_WORKLIST_ENTRY:
                self._discard(uid, step)

    def _discard(self, uid: str, step: Dataset) -> None:
        run = self._store.index.run
        run("insert or ignore into discarded_step (uid) values (?)", (uid,))
        run("update instance set hidden = 'step' where step_uid = ? and hidden = ''", (uid,))
        for instance in performed_instances(step):
            run("update instance set hidden = 'step' where sop_instance_uid = ? and hidden = ''", (instance,))

    def complete(self, uid: str) -> list[Stored] | None:
        """The instances of a finished step once all that it lists are here; None before. Hidden ones are left out."""
        step = self.get(uid)
        if step is None or text(step, "PerformedProcedureStepStatus") not in FINAL:
            return None
        found = [self._store.find(instance) for instance in performed_instances(step)]
        if any(one is None for one in found):
            return None
        return [one for one in found if one is not None and not one.hidden]

    def claims(self, uid: str) -> list[str]:
        """SOP Instance UIDs that this step lists; none for a step that is not known."""
        step = self.get(uid)
        return performed_instances(step) if step is not None else []

    def waits(self, uid: str) -> bool:
        """Whether this step is known and not complete."""
        return self.get(uid) is not None and self.complete(uid) is None

    def unfinished(self, study_instance_uid: str) -> bool:
        """Whether a step of this study is still in progress."""
        with self._lock:
            steps = list(self.machine.steps.values())
        return any(
            text(step, "PerformedProcedureStepStatus") not in FINAL and study_instance_uid in _studies(step)
            for step in steps
        )

    def completed_studies(self) -> list[str]:
        """The reading list: studies with a finished step of which every listed instance is here, oldest first."""
        with self._lock:
            uids = list(self.machine.steps)
        found: dict[str, None] = {}
        for uid in uids:
            for stored in self.complete(uid) or ():
                found[stored.study_instance_uid] = None
        return [uid for uid in found if not self.unfinished(uid)]


def performed_instances(step: Dataset) -> list[str]:
    """SOP Instance UIDs of all its series, images and others."""
    return [
        text(reference, "ReferencedSOPInstanceUID")
        for series in items(step, "PerformedSeriesSequence")
        for keyword in ("ReferencedImageSequence", "ReferencedNonImageCompositeSOPInstanceSequence")
        for reference in items(series, keyword)
    ]


def _reason(step: Dataset) -> str:
    codes = items(step, "PerformedProcedureStepDiscontinuationReasonCodeSequence")
    return text(codes[0], "CodeValue") if codes else ""


def _studies(step: Dataset) -> set[str]:
    return {text(item, "StudyInstanceUID") for item in items(step, "ScheduledStepAttributesSequence")}


class Announcer:
    """Says once, for each finished step (or quiet study without one), which instances are available.

    ``send`` gets the notification's data set and says whether it was taken; else it is tried again after ``retry_s``.
    """

    def __init__(
        self,
        store: Store,
        steps: Steps,
        ae_title: str,
        send: Callable[[Dataset], bool],
        *,
        quiet_s: float,
        retry_s: float,
    ) -> None:
        self._store, self._steps, self._ae_title, self._send = store, steps, ae_title, send
        self._quiet_s, self._retry_s = quiet_s, retry_s
        self._due: dict[tuple[str, str], float] = {}  # ("step" or "study", UID) → monotonic time
        self._changed = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="pacs-announcer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def step_changed(self, uid: str) -> None:
        self._put(("step", uid), 0.0)

    def kept(self, stored: Stored, ds: Dataset) -> None:
        """An instance arrived: its step may be complete; without a step, its study may come to rest."""
        if stored.step_uid:
            self._put(("step", stored.step_uid), self._quiet_s)
        if stored.study_instance_uid:
            self._put(("study", stored.study_instance_uid), self._quiet_s)

    def _put(self, key: tuple[str, str], delay: float) -> None:
        with self._changed:
            self._due[key] = time.monotonic() + delay
            self._changed.notify_all()

    def _run(self) -> None:
        while (key := self._next()) is not None:
            if not self._announce(*key):
                self._put(key, self._retry_s)

    def _next(self) -> tuple[str, str] | None:
        with self._changed:
            while not self._stopping:
                now = time.monotonic()
                ready = [key for key, due in self._due.items() if due <= now]
                if ready:
                    first = min(ready)  # steps before studies
                    del self._due[first]
                    return first
                self._changed.wait(min(self._due.values()) - now if self._due else None)
            return None

    def _announce(self, kind: str, uid: str) -> bool:
        """True when there is nothing left to say."""
        instances = (self._steps.complete(uid) or []) if kind == "step" else self._resting(uid)
        by_study: dict[str, list[Stored]] = {}
        for one in instances:
            if not self._store.index.row("select 1 from announced where sop_instance_uid = ?", (one.sop_instance_uid,)):
                by_study.setdefault(one.study_instance_uid, []).append(one)
        step = uid if kind == "step" else ""
        for study, found in by_study.items():
            if not self._send(notification(study, found, step, self._ae_title)):
                return False
            with self._store.index.transaction():
                for one in found:
                    self._store.index.run("insert or ignore into announced values (?)", (one.sop_instance_uid,))
        return True

    def _resting(self, study: str) -> list[Stored]:
        """Instances of a study without a step in progress that no step speaks of, now or when it is complete."""
        if self._steps.unfinished(study):
            return []
        found = self._store.visible("study_instance_uid = ?", (study,))
        steps = {one.step_uid for one in found}
        claimed = {uid for step in steps for uid in self._steps.claims(step)}
        waiting = {step for step in steps if self._steps.waits(step)}
        return [one for one in found if one.sop_instance_uid not in claimed and one.step_uid not in waiting]


def notification(study: str, instances: Iterable[Stored], step_uid: str, ae_title: str) -> Dataset:
    """The Instance Availability Notification of one study (PS3.4 R)."""
    ds = Dataset()
    ds.StudyInstanceUID = study
    ds.ReferencedPerformedProcedureStepSequence = []
    if step_uid:
        step = Dataset()
        step.ReferencedSOPClassUID = "1.2.840.10008.3.1.2.3.3"
        step.ReferencedSOPInstanceUID = step_uid
        step.PerformedWorkitemCodeSequence = []
        ds.ReferencedPerformedProcedureStepSequence = [step]
    by_series: dict[str, list[Dataset]] = {}
    for one in instances:
        item = Dataset()
        item.ReferencedSOPClassUID = one.sop_class_uid
        item.ReferencedSOPInstanceUID = one.sop_instance_uid
        item.InstanceAvailability = "ONLINE"
        item.RetrieveAETitle = ae_title
        by_series.setdefault(one.series_instance_uid, []).append(item)
    ds.ReferencedSeriesSequence = []
    for uid, found in by_series.items():
        series = Dataset()
        series.SeriesInstanceUID = uid
        series.ReferencedSOPSequence = found
        ds.ReferencedSeriesSequence.append(series)
    return ds
