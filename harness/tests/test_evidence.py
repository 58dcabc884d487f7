"""Exchanges as files: HL7 byte for byte, data sets as DICOM JSON without bulk, associations as text."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom import Dataset, dcmread

from harness.evidence import Evidence, write
from simulators.transcript import Exchange, Transcript


def exchange(**fields: Any) -> Exchange:
    given = {"sender": "emr", "receiver": "ris", "protocol": "HL7", "kind": "OMG^O19", "connection": "emr>ris#1"}
    return Transcript(lambda: 0.0).add(**{**given, **fields})


def dicom(kind: str, **fields: Any) -> Exchange:
    return exchange(protocol="DICOM", kind=kind, **fields)


@pytest.mark.parametrize("raw", [b"MSH|^~\\&|EMR\rPID|\xff\xfe\x00", b"", b"not HL7 at all"])
def test_hl7_is_written_as_it_was_received(tmp_path: Path, raw: bytes) -> None:
    event = write(tmp_path, "TC-A-001", exchange(raw=raw))
    assert event["file"] == "exchanges/TC-A-001/0001-omg-o19.hl7"
    assert (tmp_path / event["file"]).read_bytes() == raw
    assert event["sha256"] == hashlib.sha256(raw).hexdigest()


def test_a_data_set_is_dicom_json_with_its_command_first_and_no_pixels(tmp_path: Path) -> None:
    command, ds = Dataset(), Dataset()
    command.Status = 0xFF00
    ds.PatientName = "Ñengono^Inés"
    ds.PatientID = "ZZ91"
    ds.add_new(0x7FE00010, "OW", bytes(100_000))
    event = write(tmp_path, "TC-A-001", dicom("C-FIND-RSP", command=command, dataset=ds))
    document = json.loads((tmp_path / event["file"]).read_text(encoding="utf-8"))
    assert next(iter(document)) == "00000900"
    assert document["00100010"]["Value"] == [{"Alphabetic": "Ñengono^Inés"}]
    assert (tmp_path / event["file"]).stat().st_size < 1000
    assert event["summary"] == "FF00"


def test_associations_are_text_and_a_release_needs_no_file(tmp_path: Path) -> None:
    event = write(tmp_path, "TC-A-001", dicom("A-ASSOCIATE-RQ", raw=b"A-ASSOCIATE-RQ\ncalled: PACS1"))
    assert event["file"].endswith("0001-a-associate-rq.txt")
    release = write(tmp_path, "TC-A-001", dicom("A-RELEASE-RQ", raw=b"A-RELEASE-RQ"))
    assert (release["file"], release["sha256"]) == ("", "")
    assert len(list(tmp_path.rglob("*.*"))) == 1


@pytest.mark.parametrize(
    ("scenario", "kind", "expected"),
    [
        ("", "ACK", "exchanges/between/0001-ack.hl7"),
        ("../../etc", "ACK", "exchanges/.._.._etc/0001-ack.hl7"),
        ("TC-A-001", "../../../x\x00y", "exchanges/TC-A-001/0001-x-y.hl7"),
        ("TC-A-001", "Ñ" * 300, "exchanges/TC-A-001/0001-message.hl7"),
        ("TC-A-001", "a" * 300, "exchanges/TC-A-001/0001-" + "a" * 40 + ".hl7"),
    ],
)
def test_nothing_that_a_peer_says_leads_out_of_the_folder(
    tmp_path: Path, scenario: str, kind: str, expected: str
) -> None:
    event = write(tmp_path, scenario, exchange(kind=kind, raw=b"x"))
    assert event["file"] == expected
    assert (tmp_path / expected).is_file()


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_data_set_inside_pydicom_can_be_written(tmp_path: Path) -> None:
    written = 0
    for path in sorted((Path(pydicom.__file__).parent / "data" / "test_files").rglob("*.dcm")):
        try:
            ds = dcmread(path, force=True)
        except Exception:
            continue  # a file that nobody can read never becomes an exchange with a data set
        event = write(tmp_path, "TC-A-001", dicom("C-STORE-RQ", dataset=ds))
        json.loads((tmp_path / event["file"]).read_text(encoding="utf-8"))
        written += 1
    assert written > 50


def test_events_come_in_order_and_flush_waits_for_all_of_them(tmp_path: Path) -> None:
    events: list[dict[str, Any]] = []
    evidence = Evidence(tmp_path, events.append, lambda error: None)
    transcript = Transcript()
    for number in range(200):
        evidence.take("TC-A-001", transcript.add(sender="a", receiver="b", protocol="HL7", kind="ACK",
                                                 connection="c", raw=str(number).encode()))  # fmt: skip
    evidence.flush()
    assert [event["number"] for event in events] == list(range(1, 201))
    evidence.close()


def test_a_folder_that_goes_away_is_told_once_and_stops_the_writing(tmp_path: Path) -> None:
    (tmp_path / "exchanges").write_text("a file where a folder should be")
    failures: list[OSError] = []
    evidence = Evidence(tmp_path, lambda event: None, failures.append)
    for _ in range(3):
        evidence.take("TC-A-001", exchange(raw=b"x"))
    evidence.close()
    assert len(failures) == 1


def test_a_data_set_that_breaks_the_converter_costs_only_its_own_file(tmp_path: Path) -> None:
    class Hostile(Dataset):
        def to_json_dict(self, *args: Any, **options: Any) -> dict[str, Any]:
            raise RecursionError("a thousand sequences deep")

    events: list[dict[str, Any]] = []
    evidence = Evidence(tmp_path, events.append, lambda error: None)
    evidence.take("TC-A-001", dicom("C-STORE-RQ", dataset=Hostile()))
    evidence.take("TC-A-001", exchange(raw=b"x"))
    evidence.flush()
    evidence.close()
    assert [event["file"].split(".")[-1] for event in events] == ["txt", "hl7"]
