"""What crossed the wire in a scenario, as rows to read: folded for a scenario that passed, in full where one failed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from harness.record import RecordedExchange, Run, ScenarioResult
from harness.verdict import Verdict
from reports.decision import role_title, roles_of
from reports.sequence import Arrow, Lane
from reports.words import Words

MOST_ARROWS = 20  # of the large diagram
MOST_ROWS = 32  # of the table beside it
MOST_LINES = 14  # of the list of a scenario that passed
PAUSE = 10.0  # seconds after which the diagram says that nothing happened


@dataclass(slots=True)
class Row:
    """One message: ``verdict`` bad, ok, deliberate, or empty where no check looked at it."""

    exchange: RecordedExchange
    verdict: str = ""
    reason: str = ""
    unanswered: bool = False
    pause: float = 0.0  # seconds since the row before, where long


def rows_of(scenario: ScenarioResult) -> list[Row]:
    """Every message of the scenario in order, with what the checks said of it."""
    bad, good = _judged(scenario, Verdict.FAIL), _judged(scenario, Verdict.PASS)
    replied = {exchange.reply_to for exchange in scenario.exchanges}
    rows: list[Row] = []
    before: datetime | None = None
    for exchange in scenario.exchanges:
        row = Row(exchange, unanswered=_wants_reply(exchange) and exchange.number not in replied)
        if exchange.number in bad:
            row.verdict, row.reason = "bad", bad[exchange.number]
        elif exchange.error and not exchange.deliberate:
            row.verdict, row.reason = "bad", exchange.error
        elif exchange.deliberate:
            row.verdict, row.reason = "deliberate", exchange.deliberate
        elif exchange.number in good:
            row.verdict = "ok"
        when = _moment(exchange.time)
        if when and before and (when - before).total_seconds() > PAUSE:
            row.pause = (when - before).total_seconds()
        before = when or before
        rows.append(row)
    return rows


def _judged(scenario: ScenarioResult, verdict: Verdict) -> dict[int, str]:
    """Numbers of the exchanges that a finding of this verdict blames or praises, with where it looked."""
    judged: dict[int, str] = {}
    kinds = {exchange.number: exchange for exchange in scenario.exchanges}
    for finding in scenario.findings:
        if finding.verdict is not verdict:
            continue
        numbers = exchanges_of(finding.exchanges, finding.evidence, scenario)
        if verdict is Verdict.FAIL and len(numbers) > 1:
            own = [number for number in numbers if plays(finding.role, kinds[number].sender)]
            numbers = own[-1:] or numbers[-1:]  # the one that the role at fault sent; the others are its yardstick
        for number in numbers:
            judged.setdefault(number, finding.where or finding.check)
    return judged


def exchanges_of(numbers: Iterable[int], evidence: Iterable[str], scenario: ScenarioResult) -> list[int]:
    """The exchanges of ``scenario`` that a finding names, by number or by file."""
    known = {exchange.number for exchange in scenario.exchanges}
    named = [number for number in numbers if number in known]
    if named:
        return named
    files = set(evidence)
    return [exchange.number for exchange in scenario.exchanges if exchange.file in files]


def plays(role: str, name: str) -> bool:
    """Whether the party ``name`` (``DX_1``) may be the role a finding blames (``modality``)."""
    return role == name or (role in ("modality", "destination") and name not in _SINGLE)


_SINGLE = {"his", "emr", "ris", "pacs", "workstation"}


def _wants_reply(exchange: RecordedExchange) -> bool:
    if exchange.protocol == "HL7":
        return not exchange.kind.startswith(("ACK", "ORR", "ORG", "ORL")) and exchange.reply_to is None
    return exchange.kind.endswith("-RQ") and not exchange.kind.startswith(("A-", "C-CANCEL"))


def _moment(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None


def is_background(row: Row) -> bool:
    """Association housekeeping that went well: left out of pictures, kept in the table."""
    return row.exchange.kind in _HOUSEKEEPING and row.verdict != "bad"


_HOUSEKEEPING = {"A-ASSOCIATE-RQ", "A-ASSOCIATE-AC", "A-RELEASE-RQ", "A-RELEASE-RP"}


def lanes_of(rows: Sequence[Row], run: Run, words: Words) -> list[Lane]:
    """The parties in order of first use."""
    names: dict[str, None] = {}
    for row in rows:
        names.setdefault(row.exchange.sender or "?")
        names.setdefault(row.exchange.receiver or "?")
    known = {role.get("name"): role for role in roles_of(run)}
    lanes = []
    for name in names:
        role = known.get(name) or {}
        tested = bool(role) and not role.get("simulated", True)
        product = " ".join(str(role.get(key) or "") for key in ("product", "version")).strip()
        note = f"{product}, {words('real')}" if tested and product else words("real" if tested else "simulated")
        lanes.append(Lane(name, role_title(name, words), note, "tested" if tested else "simulated"))
    return lanes


def arrows_of(rows: Sequence[Row], words: Words, *, failing: bool) -> list[Arrow]:
    """Rows of the large diagram: at most :data:`MOST_ARROWS`, the middle left out around what is wrong."""
    rows = [row for row in rows if not is_background(row)]
    arrows: list[Arrow] = []
    kept = _kept(rows, MOST_ARROWS)
    left_out = 0
    for index, row in enumerate(rows):
        if index not in kept:
            left_out += 1
            continue
        if left_out:
            arrows.append(Arrow(words("left_out", n=left_out)))
            left_out = 0
        if row.pause:
            arrows.append(Arrow(f"… {words.seconds(row.pause)}"))
        arrows.append(_arrow(row, words))
        if failing and row.unanswered:
            exchange = row.exchange
            arrows.append(Arrow(words("no_answer"), exchange.receiver, exchange.sender, missing=True, reply=True))
    return arrows


def _kept(rows: Sequence[Row], most: int) -> set[int]:
    """Which rows to show: all, or the first, those around what is wrong, and the last."""
    if len(rows) <= most:
        return set(range(len(rows)))
    kept = {0, 1, *range(len(rows) - 3, len(rows))}
    for index, row in enumerate(rows):
        if row.verdict == "bad" and len(kept) < most:
            kept |= set(range(max(index - 3, 0), min(index + 4, len(rows))))
    for index in range(len(rows) - 1, -1, -1):  # fill up from the end: that is where it stopped
        if len(kept) >= most:
            break
        kept.add(index)
    return kept


def worth_listing(rows: Sequence[Row]) -> list[Row]:
    """All rows of a short course; without the opening and closing of associations where it is long."""
    return list(rows) if len(rows) <= MOST_ROWS else [row for row in rows if not is_background(row)]


def table_of(rows: Sequence[Row]) -> list[Row | int]:
    """Rows of the table; a number stands for that many messages left out."""
    kept = _kept(rows, MOST_ROWS)
    table: list[Row | int] = []
    for index, row in enumerate(rows):
        if index in kept:
            table.append(row)
        elif table and isinstance(table[-1], int):
            table[-1] += 1
        else:
            table.append(1)
    return table


def _arrow(row: Row, words: Words) -> Arrow:
    exchange = row.exchange
    verdict = row.verdict if row.verdict in ("ok", "bad") else ""
    reason = row.reason if row.verdict == "bad" else words("deliberate") if row.verdict == "deliberate" else ""
    return Arrow(
        label_of(exchange),
        exchange.sender or "?",
        exchange.receiver or "?",
        exchange.number,
        words.clock(exchange.time)[3:],
        exchange.reply_to is not None,
        verdict,
        reason,
    )


def label_of(exchange: RecordedExchange) -> str:
    """``ACK^O01, AA``: the kind, and of an answer the recorded code."""
    kind = exchange.kind or exchange.protocol or "?"
    code = exchange.summary.strip()
    return f"{kind}, {code[:24]}" if exchange.reply_to is not None and code and code != kind else kind


@dataclass(slots=True)
class Folded:
    """Messages of the same kind between the same two, with their answers, as one line."""

    time: str
    sender: str
    receiver: str
    kind: str
    answer: str
    times: int = 1


def folded(rows: Sequence[Row]) -> list[Folded]:
    """The rows of a scenario that passed: a request and its answers are one line, repetitions are counted."""
    answers: dict[int, list[RecordedExchange]] = {}
    for row in rows:
        if row.exchange.reply_to is not None:
            answers.setdefault(row.exchange.reply_to, []).append(row.exchange)
    lines: list[Folded] = []
    for row in rows:
        exchange = row.exchange
        if is_background(row) or exchange.reply_to is not None:
            continue
        replies = answers.get(exchange.number, [])
        kind = exchange.kind.removesuffix("-RQ")
        line = Folded(exchange.time, exchange.sender, exchange.receiver, kind, _answer(replies))
        last = lines[-1] if lines else None
        if last and (last.sender, last.receiver, last.kind, last.answer) == (
            line.sender, line.receiver, line.kind, line.answer,
        ):  # fmt: skip
            last.times += 1
        else:
            lines.append(line)
    return lines


def _answer(replies: Sequence[RecordedExchange]) -> str:
    """``AA``; ``3 × FF00, 0000``: the code of the final answer, and what came before it."""
    if len(replies) < 2:
        return _code(replies[0]) if replies else ""
    return f"{len(replies) - 1} × {_code(replies[0])}, {_code(replies[-1])}"


def _code(exchange: RecordedExchange) -> str:
    found = re.search(r"\b(A[AER]|C[AER]|NA|0x[0-9A-Fa-f]{4}|[0-9A-F]{4})\b", exchange.summary)
    return found.group() if found else exchange.kind


def brief_arrows(lines: Sequence[Folded]) -> list[Arrow]:
    """The folded lines as arrows of the small diagram."""
    return [Arrow(line.kind, line.sender or "?", line.receiver or "?") for line in lines]
