"""Archives on the network: everything is found whatever the archive's habits, and each of its faults is told as its."""

from __future__ import annotations

import copy
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydicom import Dataset

from harness.migrate import web
from harness.migrate.archive import Archive, Study
from harness.migrate.find import Finder
from harness.migrate.folder import inventory
from harness.migrate.network import Inventory, Scope
from harness.migrate.retrieve import Mover
from harness.migrate.verify import verify
from harness.migrate.web import Web, WebFinder
from harness.tests.migrate_peer import ScriptedArchive, instances, taken, written
from simulators.addresses import DicomAddress
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime
from simulators.storage_sender import StorageSender
from simulators.wire.errors import ConfigError, InteropError, NoAnswer, PeerViolation, Refused, Unreachable


def three() -> list[Dataset]:
    return instances(1) + instances(2, 3, date="20210101") + instances(3, 1, date="")


def kinds(found: dict[str, Any]) -> set[str]:
    return {one["kind"] for one in found["findings"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The manifest of the three studies as a folder."""
    written(three(), tmp_path / "files")
    inventory(tmp_path / "files", tmp_path / "old.duckdb")
    return tmp_path / "old.duckdb"


def against_folder(folder: Path, archive: ScriptedArchive, **options: Any) -> dict[str, Any]:
    with archive.open() as peer:
        taken(peer, folder.with_name("new.duckdb"), **options)
    return verify(folder, folder.with_name("new.duckdb"), {})


# --- nothing is overlooked


def test_an_equal_archive_has_no_finding_in_full_and_by_identifiers(folder: Path) -> None:
    archive = ScriptedArchive(three())
    by_identifiers = against_folder(folder, archive, sample=0)
    assert (by_identifiers["findings"], by_identifiers["compared"]) == ([], {"in full": 0, "by identifiers": 6})
    assert archive.retrieved == []
    in_full = against_folder(folder, archive)
    assert (in_full["findings"], in_full["compared"]) == ([], {"in full": 6, "by identifiers": 0})
    assert in_full["counts"]["new"] == in_full["counts"]["old"]


@pytest.mark.parametrize("by", ["get", "web", "move"])
def test_the_same_archive_by_each_way(by: Any, folder: Path, tmp_path: Path) -> None:
    runtime = Runtime()
    pacs = Pacs(runtime, PacsConfig(hl7_port=None, web_port=0))
    pacs.start()
    try:
        sent = StorageSender(pacs.address, patients=None).send(sorted(map(str, (tmp_path / "files").iterdir())))
        assert {one.state for one in sent} == {"stored"}
        assert pacs.web_address is not None
        archive = Archive(None if by == "web" else pacs.address, url=pacs.web_address.url, by=by)
        taking = Inventory(archive, tmp_path / "new.duckdb", Scope(sample=None, workers=1))
        if by == "move":  # its destination has to be known before
            with Mover(archive, tmp_path / "probe") as mover:
                address = DicomAddress("127.0.0.1", mover.port, "INTEROP")
            pacs.know("interop", address)
            taking.archive = Archive(pacs.address, by=by, listen=("127.0.0.1", address.port))
        assert taking.execute().troubles == 0
    finally:
        pacs.stop()
    found = verify(folder, tmp_path / "new.duckdb", {})
    assert (found["findings"], found["compared"]["in full"]) == ([], 6)
    left = [path for path in (tmp_path / "spool").rglob("*") if path.is_file()]
    assert left == []  # no instance stays on this machine


def test_windows_are_halved_until_no_answer_is_cut() -> None:
    many = [instances(n, 1, date=f"20{n:02}0101")[0] for n in range(40)]
    many += [instances(100 + n, 1, date="20150505", time=f"{n:02}1500")[0] for n in range(20)]
    archive = ScriptedArchive(many, most=6)
    with archive.open() as peer:
        finder = Finder(Archive(peer), limit=6)
        found = {study.uid for study in finder.studies()}
        finder.close()
    assert found == {ds.StudyInstanceUID for ds in many}
    assert finder.troubles == []
    assert "without Study Date" in finder.note


def test_more_studies_in_one_minute_than_one_answer_holds_is_told() -> None:
    archive = ScriptedArchive([instances(n, 1)[0] for n in range(9)], most=6)
    with archive.open() as peer:
        finder = Finder(Archive(peer), limit=6)
        assert len({study.uid for study in finder.studies()}) == 6
        finder.close()
    assert [(one.kind, one.whose) for one in finder.troubles] == [("cut", "archive")]


def test_an_archive_that_does_not_look_at_dates_is_told() -> None:
    archive = ScriptedArchive([instances(n, 1)[0] for n in range(9)], most=6, ranges=False)
    with archive.open() as peer:
        finder = Finder(Archive(peer), limit=6)
        with pytest.raises(PeerViolation, match="outside the dates"):
            list(finder.studies())
        finder.close()


def test_patient_root_where_study_root_is_not_offered(folder: Path) -> None:
    archive = ScriptedArchive(three(), roots=("patient",))
    assert against_folder(folder, archive, sample=0)["findings"] == []
    assert "PATIENT" in archive.asked


def test_patients_are_asked_for_letter_by_letter() -> None:
    many = [instances(n, 1)[0] for n in range(30)]
    archive = ScriptedArchive(many, most=6, roots=("patient",))
    with archive.open() as peer:
        finder = Finder(Archive(peer), limit=6)
        assert {study.uid for study in finder.studies()} == {ds.StudyInstanceUID for ds in many}
        finder.close()


# --- whose fault


def other_patient(study: str, found: list[Dataset]) -> list[Dataset]:
    wrong = copy.deepcopy(found)
    for ds in wrong:
        ds.PatientID = "ZZ9OTHER"
    return wrong


def other_study(study: str, found: list[Dataset]) -> list[Dataset]:
    wrong = copy.deepcopy(found)
    wrong[0].StudyInstanceUID = "2.25.5"
    return wrong


def status(level: str, code: int) -> Callable[[str, Dataset], int]:
    return lambda asked, query: code if asked == level and query.get("StudyInstanceUID") == "2.25.772" else 0


FAULTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "another patient": ({"get": other_patient}, {"wrong object new": "another patient", "moved": "another patient"}),
    "another study": (
        {"get": other_study},
        {"wrong object new": "another study", "unreadable new": "listed, not sent"},
    ),
    "an instance less": ({"get": lambda study, found: found[1:]}, {"unreadable new": "listed, not sent"}),
    "refused": ({"get": lambda study, found: 0xA701}, {"refused new": "A701", "unreadable new": "A701"}),
    "query refused": ({"find": status("SERIES", 0xC001)}, {"refused new": "C001H"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_archive_is_told_as_its_and_the_rest_is_compared(name: str, folder: Path) -> None:
    options, expected = FAULTS[name]
    found = against_folder(folder, ScriptedArchive(three(), **options))
    told = {one["kind"]: one["what"] for one in found["findings"]}
    for kind, what in expected.items():
        assert what in told[kind]
        if kind.startswith(("refused", "wrong")):
            assert told[kind].startswith("fault of the new archive")
    assert "missing" not in told
    assert not found["passed"]


def test_fewer_listed_than_it_says_is_told(folder: Path) -> None:
    class Miscounting(ScriptedArchive):
        def _answer(self, ds: Dataset, query: Dataset) -> Dataset:
            answer = super()._answer(ds, query)
            if "NumberOfStudyRelatedInstances" in answer:
                answer.NumberOfStudyRelatedInstances += 7
            return answer

    found = against_folder(folder, Miscounting(three()), sample=0)
    assert found["totals"] == {"count new": 3}
    assert "it says 8 instances, and lists 1" in {one["what"].partition(": ")[2] for one in found["findings"]}


def test_faults_of_the_migration_are_found_by_identifiers_alone(folder: Path) -> None:
    new = three()
    del new[0]
    new[-1].PatientID = "ZZ9MOVED"
    found = against_folder(folder, ScriptedArchive([*new, *instances(4, 1)]), sample=0)
    assert found["totals"] == {"missing": 1, "moved": 1, "extra": 1}


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    with ScriptedArchive([]).open() as peer:
        pass
    with pytest.raises(Unreachable):
        taken(peer, tmp_path / "new.duckdb")


def test_no_c_get_is_said_before_every_study_has_failed(tmp_path: Path) -> None:
    archive = ScriptedArchive([instances(n, 1)[0] for n in range(12)], offers_get=False)
    with archive.open() as peer, pytest.raises(ConfigError, match="does not offer C-GET"):
        taken(peer, tmp_path / "new.duckdb")


# --- a second pass


def test_a_second_pass_asks_only_for_what_is_new_or_changed_in_count(tmp_path: Path) -> None:
    archive = ScriptedArchive(three())
    with archive.open() as peer:
        assert taken(peer, tmp_path / "new.duckdb").instances == 6
        archive.asked.clear(), archive.retrieved.clear()
        assert taken(peer, tmp_path / "new.duckdb").listed == 0
        assert (archive.asked, archive.retrieved) == (["STUDY"], [])
        archive.found += instances(4, 1)
        archive.found = [ds for ds in archive.found if ds.SOPInstanceUID not in ("2.25.992.0", "2.25.993.0")]
        read = taken(peer, tmp_path / "new.duckdb")
    assert (read.listed, sorted(archive.retrieved)) == (2, ["2.25.772", "2.25.774"])
    with duckdb.connect(str(tmp_path / "new.duckdb"), read_only=True) as db:
        rows = db.execute("SELECT sop FROM instance ORDER BY sop").fetchall()
    assert [sop for (sop,) in rows] == sorted(ds.SOPInstanceUID for ds in archive.found)


def test_without_counts_it_is_listed_again_and_retrieved_only_where_that_differs(tmp_path: Path) -> None:
    archive = ScriptedArchive(three(), counts=False)
    with archive.open() as peer:
        taken(peer, tmp_path / "new.duckdb")
        archive.retrieved.clear()
        assert taken(peer, tmp_path / "new.duckdb").listed == 3
        assert archive.retrieved == []


def test_what_failed_is_tried_again_and_its_fault_is_forgotten_once_it_works(folder: Path) -> None:
    archive = ScriptedArchive(three(), get=lambda study, found: 0xA701 if study == "2.25.772" else found)
    assert "refused new" in kinds(against_folder(folder, archive))
    archive.get = None
    archive.retrieved.clear()
    assert against_folder(folder, archive)["findings"] == []
    assert archive.retrieved == ["2.25.772"]


def test_an_archive_that_does_not_answer_about_a_study_loses_nothing_that_was_known(folder: Path) -> None:
    archive = ScriptedArchive(three(), counts=False)
    against_folder(folder, archive)
    archive.find = status("SERIES", 0xC001)
    assert against_folder(folder, archive)["totals"] == {"refused new": 1}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_killed_it_goes_on_where_it_was(tmp_path: Path) -> None:
    many = [ds for n in range(12) for ds in instances(n, 2)]
    script = (
        "import os, pathlib, sys; from harness.migrate.archive import Archive; from harness.migrate.network import *; "
        "from simulators.addresses import DicomAddress; "
        "said = lambda text: '5 of 12 studies read' in text and os.kill(os.getpid(), 9); "
        "Inventory(Archive(DicomAddress('127.0.0.1', int(sys.argv[1]), 'OLD')), pathlib.Path(sys.argv[2]), "
        "Scope(sample=None, workers=1), said=said).execute()"
    )
    archive = ScriptedArchive(many)
    with archive.open() as peer:
        done = subprocess.run(
            [sys.executable, "-c", script, str(peer.port), str(tmp_path / "killed.duckdb")],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == -9
        with pytest.raises(ConfigError, match="has not ended"):
            verify(tmp_path / "killed.duckdb", tmp_path / "killed.duckdb", {})
        before = len(archive.retrieved)
        taken(peer, tmp_path / "killed.duckdb")
        assert len(archive.retrieved) - before == 12 - 5
        taken(peer, tmp_path / "whole.duckdb")
    found = verify(tmp_path / "killed.duckdb", tmp_path / "whole.duckdb", {})
    assert (found["findings"], found["compared"]["in full"]) == ([], 24)


# --- the sample


def test_both_archives_show_the_same_seeded_sample(tmp_path: Path) -> None:
    old = ScriptedArchive([ds for n in range(10) for ds in instances(n, 1)])
    new = ScriptedArchive([ds for n in range(2, 13) for ds in instances(n, 1)])
    read: dict[int, set[str]] = {}
    for seed in (1, 2):
        for archive, name in ((old, "old"), (new, "new")):
            archive.retrieved.clear()
            with archive.open() as peer:
                scope = Scope(sample=4, seed=seed, workers=1)
                manifest = tmp_path / str(seed) / f"{name}.duckdb"
                sample_of = manifest.with_name("old.duckdb") if name == "new" else None
                Inventory(Archive(peer), manifest, scope, sample_of=sample_of).execute()
        there = {ds.StudyInstanceUID for ds in new.found}
        assert set(new.retrieved) == set(old.retrieved) & there
        assert len(old.retrieved) == 4
        read[seed] = set(old.retrieved)
    assert read[1] != read[2]


# --- DICOMweb


class Pages(WebFinder):
    """An archive that answers each page from a function."""

    def __init__(self, page: Callable[[int], list[Any]]) -> None:
        super().__init__(Archive(None, url="http://127.0.0.1:1", by="web"), limit=3)
        self._answer = page

    def _page(self, path: str) -> list[dict[str, Any]]:
        return self._answer(int(path.partition("offset=")[2].partition("&")[0]))


def match(number: int) -> dict[str, Any]:
    return {"0020000D": {"vr": "UI", "Value": [f"2.25.{number}"]}, "00201208": {"vr": "IS", "Value": [2]}}


def test_pages_are_followed_and_an_offset_that_is_ignored_is_told() -> None:
    whole = Pages(lambda offset: [match(n) for n in range(offset, min(offset + 2, 7))])  # its own limit is 2
    assert [study.uid for study in whole.studies()] == [f"2.25.{n}" for n in range(7)]
    assert whole.troubles == []
    stuck = Pages(lambda offset: [match(n) for n in range(3)])
    assert list(stuck.studies())[2] == Study("2.25.2", instances=2)
    assert [one.kind for one in stuck.troubles] == ["cut"]
    hostile = Pages(lambda offset: [] if offset else [{"0020000D": 7}, {"0020000D": {"Value": ["<script>"]}}])
    assert list(hostile.studies()) == []
    assert [one.kind for one in hostile.troubles] == ["wrong answer"]


def test_a_server_that_goes_on_and_on_is_at_fault_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_OF_ALL", 9000)
    monkeypatch.setattr(web, "MOST_OF_STUDY", 9000)
    monkeypatch.setattr(web, "MOST_AGAIN", 50)
    monkeypatch.setattr(web, "MOST_WRONG", 20)
    endless = Pages(lambda offset: [match(n) for n in range(offset, offset + 3)])
    with pytest.raises(PeerViolation, match="comes to no end of /studies: 1125 matches") as caught:
        list(endless.studies())
    assert "127.0.0.1:1" in str(caught.value)
    one_by_one = Pages(lambda offset: [match(0), match(1), match(offset)])
    with pytest.raises(PeerViolation, match="tells the same again, page after page"):
        list(one_by_one.studies())
    junk = Pages(lambda offset: [{"0020000D": {"Value": [f"not a UID {offset + n}"]}} for n in range(3)])
    with pytest.raises(PeerViolation, match="more than 20 matches that are none"):
        list(junk.studies())
    long = Pages(lambda offset: [{**match(offset + n), "00080020": {"Value": ["2" * 2000]}} for n in range(3)])
    with pytest.raises(PeerViolation, match="more than 20 matches that are none"):
        list(long.studies())


def test_series_of_a_study_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_OF_STUDY", 9000)

    class Deep(Pages):
        def _page(self, path: str) -> list[dict[str, Any]]:
            offset = int(path.partition("offset=")[2].partition("&")[0])
            if path.partition("?")[0].endswith("/series"):
                return [] if offset >= 300 else [{"0020000E": {"Value": [f"2.25.{offset + n}"]}} for n in range(3)]
            return [] if offset else [{"00080018": {"Value": [f"2.25.1.{path.split('/')[4]}.{n}"]}} for n in range(30)]

    with pytest.raises(PeerViolation, match=r"comes to no end of /studies/2\.25\.9"):
        Deep(lambda offset: []).images(Study("2.25.9"))


@pytest.mark.parametrize("chunked", [False, True])
def test_pages_come_on_one_connection(chunked: bool) -> None:
    connections = []

    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            connections.append(self.client_address)
            super().setup()

        def do_GET(self) -> None:
            offset = int(self.path.partition("offset=")[2].partition("&")[0])
            body = json.dumps([match(n) for n in range(offset, min(offset + 3, 9))]).encode()
            self.send_response(200)
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
                body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with closing(WebFinder(Archive(None, url=f"http://127.0.0.1:{server.server_address[1]}", by="web"), 3)) as web:
            assert len(list(web.studies())) == 9
        server.shutdown()
    assert len(connections) == 1


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dripping(Web):
        def get(self, path: str, accept: str) -> Any:
            return self

        def read1(self, size: int) -> bytes:
            return b"["

    monkeypatch.setattr(web, "Web", Dripping)
    clock = itertools.count()
    monkeypatch.setattr(web.time, "monotonic", lambda: next(clock))
    with pytest.raises(NoAnswer, match="did not answer whole within 5 s"):
        list(WebFinder(Archive(None, url="http://127.0.0.1:1", by="web", answer_s=5)).studies())


def test_a_redirection_or_refusal_is_an_answer(tmp_path: Path) -> None:
    pacs = Pacs(Runtime(), PacsConfig(hl7_port=None, web_port=0, web_token="secret"))
    pacs.start()
    try:
        assert pacs.web_address is not None
        archive = Archive(None, url=pacs.web_address.url, by="web")
        with pytest.raises(Refused, match="HTTP 401") as refused:
            Inventory(archive, tmp_path / "new.duckdb", Scope(workers=1)).execute()
    finally:
        pacs.stop()
    assert isinstance(refused.value, InteropError)


def test_a_worker_that_dies_ends_the_inventory_with_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = ScriptedArchive([instances(n, 1)[0] for n in range(12)])
    monkeypatch.setattr("harness.migrate.workers.retrieve", os.abort)  # what the worker calls: it takes no job
    with archive.open() as peer, pytest.raises(ConfigError, match="study after study"):
        Inventory(Archive(peer), tmp_path / "new.duckdb", Scope(sample=None, processes=True)).execute()
