"""Which entry and step an acquisition was made from, and what its images, step and archive tell of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks.acquired import COPYING, step_of
from harness.checks.dicom_traces import stored_images
from harness.tests.scenes import ANA, LUIS, ORDER, OTHER, Scene, blamed, fails
from harness.verdict import Finding
from simulators.images import make_images
from simulators.wire.identifiers import PersonName
from simulators.wire.order import Order
from simulators.wire.worklist import patient_module, worklist_items

RENAMED = ORDER.with_(patient=ANA.renamed(PersonName("Otra", "Ana")))
SECOND = ORDER.with_(
    placer_order_number="P1B", filler_order_number="F1B", accession_number="00A1B", requested_procedure_id="RP1B",
    study_instance_uid="2.25.112", steps=(replace(ORDER.steps[0], id="S1B"),),
)  # fmt: skip


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def of_entry(order: Order = ORDER, **options: Any) -> list[Dataset]:
    """One image made from the order's entry."""
    return make_images(worklist_items(order)[0], instances=1, **options)


def unscheduled(**options: Any) -> list[Dataset]:
    return make_images(
        **{"modality": "CT", "patient": ANA, "study_instance_uid": "2.25.999", "instances": 1, **options}
    )


# --- which entry ------------------------------------------------------------------------------------------------------


def test_a_stations_own_list_counts_before_that_of_another() -> None:
    scene = Scene()
    scene.worklist(RENAMED, station="DX_1")
    scene.store(of_entry())
    assert blamed(scene.run("PRP-07")) == [("CT_ER1", "(0010,0010) PatientName")]  # the only list there was
    scene = Scene()
    scene.worklist(ORDER)
    scene.worklist(RENAMED, station="DX_1")
    scene.store(of_entry())
    assert blamed(scene.run("PRP-07")) == []
    assert same_name(scene)


def same_name(scene: Scene) -> bool:
    return any(one.summary.startswith("the patient name is the same") for one in scene.run("PRP-07"))


def test_of_several_versions_the_last_was_picked_and_each_entry_counts_once() -> None:
    scene = Scene()
    for order in (ORDER, RENAMED):
        scene.worklist(order)

    def twice(ds: Dataset) -> None:
        ds.RequestAttributesSequence = [ds.RequestAttributesSequence[0]] * 2

    scene.store(of_entry(RENAMED), alter=twice)
    assert same_name(scene)
    assert not [one.summary for one in scene.run("PRP-07") if "2 entries" in one.summary]


def test_the_entry_of_somebody_else_is_no_version() -> None:
    scene = Scene()
    scene.worklist(ORDER, OTHER)
    scene.store(of_entry(), alter=lambda ds: setattr(ds, "PatientName", "Mba Prueba^Luis"))
    assert blamed(scene.run("PRP-07")) == [("CT_ER1", "(0010,0010) PatientName")]


def test_images_that_lost_their_numbers_are_known_by_their_step() -> None:
    def strip(ds: Dataset) -> None:
        ds.StudyInstanceUID, ds.AccessionNumber = "2.25.999", ""
        del ds.RequestAttributesSequence

    scene = Scene()
    items = scene.worklist(ORDER)
    scene.store(make_images(items[0], performed=scene.begin(items), instances=1), alter=strip)
    assert {one.where.partition(" ")[2] for one in fails(scene.run("PRP-07"))} == {
        "StudyInstanceUID",
        "AccessionNumber",
    }


def test_a_list_shown_after_the_step_began_was_not_picked_from() -> None:
    scene = Scene()
    items = scene.worklist(ORDER)
    step = scene.begin(items)
    scene.worklist(RENAMED)
    scene.store(make_images(items[0], performed=step, instances=1))
    assert blamed(scene.run("PRP-07")) == blamed(scene.run("PRP-08")) == []
    scene.store(of_entry(RENAMED))
    assert blamed(scene.run("PRP-07")) == []  # an image that names no step may be of the newer list


@pytest.mark.parametrize(
    ("named", "series", "found"),
    [
        ("2.25.901", "", "2.25.901"),
        ("2.25.902", "", "2.25.902"),
        ("2.25.902", "2.25.1", "2.25.902"),
        ("2.25.909", "2.25.1", None),
        ("", "2.25.1", "2.25.901"),
        ("", "2.25.2", "2.25.902"),
        ("", "2.25.3", None),
        ("", "", None),
    ],
)
def test_to_which_step_an_image_belongs(named: str, series: str, found: str | None) -> None:
    """The one that it names, else the one that lists its series."""
    scene = Scene()
    items = scene.worklist(ORDER)
    for number in ("1", "2"):
        step = scene.begin(items, uid=f"2.25.90{number}")
        [listed] = unscheduled()
        listed.SeriesInstanceUID = f"2.25.{number}"
        scene.end(step, [listed])

    def change(ds: Dataset) -> None:
        ds.SeriesInstanceUID = series
        reference = Dataset()
        reference.ReferencedSOPInstanceUID = named
        ds.ReferencedPerformedProcedureStepSequence = [reference]

    scene.store(unscheduled(), alter=change)
    step_found = step_of(scene.story(), stored_images(scene.story())[-1])
    assert (step_found and step_found.uid) == found


# --- images -----------------------------------------------------------------------------------------------------------


def test_one_image_hides_no_other() -> None:
    scene = Scene()
    scene.worklist(ORDER)
    scene.store(unscheduled(patient=LUIS))
    scene.store(of_entry(), sender="workstation", alter=lambda ds: setattr(ds, "PatientID", "X"))
    scene.store(of_entry(), alter=lambda ds: setattr(ds, "PatientID", "ZZ9001"))
    assert [one.received for one in fails(scene.run("PRP-07"))] == ["ZZ9001"]
    scene.exchanges[-2] = replace(scene.exchanges[-2], deliberate="ours")
    assert fails(scene.run("PRP-07")) == []


@pytest.mark.parametrize(("claims", "verdict"), [((COPYING,), "FAIL"), (("RAD-8",), "PASS"), ((), "PASS")])
def test_what_may_be_copied_must_be_where_the_site_claims_it(claims: tuple[str, ...], verdict: str) -> None:
    scene = Scene(claims={"CT_ER1": frozenset(claims)} if claims else {})
    scene.worklist(ORDER)
    scene.store(of_entry(), alter=lambda ds: setattr(ds, "StudyDescription", "Otra cosa"))
    [changed] = [one for one in scene.run("PRP-07") if one.received == "Otra cosa"]
    assert changed.verdict.value == verdict


@pytest.mark.parametrize("modality", ["SR", "KO", "PR", "DOC"])
def test_objects_about_images_need_not_repeat_the_request(modality: str) -> None:
    def change(ds: Dataset) -> None:
        ds.Modality = modality
        del ds.RequestAttributesSequence

    scene = Scene()
    scene.worklist(ORDER)
    scene.store(of_entry(), alter=change)
    assert {one.severity for one in scene.run("PRP-07")} == {"note"}
    alone = Scene()
    alone.worklist(ORDER)
    alone.store(unscheduled(), alter=lambda ds: setattr(ds, "Modality", modality))
    assert alone.run("PRP-07") == []


@pytest.mark.parametrize(
    ("listed", "station", "patient", "begun", "verdict"),
    [
        (ORDER, "CT_ER1", ANA, False, "FAIL"),
        (ORDER, "DX_1", ANA, False, "PASS"),
        (ORDER, "CT_ER1", LUIS, False, "PASS"),
        (OTHER, "CT_ER1", ANA, False, "PASS"),
        (ORDER, "CT_ER1", ANA, True, "PASS"),
    ],
)
def test_images_without_an_entry(listed: Order, station: str, patient: Any, begun: bool, verdict: str) -> None:
    """Wrong where the patient's entry was on the station's list, and no step says that it was unscheduled."""
    scene = Scene()
    scene.worklist(listed, station=station)
    step = scene.begin([], study="2.25.999", patient=patient) if begun else None
    scene.store(unscheduled(patient=patient, performed=step))
    [finding] = scene.run("PRP-07")
    assert (finding.verdict.value, finding.received) == (verdict, "accession empty, study 2.25.999")


def test_the_last_entry_is_the_one_that_was_not_picked() -> None:
    scene = Scene()
    scene.worklist(ORDER, SECOND)
    scene.store(unscheduled(accession_number="X9"))
    [finding] = fails(scene.run("PRP-07"))
    assert (finding.expected, finding.received) == (
        "accession 00A1B, study 2.25.112", "accession X9, study 2.25.999",
    )  # fmt: skip


# --- several entries, one acquisition ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("study", "accession", "words"),
    [
        ("2.25.888", "", ["a new one", "empty"]),
        ("2.25.112", "NEW", ["one of the entries'", "a new one"]),
        ("2.25.111", "00A1B", ["one of the entries'", "one of the entries'"]),
    ],
)
def test_what_the_images_of_two_entries_are_called(study: str, accession: str, words: list[str]) -> None:
    scene = Scene()
    items = scene.worklist(ORDER, SECOND)
    step = scene.begin(items, study=study)
    scene.store(make_images(group=items, performed=step, accession_number=accession, instances=1))
    told = [one for one in scene.run("PRP-07") if "one acquisition for 2 entries" in one.summary]
    assert [one.summary.partition(" entries is ")[2] for one in told] == words
    assert [(one.expected, one.received, one.where) for one in told] == [
        ("2.25.111 or 2.25.112", study, "(0020,000D) StudyInstanceUID"),
        ("00A1 or 00A1B", accession or "empty", "(0008,0050) AccessionNumber"),
    ]
    assert fails(scene.run("PRP-07")) == []


def test_a_group_without_a_study_or_an_accession() -> None:
    def strip(ds: Dataset) -> None:
        ds.StudyInstanceUID = ""
        del ds.AccessionNumber

    scene = Scene()
    items = scene.worklist(ORDER, SECOND)
    scene.store(make_images(group=items, performed=scene.begin(items, study="2.25.888"), instances=1), alter=strip)
    found = [one for one in scene.run("PRP-07") if "Study Instance UID" in one.summary or "is empty" in one.summary]
    assert [(one.verdict.value, one.received, one.where) for one in found] == [
        ("FAIL", "", ""),
        ("PASS", "empty", "(0008,0050) AccessionNumber"),
    ]


def test_the_first_entry_of_a_group_says_who_the_patient_is() -> None:
    scene = Scene()
    items = scene.worklist(ORDER, OTHER)
    images = make_images(group=items, performed=scene.begin(items, study="2.25.888"), instances=1)
    scene.store(images, alter=lambda ds: setattr(ds, "AccessionNumber", "NEW"))
    assert fails(scene.run("PRP-07")) == fails(scene.run("PRP-09")) == []
    scene.store(images, alter=lambda ds: setattr(ds.RequestAttributesSequence[0], "RequestedProcedureID", "X"))
    assert [one.expected.split(" ")[0] for one in fails(scene.run("PRP-09"))] == ["RP1"]


# --- the performed step -----------------------------------------------------------------------------------------------


def test_one_step_hides_no_other() -> None:
    scene = Scene()
    items = scene.worklist(ORDER)
    scene.begin(items, uid="2.25.901", alter=lambda ds: setattr(ds, "PatientID", "X"), deliberate="ours")
    scene.begin(items, uid="2.25.902", station="workstation", alter=lambda ds: setattr(ds, "PatientID", "X"))
    scene.begin(items, uid="2.25.903", alter=lambda ds: setattr(ds, "PatientID", "ZZ9001"))
    assert [one.received for one in fails(scene.run("PRP-08"))] == ["ZZ9001"]


@pytest.mark.parametrize(
    ("studies", "noted"),
    [(("2.25.888", "2.25.888"), 0), (("2.25.111", "2.25.112"), 0), (("2.25.111", "2.25.888"), 1)],
)
def test_the_items_of_one_step_name_one_study_or_those_of_their_entries(studies: tuple[str, str], noted: int) -> None:
    def change(ds: Dataset) -> None:
        for item, study in zip(ds.ScheduledStepAttributesSequence, studies, strict=True):
            item.StudyInstanceUID = study

    scene = Scene()
    scene.begin(scene.worklist(ORDER, SECOND), study="2.25.888", alter=change)
    found = scene.run("PRP-08")
    assert [one.severity for one in found if "several studies" in one.summary] == ["minor"] * noted
    assert fails(found) == []


@pytest.mark.parametrize(
    ("named", "listed", "station", "verdict", "received"),
    [
        (True, ORDER, "CT_ER1", "FAIL", "X9"),
        (True, OTHER, "CT_ER1", "PASS", "X9"),
        (True, ORDER, "DX_1", "PASS", "X9"),
        (False, ORDER, "CT_ER1", "PASS", "empty"),
    ],
)
def test_a_step_of_no_entry(named: bool, listed: Order, station: str, verdict: str, received: str) -> None:
    def change(ds: Dataset) -> None:
        item = Dataset()
        item.AccessionNumber, item.ScheduledProcedureStepID = "X9" if named else "", ""
        ds.ScheduledStepAttributesSequence = [item]

    scene = Scene()
    scene.worklist(*([SECOND] if listed is ORDER else []), listed, station=station)
    scene.begin([], study="2.25.999", patient=ANA, alter=change)
    [finding] = scene.run("PRP-08")
    assert (finding.verdict.value, finding.received) == (verdict, received)
    if verdict == "FAIL":
        assert finding.expected == "accession 00A1, step S1"


def test_images_are_compared_with_their_own_step() -> None:
    scene = Scene()
    items = scene.worklist(ORDER)
    ours = scene.begin(items, uid="2.25.901", alter=lambda ds: setattr(ds, "PatientID", "X"), deliberate="ours")
    theirs = scene.begin(items, uid="2.25.902")
    scene.store(unscheduled())
    scene.store(make_images(items[0], performed=ours, instances=1))
    scene.store(make_images(items[0], performed=theirs, instances=1), alter=lambda ds: setattr(ds, "PatientID", "X"))
    assert [(one.received, one.where) for one in fails(scene.run("PRP-09"))] == [("X", "(0010,0020) PatientID")]


@pytest.mark.parametrize(
    ("keyword", "in_request"),
    [
        ("StudyInstanceUID", False),
        ("AccessionNumber", False),
        ("ScheduledProcedureStepID", True),
        ("RequestedProcedureID", True),
    ],
)
def test_what_an_image_says_is_what_its_step_says(keyword: str, in_request: bool) -> None:
    def change(ds: Dataset) -> None:
        setattr(ds.RequestAttributesSequence[0] if in_request else ds, keyword, "2.25.9")

    scene = Scene()
    items = scene.worklist(ORDER)
    step = scene.begin(items)
    scene.store(make_images(items[0], performed=step, instances=1), alter=change)
    [finding] = fails(scene.run("PRP-09"))
    assert (finding.received, keyword in finding.where, finding.expected[-1]) == ("2.25.9", True, ")")


# --- the archive ------------------------------------------------------------------------------------------------------


def archived(*stored: dict[str, Any], level: str = "STUDY", study: str = "2.25.111", early: bool = False,
             patient: Any = ANA, accession: str = "X9", before: Any = None) -> Scene:  # fmt: skip
    """Images of the order, stored so; then an answer of the archive, with another accession number."""
    entry = patient_module(patient)
    entry.QueryRetrieveLevel, entry.StudyInstanceUID, entry.AccessionNumber = level, study, accession
    scene = Scene()
    if before:
        before(scene)
    for place in ("early", "late"):
        if place == "late":
            for fields in stored or ({},):
                scene.store(of_entry(), **fields)
        if early is (place == "early"):
            scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[entry])
    return scene


def corrected(ds: Dataset) -> None:
    ds.AccessionNumber = "X9"


@pytest.mark.parametrize(
    ("stored", "fields", "failed"),
    [
        ((), {}, 1),
        ((), {"level": "SERIES"}, 0),
        ((), {"study": ""}, 0),
        ((), {"study": "2.25.9"}, 0),
        ((), {"early": True}, 0),
        (({"status": 0xA700},), {}, 0),
        (({"receiver": "BATA"},), {}, 0),
        (({"alter": corrected}, {}), {}, 0),  # as one of them said
        (({}, {"alter": corrected}), {}, 0),
    ],
)
def test_with_what_an_answer_is_compared(stored: tuple[Any, ...], fields: dict[str, Any], failed: int) -> None:
    assert len(fails(archived(*stored, **fields).run("PRP-10"))) == failed


@pytest.mark.parametrize(("receiver", "failed"), [("pacs", 0), ("ris", 1)])
def test_what_the_archive_was_told_is_as_right_as_what_was_stored(receiver: str, failed: int) -> None:
    def before(scene: Scene) -> None:
        scene.adt("A04", ANA, to=receiver)
        scene.wait(60)
        scene.adt("A08", RENAMED.patient, to=receiver)

    scene = archived(patient=RENAMED.patient, accession="00A1", before=before)
    assert len(fails(scene.run("PRP-10"))) == failed


@pytest.mark.parametrize(("order", "failed"), [(ORDER, 0), (ORDER.with_(study_instance_uid="2.25.9"), 1), (None, 1)])
def test_a_corrected_number_comes_from_the_notice_of_its_study(order: Order | None, failed: int) -> None:
    def before(scene: Scene) -> None:
        if order:
            scene.schedule(order.with_(accession_number="X9"))

    assert len(fails(archived(before=before).run("PRP-10"))) == failed


def test_an_answer_at_another_level_hides_none_and_the_last_image_counts() -> None:
    scene = archived(level="SERIES")
    scene.store(of_entry(), sender="DX_1")
    entry = patient_module(ANA)
    entry.QueryRetrieveLevel, entry.StudyInstanceUID, entry.AccessionNumber = "STUDY", "2.25.111", "X9"
    asked = scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[entry])
    [finding] = fails(scene.run("PRP-10"))
    assert "the images from DX_1" in finding.summary
    assert finding.exchanges == (asked.number - 2, asked.number + 1)
