"""A migration where this machine, a file name or an archive's answer is not as it should be: said, and whose fault."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydicom.encaps import encapsulate

from harness.migrate.archive import Archive, Job, Study
from harness.migrate.find import Finder
from harness.migrate.folder import inventory
from harness.migrate.manifest import export, imported, insert, opened
from harness.migrate.network import Inventory, Scope
from harness.migrate.reading import Row, row_of
from harness.migrate.retrieve import Mover, retrieve
from harness.migrate.verify import _pixels, verify
from harness.migrate.web import WebFinder
from harness.tests.migrate_peer import ScriptedArchive, instances, taken, written
from simulators.addresses import DicomAddress
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime
from simulators.storage_sender import StorageSender
from simulators.storage_sink import _Incoming
from simulators.wire import store_command

# --- folders


def test_what_cannot_be_looked_into_is_told_and_nothing_in_it_is_called_missing_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = written(instances(1), tmp_path / "files")
    written(instances(2), files / "closed")
    written(instances(3), tmp_path / "elsewhere")
    (files / "linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    listed = os.scandir

    def refusing(place: Any) -> Any:
        if Path(place) == files / "closed":
            raise PermissionError(errno.EACCES, "Permission denied", str(place))
        return listed(place)

    old, new = tmp_path / "out" / "old.duckdb", tmp_path / "out" / "new.duckdb"
    inventory(files, old)
    with monkeypatch.context() as patched:
        patched.setattr("os.scandir", refusing)
        inventory(files, new)
    found = verify(old, new, {})
    told = [one["what"] for one in found["findings"] if one["kind"] == "unreadable new"]
    assert told == [
        "closed: it cannot be listed: Permission denied",
        "linked: a link to a folder, which is not followed: take the inventory of the folder that holds the files",
    ]
    assert found["totals"]["missing"] == 2
    inventory(files, new)  # once it can be listed nothing of that is left
    assert verify(old, new, {})["totals"] == {"unreadable new": 1, "unreadable old": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="only there a file name may be any bytes")
def test_a_file_name_that_is_no_utf_8_is_read_like_any_other(tmp_path: Path) -> None:
    files = written(instances(1), tmp_path / "files")
    first = sorted(files.iterdir())[0]
    first.rename(os.fsdecode(os.fsencode(files) + b"/caf\xe9.dcm"))
    assert inventory(files, tmp_path / "out" / "new.duckdb") == 2
    assert inventory(files, tmp_path / "out" / "new.duckdb") == 0  # and known again


def test_the_manifests_folder_inside_the_archive_is_left_out_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = written(instances(1), tmp_path / "files")
    monkeypatch.chdir(files)
    assert inventory(files, Path("out") / "new.duckdb") == 2
    assert inventory(files, Path("out") / "new.duckdb") == 0


def killed(path: Path) -> None:
    """Leave what a killed inventory leaves: rows that are in the log only."""
    with duckdb.connect(str(path)) as db:
        db.execute("PRAGMA disable_checkpoint_on_shutdown")
        db.execute("CREATE TABLE IF NOT EXISTS instance (place VARCHAR)")
        db.execute("INSERT INTO instance (place) VALUES ('of the killed one')")
    assert path.with_name(path.name + ".wal").exists()


@pytest.mark.parametrize("name", ["old.duckdb", "old.duckdb.new"])
def test_an_import_is_not_mixed_with_what_a_killed_one_left(name: str, tmp_path: Path) -> None:
    files = written(instances(1), tmp_path / "files")
    inventory(files, tmp_path / "out" / "old.duckdb")
    export(tmp_path / "out" / "old.duckdb", tmp_path / "parquet")
    killed(tmp_path / "out" / name)
    imported(tmp_path / "parquet", tmp_path / "out" / "old.duckdb")
    with duckdb.connect(str(tmp_path / "out" / "old.duckdb")) as db:
        assert db.execute("SELECT count(*) FROM instance").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM instance WHERE place = 'of the killed one'").fetchone() == (0,)


@pytest.mark.parametrize("frames", ["-1", "0"])
def test_pixels_of_no_frames_are_compared_all_the_same(frames: str, tmp_path: Path) -> None:
    rows = []
    for number in range(2):
        (ds,) = instances(1, 1)
        ds.NumberOfFrames = frames
        ds.PixelData = bytes([number]) * len(ds.PixelData)
        ds.save_as(path := tmp_path / f"{number}.dcm", enforce_file_format=True)
        rows.append(row_of(path.read_bytes(), path.name))
    assert rows[0].raw != rows[1].raw


# --- what archives answer


def test_half_a_character_in_json_is_kept_as_what_it_is(tmp_path: Path) -> None:
    class Half(WebFinder):
        def _page(self, path: str) -> list[dict[str, Any]]:
            return (
                [] if "offset=1" in path else [{"0020000D": {"Value": ["2.25.1"]}, "00100020": {"Value": ["\ud800"]}}]
            )

    (study,) = Half(Archive(None, url="http://127.0.0.1:1", by="web")).studies()
    assert study.patient == "\\ud800"
    with opened(tmp_path / "new.duckdb") as db:
        insert(db, [(Row(study=study.uid, patient=study.patient, sop="2.25.2"), 0)])


def test_a_listed_sop_class_that_is_none_does_not_keep_the_study_from_being_read() -> None:
    archive = ScriptedArchive(instances(1))
    classes = {ds.SOPInstanceUID: (ds.SeriesInstanceUID, str(ds.SOPClassUID)) for ds in archive.found}
    with archive.open() as peer:
        job = Job(Archive(peer, answer_s=5), Study("2.25.771"), {**classes, "2.25.5": ("", "x" * 70000)}, "")
        outcome = retrieve(job)
    assert sum(bool(row.head) for row in outcome.rows) == 2
    assert outcome.complete


def test_studies_without_a_time_of_a_full_day_are_told(tmp_path: Path) -> None:
    before = [instances(n, 1, date=f"{n}0101")[0] for n in (2017, 2018, 2019)]  # the first three of all
    found = [instances(n, 1, date="20200101", time="" if n == 0 else f"{n:02}0000")[0] for n in range(5)]
    archive = ScriptedArchive([*before, *found], most=3)
    with archive.open() as peer:
        finder = Finder(Archive(peer, answer_s=5), 3)
        uids = {study.uid for study in finder.studies()}
        finder.close()
    assert uids == {f"2.25.77{n}" for n in (*range(5), 2017, 2018, 2019)}  # without time: one of the day's first three
    assert "2020-01-01 without Study Time" in finder.note


def test_the_troubles_of_a_study_go_with_it(tmp_path: Path) -> None:
    archive = ScriptedArchive([*instances(1), *instances(2)])
    archive.find = lambda level, query: 0xC000 if level == "SERIES" and query.StudyInstanceUID == "2.25.772" else 0
    with archive.open() as peer:
        assert taken(peer, tmp_path / "out" / "new.duckdb").troubles == 1
        archive.found = instances(1)
        assert taken(peer, tmp_path / "out" / "new.duckdb").troubles == 0


# --- whose fault


@contextmanager
def web(body: bytes) -> Iterator[Archive]:
    """An archive that answers every request with ``body`` as multipart."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", 'multipart/related; type="application/dicom"; boundary=b')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield Archive(None, url=f"http://127.0.0.1:{server.server_port}", by="web", answer_s=5)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


PART = b"--b\r\nContent-Type: application/dicom\r\n\r\nDICM\r\n"


@pytest.mark.parametrize(
    ("body", "whose", "what"),
    [
        (PART + b"--b--\r\n", "this machine", "No space left"),
        (b"--b\r\nno header at all\r\n\r\n", "archive", "multipart message that is none"),
        (PART, "archive", "before the last boundary"),
    ],
)
def test_the_fault_of_a_web_retrieval(body: bytes, whose: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if whose == "this machine":
        monkeypatch.setattr("simulators.storage_getter.Spooled.whole", full)
    with web(body) as archive:
        outcome = retrieve(Job(archive, Study("2.25.1"), {}, ""))
    assert [(one.whose, what in one.what) for one in outcome.troubles] == [(whose, True)]
    assert not outcome.complete


def test_a_full_disk_under_c_move_is_not_the_archives_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(self: _Incoming, _: memoryview) -> None:
        self._status = store_command.OUT_OF_RESOURCES
        self.discard()

    pacs = Pacs(Runtime(), PacsConfig(hl7_port=None))
    pacs.start()
    try:
        written(instances(1), tmp_path / "files")
        list(StorageSender(pacs.address, patients=None).send(sorted((tmp_path / "files").iterdir())))
        with Mover(Archive(pacs.address, by="move"), tmp_path / "probe") as mover:
            address = DicomAddress("127.0.0.1", mover.port, "INTEROP")
        pacs.know("interop", address)
        monkeypatch.setattr(_Incoming, "_put", put)
        archive = Archive(pacs.address, by="move", listen=("127.0.0.1", address.port))
        Inventory(archive, tmp_path / "out" / "new.duckdb", Scope(sample=None, workers=1)).execute()
    finally:
        pacs.stop()
    with opened(tmp_path / "out" / "new.duckdb") as db:
        ((kind, whose, what),) = db.execute("SELECT kind, whose, what FROM trouble").fetchall()
    assert (kind, whose) == ("unreadable", "this machine")
    assert "disk" in what


# --- pixels


def row_with(tmp_path: Path, pixels: bytes, syntax: str = "") -> Row:
    (ds,) = instances(1, 1)
    if syntax:
        ds.file_meta.TransferSyntaxUID = syntax
        ds["PixelData"].is_undefined_length = True
    ds.PixelData = pixels or ds.PixelData[: len(ds.PixelData) // 4 * 2]
    ds.save_as(tmp_path / "one.dcm", enforce_file_format=True)
    return row_of((tmp_path / "one.dcm").read_bytes(), "one.dcm")


def test_pixels_that_are_too_short_are_a_problem_also_where_both_archives_have_them_so(tmp_path: Path) -> None:
    assert "bytes of pixels" in row_with(tmp_path, b"").problem


def test_an_offset_table_that_an_archive_leaves_out_changes_no_digest(tmp_path: Path) -> None:
    """PS3.5 A.4: it may be empty."""
    frame = b"\xff\xd8" + bytes(100)
    with_table, without = (
        row_with(tmp_path, encapsulate([frame], has_bot=told), "1.2.840.10008.1.2.4.50") for told in (True, False)
    )
    assert with_table.raw == without.raw != ""


def test_pixels_encoded_anew_in_the_same_syntax_are_told() -> None:
    before = {"syntax": "1.2.840.10008.1.2.5", "problem": "", "decoded": "a", "raw": "b"}
    assert [what for _, what in _pixels(before, {**before, "raw": "c"})] == [
        "encoded anew in the same transfer syntax; equal after decoding"
    ]
    assert list(_pixels(before, before)) == []
