"""The performance and security audit report: what it says of planted figures, and what it refuses."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main
from harness.compare.comparison import compare
from harness.compare.times import compare_times
from harness.gate import Policy
from harness.record import Run
from harness.record_writer import RecordWriter
from harness.tests.test_gate import write_run
from reports.changes import write as write_changes
from reports.documents import audit, paper
from reports.documents.audit_evidence import gather
from reports.documents.front import case_of
from reports.tests.test_documents import finished
from reports.words import LANGUAGES
from simulators.wire.errors import ConfigError

HOSTILE = "<script>alert(1)</script>\x1b[31m#eval"


def row(p95: float, *, done: int = 100, failed: int = 0, errors: dict[str, int] | None = None) -> dict[str, Any]:
    return {"offered": done + failed, "done": done, "failed": failed, "done_per_s": 1.5, "p50_ms": p95 / 2,
            "p90_ms": p95, "p95_ms": p95, "p99_ms": p95 * 2, "max_ms": p95 * 3, "errors": errors or {}}  # fmt: skip


def load_run(folder: Path, hour: int, summary: dict[str, Any], *, rate: float = 1.0, ended: bool = True) -> Run:
    writer = RecordWriter(folder, clock=lambda: 1_795_000_000.0 + hour * 3600)
    writer.append("run-started", run_id=folder.name, version="0", schema=1, site={"name": "HGM"}, planned=[])
    profile = {"name": "peak", "title": "", "jobs": {"query": {"rate_per_s": rate}}, "users": {"reader": 2}}
    writer.append("load-started", profile=profile, left_out={}, workers=1)
    for seconds in (1, 2):
        usage = {"simulators": {"rss_mib": 100.0 * seconds, "cpu_percent": 1.0}}
        writer.append("load", seconds=seconds, span=1, jobs={}, usage=usage)
    if ended:
        writer.append("load-ended", summary=summary, stopped="", seconds=60.0)
    writer.append("run-ended", exit_code=0, interrupted=False)
    writer.close()
    return finished(folder)


def page_of(run: Run, *paths: Path, language: str = "en", policy: Policy | None = None) -> str:
    case = case_of(run, language=language, policy=policy)
    return paper.page(audit.document(case, gather(run, paths)))


def lines_of(page: str) -> list[str]:
    """The rows of every table as text."""
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in rows]


@pytest.fixture
def loads(tmp_path: Path) -> tuple[Run, Run]:
    before = {"query": row(100), "worklist": row(1000), "store": row(100, done=3)}
    after = {"query": row(230), "worklist": row(1200), "store": row(9000, done=3, failed=1, errors={HOSTILE: 1})}
    return load_run(tmp_path / "before", 0, before), load_run(tmp_path / "after", 1, after)


def test_what_became_slower_is_said_by_the_tolerance_of_the_policy(loads: tuple[Run, Run]) -> None:
    page = page_of(loads[1], loads[0].folder)
    rows = lines_of(page)
    assert [each for each in rows if "+130.0 ms: slower" in each]  # 100 ms tolerated
    assert [each for each in rows if "+200.0 ms: tolerated" in each]  # 25 % of a second tolerated
    assert [each for each in rows if "+8900 ms: too few to judge" in each]
    assert "Under load 1 figure or finding outside what was agreed" in rows
    assert "Security audit not measured" in rows
    assert "<script>" not in page
    assert "\x1b" not in page
    strict = page_of(loads[1], loads[0].folder, policy=Policy.model_validate({"schema": 1, "slower_percent": 10}))
    assert [each for each in lines_of(strict) if "+200.0 ms: slower" in each]


def test_loads_of_another_mix_are_not_judged(loads: tuple[Run, Run], tmp_path: Path) -> None:
    other = load_run(tmp_path / "other", -1, {"query": row(1)}, rate=9.0)
    page = page_of(loads[1], other.folder)
    assert "are not judged" in page
    assert not re.search(r"ms: (slower|faster|tolerated)", page)


def evidence(tmp_path: Path) -> tuple[Run, list[Path]]:
    """A run with a comparison in which one transaction became slower, an availability, an audit and a bench."""
    before, after = (write_run(tmp_path, {"TC-1": "PASS"}) for _ in range(2))
    result = compare(before, after)
    fast = [0.1 + n / 1000 for n in range(20)]
    result.shifts = compare_times({("ris→pacs", "C-FIND-RQ"): (fast, [each + 1 for each in fast])},
                                  tolerance_s=10, tolerance_percent=0)  # fmt: skip
    write_changes(result.as_dict(), tmp_path / "c")
    documents: dict[str, Any] = {
        "availability": {"schema": 1, "site": "HGM", "begin": "2026-11-01T00:00:00+00:00", "endpoints": [],
                         "end": "2026-11-24T00:00:00+00:00", "incidents": [],
                         "systems": [{"system": HOSTILE, "agreed": 99.9, "availability": 98.1234, "kept": False,
                                      "observed_h": 552.0, "down_min": 600.0, "incidents": {"critical": 1}}]},
        "audit": {"schema": 1, "findings": [], "probes": [], "references": [], "stopped": "", "systems": [], "left": [],
                  "consent": {"probes": []}},
        "bench": [{"name": f"{name}, p95 as reported", "ours": 98, "peer": 100, "peer_name": "known", "unit": "ms",
                   "ratio": 0.98, "goal": 0.95, "met": True} for name in ("load", "MLLP")],
    }  # fmt: skip
    for name, content in documents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return after, [tmp_path / "c" / "changes.json", *(tmp_path / f"{name}.json" for name in documents)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_told_in_every_language(language: str, tmp_path: Path) -> None:
    run, paths = evidence(tmp_path)
    page = page_of(run, *paths, language=language)
    rows = lines_of(page)
    slower = {"en": "slower", "es": "más lento", "fr": "plus lent", "pt": "mais lento"}[language]
    assert [each for each in rows if each.startswith("ris→pacs C-FIND-RQ 20, 20") and each.endswith(slower)]
    reached = "98.123 %" if language == "en" else "98,123 %"
    assert [each for each in rows if reached in each]
    assert "load, p95 as reported" in page
    assert "MLLP" not in page
    assert all(path.name in page for path in paths)
    assert "<script>" not in page


def test_a_file_that_cannot_be_used_is_an_error(loads: tuple[Run, Run], tmp_path: Path) -> None:
    (tmp_path / "e").mkdir()
    run, paths = evidence(tmp_path / "e")
    other = tmp_path / "other.json"
    for content in ("{", "[]", "{}", '{"schema": 1}', '[{"name": "load, x"}]', "[" * 100_000):
        other.write_text(content, "utf-8")
        with pytest.raises(ConfigError):
            gather(run, [other])
    with pytest.raises(ConfigError, match="compares other runs"):
        gather(loads[0], [paths[0]])
    with pytest.raises(ConfigError, match="is no load run"):
        gather(loads[0], [run.folder])
    with pytest.raises(ConfigError, match="has no end"):
        gather(run, [load_run(tmp_path / "cut", 2, {}, ended=False).folder])
    with pytest.raises(ConfigError, match="three given"):
        gather(load_run(tmp_path / "third", 3, {"query": row(1)}), [each.folder for each in loads])
    damaged = json.loads(paths[1].read_text("utf-8"))
    damaged["systems"] = [{"system": "pacs", "kept": True}]
    other.write_text(json.dumps(damaged), "utf-8")
    with pytest.raises(ConfigError, match="lacks what it has to hold"):
        page_of(run, other)


def test_the_command_writes_both_and_finds_what_lies_beside(
    loads: tuple[Run, Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "availability.json").write_text('{"schema": 1}', "utf-8")
    asked = ["documents", str(loads[1].folder), "--only", "audit", "--with", str(loads[0].folder)]
    assert main(asked) == 2  # what lies there and cannot be read is not passed over
    assert "availability.json" in capsys.readouterr().err
    (tmp_path / "availability.json").unlink()
    assert main(asked) == 0
    assert {path.name for path in loads[1].folder.glob("audit.*")} == {"audit.pdf", "audit.html"}
    listed = json.loads((loads[1].folder / "documents.json").read_text("utf-8"))["documents"]
    assert {"audit.pdf", "audit.html"} <= {each["path"] for each in listed}
