"""One study from the network: its instances as rows of the manifest, and what the archive did wrong. Made to run in any
process; nothing that it brings stays on a disk.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pydicom import Dataset

from harness.migrate.archive import Archive, Job, Outcome, Trouble, trouble_of
from harness.migrate.reading import Data, Row, read, row_of
from harness.migrate.web import retrieve as retrieve_web
from simulators.dimse_blocking import Association
from simulators.dimse_contexts import get_contexts
from simulators.dimse_negotiation import STORAGE
from simulators.runtime import Limits
from simulators.storage_getter import BUFFER, Getter, Retrieved
from simulators.storage_sink import StorageSink
from simulators.wire.errors import InteropError, NoAnswer, PeerViolation, Refused
from simulators.wire.part10 import is_uid
from simulators.wire.store_command import status_text

STUDY_MOVE, STUDY_GET = "1.2.840.10008.5.1.4.1.2.2.2", "1.2.840.10008.5.1.4.1.2.2.3"
TRIES = 2
NO_CONTEXT = "no presentation context"  # as the association says that nothing was accepted
NOT_SENT = "listed, not sent"


class Taking:
    """Rows of what arrives for one job, each looked at: is it of the study and the patient that it should be?"""

    def __init__(self, job: Job) -> None:
        self._job, self._wait, self._begin = job, threading.Event().wait, time.monotonic()
        self.rows: dict[str, Row] = {}
        self.size = 0
        self.wrong: Counter[str] = Counter()

    def take(self, row: Row) -> None:
        self.size += row.size
        if row.study and row.study != self._job.study.uid:
            self.wrong["of another study than was asked for"] += 1
        else:
            if row.study and self._job.study.patient not in ("", row.patient):
                self.wrong["of another patient than the query tells"] += 1
            row.sop = row.sop or row.place
            self.rows[row.sop] = row
        if self._job.bytes_per_s:
            due = self._begin + self.size / self._job.bytes_per_s
            self._wait(max(0.0, due - time.monotonic()))

    def take_content(self, data: Data, place: str = "") -> None:
        self.take(row_of(data, place or self._job.study.uid))

    def outcome(self, how: str, *, complete: bool, error: Exception | None = None) -> Outcome:
        """``how`` the retrieval ended is why those are missing that did not come."""
        study, rows = self._job.study, list(self.rows.values())
        troubles = [Trouble(study.uid, "wrong object", "archive", f"{count} instances {what}")
                    for what, count in self.wrong.items()]  # fmt: skip
        if error is not None:
            troubles.append(trouble_of(study.uid, error))
        for uid, (series, sop_class) in self._job.expected.items():
            if uid not in self.rows:
                rows.append(
                    Row(study=study.uid, series=series, sop=uid, patient=study.patient, issuer=study.issuer,
                        sop_class=sop_class, study_date=study.date, place=uid, problem=f"{NOT_SENT}: {how}")
                )  # fmt: skip
        return Outcome(rows, troubles, self.size, complete)


def retrieve(job: Job) -> Outcome:
    """By C-GET or WADO-RS; another try where the network or the archive failed."""
    by: Callable[[Job, Taking], Retrieved] = _web if job.archive.by == "web" else _get
    for number in range(TRIES):
        taking = Taking(job)
        try:
            return _ended(by(job, taking), taking)
        except Refused as error:
            offered = error.code != NO_CONTEXT
            return taking.outcome(str(error)[:200], complete=offered, error=error)
        except (InteropError, OSError) as error:
            if number + 1 == TRIES:
                return taking.outcome(str(error)[:200], complete=False, error=error)
    raise AssertionError("no try")


def _ended(end: Retrieved, taking: Taking) -> Outcome:
    told = f"the retrieval ended with status {status_text(end.status)} {end.comment}".strip()
    if end.status >> 12 != 0xB and end.status not in (0, 1):
        error = Refused(told, code=end.status, clause="PS3.4 C.4.3.1.4")
        return taking.outcome(told, complete=True, error=error)
    return taking.outcome(told, complete=True)


def _spool(job: Job) -> Path | None:
    return Path(job.spool) if Path(job.spool).is_dir() else None  # on another machine there is none


def _get(job: Job, taking: Taking) -> Retrieved:
    archive = job.archive
    assert archive.dimse is not None
    classes = list(dict.fromkeys(uid for _, uid in job.expected.values() if is_uid(uid))) or STORAGE[:60]
    contexts, limits = get_contexts(STUDY_GET, classes), _limits(archive)
    try:
        with Association(archive.dimse, archive.calling, contexts, limits, buffer=BUFFER) as association:
            getter = Getter(association, STUDY_GET, _spool(job))
            return getter.get(_query(job), lambda meta, data: taking.take_content(data, meta.sop_instance_uid))
    except Refused as error:
        if error.code != NO_CONTEXT:
            raise
        raise Refused(
            f"{archive.dimse} does not offer C-GET", code=NO_CONTEXT, who=archive.dimse.ae_title, clause=error.clause,
            remedy="retrieve by C-MOVE or DICOMweb: --by move, --by web",
        ) from error  # fmt: skip


def _limits(archive: Archive) -> Limits:
    return Limits(connect_s=archive.connect_s, dimse_s=archive.answer_s)


def _web(job: Job, taking: Taking) -> Retrieved:
    retrieve_web(job.archive, job.study.uid, _spool(job), taking.take_content)
    return Retrieved(0)


def _query(job: Job) -> Dataset:
    query = Dataset()
    query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", job.study.uid
    return query


class Mover:
    """C-MOVE to a sink of ours, which stays open: archives keep the association for the next study. For one thread."""

    def __init__(self, archive: Archive, spool: Path) -> None:
        self._folder = spool / "moved"
        host, port = archive.listen
        self._sink = StorageSink(
            archive.calling, host=host, port=port, folder=self._folder, patients=None, timeout=archive.answer_s
        )
        self._clear()

    @property
    def port(self) -> int:
        """Where the archive has to send, with our AE title."""
        return self._sink.port

    def __enter__(self) -> Mover:
        self._sink.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._sink.__exit__()
        self._clear()

    def retrieve(self, job: Job) -> Outcome:
        """What the archive sent to the sink for one C-MOVE."""
        self._clear()
        taking = Taking(job)
        archive = job.archive
        assert archive.dimse is not None
        unwritten = self._sink.counts["unwritten"]
        try:
            with Association(archive.dimse, archive.calling, [STUDY_MOVE], _limits(archive)) as association:
                end = association.ask(
                    STUDY_MOVE, "C-MOVE-RQ", _query(job), AffectedSOPClassUID=STUDY_MOVE, Priority=0,
                    MoveDestination=archive.calling,
                )  # fmt: skip
        except (NoAnswer, PeerViolation) as error:
            self._read(taking)
            return taking.outcome(str(error)[:200], complete=isinstance(error, Refused), error=error)
        self._read(taking)
        if self._sink.counts["unwritten"] > unwritten:  # the archive only tells of our refusals
            full = OSError("instances could not be written here: is the disk full?")
            return taking.outcome(str(full), complete=False, error=full)
        return _ended(Retrieved(end.status, comment=end.error_comment[:200]), taking)

    def _read(self, taking: Taking) -> None:
        for path in sorted(self._folder.glob("*.dcm")):
            taking.take(read(path, path.stem))
            path.unlink(missing_ok=True)

    def _clear(self) -> None:
        for path in self._folder.glob("*"):
            path.unlink(missing_ok=True)
