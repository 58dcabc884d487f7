"""The defect log: findings of runs, folded into defects that open, stay, are resolved and come back.

A defect's fingerprint is made of site, check, role, scenario, hop, field and kind of difference, never of the values,
so the same fault in the next run (other patients, other numbers) is the same defect. A defect is resolved only by a
run in which its scenario was executed and passed; a scenario that was not executed confirms nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, datetime

from harness.history import History
from harness.record import RecordedFinding, Run, ScenarioResult
from harness.verdict import SEVERITIES, Verdict
from simulators.wire.errors import ConfigError

STATUSES = ("open", "resolved", "reopened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A defect as it stands. ``severity`` is a person's where one was set, else the rule's. ``waiver`` is the reason of
    a waiver that has not expired, with ``waived_until`` (YYYY-MM-DD)."""

    number: int
    fingerprint: str
    site: str
    check: str
    role: str
    scenario: str
    hop: str
    where: str
    kind: str
    summary: str
    severity: str
    severity_by: str
    status: str
    first_run: str
    last_run: str
    resolved_run: str
    owner: str
    due: str
    waiver: str = ""
    waived_until: str = ""

    @property
    def id(self) -> str:
        return f"D-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.status != "resolved"

    def as_dict(self) -> dict[str, object]:
        return {"id": self.id, **asdict(self)}


def difference_kind(expected: str, received: str) -> str:
    """In which way two values differ, without the values: missing, unexpected, accents, case, blanks, zeros,
    truncated, longer, different."""
    if not received.strip() or not expected.strip():
        return "missing" if expected.strip() else "unexpected" if received.strip() else "stated"
    for kind, fold in (
        ("blanks", lambda text: "".join(text.split())),
        ("case", str.casefold),
        ("accents", _plain),
        ("zeros", lambda text: text.lstrip("0")),
    ):
        if fold(expected) == fold(received):
            return kind
    if expected.startswith(received):
        return "truncated"
    return "longer" if received.startswith(expected) else "different"


def _plain(text: str) -> str:
    """Without accents, and with what replaces letters lost in a character set taken as those letters."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).casefold()


def fingerprint(site: str, scenario_id: str, finding: RecordedFinding) -> str:
    """Twelve hexadecimal digits, the same in every run for the same fault."""
    kind = difference_kind(finding.expected, finding.received)
    parts = (site, finding.check, finding.role, scenario_id, finding.hop, finding.where, kind)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:12]


def fold_run(history: History, run: Run) -> dict[str, list[str]]:
    """Take ``run`` into the history: ``{"opened", "confirmed", "reopened", "resolved"}`` with fingerprints.

    A run that is already there changes nothing. A run older than what the history has seen of a defect does not
    resolve it.
    """
    site = str(run.site.get("name", ""))
    outcome: dict[str, list[str]] = {"opened": [], "confirmed": [], "reopened": [], "resolved": []}
    with history.change() as db:
        if db.execute("SELECT 1 FROM run WHERE run_id = ?", (run.run_id,)).fetchone():
            return outcome
        _add_run(db, run, site)
        for scenario in run.scenarios:
            seen = set()
            for finding in scenario.failures:
                mark = fingerprint(site, scenario.id, finding)
                if mark not in seen:
                    seen.add(mark)
                    outcome[_see(db, run, site, scenario, finding, mark)].append(mark)
            if scenario.verdict is Verdict.PASS:
                outcome["resolved"] += _resolve(db, run, site, scenario.id)
    return outcome


def _add_run(db: sqlite3.Connection, run: Run, site: str) -> None:
    systems = {
        str(role.get("name")): f"{role.get('product', '')} {role.get('version', '')}".strip()
        for role in run.site.get("roles", ())
        if not role.get("simulated", True)
    }
    db.execute(
        "INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?)",
        (run.run_id, site, run.started, run.ended, run.verdict.value, run.exit_code, str(run.folder.resolve()),
         run.chain, json.dumps(run.counts), json.dumps(systems, ensure_ascii=False)),
    )  # fmt: skip
    db.executemany(
        "INSERT OR REPLACE INTO scenario VALUES (?,?,?)",
        [(run.run_id, scenario.id, scenario.verdict.value) for scenario in run.scenarios],
    )


def _see(
    db: sqlite3.Connection, run: Run, site: str, scenario: ScenarioResult, finding: RecordedFinding, mark: str
) -> str:
    row = db.execute("SELECT status, last_run FROM defect WHERE fingerprint = ?", (mark,)).fetchone()
    if row is None:
        number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM defect").fetchone()[0]
        db.execute(
            "INSERT INTO defect (fingerprint, number, site, check_id, role, scenario_id, hop, place, kind, summary,"
            " rule_severity, status, first_run, last_run) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (mark, number, site, finding.check, finding.role, scenario.id, finding.hop, finding.where,
             difference_kind(finding.expected, finding.received), finding.summary, finding.severity, "open",
             run.run_id, run.run_id),
        )  # fmt: skip
        event = "opened"
    elif row["status"] == "resolved":
        db.execute(
            "UPDATE defect SET status = 'reopened', last_run = ?, resolved_run = '' WHERE fingerprint = ?",
            (run.run_id, mark),
        )
        event = "reopened"
    else:
        db.execute("UPDATE defect SET last_run = ? WHERE fingerprint = ?", (run.run_id, mark))
        event = "confirmed"
    _note(db, mark, event, run_id=run.run_id, time=run.ended or run.started)
    return event


def _resolve(db: sqlite3.Connection, run: Run, site: str, scenario_id: str) -> list[str]:
    rows = db.execute(
        "SELECT fingerprint FROM defect JOIN run ON run.run_id = defect.last_run"
        " WHERE defect.site = ? AND scenario_id = ? AND status != 'resolved' AND run.started < ?",
        (site, scenario_id, run.started),
    ).fetchall()
    for row in rows:
        db.execute(
            "UPDATE defect SET status = 'resolved', resolved_run = ? WHERE fingerprint = ?",
            (run.run_id, row["fingerprint"]),
        )
        _note(db, row["fingerprint"], "resolved", run_id=run.run_id, time=run.ended or run.started)
    return [row["fingerprint"] for row in rows]


def _note(
    db: sqlite3.Connection, mark: str, event: str, *, time: str, run_id: str = "", person: str = "", text: str = ""
) -> None:
    db.execute(
        "INSERT INTO defect_event (fingerprint, time, event, run_id, person, text) VALUES (?,?,?,?,?,?)",
        (mark, time, event, run_id, person, text),
    )


def defects(history: History, *, site: str | None = None, today: date | None = None) -> list[Defect]:
    """Every defect, the open ones first, worst first. Waivers count only until the day they expire."""
    day = (today or date.today()).isoformat()
    waived = {
        row["fingerprint"]: (row["reason"], row["expires"])
        for row in history.rows("SELECT * FROM waiver WHERE expires >= ? ORDER BY expires", day)
    }
    rows = history.rows("SELECT * FROM defect WHERE ? IS NULL OR site = ? ORDER BY number", site, site)
    found = [_defect(row, *waived.get(row["fingerprint"], ("", ""))) for row in rows]
    return sorted(found, key=lambda d: (not d.is_open, SEVERITIES.index(d.severity), d.number))


def _defect(row: sqlite3.Row, waiver: str, until: str) -> Defect:
    severity = row["severity"] or row["rule_severity"]
    return Defect(
        number=row["number"], fingerprint=row["fingerprint"], site=row["site"], check=row["check_id"],
        role=row["role"], scenario=row["scenario_id"], hop=row["hop"], where=row["place"], kind=row["kind"],
        summary=row["summary"], severity=severity if severity in SEVERITIES else "major",
        severity_by=row["severity_by"], status=row["status"], first_run=row["first_run"], last_run=row["last_run"],
        resolved_run=row["resolved_run"], owner=row["owner"], due=row["due"], waiver=waiver, waived_until=until,
    )  # fmt: skip


def find(history: History, name: str) -> Defect:
    """By ``D-0007``, ``7`` or fingerprint. Raises :class:`ConfigError` that names the nearest."""
    known = defects(history)
    wanted = name.strip().lower().removeprefix("d-").lstrip("0")
    for defect in known:
        if wanted in (str(defect.number), defect.fingerprint.lstrip("0")):
            return defect
    raise ConfigError(
        f"there is no defect {name!r}",
        cause=f"the log holds {len(known)} defects" + (f", the last is {known[-1].id}" if known else ""),
        remedy="interop defects list",
    )


def set_values(
    history: History,
    name: str,
    *,
    person: str,
    now: datetime,
    severity: str | None = None,
    owner: str | None = None,
    due: str | None = None,
    remark: str | None = None,
) -> Defect:
    """A person's word on a defect: another severity, an owner, a due date (YYYY-MM-DD), a remark; each kept with name
    and time. An empty severity goes back to the rule's."""
    if severity not in (None, "", *SEVERITIES):
        raise ConfigError(f"there is no severity {severity!r}", remedy="use one of " + ", ".join(SEVERITIES))
    if due:
        _day(due, "due date")
    defect = find(history, name)
    changes = {"severity": severity, "owner": owner, "due": due}
    with history.change() as db:
        for column, value in changes.items():
            if value is not None:
                db.execute(f"UPDATE defect SET {column} = ? WHERE fingerprint = ?", (value, defect.fingerprint))
                _note(db, defect.fingerprint, column, person=person, text=value, time=now.isoformat())
        if severity is not None:
            db.execute("UPDATE defect SET severity_by = ? WHERE fingerprint = ?", (person, defect.fingerprint))
        if remark:
            _note(db, defect.fingerprint, "remark", person=person, text=remark, time=now.isoformat())
    return find(history, defect.fingerprint)


def waive(history: History, name: str, *, reason: str, person: str, expires: str, now: datetime) -> Defect:
    """Accept a defect for a while. Raises :class:`ConfigError` without a reason, a person or a day to come."""
    if not reason.strip() or not person.strip():
        raise ConfigError("a waiver needs a reason and the name of who gives it", remedy="--reason TEXT --person NAME")
    if _day(expires, "expiry") < now.date():
        raise ConfigError(f"the expiry {expires} has passed", remedy="--expires YYYY-MM-DD, a day to come")
    defect = find(history, name)
    with history.change() as db:
        db.execute(
            "INSERT INTO waiver (fingerprint, reason, person, given, expires) VALUES (?,?,?,?,?)",
            (defect.fingerprint, reason, person, now.isoformat(), expires),
        )
        _note(db, defect.fingerprint, "waived", person=person, text=f"{reason} (until {expires})", time=now.isoformat())
    return find(history, defect.fingerprint)


def _day(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"the {what} {text!r} is not a day", remedy="write it as YYYY-MM-DD") from None


def events(history: History, defect: Defect) -> list[sqlite3.Row]:
    """What happened to a defect, oldest first: time, event, run_id, person, text."""
    return history.rows("SELECT * FROM defect_event WHERE fingerprint = ? ORDER BY id", defect.fingerprint)
