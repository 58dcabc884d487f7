"""What a modality, an EMR and a reader do once, under load: each job speaks as the real one would and says what failed.

A job returns what is still to be measured after it is done, or None. Only test patients: each gets an identifier of
the site's test range, and the guards of the senders are asked before anything goes out.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydicom import Dataset

from harness import fixtures_data
from harness.load.figures import Figures
from harness.load.hl7 import Hl7Connection
from harness.load.profile import JobTable, Profile
from harness.load.target import Target
from harness.load.web import Web
from simulators.clock import local_time
from simulators.dimse_blocking import Association
from simulators.dimse_contexts import NATIVE, Context, get_contexts
from simulators.dimse_guard import guard_create, guard_move, guard_store
from simulators.dimse_messages import encode
from simulators.dimse_response import Response
from simulators.images import make_images
from simulators.wire import procedure_step, registration
from simulators.wire.errors import InteropError, NoAnswer, PeerViolation, Refused, Unreachable
from simulators.wire.identifiers import Patient, PatientId
from simulators.wire.order import Order, placer_order
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_query

MPPS = procedure_step.MODALITY_PERFORMED_PROCEDURE_STEP
FIND, MOVE, GET = (f"1.2.840.10008.5.1.4.1.2.2.{service}" for service in (1, 2, 3))
COMMITMENT, COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"
REMEMBERED = 500  # studies and patients that later jobs choose from
OWN = (  # what each image of a study has for itself
    *("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "SeriesInstanceUID"),
    *("SOPInstanceUID", "InstanceNumber"),
)
After = Callable[[], None] | None


@dataclass(frozen=True, slots=True)
class Study:
    """A study that was stored here: what readers ask for."""

    uid: str
    patient_id: str
    sop_class: str
    images: int
    last: tuple[str, str]  # series and instance UID of its last image


class Incomplete(PeerViolation):
    """The answer was proper, and not all that was asked for came."""


def kind_of(error: BaseException) -> str:
    """The kind of an error in a few words of ours, so that errors can be counted."""
    if isinstance(error, Unreachable):
        return "no connection"
    if isinstance(error, NoAnswer):
        return "no answer"
    if isinstance(error, Refused):
        code = f"{error.code:04X}" if isinstance(error.code, int) else str(error.code)
        return f"refused: {code[:24]}"
    if isinstance(error, Incomplete):
        return error.what
    if isinstance(error, PeerViolation):
        return "connection broken or wrong answer"
    return f"own error: {type(error).__name__}"


class Jobs:
    """Does the jobs of one worker and tallies them in ``figures``."""

    def __init__(self, target: Target, profile: Profile, figures: Figures) -> None:
        self.target, self.profile, self.figures = target, profile, figures
        self.runtime = target.runtime()
        self.people = [one for one in fixtures_data.people().values() if one.needs in ("ascii", "latin-1")]
        self.studies: deque[Study] = deque(maxlen=REMEMBERED)
        self.patients: deque[Patient] = deque(maxlen=REMEMBERED)
        self._templates: dict[tuple[str, int], Dataset] = {}
        self._web = Web(target.web, target.web_credentials, target.limits, target.web_tls)

    def run(self, name: str, arrived: float, line: Hl7Connection | None) -> None:
        """Do one job that arrived at ``arrived`` (``time.monotonic``), and tally it; waiting since then counts.

        A tally is asked for when something is added: a report takes it away in between."""
        try:
            after = self._do(name, arrived, line)
            self.figures.of(name).latency.add(time.monotonic() - arrived)
            if after is not None:
                after()
        except (InteropError, OSError) as error:
            self.figures.of(name).fail(kind_of(error))

    def prepare(self) -> None:
        """Something for the readers to read, before the load begins. Raises what the store raises."""
        self._store(JobTable(rate_per_s=1.0), counted=False)

    def _do(self, name: str, arrived: float, line: Hl7Connection | None) -> After:
        job = self.profile.jobs[name]  # type: ignore[index]
        match name:
            case "order" | "update":
                assert line is not None
                return self._order(line) if name == "order" else self._update(line)
            case "worklist":
                return self._worklist()
            case "mpps":
                return self._mpps(job)
            case "store":
                study = self._store(job, name=name)
                return lambda: self._retrievable(study)
            case "commit":
                self._store(job, commit=True, name=name)
                return None
            case "query":
                return self._query(self._study())
            case "retrieve":
                return self._retrieve(self._study(), arrived)
            case "web-query":
                self._web.find(self._study())
                return None
            case _:
                return self._web_retrieve(self._study(), arrived)

    # --- people

    def patient(self) -> Patient:
        """An invented person with a new identifier of the test range."""
        person = secrets.choice(self.people)
        prefix = next((one for one in self.target.prefixes if not one.startswith("0")), self.target.prefixes[0])
        identifier = PatientId(f"{prefix}{secrets.randbelow(10**9):09d}", self.target.authority)
        return Patient(identifier, person.person_name, person.birth_date, person.sex)

    def _study(self) -> Study:
        if not self.studies:
            raise Incomplete("no study stored yet")
        return secrets.choice(self.studies)

    # --- the EMR

    def _order(self, line: Hl7Connection) -> After:
        """A patient is registered and an examination ordered for her: two messages, the second after the first."""
        patient = self.patient()
        line.ask(registration.adt("A04", patient, dialect=line.to.dialect, **self._head(line, self.target.his)))
        procedure = secrets.choice(list(fixtures_data.procedures().values()))
        order = Order(patient, procedure.code, placer_order_number=self.runtime.number("L"), placer_issuer="LOAD")
        line.ask(placer_order(order, "NW", dialect=line.to.dialect, **self._head(line, self.target.emr)))
        self.patients.append(patient)
        return None

    def _update(self, line: Hl7Connection) -> After:
        known = secrets.choice(self.patients) if self.patients else None
        patient = known or self.patient()
        head = self._head(line, self.target.his)
        line.ask(registration.adt("A08" if known else "A04", patient, dialect=line.to.dialect, **head))
        if known is None:
            self.patients.append(patient)
        return None

    def _head(self, line: Hl7Connection, sender: str) -> dict[str, Any]:
        now = local_time(self.runtime)
        return {"sender": sender, "receiver": line.to.name, "control_id": self.runtime.control_id("load"), "when": now}

    # --- the modality

    def _station(self, modality: str = "") -> tuple[str, str, str]:
        stations = [one for one in self.target.stations if one[2] == modality] or list(self.target.stations)
        return secrets.choice(stations) if stations else ("LOAD", "LOAD", modality or "CT")

    def _worklist(self) -> After:
        _, ae_title, modality = self._station()
        query = worklist_query(station=ae_title, modality=modality, date=local_time(self.runtime)[:8])
        assert self.target.worklist is not None
        with Association(self.target.worklist, ae_title, [MODALITY_WORKLIST], self.target.limits) as assoc:
            _require(
                assoc.ask(MODALITY_WORKLIST, "C-FIND-RQ", query, AffectedSOPClassUID=MODALITY_WORKLIST, Priority=0)
            )
        return None

    def _mpps(self, job: JobTable) -> After:
        name, ae_title, modality = self._station(job.modality)
        uid, now = self.runtime.uid(), local_time(self.runtime)
        create = procedure_step.n_create(
            [], station_ae_title=ae_title, started=now, pps_id=self.runtime.number("P"), modality=modality,
            study_instance_uid=self.runtime.uid(), patient=self.patient(), station_name=name,
        )  # fmt: skip
        guard_create(self.runtime, MPPS, create)
        series = (procedure_step.PerformedSeries(self.runtime.uid(), "NONE"),)
        done = procedure_step.n_set("COMPLETED", series=series, ended=now)
        assert self.target.mpps is not None
        with Association(self.target.mpps, ae_title, [MPPS], self.target.limits) as assoc:
            _require(assoc.ask(MPPS, "N-CREATE-RQ", create, AffectedSOPClassUID=MPPS, AffectedSOPInstanceUID=uid))
            _require(assoc.ask(MPPS, "N-SET-RQ", done, RequestedSOPClassUID=MPPS, RequestedSOPInstanceUID=uid))
        return None

    def _store(self, job: JobTable, *, commit: bool = False, counted: bool = True, name: str = "store") -> Study:
        _, ae_title, _ = self._station(job.modality)
        images = list(self._images(job))
        sop_class = str(images[0].SOPClassUID)
        contexts = [Context(sop_class, (syntax,)) for syntax in NATIVE] + ([Context(COMMITMENT)] if commit else [])
        assert self.target.pacs is not None
        with Association(self.target.pacs, ae_title, contexts, self.target.limits) as assoc:
            for image in images:
                self._send(assoc, image, name if counted else "")
            if commit:
                _require(_commitment(assoc, self.runtime.uid(), images))
        last = images[-1]
        study = Study(
            str(last.StudyInstanceUID), str(last.PatientID), sop_class, len(images),
            (str(last.SeriesInstanceUID), str(last.SOPInstanceUID)),
        )  # fmt: skip
        self.studies.append(study)
        return study

    def _images(self, job: JobTable) -> Any:
        """The images of one new study, all with the pixels of one template."""
        patient, study, series = self.patient(), self.runtime.uid(), self.runtime.uid()
        key = job.modality, job.rows
        if key not in self._templates:
            made = make_images(modality=job.modality, instances=1, rows=job.rows, columns=job.rows, patient=patient)
            self._templates[key] = made[0]
            for keyword in OWN:
                if keyword in made[0]:
                    delattr(made[0], keyword)
        for number in range(1, job.images + 1):
            ds = Dataset()
            ds.update(self._templates[key])
            ds.PatientID, ds.PatientName = patient.id.value, patient.name.to_pn()
            ds.PatientBirthDate, ds.PatientSex = patient.birth_date[:8], patient.sex
            ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.SOPInstanceUID = study, series, self.runtime.uid()
            ds.InstanceNumber = number
            yield ds

    def _send(self, assoc: Association, image: Dataset, name: str) -> None:
        guard_store(self.runtime, image)
        sop_class, uid = str(image.SOPClassUID), str(image.SOPInstanceUID)
        data = encode(image, assoc.syntax(sop_class))
        began = time.monotonic()
        _require(assoc.store(sop_class, uid, data))
        if name:
            self.figures.of(name).bytes += len(data)
            image_tally = self.figures.of("image")
            image_tally.offered += 1
            image_tally.latency.add(time.monotonic() - began)

    def _retrievable(self, study: Study) -> None:
        """From the answer to the last image until a reader gets that image."""
        began = time.monotonic()
        self.figures.of("retrievable").offered += 1
        pause, limit = 0.05, self.target.limits.stored_retrievable_s
        while True:
            try:
                self._fetch(study, time.monotonic(), only=study.last)
                self.figures.of("retrievable").latency.add(time.monotonic() - began)
                return
            except Incomplete:
                if time.monotonic() - began > limit:
                    self.figures.of("retrievable").fail("not retrievable in time")
                    return
            except InteropError as error:
                self.figures.of("retrievable").fail(kind_of(error))
                return
            _wait(pause)
            pause = min(pause * 1.5, 2.0)

    # --- the reader

    def _query(self, study: Study) -> After:
        query = Dataset()
        query.QueryRetrieveLevel, query.PatientID = "STUDY", study.patient_id
        for keyword in ("StudyInstanceUID", "StudyDate", "AccessionNumber", "NumberOfStudyRelatedInstances"):
            setattr(query, keyword, None)
        found: list[Response] = []
        assert self.target.pacs is not None
        with Association(self.target.pacs, self.target.workstation, [FIND], self.target.limits) as assoc:
            asked = assoc.ask(FIND, "C-FIND-RQ", query, on_pending=found.append, AffectedSOPClassUID=FIND, Priority=0)
            _require(asked)
        if not any(one.dataset is not None and one.dataset.get("StudyInstanceUID") == study.uid for one in found):
            raise Incomplete("stored study not found")
        return None

    def _retrieve(self, study: Study, arrived: float) -> After:
        size = self._fetch(study, arrived, first="first-image")
        self.figures.of("retrieve").bytes += size
        return None

    def _fetch(self, study: Study, arrived: float, *, only: tuple[str, str] | None = None, first: str = "") -> int:
        """Retrieve a study, or ``only`` one image of it; its bytes, 0 where a C-MOVE brings them elsewhere.
        ``first``: where the time to the first image is tallied."""
        query = Dataset()
        query.QueryRetrieveLevel, query.StudyInstanceUID = "IMAGE" if only else "STUDY", study.uid
        if only:
            query.SeriesInstanceUID, query.SOPInstanceUID = only
        guard_move(self.runtime, query)
        seen = _Arriving(self.figures, arrived, first)
        model, elements = (MOVE, {"MoveDestination": self.target.move_to}) if self.target.move_to else (GET, {})
        contexts = [model] if self.target.move_to else get_contexts(GET, [study.sop_class])
        assert self.target.pacs is not None
        with Association(self.target.pacs, self.target.workstation, contexts, self.target.limits) as assoc:
            final = assoc.ask(
                model, "C-MOVE-RQ" if self.target.move_to else "C-GET-RQ", query, on_pending=seen.pending,
                on_store=seen.stored, AffectedSOPClassUID=model, Priority=0, **elements,
            )  # fmt: skip
        completed = final.sub_operations[1] if self.target.move_to else seen.count
        if not final.is_failure and completed < (1 if only else study.images):
            raise Incomplete("images missing in what was retrieved")
        _require(final)
        seen.some()
        return seen.bytes

    def _web_retrieve(self, study: Study, arrived: float) -> After:
        seen = _Arriving(self.figures, arrived, "first-image")
        self._web.get(study, seen.stored)
        self.figures.of("web-retrieve").bytes += seen.bytes
        return None


class _Arriving:
    """Counts what a retrieval brings, and notes when the first image is here."""

    def __init__(self, figures: Figures, arrived: float, first: str) -> None:
        self._figures, self._arrived, self._first = figures, arrived, first
        self.count = self.bytes = 0

    def stored(self, size: int) -> None:
        self.count += 1
        self.bytes += size
        self.some()

    def pending(self, response: Response) -> None:
        if response.sub_operations[1] > 0:
            self.some()

    def some(self) -> None:
        if self._first:
            tally = self._figures.of(self._first)
            tally.offered += 1
            tally.latency.add(time.monotonic() - self._arrived)
            self._first = ""


def _commitment(assoc: Association, transaction_uid: str, images: list[Dataset]) -> Response:
    request = Dataset()
    request.TransactionUID, request.ReferencedSOPSequence = transaction_uid, []
    for image in images:
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
        request.ReferencedSOPSequence.append(item)
    return assoc.ask(
        COMMITMENT, "N-ACTION-RQ", request, RequestedSOPClassUID=COMMITMENT,
        RequestedSOPInstanceUID=COMMITMENT_INSTANCE, ActionTypeID=1,
    )  # fmt: skip


def _require(response: Response) -> None:
    if response.is_failure or response.is_cancel:
        raise Refused(f"status {response.status:04X}", code=response.status)


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)
