"""``interop send`` and ``interop sink`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import main
from harness.cli.tls_options import NAMES, tls_of
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


def test_files_travel_under_tls_to_who_is_believed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, made = tmp_path / "files", tmp_path / "certs"
    files.mkdir()
    written(files, 1)
    assert main(["certs", str(made)]) == 0
    assert f"interop sink --certs {made.as_posix()}" in capsys.readouterr().out
    server = tls_of("server", dict.fromkeys(NAMES) | {"certs": made})
    with StorageSink(tls=server) as sink:
        to = ["send", str(files), "--to", f"127.0.0.1:{sink.port}/INTEROP"]
        by_hand = ["--trust", str(made / "ca.pem"), "--certificate", str(made / "client.pem")]
        key = ["--key", str(made / "client.key")]
        assert main([*to, "--certs", str(made)]) == 0
        assert main([*to, *by_hand, *key]) == 0
        assert sink.counts["stored"] == 2
        for wrong in ([], ["--trust", str(made / "unknown-ca.pem")], ["--certs", str(made), "--server-name", "other"]):
            assert main([*to, *wrong]) == 3, wrong
        assert sink.counts["stored"] == 2
    for wrong in (["--certs", str(files)], ["--key", str(made / "client.key")]):
        assert main([*to, *wrong]) == 2
    assert main(["send", str(files), "--site", "orthanc", "--certs", str(made)]) == 2


@pytest.mark.parametrize("title", ["", "   ", "SEVENTEEN_LETTERS", "WITH\\BACKSLASH", "WITH\nLINE", "ESTACIÓN"])
@pytest.mark.parametrize(
    "command",
    [
        ["send", "{}", "--to", "127.0.0.1:{port}/INTEROP", "--aet", "{title}"],
        ["send", "{}", "--to", "127.0.0.1:{port}/{title}"],
        ["sink", "--aet", "{title}"],
        ["migrate", "plan", "old", "--from", "127.0.0.1:{port}/INTEROP", "--aet", "{title}", "--out", "{}"],
        ["migrate", "inventory", "old", "--from", "127.0.0.1:{port}/{title}", "--out", "{}"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_what_is_no_ae_title_is_a_wrong_use_and_nothing_is_sent(
    command: list[str], title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, 1)
    with StorageSink() as sink:
        assert main([one.format(tmp_path, title=title, port=sink.port) for one in command]) == 2
        assert not sink.counts
    assert "an AE title has 1 to 16 printable ASCII characters" in capsys.readouterr().err


def test_blanks_around_a_title_mean_nothing(tmp_path: Path) -> None:
    written(tmp_path, 1)
    with StorageSink("SIXTEEN_LETTERS_") as sink:
        to = ["send", str(tmp_path), "--to", f"127.0.0.1:{sink.port}/ SIXTEEN_LETTERS_ ", "--aet", " CT_1 "]
        assert main(to) == 0
