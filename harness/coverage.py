"""Requirements as data, and which scenarios show them. Coverage is computed, never typed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from harness.verdict import Verdict, worst
from simulators.wire.errors import ConfigError

FILE = Path(__file__).with_name("requirements.toml")
STRENGTHS = ("SHALL", "SHOULD")
_TESTED = (Verdict.PASS, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence that a system has to satisfy; ``scenarios`` and ``tags`` say what shows it."""

    id: str
    source: str
    clause: str
    text: str
    strength: str  # SHALL SHOULD
    role: str
    scenarios: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_tested: str = ""

    def is_shown_by(self, scenario_id: str, tags: Iterable[str]) -> bool:
        """Whether this scenario shows it: by its ID (or its outline's), or by a tag."""
        return (
            scenario_id in self.scenarios or outline_of(scenario_id) in self.scenarios or bool({*self.tags} & {*tags})
        )


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement in one run: verdicts by scenario, and the worst of them."""

    requirement: Requirement
    verdicts: Mapping[str, Verdict]

    @property
    def verdict(self) -> Verdict:
        return worst(self.verdicts.values())

    @property
    def executed(self) -> bool:
        """Whether a scenario came to a verdict on the system."""
        return any(verdict in _TESTED for verdict in self.verdicts.values())

    @property
    def gap(self) -> bool:
        """A SHALL that nothing tested in this run."""
        return self.requirement.strength == "SHALL" and not self.executed


def outline_of(scenario_id: str) -> str:
    """``TC-STO-001.3`` is a row of ``TC-STO-001``."""
    return scenario_id.split(".")[0]


@cache
def requirements(file: Path = FILE) -> tuple[Requirement, ...]:
    """Every requirement, in the order of the file. :class:`ConfigError` naming every mistake."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["requirement"]
    problems, found = [], []
    for row in rows:
        try:
            fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
            entry = Requirement(**fields)
        except TypeError as error:
            problems.append(f"{row.get('id', '?')}: {error}")
            continue
        found.append(entry)
        problems += _problems(entry)
    ids = [entry.id for entry in found]
    problems += [f"{id}: stands twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
    if problems:
        raise ConfigError(f"{file.name}: {'; '.join(problems)}", problems=tuple(problems))
    return tuple(found)


def _problems(entry: Requirement) -> list[str]:
    problems = []
    if entry.strength not in STRENGTHS:
        problems.append(f"{entry.id}: strength {entry.strength!r} is none of {', '.join(STRENGTHS)}")
    shown = bool(entry.scenarios or entry.tags)
    if shown == bool(entry.not_tested):
        problems.append(f"{entry.id}: needs scenarios or tags, or else a reason why it is not tested")
    return problems


def resolved(
    planned: Iterable[tuple[str, Iterable[str]]], entries: Iterable[Requirement] | None = None
) -> list[Requirement]:
    """The requirements with the IDs of the ``planned`` scenarios (ID and tags of each) that show them."""
    scenarios = [(id, tuple(tags)) for id, tags in planned]
    return [
        replace(entry, scenarios=tuple(id for id, tags in scenarios if entry.is_shown_by(id, tags)))
        for entry in (requirements() if entries is None else entries)
    ]


def rows(planned: Iterable[tuple[str, Iterable[str]]]) -> list[dict[str, Any]]:
    """:func:`resolved` as plain tables, for the run record."""
    return [
        {**asdict(entry), "scenarios": list(entry.scenarios), "tags": list(entry.tags)} for entry in resolved(planned)
    ]


def coverage(verdicts: Mapping[str, Verdict], tags: Mapping[str, Iterable[str]]) -> list[Covered]:
    """Each requirement with the verdicts of the scenarios that show it (both mappings by scenario ID)."""
    planned = [(id, tags.get(id, ())) for id in verdicts]
    return [Covered(entry, {id: verdicts[id] for id in entry.scenarios}) for entry in resolved(planned)]
