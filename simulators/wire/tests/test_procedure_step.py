"""MPPS data sets and the SCP's state machine, PS3.4 F.7."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydicom import DataElement, Dataset

from simulators.wire.elements import items, tag_of, text
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.performed_steps import (
    CREATE_TYPES,
    REFERENCE_TYPES,
    SCHEDULED_TYPES,
    SERIES_TYPES,
    TypeProblem,
    create_problems,
    final_problems,
    merged,
    series_problems,
)
from simulators.wire.procedure_step import REASONS, PerformedSeries, ProcedureSteps, n_create, n_set, series_of
from simulators.wire.worklist import worklist_items

ANA = Patient(PatientId("ZZ91", AssigningAuthority("HGM")), PersonName("Mbá", "Ana"), "19800102", "F")


def scheduled(number: int = 1) -> Dataset:
    step = ScheduledStep(f"S{number}", "CT", "CT_ER1", start="20240105103000", protocol=Code("P1", "Chest", "L"))
    order = Order(
        ANA,
        Code("CTCH", "TC de tórax", "L"),
        accession_number=f"A{number}",
        requested_procedure_id=f"RP{number}",
        study_instance_uid=f"2.25.{number}",
        placer_order_number="P9",
        steps=(step,),
    )
    return worklist_items(order)[0]


def created(*scheduled_items: Dataset, **options: object) -> Dataset:
    chosen = scheduled_items or (scheduled(),)
    values = {"station_ae_title": "CT_ER1", "started": "20240105103100", "pps_id": "PPS1", **options}
    return n_create(chosen, **values)  # type: ignore[arg-type]


SERIES = PerformedSeries("2.25.10", "Chest", (("1.2.840.10008.5.1.4.1.1.2", "2.25.11"),))
ENDED = n_set("COMPLETED", series=[SERIES], ended="20240105110000")


def test_created_holds_every_attribute() -> None:
    assert create_problems(created()) == []
    item = created().ScheduledStepAttributesSequence[0]
    assert (text(item, "AccessionNumber"), text(item, "ScheduledProcedureStepID")) == ("A1", "S1")
    assert text(item, "PlacerOrderNumberImagingServiceRequest") == "P9"
    assert text(created(), "StudyID") == "RP1"
    assert "StudyInstanceUID" not in created()


def test_group_case_has_an_item_for_each_request() -> None:
    ds = created(scheduled(1), scheduled(2))
    assert [text(one, "StudyInstanceUID") for one in ds.ScheduledStepAttributesSequence] == ["2.25.1", "2.25.2"]
    one_study = created(scheduled(1), scheduled(2), study_instance_uid="2.25.9")
    assert {text(one, "StudyInstanceUID") for one in one_study.ScheduledStepAttributesSequence} == {"2.25.9"}


def test_unscheduled() -> None:
    ds = n_create([], station_ae_title="CT_ER1", started="20240105103100", pps_id="P", patient=ANA, modality="CT",
                  study_instance_uid="2.25.5")  # fmt: skip
    assert create_problems(ds) == []
    assert text(ds, "PatientID") == "ZZ91"
    assert text(ds.ScheduledStepAttributesSequence[0], "AccessionNumber") == ""


def test_life() -> None:
    steps = ProcedureSteps()
    assert steps.create("2.25.7", created()).status == 0
    assert steps.status("2.25.7") == "IN PROGRESS"
    assert steps.set("2.25.7", n_set("IN PROGRESS", series=[SERIES])).status == 0
    assert steps.set("2.25.7", ENDED).status == 0
    step = steps.get("2.25.7")
    assert step is not None
    assert final_problems(step) == []
    again = steps.set("2.25.7", ENDED)
    assert (again.status, again.error_id) == (0x0110, 0xA710)
    assert "no longer be updated" in again.comment


def without(keyword: str) -> Dataset:
    ds = created()
    del ds[keyword]
    return ds


def with_value(keyword: str, value: object) -> Dataset:
    ds = created()
    setattr(ds, keyword, value)
    return ds


@pytest.mark.parametrize(
    ("ds", "status"),
    [
        (with_value("PerformedProcedureStepStatus", "COMPLETED"), 0x0106),
        (with_value("PerformedProcedureStepStatus", ""), 0x0121),
        (without("PerformedProcedureStepStatus"), 0x0120),
        (without("PerformedStationAETitle"), 0x0120),
        (without("PatientName"), 0x0120),
        (with_value("PerformedProcedureStepID", ""), 0x0121),
        (with_value("ScheduledStepAttributesSequence", []), 0x0121),
        (with_value("ScheduledStepAttributesSequence", [Dataset()]), 0x0120),
        (with_value("PatientName", ""), 0x0000),
        (Dataset(), 0x0120),
    ],
)
def test_creation_is_judged(ds: Dataset, status: int) -> None:
    answer = ProcedureSteps().create("2.25.7", ds)
    assert answer.status == status
    assert len(answer.comment) <= 64
    assert bool(answer.attributes) is (status != 0)


def test_duplicate_unknown_and_odd_uids() -> None:
    steps = ProcedureSteps()
    steps.create("2.25.7", created())
    assert steps.create("2.25.7", created()).status == 0x0111
    assert steps.set("2.25.8", ENDED).status == 0x0112
    assert steps.create("", created()).status == 0x0106
    assert steps.create("one", created()).status == 0x0106


def changed(change: Callable[[Dataset], object]) -> Dataset:
    ds = n_set("COMPLETED", series=[SERIES], ended="20240105110000")
    change(ds)
    return ds


@pytest.mark.parametrize(
    ("ds", "status"),
    [
        (changed(lambda ds: setattr(ds, "PerformedProcedureStepStatus", "DONE")), 0x0106),
        (changed(lambda ds: setattr(ds, "PatientID", "ZZ92")), 0x0106),
        (changed(lambda ds: setattr(ds, "CommentsOnThePerformedProcedureStep", "x")), 0x0105),
        (changed(lambda ds: delattr(ds, "PerformedProcedureStepEndTime")), 0x0121),
        (changed(lambda ds: delattr(ds, "PerformedSeriesSequence")), 0x0121),
        (changed(lambda ds: delattr(ds.PerformedSeriesSequence[0], "ProtocolName")), 0x0120),
        (changed(lambda ds: setattr(ds.PerformedSeriesSequence[0], "SeriesInstanceUID", "")), 0x0121),
    ],
)
def test_changes_are_judged_and_a_refused_one_changes_nothing(ds: Dataset, status: int) -> None:
    steps = ProcedureSteps()
    steps.create("2.25.7", created())
    before = steps.get("2.25.7")
    assert steps.set("2.25.7", ds).status == status
    assert steps.get("2.25.7") == before


def test_discontinued_with_a_reason_only_when_created_empty() -> None:
    stopped = n_set("DISCONTINUED", series=[SERIES], ended="20240105110000", reason=REASONS["110514"])
    steps = ProcedureSteps()
    steps.create("2.25.7", created())
    steps.create("2.25.8", without("PerformedProcedureStepDiscontinuationReasonCodeSequence"))
    assert steps.set("2.25.7", stopped).status == 0
    assert steps.set("2.25.8", stopped).status == 0x0105


def test_text_of_two_character_sets_is_kept() -> None:
    step = created()
    step.SpecificCharacterSet = "ISO_IR 100"
    change = n_set("COMPLETED", series=[PerformedSeries("2.25.10", "Œil")], ended="20240105110000")
    result = merged(step, change)
    assert text(result, "SpecificCharacterSet") == "ISO_IR 192"
    assert text(result, "PatientName") == "Mbá^Ana"
    assert text(result, "PerformedSeriesSequence", "ProtocolName") == "Œil"


def test_what_is_given_is_not_kept() -> None:
    steps, ds = ProcedureSteps(), created()
    steps.create("2.25.7", ds)
    ds.PatientID = "changed"
    ds.ScheduledStepAttributesSequence[0].AccessionNumber = "changed"
    step = steps.get("2.25.7")
    assert step is not None
    assert text(step, "PatientID") == "ZZ91"
    assert text(step, "ScheduledStepAttributesSequence", "AccessionNumber") == "A1"


def test_series_of_instances() -> None:
    image, report = Dataset(), Dataset()
    for ds, uid in ((image, "2.25.11"), (report, "2.25.12")):
        ds.SOPClassUID, ds.SOPInstanceUID, ds.SeriesInstanceUID, ds.Modality = "1.2", uid, "2.25.10", "CT"
    image.Rows = 64
    (series,) = series_of([image, report])
    assert series.images == (("1.2", "2.25.11"),)
    assert series.non_images == (("1.2", "2.25.12"),)
    assert series.protocol_name == "CT"
    ds = n_set("COMPLETED", series=[series], ended="20240105110000")
    assert len(items(ds.PerformedSeriesSequence[0], "ReferencedNonImageCompositeSOPInstanceSequence")) == 1


TYPE_1 = {
    "ScheduledStepAttributesSequence", "PerformedProcedureStepID", "PerformedStationAETitle", "Modality",
    "PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime", "PerformedProcedureStepStatus",
    "StudyInstanceUID", "SeriesInstanceUID", "ProtocolName", "ReferencedSOPClassUID", "ReferencedSOPInstanceUID",
}  # fmt: skip
WHOLE = PerformedSeries("1.5", "Chest", (("1.2", "1.3"), ("1.2", "1.4")), (("1.6", "1.7"),))


def with_series() -> Dataset:
    ds = created(scheduled(1), scheduled(2))
    ds.PerformedSeriesSequence = n_set("IN PROGRESS", series=[SERIES, WHOLE]).PerformedSeriesSequence
    return ds


def places(ds: Dataset, kind: str) -> list[tuple[Dataset, str]]:
    """The items of a kind with their paths."""
    steps, series = ds.ScheduledStepAttributesSequence, ds.PerformedSeriesSequence
    return {
        "root": [(ds, "")],
        "scheduled": [(steps[0], "(0040,0270)[1] > "), (steps[1], "(0040,0270)[2] > ")],
        "series": [(series[0], "(0040,0340)[1] > "), (series[1], "(0040,0340)[2] > ")],
        "reference": [
            (series[0].ReferencedImageSequence[0], "(0040,0340)[1] > (0008,1140) ReferencedImageSequence[1] > "),
            (series[1].ReferencedImageSequence[1], "(0040,0340)[2] > (0008,1140) ReferencedImageSequence[2] > "),
            (series[1].ReferencedNonImageCompositeSOPInstanceSequence[0],
             "(0040,0340)[2] > (0040,0220) ReferencedNonImageCompositeSOPInstanceSequence[1] > "),
        ],
    }[kind]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "keyword"),
    [
        (kind, keyword)
        for kind, types in (
            ("root", CREATE_TYPES), ("scheduled", SCHEDULED_TYPES), ("series", SERIES_TYPES),
            ("reference", REFERENCE_TYPES),
        )
        for keyword in types
    ],
)  # fmt: skip
def test_each_attribute_is_demanded_by_its_type_wherever_it_belongs(kind: str, keyword: str) -> None:
    """Type 1: there and not empty. Type 2: there (PS3.4 Table F.7.2-1)."""
    wanted, tag = 1 if keyword in TYPE_1 else 2, tag_of(keyword)
    for number in range(len(places(with_series(), kind))):
        ds = with_series()
        place, path = places(ds, kind)[number]
        is_sequence = place[tag].VR == "SQ"
        place[tag].value = [] if is_sequence else None
        empty = [problem for problem in create_problems(ds) if problem.tag == tag]
        assert [(one.kind, one.type) for one in empty] == ([("empty", 1)] if wanted == 1 else [])
        del place[tag]
        (missing,) = (problem for problem in create_problems(ds) if problem.tag == tag)
        assert (missing.kind, missing.type) == ("missing", wanted)
        assert missing.path.startswith(path)
        assert keyword in missing.path.removeprefix(path)
        if kind in ("series", "reference"):
            assert missing in series_problems(ds)


def test_what_a_final_step_must_have() -> None:
    ds = created()
    assert {(problem.kind, problem.type) for problem in final_problems(ds)} == {("empty", 1)}
    assert {problem.tag for problem in final_problems(ds)} == {
        tag_of(word)
        for word in ("PerformedProcedureStepEndDate", "PerformedProcedureStepEndTime", "PerformedSeriesSequence")
    }
    assert final_problems(Dataset())[0] == TypeProblem(
        "(0040,0250) PerformedProcedureStepEndDate", 0x00400250, "missing", 1
    )


@pytest.mark.parametrize(
    ("uid", "status"),
    [("1", 0), ("1.2", 0), ("1." + "2" * 62, 0), ("1." + "2" * 63, 0x0106), ("1..2", 0x0106),
     ("1.", 0x0106), ("1.٣", 0x0106), ("", 0x0106)],
)  # fmt: skip
def test_which_uids_a_step_may_have(uid: str, status: int) -> None:
    answer = ProcedureSteps().create(uid, created())
    assert (answer.status, bool(answer.comment)) == (status, bool(status))


FIXED = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "ReferencedPatientSequence",
    "ScheduledStepAttributesSequence", "PerformedProcedureStepID", "PerformedStationAETitle", "PerformedStationName",
    "PerformedLocation", "PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime", "Modality", "StudyID",
    "IssuerOfPatientID", "OtherPatientIDsSequence", "AdmissionID", "ServiceEpisodeID",
)  # fmt: skip
CHANGEABLE = (
    "PerformedProcedureStepDescription", "PerformedProcedureTypeDescription", "ProcedureCodeSequence",
    "PerformedProcedureStepEndDate", "PerformedProcedureStepEndTime", "SpecificCharacterSet",
    "PerformedProcedureStepDiscontinuationReasonCodeSequence", "PerformedProtocolCodeSequence",
    "PerformedSeriesSequence",
)  # fmt: skip


@pytest.mark.parametrize(
    ("keyword", "status"),
    [
        *((word, 0x0106) for word in FIXED),
        *((word, 0) for word in CHANGEABLE),
        ("ReasonForPerformedProcedureCodeSequence", 0x0105),  # was not created
        ("CommentsOnThePerformedProcedureStep", 0x0105),
        ("EthnicGroup", 0),  # of no table
    ],
)  # fmt: skip
def test_what_may_be_set(keyword: str, status: int) -> None:
    step = created()
    del step.SpecificCharacterSet
    steps = ProcedureSteps({"1.2": step})
    change = Dataset()
    tag = tag_of(keyword)
    setattr(change, keyword, [] if keyword.endswith("Sequence") else "1" if "Set" not in keyword else "ISO_IR 100")
    answer = steps.set("1.2", change)
    assert answer.status == status
    assert answer.attributes == ((tag,) if status else ())


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        (None, None, ()),
        ("ISO_IR 100", None, ("ISO_IR 100",)),
        (None, "ISO_IR 192", ("ISO_IR 192",)),
        ("ISO_IR 100", "ISO_IR 100", ("ISO_IR 100",)),
        ("ISO_IR 100", "ISO_IR 101", ("ISO_IR 192",)),
        (["", "ISO 2022 IR 87"], None, ("", "ISO 2022 IR 87")),
    ],
)
def test_in_which_character_set_a_changed_step_is(before: object, change: object, after: tuple[str, ...]) -> None:
    step, ds = Dataset(), Dataset()
    for one, terms in ((step, before), (ds, change)):
        if terms is not None:
            one.SpecificCharacterSet = terms
    found = merged(step, ds).get("SpecificCharacterSet", ())
    assert ((found,) if isinstance(found, str) else tuple(found)) == after


def lacking(*keywords: str) -> Dataset:
    ds = created()
    for keyword in keywords:
        del ds[keyword]
    return ds


def setting(**values: object) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


@pytest.mark.parametrize(
    ("step", "ds", "comment", "attributes"),
    [
        (None, with_value("PerformedProcedureStepStatus", "GOOD"), "status must be IN PROGRESS at N-CREATE, not GOOD",
         (0x00400252,)),
        (None, with_value("PerformedProcedureStepStatus", "X" * 50),
         "status must be IN PROGRESS at N-CREATE, not " + "X" * 50, (0x00400252,)),
        (None, lacking("PatientName", "PatientSex"), "missing: (0010,0010) PatientName", (0x00100010, 0x00100040)),
        (created(), setting(PerformedProcedureStepStatus="Y" * 50),
         "'" + "Y" * 50 + "' is no status of a performed procedure step", (0x00400252,)),
        (created(), setting(PatientID="1", PatientName="A"), "(0010,0010) PatientName may not be set",
         (0x00100010, 0x00100020)),
        (lacking("PerformedProcedureStepDiscontinuationReasonCodeSequence", "PerformedSeriesSequence"),
         setting(PerformedProcedureStepDiscontinuationReasonCodeSequence=[], PerformedSeriesSequence=[]),
         "(0040,0281) PerformedProcedureStepDiscontinuationReasonCodeSequence was not created",
         (0x00400281, 0x00400340)),
    ],
)  # fmt: skip
def test_an_answer_says_what_is_wrong_in_64_characters(
    step: Dataset | None, ds: Dataset, comment: str, attributes: object
) -> None:
    answer = ProcedureSteps().create("1.2", ds) if step is None else ProcedureSteps({"1.2": step}).set("1.2", ds)
    assert (answer.comment, answer.attributes) == (comment[:64], attributes)


def test_a_character_set_of_a_vr_that_takes_no_text_is_replaced() -> None:
    step = created()
    step[0x00080005] = DataElement(0x00080005, "US", 7)
    assert merged(step, n_set("IN PROGRESS", series=[]))[0x00080005].VR == "CS"
    result = merged(step, setting(SpecificCharacterSet="ISO_IR 192"))
    assert (result[0x00080005].VR, result.SpecificCharacterSet) == ("CS", "ISO_IR 192")


def test_what_is_missing_is_told_before_what_is_empty() -> None:
    ds = with_value("PerformedProcedureStepID", "")
    del ds.PatientName
    del ds.PatientSex
    answer = ProcedureSteps().create("1.2", ds)
    assert (answer.status, answer.attributes) == (0x0120, (0x00100010, 0x00100040))


# --- what a modality sends


def test_what_the_modality_knows_better_stands_before_what_was_scheduled() -> None:
    item = scheduled()
    item.ScheduledProcedureStepSequence[0].ScheduledStationName = "CT1"
    item.ScheduledProcedureStepSequence[0].ScheduledProcedureStepLocation = "ER"
    item.ScheduledProcedureStepSequence[0].ScheduledProcedureStepDescription = "thin"
    item.RequestedProcedureDescription = "CT chest"
    plain = created(item)
    assert (plain.PerformedProcedureStepStartDate, plain.PerformedProcedureStepStartTime) == ("20240105", "103100")
    assert (plain.PerformedStationName, plain.PerformedLocation, plain.Modality) == ("CT1", "ER", "CT")
    assert (plain.PerformedProcedureStepDescription, plain.StudyID) == ("thin", "RP1")
    assert [text(one, "CodeValue") for one in plain.PerformedProtocolCodeSequence] == ["P1"]
    assert [text(one, "CodeValue") for one in plain.ProcedureCodeSequence] == ["CTCH"]
    step = plain.ScheduledStepAttributesSequence[0]
    assert (text(step, "ScheduledProcedureStepDescription"), text(step, "RequestedProcedureDescription")) == (
        "thin", "CT chest",
    )  # fmt: skip
    assert text(step, "ScheduledProtocolCodeSequence", "CodeValue") == "P1"
    assert text(step, "RequestedProcedureCodeSequence", "CodeValue") == "CTCH"
    own = created(item, station_name="CT2", location="OR", description="thick", modality="MR", study_id="7",
                  protocols=[Code("P2", "x", "L")])  # fmt: skip
    assert (own.PerformedStationName, own.PerformedLocation, own.Modality) == ("CT2", "OR", "MR")
    assert (own.PerformedProcedureStepDescription, own.StudyID) == ("thick", "7")
    assert [text(one, "CodeValue") for one in own.PerformedProtocolCodeSequence] == ["P2"]


def test_of_several_steps_of_an_item_the_first_is_performed() -> None:
    item = scheduled()
    second = Dataset()
    second.ScheduledProcedureStepID = "S9"
    second.ScheduledProtocolCodeSequence = [Dataset()]
    item.ScheduledProcedureStepSequence.append(second)
    ds = created(item)
    assert text(ds.ScheduledStepAttributesSequence[0], "ScheduledProcedureStepID") == "S1"
    assert [text(one, "CodeValue") for one in ds.PerformedProtocolCodeSequence] == ["P1"]


def test_whose_step_it_is() -> None:
    item = scheduled()
    item.AdmissionID = ""
    item.IssuerOfPatientID = "HGM"
    item.PlacerOrderNumberImagingServiceRequest = ""
    ds = created(
        item, patient=Patient(PatientId("ZZ99", AssigningAuthority("X")), PersonName("Other"), "19990101", "M")
    )
    assert (text(ds, "PatientID"), text(ds, "PatientName"), text(ds, "IssuerOfPatientID")) == ("ZZ91", "Mbá^Ana", "HGM")
    assert "AdmissionID" not in ds
    assert "PlacerOrderNumberImagingServiceRequest" not in ds.ScheduledStepAttributesSequence[0]
    nobody = created(Dataset())
    assert {text(nobody, word) for word in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex")} == {""}
    missing = [problem.tag for problem in create_problems(nobody) if problem.kind == "missing"]
    assert missing == []
    group = created(scheduled(1), setting(PatientID="ZZ92", StudyInstanceUID="1.2"))
    assert text(group, "PatientID") == "ZZ91"


def test_how_a_step_ends() -> None:
    series = PerformedSeries("1.5", "Chest", (("1.2", "1.3"),), (("1.6", "1.7"),), "thin", "A^B", "C^D", "PACS1")
    ds = n_set("DISCONTINUED", series=[series], ended="20240105110000", reason=REASONS["110514"],
               protocols=[Code("P2", "x", "L")])  # fmt: skip
    assert (ds.PerformedProcedureStepEndDate, ds.PerformedProcedureStepEndTime) == ("20240105", "110000")
    assert text(ds, "PerformedProcedureStepDiscontinuationReasonCodeSequence", "CodeValue") == "110514"
    assert text(ds, "PerformedProtocolCodeSequence", "CodeValue") == "P2"
    (item,) = ds.PerformedSeriesSequence
    assert (item.SeriesInstanceUID, item.ProtocolName, item.SeriesDescription) == ("1.5", "Chest", "thin")
    assert (item.PerformingPhysicianName, item.OperatorsName, item.RetrieveAETitle) == ("A^B", "C^D", "PACS1")
    assert text(item, "ReferencedImageSequence", "ReferencedSOPClassUID") == "1.2"
    assert text(item, "ReferencedNonImageCompositeSOPInstanceSequence", "ReferencedSOPInstanceUID") == "1.7"
    going = n_set("IN PROGRESS", series=[])
    assert {"PerformedProcedureStepEndDate", "PerformedProcedureStepDiscontinuationReasonCodeSequence",
            "PerformedProtocolCodeSequence"}.isdisjoint(going.dir())  # fmt: skip


def test_what_a_series_is_called() -> None:
    found = []
    for number, values in enumerate(({"ProtocolName": "P", "SeriesDescription": "D"}, {"SeriesDescription": "D",
                                      "Modality": "CT"}, {"Modality": "CT"}, {})):  # fmt: skip
        ds = Dataset()
        ds.SOPClassUID, ds.SOPInstanceUID, ds.SeriesInstanceUID = "1.2", f"1.3.{number}", f"1.4.{number}"
        for keyword, value in values.items():
            setattr(ds, keyword, value)
        found.append(ds)
    assert [series.protocol_name for series in series_of(found)] == ["P", "D", "CT", "UNKNOWN"]


class StepsModel(RuleBasedStateMachine):
    """Any order of requests: the answers follow the status alone, and a final step never changes."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = ProcedureSteps()
        self.expected: dict[str, str] = {}
        self.final: dict[str, Dataset | None] = {}

    uids = st.sampled_from(["2.25.1", "2.25.2"])

    @rule(uid=uids)
    def create(self, uid: str) -> None:
        answer = self.steps.create(uid, created())
        assert answer.status == (0x0111 if uid in self.expected else 0)
        self.expected.setdefault(uid, "IN PROGRESS")

    @rule(uid=uids, status=st.sampled_from(["IN PROGRESS", "COMPLETED", "DISCONTINUED"]))
    def set(self, uid: str, status: str) -> None:
        answer = self.steps.set(uid, n_set(status, series=[SERIES], ended="20240105110000"))
        known = self.expected.get(uid)
        assert answer.status == (0x0112 if known is None else 0 if known == "IN PROGRESS" else 0x0110)
        if answer.status == 0:
            self.expected[uid] = status
            if status != "IN PROGRESS":
                self.final[uid] = self.steps.get(uid)

    @invariant()
    def final_steps_stay(self) -> None:
        assert all(self.steps.get(uid) is step for uid, step in self.final.items())
        assert {uid: self.steps.status(uid) for uid in self.expected} == self.expected


TestSteps = StepsModel.TestCase
TestSteps.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
