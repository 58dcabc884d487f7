"""Edges of the checks of an archive: queries and retrieves, just inside or outside of a rule."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.checks.retrieval import counts_of
from harness.tests.dicom_story import STUDY_ROOT, Wire, dataset, faults, images, run
from harness.verdict import Finding
from simulators.transcript import Exchange

FIND, MOVE = f"{STUDY_ROOT}.1", f"{STUDY_ROOT}.2"
STUDY = dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def asked(
    wire: Wire, *answers: Dataset, level: str = "STUDY", keys: dict[str, Any] | None = None, **fields: Any
) -> None:
    """A query at study root, and its answers."""
    query = dataset(QueryRetrieveLevel=level, **({"StudyInstanceUID": ""} if keys is None else keys))
    wire.find(query, answers, **{"model": FIND, "sender": "workstation", "receiver": "pacs", **fields})


# --- query ------------------------------------------------------------------------------------------------------------


def unanswered(wire: Wire, connection: str = "") -> Exchange:
    return wire.add("C-FIND-RQ", "workstation", "pacs", STUDY, AffectedSOPClassUID=FIND, connection=connection)


def test_a_query_without_an_answer_hides_no_refusal() -> None:
    wire = Wire()
    unanswered(wire)
    asked(wire, status=0xA900)
    assert said(run("QR-01", wire)) == [("FAIL", "critical")]


@pytest.mark.parametrize(
    ("status", "cancelled", "verdict"),
    [
        (0xFE00, "after", "PASS"),
        (0xFE00, "before", "FAIL"),
        (0xFE00, "elsewhere", "FAIL"),
        (0xFE00, "", "FAIL"),
        (0xA900, "after", "FAIL"),
        (0x0000, "after", "PASS"),
    ],
)
def test_a_query_ends_as_cancelled_only_after_a_cancel_on_its_own_line(
    status: int, cancelled: str, verdict: str
) -> None:
    wire = Wire()
    if cancelled == "before":
        wire.add("C-CANCEL-RQ", "workstation", "pacs")
    request = unanswered(wire)
    if cancelled in ("after", "elsewhere"):
        wire.add("C-CANCEL-RQ", "workstation", "pacs", connection="other" if cancelled == "elsewhere" else "")
    wire.answer(request, status)
    assert [one.verdict.value for one in run("QR-01", wire)] == [verdict]


def test_of_a_query_only_what_is_right_is_held() -> None:
    empty, ours = Wire(), Wire()
    request = unanswered(empty)
    empty.answer(request, 0xFF00)
    empty.answer(request, 0)
    assert said(run("QR-01", empty)) == [("FAIL", "critical")]
    asked(ours, status=0xA900, deliberate="an unknown level")
    assert run("QR-01", ours) == []
    nothing = Wire()
    asked(nothing)
    for check in ("QR-02", "QR-03"):
        assert run(check, nothing) == run(check, empty) == []


@pytest.mark.parametrize(
    ("keys", "answer", "pending", "expected"),
    [
        ({"PatientID": "A"}, {"PatientID": "B"}, 0xFF00, [("FAIL", "critical")]),
        ({"PatientID": "A"}, {"PatientID": "B"}, 0xFF01, [("FAIL", "critical")]),  # a required key
        ({"StudyDescription": "A"}, {"StudyDescription": "B"}, 0xFF00, [("PASS", "minor")]),
        ({"StudyDescription": "A"}, {"StudyDescription": "B"}, 0xFF01, [("PASS", "note")]),
        ({"StudyDescription": "A", "PatientID": "A"}, {"StudyDescription": "A", "PatientID": "B"}, 0xFF00,
         [("FAIL", "critical")]),
        ({"StudyDescription": "A", "PatientID": "A"}, {"StudyDescription": "B", "PatientID": "B"}, 0xFF01,
         [("FAIL", "critical")]),
        ({"PatientName": "Ñsue*"}, {"PatientName": "Ñsue^Ana"}, 0xFF00, [("PASS", "note")]),
    ],
)  # fmt: skip
def test_which_keys_an_answer_has_to_match(
    keys: dict[str, str], answer: dict[str, str], pending: int, expected: list[tuple[str, str]]
) -> None:
    wire = Wire()
    charset = {"SpecificCharacterSet": "ISO_IR 192"}
    asked(wire, dataset(**charset, **answer), keys={**charset, **keys}, pending=pending)
    assert said(run("QR-02", wire)) == expected


def test_what_was_found_that_was_not_asked_for() -> None:
    wire = Wire()
    asked(wire, dataset(PatientID="B"), dataset(), keys={"PatientID": "A"})
    [finding] = run("QR-02", wire)
    assert (finding.expected, finding.received, finding.where) == (
        "(0010,0020) PatientID A", "B", "(0010,0020) PatientID",
    )  # fmt: skip
    assert finding.exchanges == (1, 2)


@pytest.mark.parametrize(("declared", "failed"), [("ISO_IR 192", 1), ("ISO_IR 999", 0)])
def test_letters_of_a_character_set_that_nobody_knows_match_any(declared: str, failed: int) -> None:
    wire = Wire()
    asked(wire, dataset(PatientName="Xsue^Ana"), keys={"SpecificCharacterSet": "ISO_IR 192", "PatientName": "Ñsue^Ana"})
    query = wire.transcript.exchanges[0].dataset
    assert query is not None
    query.SpecificCharacterSet = declared
    assert len(faults("QR-02", wire)) == failed


@pytest.mark.parametrize(
    ("level", "keys", "answers", "expected"),
    [
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "1"}, {"StudyInstanceUID": "2"}], ["PASS"]),
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "1"}, {"StudyInstanceUID": "1"}], ["FAIL"]),
        ("SERIES", {}, [{"SeriesInstanceUID": "1"}, {"SeriesInstanceUID": "1"}], ["FAIL"]),
        ("STUDY", {"PatientID": ""}, [{"PatientID": "A"}], ["FAIL"]),  # the unique key has to be there unasked
        ("STUDY", {"PatientID": ""}, [{"PatientID": "A", "StudyInstanceUID": "1"}], ["PASS"]),
        ("PATIENT", {"PatientID": ""}, [{"PatientID": "A"}, {"PatientID": "A"}], ["PASS"]),  # of two issuers
        ("PATIENT", {"PatientID": ""}, [{"PatientID": ""}], ["FAIL"]),
        ("PATIENT", {"PatientName": ""}, [{"PatientName": "A"}], ["PASS"]),
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "1", "QueryRetrieveLevel": "SERIES"}], ["FAIL"]),
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "1", "QueryRetrieveLevel": "STUDY"}], ["PASS"]),
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "1", "StudyDate": "20240101"}], ["NOTE", "PASS"]),
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "1", "RetrieveAETitle": "PACS1"}], ["PASS"]),
        ("FILM", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": ""}], []),
        ("STUDY", {"StudyInstanceUID": ""}, [{"StudyInstanceUID": "", "StudyDate": "20240101"}], ["FAIL", "NOTE"]),
    ],
)
def test_how_answers_are_told_apart(
    level: str, keys: dict[str, str], answers: list[dict[str, str]], expected: list[str]
) -> None:
    wire = Wire()
    asked(wire, *(dataset(**answer) for answer in answers), level=level, keys=keys)
    found = run("QR-03", wire)
    assert ["NOTE" if one.severity == "minor" else one.verdict.value for one in found] == expected


def test_two_answers_of_one_study_are_shown_and_the_level_of_another() -> None:
    wire = Wire()
    asked(wire, dataset(StudyInstanceUID="1"), dataset(StudyInstanceUID="2"), dataset(StudyInstanceUID="1"))
    [finding] = run("QR-03", wire)
    assert (finding.exchanges, finding.where) == ((1, 2, 4), "(0020,000D) StudyInstanceUID")
    wire = Wire()
    asked(wire, dataset(StudyInstanceUID="1", QueryRetrieveLevel="IMAGE"))
    [finding] = run("QR-03", wire)
    assert (finding.expected, finding.received, finding.where) == ("STUDY", "IMAGE", "(0008,0052) QueryRetrieveLevel")


def test_a_query_that_is_not_judged_hides_no_other() -> None:
    wire = Wire()
    twice = [dataset(StudyInstanceUID="1"), dataset(StudyInstanceUID="1")]
    asked(wire, *twice, deliberate="ours")
    asked(wire, *twice, level="FILM")
    asked(wire)
    assert run("QR-03", wire) == []
    asked(wire, *twice)
    assert len(faults("QR-03", wire)) == 1


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"uids": ["1", "2"], "count": 2}, []),
        ({"uids": ["1", "2", "3"]}, [("3", "not found")]),
        ({"uids": ["1"]}, [("nothing else", "2")]),
        ({"uids": []}, [("nothing else", "1"), ("nothing else", "2")]),
        ({"count": 3}, [("3", "2")]),
        ({"count": 1}, [("1", "2")]),
        ({"count": 0}, [("0", "2")]),
        ({}, []),
        ({"requester": "workstation", "uids": ["1", "2"]}, []),
        ({"requester": "CT_ER1"}, [("an answer", "none")]),
        ({"level": "SERIES", "uids": ["9"]}, []),
        ({"level": "IMAGE"}, [("an answer", "none")]),
    ],
)
def test_what_the_archive_has_to_find(facts: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """The last answered query of the level and of who asked."""
    wire = Wire()
    asked(wire, dataset(SeriesInstanceUID="9"), level="SERIES", keys={"SeriesInstanceUID": ""})
    asked(wire, dataset(StudyInstanceUID="7"))
    asked(wire, dataset(StudyInstanceUID="1"), dataset(StudyInstanceUID="2"))
    unanswered(wire)
    found = run("QR-04", wire, **facts)
    assert [(one.expected, one.received) for one in found if one.verdict == "FAIL"] == expected
    assert [one.verdict.value for one in found] == (["FAIL"] * len(expected) or ["PASS"])


def test_what_the_archive_counts_is_held_for_each_number() -> None:
    wire = Wire()
    asked(wire, dataset(StudyInstanceUID="1", NumberOfStudyRelatedSeries=1, NumberOfStudyRelatedInstances=2),
          sender="CT_ER1")  # fmt: skip
    asked(wire, dataset(StudyInstanceUID="1", NumberOfStudyRelatedSeries=1))
    held_by_study = {"1": (1, 2)}
    assert said(run("QR-05", wire, held_by_study=held_by_study)) == [("PASS", "note")]
    assert said(run("QR-05", wire, held_by_study=held_by_study, requester="CT_ER1")) == 2 * [("PASS", "note")]


# --- retrieval --------------------------------------------------------------------------------------------------------


def stored(count: int = 2) -> tuple[Wire, list[Dataset]]:
    wire, made = Wire(), images(count)
    for ds in made:
        wire.store(ds)
    return wire, made


def ask(wire: Wire, **fields: Any) -> Exchange:
    fields = {"MoveDestination": "WS_1", "MessageID": 7, "AffectedSOPClassUID": MOVE, **fields}
    wire.add("A-ASSOCIATE-RQ", "workstation", "pacs", connection="retrieve", raw=b"calling AE title: WS_1\n")
    return wire.add(fields.pop("kind", "C-MOVE-RQ"), "workstation", "pacs", fields.pop("query", STUDY),
                    connection="retrieve", **fields)  # fmt: skip


def give(wire: Wire, *found: Dataset, **fields: Any) -> None:
    for ds in found:
        wire.store(ds, sender="pacs", receiver="workstation", MoveOriginatorMessageID=7,
                   **{"connection": "sub", **fields})  # fmt: skip


def counted(**counts: Any) -> dict[str, Any]:
    return {f"NumberOf{name}Suboperations": value for name, value in counts.items()}


def retrieved(status: int, *, given: int = 2, deliberate: str = "", names: bool = True, **counts: Any) -> Wire:
    wire, made = stored()
    request = ask(wire, **({"deliberate": deliberate} if deliberate else {}))
    give(wire, *made[:given])
    failed = dataset(FailedSOPInstanceUIDList="2.25.9") if names else None
    wire.answer(request, status, failed, **counted(**counts))
    return wire


@pytest.mark.parametrize(
    ("status", "options", "expected"),
    [
        (0x0000, {"Completed": 2}, [("PASS", "note")]),
        (0x0000, {"Completed": 2, "Failed": 0, "Remaining": 0}, [("PASS", "note")]),
        (0x0000, {"Completed": 1, "Failed": 1}, [("FAIL", "critical")]),
        (0x0000, {"Completed": 2, "Remaining": 1}, [("FAIL", "major")]),
        (0xB000, {"Completed": 1, "Failed": 1}, [("PASS", "note")]),
        (0xB000, {"Completed": 1, "Failed": 1, "names": False}, [("PASS", "minor")]),
        (0xB000, {"Completed": 2, "Failed": 0}, [("FAIL", "major")]),
        (0xB000, {"Completed": 2}, [("PASS", "note")]),  # how many failed is not said
        (0xA702, {"Failed": 1}, [("FAIL", "critical")]),
        (0xA702, {"Failed": 1, "deliberate": "ours"}, [("PASS", "note")]),
        (0xFE00, {"Completed": 1, "Remaining": 1}, [("PASS", "note")]),  # cancelled
    ],
)
def test_the_end_of_a_retrieve(status: int, options: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert said(run("RET-01", retrieved(status, **options))) == expected


@pytest.mark.parametrize(
    ("pending", "last", "contradict"),
    [
        ([(2, 0, 0, 0), (1, 1, 0, 0), (0, 0, 1, 1)], 2, False),
        ([(2, 0, 0, 0), (1, 1, 1, 0)], 2, True),
        ([(2, 0, 0, 0), (1, None, 0, 0)], 2, False),  # one that leaves a number out says no sum
        ([(2, 0, 0, 0)], 3, False),  # the last says nothing of what remains
    ],
)
def test_the_counts_on_the_way(pending: list[tuple[int, ...]], last: int, contradict: bool) -> None:
    wire, _ = stored()
    request = ask(wire)
    for row in pending:
        values = zip(("Remaining", "Completed", "Failed", "Warning"), row, strict=True)
        wire.answer(request, 0xFF00, **counted(**{name: value for name, value in values if value is not None}))
    wire.answer(request, 0, **counted(Completed=last, Failed=0, Warning=0, Remaining=0))
    assert bool(faults("RET-01", wire)) is contradict


def test_a_wrong_end_shows_what_was_counted() -> None:
    [finding] = run("RET-01", retrieved(0x0000, Completed=1, Failed=1))
    assert (finding.expected, finding.received) == ("B000", "0000 success; completed 1, failed 1")


def test_what_went_to_a_destination_that_is_not_seen_is_not_judged() -> None:
    wire, _ = stored()
    wire.answer(ask(wire, MoveDestination="ELSEWHERE"), 0, **counted(Completed=2))
    assert run("RET-02", wire) == []


def test_what_is_no_number_is_no_count() -> None:
    wire, _ = stored()
    assert counts_of(wire.answer(ask(wire), 0, **counted(Completed=2))) == {
        "Remaining": None, "Completed": 2, "Failed": None, "Warning": None,
    }  # fmt: skip


@pytest.mark.parametrize(("late", "blamed"), [(True, False), (False, True)])
def test_an_answer_of_ours_after_the_end_was_owed(late: bool, blamed: bool) -> None:
    wire, made = stored()
    request = ask(wire)
    store = wire.add("C-STORE-RQ", "pacs", "workstation", made[0], connection="sub", MoveOriginatorMessageID=7,
                     AffectedSOPInstanceUID=made[0].SOPInstanceUID)  # fmt: skip
    if not late:
        wire.answer(store, 0)
    wire.clock += 5
    wire.answer(request, 0xA702)
    if late:
        wire.answer(store, 0)
    assert bool(faults("RET-01", wire)) is blamed


def test_a_retrieve_that_is_not_judged_hides_no_other() -> None:
    wire, made = stored()
    ask(wire)  # never answered
    wire.answer(ask(wire, deliberate="ours"), 0, **counted(Completed=9))
    wire.answer(ask(wire), 0xA702)
    assert len(faults("RET-01", wire)) == 1
    assert run("RET-02", wire) == []
    request = ask(wire)
    give(wire, *made)
    wire.answer(request, 0, **counted(Completed=3))
    assert len(faults("RET-02", wire)) == 1


@pytest.mark.parametrize(
    ("given", "statuses", "counts", "wrong"),
    [
        (2, (0, 0), {"Completed": 2}, 0),
        (2, (0, 0xB000), {"Completed": 1, "Warning": 1}, 0),
        (2, (0, 0), {"Completed": 2, "Warning": 1}, 1),
        (2, (0, 0), {}, 0),  # it does not say how many
        (2, (0, 0xA700), {"Completed": 1, "Failed": 1}, 0),
        (2, (0, 0xA700), {"Completed": 2}, 1),
    ],
)
def test_as_many_arrive_as_the_answer_says(
    given: int, statuses: tuple[int, ...], counts: dict[str, int], wrong: int
) -> None:
    wire, made = stored()
    request = ask(wire)
    for ds, status in zip(made[:given], statuses, strict=True):
        give(wire, ds, status=status)
    wire.answer(request, 0, **counted(**counts))
    assert len(faults("RET-02", wire)) == wrong


@pytest.mark.parametrize(("waits", "seconds"), [((5.0, 0.2), "5.4 s"), ((0.2, 1.0), "1.4 s"), ((0.2, 0.2), "")])
def test_how_long_the_first_object_had_not_been_answered(waits: tuple[float, ...], seconds: str) -> None:
    wire, made = stored()
    request = ask(wire)
    for ds, wait in zip(made, waits, strict=True):
        give(wire, ds, status=None)
        wire.clock += wait
    wire.answer(request, 0xA702)
    found = [one.summary for one in run("RET-01", wire)]
    waited = f"pacs gave up a retrieve, for workstation had not answered it for {seconds}"
    assert found == [waited if seconds else "pacs could not carry out a retrieve"]


def test_what_is_stored_later_or_was_refused_need_not_arrive() -> None:
    wire, made = stored(3)
    refused, later = images(2)
    wire.store(refused, status=0xA700)
    request = ask(wire)
    give(wire, *made)
    wire.answer(request, 0, **counted(Completed=3))
    wire.store(later)
    assert said(run("RET-02", wire)) == [("PASS", "note")]


@pytest.mark.parametrize(
    ("deliberate", "kind", "status", "expected"),
    [
        ("an unknown destination", "C-MOVE-RQ", 0xA801, [("PASS", "note", "")]),
        ("an unknown destination", "C-MOVE-RQ", 0xA702, [("FAIL", "minor", "A801")]),
        ("an unknown destination", "C-MOVE-RQ", 0x0000, [("FAIL", "critical", "A801")]),
        ("an unknown destination", "C-GET-RQ", 0x0000, []),
        ("an unknown study", "C-MOVE-RQ", 0x0000, []),
        ("", "C-MOVE-RQ", 0x0000, []),
    ],
)
def test_how_an_unknown_destination_is_refused(
    deliberate: str, kind: str, status: int, expected: list[tuple[str, str, str]]
) -> None:
    wire, _ = stored()
    ask(wire, deliberate="an unknown destination")  # not answered, and hides nothing
    wire.answer(ask(wire), 0)
    wire.answer(ask(wire, kind=kind, deliberate=deliberate), status)
    assert [(one.verdict.value, one.severity, one.expected) for one in run("RET-03", wire)] == expected


# --- what is sent again -----------------------------------------------------------------------------------------------


def test_whoever_was_short_of_room_is_sent_it_again_by_each_station() -> None:
    wire, made = Wire(), images(4)
    stations = ("CT_ER1", "CT_ER1", "MR_1", "MR_1")
    for ds, station, status in zip(made, stations, (0xA701, 0xA7FF, 0xA700, 0xA800), strict=True):
        wire.store(ds, sender=station, status=status)
    found = [one.where[-10:] for station in ("CT_ER1", "MR_1") for one in faults("STO-06", wire, sender=station)]
    assert found == [str(ds.SOPInstanceUID)[-10:] for ds in made[:3]]  # A8xx is no shortage
    for ds, station in zip(made[:3], stations, strict=False):
        wire.store(ds, sender=station)
    assert [one.summary for one in run("STO-06", wire, sender="modality")] == [
        "CT_ER1 sent 2 objects again that were not taken at first",
        "MR_1 sent 1 objects again that were not taken at first",
    ]
