"""Attended steps: what a person is asked at a real system, what she answers, and what follows for the verdict.

The worker asks through its pipe and waits; whoever runs the scenario (a terminal, the console) answers. Nobody there
means PENDING. An answer is a person's: the harness never makes one up, it only compares what she read blind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from harness.reading import same_reading
from harness.verdict import Finding, Verdict

YES, NO, CANNOT_TELL = "yes", "no", "cannot_tell"
VALUES = (YES, NO, CANNOT_TELL)
SYSTEMS = ("his", "emr", "ris", "pacs", "workstation")
ROLES = ("technologist", "radiologist", "referring_physician", "administrator", "test_lead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One attended step. ``blind`` maps what she must read off the screen (a label) to what it should be: it is not
    shown before she has written down what she sees. ``images`` are PNG files, relative to the run folder. ``evidence``
    is what she has to attach, or to say in her remark where it is kept."""

    id: str  # "TC-UAT-TEC-001/3"
    scenario_id: str
    step: int
    role: str  # one of ROLES
    system: str  # where to look: "PACS", "RIS", "CT_ER1"
    instruction: str
    look_for: tuple[str, ...] = ()
    blind: dict[str, str] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    evidence: str = ""
    about: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @property
    def kind(self) -> str:
        """What she has to do: ``read`` off a screen, ``look`` for something, or ``do`` something."""
        return "read" if self.blind else "look" if self.look_for or self.images else "do"

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Question:
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        for name in ("look_for", "images", "about"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person said: ``value`` yes, no or cannot_tell; ``time`` ISO 8601; ``blind`` what she read, by label.
    ``attachments`` maps a path in the run folder to its SHA-256."""

    question_id: str
    value: str
    person: str
    role: str
    time: str
    remark: str = ""
    blind: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.value not in VALUES:
            raise ValueError(f"an answer is one of {', '.join(VALUES)}, not {self.value!r}")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Answer:
        return cls(**{name: values[name] for name in cls.__dataclass_fields__ if name in values})


Asker = Callable[[Question], Answer | None]


def nobody(question: Question) -> Answer | None:
    """The asker where nobody is there: the step stays PENDING."""
    return None


def missing_evidence(question: Question, answer: Answer) -> bool:
    """Whether she says yes to something that has to be proved, and neither attaches the proof nor says where it is."""
    return bool(question.evidence) and answer.value == YES and not (answer.attachments or answer.remark.strip())


def role_of(system: str) -> str:
    """The role of a site that a screen belongs to; a station keeps the capitals of its name."""
    return system.lower() if system.lower() in SYSTEMS else system


def findings_of(question: Question, answer: Answer) -> list[Finding]:
    """What follows from an answer: a FAIL for a no (UAT-01) and for each value read otherwise than expected (UAT-02),
    a PASS for what was confirmed; of "cannot tell" nothing follows."""
    if answer.value == CANNOT_TELL:
        return []
    found = [
        Finding(
            check="UAT-02",
            verdict=Verdict.PASS if same_reading(expected, answer.blind.get(label, "")) else Verdict.FAIL,
            role=role_of(question.system),
            summary=f"{answer.person}: {question.system}, {label}",
            expected=expected,
            received=answer.blind.get(label, ""),
            where=label,
            severity="critical",
        )
        for label, expected in question.blind.items()
    ]
    found.append(
        Finding(
            check="UAT-01",
            verdict=Verdict.PASS if answer.value == YES else Verdict.FAIL,
            role=role_of(question.system),
            summary=f"{answer.person}: {question.instruction}",
            expected="; ".join(question.look_for) or "yes",
            received=answer.remark or answer.value,
            severity="major",
        )
    )
    return found
