"""The performance and security audit report: figures before and after the upgrade, change and tolerance, and what an
attacker would find. Each part says what it rests on, or that it was not measured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.gate import Policy
from reports.documents import front, paper, press
from reports.documents.audit_evidence import Evidence, Loaded
from reports.documents.blocks import (
    Block,
    Document,
    Inline,
    bold,
    bullets,
    code,
    facts,
    heading,
    muted,
    para,
    table,
    toned,
    whole,
)
from reports.documents.front import Case
from reports.documents.security import security_blocks
from reports.load_plots import lines, spread
from reports.words import Words
from simulators.wire.errors import ConfigError

NAME = "audit"
FEWEST = 20  # jobs a side below which a change of the 95th percentile says nothing
MOST_ROWS = 60
SEVERITIES = ("critical", "major", "minor")
STATES = {"slower": "bad", "missed": "bad", "same": "ok", "faster": "ok", "few": "none", "other": "none"}


def document(case: Case, found: Evidence) -> Document:
    """The report. :class:`ConfigError` where a file lacks what it has to hold."""
    words = case.words
    doc = case.document(NAME, words("doc_audit"))
    doc.add(front.identity(case), heading(words("perf_summary"), 2), _summary(found, case))
    if words.language != "en":
        doc.add(para(words("audit_english"), "small"))
    try:
        _load(doc, found, case)
        doc.add(*_answers(found, case), *_availability(found, words), *_instrument(found, words))
        doc.add(heading(words("doc_security")), *_security(found, words))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"one of the files lacks what it has to hold: {error!r}"[:200],
            cause=", ".join(map(str, found.files)), remedy="write them anew with this version",
        ) from error  # fmt: skip
    doc.add(*_evidence(found, words), *front.closing(case))
    return doc


def write(case: Case, found: Evidence, folder: Path) -> list[Path]:
    """Write audit.pdf and audit.html into ``folder``. OSError, PressError, ConfigError."""
    made = document(case, found)
    return [press.write(made, folder), paper.write(made, folder)]


# --- what was measured


def _summary(found: Evidence, case: Case) -> Block:
    words = case.words
    worse = [row for row in _rows(found.loads, case.policy) if STATES[row[-1]] == "bad"] if found.loads else []
    goals = [text for one in found.loads for text in _broken(one, words)]
    slower = [each for each in _times(found) if _judged(each, case.policy) == "slower"]
    down = [row for row in (found.availability or {}).get("systems", ()) if not row.get("kept")]
    severe = [one for one in (found.security or {}).get("findings", ()) if one.get("severity") in ("critical", "major")]
    parts: list[tuple[str, object, int]] = [
        ("perf_load", found.loads, len(worse) + len(goals)),
        ("perf_answers", found.changes, len(slower)),
        ("perf_availability", found.availability, len(down)),
        ("perf_instrument", found.bench, sum(not row["met"] for row in found.bench)),
        ("doc_security", found.security, len(severe)),
    ]
    rows = [[bold(words(key)), _state(bool(source), wrong, words)] for key, source, wrong in parts]
    return table(["1fr", "1.4fr"], [words("perf_part"), words("gate_found")], rows)


def _state(measured: bool, wrong: int, words: Words) -> Inline:
    if not measured:
        return toned(words("perf_not_measured"), "pend")
    return toned(words("perf_wrong", n=wrong), "bad") if wrong else toned(words("perf_nothing_wrong"), "ok")


def _evidence(found: Evidence, words: Words) -> Iterator[Block]:
    yield heading(words("evidence_sha"), 2)
    rows = [[code(f"{path.parent.name}/{path.name}"), whole(_sha256(path))] for path in found.files]
    yield table(["1fr", "1.5fr"], [words("file_label"), "SHA-256"], rows, small=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- load


def _load(doc: Document, found: Evidence, case: Case) -> None:
    words, loads = case.words, found.loads
    doc.add(heading(words("perf_load")))
    if not loads:
        doc.add(para(toned(words("perf_not_measured"), "pend")))
        return
    for one, key in zip(loads, ("perf_before", "perf_after") if len(loads) == 2 else ("perf_alone",), strict=True):
        doc.add(facts([(words(key), _about(one, words))]))
    broken = [text for one in loads for text in _broken(one, words)]
    if broken:
        doc.add(bullets(toned(text, "bad") for text in broken))
    if len(loads) == 2 and loads[0].mix != loads[1].mix:
        doc.add(para(words("perf_other_mix")))
    limit = {"ms": f"{case.policy.slower_ms:g}", "percent": f"{case.policy.slower_percent:g}"}
    doc.add(para(words("perf_due", **limit), "small"), _table(loads, case.policy, words))
    both = {f"{name} {words(key)}": row[1] for name, key, row in _alternating(loads)}
    doc.picture("spread", spread(both), words("perf_spread"))
    doc.add(para(words("perf_spread"), "small"))
    memory = lines({words(key): _memory(one) for key, one in _named(loads)}, "MiB")
    if memory:
        doc.add(para(words("perf_memory"), "small"))
        doc.picture("memory", memory, words("perf_memory"))
    errors = [f"{words(key)} · {name}: {count} × {kind}" for key, one in _named(loads)
              for name, row in one.rows.items() for kind, count in row["errors"].items()]  # fmt: skip
    if errors:
        doc.add(heading(words("perf_errors"), 2), bullets(errors))


def _named(loads: list[Loaded]) -> list[tuple[str, Loaded]]:
    return list(zip(("perf_before", "perf_after") if len(loads) == 2 else ("perf_alone",), loads, strict=True))


def _alternating(loads: list[Loaded]) -> Iterator[tuple[str, str, tuple[str, dict[str, Any]]]]:
    for name in dict.fromkeys(name for one in loads for name in one.rows):
        for key, one in _named(loads):
            if name in one.rows:
                yield name, key, (name, one.rows[name])


def _memory(one: Loaded) -> list[tuple[float, float]]:
    """All our own processes together, over the seconds of the load."""
    return [(p["seconds"], sum(used["rss_mib"] for used in p["usage"].values())) for p in one.load["points"]]


def _about(one: Loaded, words: Words) -> Inline:
    profile, run = one.load["profile"], one.run
    site = front.site_name(run, words)
    text = f" {profile['name']}, {words.seconds(one.load['seconds'])}; {site}; {words.moment(run.started)}; "
    return [code(run.run_id), text, words("perf_largest", mib=round(one.memory_mib()))]


def _broken(one: Loaded, words: Words) -> list[str]:
    """What the load itself found: goals missed, errors, an early end."""
    said = [f"{words.said(f.summary)}: {f.received} ({f.expected})" for _, f in one.run.findings]
    return [*said, *([one.load["stopped"]] if one.load["stopped"] else [])]


def _rows(loads: list[Loaded], policy: Policy) -> list[tuple[str, list[dict[str, Any] | None], str]]:
    """Each job with its figures in each load, and what its 95th percentile did."""
    names = dict.fromkeys(name for one in loads for name in one.rows)
    rows = []
    for name in names:
        sides = [one.rows.get(name) for one in loads]
        rows.append((name, sides, _changed(sides, policy, len(loads) == 2 and loads[0].mix == loads[1].mix)))
    return rows


def _changed(sides: list[dict[str, Any] | None], policy: Policy, alike: bool) -> str:
    before, after = sides[0], sides[-1]
    if not alike or before is None or after is None:
        return "other"
    if min(before["done"], after["done"]) < FEWEST:
        return "few"
    change = (after["p95_ms"] - before["p95_ms"]) / 1000
    allowed = policy.tolerated_s(before["p95_ms"] / 1000)
    return "slower" if change > allowed else "faster" if change < -allowed else "same"


def _table(loads: list[Loaded], policy: Policy, words: Words) -> Block:
    rows: list[list[Inline]] = []
    for name, sides, state in _rows(loads, policy):
        for (key, _), row in zip(_named(loads), sides, strict=True):
            rows.append([bold(name), muted(words(key)) if len(loads) == 2 else "", *_figures(row, words), ""])
        if len(loads) == 2:
            rows[-1][-1] = toned(_change(sides, words) + words(f"perf_is_{state}"), STATES[state])
            rows[-1][0] = ""
    head = ["", "", *(words(f"perf_{key}") for key in ("arrived", "done", "failed", "per_s")), "p50 ms", "p95", "p99",
            words("perf_longest"), words("perf_change") if len(loads) == 2 else ""]  # fmt: skip
    return table(["19mm", "13mm", *["1fr"] * 8, "30mm" if len(loads) == 2 else "1mm"], head, rows, small=True)


def _figures(row: dict[str, Any] | None, words: Words) -> list[Inline]:
    if row is None:
        return ["–"] * 8
    counts = [words.number(row[key]) for key in ("offered", "done", "failed")]
    failed: Inline = toned(counts[2], "bad") if row["failed"] else counts[2]
    times = [words.decimal(row[key]) for key in ("p50_ms", "p95_ms", "p99_ms", "max_ms")]
    return [*counts[:2], failed, words.decimal(row["done_per_s"], digits=3), *times]


def _change(sides: list[dict[str, Any] | None], words: Words) -> str:
    before, after = sides
    return f"{words.decimal(after['p95_ms'] - before['p95_ms'], sign='+')} ms: " if before and after else ""


# --- answers of the interfaces, from the comparison


def _times(found: Evidence) -> list[dict[str, Any]]:
    return list(found.changes["times"]["transactions"]) if found.changes else []


def _judged(times: dict[str, Any], policy: Policy) -> str:
    """As the gate judges it: by the policy, not by what the comparison tolerated."""
    if times["verdict"] == "few":
        return "few"
    allowed = policy.tolerated_s(times["median_before"])
    if times["p"] >= 0.05:
        return "same"
    return "slower" if times["low"] > allowed else "faster" if times["high"] < -allowed else "same"


def _answers(found: Evidence, case: Case) -> Iterator[Block]:
    words = case.words
    yield heading(words("perf_answers"))
    if found.changes is None:
        yield para(toned(words("perf_not_measured"), "pend"))
        return
    before, after = found.changes["runs"]
    yield para([code(before["run_id"]), " → ", code(after["run_id"]), ". ", found.changes["times"]["method"]], "small")
    order = {state: rank for rank, state in enumerate(("slower", "faster", "same", "few"))}
    judged = sorted(((_judged(each, case.policy), each) for each in _times(found)), key=lambda pair: order[pair[0]])
    rows: list[list[Inline]] = []
    for state, one in judged[:MOST_ROWS]:
        medians = [f"{words.decimal(one[f'{what}_before'] * 1000)} → {words.decimal(one[f'{what}_after'] * 1000)}"
                   for what in ("median", "p95")]  # fmt: skip
        shift = (
            "" if state == "few" else " … ".join(words.decimal(one[key] * 1000, sign="+") for key in ("low", "high"))
        )
        rows.append([one["hop"], one["kind"], f"{one['n_before']}, {one['n_after']}", *medians, shift,
                     toned(words(f"perf_is_{state}"), STATES[state])])  # fmt: skip
    head = [words("perf_hop"), words("perf_request"), "n", words("perf_median"), "p95 ms", words("perf_shift"), ""]
    yield table(["1fr", "1fr", "16mm", "28mm", "28mm", "26mm", "26mm"], head, rows, small=True)
    if len(judged) > MOST_ROWS:
        yield para(words("and_more", n=len(judged) - MOST_ROWS), "small")


# --- availability, the instrument, security


def _availability(found: Evidence, words: Words) -> Iterator[Block]:
    yield heading(words("perf_availability"))
    if found.availability is None:
        yield para(toned(words("perf_not_measured"), "pend"))
        return
    here = found.availability
    yield para(f"{here['site']}: {words.moment(here['begin'])} – {words.moment(here['end'])}", "small")
    rows = []
    for row in here["systems"]:
        reached = "–" if row["availability"] is None else f"{words.decimal(row['availability'], digits=3)} %"
        incidents = ", ".join(f"{row['incidents'][name]} {words(name).lower()}" for name in SEVERITIES
                              if row["incidents"].get(name))  # fmt: skip
        rows.append([bold(row["system"]), f"{words.decimal(row['agreed'])} %",
                     toned(reached, "ok" if row["kept"] else "bad"), f"{words.decimal(row['observed_h'])} h",
                     f"{words.decimal(row['down_min'])} min", incidents or "–"])  # fmt: skip
    head = [words(key) for key in ("system", "perf_agreed", "perf_reached", "perf_observed", "perf_down",
                                   "perf_incidents")]  # fmt: skip
    yield table(["1fr", "24mm", "28mm", "26mm", "26mm", "1fr"], head, rows)


def _instrument(found: Evidence, words: Words) -> Iterator[Block]:
    """What the harness itself was measured against: how far its figures can be believed."""
    yield heading(words("perf_instrument"))
    if not found.bench:
        yield para(toned(words("perf_not_measured"), "pend"))
        return
    rows = []
    for row in found.bench:
        tone = "ok" if row["met"] else "bad"
        rows.append([row["name"], f"{words.decimal(row['ours'])} {row['unit']}",
                     f"{words.decimal(row['peer'])} ({row['peer_name']})",
                     toned(f"{words.decimal(row['ratio'], digits=2)} ×", tone),
                     words.decimal(row["goal"], digits=2)])  # fmt: skip
    head = ["", words("perf_harness"), words("perf_peer"), words("perf_ratio"), words("perf_goal")]
    yield table(["1.3fr", "1fr", "1.3fr", "18mm", "16mm"], head, rows, small=True)


def _security(found: Evidence, words: Words) -> Iterator[Block]:
    if found.security is None:
        yield para(toned(words("perf_not_measured"), "pend"))
        return
    yield from security_blocks(found.security, words)
