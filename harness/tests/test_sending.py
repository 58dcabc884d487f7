"""``interop send`` and ``interop sink`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import main
from simulators.storage_sink import StorageSink
from simulators.tests.storage_talk import written


def test_files_are_sent_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, 3)
    with StorageSink() as sink:
        assert main(["send", str(tmp_path), "--to", f"127.0.0.1:{sink.port}/INTEROP", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"stored": 3}
    assert sink.counts == {"stored": 3}


def test_a_real_patient_is_refused_unless_the_archive_is_private(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, 1, patient="0047110")
    with StorageSink() as sink:
        to = ["send", str(tmp_path), "--to", f"127.0.0.1:{sink.port}/INTEROP"]
        assert main(to) == 2
        assert not sink.counts
        assert "not a test patient" in capsys.readouterr().err
        assert main([*to, "--any-patient"]) == 0


def test_where_to_has_to_be_said(tmp_path: Path) -> None:
    written(tmp_path, 1)
    for to in ("here", "127.0.0.1/PACS", "127.0.0.1:0/PACS", "127.0.0.1:104/"):
        assert main(["send", str(tmp_path), "--to", to]) == 2
    assert main(["send", str(tmp_path), "--site", "simulated"]) == 2
    assert main(["send", str(tmp_path), "--site", "orthanc", "--role", "nobody"]) == 2


def test_nobody_listens_and_nothing_to_send(tmp_path: Path) -> None:
    with StorageSink() as sink:
        pass
    to = ["--to", f"127.0.0.1:{sink.port}/INTEROP"]
    assert main(["send", str(tmp_path), *to]) == 3
    written(tmp_path, 1)
    assert main(["send", str(tmp_path), *to]) == 3
