"""What is posted from the page of an attended step: a reading, a draft, an answer, an attachment.

Everything is stored before anything is judged: what is incomplete comes back with what is missing, and nothing of it is
lost.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.responses import Response

from harness.attended import CANNOT_TELL, NO, VALUES, YES, Answer, missing_evidence
from harness.console import audit
from harness.console.attachments import AttachmentRefused, checked_name, keep, kind_of, stripped
from harness.console.attempt_pages import show_step
from harness.console.attempts import Attempt, Entry, Fields, Stale
from harness.console.doors import refuse
from harness.console.forms import Form, Upload
from harness.console.library import Tale
from harness.console.reach import of_visit, settle
from harness.console.visit import Visit

LONGEST = 10_000  # characters of a field
FIELDS = ("value", "remark", "seen", "risk", "why")
Errors = list[tuple[str, str]]  # id of the field, key of the word


def answer_step(visit: Visit, *, too_large: bool = False) -> Response:
    """Take what was posted. ``too_large``: the attachment was not read, the fields before it are here."""
    attempt, tale, no = of_visit(visit, own=True)
    if no is not None or attempt is None or tale is None:
        return no or visit.message(404, "not_found")
    step = int(visit.request.path_params["step"])
    entry = visit.console.attempts.entry(attempt.id, step)
    if entry is None:
        return visit.message(404, "not_found")
    if attempt.account_id != visit.me.id:
        return refuse(visit, "answer in another person's place")
    return _Posted(visit, attempt, tale, entry).take(too_large)


class _Posted:
    """One POST for one step."""

    def __init__(self, visit: Visit, attempt: Attempt, tale: Tale, entry: Entry) -> None:
        self.visit, self.attempt, self.tale, self.entry = visit, attempt, tale, entry
        self.attempts = visit.console.attempts
        self.step = entry.question.step
        self.fields = fields_of(visit.form, entry)
        self.errors: Errors = []

    def take(self, too_large: bool) -> Response:
        if too_large:
            self._refused("size")
        try:
            for upload in self.visit.form.uploads:
                self._attach(upload)
            if not self._is_double_tap():
                version = self.visit.form.get("version")
                self.attempts.draft(self.attempt, self.step, self.visit.me, self.fields,
                                    int(version) if version.isdecimal() and len(version) < 9 else 0)  # fmt: skip
        except Stale:
            return self._stale()
        self.errors += [(name, "too_long") for name, text in self.fields.items() if len(text) > LONGEST]
        go = self.visit.form.get("go")
        if go == "pause" and not self.errors:
            return self.visit.go("/tasks?said=kept_stop")
        return self._read(go) if self.entry.blind_now else self._answer()

    def _is_double_tap(self) -> bool:
        """Whether the same form has come already: the answer stands, there is nothing to keep."""
        row = self.visit.console.store.one("SELECT form FROM answer WHERE attempt_id = ? AND step = ?",
                                           self.attempt.id, self.step)  # fmt: skip
        return row is not None and row["form"] == self.visit.form.get("form")

    def _read(self, go: str) -> Response:
        if go == "cannot":
            self.fields["value"] = CANNOT_TELL
            return self._answer()
        labels = list(self.entry.question.blind)
        self.errors += [(f"r{n}", "read_missing") for n in range(len(labels)) if not self.fields[f"r{n}"].strip()]
        if self.errors:
            return self._again()
        values = {label: self.fields[f"r{n}"].strip() for n, label in enumerate(labels)}
        try:
            self.attempts.read(self.attempt, self.step, self.visit.me, values, self.visit.address)
        except Stale:
            return self._stale()
        return self.visit.go(f"/attempts/{self.attempt.id}")

    def _answer(self) -> Response:
        answer = self._as_said()
        if answer is None or self.errors:
            return self._again()
        try:
            self.attempts.answer(self.attempt, self.step, self.visit.me, answer.as_dict(),
                                 self.visit.form.get("form")[:64], self.visit.address)  # fmt: skip
        except Stale:
            return self._stale()
        runner = self.visit.console.runner
        runner.deliver(self.attempt.id, answer)
        settle(self.visit, self.attempt.id, lambda live: live is None or live.question is not None)
        return self.visit.go(f"/attempts/{self.attempt.id}")

    def _as_said(self) -> Answer | None:
        """The answer that the fields make; what is missing goes to ``errors``."""
        value, fields = self.fields["value"], self.fields
        if value not in VALUES:
            self.errors.append(("a-yes", "answer_missing"))
            return None
        remark = {YES: fields["remark"], NO: fields["seen"], CANNOT_TELL: fields["why"]}[value].strip()
        if not remark and value == NO:
            self.errors.append(("seen", "seen_missing"))
        if not remark and value == CANNOT_TELL:
            self.errors.append(("why", "why_missing"))
        if value == NO and (risk := fields["risk"].strip()):
            remark += f"\n{self.visit.console.speak(self.attempt.language)('risk')} {risk}"
        entry = self.attempts.entry(self.attempt.id, self.step) or self.entry
        answer = Answer(
            question_id=entry.question.id,
            value=value,
            person=self.visit.me.name,
            role=self.visit.me.role,
            time=self.visit.console.runner.now(),
            remark=remark,
            blind=entry.reading or {},
            attachments={row["path"]: row["sha256"] for row in entry.attachments},
        )
        if missing_evidence(entry.question, answer):
            self.errors.append(("remark", "proof_missing"))
        return answer

    def _attach(self, upload: Upload) -> None:
        try:
            name = checked_name(upload.name)
            kind = kind_of(upload.content)
            content = stripped(bytes(upload.content), kind)
            if not self.attempt.folder:
                raise AttachmentRefused("disk")
            path, digest = keep(Path(self.attempt.folder), self.attempt.scenario_id, self.step, content, kind)
        except AttachmentRefused as refused:
            self._refused(refused.why, upload.name)
            return
        values: dict[str, Any] = {"name": name, "path": path, "kind": kind, "size": len(content), "sha256": digest}
        self.attempts.attach(self.attempt, self.step, self.visit.me, values, self.visit.address)

    def _refused(self, why: str, name: str = "") -> None:
        self.errors.append(("file", f"file_{why}"))
        where = f"{self.attempt.scenario_id} #{self.attempt.id}/{self.step + 1}"
        action = f"refused: attachment ({why})"
        audit.record(self.visit.console.store, self.visit.me.login, action, where, name, self.visit.address)

    def _again(self) -> Response:
        """The page once more, with what is missing and with all that was written."""
        entry = self.attempts.entry(self.attempt.id, self.step) or self.entry
        too_large = ("file", "file_size") in self.errors
        return show_step(self.visit, self.attempt, self.tale, entry, status=413 if too_large else 422,
                         errors=self.errors)  # fmt: skip

    def _stale(self) -> Response:
        """Somebody was faster, perhaps she herself: show both, ask which it shall be."""
        entry = self.attempts.entry(self.attempt.id, self.step) or self.entry
        if entry.answer is not None or entry.blind_now != self.entry.blind_now:
            kept = [(name, value) for name, value in self.fields.items() if value]
            return self.visit.message(409, "answered_elsewhere", kind="pend", kept=kept)
        mine = replace(entry, draft=self.fields)
        return show_step(self.visit, self.attempt, self.tale, mine, status=409, stale=entry)


def fields_of(form: Form, entry: Entry) -> Fields:
    """What was written, by field: those of a blind reading are numbered. Far too long ones are cut a little above what
    is allowed, so that they are seen to be."""
    names = [f"r{n}" for n in range(len(entry.question.blind))] if entry.blind_now else []
    return Fields({name: form.get(name)[: LONGEST + 1] for name in (*names, *FIELDS) if form.get(name)})
