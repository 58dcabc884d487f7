"""The acceptance scenarios as a person meets them: by role, in her language, with their steps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from behave.model import Feature, Rule, Scenario

from harness.acceptance import parts_of
from harness.attended import ROLES
from harness.data import features_folder
from harness.feature_file import read_feature
from harness.plan import Plan, id_of, make_plan

FOLDER = "uat"


@dataclass(frozen=True, slots=True)
class Tale:
    """One scenario: ``parts`` are its purpose, what to look at, what is expected and what a person does, ``steps`` its
    keywords and texts. ``roles`` may carry it out."""

    id: str
    file: Path
    name: str
    feature: str
    rule: str
    language: str
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    parts: dict[str, str] = field(default_factory=dict)
    steps: tuple[tuple[str, str], ...] = ()


class Library:
    """Reads ``<root>/uat`` and its translations ``<root>/<language>/uat``, again when a file has changed."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or features_folder()
        self._lock = threading.Lock()
        self._read: dict[str, tuple[tuple[tuple[str, int], ...], dict[str, Tale]]] = {}

    def tales(self, language: str) -> dict[str, Tale]:
        """Every scenario by its ID, in ``language`` where it is translated."""
        with self._lock:
            files = [*_files(self._root / FOLDER), *_files(self._root / language / FOLDER)]
            stamp = tuple((str(path), path.stat().st_mtime_ns) for path in files)
            if language not in self._read or self._read[language][0] != stamp:
                found = {tale.id: tale for path in files for tale in _tales(path)}
                self._read[language] = (stamp, found)
            return self._read[language][1]

    def of_role(self, role: str, language: str) -> list[Tale]:
        """What a role has to carry out."""
        return [tale for tale in self.tales(language).values() if role in tale.roles]

    def find(self, scenario_id: str, language: str) -> Tale | None:
        return self.tales(language).get(scenario_id)


def plan_of(tale: Tale) -> Plan:
    """A plan of this scenario alone."""
    plan = make_plan([str(tale.file)], language=tale.language)
    plan.scenarios = [scenario for scenario in plan.scenarios if scenario.id == tale.id]
    for feature in plan.features:
        feature.ids = {place: each for place, each in feature.ids.items() if each == tale.id}
    plan.features = [feature for feature in plan.features if feature.ids]
    return plan


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.feature"))


def _tales(path: Path) -> Iterator[Tale]:
    feature = read_feature(str(path))
    if feature is None:
        return
    for scenario in feature.walk_scenarios():
        tags = tuple(map(str, scenario.effective_tags))
        named = {tag.replace("-", "_") for tag in tags}
        tale = Tale(
            id=id_of(scenario),
            file=path,
            name=scenario.name,
            feature=feature.name,
            rule=_rule(scenario),
            language=feature.language or "en",
            tags=tags,
            roles=tuple(role for role in ROLES if role in named) or ("technologist",),
            parts=parts_of("\n".join(scenario.description)),
            steps=tuple((step.keyword, step.name) for step in scenario.all_steps),
        )
        yield tale if tale.parts else replace(tale, parts=parts_of("\n".join(feature.description)))


def _rule(scenario: Scenario) -> str:
    parent = scenario.parent
    while not isinstance(parent, Feature | Rule):
        parent = parent.parent
    return parent.name if isinstance(parent, Rule) else ""
