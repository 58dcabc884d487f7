"""Whatever is changed in a run folder, verify names the file."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.record import load
from harness.record_writer import RecordWriter, summary_of, write_json, write_manifest
from harness.verify import verify
from simulators.wire.errors import ConfigError

EXCHANGE = b"MSH|^~\\&|EMR|HGM|RIS|HGM|20261124||ADT^A01|1|T|2.5.1\rPID|||ZZ91\r"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "run"
    (folder / "exchanges" / "TC-1").mkdir(parents=True)
    (folder / "exchanges" / "TC-1" / "0001.hl7").write_bytes(EXCHANGE)
    writer = RecordWriter(folder)
    writer.append("run-started", run_id="r1", version="0", schema=1, site={"name": "Peña"}, planned=[])
    writer.append("scenario-started", id="TC-1", feature="f", name="n")
    writer.append("exchange", id="TC-1", number=1, sender="his", receiver="ris", protocol="HL7", kind="ADT^A01",
                  file="exchanges/TC-1/0001.hl7", sha256=hashlib.sha256(EXCHANGE).hexdigest())  # fmt: skip
    writer.append("scenario-ended", id="TC-1", verdict="PASS")
    writer.append("run-ended", exit_code=0)
    writer.close()
    loaded = load(folder)
    write_json(folder / "summary.json", summary_of(loaded))
    write_manifest(folder, loaded.run_id, loaded.chain)
    return folder


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_unaltered(run: Path) -> None:
    assert verify(run) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_is_named(run: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    copy = tmp_path_factory.mktemp("flip") / "run"
    shutil.copytree(run, copy)
    path = data.draw(st.sampled_from(files(copy)))
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    try:
        named = {alteration.path for alteration in verify(copy)}
    finally:
        shutil.rmtree(copy.parent)
    assert path.relative_to(copy).as_posix() in named


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_lines_lost_moved_or_doubled_are_named(
    run: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    copy = tmp_path_factory.mktemp("lines") / "run"
    shutil.copytree(run, copy)
    lines = (copy / "record.jsonl").read_bytes().splitlines(keepends=True)
    changed = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=len(lines) + 1))
    (copy / "record.jsonl").write_bytes(b"".join(changed))
    try:
        named = [alteration.path for alteration in verify(copy)]
    finally:
        shutil.rmtree(copy.parent)
    assert changed == lines or "record.jsonl" in named


@pytest.mark.parametrize("name", ["exchanges/TC-1/0001.hl7", "summary.json", "manifest.json"])
def test_a_missing_file_is_named(run: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run" / name).unlink()
    assert name in {alteration.path for alteration in verify(tmp_path / "run")}


def test_an_added_file_and_a_path_outside_are_named(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(run, copy)
    (copy / "exchanges" / "extra.hl7").write_bytes(b"x")
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["files"].append({"path": "../outside", "size": 0, "sha256": ""})
    write_json(copy / "manifest.json", manifest)
    said = [str(alteration) for alteration in verify(copy)]
    assert any("extra.hl7: was added" in text for text in said)
    assert any("outside the run" in text for text in said)


def test_an_exchange_changed_together_with_the_manifest_is_named(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(run, copy)
    (copy / "exchanges/TC-1/0001.hl7").write_bytes(EXCHANGE.replace(b"ZZ91", b"ZZ92"))
    loaded = load(copy)
    write_manifest(copy, loaded.run_id, loaded.chain)
    assert [alteration.path for alteration in verify(copy)] == ["exchanges/TC-1/0001.hl7"]


def test_no_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        verify(tmp_path)
