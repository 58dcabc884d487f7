"""Edges of the checks: what lies just inside or outside of a rule, found by mutants that no other test noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks.patients import PatientBook, same_patient
from harness.checks.requirements import Rule, departures
from harness.tests.dicom_story import dataset
from harness.tests.scenes import ANA, HGM, LUIS, ORDER, Scene, blamed, fails
from harness.verdict import Finding
from simulators.images import make_images
from simulators.runtime import Limits
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId, PersonName
from simulators.wire.order import IHE_SWF
from simulators.wire.worklist import patient_module

LIMIT = Limits().notification_s
MARTA = Patient(PatientId("ZZ9007", HGM), PersonName("Tercera", "Marta"), "19700101", "F")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def all_of(*acts: Callable[[Scene], object]) -> Callable[[Scene], None]:
    """One after the other."""

    def act(scene: Scene) -> None:
        for each in acts:
            each(scene)

    return act


HELD, NOTED = ("PASS", "note"), ("PASS", "minor")


# --- merge ------------------------------------------------------------------------------------------------------------


def answer_for(patient: Patient, study: str = "1.2.3") -> Dataset:
    ds = patient_module(patient)
    ds.QueryRetrieveLevel, ds.StudyInstanceUID = "STUDY", study
    return ds


def found_in_archive(scene: Scene, *patients: Patient) -> None:
    for patient in patients:
        scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer_for(patient)])


def merged(before: Any = None) -> Scene:
    """Luis survives, Ana is given up, for RIS and PACS."""
    scene = Scene()
    for patient in (ANA, LUIS):
        scene.adt("A04", patient)
        scene.adt("A04", patient, sender="ris", to="pacs")
    scene.placer(ORDER)
    if before:
        before(scene)
    scene.adt("A40", LUIS, prior=ANA)
    scene.adt("A40", LUIS, prior=ANA, sender="ris", to="pacs")
    return scene


@pytest.mark.parametrize(("first", "last", "expected"), [(ANA, LUIS, HELD), (LUIS, ANA, NOTED)])
def test_within_its_time_the_last_that_was_shown_counts(first: Patient, last: Patient, expected: Any) -> None:
    scene = merged()
    for patient in (LUIS, first, last):
        scene.worklist(ORDER.with_(patient=patient))
        found_in_archive(scene, patient)
    assert said(scene.run("MRG-01")) == said(scene.run("MRG-02")) == [expected]


@pytest.mark.parametrize(("share", "failed"), [(0.85, 0), (0.95, 1)])
def test_the_time_of_a_change(share: float, failed: int) -> None:
    """Who polls until the limit asks the last time just before it."""
    merging = merged()
    merging.wait(share * LIMIT)
    found_in_archive(merging, ANA)
    assert len(fails(merging.run("MRG-02"))) == failed
    renaming = Scene()
    renaming.adt("A04", LUIS, to="pacs")
    renaming.adt("A08", LUIS.renamed(PersonName("Nuevo", "Luis")), to="pacs")
    renaming.wait(share * LIMIT)
    found_in_archive(renaming, LUIS)
    assert len(fails(renaming.run("MRG-04"))) == failed


def test_what_was_shown_before_a_merge_is_not_judged_by_it() -> None:
    scene = merged(all_of(lambda scene: scene.worklist(ORDER), lambda scene: found_in_archive(scene, ANA)))
    assert scene.run("MRG-01") == scene.run("MRG-02") == []


def test_every_hop_of_the_ris_is_looked_at() -> None:
    for show in (Scene.filler, Scene.schedule, Scene.report, Scene.worklist):
        scene = merged()
        scene.wait(2 * LIMIT)
        show(scene, ORDER)
        assert len(fails(scene.run("MRG-01"))) == 1, show


def test_a_merge_of_ours_that_was_wrong_on_purpose_hides_no_other() -> None:
    scene = merged(lambda scene: [stored()(scene), *(
        scene.adt("A40", ANA, prior=MARTA, to=role, deliberate="a circle") for role in ("ris", "pacs"))])  # fmt: skip
    scene.wait(2 * LIMIT)
    scene.worklist(ORDER)
    found_in_archive(scene, ANA)
    asked(scene)
    assert [len(fails(scene.run(check))) for check in ("MRG-01", "MRG-02", "MRG-05")] == [1, 1, 1]


def test_a_placers_message_after_the_merge_is_not_the_riss() -> None:
    scene = merged()
    scene.wait(2 * LIMIT)
    scene.placer(ORDER, "CA")
    assert fails(scene.run("MRG-01")) == []


def test_an_identifier_is_in_use_again_from_its_next_registration_on() -> None:
    """Not from a later one, nor because of one before the merge or of somebody else."""
    scene = merged()
    scene.wait(2 * LIMIT)
    scene.adt("A04", MARTA)
    scene.adt("A04", MARTA, to="pacs")
    scene.worklist(ORDER)
    assert len(fails(scene.run("MRG-01"))) == 1
    again = merged()
    again.wait(2 * LIMIT)
    for _ in range(2):
        again.adt("A04", ANA)
        again.worklist(ORDER)
    assert again.run("MRG-01") == []


def test_an_answer_without_a_name_and_one_of_another_say_nothing_of_a_new_name() -> None:
    scene = Scene()
    scene.adt("A04", LUIS, to="pacs")
    scene.adt("A08", LUIS.renamed(PersonName("Nuevo")), to="pacs")
    scene.wait(2 * LIMIT)
    found_in_archive(scene, LUIS.renamed(PersonName("")), MARTA)
    assert scene.run("MRG-04") == []


def test_what_the_archive_is_given_is_not_what_it_shows() -> None:
    scene = merged()
    scene.wait(2 * LIMIT)
    stored()(scene)
    assert scene.run("MRG-02") == []
    stored(sender="pacs", receiver="BATA")(scene)
    assert len(fails(scene.run("MRG-02"))) == 1


def test_a_refused_merge_is_passed_over_and_the_next_is_judged() -> None:
    scene = Scene(claims={"ris": frozenset({"RAD-12"})})
    scene.adt("A04", LUIS, to="pacs")
    scene.adt("A40", MARTA, prior=ANA, code="AE")
    scene.adt("A40", LUIS, prior=ANA)
    scene.wait(2 * LIMIT)
    assert len(fails(scene.run("MRG-03"))) == 1
    alone = Scene(claims={"ris": frozenset({"RAD-12"})})
    alone.adt("A40", LUIS, prior=ANA)
    alone.wait(2 * LIMIT)
    assert alone.run("MRG-03") == []  # no HL7 interface


@pytest.mark.parametrize(("survivor", "prior"), [(LUIS, MARTA), (MARTA, ANA)])
def test_another_merge_told_to_the_pacs_is_not_this_one(survivor: Patient, prior: Patient) -> None:
    scene = Scene(claims={"ris": frozenset({"RAD-12"})})
    scene.adt("A40", LUIS, prior=ANA)
    scene.adt("A40", survivor, prior=prior, sender="ris", to="pacs")
    scene.wait(0.9 * LIMIT)
    assert scene.run("MRG-03") == []
    scene.wait(LIMIT)
    assert len(fails(scene.run("MRG-03"))) == 1


def test_a_merge_that_the_pacs_refused_was_told_and_is_not_held() -> None:
    scene = Scene(claims={"ris": frozenset({"RAD-12"})})
    scene.adt("A40", LUIS, prior=ANA)
    scene.adt("A40", LUIS, prior=ANA, sender="ris", to="pacs", code="AE")
    scene.wait(2 * LIMIT)
    assert scene.run("MRG-03") == []


@pytest.mark.parametrize(("event", "name"), [("A04", "Nuevo"), ("A08", "")])
def test_only_an_update_with_a_name_renames(event: str, name: str) -> None:
    scene = Scene()
    scene.adt("A04", LUIS, to="pacs")
    scene.adt(event, LUIS.renamed(PersonName(name)), to="pacs")
    scene.wait(2 * LIMIT)
    found_in_archive(scene, LUIS)
    assert scene.run("MRG-04") == []


@pytest.mark.parametrize(("first", "last", "expected"), [("Mba", "Nuevo", HELD), ("Nuevo", "Mba", NOTED)])
def test_within_its_time_the_last_name_counts(first: str, last: str, expected: Any) -> None:
    scene = Scene()
    scene.adt("A04", LUIS, to="pacs")
    scene.adt("A08", LUIS.renamed(PersonName("Nuevo")), to="pacs")
    found_in_archive(scene, *(LUIS.renamed(PersonName(name)) for name in ("Nuevo", first, last)))
    assert said(scene.run("MRG-04")) == [expected]


def test_a_name_holds_until_the_next_update() -> None:
    names = [LUIS.renamed(PersonName(name)) for name in ("Uno", "Dos")]
    scene = Scene()
    for patient in (LUIS, *names):
        scene.adt("A08" if patient is not LUIS else "A04", patient, to="pacs")
    scene.wait(2 * LIMIT)
    found_in_archive(scene, names[1])
    assert said(scene.run("MRG-04")) == [HELD]
    found_in_archive(scene, names[0])
    [stale] = fails(scene.run("MRG-04"))
    assert stale.likely == "the update was acknowledged and not carried out here"
    other = LUIS.renamed(PersonName("Nadie"))
    scene.exchanges[-2:] = []
    found_in_archive(scene, other)
    assert [finding.likely for finding in fails(scene.run("MRG-04"))] == [""]


def test_between_two_updates_the_first_of_them_holds() -> None:
    uno, dos, tres = (LUIS.renamed(PersonName(name)) for name in ("Uno", "Dos", "Tres"))
    scene = Scene()
    scene.adt("A04", LUIS, to="pacs")
    for patient in (uno, dos, tres):
        scene.adt("A08", patient, to="pacs")
        scene.wait(2 * LIMIT)
        found_in_archive(scene, patient)
    assert said(scene.run("MRG-04")) == [HELD, HELD, HELD]


def test_which_wrong_name_is_told() -> None:
    """The first that came too late; of those in time the last."""
    scene = Scene()
    scene.adt("A04", LUIS, to="pacs")
    scene.adt("A08", LUIS.renamed(PersonName("Nuevo")), to="pacs")
    found_in_archive(scene, LUIS, LUIS.renamed(PersonName("Nadie")))
    assert [one.received for one in scene.run("MRG-04")] == ["Nadie"]
    scene.wait(2 * LIMIT)
    found_in_archive(scene, LUIS, LUIS.renamed(PersonName("Nadie")))
    [stale] = fails(scene.run("MRG-04"))
    assert (stale.received, bool(stale.likely)) == (LUIS.name.to_pn(), True)


STUDY = ORDER.study_instance_uid


def stored(patient: Patient = ANA, **options: Any) -> Any:
    """Before the merge: one image in the archive, under ``patient``."""
    return lambda scene: scene.store(
        make_images(patient=patient, modality="CT", study_instance_uid=STUDY, instances=1), **options
    )


def asked(scene: Scene, *studies: str, level: str = "STUDY", **fields: Any) -> None:
    query = dataset(QueryRetrieveLevel=level, PatientID=LUIS.id.value, StudyInstanceUID="")
    answers = [answer_for(LUIS, study) for study in studies]
    scene.dimse("workstation", "pacs", "C-FIND", query, answers=answers, **fields)


@pytest.mark.parametrize(("share", "expected"), [(0.85, NOTED), (0.95, ("FAIL", "critical"))])
def test_a_study_that_is_missing_under_the_survivor(share: float, expected: Any) -> None:
    scene = merged(stored())
    scene.wait(share * LIMIT)
    asked(scene, "1.2.9", level="SERIES")
    asked(scene, "1.2.9")
    [finding] = scene.run("MRG-05")
    assert (finding.verdict.value, finding.severity) == expected
    assert (finding.expected, finding.received) == (STUDY, "1.2.9")


@pytest.mark.parametrize(
    "before",
    [
        stored(LUIS),
        stored(MARTA),
        stored(status=0xA700),
        stored(sender="pacs", receiver="BATA"),
        all_of(stored(), stored(alter=lambda ds: setattr(ds, "Modality", "KO"))),
        stored(alter=lambda ds: setattr(ds, "StudyInstanceUID", "")),
    ],
    ids=["survivor", "stranger", "refused", "elsewhere", "rejected", "nameless"],
)
def test_studies_that_the_merge_does_not_owe(before: Any) -> None:
    scene = merged(before)
    scene.wait(2 * LIMIT)
    asked(scene)
    assert scene.run("MRG-05") == []


def test_a_study_stored_after_the_question_is_not_in_its_answer() -> None:
    scene = merged()
    scene.wait(2 * LIMIT)
    asked(scene)
    stored()(scene)
    assert scene.run("MRG-05") == []


@pytest.mark.parametrize("fields", [{"status": 0xA700}, {"deliberate": "a wrong question"}])
def test_questions_that_do_not_count(fields: dict[str, Any]) -> None:
    scene = merged(stored())
    scene.wait(2 * LIMIT)
    asked(scene, **fields)
    assert scene.run("MRG-05") == []


def test_a_question_before_the_merge_owes_nothing_to_it() -> None:
    scene = merged(all_of(stored(), asked))
    scene.wait(2 * LIMIT)
    assert scene.run("MRG-05") == []


def test_nobody_is_blamed_for_what_is_right() -> None:
    scene = merged(stored())
    scene.wait(2 * LIMIT)
    asked(scene, STUDY, "1.2.77")
    assert blamed(scene.run("MRG-05")) == []
    assert said(scene.run("MRG-05")) == [HELD]


# --- what a role knows of a patient -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (PatientId("1", HGM), PatientId(" 1 ", HGM), True),
        (PatientId("1", HGM), PatientId("1"), True),
        (PatientId("1"), PatientId("1", HGM), True),
        (PatientId("1", HGM), PatientId("2", HGM), False),
        (PatientId("1", HGM), PatientId("01", HGM), False),
        (PatientId("1", HGM), PatientId("1", AssigningAuthority("BATA")), False),
    ],
)
def test_who_is_the_same_patient(one: PatientId, other: PatientId, same: bool) -> None:
    assert same_patient(one, other) is same


@pytest.mark.parametrize(
    ("event", "known"),
    [*((f"A{n:02}", True) for n in (1, 4, 5, 6, 7, 8, 28, 31)), *((f"A{n:02}", False) for n in (2, 3, 11, 13))],
)
def test_which_events_make_a_record(event: str, known: bool) -> None:
    scene = Scene()
    scene.adt("A04", LUIS, alter=lambda message: message.set("MSH-9.2", event), kind=f"ADT^{event}")
    assert bool(PatientBook(scene.story(), "ris").updates) is known


def test_what_is_known_when() -> None:
    scene = Scene()
    request = scene.adt("A04", LUIS)
    accepted = request.number + 1
    book = PatientBook(scene.story(), "ris")
    assert book.record(LUIS.id, accepted) is None
    assert book.record(LUIS.id, accepted + 1) is not None
    assert book.record(LUIS.id, request.number, sent=True) is None
    assert book.record(LUIS.id, accepted, sent=True) is not None
    assert book.record(ANA.id, accepted + 1) is None
    assert book.record(PatientId(" "), accepted + 1) is None


def test_the_latest_version_is_the_last_and_a_transfer_is_none() -> None:
    scene = Scene()
    scene.adt("A02", LUIS)
    for name in ("Uno", "Dos"):
        scene.adt("A08", LUIS.renamed(PersonName(name)))
    record = PatientBook(scene.story(), "ris").record(LUIS.id, 99)
    assert record is not None
    assert [version.patient.name.family for version in (*record.versions, record.latest)] == ["Uno", "Dos", "Dos"]


def test_no_record_answers_to_a_blank() -> None:
    scene = Scene()
    scene.adt("A04", replace(LUIS, id=PatientId("")))
    assert PatientBook(scene.story(), "ris").record(PatientId(""), 99) is None


def test_identifiers_given_up_follow_every_merge() -> None:
    scene = Scene()
    for patient in (MARTA, LUIS, ANA):
        scene.adt("A04", patient)
    scene.adt("A40", LUIS, prior=ANA)
    scene.adt("A40", MARTA, prior=LUIS)
    book = PatientBook(scene.story(), "ris")
    record = book.record(ANA.id, 99)
    assert record is not None
    assert record is not book.record(MARTA.id, 99)  # replayed each time
    assert (record.ids, record.given_up) == ([MARTA.id], [LUIS.id, ANA.id])
    assert record.latest.patient.id == MARTA.id
    assert [prior for _, prior in book.merges] == [ANA.id, LUIS.id]


def test_an_unknown_identifier_is_given_up_too_but_not_ones_own() -> None:
    scene = Scene()
    scene.adt("A40", LUIS, prior=ANA)
    record = PatientBook(scene.story(), "ris").record(ANA.id, 99)
    assert record is not None
    assert (record.ids, record.given_up) == ([LUIS.id], [ANA.id])
    scene.adt("A40", LUIS, prior=LUIS)
    record = PatientBook(scene.story(), "ris").record(LUIS.id, 99)
    assert record is not None
    assert record.given_up == [ANA.id]


def test_what_is_doubtful() -> None:
    scene = Scene()
    scene.adt("A04", LUIS)
    scene.adt("A04", LUIS, deliberate="ours")
    scene.adt("A04", LUIS.renamed(PersonName("Peña")), alter=mislabelled)
    assert [version.doubtful for version in PatientBook(scene.story(), "ris").updates] == [False, True, True]


def mislabelled(message: Message) -> Message:
    """Latin bytes called UTF-8."""
    return Message.parse(message.raw.decode("utf-8").encode("latin-1"))


# --- orders -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (Rule("X"), {"X": "1"}, []),
        (Rule("X"), {}, ["a value"]),
        (Rule("X", "empty"), {}, []),
        (Rule("X", "empty"), {"X": "1"}, ["empty"]),
        (Rule("X", "a|b"), {"X": "b"}, []),
        (Rule("X", "a|b"), {"X": "c"}, ["a or b"]),
        (Rule("X", "a|b"), {}, ["a or b"]),
        (Rule("X", same_as="Y"), {"X": "1", "Y": "1"}, []),
        (Rule("X", same_as="Y"), {"Y": "1"}, ["the value of Y, 1"]),
        (Rule("X", same_as="Y"), {"X": "1"}, ["the value of Y, empty"]),
        (Rule("X", longest=16), {"X": 16 * "1"}, []),
        (Rule("X", longest=16), {"X": 17 * "1"}, ["at most 16 characters"]),
        (Rule("X", "set", longest=16), {}, ["a value"]),
    ],
)
def test_what_a_rule_wants(rule: Rule, values: dict[str, str], expected: list[str]) -> None:
    assert [wanted for _, wanted, _ in departures([rule], lambda where: values.get(where, ""))] == expected


@pytest.mark.parametrize(
    ("where", "length"),
    [("IPC-1.1", 16), ("IPC-2.1", 16), ("IPC-3.1", 64), ("IPC-4.1", 16), ("IPC-5.1", 16), ("IPC-9", 16)],
)
def test_how_long_identifiers_may_be(where: str, length: int) -> None:
    for more in (0, 1):
        scene = Scene()
        scene.schedule(ORDER, alter=lambda message, n=length + more: message.set(where, n * "1"))
        long = [one for one in scene.run("ORD-04") if "too long" in one.summary]
        assert [one.where for one in long] == more * [where]


@pytest.mark.parametrize(
    ("where", "length"), [("OBR-18", 16), ("OBR-19", 16), ("OBR-20", 16), ("OBR-24", 16), ("ZDS-1.1", 64)]
)
def test_how_long_identifiers_may_be_in_old_messages(where: str, length: int) -> None:
    for more in (0, 1):
        scene = Scene(IHE_SWF)
        scene.schedule(ORDER, alter=lambda message, n=length + more: message.set(where, n * "1"))
        long = [one for one in scene.run("ORD-04") if "too long" in one.summary]
        assert [one.where for one in long] == more * [where]


def notified(wait: float = 0.0, code: str = "AA") -> list[Finding]:
    """Radiology makes an order, and gets no number for it."""
    scene = Scene()
    scene.filler(replace(ORDER, placer_order_number=""), "SN", code=code)
    scene.wait(wait)
    return scene.run("ORD-03")


def test_a_number_that_does_not_come() -> None:
    assert notified(code="") == []
    assert notified(0.9 * LIMIT, code="") == []
    [silent], [plain] = notified(1.1 * LIMIT, code=""), notified()
    assert (silent.role, silent.received, plain.received) == ("emr", "nothing", "ACK^O19")


def told_of(*procedures: tuple[str, str, str], code: str = "AA") -> list[tuple[str, str]]:
    """ORD-05 of (control, filler number, Study Instance UID)."""
    scene = Scene()
    for control, filler, uid in procedures:
        scene.schedule(ORDER.with_(filler_order_number=filler, study_instance_uid=uid), control, code=code)
    return [(finding.verdict.value, finding.received) for finding in scene.run("ORD-05")]


def test_a_study_uid_is_told_once() -> None:
    assert told_of(("NW", "F1", "1.2"), ("NW", "F2", "1.3")) == []
    assert told_of(("NW", "F1", "1.2"), ("XO", "F1", "1.2")) == [("PASS", "")]
    assert told_of(("NW", "F1", "1.2"), ("NW", "F2", "1.2")) == [("FAIL", "NW with 1.2")]
    assert told_of(("NW", "F1", "1.2"), ("XO", "F1", "1.3")) == [("FAIL", "1.3")]
    assert told_of(("NW", "F1", "1.2"), ("XO", "F1", "")) == [("PASS", "")]
    assert told_of(("NW", "F1", ""), ("XO", "F1", "1.3")) == [("PASS", "")]
    assert told_of(("NW", "F1", ""), ("NW", "F2", "")) == []
    assert told_of(("NW", "F1", "1.2"), ("NW", "F1", "1.3")) == [("FAIL", "1.3")]
    assert told_of(("NW", "F1", "1.2"), ("XO", "F1", "1.3"), code="AE") == []


def test_the_same_notice_sent_again_is_no_second_one() -> None:
    scene = Scene()
    first = scene.schedule(ORDER)
    assert first.message is not None
    scene.hl7("ris", "pacs", first.message)
    assert scene.run("ORD-05") == []
    control_id = first.message.control_id
    scene.schedule(ORDER, alter=lambda message: message.set("MSH-10", control_id).set("MSH-7", "20261124110000"))
    assert scene.run("ORD-05") == []


# --- reports ----------------------------------------------------------------------------------------------------------


def reported(*statuses: str, order: Any = ORDER) -> Scene:
    scene = Scene()
    for status in statuses:
        scene.report(order, status)
    return scene


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("P", []),
        ("C", [HELD]),
        ("PF", [HELD]),
        ("PFC", [HELD, HELD]),
        ("FP", [("FAIL", "critical")]),
        ("CP", [HELD, ("FAIL", "critical")]),
        ("FCF", [HELD, ("FAIL", "major")]),
        ("FR", [("FAIL", "critical")]),
        ("FXP", [HELD, HELD]),
        ("FF", [HELD]),
    ],
)
def test_how_the_status_of_a_report_may_go_on(statuses: str, expected: Any) -> None:
    assert said(reported(*statuses).run("RES-03")) == expected


def test_the_same_report_again_says_nothing_new() -> None:
    """Not even that a corrected one has no final one before it."""
    scene = reported("F", "C")
    message = scene.exchanges[-2].message
    assert message is not None
    scene.hl7("ris", "emr", message)
    assert said(scene.run("RES-03")) == [HELD]


def test_reports_of_two_orders_do_not_follow_each_other() -> None:
    scene = reported("F")
    scene.report(ORDER.with_(placer_order_number="P9"), "P")
    assert scene.run("RES-03") == []


@pytest.mark.parametrize(
    ("placer", "filler", "status", "failed"),
    [
        ("P1", "F1", "F", 1),
        ("P1", "F1", "C", 1),
        ("P1", "F1", "P", 0),
        ("P1", "F1", "X", 0),
        ("P1", "", "F", 1),
        ("P1", "F9", "F", 0),
        ("P9", "F1", "F", 0),
        ("", "F1", "F", 0),
    ],
)
def test_a_report_of_an_order_that_was_cancelled(placer: str, filler: str, status: str, failed: int) -> None:
    for cancel in (lambda scene: scene.placer(ORDER, "CA"), lambda scene: scene.filler(ORDER, "OC")):
        scene = Scene()
        cancel(scene)
        scene.report(ORDER.with_(placer_order_number=placer, filler_order_number=filler), status)
        assert len(fails(scene.run("RES-04"))) == failed


def test_what_cancels_nothing() -> None:
    for act in (
        lambda scene: scene.placer(ORDER, "CA", code="AE"),
        lambda scene: scene.placer(ORDER, "CA", deliberate="ours"),
        lambda scene: scene.placer(ORDER, "NW"),
        lambda scene: scene.filler(ORDER, "SC"),
    ):
        scene = Scene()
        act(scene)
        scene.report(ORDER, "F")
        assert scene.run("RES-04") == []
    late = reported("F")
    late.placer(ORDER, "CA")
    assert late.run("RES-04") == []


# --- messages as such -------------------------------------------------------------------------------------------------


def test_what_could_be_read_is_counted_for_each_sender() -> None:
    scene = Scene()
    scene.add(sender="his", receiver="ris", protocol="HL7", kind="?", raw=b"noise", error="no MSH")
    for patient in (ANA, LUIS):
        scene.adt("A04", patient)
    findings = scene.run("HL7-01")
    assert said(findings) == [("FAIL", "critical"), HELD, HELD]
    assert [one.summary for one in findings[1:]] == [
        f"2 HL7 messages of {role} could be read" for role in ("his", "ris")
    ]
    assert scene.run("CHR-01")[0].summary == "the text of 2 HL7 messages of his can be read as declared"


def test_an_answer_that_cannot_be_read_accepts_nothing() -> None:
    scene = Scene()
    request = scene.adt("A04", LUIS, code="")
    scene.add(sender="ris", receiver="his", protocol="HL7", kind="?", raw=b"noise", reply_to=request.number)
    assert PatientBook(scene.story(), "ris").updates == []
