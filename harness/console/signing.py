"""Signatures: who says what of which answers. The exact answers are written down, hashed, kept with the evidence of
each run, and entered in the history that the gate reads.

Nobody signs what was not executed. A signature is never changed: a correction is a new one that names the old.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.console import audit
from harness.console.accounts import Account
from harness.console.attempts import Attempt, Attempts
from harness.console.dossier import bind
from harness.console.library import Tale
from harness.console.store import Store
from harness.history import FILE, History
from harness.record import RECORD, Run
from harness.signed_answers import FOLDER, canonical, sha256_of, written
from harness.verdict import Verdict

ACCEPTED, RESERVED, REFUSED = "accepted", "accepted with reservations", "refused"
DECISIONS = (ACCEPTED, RESERVED, REFUSED)
LEAD = "test_lead"
MOST_RESERVATIONS = 100


class MayNotSign(Exception):
    """``why``: own_work, not_executed, nothing, decision, reservations, accept_failed, changed."""

    def __init__(self, why: str, about: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.about = about


@dataclass(frozen=True, slots=True)
class Line:
    """One scenario on the page that is signed: its latest attempt, or None. ``open`` says why it cannot be signed:
    missing, running, cut, pending, superseded, returned, own_work, unsigned, signed; empty where it can."""

    tale: Tale
    attempt: Attempt | None
    open: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """As it stands. ``signed`` is the document, ``sha256`` of its canonical form."""

    id: int
    account_id: int
    role: str
    decision: str
    sha256: str
    time: str
    corrects: int | None
    signed: dict[str, Any]


class Signing:
    """Signs in a store; ``out`` holds the runs and their history."""

    def __init__(self, store: Store, attempts: Attempts, out: Path, site_name: str, *, approver_differs: bool) -> None:
        self.store = store
        self.attempts = attempts
        self.out = out
        self.site_name = site_name
        self.approver_differs = approver_differs

    def lines(self, tales: list[Tale], account: Account, systems: str, corrects: Signature | None) -> list[Line]:
        """What a person can sign, and what is missing. A test lead signs what the others have signed."""
        lead = account.role == LEAD
        attempts = self.attempts.all() if lead else self.attempts.of_role(account.role)
        latest = {attempt.scenario_id: attempt for attempt in attempts}
        if corrects is not None:
            again = {item["attempt"] for item in corrects.signed["scenarios"]}
            latest = {name: attempt for name, attempt in latest.items() if attempt.id in again}
            tales = [tale for tale in tales if tale.id in latest]
        roles = {row["id"]: row["role"] for row in self.store.rows("SELECT id, role FROM signature")}
        lines = []
        for tale in tales:
            attempt = latest.get(tale.id)
            why = why_not(attempt, systems)
            if not why and attempt is not None:
                signed = {roles[number] for number in attempt.signed}
                if account.role in signed and corrects is None:
                    why = "signed"
                elif lead and not signed - {LEAD}:
                    why = "unsigned"
                elif (self.approver_differs or lead) and attempt.account_id == account.id:
                    why = "own_work"
            lines.append(Line(tale, attempt, why))
        return lines

    def sign(
        self, account: Account, lines: list[Line], decision: str, reservations: list[str], *, time: str, meaning: str,
        address: str, corrects: Signature | None = None,
    ) -> Signature:  # fmt: skip
        """Sign the chosen ``lines``. :class:`MayNotSign` with the reason. Stored when this returns; :meth:`file` does
        the rest, and may be repeated."""
        chosen = [line.attempt for line in lines if line.attempt is not None]
        check(lines, decision, reservations)
        body = {
            "schema": 1,
            "site": self.site_name,
            "person": account.name,
            "login": account.login,
            "role": account.role,
            "meaning": meaning,
            "decision": decision,
            "reservations": reservations,
            "time": time,
            "corrects": self._replaced(account.role, chosen, corrects),
            "scenarios": [self._scenario(line) for line in lines],
        }
        found = self.find(self._keep(account, chosen, body, corrects, address))
        assert found is not None
        return found

    def _keep(
        self, account: Account, chosen: list[Attempt], body: dict[str, Any], corrects: Signature | None, address: str
    ) -> int:
        """Store a signature, if nothing has changed since its page was read; its number."""
        with self.store.change() as db:
            self._unchanged(db, chosen, account.role, corrects)
            cursor = db.execute(
                "INSERT INTO signature (account_id, role, decision, body, sha256, time, corrects)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (account.id, account.role, body["decision"], canonical(body).decode("ascii"), sha256_of(body),
                 body["time"], corrects.id if corrects else None),
            )  # fmt: skip
            number = int(cursor.lastrowid or 0)
            db.executemany("INSERT INTO signed_attempt VALUES (?, ?)", [(number, attempt.id) for attempt in chosen])
            about = ", ".join(attempt.scenario_id for attempt in chosen)
            audit.write(db, account.login, f"signed: {body['decision']}", f"signature {number}", about, address)
        return number

    def find(self, number: int) -> Signature | None:
        row = self.store.one("SELECT * FROM signature WHERE id = ?", number)
        return _signature(row) if row else None

    def all(self) -> list[Signature]:
        return [_signature(row) for row in self.store.rows("SELECT * FROM signature ORDER BY id")]

    def file(self) -> None:
        """Write every signature that is not filed yet into its run folders and the history. OSError, ConfigError where
        that cannot be done now: it is tried again."""
        for row in self.store.rows("SELECT id FROM signature WHERE NOT filed ORDER BY id"):
            signature = self.find(row["id"])
            assert signature is not None
            for folder in self.folders(signature.id):
                _write(folder / FOLDER / f"{signature.id:03d}-{signature.role}.json", written(signature.signed))
            self._into_history(signature, [(each["run_id"], each["id"]) for each in signature.signed["scenarios"]])
            with self.store.change() as db:
                db.execute("UPDATE signature SET filed = 1 WHERE id = ?", (signature.id,))

    def bind(self, number: int) -> Run:
        """The runs of a signature as one, with the signature; the folder is :meth:`dossier`."""
        signature = self.find(number)
        assert signature is not None
        run = bind(self.dossier(signature), self.folders(number))
        _write(run.folder / FOLDER / f"{number:03d}-{signature.role}.json", written(signature.signed))
        self._into_history(signature, [(run.run_id, each["id"]) for each in signature.signed["scenarios"]])
        return run

    def dossier(self, signature: Signature) -> Path:
        """The folder of a signature's dossier."""
        moment = datetime.fromisoformat(signature.time)
        return self.out / f"{moment:%Y-%m-%d-%H%M%S}-uat-{signature.id:03d}-{signature.role}"

    def without_documents(self) -> list[int]:
        """The signatures whose documents are not written yet."""
        return [row["id"] for row in self.store.rows("SELECT id FROM signature WHERE filed < 2 ORDER BY id")]

    def documented(self, number: int) -> None:
        with self.store.change() as db:
            db.execute("UPDATE signature SET filed = 2 WHERE id = ? AND filed = 1", (number,))

    def folders(self, number: int) -> list[Path]:
        """The folders of the runs that a signature is about."""
        rows = self.store.rows(
            "SELECT folder FROM attempt JOIN signed_attempt ON attempt_id = attempt.id WHERE signature_id = ?"
            " ORDER BY attempt.id", number
        )  # fmt: skip
        return [Path(row["folder"]) for row in rows]

    # --- inside ----------------------------------------------------------------------------------------------------

    def _scenario(self, line: Line) -> dict[str, Any]:
        attempt = line.attempt
        assert attempt is not None
        return {
            "id": line.tale.id,
            "name": line.tale.name,
            "language": line.tale.language,
            "attempt": attempt.id,
            "run_id": attempt.run_id,
            "record_sha256": hashlib.sha256((Path(attempt.folder) / RECORD).read_bytes()).hexdigest(),
            "verdict": attempt.verdict,
            "executed_by": attempt.person,
            "answers": [
                {"question": entry.question.as_dict(), "answer": entry.answer}
                for entry in self.attempts.entries(attempt.id)
            ],
        }

    def _replaced(self, role: str, chosen: list[Attempt], corrects: Signature | None) -> list[str]:
        """The signatures of this role that the new one takes the place of: the one that is corrected, and those over
        earlier attempts at the same scenarios."""
        names = [attempt.scenario_id for attempt in chosen]
        rows = self.store.rows(
            "SELECT DISTINCT sha256 FROM signature JOIN signed_attempt ON signature_id = signature.id"
            " JOIN attempt ON attempt.id = attempt_id WHERE signature.role = ? AND scenario_id IN"
            f" ({', '.join('?' * len(names))}) ORDER BY signature.id", role, *names,
        )  # fmt: skip
        known = [row["sha256"] for row in rows]
        return known if corrects is None or corrects.sha256 in known else [*known, corrects.sha256]

    def _unchanged(self, db: sqlite3.Connection, chosen: list[Attempt], role: str, corrects: Signature | None) -> None:
        for attempt in chosen:
            newer = db.execute("SELECT 1 FROM attempt WHERE scenario_id = ? AND role = ? AND id > ?",
                               (attempt.scenario_id, attempt.role, attempt.id)).fetchone()  # fmt: skip
            last = db.execute(
                "SELECT max(signature_id) AS n FROM signed_attempt JOIN signature ON signature.id = signature_id"
                " WHERE attempt_id = ? AND role = ?", (attempt.id, role),
            ).fetchone()["n"]  # fmt: skip
            if newer or last != (corrects.id if corrects else None):
                raise MayNotSign("changed", attempt.scenario_id)

    def _into_history(self, signature: Signature, places: list[tuple[str, str]]) -> None:
        """A row for each run and scenario; none twice."""
        remarks = "; ".join(signature.signed["reservations"])
        if corrected := signature.signed["corrects"]:
            named = ", ".join(digest[:12] for digest in corrected)
            remarks = f"corrects {named}" + (f": {remarks}" if remarks else "")
        with History(self.out / FILE) as history, history.change() as db:
            for run_id, scenario_id in places:
                key = (run_id, scenario_id, signature.sha256)
                if db.execute("SELECT 1 FROM signature WHERE run_id = ? AND scenario_id = ? AND sha256 = ?",
                              key).fetchone():  # fmt: skip
                    continue
                db.execute(
                    "INSERT INTO signature (run_id, scenario_id, role, person, decision, remarks, time, sha256)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (run_id, scenario_id, signature.role, signature.signed["person"], signature.decision, remarks,
                     signature.time, signature.sha256),
                )  # fmt: skip


def why_not(attempt: Attempt | None, systems: str) -> str:
    """Why an attempt is no ground for a signature; empty where it is one."""
    if attempt is None:
        return "missing"
    if attempt.open:
        return "running"
    if not attempt.executed:
        return "pending" if attempt.verdict == Verdict.PENDING else "cut"
    if attempt.systems != systems:
        return "superseded"
    return "returned" if attempt.returned else ""


def check(lines: list[Line], decision: str, reservations: list[str]) -> None:
    """:class:`MayNotSign` where this cannot be signed, or not in this way."""
    if not lines:
        raise MayNotSign("nothing")
    for line in lines:
        if line.open or line.attempt is None:
            raise MayNotSign("own_work" if line.open == "own_work" else "not_executed", line.tale.id)
    if decision not in DECISIONS:
        raise MayNotSign("decision")
    if decision == RESERVED and not reservations:
        raise MayNotSign("reservations")
    failed = [line.tale.id for line in lines if line.attempt and line.attempt.verdict == Verdict.FAIL]
    if decision == ACCEPTED and failed:
        raise MayNotSign("accept_failed", ", ".join(failed))


def reservations_of(text: str) -> list[str]:
    """One a line; blank lines do not count."""
    return [line.strip()[:1000] for line in text.splitlines() if line.strip()][:MOST_RESERVATIONS]


def _signature(row: sqlite3.Row) -> Signature:
    values = {name: row[name] for name in ("id", "account_id", "role", "decision", "sha256", "time", "corrects")}
    return Signature(**values, signed=json.loads(row["body"]))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with open(partial, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
