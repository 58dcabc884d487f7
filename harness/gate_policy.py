"""What a hospital asks before it goes live (``gate.toml``), and the form in which a rule answers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulators.wire.errors import ConfigError

Severity = Literal["critical", "major", "minor", "note"]
State = Literal["pass", "fail", "wait"]


class Policy(BaseModel):
    """``gate.toml``. Every key has the default that a careful hospital would choose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal[1] = Field(1, alias="schema")
    blocking_severities: tuple[Severity, ...] = ("critical", "major")
    required_scenarios: tuple[str, ...] = ()  # beyond those planned
    required_requirements: Literal["none", "shall", "all"] = "shall"
    allow_omitted: bool = True
    required_signatures: tuple[str, ...] = ()  # roles
    max_age_days: float | None = 7
    intact_evidence: bool = True
    waivers: bool = True
    slower_ms: float = Field(100, ge=0)  # what `interop compare` tolerates: this, or that part of the median before
    slower_percent: float = Field(25, ge=0)
    comparison: bool = False  # undecided without a comparison with the run before the upgrade

    def tolerated_s(self, before_s: float) -> float:
        """How many seconds slower than ``before_s`` an answer may be."""
        return max(self.slower_ms / 1000, before_s * self.slower_percent / 100)


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule and what it says: ``state`` pass, fail or wait. ``key`` and ``say`` name rule and text in a catalogue of
    another language, ``values`` is what stands in them: counts, identifiers, names of people."""

    rule: str
    state: State
    text: str
    key: str = ""
    say: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def load_policy(path: Path | None) -> Policy:
    """The policy in ``path``, or the default one. Raises :class:`ConfigError` with every mistake."""
    if path is None:
        return Policy()  # type: ignore[call-arg]
    try:
        return Policy.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        problems = tuple(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path}: {len(problems)} mistakes", problems=problems) from error


def names_in(names: Sequence[str]) -> dict[str, Any]:
    """The values of a reason that counts and names things."""
    return {"n": len(names), "names": list(names)}


def some(names: Sequence[str], most: int = 5) -> str:
    """The first ``most`` of them, and how many more there are."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
