"""DIC and TXT checks: a planted fault is found, with the right role at fault; a correct exchange is not blamed."""

from __future__ import annotations

import pytest

from harness.tests.dicom_story import Wire, dataset, faults, holds, images, item, run
from simulators.wire.worklist import worklist_query


def test_unreadable_message_is_the_senders_fault() -> None:
    wire = Wire()
    wire.add("C-STORE-RQ", "CT_ER1", "pacs", error="the data set ends early")
    assert [one.role for one in faults("DIC-01", wire)] == ["CT_ER1"]
    provoked = Wire()
    provoked.add("C-STORE-RQ", "CT_ER1", "pacs", error="cut", deliberate="half a data set")
    assert not faults("DIC-01", provoked)


def test_silence_is_the_receivers_fault_when_the_association_ended() -> None:
    wire = Wire()
    wire.add("C-ECHO-RQ", "CT_ER1", "pacs")
    wire.clock += 12
    wire.add("A-ABORT", "CT_ER1", "pacs")
    assert [one.role for one in faults("DIC-02", wire)] == ["pacs"]
    assert not faults("DIC-04", wire)  # the abort only ends our wait


def test_silence_after_a_release_by_the_peer() -> None:
    wire = Wire()
    wire.add("C-FIND-RQ", "CT_ER1", "ris", worklist_query())
    wire.add("A-RELEASE-RQ", "ris", "CT_ER1")
    assert [one.role for one in faults("DIC-02", wire)] == ["ris"]


def test_pending_answers_without_a_final_one_are_no_answer() -> None:
    wire = Wire()
    request = wire.add("C-FIND-RQ", "CT_ER1", "ris", worklist_query())
    wire.answer(request, 0xFF00, item())
    wire.add("A-ABORT", "ris", "CT_ER1")
    assert [one.role for one in faults("DIC-02", wire)] == ["ris"]
    assert [one.role for one in faults("DIC-04", wire)] == ["ris"]


def test_a_request_under_way_and_an_answered_one_are_no_fault() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    assert holds("DIC-02", wire)
    wire.add("C-ECHO-RQ", "CT_ER1", "pacs")
    assert holds("DIC-02", wire)


@pytest.mark.parametrize(("kind", "status", "good"), [
    ("C-STORE", 0xA700, True), ("C-STORE", 0xB006, True), ("C-STORE", 0xFF00, False), ("C-STORE", 0x1234, False),
    ("N-SET", 0x0110, True), ("N-SET", 0xA700, False), ("C-MOVE", 0xA801, True), ("C-FIND", 0xA801, False),
    ("C-FIND", 0xC123, True), ("C-ECHO", 0x0122, True),
])  # fmt: skip
def test_statuses(kind: str, status: int, good: bool) -> None:
    wire = Wire()
    wire.answer(wire.add(f"{kind}-RQ", "CT_ER1", "pacs"), status)
    assert [one.role for one in faults("DIC-03", wire)] == ([] if good else ["pacs"])


def test_a_response_without_status() -> None:
    wire = Wire()
    wire.answer(wire.add("C-ECHO-RQ", "CT_ER1", "pacs"), None)
    assert [one.role for one in faults("DIC-03", wire)] == ["pacs"]


def test_rejected_associations() -> None:
    wire = Wire()
    wire.add("A-ASSOCIATE-RJ", "pacs", "CT_ER1", raw=b"A-ASSOCIATE-RJ\nrejected permanently by the service user: x")
    assert [one.role for one in faults("DIC-04", wire)] == ["pacs"]
    busy = Wire()
    busy.add("A-ASSOCIATE-RJ", "pacs", "CT_ER1", raw=b"rejected transiently by the service provider: congestion")
    assert not faults("DIC-04", busy)
    assert run("DIC-04", busy)
    provoked = Wire()
    provoked.add("A-ASSOCIATE-RQ", "CT_ER1", "pacs", deliberate="wrong called AE title")
    provoked.add("A-ASSOCIATE-RJ", "pacs", "CT_ER1", raw=b"rejected permanently")
    assert not faults("DIC-04", provoked)


def test_an_abort_after_everything_was_answered_is_noted() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    wire.add("A-ABORT", "CT_ER1", "pacs")
    assert not faults("DIC-04", wire)
    assert run("DIC-04", wire)
    early = Wire()
    early.add("A-ASSOCIATE-RQ", "CT_ER1", "pacs")
    early.add("A-ABORT", "pacs", "CT_ER1")
    assert [one.role for one in faults("DIC-04", early)] == ["pacs"]


def test_names_without_a_character_set_are_the_senders_fault() -> None:
    bare = item()
    bare.SpecificCharacterSet = "ISO_IR 100"
    wire = Wire()
    request = wire.add("C-FIND-RQ", "CT_ER1", "ris", worklist_query())
    reply = wire.answer(request, 0xFF00, bare)
    assert reply.dataset is not None
    assert holds("TXT-01", wire)
    del reply.dataset[0x00080005]
    found = faults("TXT-01", wire)
    assert {one.role for one in found} == {"ris"}
    assert any("PatientName" in one.where for one in found)
    assert any("(0040,0100)[1]" in one.where for one in found)


@pytest.mark.parametrize("charset", ["ISO_IR 999", "ISO_IR 192\\ISO_IR 100", ""])
def test_wrong_character_sets(charset: str) -> None:
    wire = Wire()
    reply = wire.answer(wire.add("C-FIND-RQ", "CT_ER1", "ris"), 0xFF00, dataset(PatientName="Nsue"))
    assert reply.dataset is not None
    reply.dataset.SpecificCharacterSet = charset.split("\\") if charset else None
    assert {one.role for one in faults("TXT-01", wire)} == {"ris"}


def test_an_archive_is_not_blamed_for_text_that_it_was_given() -> None:
    broken = images(1)[0]
    broken.SpecificCharacterSet = "ISO_IR 100"
    wire = Wire()
    for sender, receiver in (("CT_ER1", "pacs"), ("pacs", "BATA")):
        request = wire.store(broken, sender=sender, receiver=receiver)
        assert request.dataset is not None
        del request.dataset[0x00080005]
    assert {one.role for one in faults("TXT-01", wire)} == {"CT_ER1"}


def test_utf8_under_a_latin_label_is_noted() -> None:
    wire = Wire()
    ds = dataset(SpecificCharacterSet="ISO_IR 192", PatientName="José^Ana")
    reply = wire.answer(wire.add("C-FIND-RQ", "CT_ER1", "ris"), 0xFF00, ds)
    assert reply.dataset is not None
    reply.dataset.SpecificCharacterSet = "ISO_IR 100"
    assert not faults("TXT-01", wire)
    assert any("wrong character set" in one.summary for one in run("TXT-01", wire))
