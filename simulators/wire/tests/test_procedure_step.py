"""MPPS data sets and the SCP's state machine, PS3.4 F.7."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydicom import Dataset

from simulators.wire.elements import items, text
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.performed_steps import create_problems, final_problems, merged
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
