"""Sends a capture again, to the upgraded system, and records what it answers now.

Each conversation is played by its client: the requests in their order, at the recorded pace or faster. What the system
names anew in an answer (an accession number, a UID) stands in the later requests, as it would have in the ward. The
guard of test patients holds: a capture carries the site's test prefixes.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydicom import Dataset

from harness.capture.replay_requests import ask
from harness.compare.comparable import Field, Fields, dicom_fields, hl7_fields
from harness.compare.values import SHORTEST, is_identifier
from harness.evidence import write as write_exchange
from harness.record import SCHEMA, SUMMARY, RecordedExchange, Run, load, read_events
from harness.record_writer import RecordWriter, summary_of, write_json, write_manifest
from harness.run_version import version
from simulators.addresses import DicomAddress, Hl7Address
from simulators.dimse_scu import OpenAssociation, Scu
from simulators.mllp_client import MllpClient
from simulators.runtime import Runtime
from simulators.transcript import Exchange
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError, InteropError, LocalViolation

LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where the requests to a role of the capture go now."""

    hl7: Hl7Address | None = None
    dicom: Mapping[str, DicomAddress] = field(default_factory=dict)  # by called AE title; "" for any other


@dataclass(slots=True)
class Outcome:
    """``run``: the replay as recorded; ``expected``: the capture without what was not replayed; ``left_out`` counts
    that by reason; ``problems``: requests without an answer."""

    run: Run
    expected: Run
    left_out: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Replay:
    """Plays one capture folder. ``speed`` 1.0 is the recorded pace, 0 as fast as the system answers."""

    def __init__(
        self,
        capture: Path,
        out: Path,
        targets: Mapping[str, Target],
        runtime: Runtime,
        *,
        speed: float = 0.0,
        site: Mapping[str, Any] | None = None,
        stopped: threading.Event | None = None,
        progress: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.capture, self.out, self.targets, self.runtime, self.speed = capture, out, targets, runtime, speed
        self.site, self.stopped, self.progress = site, stopped or threading.Event(), progress
        self.expected = load(capture)
        if not self.expected.site.get("capture"):
            raise ConfigError(f"{capture} is a run and no capture", remedy="interop record makes captures")
        self.extra = {(str(e.get("id")), e.get("number")): e for e in read_events(capture) if e["type"] == "exchange"}
        self.renamed: dict[str, str] = {}
        self.left_out: dict[str, int] = {}
        self.problems: list[str] = []
        self.replayed: set[tuple[str, int]] = set()
        self._now = ""
        self._by_name = {scenario.id: scenario for scenario in self.expected.scenarios}
        self._open: dict[str, tuple[contextlib.ExitStack, MllpClient | OpenAssociation]] = {}
        self._writer = RecordWriter(out)
        runtime.transcript.subscribe(self._record)

    def play(self) -> Outcome:
        """Play every request in the order in which they were recorded; each conversation keeps its connection until its
        last one."""
        writer, started = self._writer, time.monotonic()
        site = {**(self.site or self.expected.site), "capture": True}
        writer.append("run-started", run_id=self.out.name, version=version(), schema=SCHEMA, site=site, planned=[])
        requests = self._requests()
        last = {name: request.number for name, request in requests}
        with contextlib.ExitStack() as stack:
            stack.callback(self._hang_up)
            for name, request in requests:
                if not self._wait(name, request, started):
                    break
                self._now = name
                self._one(name, request)
                if last[name] == request.number:
                    self._hang_up(name)
        self._now = ""
        for name in dict.fromkeys(name for name, _ in requests):
            writer.append("scenario-ended", id=name, verdict="PASS", seconds=0.0)
        for problem in self.problems:
            writer.append("note", text=problem)
        stopped = self.stopped.is_set()
        writer.append("run-ended", exit_code=130 if stopped else 0, interrupted=stopped, seconds=0.0)
        writer.close()
        write_json(self.out / SUMMARY, summary_of(load(self.out)))
        write_manifest(self.out, self.out.name, writer.chain)
        self._restrict()
        return Outcome(load(self.out), self.expected, self.left_out, self.problems)

    def _requests(self) -> list[tuple[str, RecordedExchange]]:
        """What the clients of all conversations asked, in order; the rest is counted."""
        found = []
        for scenario in self.expected.scenarios:
            if not scenario.exchanges:
                continue
            client, server = scenario.exchanges[0].sender, scenario.exchanges[0].receiver
            asked = [e for e in scenario.exchanges if e.reply_to is None and not e.kind.startswith(("A-AS", "A-AB"))]
            mine = [e for e in asked if e.sender == client]
            self._leave_out("requests that the system sent itself", len(asked) - len(mine))
            why = self._unreachable(scenario.exchanges[0])
            if why:
                self._leave_out(f"{why} {server}", len(mine))
            else:
                found += [(scenario.id, request) for request in mine]
        return sorted(found, key=lambda each: each[1].number)

    def _unreachable(self, opening: RecordedExchange) -> str:
        target = self.targets.get(opening.receiver)
        if target is None:
            return "requests to a role that is not replayed to:"
        has = target.hl7 is not None if opening.protocol == "HL7" else bool(target.dicom)
        return "" if has else f"{opening.protocol} requests, for which no address is given, to"

    def _hang_up(self, name: str = "") -> None:
        """End one connection, or all."""
        for each in [name] if name else list(self._open):
            stack = self._open.pop(each, None)
            if stack is not None:
                with contextlib.suppress(InteropError, OSError):
                    stack[0].close()

    def _record(self, exchange: Exchange) -> None:
        if self._now:
            event = write_exchange(self.out, self._now, exchange)
            self._writer.append(event.pop("type"), **event)

    # --- one request

    def _one(self, name: str, request: RecordedExchange) -> None:
        exchanges = self._by_name[name].exchanges
        try:
            peer = self._peer(name, exchanges[0])
            if isinstance(peer, MllpClient):
                self._send(name, exchanges, request, peer)
            else:
                self._ask(name, exchanges, request, peer)
        except LocalViolation as refused:
            self.replayed.discard((name, request.number))
            self._leave_out(f"refused by the guard: {refused.what.split(':')[0]}")
        except (InteropError, ValueError, KeyError, OSError) as error:
            self.replayed.add((name, request.number))
            self.problems.append(f"{name} message {request.number}: {error}")

    def _peer(self, name: str, opening: RecordedExchange) -> MllpClient | OpenAssociation:
        """The connection of a conversation, opened by its first request."""
        if name in self._open:
            return self._open[name][1]
        self._writer.append("scenario-started", id=name, feature="replay", name=self._by_name[name].name)
        self.progress(f"{name}: {opening.sender} to {opening.receiver}")
        stack, target = contextlib.ExitStack(), self.targets[opening.receiver]
        peer: MllpClient | OpenAssociation
        if opening.protocol == "HL7":
            assert target.hl7 is not None
            peer = stack.enter_context(
                MllpClient(
                    self.runtime, opening.sender, opening.receiver, target.hl7.host, target.hl7.port, target.hl7.tls
                )
            )
        else:
            peer = stack.enter_context(self._association(name, opening, target))
        self._open[name] = stack, peer
        return peer

    def _association(self, name: str, opening: RecordedExchange, target: Target) -> OpenAssociation:
        text = (self.capture / opening.file).read_text("utf-8", "replace") if opening.file else ""
        calling, called = (_said(text, f"{which} AE title") for which in ("calling", "called"))
        address = target.dicom.get(called) or next(iter(target.dicom.values()))
        self.replayed.add((name, opening.number))
        scu = Scu(
            self.runtime, opening.sender, opening.receiver, address.host, address.port, address.ae_title, calling,
            address.tls,
        )  # fmt: skip
        return scu.associate(contexts_in(text), require=False)

    def _leave_out(self, why: str, count: int = 1) -> None:
        if count:
            self.left_out[why] = self.left_out.get(why, 0) + count

    def _wait(self, name: str, request: RecordedExchange, started: float) -> bool:
        """Wait for the moment of a request; False when the replay is stopped."""
        at = self.extra.get((name, request.number), {}).get("at", 0.0)
        if self.speed > 0 and isinstance(at, int | float):
            left = at / self.speed - (time.monotonic() - started)
            self.stopped.wait(min(max(0.0, left), LONGEST_WAIT_S))
        return not self.stopped.is_set()

    def _send(
        self, name: str, exchanges: list[RecordedExchange], request: RecordedExchange, client: MllpClient
    ) -> None:
        raw = self._translated((self.capture / request.file).read_bytes().decode("latin-1")).encode("latin-1")
        self.replayed.add((name, request.number))
        answer = client.send(Message.parse(raw))
        self._learn(exchanges, request, [hl7_fields(answer.raw)])

    def _ask(
        self, name: str, exchanges: list[RecordedExchange], request: RecordedExchange, association: OpenAssociation
    ) -> None:
        file = self.extra.get((name, request.number), {}).get("dataset")
        stored = self.capture / str(file) if file else None
        model = json.loads(self._translated((self.capture / request.file).read_text("utf-8")))
        responses = ask(association, request.kind, model, stored, self.renamed)
        if responses is None:
            self._leave_out(f"{request.kind}: not a request of a client")
            return
        self.replayed.add((name, request.number))
        self._learn(exchanges, request, [_fields(response.command, response.dataset) for response in responses])

    # --- identifiers that the system makes

    def _learn(self, exchanges: list[RecordedExchange], request: RecordedExchange, answers: list[Fields]) -> None:
        recorded = [e for e in exchanges if e.reply_to == request.number]
        for then, now in zip(recorded, answers, strict=False):
            content = (self.capture / then.file).read_bytes() if then.file else b""
            before = hl7_fields(content) if then.protocol == "HL7" else dicom_fields(content)
            for path, value in before.items():
                other = now.get(path)
                if other is not None and _is_renamed(path, value, other):
                    self.renamed.setdefault(value.value, other.value)

    def _translated(self, text: str) -> str:
        present = sorted((one for one in self.renamed if one in text), key=len, reverse=True)
        if not present:
            return text
        return re.compile("|".join(map(re.escape, present))).sub(lambda match: self.renamed[match.group()], text)

    def _restrict(self) -> None:
        """Take out of the capture what was not sent again: nothing can answer it."""
        for scenario in self.expected.scenarios:
            kept = {number for name, number in self.replayed if name == scenario.id}
            scenario.exchanges = [
                e for e in scenario.exchanges
                if e.number in kept or e.reply_to in kept or (e.kind.startswith("A-ASSOCIATE-") and kept)
            ]  # fmt: skip


def _is_renamed(path: str, then: Field, now: Field) -> bool:
    """Whether the system made another identifier this time; control IDs are nobody's."""
    if then.value == now.value or len(then.value) <= SHORTEST or path.startswith(("MSH-10", "MSA-2")):
        return False
    return is_identifier(path, then) and is_identifier(path, now)


def _said(text: str, name: str) -> str:
    return next((line.partition(": ")[2].strip() for line in text.splitlines() if line.startswith(f"{name}: ")), "")


def contexts_in(text: str) -> list[tuple[str, list[str]]]:
    """Abstract syntax and transfer syntaxes of each context that an A-ASSOCIATE-RQ proposed, from its text."""
    contexts = []
    for line in text.splitlines():
        match = re.match(r"context \d+: ([0-9.]+)[^;]*; (.*)", line)
        if match:
            contexts.append((match.group(1), [each.split(" ")[0] for each in match.group(2).split(", ")]))
    return contexts


def _fields(command: Dataset, ds: Dataset | None) -> Fields:
    made: dict[str, Any] = {}
    for part in (command, ds):
        if part is not None:
            made.update(part.to_json_dict(suppress_invalid_tags=True))
    return dicom_fields(json.dumps(made, default=str).encode())
