"""What each message and data set says of an examination, and at which place: a finding sends people there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import Check, fail
from harness.checks.dicom_traces import archive_answers, performed_steps, stored_images, worklist_items
from harness.checks.story import Story
from harness.checks.traces import Trace, coded, filler_notices, placed_orders, scheduled_procedures
from harness.tests.dicom_story import MPPS, Wire, dataset, images, step_created, step_ended
from harness.tests.dicom_story import item as worklist_item
from harness.tests.scenes import ANA, ORDER, Scene
from simulators.wire.identifiers import Code
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect


def places(trace: Trace, *concepts: str) -> list[str]:
    return [trace.values[concept].where for concept in concepts]


# --- HL7 --------------------------------------------------------------------------------------------------------------

NUMBERS = ("accession", "rp_id", "study_uid", "priority", "start")
STEP = ("sps_id", "modality", "protocol", "sps_description", "station_aet", "start")


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        (IHE_SWF, ["OBR-18", "OBR-19", "ZDS-1", "ORC-7.6", "ORC-7.4"]),
        (IHE_SWF_B, ["OBR-18", "OBR-19", "ZDS-1", "TQ1-9", "TQ1-7"]),
    ],
)
def test_where_an_order_says_it(dialect: Dialect, expected: list[str]) -> None:
    scene = Scene(dialect)
    scene.placer(ORDER)
    [trace] = placed_orders(scene.story())
    assert places(trace, *NUMBERS) == expected
    assert places(trace, "status") == ["ORC-5"]
    assert (trace.text("procedure"), trace.text("admission")) == ("CTCHEST^99HGM", "V100")


@pytest.mark.parametrize(
    ("dialect", "numbers", "step", "more"),
    [
        (IHE_SWF, ["OBR-18", "OBR-19", "ZDS-1", "ORC-7.6"],
         ["OBR-20", "OBR-24", "OBR-4.4", "OBR-4.5", "ORC-18", "ORC-7.4"], False),
        (IHE_SWF_B, ["IPC-1", "IPC-2", "IPC-3", "TQ1-9"],
         ["IPC-4", "IPC-5", "IPC-6", "IPC-6", "IPC-9", "TQ1-7"], True),
    ],
)  # fmt: skip
def test_where_a_scheduled_procedure_says_it(dialect: Dialect, numbers: list[str], step: list[str], more: bool) -> None:
    scene = Scene(dialect)
    scene.schedule(ORDER)
    [trace] = scheduled_procedures(scene.story())
    assert places(trace, *NUMBERS[:4]) == numbers
    assert places(trace, *STEP) == step
    assert [concept in trace.values for concept in ("station_name", "location")] == [more, more]
    assert places(trace, "procedure", "status") == ["OBR-44", f"ORC-1 NW, ORC-5 {trace_status(trace)}"]


def trace_status(trace: Trace) -> str:
    """What the message holds in ORC-5."""
    assert trace.exchange.message is not None
    return trace.exchange.message.get("ORC-5")


@pytest.mark.parametrize(
    ("control", "status", "planned"), [("NW", "SC", "SCHEDULED"), ("XO", "CM", "COMPLETED"), ("CA", "CA", "CANCELED")]
)
def test_which_status_a_scheduled_procedure_plans(control: str, status: str, planned: str) -> None:
    scene = Scene()
    scene.schedule(ORDER, control, alter=lambda message: message.set("ORC-5", status))
    assert [trace.text("status") for trace in scheduled_procedures(scene.story())] == [planned]


def test_a_code_is_its_value_and_scheme() -> None:
    assert (coded(Code("A", "word", "B")), coded(Code("A", "", "")), coded(None)) == ("A^B", "A", "")


@pytest.mark.parametrize(("visit", "account", "said"), [("V1^x", "C1", "V1"), ("", "C1^^^HGM", "C1"), ("", "", "")])
def test_the_admission_is_the_visit_or_else_the_account(visit: str, account: str, said: str) -> None:
    scene = Scene()
    order = ORDER.with_(visit=replace(ORDER.visit, number=visit), patient=replace(ANA, account_number=account))
    scene.placer(order)
    assert [trace.text("admission") for trace in placed_orders(scene.story())] == [said]


def test_a_notice_goes_between_filler_and_placer_only() -> None:
    scene = Scene(IHE_SWF)
    scene.placer(ORDER)  # the placer's own
    scene.schedule(ORDER)  # to the archive
    scene.hl7("ris", "his", scene.placer(ORDER).message)  # type: ignore[arg-type]
    assert filler_notices(scene.story()) == []
    scene.filler(ORDER, status="IP")
    [trace] = filler_notices(scene.story())
    assert (trace.kind, trace.text("status"), places(trace, "status", "procedure")) == (
        "notice", "IP", ["ORC-5", "OBR-4"],
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "count"), [("ORR^O02", 1), ("ORG^O20", 1), ("ORM^O01", 0), ("OMG^O19", 0)])
def test_the_placers_answer_with_its_number_is_a_notice(kind: str, count: int) -> None:
    scene = Scene(IHE_SWF)
    asked = scene.placer(ORDER)
    scene.exchanges[:] = [replace(asked, kind=kind)]
    assert len(filler_notices(scene.story())) == count


# --- DICOM ------------------------------------------------------------------------------------------------------------


def test_when_a_step_begins_is_told_to_the_second() -> None:
    wire, entry = Wire(), worklist_item()
    entry.ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartTime = "103000.250"
    wire.find(Dataset(), [entry])
    [trace] = worklist_items(wire.story())
    assert trace.text("start") == "20240105103000"


def test_of_which_step_and_series_a_performed_step_tells() -> None:
    wire, made = Wire(), images(1)
    wire.add("N-CREATE-RQ", "CT_ER1", "ris", AffectedSOPClassUID=MPPS)  # nothing in it
    for uid, answered in (("2.25.5", ""), ("", "2.25.6")):
        request = wire.add("N-CREATE-RQ", "CT_ER1", "ris", step_created(), AffectedSOPClassUID=MPPS,
                           AffectedSOPInstanceUID=uid)  # fmt: skip
        wire.answer(request, 0, AffectedSOPInstanceUID=answered)
    wire.add("N-SET-RQ", "CT_ER1", "ris", RequestedSOPClassUID=MPPS, RequestedSOPInstanceUID="2.25.5")
    wire.set("2.25.5", step_ended(made))
    assert [(trace.uid, trace.extra["series"]) for trace in performed_steps(wire.story())] == [
        ("2.25.5", made[0].SeriesInstanceUID), ("2.25.6", ""),
    ]  # fmt: skip


def test_an_image_is_known_by_its_command_or_else_by_itself() -> None:
    wire, [ds] = Wire(), images(1)
    for uid in ("2.25.77", ""):
        wire.add("C-STORE-RQ", "CT_ER1", "pacs", ds, AffectedSOPInstanceUID=uid)
    assert [trace.uid for trace in stored_images(wire.story())] == ["2.25.77", ds.SOPInstanceUID]


def test_of_an_archives_answer_only_what_it_holds_is_compared() -> None:
    wire = Wire()
    request = wire.add("C-FIND-RQ", "workstation", "pacs", dataset(QueryRetrieveLevel="STUDY"))
    wire.answer(request, 0xFF00)  # nothing in it
    wire.answer(request, 0xFF00, dataset(PatientID="1", AccessionNumber=""))
    [trace] = archive_answers(wire.story())
    assert ({concept: value.text for concept, value in trace.values.items()}, trace.extra) == (
        {"patient_id": "1", "accession": ""}, {"level": "STUDY"},
    )  # fmt: skip


# --- the story itself -------------------------------------------------------------------------------------------------


def test_what_is_asked_of_a_story() -> None:
    wire = Wire()
    request = wire.store(images(1)[0])
    first = wire.transcript.exchanges[-1]
    last = wire.answer(request, 0xA700)
    story = wire.story()
    assert (story.reply(request), story.replies(request)) == (last, [first, last])
    assert (story.request(last), story.request(request), story.by_number(99)) == (request, None, None)
    assert (story.before(first), story.after(first)) == ([request], [last])
    assert story.dimse("C-STORE-RSP", "C-STORE-RQ") == [request, first, last]
    assert Story().end == 0.0


@pytest.mark.parametrize(
    ("judged", "name", "is_judged"),
    [((), "pacs", True), (("pacs",), "pacs", True), (("ris",), "pacs", False), (("modality",), "CT_ER1", True),
     (("CT_ER1",), "CT_ER1", True), (("MR_1",), "CT_ER1", False)],
)  # fmt: skip
def test_who_is_judged(judged: tuple[str, ...], name: str, is_judged: bool) -> None:
    assert Wire().story(judged=frozenset(judged)).is_judged(name) is is_judged


def test_a_peer_claims_what_its_role_claims_and_what_it_claims_itself() -> None:
    story = Wire().story(claims={"CT_ER1": frozenset({"A"}), "modality": frozenset({"B"})})
    asked = [(name, capability) for name in ("CT_ER1", "MR_1", "pacs") for capability in "ABC"]
    assert [pair for pair in asked if story.claimed(*pair)] == [("CT_ER1", "A"), ("CT_ER1", "B"), ("MR_1", "B")]


@pytest.mark.parametrize(
    ("judged", "dialects", "chosen"),
    [
        (("ris",), {"ris": IHE_SWF, "pacs": IHE_SWF_B}, IHE_SWF),  # a real sender writes in its own way
        (("pacs",), {"ris": IHE_SWF, "pacs": IHE_SWF_B}, IHE_SWF_B),
        ((), {"ris": IHE_SWF}, IHE_SWF),
        ((), {}, None),
    ],
)
def test_whose_way_of_writing_hl7_counts(
    judged: tuple[str, ...], dialects: dict[str, Dialect], chosen: Dialect | None
) -> None:
    scene = Scene(judged=frozenset(judged), dialects=dialects)
    exchange = scene.schedule(ORDER)
    assert scene.story().dialect_of(exchange) == chosen


@pytest.mark.parametrize(
    ("details", "expected"),
    [({}, ("X-01", "of the check", "major")),
     ({"check": "Y-01", "clause": "its own", "severity": "minor"}, ("Y-01", "its own", "minor"))],
)  # fmt: skip
def test_a_finding_has_the_words_of_its_check_unless_it_has_its_own(
    details: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    check = Check("X-01", "title", "of the check", True, "major", lambda story: [fail("pacs", "x", **details)])
    [finding] = check(Story())
    assert (finding.check, finding.clause, finding.severity) == expected
