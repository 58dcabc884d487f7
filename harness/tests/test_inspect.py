"""``inspect`` on every faulty file, and on what no parser expects."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.data import get_testdata_file

from harness.annotation import Annotation
from harness.inspect.inspection import LARGEST_HL7, inspect
from simulators.wire.errors import ConfigError

FAULTY = Path(__file__).parents[2] / "fixtures" / "faulty"
CASES = tomllib.loads((FAULTY / "faulty.toml").read_text(encoding="utf-8"))["file"]
GOOD = (
    "MSH|^~\\&|EMR|HGM|RIS|HGM|20261124031204+0100||ADT^A04^ADT_A01|EMR000001|T|2.5.1||||||UNICODE UTF-8\r"
    "EVN|A04|20261124031204+0100\r"
    "PID|1||ZZ990017^^^HGM^PI||Peña Muñoz Prueba^Lucía^^^^^L||19840229|F\r"
    "PV1|1|O\r"
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_names_what_is_wrong_in(case: dict[str, str]) -> None:
    annotation = inspect(FAULTY / case["name"])
    found = [p for p in annotation.problems if p.severity == case["severity"] and case["says"] in p.what]
    assert found, annotation.problems
    assert case["where"] in found[0].where
    assert annotation.ok == (not any(p.severity == "error" for p in annotation.problems))


def test_every_faulty_file_is_listed() -> None:
    listed = {case["name"] for case in CASES} | {"faulty.toml", "whole.dcm"}
    assert {path.name for path in FAULTY.iterdir()} == listed


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_says_nothing_more_than_what_was_planted(case: dict[str, str]) -> None:
    errors = [p for p in inspect(FAULTY / case["name"]).problems if p.severity == "error"]
    allowed = {"header_too_short.hl7": 4, "batch_cut_short.hl7": 2, "header_only.dcm": 2}.get(case["name"], 1)
    assert len(errors) <= allowed, errors


def _file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "message"
    path.write_bytes(data)
    return path


def test_a_good_message_has_names_and_meanings_and_no_problem(tmp_path: Path) -> None:
    annotation = inspect(_file(tmp_path, GOOD.encode()))
    assert annotation.problems == []
    assert annotation.ok
    text = annotation.text(200)
    assert "Patient name" in text
    assert "family Peña Muñoz Prueba, given Lucía" in text
    assert "F  → female" in text
    assert "nothing wrong found" in text


@pytest.mark.parametrize("framed", [b"\x0b%b\x1c\r", b"%b", b"\xef\xbb\xbf%b", b"\r\n%b\r\n"])
def test_framing_and_byte_order_mark_do_not_matter(tmp_path: Path, framed: bytes) -> None:
    annotation = inspect(_file(tmp_path, framed % GOOD.encode()))
    assert annotation.kind == "HL7"
    assert any(line.value.startswith("Peña") for part in annotation.parts for line in part.lines)


def test_several_messages_are_told_apart(tmp_path: Path) -> None:
    second = GOOD.replace("EMR000001", "").replace("19840229", "soon")
    annotation = inspect(_file(tmp_path, (GOOD + second).encode()))
    assert "2 messages" in annotation.summary
    assert {p.where for p in annotation.problems} == {"message 2, MSH-10", "message 2, PID-7"}


def test_a_whole_object_has_no_problem_and_its_name_is_decoded() -> None:
    annotation = inspect(FAULTY / "whole.dcm")
    assert annotation.problems == []
    assert "Secondary Capture Image Storage" in annotation.summary
    assert "Peña Muñoz Prueba^Lucía" in annotation.text()


def test_pixels_are_measured_not_read(tmp_path: Path) -> None:
    path = Path(str(get_testdata_file("CT_small.dcm")))
    annotation = inspect(path)
    assert annotation.problems == []
    assert "[32768 bytes]" in annotation.text()
    cut = inspect(_file(tmp_path, path.read_bytes()[:-5000]))
    assert [p.what for p in cut.problems if p.severity == "error"] == [
        "was cut short: 4862 of the 32768 bytes of this element are missing"
    ] or "was cut short" in cut.problems[0].what


@pytest.mark.parametrize("name", ["MR_small_bigendian.dcm", "image_dfl.dcm", "JPEG2000.dcm", "rtplan.dcm"])
def test_every_encoding_is_read(name: str) -> None:
    path = get_testdata_file(name)
    assert path is not None
    annotation = inspect(str(path))
    assert annotation.kind == "DICOM"
    assert len(annotation.parts[-1].lines) > 10


def test_too_large_for_a_message_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "large.hl7"
    with open(path, "wb") as file:
        file.write(b"MSH|^~\\&|")
        file.truncate(100_000_000)
    annotation = inspect(path)
    assert path.stat().st_size > LARGEST_HL7
    assert [p.what for p in annotation.problems] == [
        "the file has 100 MB, more than the 64 MiB that a receiver takes as one message: it was not read"
    ]


def test_large_and_unknown_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with open(path, "wb") as file:
        file.truncate(100_000_000)
    assert "neither HL7 nor DICOM" in inspect(path).problems[0].what


@pytest.mark.parametrize("name", ["missing.hl7", "."])
def test_what_cannot_be_opened_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        inspect(tmp_path / name)


def test_nothing_in_a_file_acts_on_a_terminal() -> None:
    text = inspect(FAULTY / "hostile.hl7").text()
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>alert(1)</script>" in text


def test_json_form_is_json() -> None:
    document = json.loads(json.dumps(inspect(FAULTY / "hostile.hl7").as_dict()))
    assert document["kind"] == "HL7"
    assert document["ok"] is False
    assert document["parts"][0]["lines"][0]["key"] == "MSH-2"


def test_colours_are_the_callers() -> None:
    painted = inspect(FAULTY / "no_control_id.hl7").text(80, lambda text, kind: f"<{kind}>{text}</{kind}>")
    assert "<fail>error" in painted
    assert "<id>MSH  Message header</id>" in painted


def test_the_name_of_a_segment_paints_nothing(tmp_path: Path) -> None:
    text = inspect(_file(tmp_path, b"MSH|^~\\&|A\r\x1b[31mX|1\r")).text(80)
    assert "\x1b" not in text
    assert "[31mX-1" in text


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=300).map(lambda data: b"MSH|^~\\&|" + data),
        st.binary(max_size=300).map(lambda data: bytes(128) + b"DICM" + data),
        st.binary(max_size=300).map(lambda data: b"\x08\x00\x05\x00" + data),
        st.binary(max_size=300).map(lambda data: b"\x0bMSH|^~\\&|" + data + b"\x1c\r"),
        st.text(max_size=100).map(lambda text: ("{" + text).encode("utf-8", "replace")),
    )
)
def test_no_bytes_make_it_fail(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    annotation = inspect(_file(tmp_path_factory.mktemp("any"), data))
    assert isinstance(annotation, Annotation)
    text = annotation.text(80)
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    json.dumps(annotation.as_dict())


def test_cut_anywhere_it_is_one_sentence_each_time(tmp_path: Path) -> None:
    whole = (FAULTY / "whole.dcm").read_bytes()
    for length in range(1, len(whole)):
        annotation = inspect(_file(tmp_path, whole[:length]))
        assert annotation.problems, length


def test_an_association_as_a_run_keeps_it(tmp_path: Path) -> None:
    annotation = inspect(_file(tmp_path, b"A-ASSOCIATE-RQ\ncalling AE title: CT_ER1\ncalled AE title: RIS_MWL\n"))
    assert annotation.ok
    assert annotation.problems == []
    assert "calling AE title" in annotation.text(80)
    assert "CT_ER1" in annotation.text(80)
