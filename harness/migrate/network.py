"""The manifest of an archive on the network: every study by its identifiers, a sample or all of them in full.

Each study is one transaction, so that whatever kills the inventory costs the studies under way; a second one asks only
for what is new or changed in count. Nothing is written to the archive.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, closing
from dataclasses import astuple, dataclass, field
from pathlib import Path

import duckdb

from harness.migrate import manifest as manifests
from harness.migrate.archive import Archive, Job, Outcome, Study, Trouble, trouble_of
from harness.migrate.find import Finder
from harness.migrate.manifest import insert, number_of, opened, private, remember
from harness.migrate.pace import Pace
from harness.migrate.reading import Row
from harness.migrate.retrieve import NOT_SENT
from harness.migrate.web import WebFinder
from harness.migrate.workers import Workers, result, workers
from simulators.wire.errors import ConfigError, InteropError, Refused
from simulators.wire.part10 import is_uid

BATCH = 500  # studies that are kept at once while they are listed
GIVE_UP = 5  # studies one after the other that fail for the same reason: the archive is gone
LOOK_S, LOOKS = 5.0, 4  # seconds without a result after which it is asked whether workers are left, and how often
STUDY_COLUMNS = "study, patient, issuer, study_date, series, instances"
MERGED = (  # one row a study, whose patient and number of series are not known where it belongs to several patients
    "SELECT study, if(count(*) = 1, any_value(patient), '') patient, any_value(issuer) issuer, "
    "min(study_date) study_date, if(count(*) = 1, any_value(series), -1) series, "
    "if(min(instances) < 0, -1, sum(instances)::BIGINT) instances FROM "
    "(SELECT DISTINCT ON (study, patient) * FROM seen) GROUP BY study"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is read in full: ``sample`` studies chosen by ``seed``, None is all of them. ``limit``: matches of one
    answer; ``bytes_per_s`` 0 is without a limit; ``workers``: threads, or ``processes``, of this machine, unless
    there is a ``scheduler`` of dask.distributed."""

    sample: int | None = 500
    seed: int = 1
    limit: int = 500
    workers: int = 2
    bytes_per_s: float = 0.0
    processes: bool = False
    scheduler: str = ""


@dataclass(slots=True)
class Read:
    """What an inventory did."""

    studies: int = 0
    listed: int = 0
    retrieved: int = 0
    instances: int = 0
    size: int = 0
    troubles: int = 0


@dataclass(slots=True)
class Inventory:
    """One pass over an archive. ``sample_of``: the manifest whose studies the sample is drawn from, where it is there:
    both archives then show the same studies."""

    archive: Archive
    manifest: Path
    scope: Scope = field(default_factory=Scope)
    pace: Pace = field(default_factory=Pace)
    sample_of: Path | None = None
    said: Callable[[str], object] = id
    found: Read = field(default_factory=Read)

    def execute(self) -> Read:
        """List, draw the sample, retrieve. InteropError where the archive cannot be asked any more; what was read until
        then is kept."""
        with opened(self.manifest) as db:
            remember(db, {"complete": "no"})
            self.sweep(db)
            self._list(db)
            self._retrieve(db, self._sample(db))
            remember(db, {"complete": "yes"})
            row = db.execute("SELECT count(*) FROM trouble").fetchone()
            self.found.troubles = row[0] if row else 0
        return self.found

    # --- which studies there are

    def _finder(self) -> Finder | WebFinder:
        kind = Finder if self.archive.dimse is not None else WebFinder
        return kind(self.archive, self.scope.limit, self.said)

    def sweep(self, db: duckdb.DuckDBPyConnection) -> None:
        """Every study as a query tells it; new and changed ones are marked to be listed again, gone ones taken out."""
        scope = "all" if self.scope.sample is None else f"{self.scope.sample} studies, seed {self.scope.seed}"
        remember(db, {"source": str(self.archive), "kind": "network", "sample": scope})
        db.execute(f"CREATE OR REPLACE TEMP TABLE seen AS SELECT {STUDY_COLUMNS} FROM study LIMIT 0")
        with closing(self._finder()) as finder:
            for batch in _batches(finder.studies(), BATCH):
                self.found.studies += len(batch)
                self.said(f"{self.found.studies} studies found")
                wrong = [one for one in batch if not is_uid(one.uid)]
                finder.troubles += [Trouble("", "wrong object", "archive", "a study without valid UID")] * len(wrong)
                rows = [astuple(one) for one in batch if is_uid(one.uid)]
                if rows:
                    manifests.unnest(db, "INSERT INTO seen", rows)
            troubles, note = finder.troubles, finder.note
        db.begin()
        db.execute("DELETE FROM trouble WHERE study = '' OR kind = 'split'")
        db.execute(
            "INSERT INTO trouble SELECT study, 'split', 'archive', count(DISTINCT patient) || ' patients have it' "
            "FROM seen GROUP BY study HAVING count(DISTINCT patient) > 1"
        )
        _keep_troubles(db, troubles)
        remember(db, {"note": note})
        for (study,) in db.execute("SELECT study FROM study ANTI JOIN seen USING (study)").fetchall():
            _forget(db, study)
            db.execute("DELETE FROM trouble WHERE study = ?", [study])
            db.execute("DELETE FROM study WHERE study = ?", [study])
        db.execute(
            "CREATE OR REPLACE TEMP TABLE changed AS SELECT s.*, false, coalesce(o.retrieved, false) "
            f"FROM ({MERGED}) s LEFT JOIN study o USING (study) WHERE o.study IS NULL "
            "OR s.instances < 0 OR (s.patient, s.issuer, s.study_date, s.series, s.instances) <> "
            "(o.patient, o.issuer, o.study_date, o.series, o.instances)"
        )
        db.execute("INSERT OR REPLACE INTO study SELECT * FROM changed")
        db.commit()

    def _list(self, db: duckdb.DuckDBPyConnection) -> None:
        todo = _studies(db, "NOT listed")
        failed = 0
        with closing(self._finder()) as finder:
            for number, study in enumerate(todo):
                self.pace.step()
                try:
                    rows, failed, problem = finder.images(study), 0, None
                except InteropError as error:
                    rows, failed, problem = [], 0 if isinstance(error, Refused) else failed + 1, error
                troubles = [*finder.troubles, *([trouble_of(study.uid, problem)] if problem else _counted(study, rows))]
                finder.troubles.clear()
                self._keep_list(db, study, None if problem else rows, troubles)
                if problem is not None and failed == GIVE_UP:
                    raise problem
                if number % 20 == 0:
                    self.said(f"{number + 1} of {len(todo)} studies listed")

    def _keep_list(
        self, db: duckdb.DuckDBPyConnection, study: Study, rows: list[Row] | None, troubles: list[Trouble]
    ) -> None:
        """``rows`` None: the archive did not tell; what was known of the study stays. What has been read in full stays
        too, where the same instances are listed."""
        db.begin()
        if rows is None:
            _forgive(db, study.uid, "split")
        elif {(row.sop, row.series, row.patient) for row in rows} != _known(db, study.uid):
            _forget(db, study.uid)
            _forgive(db, study.uid, "split")
            insert(db, ((row, 0) for row in rows))
            db.execute("UPDATE study SET retrieved = false WHERE study = ?", [study.uid])
        else:
            _forgive(db, study.uid, "split", "wrong object")
        _keep_troubles(db, troubles)
        db.execute("UPDATE study SET listed = ? WHERE study = ?", [rows is not None, study.uid])
        db.commit()
        self.found.listed += rows is not None

    # --- which of them in full

    def _sample(self, db: duckdb.DuckDBPyConnection) -> set[str] | None:
        if self.scope.sample is None:
            return None
        wanted, seed = self.scope.sample, str(self.scope.seed)
        names = _names(db, "")
        if self.sample_of is not None and self.sample_of.is_file():
            with manifests.connected(None, manifests.settings(self.manifest.parent)) as other:
                manifests.attach(other, self.sample_of, "other")
                names = _names(other, "other.") or names
        return set(heapq.nsmallest(wanted, names, key=lambda study: number_of(seed, study)))

    def _retrieve(self, db: duckdb.DuckDBPyConnection, sample: set[str] | None) -> None:
        todo = [one for one in _studies(db, "listed AND NOT retrieved") if sample is None or one.uid in sample]
        spool = private(self.manifest.parent / "spool")
        failed, done = 0, 0
        with self._workers(spool) as pool:
            for study, outcome in self._outcomes(db, pool, todo, spool):
                self._keep(db, study, outcome)
                done += 1
                failed = 0 if outcome.complete else failed + 1
                size = self.found.size / 1e6
                self.said(
                    f"{done} of {len(todo)} studies read in full, {self.found.instances} instances, {size:.0f} MB"
                )
                if failed == GIVE_UP * self.scope.workers:
                    last = outcome.troubles[-1].what if outcome.troubles else ""
                    raise ConfigError(
                        f"{self.archive} fails study after study: {last}",
                        remedy="start the same command again when it works: it goes on; or --by get, move, web",
                    )

    def _workers(self, spool: Path) -> AbstractContextManager[Workers]:
        return workers(self.archive, self.scope.workers, self.scope.processes, self.scope.scheduler, spool)

    def _outcomes(
        self, db: duckdb.DuckDBPyConnection, pool: Workers, todo: list[Study], spool: Path
    ) -> Iterator[tuple[Study, Outcome]]:
        """As they come, with a few studies under way at a time."""
        under_way: dict[Future[Outcome], Study] = {}
        waiting = iter(todo)
        study = next(waiting, None)
        rate, lost = self.scope.bytes_per_s / self.scope.workers, 0
        while study is not None or under_way:
            while study is not None and len(under_way) < self.scope.workers + 1:
                self.pace.step()
                job = Job(self.archive, study, _expected(db, study.uid), str(spool), rate)
                under_way[pool.submit(job)] = study
                study = next(waiting, None)
            done, _ = wait(under_way, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            lost = 0 if done or not pool.lost() else lost + 1
            if lost == LOOKS:
                raise ConfigError(
                    f"no worker is left at {self.scope.scheduler}",
                    remedy="start workers, then the same command again: it goes on",
                )
            for one in done:
                study_of = under_way.pop(one)
                yield study_of, result(study_of, one)

    def _keep(self, db: duckdb.DuckDBPyConnection, study: Study, outcome: Outcome) -> None:
        db.begin()
        _forgive(db, study.uid, "split", "count", "wrong answer")
        if outcome.rows:
            _forget(db, study.uid)
            insert(db, ((row, 0) for row in outcome.rows))
        _keep_troubles(db, outcome.troubles)
        whole = outcome.complete and not any(row.problem.startswith(NOT_SENT) for row in outcome.rows)
        db.execute("UPDATE study SET retrieved = ? WHERE study = ?", [whole, study.uid])
        db.commit()
        self.found.retrieved += whole
        self.found.instances += sum(bool(row.head) for row in outcome.rows)
        self.found.size += outcome.size


def _batches(found: Iterable[Study], size: int) -> Iterator[list[Study]]:
    batch: list[Study] = []
    for one in found:
        batch.append(one)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def _studies(db: duckdb.DuckDBPyConnection, which: str) -> list[Study]:
    rows = db.execute(f"SELECT {STUDY_COLUMNS} FROM study WHERE {which} ORDER BY study_date, study").fetchall()
    return [Study(*row) for row in rows]


def _names(db: duckdb.DuckDBPyConnection, prefix: str) -> list[str]:
    """Studies of a manifest: those of its study table, of a folder those of its series."""
    for query in (f"SELECT study FROM {prefix}study", f"SELECT DISTINCT study FROM {prefix}series WHERE study <> ''"):
        if found := [name for (name,) in db.execute(query).fetchall()]:
            return found
    return []


def _expected(db: duckdb.DuckDBPyConnection, study: str) -> dict[str, tuple[str, str]]:
    rows = db.execute(
        "SELECT sop, series, sop_class FROM instance JOIN series USING (belongs) WHERE study = ? AND sop <> ''", [study]
    ).fetchall()
    return {sop: (series, sop_class) for sop, series, sop_class in rows}


def _known(db: duckdb.DuckDBPyConnection, study: str) -> set[tuple[str, str, str]]:
    query = "SELECT sop, series, patient FROM instance JOIN series USING (belongs) WHERE study = ?"
    return set(db.execute(query, [study]).fetchall())


def _forget(db: duckdb.DuckDBPyConnection, study: str) -> None:
    db.execute("DELETE FROM instance WHERE belongs IN (SELECT belongs FROM series WHERE study = ?)", [study])


def _forgive(db: duckdb.DuckDBPyConnection, study: str, *but: str) -> None:
    """What was told of a study, for it is told anew; ``but``: kinds that another step tells."""
    db.execute("DELETE FROM trouble WHERE study = ? AND NOT list_contains(?, kind)", [study, list(but)])


def _keep_troubles(db: duckdb.DuckDBPyConnection, troubles: list[Trouble]) -> None:
    if troubles:
        manifests.unnest(db, "INSERT INTO trouble", [astuple(one) for one in troubles])


def _counted(study: Study, rows: list[Row]) -> list[Trouble]:
    """Whether as many were listed as the archive says there are."""
    series = len({row.series for row in rows})
    return [
        Trouble(study.uid, "count", "archive", f"it says {said} {what}, and lists {count}")
        for said, count, what in ((study.series, series, "series"), (study.instances, len(rows), "instances"))
        if said not in (-1, count)
    ]
