"""What a person reads beside the bytes: fields and attributes named, codes, dates and identifiers in words."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.wire import annotation
from simulators.wire.annotation import (
    Definition,
    annotate_dataset,
    annotate_message,
    attribute,
    definition,
    element_meaning,
    moment,
    segment_name,
    uid_name,
)
from simulators.wire.envelope import segment
from simulators.wire.er7 import Message

HEADER = "MSH|^~\\&|EMR|HGM|RIS|HGM|20261124103207||ADT^A04^ADT_A01|C1|P^x|2.5.1|||AL^x|NE^x"


def message(*segments: str, header: str = HEADER) -> Message:
    return Message.parse(("\r".join((header, *segments)) + "\r").encode())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20261124", "2026-11-24"),
        (" 202611241405 ", "2026-11-24 14:05"),
        ("20261124140509", "2026-11-24 14:05:09"),
        ("20261124140509.25+0130", "2026-11-24 14:05:09 +01:30"),
        ("20261124-0500", "2026-11-24 -05:00"),
        ("20260101", "2026-01-01"),
        ("20261231", "2026-12-31"),
        ("202611240000", "2026-11-24 00:00"),
        ("202611242359", "2026-11-24 23:59"),
        ("2026", ""),
        ("202611", ""),
        ("20260024", ""),
        ("20261324", ""),
        ("20261100", ""),
        ("20261132", ""),
        ("202611242400", ""),
        ("202611241060", ""),
        ("soon", ""),
    ],
)
def test_a_date_and_a_time_in_words(text: str, said: str) -> None:
    assert moment(text) == said


@pytest.mark.parametrize(
    ("fields", "key", "meaning"),
    [
        (segment("PID", {8: "F^x"}), "PID-8", "female"),
        (segment("PID", {8: "q"}), "PID-8", ""),
        (segment("PV1", {2: "E^x"}), "PV1-2", "emergency"),
        (segment("EVN", {1: "A40^x"}), "EVN-1", "merge"),
        (segment("MSA", {1: "AR^x"}), "MSA-1", "rejected"),
        (segment("ORC", {1: "NW^x"}), "ORC-1", "new order"),
        (segment("ORC", {5: "CM^x"}), "ORC-5", "completed"),
        (segment("OBR", {25: "C^x"}), "OBR-25", "corrected"),
        (segment("OBX", {11: "W^x"}), "OBX-11", "was wrong"),
        (segment("TQ1", {9: "S^x"}), "TQ1-9", "stat"),
        (segment("PID", {5: "Mba&x^Ana^E^Jr^Dra."}), "PID-5",
         "family Mba, given Ana, middle E, suffix Jr, prefix Dra."),
        (segment("PID", {5: "^Ana"}), "PID-5", "given Ana"),
        (segment("PID", {9: "Alias^X"}), "PID-9", "family Alias, given X"),
        (segment("MRG", {7: "Old^Y"}), "MRG-7", "family Old, given Y"),
        (segment("PV1", {7: "77^Ruiz&de^Luis"}), "PV1-7", "family Ruiz, given Luis"),
        *((segment(key[:3], {int(key[4:]): "77^Ruiz^Luis^M^Jr^Dr."}), key,
           "family Ruiz, given Luis, middle M, suffix Jr, prefix Dr.")
          for key in ("PV1-8", "PV1-9", "PV1-17", "ORC-10", "ORC-12", "OBR-16", "OBR-28", "OBR-32", "OBR-34")),
        (segment("PID", {3: "7^^^HGM&1.2&ISO~8~9^^^&1.3~^^^HGM"}), "PID-3", "7 issued by HGM; 9 issued by 1.3"),
        *((segment(key[:3], {int(key[4:]): "7^^^HGM"}), key, "7 issued by HGM")
          for key in ("PID-2", "PID-18", "PV1-19", "MRG-1")),
        (segment("PID", {7: "19700102"}), "PID-7", "1970-01-02"),
        (segment("ORC", {7: "1^^^20261124"}), "ORC-7", "2026-11-24"),
        (segment("ORC", {9: "202611241405^x"}), "ORC-9", "2026-11-24 14:05"),
        (segment("NTE", {3: "a\\F\\b"}), "NTE-3", "a|b"),
        (segment("NTE", {3: "a"}), "NTE-3", ""),
        (segment("ZZZ", {1: "20261124"}), "ZZZ-1", ""),
        (segment("ZZZ", {1: "a\\T\\b"}), "ZZZ-1", "a&b"),
    ],
)  # fmt: skip
def test_what_a_field_means(fields: str, key: str, meaning: str) -> None:
    notes = annotate_message(message(fields))[1].fields
    assert [(note.key, note.meaning) for note in notes if note is not None] == [(key, meaning)]
    assert len(notes) == int(key.partition("-")[2])


def test_the_header_and_what_stands_where() -> None:
    header, pid, other = annotate_message(message("PID|1||7", "PID|2"))
    assert (header.name, header.separator, pid.occurrence, other.occurrence) == ("MSH", "|", 0, 1)
    found = {note.key: note for note in header.fields if note is not None}
    assert "MSH-1" not in found
    assert (found["MSH-2"].content, found["MSH-2"].meaning) == ("^~\\&", "")
    assert {key: found[key].meaning for key in ("MSH-7", "MSH-9", "MSH-11", "MSH-15", "MSH-16")} == {
        "MSH-7": "2026-11-24 10:32:07", "MSH-9": "registration", "MSH-11": "production", "MSH-15": "always",
        "MSH-16": "never",
    }  # fmt: skip
    assert [note and (note.key, note.content) for note in pid.fields] == [("PID-1", "1"), None, ("PID-3", "7")]
    assert pid.fields[2] is not None
    assert pid.fields[2].name == "Patient identifier list"
    (_, zds) = annotate_message(message("ZDS|1.2||x"))
    assert [note and note.name for note in zds.fields] == ["Study Instance UID", None, ""]
    for header, name in ((HEADER, "Administrative sex"), (HEADER.replace("2.5.1", "2.3.1"), "Sex"),
                         ("MSH|^~\\&|A", "Administrative sex")):  # fmt: skip
        sex = annotate_message(message(segment("PID", {8: "F"}), header=header))[1].fields[-1]
        assert sex is not None
        assert sex.name == name


def test_what_the_standard_says_of_a_field() -> None:
    assert definition("PID-3") == Definition("CX", True, True)
    assert definition("PID-7") == Definition("TS", False, False)
    assert definition("PID-8", "2.3.1") == Definition("IS", False, False)
    assert definition("PID-5") == Definition("XPN", True, True)
    for key in ("PID-99", "ZZZ-1", "PID-x", "PID"):
        assert definition(key) is None
    assert definition("PID-3", "9.9") is None
    assert [segment_name(name) for name in ("ZDS", "PID", "QQQ")] == ["Study Instance UID (IHE)", "Patient", ""]
    assert annotation._codes("A one two, B three") == {"A": "one two", "B": "three"}


# --- DICOM


def notes(model: dict[str, Any]) -> list[tuple[str, int, int, str | None, str]]:
    return [(note.tag, note.depth, note.item, note.value, note.meaning) for note in annotate_dataset(model)]


@pytest.mark.parametrize(
    ("element", "value", "meaning"),
    [
        ({"vr": "LO", "Value": ["A", None, "B"]}, "A\\\\B", ""),
        ({"vr": "LO"}, None, ""),
        ({"vr": "LO", "Value": []}, None, ""),
        ({"vr": "LO", "Value": "A"}, "A", ""),
        ({"Value": [7, 1.5]}, "7\\1.5", ""),
        ("wrong", "wrong", ""),
        ({"vr": "PN", "Value": [{"Alphabetic": "A", "Phonetic": "C"}, {}]}, "A==C\\", ""),
        ({"vr": "DA", "Value": ["20261124"]}, "20261124", "2026-11-24"),
        ({"vr": "DT", "Value": ["202611241405"]}, "202611241405", "2026-11-24 14:05"),
        ({"vr": "TM", "Value": ["140509.25"]}, "140509.25", "14:05:09"),
        ({"vr": "TM", "Value": ["1405"]}, "1405", ""),
        ({"vr": "UI", "Value": ["1.2.840.10008.5.1.4.1.1.2"]}, "1.2.840.10008.5.1.4.1.1.2", "CT Image Storage"),
        ({"vr": "OB", "InlineBinary": "YWI="}, "[InlineBinary] YWI=", ""),
        ({"vr": "OB", "BulkDataURI": "x" * 100}, "[BulkDataURI] " + "x" * 80, ""),
    ],
)
def test_what_a_value_means(element: object, value: str | None, meaning: str) -> None:
    assert notes({"00100020": element}) == [("(0010,0020)", 0, 0, value, meaning)]


def test_items_stand_after_their_sequence() -> None:
    model = {"00081140": {"vr": "SQ", "Value": [{}, {"00100020": {"vr": "LO", "Value": ["A"]}}, 7]},
             "00080060": {"vr": "CS", "Value": ["CT"]}, "x": {"vr": "LO"},
             "00082112": {"vr": "SQ"}}  # fmt: skip
    assert notes(model) == [
        ("(0008,0060)", 0, 0, "CT", ""), ("(0008,1140)", 0, 0, "", "3"), ("(0010,0020)", 1, 2, "A", ""),
        ("(0008,2112)", 0, 0, None, "0"), ("x", 0, 0, None, ""),
    ]  # fmt: skip
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"00081140": {"vr": "SQ", "Value": [deep]}}
    assert len(notes(deep)) == 33


def test_names_of_attributes_and_uids() -> None:
    assert attribute("00100010") == ("PatientName", "Patient's Name")
    assert [attribute(tag) for tag in ("00091001", "xyz", "F" * 40, "-1")] == [("", "")] * 4
    assert uid_name("1.2.840.10008.1.2") == "Implicit VR Little Endian"
    assert [uid_name(uid) for uid in ("1.2.3", "", "1" * 65, "CT")] == [""] * 4
    assert element_meaning("LO", "20261124") == ""
