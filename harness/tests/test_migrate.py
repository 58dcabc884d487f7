"""Planted migration faults are found, each under its name and alone; an unaltered copy gives no finding."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import JPEGBaseline8Bit, RLELossless

from harness.cli import main
from harness.migrate.folder import inventory
from harness.migrate.verify import read_policy, verify
from simulators.images import make_images
from simulators.tests.dimse_talk import instance
from simulators.wire.errors import ConfigError

Fault = Callable[[Path], object]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive: images native and compressed, a presentation state, a structured report, key objects."""
    folder = tmp_path_factory.mktemp("migration") / "old"
    folder.mkdir()
    images = make_images(modality="CT", instances=2, patient=None, study_instance_uid="2.25.77")
    images += make_images(modality="US", instances=1, rle=True, study_instance_uid="2.25.77")
    for kind in ("SR", "KO", "PR"):
        images += make_images(modality=kind, instances=1, references=images[:1], study_instance_uid="2.25.77")
    for number, ds in enumerate(images):
        ds.PatientID, ds.IssuerOfPatientID, ds.InstitutionName = "ZZ9001", "HGM", "Old house"
        ds.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return folder


def changed(number: int, change: Callable[[Dataset], object]) -> Fault:
    def fault(folder: Path) -> None:
        path = folder / f"{number}.dcm"
        ds = dcmread(path)
        change(ds)
        ds.save_as(path)

    return fault


def set_to(keyword: str, value: Any, number: int = 0) -> Fault:
    return changed(number, lambda ds: setattr(ds, keyword, value))


def gone(keyword: str, number: int = 0) -> Fault:
    return changed(number, lambda ds: delattr(ds, keyword))


def truncated(folder: Path) -> None:
    path = folder / "0.dcm"
    path.write_bytes(path.read_bytes()[:-400])


def inverted(ds: Dataset) -> None:
    ds.PixelData = bytes(255 - one for one in ds.PixelData)


def one_bit(ds: Dataset) -> None:
    ds.PixelData = bytes([ds.PixelData[0] ^ 1]) + ds.PixelData[1:]


def recompressed_wrongly(ds: Dataset) -> None:
    one_bit(ds)
    ds.compress(RLELossless, generate_instance_uid=False)


def foreign(folder: Path) -> None:
    instance().save_as(folder / "extra.dcm", enforce_file_format=True)


def lossy(ds: Dataset) -> None:
    ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit


def first_item(ds: Dataset) -> None:
    ds.ContentSequence[0].ValueType = "NUM"


FAULTS: dict[str, tuple[str, Fault]] = {
    "image lost": ("missing", lambda folder: (folder / "0.dcm").unlink()),
    "presentation state lost": ("missing", lambda folder: (folder / "5.dcm").unlink()),
    "structured report lost": ("missing", lambda folder: (folder / "3.dcm").unlink()),
    "key objects lost": ("missing", lambda folder: (folder / "4.dcm").unlink()),
    "image of nobody's": ("extra", foreign),
    "image twice": ("duplicated", lambda folder: shutil.copy(folder / "0.dcm", folder / "again.dcm")),
    "new instance UID": ("missing", set_to("SOPInstanceUID", "2.25.5")),
    "another patient": ("moved", set_to("PatientID", "ZZ9002")),
    "another issuer": ("moved", set_to("IssuerOfPatientID", "OTHER")),
    "another study": ("moved", set_to("StudyInstanceUID", "2.25.78")),
    "another series": ("moved", set_to("SeriesInstanceUID", "2.25.79")),
    "file cut short": ("unreadable new", truncated),
    "no DICOM file": ("unreadable new", lambda folder: (folder / "0.dcm").write_bytes(b"<html>404</html>" * 20)),
    "empty file": ("unreadable new", lambda folder: (folder / "0.dcm").write_bytes(b"")),
    "one bit of one pixel": ("pixels", changed(0, one_bit)),
    "pixels inverted": ("pixels", changed(0, inverted)),
    "compressed anew with a bit lost": ("pixels", changed(0, recompressed_wrongly)),
    "lossy compression": ("pixels", changed(2, lossy)),
    "institution emptied": ("attribute removed", set_to("InstitutionName", "", 3)),
    "private element lost": ("attribute removed", changed(0, lambda ds: ds.__delitem__((0x0051, 0x1001)))),
    "description rewritten": ("attribute changed", set_to("SeriesDescription", "RESTORED")),
    "date shifted": ("attribute changed", set_to("StudyDate", "19990101")),
    "slope changed": ("attribute changed", set_to("RescaleSlope", "2")),
    "laterality added": ("attribute added", set_to("ImageLaterality", "L")),
    "content of a report changed": ("attribute changed", changed(3, first_item)),
}


def compared(old: Path, new: Path, work: Path, policy: dict[str, str] | None = None) -> dict[str, Any]:
    manifest = old.parent / "old.duckdb"  # of the old archive one for all tests: nothing changes there
    inventory(old, manifest)
    inventory(new, work / "new.duckdb")
    return verify(manifest, work / "new.duckdb", policy or {})


@pytest.fixture
def new(old: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(old, tmp_path / "new"))


def test_an_unaltered_copy_has_no_finding(old: Path, new: Path, tmp_path: Path) -> None:
    found = compared(old, new, tmp_path)
    assert found["findings"] == []
    assert found["counts"]["old"] == found["counts"]["new"]
    assert found["counts"]["new"]["instances"] == 6


def test_lossless_compression_is_no_finding(old: Path, new: Path, tmp_path: Path) -> None:
    changed(0, lambda ds: ds.compress(RLELossless, generate_instance_uid=False))(new)
    changed(2, lambda ds: ds.decompress(generate_instance_uid=False))(new)
    assert compared(old, new, tmp_path)["findings"] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_no_other_object_is_accused(
    name: str, old: Path, new: Path, tmp_path: Path
) -> None:
    kind, fault = FAULTS[name]
    fault(new)
    findings = compared(old, new, tmp_path)["findings"]
    assert kind in {one["kind"] for one in findings}
    assert len({one["sop"] for one in findings if one["sop"] and one["kind"] != "extra"}) <= 1


def test_accepted_changes_are_no_findings_and_need_an_owner(old: Path, new: Path, tmp_path: Path) -> None:
    set_to("InstitutionName", "New house")(new)
    entry = '[[accepted]]\ntag = "(0008,0080)"\nrule = "any"\nreason = "renamed"\n'
    (tmp_path / "policy.toml").write_text(entry)
    with pytest.raises(ConfigError, match="policy"):
        read_policy(tmp_path / "policy.toml")
    (tmp_path / "policy.toml").write_text(entry + 'owner = "Ana"\n')
    assert compared(old, new, tmp_path)["findings"]
    assert compared(old, new, tmp_path, read_policy(tmp_path / "policy.toml"))["findings"] == []


def test_a_second_inventory_reads_only_what_changed(old: Path, new: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "m.duckdb"
    assert inventory(new, manifest) == 6
    assert inventory(new, manifest) == 0
    set_to("InstitutionName", "New house")(new)
    (new / "1.dcm").unlink()
    assert inventory(new, manifest) == 1
    with duckdb.connect(str(manifest), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM instance").fetchone() == (5,)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folders from the others by itself")
def test_only_their_owner_reads_the_manifests(old: Path, tmp_path: Path) -> None:
    inventory(old, tmp_path / "kept" / "old.duckdb")
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_killed_it_goes_on_where_it_was(old: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(30):
        shutil.copy(old / f"{number % 6}.dcm", many / f"{number:03d}.dcm")
    script = (
        "import os, pathlib, sys; from harness.migrate import folder as migrate; migrate.BATCH = 10; "
        "migrate.inventory(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "
        "progress=lambda n: n >= 20 and os.kill(os.getpid(), 9))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(many), str(tmp_path / "killed.duckdb")],
        env={**os.environ, "PYTHONPATH": str(root)}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == -9
    assert inventory(many, tmp_path / "killed.duckdb") == 10
    inventory(many, tmp_path / "whole.duckdb")
    rows = []
    for name in ("killed", "whole"):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb"), read_only=True) as db:
            rows.append(db.execute("SELECT * FROM instance ORDER BY place").fetchall())
    assert rows[0] == rows[1]


def test_the_command_writes_a_report_without_the_patients_values(old: Path, new: Path, tmp_path: Path) -> None:
    set_to("PatientName", "Secreto^Uno")(new)
    out = ["--out", str(tmp_path / "out")]
    assert main(["migrate", "inventory", "old", str(old), *out]) == 0
    assert main(["migrate", "inventory", "new", str(new), *out]) == 0
    assert main(["migrate", "verify", *out]) == 1
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("migration.*")}
    assert sorted(written) == ["migration.html", "migration.json", "migration.pdf"]
    assert not any(b"Secreto" in content for content in written.values())
    whats = [one["what"] for one in json.loads(written["migration.json"])["findings"]]
    assert whats == ["(0010,0010) PatientName"]
