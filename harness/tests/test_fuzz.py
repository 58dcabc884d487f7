"""Fuzzing tells crash, hang, silent acceptance and refusal apart, repeats itself, and names test patients only."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.cli import main
from harness.fuzz import campaign as fuzz
from harness.fuzz import dicom as fuzz_dicom
from harness.fuzz import hl7 as fuzz_hl7
from harness.fuzz.case import Case, Target
from harness.fuzz.hospital import Process
from harness.fuzz.talk import attempt, probe
from simulators.mllp_guard import patient_ids
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime, TestPatients
from simulators.wire import mllp
from simulators.wire.errors import ConfigError, NoAnswer

TARGETS = [
    Target("ris", "hl7", "127.0.0.1", 1, "RIS|HGM"),
    Target("pacs", "dimse", "127.0.0.1", 1, "PACS1"),
    Target("ris", "worklist", "127.0.0.1", 1, "RIS_MWL"),
    Target("ris", "mpps", "127.0.0.1", 1, "RIS_MPPS"),
]
RUNTIME = Runtime(limits=Limits(connect_s=1, acknowledgement_s=1, dimse_s=1))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TARGETS), st.integers(0, (1 << 32) - 1))
def test_a_case_follows_from_its_seed_and_names_test_patients_only(target: Target, seed: int) -> None:
    case = fuzz.case_of(target, seed, RUNTIME)
    assert case == fuzz.case_of(target, seed, RUNTIME)
    if target.is_hl7:
        assert all(one in RUNTIME.test_patients for one in patient_ids(case.data))
    else:
        assert fuzz_dicom.only_test_patients(case.data, "ZZ9")


def test_every_mutation_can_be_made_and_changes_something() -> None:
    good = fuzz_hl7.registration(TARGETS[0], 5, "ZZ9")
    for name, (_, mutate) in fuzz_hl7.MESSAGES.items():
        assert any(mutate(random.Random(n), good) != good for n in range(5)) or name == "nothing is wrong", name
    for name, change in fuzz_hl7.FRAMES.items():
        assert change(random.Random(1), mllp.frame(b"MSH" * 30)) != mllp.frame(b"MSH" * 30), name
    for table in (fuzz_dicom.ASSOCIATIONS, fuzz_dicom.OPERATIONS, fuzz_dicom.STORES):
        for name, (_, make) in table.items():
            assert make(random.Random(1), TARGETS[1], 1, "ZZ9F001"), name


def test_a_foreign_patient_is_seen_in_whatever_it_is_made_into() -> None:
    patients = TestPatients()
    assert not fuzz_hl7.only_test_patients(mllp.frame(b"MSH|^~\\&|A\rPID|||12345^^^HGM\r"), patients)
    assert not fuzz_hl7.only_test_patients(mllp.frame(b"MSH|^~\\&|A\nPID|||12345^^^HGM\n"), patients)
    assert not fuzz_dicom.only_test_patients(b"\x10\x00\x20\x00LO\x06\x0012345 ", "ZZ9")
    assert fuzz_dicom.only_test_patients(b"\x10\x00\x20\x00LO\x00\x00", "ZZ9")


@contextlib.contextmanager
def receiver(answer: Callable[[bytes], bytes | None], *, served: int = 1000) -> Iterator[Target]:
    """A system that answers each first block so; None: never. After ``served`` connections it is gone."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    held: list[socket.socket] = []

    def serve() -> None:
        for left in reversed(range(served)):
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            held.append(sock)
            with contextlib.suppress(OSError):
                data = b""
                while mllp.END not in data and (piece := sock.recv(65536)):
                    data += piece
                reply = answer(data)
                if not left:  # gone before the last answer arrives: nobody finds it still listening
                    listener.close()
                if reply:
                    sock.sendall(mllp.frame(reply))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Target("ris", "hl7", "127.0.0.1", port, "RIS|HGM")
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for sock in held:
            sock.close()
        thread.join(5)


def acknowledged(code: str) -> Callable[[bytes], bytes]:
    def answer(data: bytes) -> bytes:
        number = (data.split(b"|") + [b""] * 10)[9].decode("latin-1")
        return f"MSH|^~\\&|RIS|HGM|HIS|HGM|20260101||ACK|1|P|2.5.1\rMSA|{code}|{number}\r".encode()

    return answer


def broken(expect: str = "refuse") -> Case:
    segments = fuzz_hl7.registration(TARGETS[0], 5, "ZZ9")
    return Case(5, "x", mllp.frame(b"\r".join(segments) + b"\r"), expect)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "served", "expect", "outcome"),
    [
        (acknowledged("AE"), 9, "refuse", "refused"),
        (acknowledged("AA"), 9, "refuse", "accepted"),
        (acknowledged("AA"), 9, "answer", "answered"),
        (lambda data: None, 9, "answer", "hang"),
        (acknowledged("AE"), 1, "refuse", "crash"),
    ],
    ids=["refuses", "believes", "tolerates", "is silent", "dies of it"],
)
def test_what_became_of_a_message(answer: Callable[[bytes], bytes], served: int, expect: str, outcome: str) -> None:
    with receiver(answer, served=served) as target:
        assert attempt(target, broken(expect), RUNTIME, 0.3).outcome == outcome


def test_a_system_that_serves_nobody_afterwards_hangs_though_it_refused() -> None:
    seen: list[bytes] = []

    def first_only(data: bytes) -> bytes | None:
        seen.append(data)
        return acknowledged("AE")(data) if len(seen) == 1 else None

    with receiver(first_only) as target:
        verdict = attempt(target, broken(), RUNTIME, 0.3)
    assert (verdict.outcome, "correct peer" in verdict.detail) == ("hang", True)


def test_our_own_listener_that_believes_everything_is_caught(tmp_path: Path) -> None:
    with MllpServer(RUNTIME, "ris", lambda message, connection: "AA") as server:
        target = Target("ris", "hl7", "127.0.0.1", server.port, "RIS|HGM")
        campaign = fuzz.Campaign([target], RUNTIME, tmp_path, seconds=20, rate=0, limit=1)
        seed = next(n for n in range(999) if fuzz.case_of(target, n, RUNTIME).name == "unknown message type")
        campaign.execute([(target, seed)])
    document = campaign.document("x", None)
    assert [(one["case"], one["outcome"]) for one in document["findings"]] == [(f"ris.hl7:{seed}", "accepted")]
    (tmp_path / "fuzz.json").write_text(json.dumps(document), encoding="utf-8")
    assert fuzz.kept(tmp_path / "fuzz.json") == fuzz.kept(tmp_path / "cases.jsonl") == [f"ris.hl7:{seed}"]


def test_a_listener_that_is_not_there_is_no_crash_of_ours_to_find(tmp_path: Path) -> None:
    target = Target("ris", "hl7", "127.0.0.1", 1, "RIS|HGM")
    with pytest.raises(NoAnswer, match="before anything was sent"):
        fuzz.Campaign([target], RUNTIME, tmp_path, seconds=1, rate=0, limit=0.3).require_health()


def test_the_simulators_survive_and_serve_a_correct_peer_at_once(tmp_path: Path) -> None:
    """As many cases as there is time for here; ten minutes for each: ``interop fuzz --minutes 10 --role ris``."""
    process = Process("simulated", ("ris", "pacs", "emr", "CT_ER1"))
    try:
        campaign = fuzz.Campaign(process.targets, RUNTIME, tmp_path, seconds=3, rate=0, limit=2, process=process)
        campaign.execute(fuzz.forever(process.targets, 7))
        assert campaign.findings == []
        assert not process.has_ended
        assert [target.name for target in process.targets if probe(target, RUNTIME, 2)] == []
        assert sum(sum(tally.outcomes.values()) for tally in campaign.tallies.values()) >= 10
    finally:
        process.stop()


def test_simulators_that_are_killed_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    process = Process("simulated", ("pacs",))
    assert list(tmp_path.glob("interop-*/interop-pacs-*"))
    process._process.kill()
    process.stop()
    assert list(tmp_path.iterdir()) == []


def test_each_campaign_has_a_folder_of_its_own_and_a_replay_leaves_what_it_reads(tmp_path: Path) -> None:
    def fuzz_it(*arguments: str) -> Path:
        before = set(tmp_path.iterdir())
        command = ["fuzz", "--site", "simulated", "--role", "emr", "--out", str(tmp_path), "--minutes", "1"]
        assert main([*command, *arguments]) == 0
        (made,) = set(tmp_path.iterdir()) - before
        return made

    first = fuzz_it("--case", "emr.hl7:1", "--case", "emr.hl7:2")
    written = (first / "cases.jsonl").read_bytes()
    again = fuzz_it("--replay", str(first / "cases.jsonl"))
    assert first.name.startswith("fuzz-")
    assert (first / "cases.jsonl").read_bytes() == written
    assert fuzz.kept(again / "cases.jsonl") == fuzz.kept(first / "cases.jsonl") == ["emr.hl7:1", "emr.hl7:2"]


def test_growth_is_told_from_when_the_process_was_warm(tmp_path: Path) -> None:
    campaign = fuzz.Campaign([], RUNTIME, tmp_path, seconds=1, rate=0, limit=1)
    campaign.took = 100.0
    campaign.memory = [(n / 10, 100_000_000 if n > 200 else n * 400_000) for n in range(1000)]
    assert campaign.growth == pytest.approx(1.0)
    assert campaign.course()[0] == (0.0, 6.4)
    assert campaign.course()[-1][1] == 100.0
    assert len(campaign.course()) <= fuzz.POINTS
    campaign.memory = [(at, size + int(at * 500_000)) for at, size in campaign.memory]
    assert (campaign.growth or 0) > fuzz.GROWTH
    assert campaign.failed


def test_a_real_system_gets_nothing_without_consent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        site = tmp_path / "site.toml"
        site.write_text(
            f'schema = 1\nname = "x"\n[roles.ris]\nhl7 = {{ host = "127.0.0.1", port = {port}, application = "R" }}\n',
            encoding="utf-8",
        )
        assert main(["fuzz", "--site", str(site), "--minutes", "0.01", "--out", str(tmp_path / "out")]) == 2
        listener.settimeout(0.05)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert "--send-broken-messages-to-real-systems" in capsys.readouterr().err


def test_a_case_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no case"):
        fuzz.named("ris.web:1", TARGETS)
    with pytest.raises(ConfigError, match="holds no cases"):
        fuzz.kept(tmp_path / "none.json")


def test_a_replay_of_nothing_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("harness.cli.fuzzing._targets", lambda *_: pytest.fail("roles were started"))
    for name, text in (("fuzz.json", '{"findings": []}'), ("cases.jsonl", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        command = ["fuzz", "--role", "emr", "--replay", str(tmp_path / name), "--out", str(tmp_path / "out")]
        assert main(command) == 2
        assert "holds no cases" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_who_stops_a_campaign_is_told_how_far_it_came_and_how_to_repeat_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(self: fuzz.Campaign, number: int) -> float:
        if number:
            raise KeyboardInterrupt
        return 0.0

    monkeypatch.setattr(fuzz.Campaign, "_pause", stopped)
    assert main(["fuzz", "--role", "emr", "--seed", "7", "--minutes", "2", "--out", str(tmp_path)]) == 130
    told = capsys.readouterr().out
    assert "until it was interrupted" in told
    assert "interop fuzz --role emr --seed 7 --minutes 2" in told
    (written,) = tmp_path.glob("*/fuzz.json")
    assert json.loads(written.read_text(encoding="utf-8"))["interrupted"] is True


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz.Campaign, "require_health", lambda self: pytest.fail("something was sent"))
    (tmp_path / "file").touch()
    assert main(["fuzz", "--role", "emr", "--out", str(tmp_path / "file")]) == 3
    assert "cannot be written" in capsys.readouterr().err
