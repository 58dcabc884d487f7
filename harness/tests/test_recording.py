"""``interop record --relay`` as a person types it: between two of our own roles, and from storescu to Orthanc."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.cli import main, recording
from harness.record import load
from harness.tests.test_capture_day import encodings, hospital, written
from harness.verify import verify
from simulators.images import make_images
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.tests.imaging_systems import orthanc
from simulators.tests.real_systems import environment, require
from simulators.wire.registration import Visit

NAMES, IDENTIFIER = ("OBIANG", "Torres"), "5500555"


def files(folder: Path, count: int = 2) -> Path:
    folder.mkdir()
    for number, ds in enumerate(make_images(modality="CT", instances=count, rows=16, columns=16)):
        ds.PatientName, ds.PatientID = f"{NAMES[0]}^Real", IDENTIFIER
        ds.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return folder


def kinds(folder: Path) -> dict[str, int]:
    run = load(folder)
    found = [exchange.kind for scenario in run.scenarios for exchange in scenario.exchanges]
    return {kind: found.count(kind) for kind in found}


def nobody_in(folder: Path) -> bool:
    """Whether nothing of who was recorded stands in any file, however it is written."""
    content = b"\n".join(written(folder).values())
    return not any(each in content for text in (*NAMES, IDENTIFIER) for each in encodings(text))


def test_a_relay_between_two_of_our_own_roles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    images = files(tmp_path / "images")
    with hospital("55") as made:
        ris, pacs = made.wiring.hl7("ris"), made.wiring.dicom("pacs")
        assert ris is not None
        assert pacs is not None
        site = tmp_path / "site.toml"
        site.write_text(
            'schema = 1\nname = "HGM"\n'
            f'[roles.ris]\nhl7 = {{ host = "127.0.0.1", port = {ris.port}, application = "RIS", facility = "HGM" }}\n'
            f'[roles.pacs]\ndimse = {{ host = "127.0.0.1", port = {pacs.port}, ae_title = "{pacs.ae_title}" }}\n'
        )

        def traffic(seconds: float | None) -> None:
            to_ris, to_pacs = map(int, re.findall(r"127\.0\.0\.1:(\d+) →", capsys.readouterr().err))
            made.his.know("ris", replace(ris, port=to_ris))
            made.his.send("A04", made.person("Ana Torres"), Visit())
            sent = StorageSender(replace(pacs, port=to_pacs), patients=None).send(find([images]))
            assert [one.state for one in sent] == ["stored", "stored"]

        monkeypatch.setattr(recording, "_wait", traffic)
        out = tmp_path / "capture"
        asked = ["record", "--site", str(site), "--relay", "0=ris.hl7@his", "--relay", "0=pacs.dimse@CT_1"]
        assert main([*asked, "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["not_kept"] == {}
    found = kinds(out)
    assert found["C-STORE-RQ"] == found["C-STORE-RSP"] == 2
    assert {kind for kind in found if kind.startswith(("ADT", "ACK"))} == {"ADT^A04", "ACK^A04"}
    assert verify(out) == []
    assert nobody_in(out)
    assert not nobody_in(images)  # where they are, they are seen


@contextlib.contextmanager
def killed_at_the_end(process: subprocess.Popen[str]) -> Iterator[None]:
    """So that a test that fails does not wait for it."""
    try:
        yield
    finally:
        process.kill()


@pytest.mark.real
def test_storescu_to_orthanc_is_overheard_until_ctrl_c(tmp_path: Path) -> None:
    storescu, images = require("storescu", package="dcmtk"), files(tmp_path / "images", 3)
    with orthanc(tmp_path / "o", {}) as pacs:
        site = tmp_path / "site.toml"
        dimse = f'dimse = {{ host = "127.0.0.1", port = {pacs.port}, ae_title = "ORTHANC" }}'
        site.write_text(f'schema = 1\nname = "HGM"\n[roles.pacs]\n{dimse}\n')
        command = [sys.executable, "-m", "harness.cli", "record", "--site", site, "--relay", "0=pacs.dimse@CT_1"]
        with subprocess.Popen(
            [*map(str, command), "--out", str(tmp_path / "capture")], stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
        ) as recorder, killed_at_the_end(recorder):  # fmt: skip
            assert recorder.stderr is not None
            port = recorder.stderr.readline().split(" ")[0].rpartition(":")[2]
            sending = [storescu, "-aec", "ORTHANC", "127.0.0.1", port, "+sd", str(images)]
            subprocess.run(sending, env=environment(), check=True)
            recorder.send_signal(signal.SIGINT)
            assert recorder.wait(20) == 0
    assert kinds(tmp_path / "capture") == {
        "A-ASSOCIATE-RQ": 1, "A-ASSOCIATE-AC": 1, "C-STORE-RQ": 3, "C-STORE-RSP": 3
    }  # fmt: skip
    assert verify(tmp_path / "capture") == []
    assert nobody_in(tmp_path / "capture")
