"""The questions of attended steps in a terminal: the same as the console asks, answered by whoever sits there.

A value is read before what was expected is shown. Ctrl-C at a question leaves its step pending; the run goes on.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.attended import CANNOT_TELL, NO, SYSTEMS, VALUES, YES, Answer, Question, missing_evidence
from harness.cli.terminal import Terminal, safe
from harness.reading import same_reading
from reports.words import Words

ENGLISH = "ync"


class Gone(Exception):
    """Nobody is there any more: the input has ended."""


@dataclass(slots=True)
class Asker:
    """Asks one question after the other. ``folder`` is the run's, ``read`` gives a line or "" at the end."""

    terminal: Terminal
    words: Words
    folder: Path
    read: Callable[[], str] = field(default_factory=lambda: sys.stdin.readline)
    person: str = ""

    def ask(self, question: Question) -> Answer | None:
        """The person's answer; None where she leaves it or is not there."""
        try:
            with _interruptible():
                return self._ask(question)
        except (KeyboardInterrupt, Gone):
            self.terminal.say_error(f"\n{self.terminal.mark('pending')} {self.words('ask_left')}: {question.id}")
            return None

    def _ask(self, question: Question) -> Answer:
        self._show(question)
        if not self.person:
            self.person = self._line(self.words("ask_who"))
        blind = {label: self._line(f"{label}:") for label in question.blind}
        for label, expected in question.blind.items():
            same = same_reading(expected, blind[label])
            mark = self.terminal.mark("pass" if same else "fail")
            word = self.words("same" if same else "different")
            self._say(f"{mark} {label}: {word}. {self.words('expected')}: {expected}")
        value = self._value(question)
        answer = self._answer(question, value, blind, "")
        needed = value != YES or missing_evidence(question, answer)
        label = {YES: "remarks", NO: f"{question.kind}_seen", CANNOT_TELL: "why"}[value]
        optional = "" if needed else f" ({self.words('optional')})"
        remark = self._line(f"{self.words(label)}{optional}".rstrip(":") + ":", needed=needed)
        return self._answer(question, value, blind, remark)

    def _answer(self, question: Question, value: str, blind: dict[str, str], remark: str) -> Answer:
        time = datetime.now(self.words.zone).isoformat(timespec="milliseconds")
        return Answer(question_id=question.id, value=value, person=self.person, role=question.role, time=time,
                      remark=remark, blind=blind)  # fmt: skip

    def _show(self, question: Question) -> None:
        kind, words = question.kind, self.words
        at = "at" if kind == "do" else "screen"
        device = "system" if question.system.lower() in SYSTEMS else "device"
        self._say("")
        self._say(f"{question.id} · {words(f'{at}_{device}', system=question.system)} ({words('ask_leave')})")
        self._say(question.instruction)
        for line in question.about:
            self._say(f"  {line}")
        for line in question.look_for:
            if line != question.instruction:
                self._say(f"  {line}")
        if not question.blind:
            for image in question.images:
                self._say(words("ask_picture", path=self.folder / image))
        if question.evidence:
            self._say(f"{words('evidence_wanted')}: {question.evidence}. {words('evidence_wanted_say')}")

    def _value(self, question: Question) -> str:
        kind = question.kind
        keys = self.words("ask_keys").split()
        choices = self.words("ask_value", yes=self.words(f"{kind}_yes"), no=self.words(f"{kind}_no"),
                             cannot=self.words("cannot_tell"))  # fmt: skip
        while True:
            said = self._line(f"{self.words(f'{kind}_ask')}  {choices}:").casefold()[:1]
            for known in (keys, list(ENGLISH)):
                if said in known:
                    return VALUES[known.index(said)]
            self._say(self.words("ask_again"))

    def _line(self, prompt: str, *, needed: bool = True) -> str:
        while True:
            self.terminal.draw(f"{safe(prompt)} ")
            line = self.read()
            if not line:
                raise Gone
            if line.strip() or not needed:
                return line.strip()

    def _say(self, text: str) -> None:
        self.terminal.say_error(self.terminal.wrapped(safe(text), ""))


def listening(asker: Asker, progress: Any, answer: Callable[[Question, Answer | None], None]) -> Callable[[Any], None]:
    """Hears the events of a run: shows how it goes, and asks where it asks."""

    def listen(event: dict[str, Any]) -> None:
        progress.listen(event)
        if event["type"] == "question":
            progress.close()
            question = Question.from_dict(event["question"])
            answer(question, asker.ask(question))

    return listen


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends the question instead of the run."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
