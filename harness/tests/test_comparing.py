"""Two runs of the same system show no difference; each change planted at an interface is named."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main
from harness.compare.accepted import load_accepted
from harness.compare.comparison import Comparison, Tolerance, compare
from harness.plan import make_plan
from harness.record import RECORD, Run, load
from harness.run import Options, RunProcess
from harness.site import load_site
from simulators.wire.errors import ConfigError

BUSY = Tolerance(slower_s=1.5)  # the machine of a test may be busy with others
SCENARIOS = ("TC-ACQ-001", "TC-MWL-001")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same scenarios in the same hospital, twice, over real sockets."""
    out = tmp_path_factory.mktemp("runs")
    site, folders = load_site("simulated"), []
    for name in ("before", "after"):
        run = RunProcess(site, make_plan(SCENARIOS), Options(out=out / name)).execute()
        assert run.counts["PASS"] == 2
        folders.append(run.folder)
    return folders


def compared(first: Path, second: Path, **options: Any) -> Comparison:
    return compare(load(first), load(second), tolerance=BUSY, **options)


def test_two_runs_of_one_hospital_show_no_difference(runs: list[Path]) -> None:
    result = compared(*runs)
    assert [(c.kind, c.text, c.before, c.after) for c in result.changes if not c.improvement] == []
    assert result.exit_code == 0
    assert result.compared["fields"] > 2000
    assert result.compared["scenarios"] == 2


# --- planting


@dataclass
class Copy:
    """A copy of a run, to plant changes in."""

    folder: Path

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / RECORD).read_text("utf-8").splitlines()]

    def write(self, events: list[dict[str, Any]]) -> None:
        lines = "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)
        (self.folder / RECORD).write_text(lines, encoding="utf-8")

    def exchanges(self, kind: str, sender: str = "") -> list[dict[str, Any]]:
        return [e for e in self.events if e["type"] == "exchange" and e["kind"] == kind and sender in ("", e["sender"])]

    def edit(self, kind: str, change: Callable[[bytes], bytes], sender: str = "", most: int = 99) -> None:
        """Change the bytes of every message of that kind; one that nothing changes is a mistake of the test."""
        for event in self.exchanges(kind, sender)[:most]:
            path = self.folder / event["file"]
            before = path.read_bytes()
            path.write_bytes(change(before))
            assert path.read_bytes() != before, f"nothing was planted in {event['file']}"

    def rewrite(self, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
        self.write([kept for event in self.events if (kept := change(event)) is not None])


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda data: re.sub(old.encode(), new.encode(), data, flags=re.S)


def json_edit(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        model = json.loads(data)
        change(model)
        return json.dumps(model, ensure_ascii=False).encode()

    return edit


def put(tag: str, *values: object) -> Callable[[bytes], bytes]:
    return json_edit(lambda m: m[tag].__setitem__("Value", list(values)))


def drop(tag: str) -> Callable[[bytes], bytes]:
    return json_edit(lambda m: m.pop(tag))


def with_data(edit: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Only in responses that carry an entry; the final one gets a blank, which is no change."""
    return lambda data: edit(data) if b"00100020" in data else data + b" "


def message_time(delta: timedelta) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        head, stamp, rest = re.split(rb"(?<=\|)(\d{14})(?=\|)", data, maxsplit=1)
        moved = datetime.strptime(stamp.decode(), "%Y%m%d%H%M%S") + delta
        return head + moved.strftime("%Y%m%d%H%M%S").encode() + rest

    return edit


def without(kind: str) -> Callable[[Copy], None]:
    def plant(copy: Copy) -> None:
        gone = {(e["id"], e["number"]) for e in copy.exchanges(kind)}
        copy.rewrite(
            lambda e: (
                None
                if e["type"] == "exchange" and ((e["id"], e["number"]) in gone or (e["id"], e["reply_to"]) in gone)
                else e
            )
        )

    return plant


def twice(kind: str) -> Callable[[Copy], None]:
    """The message and its answer once more, with a control ID of its own."""

    def plant(copy: Copy) -> None:
        request = copy.exchanges(kind)[0]
        again = {**request, "number": 9001, "file": request["file"].replace(".hl7", "-again.hl7")}
        data = (copy.folder / request["file"]).read_bytes()
        fields = data.split(b"|")
        fields[9] = b"AGAIN99999999"
        (copy.folder / again["file"]).write_bytes(b"|".join(fields))
        events = copy.events
        events.insert(events.index(request) + 1, again)
        copy.write(events)

    return plant


def one_answer_more(copy: Copy) -> None:
    answer = next(e for e in copy.exchanges("C-FIND-RSP") if b"00100020" in (copy.folder / e["file"]).read_bytes())
    events = copy.events
    events.insert(events.index(answer) + 1, {**answer, "number": 9002})
    copy.write(events)


def slow_to_accept(copy: Copy) -> None:
    def later(event: dict[str, Any]) -> dict[str, Any]:
        if event["type"] == "exchange" and event["kind"] == "A-ASSOCIATE-AC" and event["sender"] == "ris":
            event["time"] = (datetime.fromisoformat(event["time"]) + timedelta(seconds=4)).isoformat()
        return event

    copy.rewrite(later)


def failed(copy: Copy) -> None:
    finding = {
        "n": 0, "time": copy.events[-1]["time"], "type": "finding", "id": "TC-MWL-001", "step": 2, "check": "MWL-03",
        "verdict": "FAIL", "role": "ris", "summary": "the accession number is missing", "expected": "A1",
        "hop": "ris→CT_ER1", "where": "(0008,0050)",
    }  # fmt: skip

    def change(event: dict[str, Any]) -> dict[str, Any]:
        return {**event, "verdict": "FAIL"} if event["type"] == "scenario-ended" else event

    copy.rewrite(change)
    events = copy.events
    copy.write([*events[:-3], finding, *events[-3:]])


def edited(kind: str, edit: Callable[[bytes], bytes], sender: str = "", most: int = 99) -> Callable[[Copy], None]:
    return lambda copy: copy.edit(kind, edit, sender, most)


def bigger(copy: Copy) -> None:
    copy.rewrite(lambda e: {**e, "size": e["size"] * 2} if e["type"] == "exchange" and e["kind"] == "C-STORE-RQ" else e)


def sps(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    return with_data(json_edit(lambda m: change(m["00400100"]["Value"][0])))


# name: what is planted in the second run, the kind of change that has to be told, and where
PLANTED: dict[str, tuple[Callable[[Copy], None], str, str]] = {
    "patient name cut": (edited("OMG^O19", swap("Prueba", "Prue"), "ris"), "field", "PID-5.1.1|PID-5.1"),
    "assigning authority lost": (edited("OMI^O23", swap(r"\^\^\^HGM&[^|^]*", "^^^")), "field", "PID-3.4.1"),
    "character set no longer said": (edited("OMI^O23", swap("UNICODE UTF-8", "")), "field", "MSH-18.1"),
    "another HL7 version": (edited("SIU^S12", swap(r"\|2\.5\.1\|", "|2.3|")), "field", "MSH-12.1"),
    "another order number in one message": (
        edited("SIU^S12", swap(r"\rSCH\|\|([^|^]+)", r"\rSCH||FX7C80600012"), most=1), "identifier", "SCH-2.1"),
    "acknowledged with an error": (edited("ACK^O23", swap(r"MSA\|AA", "MSA|AE")), "field", "MSA-1.1"),
    "acknowledges another message": (edited("ACK^O23", swap(r"(MSA\|AA\|)\w+", r"\1ZZZ1234567890")), "identifier",
                                     "MSA-2.1"),
    "time with a zone": (edited("OMI^O23", swap(r"\|(\d{14})\|", r"|\1+0100|")), "format", "MSH-7.1"),
    "clock an hour off": (edited("ACK^O23", message_time(timedelta(hours=1))), "time", "MSH-7.1"),
    "universal service code changed": (edited("OMI^O23", swap("CTTX", "CT77")), "field", "OBR-4.1"),
    "segment lost": (edited("OMI^O23", swap(r"\rIPC\|[^\r]*", "")), "field", "IPC"),
    "segment of its own added": (edited("SIU^S12", lambda data: data + b"ZXY|1|new\r"), "field", "ZXY"),
    "event no longer sent": (without("SIU^S12"), "offer-lost", "HL7 event SIU^S12 in version 2.5.1"),
    "message sent twice": (twice("OMI^O23"), "message-new", ""),
    "worklist without character set": (edited("C-FIND-RSP", with_data(drop("00080005"))), "field",
                                       "(0008,0005) SpecificCharacterSet"),
    "accession number cut": (edited("C-FIND-RSP", with_data(put("00080050", "A12"))), "identifier|format|field",
                             "(0008,0050) AccessionNumber"),
    "another study UID in the worklist": (edited("C-FIND-RSP", with_data(put("0020000D", "2.25.77")), most=2),
                                          "identifier", "(0020,000D) StudyInstanceUID"),
    "station name changed": (edited("C-FIND-RSP", sps(lambda i: i["00400010"].update(Value=["CT9"]))), "field",
                             "(0040,0100)[1] > (0040,0010) ScheduledStationName"),
    "protocol code gone": (edited("C-FIND-RSP", sps(lambda i: i.pop("00400008"))), "field",
                           "(0040,0100)[1] > (0040,0008) ScheduledProtocolCodeSequence"),
    "birth date lost": (edited("C-FIND-RSP", with_data(put("00100030"))), "field", "(0010,0030) PatientBirthDate"),
    "an entry twice": (one_answer_more, "answer-new|message-new", ""),
    "storage fails": (edited("C-STORE-RSP", put("00000900", 0xA700)), "field", "(0000,0900) Status"),
    "another VR": (edited("C-FIND-RSP", with_data(json_edit(lambda m: m["00080050"].update(vr="LO")))), "format",
                   "(0008,0050) AccessionNumber"),
    "SOP class refused": (edited("A-ASSOCIATE-AC", swap("context 1: accepted;", "context 1: not supported;"), "pacs"),
                          "field",
                          "context CT Image Storage"),
    "transfer syntax lost": (edited("A-ASSOCIATE-AC", swap(r"accepted; [^\n]*", "accepted; 1.2.840.10008.1.2 "
                                                           "(Implicit VR Little Endian)"), "ris"), "offer-lost", "*"),
    "smaller PDUs": (edited("A-ASSOCIATE-AC", swap("maximum_length=131072", "maximum_length=16384"), "ris"), "field",
                     "MaximumLengthNotification"),
    "images altered": (bigger, "field", "(size)"),
    "answers slower": (slow_to_accept, "slower", "A-ASSOCIATE-RQ: time to the final answer"),
    "a finding": (failed, "finding-new", "(0008,0050)"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_change_is_named(name: str, runs: list[Path], tmp_path: Path) -> None:
    plant, kind, where = PLANTED[name]
    shutil.copytree(runs[1], tmp_path / "run")
    plant(Copy(tmp_path / "run"))
    result = compared(runs[0], tmp_path / "run")
    assert result.exit_code == 1
    told = [(change.kind, change.where) for change in result.deciding]
    fitting = [w for k, w in told if k in kind.split("|") and (where == "*" or w in where.split("|"))]
    assert fitting, told
    assert len(told) <= 12, told  # and not a flood in which it drowns


def test_two_findings_of_the_same_sort_are_no_difference(runs: list[Path], tmp_path: Path) -> None:
    for number in (0, 1):
        shutil.copytree(runs[number], tmp_path / str(number))
        failed(Copy(tmp_path / str(number)))
    result = compared(tmp_path / "0", tmp_path / "1")
    assert result.exit_code == 0
    assert [name for name, _ in result.unchanged] == ["TC-MWL-001"]


# --- accepted differences


def entry(**values: str) -> str:
    given = {"where": "'MSH-12.1'", "reason": "'agreed with the RIS vendor'", "owner": "'M. Ríos'"}
    given["expires"] = (date.today() + timedelta(days=30)).isoformat()
    return "[[accepted]]\n" + "".join(f"{k} = {v}\n" for k, v in {**given, **values}.items() if v)


def accepted(tmp_path: Path, text: str) -> Any:
    (tmp_path / "accepted.toml").write_text(text, encoding="utf-8")
    return load_accepted(tmp_path / "accepted.toml", date.today())


def test_an_accepted_difference_does_not_decide_and_an_unused_one_is_told(runs: list[Path], tmp_path: Path) -> None:
    shutil.copytree(runs[1], tmp_path / "run")
    Copy(tmp_path / "run").edit("SIU^S12", swap(r"\|2\.5\.1\|", "|2.3|"))
    entries = accepted(
        tmp_path,
        entry() + entry(where="'HL7 event SIU* in version *'") + entry(where="'PID-8.1'"),
    )
    result = compared(runs[0], tmp_path / "run", accepted=entries)
    assert result.exit_code == 0
    assert all("M. Ríos" in change.accepted for change in result.changes if not change.improvement)
    assert [one.where for one in result.unused] == ["PID-8.1"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"owner": ""}, "owner"),
        ({"owner": "'  '"}, "owner"),
        ({"reason": ""}, "reason"),
        ({"expires": "2020-01-01"}, "expired"),
        ({"expires": "2199-01-01"}, "year"),
        ({"expires": ""}, "expires"),
        ({"where": "'*'"}, "everything"),
        ({"wehre": "'x'"}, "wehre"),
    ],
)
def test_what_nobody_answers_for_is_refused(values: dict[str, str], problem: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        accepted(tmp_path, entry(**values))
    assert problem in " ".join(refused.value.problems)


# --- what a peer may have sent


def test_a_hostile_value_is_escaped_on_page_and_terminal(
    runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(runs[1], tmp_path / "run")
    Copy(tmp_path / "run").edit("OMI^O23", swap("CTTX", "<script>alert(1)</script>\x1b[31m"))
    out = tmp_path / "out"
    assert main(["compare", str(runs[0]), str(tmp_path / "run"), "--out", str(out)]) == 1
    page = (out / "changes.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    shown = capsys.readouterr().out
    assert "\x1b[31m" not in shown
    assert "OBR-4.1" in shown


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"[" * 100_000, b'{"00100010": 3}', b'{"00080050": {"Value": 3}}']
)
def test_unreadable_files_are_a_difference_and_no_crash(content: bytes, runs: list[Path], tmp_path: Path) -> None:
    shutil.copytree(runs[1], tmp_path / "run")
    Copy(tmp_path / "run").edit("C-FIND-RSP", lambda _: content, most=1)
    Copy(tmp_path / "run").edit("SIU^S12", lambda _: content + b"?", most=1)
    assert compared(runs[0], tmp_path / "run").exit_code == 1


def test_runs_with_nothing_in_common_decide_nothing(runs: list[Path], tmp_path: Path) -> None:
    shutil.copytree(runs[1], tmp_path / "run")
    Copy(tmp_path / "run").rewrite(lambda e: e if e["type"] in ("run-started", "run-ended") else None)
    result = compared(runs[0], tmp_path / "run")
    assert result.compared["scenarios"] == 0
    assert result.exit_code == 1  # the verdicts of the first run are gone


def test_command_says_no_change_as_json(runs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gate.toml").write_text("slower_ms = 1500\n", encoding="utf-8")
    options = ["--policy", str(tmp_path / "gate.toml"), "--out", str(tmp_path), "--json"]
    assert main(["compare", *map(str, runs), *options]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["exit_code"] == 0
    assert document["times"]["transactions"]
    assert isinstance(load(runs[0]), Run)
