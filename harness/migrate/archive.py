"""An archive on the network, and what is asked of it: values that go from one process to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from harness.migrate.reading import Row
from simulators.addresses import DicomAddress
from simulators.tls import Tls
from simulators.web_credentials import ANONYMOUS, Credentials
from simulators.wire.errors import InteropError, NoAnswer, Unreachable

By = Literal["get", "move", "web"]


@dataclass(frozen=True, slots=True)
class Archive:
    """Where it is and how it is asked. ``dimse`` None: by DICOMweb at ``url`` only; ``calling`` is our AE title, which
    is also the destination of C-MOVE, at ``listen`` (host, port). Seconds for one connection and for one answer."""

    dimse: DicomAddress | None = None
    calling: str = "INTEROP"
    url: str = ""
    credentials: Credentials = ANONYMOUS
    tls: Tls | None = None  # of the url
    by: By = "get"
    listen: tuple[str, int] = ("127.0.0.1", 0)
    connect_s: float = 10.0
    answer_s: float = 60.0

    def __str__(self) -> str:
        return self.url if self.dimse is None else str(self.dimse)


@dataclass(frozen=True, slots=True)
class Study:
    """One study as a query tells it; ``series`` and ``instances``: how many it has, -1 where that is not told."""

    uid: str
    patient: str = ""
    issuer: str = ""
    date: str = ""
    series: int = -1
    instances: int = -1


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with one study ("" where with none). ``kind``: refused, no answer, wrong answer (to a
    query), wrong object (retrieved), count, cut, split, unreadable; ``whose`` fault: archive, network, this machine."""

    study: str
    kind: str
    whose: str
    what: str


@dataclass(frozen=True, slots=True)
class Job:
    """Retrieve one study. ``expected``: SOP Instance UID → (Series Instance UID, SOP Class UID), as it was listed."""

    archive: Archive
    study: Study
    expected: dict[str, tuple[str, str]]
    spool: str
    bytes_per_s: float = 0.0  # 0: as fast as it comes


@dataclass(slots=True)
class Outcome:
    """What became of a job. ``complete``: the archive said its last word, so that another try would bring the same."""

    rows: list[Row] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    size: int = 0
    complete: bool = False


def trouble_of(study: str, error: Exception) -> Trouble:
    """An error as the report tells it."""
    what = " ".join(str(error).split())[:300]
    if isinstance(error, Unreachable):
        return Trouble(study, "no answer", "network", what)
    if isinstance(error, NoAnswer):
        return Trouble(study, "no answer", "archive", what)
    if isinstance(error, InteropError):
        return Trouble(study, "refused", "archive", what)
    return Trouble(study, "unreadable", "this machine", f"{type(error).__name__}: {what}")
