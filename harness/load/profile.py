"""A load profile: which jobs arrive how often, for how long, and when the load has to stop by itself.

Rates are arrivals a second over all users of all workers, and hold whether or not earlier jobs are done (open
arrival). Profiles are TOML files of ``fixtures/load``, or any file of that form.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from harness.data import fixtures_folder
from harness.site_fields import Seconds, Table
from simulators.wire.errors import ConfigError

ROLE_OF = {  # job → user that does it
    "worklist": "modality",
    "mpps": "modality",
    "store": "modality",
    "commit": "modality",
    "order": "emr",
    "update": "emr",
    "query": "reader",
    "retrieve": "reader",
    "web-query": "reader",
    "web-retrieve": "reader",
}
MEASURED = {  # what else is measured in a job, in seconds
    "image": "one C-STORE, from request to response",
    "retrievable": "from the response to the last image until it can be retrieved",
    "first-image": "from the arrival of a retrieval until its first image is here",
}
JobName = Literal[
    "worklist", "mpps", "store", "commit", "order", "update", "query", "retrieve", "web-query", "web-retrieve"
]
Rate = Annotated[float, Field(gt=0, le=10_000)]
Count = Annotated[int, Field(ge=1, le=1000)]


class JobTable(Table):
    """One stream of arrivals. ``goal_p95_s``: above it the load fails. The rest is for jobs that make studies."""

    rate_per_s: Rate
    goal_p95_s: Seconds | None = None
    modality: Literal["CT", "MR", "CR", "DX", "MG", "US"] = "CT"
    images: Annotated[int, Field(ge=1, le=5000)] = 2
    rows: Annotated[int, Field(ge=16, le=4096)] = 64


class UsersTable(Table):
    """How many of each share the arrivals; each EMR has one HL7 connection."""

    modality: Count = 2
    emr: Count = 2
    reader: Count = 2


class AbortTable(Table):
    """The load stops when, over the last ``window_s`` and at least ``least`` jobs, more than ``error_share`` of them
    failed or the 95th percentile of a job was above ``p95_s``."""

    error_share: Annotated[float, Field(gt=0, le=1)] = 0.2
    p95_s: Seconds = 30.0
    window_s: Seconds = 15.0
    least: Annotated[int, Field(ge=1)] = 20


class Profile(Table):
    """A whole profile. ``interval_s`` is how often the figures are recorded, ``drain_s`` how long what has begun may
    still take at the end."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Annotated[str, Field(max_length=200)] = ""
    duration_s: Seconds
    ramp_s: Annotated[float, Field(ge=0)] = 0.0
    interval_s: Annotated[float, Field(ge=1, le=600)] = 1.0
    drain_s: Annotated[float, Field(ge=1, le=600)] = 30.0
    tolerated_error_share: Annotated[float, Field(ge=0, le=1)] = 0.01
    seed: int = 1
    users: UsersTable = UsersTable()
    jobs: Annotated[dict[JobName, JobTable], Field(min_length=1)]
    abort: AbortTable = AbortTable()

    @model_validator(mode="after")
    def _fits(self) -> Profile:
        if self.ramp_s > self.duration_s:
            raise ValueError("ramp_s is longer than duration_s")
        return self

    @property
    def rate_per_s(self) -> float:
        """Arrivals a second of all jobs together, at full load."""
        return sum(job.rate_per_s for job in self.jobs.values())

    def users_of(self, role: str) -> int:
        """How many users of ``role`` there are: none where it has no job."""
        return int(getattr(self.users, role)) if any(ROLE_OF[name] == role for name in self.jobs) else 0

    def only(self, jobs: list[str]) -> Profile:
        """The same with these jobs."""
        return self.model_copy(update={"jobs": {name: self.jobs[name] for name in self.jobs if name in jobs}})

    def shortened(self, seconds: float) -> Profile:
        """The same over ``seconds``; the ramp keeps its share."""
        share = seconds / self.duration_s
        return self.model_copy(update={"duration_s": seconds, "ramp_s": self.ramp_s * min(share, 1.0)})


def names() -> list[str]:
    """The profiles that come with the program."""
    return sorted(path.stem for path in (fixtures_folder() / "load").glob("*.toml"))


def load_profile(name: str) -> Profile:
    """A profile by the name of a shipped one or by file. :class:`ConfigError` with every mistake in it."""
    shipped = fixtures_folder() / "load" / f"{name}.toml"
    path = shipped if name in names() else Path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"there is no load profile {name!r}",
            cause=f"{path} cannot be read; shipped are {', '.join(names())}",
            remedy="--profile smoke",
        ) from error
    return parse_profile(text, str(path))


def parse_profile(text: str, file: str = "profile.toml") -> Profile:
    """A profile from TOML. :class:`ConfigError` as :func:`load_profile`."""
    try:
        return Profile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is no TOML: {error}", remedy="compare with fixtures/load/smoke.toml") from error
    except ValidationError as error:
        problems = tuple(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigError(
            f"{file} has {len(problems)} mistake{'s'[: len(problems) > 1]}",
            cause="\n".join(problems),
            problems=problems,
            remedy="compare with fixtures/load/smoke.toml",
        ) from error
