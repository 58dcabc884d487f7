"""A clinic day overheard between systems, written down without anybody in it, and played to the upgraded systems."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness import fixtures_data
from harness.capture.capture import Capture, Conversation
from harness.capture.deidentify import Policy, Pseudonyms
from harness.capture.relay import Overhearing, Relay, relaying
from harness.capture.replay import Outcome, Replay, Target
from harness.cli import main
from harness.compare.comparison import Tolerance, compare
from harness.plan import make_plan
from harness.record import load
from harness.run import Options, RunProcess
from harness.session import Hospital
from harness.site import load_site, parse_site
from harness.verify import verify
from simulators.link import TO_SERVER
from simulators.runtime import Runtime, TestPatients
from simulators.wire.identifiers import Patient
from simulators.wire.order import Order
from simulators.wire.registration import Visit

SITE = """schema = 1
name = "Hospital"
[test_patients]
id_prefixes = ["{prefix}"]
assigning_authority = {{ namespace = "HGM", oid = "1.2.826.0.1.3680043.10.1561.1" }}
"""
PATIENTS = ("Ana Torres", "Luis Mba")  # whoever comes that day; their names and numbers must not survive
EXAM = "chest CT"


@contextmanager
def hospital(prefix: str) -> Iterator[Hospital]:
    made = Hospital(parse_site(SITE.format(prefix=prefix)))
    made.start()
    try:
        yield made
    finally:
        made.close()


def day(made: Hospital, name: str) -> Patient:
    """One patient: admitted, ordered, scheduled, scanned, stored, looked for."""
    patient: Patient = made.person(name)
    procedure = fixtures_data.procedure(EXAM)
    doctor = fixtures_data.staff_member("Dr. Ruiz")
    made.his.send("A04", patient, Visit())
    made.emr.place(
        Order(
            patient=patient,
            procedure=procedure.code,
            visit=replace(Visit(), referring=doctor.xcn),
            ordering_physician=doctor.xcn,
            placer_issuer="EMR",
            body_part=procedure.body_part,
            reason=f"Control de {name}",
        )
    )
    scanner = made.modality("CT_ER1")
    entries = made.wait_until(lambda: scanner.worklist(patient_id=patient.id.value), 5, "a worklist entry")
    performed = scanner.begin(entries)
    assert all(answer.status == 0 for answer in scanner.store(scanner.acquire(performed, 1)))
    scanner.complete(performed)
    made.settle()
    return patient


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Patient]]:
    """The day, with relays before RIS and PACS."""
    folder = tmp_path_factory.mktemp("day") / "capture"
    capture = Capture(folder, Pseudonyms("k" * 64, ("ZZ9",)), Policy(text="scrub"))
    with hospital("77") as made:
        wiring = made.wiring
        ris, places = wiring.hl7("ris"), {s: wiring.dicom("ris", s) for s in ("worklist", "mpps")}
        pacs = wiring.dicom("pacs")
        assert ris is not None
        assert pacs is not None
        relays = [Relay("ris", "HL7", ris.host, ris.port, client=client) for client in ("his", "emr")]
        relays += [Relay("ris", "DICOM", a.host, a.port, client="CT_ER1") for a in places.values() if a]
        relays.append(Relay("pacs", "DICOM", pacs.host, pacs.port, client="CT_ER1"))
        with relaying(relays, capture) as ports:
            made.his.know("ris", replace(ris, port=ports[0]))
            made.emr.know("ris", replace(ris, port=ports[1]))
            moved = {
                id_: replace(a, port=p) for id_, a, p in zip(places, places.values(), ports[2:], strict=False) if a
            }
            moved["dimse"] = replace(pacs, port=ports[4])
            real = wiring.dicom
            wiring.dicom = (  # type: ignore[method-assign]
                lambda name, service="dimse": moved.get(service) if name in ("ris", "pacs") else real(name, service)
            )
            patients = [day(made, name) for name in PATIENTS]
    capture.close()
    assert not capture.unreadable
    return folder, patients


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def encodings(text: str) -> Iterator[bytes]:
    """The text as it could stand in a file: character sets, escapes of HL7 and JSON, base64 at each offset."""
    for codec in ("utf-8", "latin-1", "utf-16-le", "utf-16-be", "cp1252"):
        raw = text.encode(codec, "ignore")
        yield raw
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + raw)[4 if offset else 0 : -4]
            if len(encoded) > 6:
                yield encoded
    yield b"\\X" + text.encode("utf-8").hex().upper().encode() + b"\\"
    yield text.encode("utf-8").hex().encode()
    yield text.encode("unicode_escape")
    yield ".".join(str(byte) for byte in text.encode()).encode()


def planted(patients: list[Patient]) -> list[str]:
    """What identifies them: numbers, each word of their names, birth dates."""
    found = []
    for patient in patients:
        found += [patient.id.value, patient.birth_date, "V" + patient.id.value]
        found += [word for word in re.split(r"[\s^]+", str(patient.name)) if len(word) > 3]
    return [text for text in found if text]


def test_no_identifier_survives_in_the_capture_in_any_encoding(captured: tuple[Path, list[Patient]]) -> None:
    folder, patients = captured
    files = written(folder)
    assert len(files) > 30
    for text in planted(patients):
        for variant in {text, text.upper(), text.lower()}:
            for raw in encodings(variant):
                assert [name for name, data in files.items() if raw in data] == [], (variant, raw)


def test_a_patient_stays_one_patient_in_both_protocols(captured: tuple[Path, list[Patient]]) -> None:
    folder, patients = captured
    pseudonyms = Pseudonyms("k" * 64, ("ZZ9",))
    files = written(folder)
    for patient in patients:
        made = pseudonyms.patient_id(patient.id.value).encode()
        assert made.startswith(b"ZZ9")
        holding = {name.rpartition(".")[2] for name, data in files.items() if made in data and "exchanges" in name}
        assert {"hl7", "json", "dcm"} <= holding


def replayed(folder: Path, out: Path, made: Hospital, **options: Any) -> Outcome:
    wiring = made.wiring
    services = [wiring.dicom("ris", "worklist"), wiring.dicom("ris", "mpps"), wiring.dicom("pacs")]
    addresses = {address.ae_title: address for address in services if address is not None}
    targets = {"ris": Target(wiring.hl7("ris"), addresses), "pacs": Target(None, addresses)}
    return Replay(folder, out, targets, Runtime(), **options).play()


def test_the_day_replays_with_every_answer_aligned(captured: tuple[Path, list[Patient]], tmp_path: Path) -> None:
    folder, _ = captured
    with hospital("ZZ9") as made:
        outcome = replayed(folder, tmp_path / "replay", made)
    assert outcome.problems == []
    assert outcome.left_out == {}
    result = compare(outcome.expected, outcome.run, tolerance=Tolerance(slower_s=5), answers=True)
    assert "\n".join(f"{c.kind} {c.message} {c.text} {c.before} {c.after}" for c in result.deciding) == ""
    assert result.compared["transactions"] >= 12
    assert result.compared["messages"] >= 12
    assert verify(folder) == []
    assert verify(tmp_path / "replay") == []


def test_an_upgraded_system_that_answers_otherwise_is_found(
    captured: tuple[Path, list[Patient]], tmp_path: Path
) -> None:
    folder, _ = captured
    with hospital("ZZ9") as made:
        made.wiring.started["ris"].stop()
        outcome = replayed(folder, tmp_path / "replay", made)
    assert outcome.problems
    result = compare(outcome.expected, outcome.run, answers=True)
    assert {"answer-lost", "message-lost"} & {change.kind for change in result.deciding}


def test_patients_of_nobody_known_are_not_sent(captured: tuple[Path, list[Patient]], tmp_path: Path) -> None:
    folder, _ = captured
    with hospital("ZZ9") as made:
        addresses = {"": made.wiring.dicom("pacs")}
        targets = {"pacs": Target(None, addresses), "ris": Target(made.wiring.hl7("ris"))}  # type: ignore[arg-type]
        runtime = Runtime(test_patients=TestPatients(("QQ1",)))
        outcome = Replay(folder, tmp_path / "replay", targets, runtime).play()
        assert not [e for e in runtime.transcript.exchanges if e.kind in ("ADT^A04", "C-STORE-RQ", "OMG^O19")]
    assert any("guard" in why for why in outcome.left_out)


def test_a_conversation_becomes_a_scenario_that_runs(captured: tuple[Path, list[Patient]], tmp_path: Path) -> None:
    folder, _ = captured
    path = tmp_path / "captured.feature"
    assert main(["replay", str(folder), "--write", str(path)]) == 0
    assert path.read_text("utf-8").count("When the ordering service orders exam") == len(PATIENTS)
    plan = make_plan((str(path),))
    run = RunProcess(load_site("simulated"), plan, Options(out=tmp_path / "out")).execute()
    assert run.counts["PASS"] == run.counts["planned"] == 1


def test_a_stopped_replay_keeps_what_it_did(captured: tuple[Path, list[Patient]], tmp_path: Path) -> None:
    folder, _ = captured
    stopped = threading.Event()
    stopped.set()
    with hospital("ZZ9") as made:
        outcome = replayed(folder, tmp_path / "replay", made, stopped=stopped, speed=1.0)
    assert outcome.run.interrupted
    assert load(tmp_path / "replay").complete


def test_a_full_disk_is_told_and_the_systems_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(Conversation, "receive", full)
    capture = Capture(tmp_path / "capture", Pseudonyms("k" * 64, ("ZZ9",)), Policy())
    hearing = Overhearing(capture)
    hear = hearing.tap(Relay("ris", "HL7", "127.0.0.1", 1))
    assert [hear(piece, TO_SERVER) for piece in (b"one", b"two")] == [b"one", b"two"]
    hearing.flush()
    hearing.close()
    capture.close()
    assert capture.unreadable == {"what was heard could not be written: OSError": 2}
