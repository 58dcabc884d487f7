"""What people did: attempts at scenarios, the questions that were asked, drafts, readings, answers, comments.

Everything here is in the store, and on the disk, before the person gets her page. An answer is never changed: whoever
thinks better of it repeats the scenario, and both attempts stay.
"""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.attended import Question
from harness.console import audit
from harness.console.accounts import Account
from harness.console.attachments import of_step
from harness.console.store import Store
from harness.verdict import Verdict

QUEUED, RUNNING, ENDED, INTERRUPTED = "queued", "running", "ended", "interrupted"
OPEN = (QUEUED, RUNNING)
EXECUTED = (Verdict.PASS.value, Verdict.FAIL.value)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One execution of a scenario by a person. ``verdict`` and ``reason`` once it has ended; ``systems`` says which
    versions it was done with."""

    id: int
    scenario_id: str
    language: str
    role: str
    account_id: int
    person: str
    login: str
    claimed: float
    state: str
    run_id: str
    folder: str
    started: str
    ended: str
    verdict: str
    reason: str
    systems: str
    server: str
    signed: tuple[int, ...] = ()
    returned: str = ""

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def executed(self) -> bool:
        """Whether it came to a verdict on the system: nothing else can be signed."""
        return self.state == ENDED and self.verdict in EXECUTED


class Fields(dict[str, str]):
    """What stands in the fields of a form; a field that is not there is empty."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One attended step of an attempt: the question and what was entered so far."""

    question: Question
    asked: str
    draft: Fields = field(default_factory=Fields)
    draft_time: str = ""
    version: int = 0
    reading: dict[str, str] | None = None
    answer: dict[str, Any] | None = None
    answered: str = ""
    person: str = ""
    attachments: tuple[sqlite3.Row, ...] = ()

    @property
    def blind_now(self) -> bool:
        """Whether she still has to write down what she reads."""
        return bool(self.question.blind) and self.reading is None and self.answer is None


class Stale(Exception):
    """The step was changed elsewhere meanwhile: in another tab, on another device, by a colleague."""


_ATTEMPT = """SELECT attempt.*, account.name AS person, account.login AS login,
    (SELECT group_concat(signature_id) FROM signed_attempt WHERE attempt_id = attempt.id) AS signed,
    (SELECT text FROM comment WHERE attempt_id = attempt.id AND returns ORDER BY id DESC LIMIT 1) AS returned
    FROM attempt JOIN account ON account.id = attempt.account_id"""


class Attempts:
    """The attempts in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # --- attempts --------------------------------------------------------------------------------------------------

    def begin(self, account: Account, scenario_id: str, language: str, systems: str, server: str, address: str) -> int:
        """A new attempt, in the hands of ``account``; its number."""
        with self.store.change() as db:
            cursor = db.execute(
                "INSERT INTO attempt"
                " (scenario_id, language, role, account_id, claimed, state, started, systems, server)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (scenario_id, language, account.role, account.id, time.time(), QUEUED, audit.now(), systems, server),
            )
            number = int(cursor.lastrowid or 0)
            audit.write(db, account.login, "scenario started", f"{scenario_id} #{number}", "", address)
        return number

    def find(self, number: int) -> Attempt | None:
        row = self.store.one(f"{_ATTEMPT} WHERE attempt.id = ?", number)
        return _attempt(row) if row else None

    def of_role(self, role: str) -> list[Attempt]:
        """Every attempt of a role, oldest first."""
        return [
            _attempt(row) for row in self.store.rows(f"{_ATTEMPT} WHERE attempt.role = ? ORDER BY attempt.id", role)
        ]

    def all(self) -> list[Attempt]:
        return [_attempt(row) for row in self.store.rows(f"{_ATTEMPT} ORDER BY attempt.id")]

    def running(self, number: int, run_id: str, folder: Path) -> None:
        with self.store.change() as db:
            db.execute("UPDATE attempt SET state = ?, run_id = ?, folder = ? WHERE id = ?",
                       (RUNNING, run_id, str(folder.resolve()), number))  # fmt: skip

    def ended(self, number: int, state: str, verdict: str, reason: str) -> None:
        with self.store.change() as db:
            db.execute("UPDATE attempt SET state = ?, verdict = ?, reason = ?, ended = ? WHERE id = ?",
                       (state, verdict, reason[:500], audit.now(), number))  # fmt: skip
            row = db.execute("SELECT scenario_id FROM attempt WHERE id = ?", (number,)).fetchone()
            audit.write(db, "interop", f"scenario {state}", f"{row['scenario_id']} #{number}", verdict)

    def interrupt_others(self, server: str) -> int:
        """What an earlier server left open was cut short; how many there were."""
        open_ = self.store.rows("SELECT id FROM attempt WHERE state IN (?, ?) AND server != ?", *OPEN, server)
        for row in open_:
            self.ended(row["id"], INTERRUPTED, "", "")
        return len(open_)

    def take(self, attempt: Attempt, account: Account, address: str) -> None:
        """Go on in a colleague's place."""
        with self.store.change() as db:
            db.execute("UPDATE attempt SET account_id = ?, claimed = ? WHERE id = ?",
                       (account.id, time.time(), attempt.id))  # fmt: skip
            audit.write(db, account.login, "scenario taken over", f"{attempt.scenario_id} #{attempt.id}",
                        f"from {attempt.login}", address)  # fmt: skip

    def comment(self, attempt: Attempt, account: Account, text: str, *, returns: bool, address: str) -> None:
        """A comment; one that ``returns`` the attempt asks for it to be done again."""
        with self.store.change() as db:
            db.execute("INSERT INTO comment (attempt_id, account_id, text, returns, time) VALUES (?, ?, ?, ?, ?)",
                       (attempt.id, account.id, text, int(returns), audit.now()))  # fmt: skip
            action = "attempt returned" if returns else "comment added"
            audit.write(db, account.login, action, f"{attempt.scenario_id} #{attempt.id}", text, address)

    def comments(self, number: int) -> list[sqlite3.Row]:
        return self.store.rows(
            "SELECT comment.*, account.name AS person FROM comment JOIN account ON account.id = comment.account_id"
            " WHERE attempt_id = ? ORDER BY comment.id", number
        )  # fmt: skip

    # --- attended steps --------------------------------------------------------------------------------------------

    def asked(self, number: int, question: Question) -> None:
        with self.store.change() as db:
            db.execute("INSERT OR IGNORE INTO question (attempt_id, step, body, asked) VALUES (?, ?, ?, ?)",
                       (number, question.step, _json(question.as_dict()), audit.now()))  # fmt: skip

    def entries(self, number: int) -> list[Entry]:
        """The attended steps that were reached, in order."""
        rows = self.store.rows("SELECT step FROM question WHERE attempt_id = ? ORDER BY step", number)
        return [entry for row in rows if (entry := self.entry(number, row["step"]))]

    def entry(self, number: int, step: int) -> Entry | None:
        asked = self.store.one("SELECT * FROM question WHERE attempt_id = ? AND step = ?", number, step)
        if asked is None:
            return None
        draft, reading, answer = (
            self.store.one(
                f"SELECT {table}.*, account.name AS person FROM {table} JOIN account ON account.id = account_id"
                " WHERE attempt_id = ? AND step = ?", number, step,
            )
            for table in ("draft", "reading", "answer")
        )  # fmt: skip
        return Entry(
            question=Question.from_dict(json.loads(asked["body"])),
            asked=asked["asked"],
            draft=Fields(json.loads(draft["body"]) if draft else {}),
            draft_time=draft["time"] if draft else "",
            version=draft["version"] if draft else 0,
            reading=json.loads(reading["body"]) if reading else None,
            answer=json.loads(answer["body"]) if answer else None,
            answered=answer["time"] if answer else "",
            person=answer["person"] if answer else "",
            attachments=tuple(of_step(self.store.db, number, step)),
        )

    def draft(self, attempt: Attempt, step: int, account: Account, values: dict[str, str], version: int) -> int:
        """Keep what she has written so far; the new version. :class:`Stale` where it is not the version she had."""
        with self.store.change() as db:
            self._unanswered(db, attempt.id, step)
            row = db.execute("SELECT version, body FROM draft WHERE attempt_id = ? AND step = ?",
                             (attempt.id, step)).fetchone()  # fmt: skip
            if row and row["version"] != version and json.loads(row["body"]) != values:
                raise Stale
            new = (row["version"] if row else 0) + 1
            db.execute(
                "INSERT INTO draft (attempt_id, step, account_id, version, body, time) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (attempt_id, step) DO UPDATE SET account_id = excluded.account_id,"
                " version = excluded.version, body = excluded.body, time = excluded.time",
                (attempt.id, step, account.id, new, _json(values), audit.now()),
            )
            _touch(db, attempt.id)
        return new

    def read(self, attempt: Attempt, step: int, account: Account, values: dict[str, str], address: str) -> None:
        """What she read without knowing what was expected; it stands. :class:`Stale` where it was written already."""
        with self.store.change() as db:
            self._unanswered(db, attempt.id, step)
            try:
                db.execute("INSERT INTO reading (attempt_id, step, account_id, body, time) VALUES (?, ?, ?, ?, ?)",
                           (attempt.id, step, account.id, _json(values), audit.now()))  # fmt: skip
            except sqlite3.IntegrityError:
                raise Stale from None
            db.execute("DELETE FROM draft WHERE attempt_id = ? AND step = ?", (attempt.id, step))
            _touch(db, attempt.id)
            audit.write(
                db, account.login, "reading written", f"{attempt.scenario_id} #{attempt.id}/{step + 1}", "", address
            )

    def answer(
        self, attempt: Attempt, step: int, account: Account, values: dict[str, Any], form: str, address: str
    ) -> bool:
        """Her answer. False where this very form was already taken (a double tap); :class:`Stale` where another was."""
        with self.store.change() as db:
            taken = db.execute(
                "SELECT form FROM answer WHERE attempt_id = ? AND step = ?", (attempt.id, step)
            ).fetchone()
            if taken:
                if taken["form"] == form:
                    return False
                raise Stale
            db.execute(
                "INSERT INTO answer (attempt_id, step, account_id, form, body, time) VALUES (?, ?, ?, ?, ?, ?)",
                (attempt.id, step, account.id, form, _json(values), values["time"]),
            )
            _touch(db, attempt.id)
            audit.write(db, account.login, "step answered", f"{attempt.scenario_id} #{attempt.id}/{step + 1}",
                        values["value"], address)  # fmt: skip
        return True

    def attach(self, attempt: Attempt, step: int, account: Account, values: dict[str, Any], address: str) -> None:
        """A file that is in the run folder now; the same one twice counts once."""
        with self.store.change() as db:
            self._unanswered(db, attempt.id, step)
            db.execute(
                "INSERT OR IGNORE INTO attachment (attempt_id, step, account_id, name, path, kind, size, sha256, time)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (attempt.id, step, account.id, values["name"], values["path"], values["kind"], values["size"],
                 values["sha256"], audit.now()),
            )  # fmt: skip
            audit.write(db, account.login, "attachment added", f"{attempt.scenario_id} #{attempt.id}/{step + 1}",
                        f"{values['name']} {values['sha256'][:12]}", address)  # fmt: skip

    def _unanswered(self, db: sqlite3.Connection, number: int, step: int) -> None:
        if db.execute("SELECT 1 FROM answer WHERE attempt_id = ? AND step = ?", (number, step)).fetchone():
            raise Stale


def _touch(db: sqlite3.Connection, number: int) -> None:
    db.execute("UPDATE attempt SET claimed = ? WHERE id = ?", (time.time(), number))


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _attempt(row: sqlite3.Row) -> Attempt:
    values = {name: row[name] for name in Attempt.__dataclass_fields__}
    values["signed"] = tuple(sorted(int(each) for each in str(row["signed"] or "").split(",") if each))
    values["returned"] = row["returned"] or ""
    return Attempt(**values)
