"""What is sent to a system to see if it holds, and what it made of it. The same seed gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Expect: TypeAlias = Literal["refuse", "answer", "any"]
# worst first; the last three are correct
OUTCOMES = ("crash", "hang", "accepted", "refused", "answered", "closed")
BAD = ("crash", "hang", "accepted")
WORDS = {
    "crash": "nobody listens any more, or the process has ended",
    "hang": "no answer where one is due, or a correct peer is not served",
    "accepted": "accepted as if nothing were wrong",
    "refused": "refused with a reason",
    "answered": "understood or tolerated, as it may be",
    "closed": "ignored or hung up on, as it may be",
}


@dataclass(frozen=True, slots=True)
class Target:
    """One listener. ``service`` hl7, dimse, worklist or mpps; ``called`` its AE title, or application|facility."""

    role: str
    service: str
    host: str
    port: int
    called: str
    version: str = "2.5.1"  # of HL7
    real: bool = False

    @property
    def name(self) -> str:
        return f"{self.role}.{self.service}"

    @property
    def is_hl7(self) -> bool:
        return self.service == "hl7"


@dataclass(frozen=True, slots=True)
class Case:
    """``opening`` is sent first, and ``data`` when it was answered. ``expect``: a whole message that has to be
    refused, a whole message that has to be answered somehow, or something that may be ignored or hung up on."""

    seed: int
    name: str
    data: bytes
    expect: Expect
    opening: bytes = b""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one case. ``detail`` is ours or shown escaped; ``ms`` until the outcome, ``probe_ms`` of the
    correct peer after it."""

    outcome: str
    detail: str = ""
    ms: float = 0.0
    probe_ms: float = 0.0
