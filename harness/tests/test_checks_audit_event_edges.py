"""Which events an audit trail has to tell of: by whom, which deed, of whom, and what need not be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import CHECKS
from harness.checks.audit_event import Expected
from harness.checks.audit_events import expected
from harness.tests.dicom_story import STUDY_ROOT, Wire, dataset, images
from harness.tests.scenes import ANA, HGM, LUIS, ORDER, Scene
from harness.tests.web_story import web
from simulators.images import make_images
from simulators.wire.identifiers import Code, PatientId

ROLES = ("his", "emr", "ris", "pacs", "workstation", "CT_ER1", "BATA")
CLAIMS = dict.fromkeys(ROLES, frozenset({"ATNA"}))
Row = tuple[Any, ...]


def of(wire: Wire | Scene, **fields: Any) -> list[Expected]:
    wire_fields = {"claims": CLAIMS, **fields}
    story = wire.story(**wire_fields) if isinstance(wire, Wire) else replace(wire.story(), **wire_fields)
    return expected(story)


def rows(found: list[Expected]) -> list[Row]:
    """Role, deed, whether it must be told, whether it failed."""
    return [(one.role, f"{one.event} {one.actions}", one.required, one.failed) for one in found]


# --- HL7 --------------------------------------------------------------------------------------------------------------

PATIENT = "Patient Record"


def adt(event: str, sender: str = "his", to: str = "ris", **fields: Any) -> Scene:
    scene = Scene()
    scene.adt(event, ANA, sender=sender, to=to, **fields)
    return scene


@pytest.mark.parametrize(
    ("scene", "expected_rows"),
    [
        (adt("A01"), [("his", f"{PATIENT} CU", True, False), ("ris", f"{PATIENT} CU", True, False)]),
        (adt("A28"), [("his", f"{PATIENT} CU", True, False), ("ris", f"{PATIENT} CU", True, False)]),
        (adt("A08"), [("his", f"{PATIENT} CUD", True, False), ("ris", f"{PATIENT} CUD", True, False)]),
        (adt("A04", to="pacs"), [("his", f"{PATIENT} CU", True, False), ("pacs", f"{PATIENT} CU", False, False)]),
        (adt("A04", "ris", "pacs"), [("ris", f"{PATIENT} CU", False, False), ("pacs", f"{PATIENT} CU", False, False)]),
        (adt("A04", "ris", "emr"), [("ris", f"{PATIENT} CU", False, False), ("emr", f"{PATIENT} CU", False, False)]),
        (adt("A04", code="AE"), [("his", f"{PATIENT} CU", False, True), ("ris", f"{PATIENT} CU", False, True)]),
        (adt("A04", code=""), []),
        (adt("A04", deliberate="x"), [("his", f"{PATIENT} CU", False, False), ("ris", f"{PATIENT} CU", False, False)]),
        (adt("A04", alter=lambda message: message.set("PID-3", "")), []),
        (adt("A40", prior=LUIS), [("his", f"{PATIENT} U", True, False), ("ris", f"{PATIENT} U", True, False),
                                  ("his", f"{PATIENT} D", False, False), ("ris", f"{PATIENT} D", False, False)]),
    ],
)  # fmt: skip
def test_what_a_registration_asks_for(scene: Scene, expected_rows: list[Row]) -> None:
    assert rows(of(scene)) == expected_rows


def test_of_whom_a_merge_tells_and_by_which_names_its_sender_is_known() -> None:
    found = of(adt("A40", prior=replace(ANA, id=PatientId("1", HGM))))
    assert [(one.patient, one.names) for one in found] == [
        ("00ZZ9001", ()), ("00ZZ9001", (frozenset({"HIS", "HIS|HGM", "HGM|HIS"}),)),
        ("1", ()), ("1", (frozenset({"HIS", "HIS|HGM", "HGM|HIS"}),)),
    ]  # fmt: skip
    assert {one.ended - one.begun > 0 for one in found} == {True}
    assert {one.numbers for one in found} == {(1,)}


@pytest.mark.parametrize(("codes", "count"), [(("AA", "AA"), 2), (("AE", "AA"), 4), (("", "AA"), 2), (("AE", "AE"), 4)])
def test_a_message_that_was_sent_again_is_one_once_it_was_accepted(codes: tuple[str, ...], count: int) -> None:
    scene = Scene()
    first = scene.adt("A04", ANA, code=codes[0])
    assert first.message is not None
    scene.hl7("his", "ris", first.message, codes[1])
    scene.hl7("his", "emr", first.message, "AE")
    assert len(of(scene)) == count + 2


ORDERED, PROCEDURE = "Order Record", "Procedure Record"


@pytest.mark.parametrize(
    ("control", "deed", "known"), [("NW", "C", True), ("CA", "DU", True), ("XO", "U", True), ("SC", "U", False)]
)
def test_what_an_order_asks_for(control: str, deed: str, known: bool) -> None:
    scene = Scene()
    scene.placer(ORDER, control)
    assert rows(of(scene)) == [
        ("emr", f"{ORDERED} {deed}", known, False), ("ris", f"{ORDERED} {deed}", known, False)
    ]  # fmt: skip
    told = Scene()
    told.filler(ORDER, control)
    assert rows(of(told)) == [("ris", f"{ORDERED} {deed}", known, False), ("emr", f"{ORDERED} {deed}", False, False)]
    archive = Scene()
    archive.schedule(ORDER, control)
    found = of(archive)
    assert rows(found) == [
        ("ris", f"{PROCEDURE} {deed}", known, False), ("pacs", f"{PROCEDURE} {deed}", False, False)
    ]  # fmt: skip
    assert {(one.patient, one.study) for one in found} == {("00ZZ9001", "2.25.111")}
    assert {one.study for one in of(scene)} == {""}


# --- DICOM ------------------------------------------------------------------------------------------------------------


def associated(wire: Wire, sender: str, receiver: str, connection: str) -> None:
    wire.add("A-ASSOCIATE-RQ", sender, receiver, connection=connection,
             raw=f"calling AE title: {sender}\ncalled AE title: PACS1\n".encode())  # fmt: skip


@pytest.mark.parametrize(
    ("status", "deliberate", "required", "failed"),
    [(0, "", True, False), (0xA900, "", False, True), (0xFE00, "", True, False), (0, "ours", False, False)],
)
def test_who_answers_a_query_tells_of_it(status: int, deliberate: str, required: bool, failed: bool) -> None:
    wire = Wire()
    wire.add("C-FIND-RQ", "workstation", "pacs", Dataset())  # not answered
    associated(wire, "workstation", "pacs", "x")
    wire.find(dataset(PatientID="1"), [Dataset()], model=f"{STUDY_ROOT}.1", sender="workstation", receiver="pacs",
              status=status, deliberate=deliberate, connection="x")  # fmt: skip
    [found] = of(wire)
    assert rows([found]) == [("pacs", "Query E", required, failed)]
    assert (found.sop_class, found.names) == (
        f"{STUDY_ROOT}.1", (frozenset({"workstation"}), frozenset({"PACS1"})),
    )  # fmt: skip
    request, answer = wire.transcript.exchanges[2], wire.transcript.exchanges[-1]
    assert (found.begun, found.ended, found.numbers) == (request.time, answer.time, (request.number,))


BEGIN, MOVED = "Begin Transferring DICOM Instances E", "DICOM Instances Transferred"


def test_what_a_station_sends_is_begun_by_it_and_received_by_the_archive() -> None:
    wire, made = Wire(), images(3)
    associated(wire, "CT_ER1", "pacs", "x")
    for ds in made:
        wire.store(ds, connection="x")
    first, last = of(wire)
    assert rows([first, last]) == [("CT_ER1", BEGIN, True, False), ("pacs", f"{MOVED} CRU", True, False)]
    assert (first.most, last.most, first.study, last.patient, last.accession) == (3, 3, "2.25.1", "00ZZ9001", "A1")
    exchanges = wire.transcript.exchanges
    assert (first.begun, first.ended) == (exchanges[1].time, exchanges[1].time)
    assert (last.begun, last.ended) == (exchanges[1].time, exchanges[-1].time)
    assert first.names == (frozenset({"CT_ER1"}), frozenset({"PACS1"}))


@pytest.mark.parametrize(
    ("fields", "cut", "expected_rows"),
    [
        ({"status": 0xA700}, (), [("CT_ER1", BEGIN, True, False), ("pacs", f"{MOVED} CRU", False, True)]),
        ({"status": None}, (), [("CT_ER1", BEGIN, False, False)]),
        ({"deliberate": "x"}, (), [("CT_ER1", BEGIN, False, False), ("pacs", f"{MOVED} CRU", False, False)]),
        ({"connection": "x"}, ("x",), [("CT_ER1", BEGIN, False, False), ("pacs", f"{MOVED} CRU", False, False)]),
        ({"sender": "emr"}, (), [("pacs", f"{MOVED} CRU", True, False)]),  # no station
        ({"receiver": "BATA"}, (), [("CT_ER1", BEGIN, True, False)]),
        ({"sender": "pacs", "receiver": "BATA"}, (), [("pacs", f"{MOVED} R", False, False)]),  # routed
    ],
)
def test_what_need_not_be_told_of_a_transfer(
    fields: dict[str, Any], cut: tuple[str, ...], expected_rows: list[Row]
) -> None:
    wire = Wire()
    wire.store(images(1)[0], **fields)
    assert rows(of(wire, cut=frozenset(cut))) == expected_rows


def test_transfers_are_told_for_each_study_association_and_outcome() -> None:
    wire, made = Wire(), images(4)
    made[3].StudyInstanceUID = "2.25.8"
    nameless = images(1)[0]
    del nameless.StudyInstanceUID
    for ds, status, connection in zip([*made, nameless], (0, 0xA700, 0, 0, 0), ("x", "x", "y", "x", "x"), strict=True):
        wire.store(ds, status=status, connection=connection)
    found = [(one.role, one.study, one.failed, one.most) for one in of(wire)]
    assert found == [
        ("CT_ER1", "2.25.1", False, 2), ("CT_ER1", "2.25.1", False, 1), ("CT_ER1", "2.25.8", False, 1),
        ("pacs", "2.25.1", False, 1), ("pacs", "2.25.1", True, 1), ("pacs", "2.25.1", False, 1),
        ("pacs", "2.25.8", False, 1),
    ]  # fmt: skip


def fetched(*studies: str, sender: str = "workstation", deliberate: str = "", answered: bool = True) -> Wire:
    wire = Wire()
    request = wire.add("C-GET-RQ", sender, "pacs", Dataset(), connection="x", deliberate=deliberate)
    for study in studies:
        ds = images(1)[0]
        ds.StudyInstanceUID = study
        wire.store(ds, sender="pacs", receiver=sender, connection="x")
    if answered:
        wire.answer(request, 0)
    return wire


SEEN = "DICOM Instances Accessed R"


@pytest.mark.parametrize(
    ("wire", "expected_rows"),
    [
        (fetched("1"), [("pacs", f"{MOVED} R", True, False), ("workstation", SEEN, True, False)]),
        (fetched("1", "1"), [("pacs", f"{MOVED} R", True, False), ("workstation", SEEN, True, False)]),
        (fetched("1", "2"), [*[("pacs", f"{MOVED} R", True, False)] * 2, *[("workstation", SEEN, True, False)] * 2]),
        (fetched("1", deliberate="x"), [("pacs", f"{MOVED} R", True, False), ("workstation", SEEN, False, False)]),
        (fetched("1", sender="emr"), [("pacs", f"{MOVED} R", True, False)]),
        (fetched("1", answered=False), [("pacs", f"{MOVED} R", True, False)]),
        (fetched(), []),
    ],
)
def test_what_a_workstation_fetches_is_seen_by_somebody(wire: Wire, expected_rows: list[Row]) -> None:
    assert rows(of(wire)) == expected_rows


def test_what_somebody_else_fetched_hides_nothing() -> None:
    wire = fetched("1", sender="emr")
    request = wire.add("C-GET-RQ", "workstation", "pacs", Dataset(), connection="y")
    wire.store(images(1)[0], sender="pacs", receiver="workstation", connection="y")
    wire.answer(request, 0)
    assert ("workstation", SEEN, True, False) in rows(of(wire))


def test_what_was_sent_elsewhere_was_not_seen_at_the_workstation() -> None:
    wire, made = Wire(), images(2)
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", Dataset(), MoveDestination="BATA", MessageID=7)
    for ds in made:
        wire.store(ds, sender="pacs", receiver="BATA", MoveOriginatorMessageID=7)
    wire.answer(request, 0)
    assert rows(of(wire)) == [("pacs", f"{MOVED} R", True, False)]
    wire = fetched("1", "1")
    [_, seen] = of(wire)
    asked, answer = wire.transcript.exchanges[0], wire.transcript.exchanges[-1]
    assert (seen.most, seen.study, seen.patient, seen.numbers) == (2, "1", "00ZZ9001", (asked.number,))
    assert (seen.begun, seen.ended) == (asked.time, answer.time)


@pytest.mark.parametrize(
    ("status", "deliberate", "receiver", "required"),
    [(0, "", "pacs", True), (0, "ours", "pacs", False), (0xA770, "", "pacs", None), (0, "", "BATA", None),
     (None, "", "pacs", None)],
)  # fmt: skip
def test_who_hides_what_was_rejected_tells_of_it(
    status: int | None, deliberate: str, receiver: str, required: bool | None
) -> None:
    wire = Wire()
    note = make_images(None, modality="KO", references=images(1), title=Code("113001", "?", "DCM"))[0]
    wire.store(note, status=status, deliberate=deliberate, receiver=receiver)
    found = [(one.role, one.required, one.study) for one in of(wire) if one.actions == "D"]
    assert found == ([] if required is None else [("pacs", required, note.StudyInstanceUID)])


def test_what_the_trail_lacks_is_told_of_the_roles_that_are_asked_for() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    story = wire.story(claims=CLAIMS)
    for roles, blamed in (((), ["CT_ER1", "pacs"]), (("pacs",), ["pacs"]), (("ris",), [])):
        assert [one.role for one in CHECKS["AUD-06"](story, roles=roles)] == blamed


def test_who_does_not_claim_the_trail_owes_nothing() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    assert of(wire, claims={"pacs": frozenset({"IOCM"})}) == []


# --- DICOMweb ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "deliberate", "required", "failed"),
    [(200, "", True, False), (399, "", True, False), (400, "", False, True), (404, "x", False, True),
     (200, "x", False, False)],
)  # fmt: skip
def test_a_search_over_the_web_is_a_query(status: int, deliberate: str, required: bool, failed: bool) -> None:
    wire = Wire()
    web(wire, "QIDO", status=status, deliberate=deliberate)
    [found] = of(wire)
    assert (*rows([found])[0], found.names, found.most) == ("pacs", "Query E", required, failed, (), 1)
    request, reply = wire.transcript.exchanges
    assert (found.begun, found.ended, found.numbers) == (request.time, reply.time, (request.number,))
    named = Wire()
    web(named, "QIDO", asked={"user": "rad1"})
    assert of(named)[0].names == (frozenset({"rad1"}),)


def storing(sender: str, status: int = 202) -> Wire:
    """Of three objects of one study one is refused; one more is of another study."""
    made = images(4)
    made[3].StudyInstanceUID = "2.25.8"
    nameless = dataset(SOPInstanceUID="1.2.3")
    taken = [dataset(ReferencedSOPInstanceUID=ds.SOPInstanceUID) for ds in (*made[:2], made[3])]
    wire = Wire()
    asked = {"method": "POST", "datasets": (*made, nameless), "user": "rad1"}
    web(wire, "STOW", "/studies", dataset(ReferencedSOPSequence=taken), asked=asked, sender=sender, status=status)
    return wire


def test_a_store_over_the_web_is_begun_by_a_station_and_told_for_each_study_and_outcome() -> None:
    came = [("pacs", f"{MOVED} CU", True, False)] * 2 + [("pacs", f"{MOVED} CU", False, True)]
    found = of(storing("CT_ER1"))
    assert rows(found) == [("CT_ER1", BEGIN, True, False), ("CT_ER1", BEGIN, True, False), *came]
    assert [(one.study, one.most, one.names) for one in found] == [
        ("2.25.1", 3, ()), ("2.25.8", 1, ()), ("2.25.1", 2, (frozenset({"rad1"}),)),
        ("2.25.8", 1, (frozenset({"rad1"}),)), ("2.25.1", 1, (frozenset({"rad1"}),)),
    ]  # fmt: skip
    assert (found[0].begun, found[0].ended) == (found[0].begun, found[0].begun)
    assert found[2].ended > found[2].begun
    assert {(one.patient, one.accession) for one in found} == {("00ZZ9001", "A1")}
    assert rows(of(storing("workstation"))) == came
    assert {one.failed for one in of(storing("workstation", 409))} == {True}


@pytest.mark.parametrize(
    ("path", "given", "status", "studies"),
    [
        ("/studies/2.25.1", 2, 200, [("2.25.1", 2)]),
        ("/studies/2.25.1", 2, 404, []),
        ("/studies/2.25.1/rendered", 0, 200, [("2.25.1", 3)]),  # a picture: of what it is says the path
        ("/studies/2.25.9/rendered", 0, 200, []),
        ("/rendered", 0, 200, []),
    ],
)
def test_what_went_out_over_the_web(path: str, given: int, status: int, studies: list[tuple[str, int]]) -> None:
    wire, made = Wire(), images(3)
    other = images(1)[0]
    other.StudyInstanceUID = "2.25.9"
    wire.store(other, sender="emr", receiver="BATA")
    for ds in made:
        wire.store(ds, sender="emr")
    web(wire, "WADO", path, *made[:given], status=status)
    found = [one for one in of(wire) if one.events[-1].value == "110103"]
    assert [(one.study, one.most) for one in found] == studies
    assert {(one.role, one.actions, one.required) for one in found} <= {("pacs", "R", True)}
