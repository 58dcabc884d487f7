"""Requirement × scenario × verdict: as rows for the page, and as ``matrix.csv`` for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.record import Run, ScenarioResult
from reports.cards import TALLY, result_of
from reports.shown import visible
from reports.whole import write_whole

NAME = "matrix.csv"
EXECUTED = ("PASS", "FAIL", "ACCEPTED")
COLUMNS = (
    "requirement", "strength", "source", "clause", "text", "role", "scenario", "feature", "scenario name", "verdict",
    "tested", "not tested because",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement with the scenarios that test it; ``missing`` are those it names that the run does not have."""

    id: str
    source: str
    clause: str
    text: str
    strength: str
    role: str
    not_tested: str
    scenarios: tuple[ScenarioResult, ...]
    missing: tuple[str, ...] = ()

    @property
    def results(self) -> list[str]:
        return [result_of(scenario) for scenario in self.scenarios]

    @property
    def executed(self) -> bool:
        """Whether at least one of its scenarios came to a verdict on the system."""
        return any(result in EXECUTED for result in self.results)

    @property
    def verdict(self) -> str:
        """The worst result of its scenarios; SKIP where there is none."""
        return min(self.results, key=TALLY.index, default="SKIP")

    @property
    def obligatory(self) -> bool:
        return self.strength.upper() == "SHALL"

    @property
    def gap(self) -> bool:
        """A SHALL that nothing tested, and that no one said why."""
        return self.obligatory and not self.executed


def rows_of(run: Run) -> list[RequirementRow]:
    """The requirements in their order; where the record names none, one row for each tag."""
    if run.requirements:
        return [_row(entry, run) for entry in run.requirements if isinstance(entry, Mapping)]
    tags = sorted({tag for s in run.scenarios for tag in s.tags if re.match(r"RAD-|DICOM|HL7|IHE|IOCM|ORU", tag)})
    return [
        RequirementRow(tag, "", "", "", "", "", "", tuple(s for s in run.scenarios if tag in s.tags)) for tag in tags
    ]


def _row(entry: Mapping[str, Any], run: Run) -> RequirementRow:
    wanted = _list(entry.get("scenarios"))
    tags = set(_list(entry.get("tags")))
    known = {name for scenario in run.scenarios for name in (scenario.id, _outline(scenario.id))}
    scenarios = tuple(
        s for s in run.scenarios if s.id in wanted or _outline(s.id) in wanted or tags.intersection(s.tags)
    )
    strength = str(entry.get("strength") or entry.get("level") or "SHALL").upper()
    identifier, source, clause, text = (str(entry.get(key) or "") for key in ("id", "source", "clause", "text"))
    not_tested = str(entry.get("not_tested") or entry.get("why") or "")
    missing = tuple(name for name in wanted if name not in known)
    return RequirementRow(
        identifier, source, clause, text, strength, str(entry.get("role") or ""), not_tested, scenarios, missing
    )


def _outline(identifier: str) -> str:
    """``TC-STO-001.2`` → ``TC-STO-001``: a row of an outline counts under the ID of its outline."""
    return re.sub(r"\.\d+$", "", identifier)


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def write(run: Run, folder: Path) -> Path:
    """Write ``matrix.csv``: one line for each requirement and scenario, for a requirement without any, and for a
    scenario that no requirement names.

    UTF-8 with a byte order mark, which spreadsheets want; no cell can begin a formula.
    """
    rows = rows_of(run)
    named = {scenario.id for row in rows for scenario in row.scenarios}
    others = tuple(scenario for scenario in run.scenarios if scenario.id not in named)
    if others:
        rows.append(RequirementRow("", "", "", "", "", "", "", others))
    text = csv_text([COLUMNS, *(line for row in rows for line in _lines(row))])
    return write_whole(folder / NAME, text.encode("utf-8-sig", "replace"))


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """``rows`` as CSV with CRLF; no cell can begin a formula, nothing in one can act on a terminal."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_cell(str(value)) for value in row] for row in rows)
    return text.getvalue()


def _lines(row: RequirementRow) -> Iterable[list[str]]:
    head = [row.id, row.strength, row.source, row.clause, row.text, row.role]
    tested = "yes" if row.executed else "no"
    for scenario in row.scenarios:
        result = result_of(scenario)
        why = scenario.reason if result not in EXECUTED else ""
        yield [*head, scenario.id, scenario.feature, scenario.name, result, tested, why or row.not_tested]
    for name in row.missing:
        yield [*head, name, "", "", "SKIP", tested, row.not_tested or "not part of this run"]
    if not row.scenarios and not row.missing:
        yield [*head, "", "", "", "", tested, row.not_tested or "no scenario"]


def _cell(text: str) -> str:
    """One line of visible text that no spreadsheet takes for a formula."""
    shown = visible(text)
    return f"'{shown}" if re.match(r"\s*[=+\-@|%＝＋－＠⇥↵]", shown) else shown
