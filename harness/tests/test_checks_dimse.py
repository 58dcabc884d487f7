"""DIC and TXT checks: a planted fault is found, with the right role at fault; a correct exchange is not blamed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks import CHECKS
from harness.checks.association import is_of_service
from harness.checks.dimse import (
    ae_titles,
    answer_text,
    arrivals,
    covers,
    final_reply,
    is_accepted,
    is_warning,
    lost_letters,
    status_of,
    status_text,
    stores,
)
from harness.checks.story import Story
from harness.tests.dicom_story import Wire, dataset, faults, holds, images, item, run
from harness.verdict import Finding
from simulators.runtime import Limits
from simulators.transcript import Exchange
from simulators.wire.worklist import worklist_query

LIMITS = Limits()
HELD, NOTED, FAILED = ("PASS", "note"), ("PASS", "minor"), ("FAIL", "critical")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "accepted", "warning"),
    [
        (0x0000, True, False),
        *((status, True, True) for status in (0x0001, 0x0107, 0x0116, 0xB000, 0xB001, 0xB007, 0xBFFF)),
        *((status, False, False) for status in (0x0002, 0x0106, 0x0108, 0x0115, 0x0117, 0xA700, 0xAFFF, 0xC000)),
        *((status, False, False) for status in (0xFE00, 0xFF00, None)),
    ],
)
def test_what_has_been_done(status: int | None, accepted: bool, warning: bool) -> None:
    """Warnings too: PS3.7 Annex C."""
    command = dataset(Status=status) if status is not None else None
    answer = replace(Wire().add("C-STORE-RSP", "pacs", "CT_ER1"), command=command)
    assert (status_of(answer), status_of(None)) == (status, None)
    assert (is_accepted(status), is_warning(status)) == (accepted, warning)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0x0000, "0000 success"),
        (0xA701, "A701 cannot count matches"),
        (0xA7FF, "A7FF out of resources"),
        (0xA9FE, "A9FE data set does not match SOP class"),
        (0xC123, "C123 cannot understand or process"),
        (0xCFFF, "CFFF cannot understand or process"),
        (0x1234, "1234"),
        (None, "no status"),
    ],
)
def test_a_status_in_words(status: int | None, words: str) -> None:
    assert status_text(status) == words


@pytest.mark.parametrize(
    ("asked", "answered", "lost"),
    [
        ("Muñoz^Ana", "Munoz^Ana", True),
        ("Muñoz^Ana", "Mu?oz^Ana", True),
        ("Muñoz^Ana", "MUOZ^ANA", True),
        ("Muñoz*", "Mu?oz^Ana", True),
        ("Mvɔɔ Ɛkang^Essai", "Mv    kang^Essai", True),
        ("Muñoz^Inés", "Muñoz^In?s", True),
        ("Muñoz^Ana", "Mba^Ana", False),
        ("Muñoz^Ana", "Mu?oz^Eva", False),
        ("Muñoz*", "Mba^Ana", False),
        ("Muñoz^Ana", "Muñoz^Ana", False),
        ("Munoz^Ana", "Munoz^Ana", False),
        ("Munoz^Ana", "Muñoz^Ana", False),
        ("Ɛ*", "Mba^Ana", False),
        ("Ɛɔ", "", False),
    ],
)
def test_whose_name_it_is_without_its_letters(asked: str, answered: str, lost: bool) -> None:
    assert lost_letters(asked, answered) is lost


@pytest.mark.parametrize(("first", "second"), [("C-FIND", "C-FIND"), ("C-STORE", "C-MOVE")])
def test_a_pending_answer_ends_nothing_but_what_has_one_answer(first: str, second: str) -> None:
    wire = Wire()
    for kind in (first, second):
        request = wire.add(f"{kind}-RQ", "CT_ER1", "pacs")
        wire.answer(request, 0xFF00)
    held = [one.summary for one in run("DIC-02", wire)]
    assert held == (["pacs answered 1 DICOM requests"] if first == "C-STORE" else [])


def test_of_two_answers_that_end_an_operation_the_last_one_counts() -> None:
    wire = Wire()
    request = wire.add("C-MOVE-RQ", "CT_ER1", "pacs")
    _, refused, done = [wire.answer(request, status) for status in (0xFF00, 0xA701, 0x0000)]
    story = Story(exchanges=wire.transcript.exchanges)
    assert final_reply(story, request) is done is not refused
    assert final_reply(story, done) is None


@pytest.mark.parametrize(
    ("keys", "covered"),
    [
        ({"StudyInstanceUID": "2.25.1"}, True),
        ({"StudyInstanceUID": "2.25.9"}, False),
        ({"PatientID": "00ZZ9001"}, True),
        ({"StudyInstanceUID": "2.25.1", "SOPInstanceUID": "2.25.9"}, False),
        ({"StudyInstanceUID": ["2.25.9", "2.25.1"]}, True),
        ({"StudyInstanceUID": "2.25.1", "AccessionNumber": ""}, True),
        ({"StudyInstanceUID": "2.25.1", "AccessionNumber": "A1"}, False),
        ({"StudyInstanceUID": "2.25.1", "SpecificCharacterSet": "ISO_IR 192", "TimezoneOffsetFromUTC": "+0100"}, True),
        ({}, True),
        (None, False),
    ],
)
def test_which_objects_a_retrieve_asks_for(keys: dict[str, Any] | None, covered: bool) -> None:
    """Only unique keys tell; whatever else has a value may leave it out."""
    wire = Wire()
    wire.store(images(1)[0])
    query = dataset(QueryRetrieveLevel="STUDY", **keys) if keys is not None else None
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", query)
    [stored] = stores(wire.story())
    assert covers(request, stored) is covered


def arrived(wire: Wire, request: Exchange) -> list[int] | None:
    found = arrivals(wire.story(), request)
    return found if found is None else [one.number - request.number for one in found]


@pytest.mark.parametrize("final", [True, False])
def test_what_arrived_by_a_get_came_on_its_association_before_its_end(final: bool) -> None:
    wire, [image] = Wire(), images(1)
    wire.store(image, sender="pacs", receiver="workstation", connection="get", status=None)
    request = wire.add("C-GET-RQ", "workstation", "pacs", connection="get")
    for connection in ("get", "another"):
        wire.store(image, sender="pacs", receiver="workstation", connection=connection, status=None)
    if final:
        wire.answer(request, 0)
    wire.store(image, sender="pacs", receiver="workstation", connection="get", status=None)
    assert arrived(wire, request) == ([1] if final else [1, 3])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"MoveOriginatorMessageID": 7}, True),
        ({"MoveOriginatorMessageID": 8}, False),
        ({"receiver": "BATA"}, False),
        ({"sender": "BATA"}, False),
    ],
)
def test_what_arrived_by_a_move(fields: dict[str, Any], expected: bool) -> None:
    """At our own title, by the archive, for this very request where it says so."""
    wire, [image] = Wire(), images(1)
    wire.add("A-ASSOCIATE-RQ", "workstation", "pacs", connection="retrieve", raw=b"calling AE title: WS_1\n")
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", dataset(QueryRetrieveLevel="STUDY"), connection="retrieve",
                       MoveDestination="WS_1", MessageID=7)  # fmt: skip
    wire.store(image, **{"sender": "pacs", "receiver": "workstation", "connection": "sub", "status": None, **fields})
    assert arrived(wire, request) == ([1] if expected else [])


@pytest.mark.parametrize(("sent", "expected"), [(True, [1]), (False, None)])
def test_what_is_moved_to_somebody_else_is_seen_or_not(sent: bool, expected: list[int] | None) -> None:
    wire, [image] = Wire(), images(1)
    wire.add("A-ASSOCIATE-RQ", "workstation", "pacs", connection="retrieve", raw=b"calling AE title: WS_1\n")
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", dataset(QueryRetrieveLevel="STUDY"), connection="retrieve",
                       MoveDestination="BATA", MessageID=7)  # fmt: skip
    if sent:
        wire.store(image, sender="pacs", receiver="BATA", connection="sub")
    assert arrived(wire, request) == expected


def test_the_titles_of_an_association() -> None:
    wire = Wire()
    wire.add("A-ASSOCIATE-RQ", "BATA", "pacs", connection="b", raw=b"calling AE title: OTHER\n")
    wire.add("A-ASSOCIATE-RQ", "CT_ER1", "pacs", connection="a", raw=b"calling AE title: CT \ncalled AE title: P:1\n")
    echo, lone = (wire.add("C-ECHO-RQ", "CT_ER1", "pacs", connection=connection) for connection in ("a", "c"))
    assert ae_titles(wire.story(), echo) == ("CT", "P:1")
    assert ae_titles(wire.story(), lone) == ("", "")


def test_who_stored_what_where() -> None:
    wire = Wire()
    for sender, receiver in (("CT_ER1", "pacs"), ("MR_1", "pacs"), ("pacs", "BATA")):
        wire.store(images(1)[0], sender=sender, receiver=receiver)
    story = wire.story()
    both = {"sender": "modality", "receiver": "BATA"}
    asked: tuple[dict[str, str], ...] = ({}, {"sender": "CT_ER1"}, {"sender": "modality"}, {"receiver": "pacs"}, both)
    assert [len(stores(story, **who)) for who in asked] == [3, 1, 2, 2, 0]


@pytest.mark.parametrize(
    ("status", "comment", "words"),
    [(0xA700, "full", 'A700 out of resources "full"'), (0, "", "0000 success"), (None, "", "no answer")],
)
def test_an_answer_in_words(status: int | None, comment: str, words: str) -> None:
    wire = Wire()
    request = wire.add("C-ECHO-RQ", "CT_ER1", "pacs")
    if status is not None:
        wire.answer(request, status, ErrorComment=comment)
    assert answer_text(wire.story(), request) == words


# --- messages and associations ----------------------------------------------------------------------------------------


def test_what_could_be_read_is_counted() -> None:
    wire = Wire()
    wire.add("C-STORE-RQ", "CT_ER1", "pacs", error="cut")
    wire.add("C-STORE-RQ", "CT_ER1", "pacs", error="cut", deliberate="ours")
    assert said(run("DIC-01", wire)) == [FAILED]
    for _ in range(2):
        wire.add("C-ECHO-RQ", "CT_ER1", "pacs")
    assert run("DIC-01", wire)[-1].summary == "2 DICOM messages could be read"


@pytest.mark.parametrize(
    ("kind", "waited", "ended", "by", "received"),
    [
        ("C-ECHO", 0.9 * LIMITS.dimse_s, "", "", ""),
        ("C-ECHO", 1.1 * LIMITS.dimse_s, "", "", "nothing within 11.0 s"),
        ("C-FIND", 1.1 * LIMITS.dimse_s, "", "", ""),
        ("C-MOVE", 1.1 * LIMITS.stored_retrievable_s, "", "", "nothing within 66.0 s"),
        ("C-ECHO", 0.85 * LIMITS.dimse_s, "A-ABORT", "CT_ER1", ""),
        (
            "C-ECHO",
            0.95 * LIMITS.dimse_s,
            "A-ABORT",
            "CT_ER1",
            "nothing within 9.6 s, then the association was aborted by CT_ER1",
        ),
        ("C-ECHO", 0.0, "A-ABORT", "pacs", "nothing within 0.1 s, then the association was aborted by pacs"),
        ("C-FIND", 0.0, "A-RELEASE-RQ", "pacs", "nothing within 0.1 s, then the association was released by pacs"),
        ("C-ECHO", 0.0, "A-ABORT", "elsewhere", ""),
    ],
)
def test_when_an_answer_is_due(kind: str, waited: float, ended: str, by: str, received: str) -> None:
    wire = Wire()
    wire.add(f"{kind}-RQ", "CT_ER1", "pacs")
    began = wire.clock
    wire.clock += waited
    if by:
        fields: dict[str, Any] = {"connection": "another"} if by == "elsewhere" else {}
        wire.add(ended, "CT_ER1" if by == "CT_ER1" else "pacs", "pacs" if by == "CT_ER1" else "CT_ER1", **fields)
    found = CHECKS["DIC-02"](wire.story(ended=began + waited))
    assert [one.received for one in found] == [received] * bool(received)


def test_one_request_hides_no_other() -> None:
    wire = Wire()
    for _ in range(2):
        wire.answer(wire.add("C-ECHO-RQ", "CT_ER1", "pacs"), 0)
    wire.add("C-ECHO-RQ", "CT_ER1", "pacs", deliberate="ours")
    wire.add("C-ECHO-RQ", "CT_ER1", "pacs", connection="cut")
    wire.add("C-ECHO-RQ", "CT_ER1", "pacs")
    wire.clock += LIMITS.dimse_s
    found = CHECKS["DIC-02"](wire.story(ended=wire.clock, cut=frozenset({"cut"})))
    assert said(found) == [FAILED, HELD]
    assert found[1].summary == "pacs answered 2 DICOM requests"


GENERAL = (0x0000, 0x0105, 0x0124, 0x0210, 0x0213)
NOWHERE = (0x0001, 0x0104, 0x0125, 0x020F, 0x0214, 0xA6FF, 0xA800, 0xAB00, 0xBFFF, 0xD000, 0xFE01, 0xFF02)
SERVICES: dict[str, tuple[int, ...]] = {
    "C-ECHO": (),
    "C-STORE": (0xA700, 0xA7FF, 0xA900, 0xA9FF, 0xB000, 0xB006, 0xB007, 0xC000, 0xC123, 0xCFFF),
    "C-FIND": (0xA700, 0xA7FF, 0xA900, 0xA9FF, 0xB001, 0xC000, 0xC123, 0xCFFF, 0xFE00, 0xFF00, 0xFF01),
    "C-MOVE": (0xA700, 0xA701, 0xA702, 0xA801, 0xA900, 0xB000, 0xC000, 0xCFFF, 0xFE00, 0xFF00),
    "C-GET": (0xA701, 0xA702, 0xA900, 0xAA00, 0xAAFF, 0xB000, 0xC000, 0xCFFF, 0xFE00, 0xFF00),
    "N-GET": (0x0001,),
    "N-SET": (),
}


@pytest.mark.parametrize("kind", SERVICES)
def test_each_service_has_its_statuses(kind: str) -> None:
    asked = {*GENERAL, *NOWHERE, *(status for statuses in SERVICES.values() for status in statuses)}
    families = {0xA700, 0xA900, 0xAA00, 0xC000} & set(SERVICES[kind])
    families |= {0xA700} if 0xA701 in SERVICES[kind] else set()
    own = {status for status in asked if status & 0xFF00 in families or (status >> 12 == 0xC and 0xC000 in families)}
    good = {status for status in asked if is_of_service(f"{kind}-RSP", status)}
    assert good == {*GENERAL, *SERVICES[kind]} | own


def test_statuses_are_counted_for_each_sender() -> None:
    wire = Wire()
    for receiver in ("pacs", "pacs", "ris"):
        wire.answer(wire.add("C-ECHO-RQ", "CT_ER1", receiver), 0)
    assert [one.summary for one in run("DIC-03", wire)] == [
        "pacs gave 2 answers with a status of their service",
        "ris gave 1 answers with a status of their service",
    ]


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ("rq echo ok abort:CT_ER1", [NOTED]),
        ("rq echo abort:CT_ER1", []),
        ("rq echo abort:pacs", [FAILED]),
        ("rq echo ok echo abort:pacs", [FAILED]),
        ("rq abort:pacs", [FAILED]),
        ("rq abort:CT_ER1", []),
        ("abort:pacs", [NOTED]),
        ("abort:pacs rq echo", [NOTED]),
    ],
)
def test_whose_fault_an_abort_is(acts: str, expected: list[tuple[str, str]]) -> None:
    wire = Wire()
    for act in acts.split():
        if act == "ok":
            wire.answer(wire.transcript.exchanges[-1], 0)
        elif act.startswith("abort"):
            by = act.partition(":")[2]
            wire.add("A-ABORT", by, "pacs" if by == "CT_ER1" else "CT_ER1", raw=b"A-ABORT\nby the user")
        else:
            wire.add({"rq": "A-ASSOCIATE-RQ", "echo": "C-ECHO-RQ"}[act], "CT_ER1", "pacs")
    assert said(run("DIC-04", wire)) == expected
    assert [one.received for one in run("DIC-04", wire)] == ["by the user"] * len(expected)


def test_a_refusal_that_we_provoked_hides_no_other() -> None:
    wire = Wire()
    wire.add("A-ASSOCIATE-RQ", "CT_ER1", "pacs", connection="a", deliberate="ours")
    wire.add("A-ASSOCIATE-RJ", "pacs", "CT_ER1", connection="a", raw=b"rejected permanently")
    wire.add("A-ASSOCIATE-RJ", "pacs", "CT_ER1", connection="b")
    assert [(one.severity, one.received) for one in faults("DIC-04", wire)] == [("critical", "")]


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
