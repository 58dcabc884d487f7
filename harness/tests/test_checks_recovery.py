"""REC-01: what was acknowledged and is missing after a restore is named; what was there before the backup is a loss."""

from __future__ import annotations

from pydicom import Dataset

from harness.checks import CHECKS
from harness.checks.recovery import NAMED, acknowledged
from harness.tests.dicom_story import Wire, faults, holds, images, run
from simulators.wire.ack import acknowledge
from simulators.wire.er7 import Message


def stored(wire: Wire, count: int) -> list[str]:
    made = images(count)
    for ds in made:
        wire.store(ds)
    return [str(ds.SOPInstanceUID) for ds in made]


def _hl7(wire: Wire, kind: str, control_id: str, code: str) -> None:
    """A message to the archive, and its answer."""
    message = Message.parse(f"MSH|^~\\&|RIS|H|PACS|H|20310314||{kind}|{control_id}|P|2.5.1\rEVN||20310314\r".encode())
    answer = acknowledge(message, code, control_id="A" + control_id, when="20310314")
    fields = {"protocol": "HL7", "connection": "hl7"}
    asked = wire.transcript.add(sender="ris", receiver="pacs", kind=message.type, message=message, **fields)
    wire.transcript.add(sender="pacs", receiver="ris", kind="ACK", message=answer, reply_to=asked.number, **fields)


def test_everything_is_there() -> None:
    wire = Wire()
    there = stored(wire, 3)
    assert holds("REC-01", wire, there=there)
    assert holds("REC-01", wire, there=[*there, "1.2.3"], backup=0)


def test_what_was_there_at_the_backup_may_not_be_missing_and_what_came_later_is_named() -> None:
    wire = Wire()
    before = stored(wire, 2)
    backup = wire.transcript.exchanges[-1].number
    after = stored(wire, 3)
    assert holds("REC-01", wire, there=before, backup=backup)
    (note,) = [one for one in run("REC-01", wire, there=before, backup=backup) if "since" in one.summary]
    assert "3 objects" in note.summary
    assert all(uid in note.received for uid in after)
    (lost,) = faults("REC-01", wire, there=before[1:], backup=backup)
    assert (lost.role, lost.where) == ("pacs", f"SOP Instance UID {before[0]}")
    assert "before its backup" in lost.summary


def test_without_a_backup_nothing_may_be_missing() -> None:
    wire = Wire()
    uids = stored(wire, 2)
    found = faults("REC-01", wire, there=uids[:1])
    assert [one.where for one in found] == [f"SOP Instance UID {uids[1]}"]


def test_what_was_refused_or_sent_elsewhere_is_no_loss_of_the_archive() -> None:
    wire = Wire()
    first, second = images(2)
    wire.store(first, status=0xA700)
    wire.store(second, receiver="BATA")
    assert acknowledged(wire.story()) == []
    assert not faults("REC-01", wire, there=[])


def test_a_long_list_is_cut() -> None:
    wire = Wire()
    uids = stored(wire, NAMED + 10)
    (note,) = [one for one in run("REC-01", wire, there=[], backup=0) if "since" in one.summary]
    assert f"{NAMED + 10} objects" in note.summary
    assert note.received.count(",") == NAMED - 1
    assert uids[-1] not in note.received


def test_steps_and_messages_acknowledged_since_the_backup_are_named_until_the_restore() -> None:
    wire = Wire()
    wire.create("1.2.1", Dataset(), receiver="pacs")
    backup = wire.transcript.exchanges[-1].number
    wire.create("1.2.2", Dataset(), receiver="pacs")
    wire.set("1.2.2", Dataset(), receiver="pacs")
    wire.create("1.2.3", Dataset(), receiver="pacs", status=0x0110)
    _hl7(wire, "ADT^A40^ADT_A39", "M1", "AA")
    _hl7(wire, "ADT^A08^ADT_A01", "M2", "AE")
    restored = wire.transcript.exchanges[-1].number
    _hl7(wire, "ADT^A08^ADT_A01", "M3", "AA")
    notes = CHECKS["REC-01"](wire.story(restored=restored), there=[], backup=backup)
    said = {one.summary: one.received for one in notes if "may have lost" in one.summary}
    assert said == {
        "pacs acknowledged 1 messages since its backup, which it may have lost": "ADT^A40 M1",
        "pacs acknowledged 1 performed steps since its backup, which it may have lost": "1.2.2",
    }
    assert not [one for one in run("REC-01", wire, there=[]) if "may have lost" in one.summary]
