"""What the parent tells a worker; light, so that the parent need not load what workers load."""

from __future__ import annotations

from dataclasses import dataclass, field
from multiprocessing.connection import Connection


@dataclass(frozen=True, slots=True)
class Job:
    """What one worker has to do. ``ids`` maps ``file:line`` of each planned scenario to its ID in this run."""

    name: str
    features: tuple[str, ...]
    site: str
    folder: str
    ids: dict[str, str] = field(default_factory=dict)
    attended: bool = False  # somebody answers what attended steps ask
    defects: tuple[str, ...] = ()  # switched on in the simulated roles, on purpose
    temporary: str = ""  # the parent's, for what the worker keeps while it lives


def work(connection: Connection, job: Job) -> None:
    """Entry of the worker process."""
    from harness.worker import work as really_work

    really_work(connection, job)
