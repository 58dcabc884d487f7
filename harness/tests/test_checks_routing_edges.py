"""Edges of routing, and of what comes out of an archive as it went in, just inside or outside of a rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from pydicom import Dataset
from pydicom.uid import UID

from harness.checks import CHECKS
from harness.checks.story import Story
from harness.tests.dicom_story import Wire, faults, holds, images, run
from harness.verdict import Finding
from simulators.images import make_images
from simulators.wire.identifiers import Code


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def stored(count: int) -> tuple[Wire, list[Dataset]]:
    wire, made = Wire(), images(count)
    for ds in made:
        wire.store(ds)
    return wire, made


# --- routing ----------------------------------------------------------------------------------------------------------


@dataclass
class Rule:
    to: tuple[str, ...] = ("BATA",)
    modality: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    within_s: float | None = None


def routed(*times: float, count: int = 1, status: int = 0, reply: bool = True) -> Wire:
    """Stored at once, and sent on to BATA so many seconds later each time."""
    wire, made = stored(count)
    for later in times:
        wire.clock += later
        for ds in made:
            wire.store(ds, sender="pacs", receiver="BATA", status=status if reply else None)
    return wire


@pytest.mark.parametrize(
    ("between", "applies"),
    [
        (("2213", "2214"), True),  # it is 22:13 UTC
        (("2212", "2213"), False),
        (("2213", "2213"), False),
        (("2213", "0600"), True),
        (("2214", "0600"), False),
        (("2300", "2213"), False),
        (("2300", "2214"), True),
    ],
)
def test_from_when_until_when_a_rule_holds(between: tuple[str, str], applies: bool) -> None:
    rules = (Rule(between=between),)
    assert (not faults("ROU-01", routed(0), rules=rules)) is applies
    assert (not faults("ROU-01", routed(), rules=rules)) is not applies


def test_the_hours_are_those_of_the_site() -> None:
    rules = (Rule(between=("2300", "2330")),)
    assert holds("ROU-01", routed(0), rules=rules, time_zone="Africa/Malabo")


def test_conditions_may_stand_in_a_table_of_their_own() -> None:
    rule = SimpleNamespace(to=("BATA",), when=SimpleNamespace(modality=("MR",)))
    assert not run("ROU-01", routed(), rules=(rule,))


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (routed(0, count=2), [("PASS", "2 objects arrived at BATA")]),
        (routed(4.0), [("PASS", "1 objects arrived at BATA")]),
        (routed(6.0), [("FAIL", "within 5 s")]),
        (routed(0, 0), [("FAIL", "once")]),
        (routed(0, 6.0), [("FAIL", "once")]),
        (routed(6.0, 0), [("FAIL", "once"), ("FAIL", "within 5 s")]),
        (routed(), [("FAIL", "at BATA")]),
        (routed(0, status=0xA700), [("FAIL", "at BATA")]),
    ],
)
def test_what_is_said_of_an_object_that_a_rule_names(wire: Wire, expected: list[tuple[str, str]]) -> None:
    found = run("ROU-01", wire, rules=(Rule(within_s=5.0),))
    assert [(one.verdict.value, one.expected[-len(words) :] or one.summary) for one, (_, words) in zip(
        found, expected, strict=True)] == expected  # fmt: skip


def test_the_shortest_limit_of_two_rules_counts() -> None:
    for limits in ((5.0, 90.0), (90.0, 5.0)):
        rules = tuple(Rule(within_s=limit) for limit in limits)
        assert [one.expected for one in faults("ROU-01", routed(20), rules=rules)] == ["within 5 s"]


def test_an_object_is_due_since_it_was_stored_first() -> None:
    wire, [ds] = stored(1)
    wire.clock += 20
    wire.store(ds)
    wire.store(ds, sender="pacs", receiver="BATA")
    assert [one.received[:8] for one in faults("ROU-01", wire, rules=(Rule(within_s=5.0),))] == ["after 20"]


@pytest.mark.parametrize(
    ("wire", "received"), [(routed(), "nothing"), (routed(0, 0, status=0xA700), "2 attempts, none accepted")]
)
def test_how_often_it_was_tried(wire: Wire, received: str) -> None:
    assert [one.received for one in run("ROU-01", wire, rules=(Rule(),))] == [received]


def test_a_study_that_is_not_followed_and_an_object_that_was_rejected_hide_nothing() -> None:
    wire, made = stored(3)
    made[0].StudyInstanceUID = "2.25.8"
    wire = Wire()
    for ds in made:
        wire.store(ds)
    wire.store(rejecting(made[1]))
    rules = (Rule(modality=("CT",)),)
    assert [one.expected for one in run("ROU-01", wire, rules=rules, studies=("2.25.1",))] == [
        f"{made[2].SOPInstanceUID} at BATA"
    ]


def test_what_was_refused_or_went_elsewhere_is_not_routed() -> None:
    wire = Wire()
    first, second = images(2)
    wire.store(first, status=0xA700)
    wire.store(second, receiver="AI_NODE")
    wire.store(second, sender="pacs", receiver="workstation")
    assert run("ROU-01", wire, rules=(Rule(),)) == []


def rejecting(ds: Dataset) -> Dataset:
    title = Code("113001", "Rejected for Quality Reasons", "DCM")
    return make_images(None, modality="KO", references=[ds], title=title)[0]


@pytest.mark.parametrize(
    ("later", "receiver", "missing"), [(4.0, "pacs", 0), (5.5, "pacs", 1), (0.0, "workstation", 1)]
)
def test_only_its_own_archive_rejects_in_time(later: float, receiver: str, missing: int) -> None:
    wire, [first, second] = stored(2)
    wire.clock += later
    wire.store(rejecting(second), receiver=receiver)
    wire.store(first, sender="pacs", receiver="BATA")
    rules = (Rule(modality=("CT",), within_s=5.0),)
    found = [one for one in faults("ROU-01", wire, rules=rules) if second.SOPInstanceUID in one.expected]
    assert len(found) == missing


def test_what_no_rule_names_is_told_of_each_destination() -> None:
    wire, [ds] = stored(1)
    for name in ("BATA", "AI_NODE"):
        wire.store(deepcopy(ds), sender="pacs", receiver=name)
    found = faults("ROU-01", wire, rules=(Rule(),))
    assert [(one.hop, one.received) for one in found] == [("pacs→AI_NODE", f"CT {ds.SOPInstanceUID}")]


# --- what comes out is what went in -----------------------------------------------------------------------------------

JPEG, RLE, BIG = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.2"
LITTLE = "1.2.840.10008.1.2.1"


def passed_on(change: Callable[[Dataset], object], status: int = 0) -> Wire:
    wire, [ds] = Wire(), images(1)
    wire.store(ds, status=status)
    other = deepcopy(ds)
    change(other)
    wire.store(other, sender="pacs", receiver="BATA")
    return wire


def setting(**values: Any) -> Callable[[Dataset], None]:
    def change(ds: Dataset) -> None:
        for keyword, value in values.items():
            setattr(ds, keyword, value)

    return change


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        (lambda ds: ds.add_new(0x00510010, "LO", "OTHER VENDOR"), 0, ("FAIL", "major")),  # ours, changed
        (lambda ds: ds.add_new(0x00550010, "LO", "OTHER VENDOR"), 0, ("PASS", "minor")),  # its own, added
        (setting(InstanceAvailability="ONLINE"), 0, ("PASS", "minor")),
        (setting(AcquisitionComments="x"), 0, ("FAIL", "minor")),
        (setting(AdmissionID="x"), 0, ("FAIL", "critical")),
        (lambda ds: delattr(ds, "SeriesDescription"), 0, ("FAIL", "major")),
        (lambda ds: delattr(ds, "StudyID"), 0, ("FAIL", "critical")),
        (setting(StudyID="9"), 0xB000, ("PASS", "minor")),
        (setting(StudyID="9"), 0xB006, ("FAIL", "critical")),
        (setting(PhotometricInterpretation="MONOCHROME1"), 0, ("FAIL", "major")),
    ],
)
def test_what_an_archive_may_do_to_an_attribute(
    change: Callable[[Dataset], object], status: int, expected: tuple[str, str]
) -> None:
    assert said(run("STO-03", passed_on(change, status))) == [expected]


def relabelled(first: str, second: str, change: Callable[[Dataset], object]) -> Story:
    """As if it had been stored and passed on in these transfer syntaxes, and its bytes were the same."""
    wire = passed_on(change)
    exchanges = iter(wire.transcript.exchanges)
    stored, _, sent, *others = exchanges
    stored = replace(stored, transfer_syntax=first, digest="x")
    return Story(exchanges=(stored, _, replace(sent, transfer_syntax=second, digest="x"), *others))


@pytest.mark.parametrize(
    ("first", "second", "failed"),
    [
        (LITTLE, JPEG, 0),
        (JPEG, LITTLE, 0),
        (RLE, JPEG, 0),
        (LITTLE, BIG, 0),
        (BIG, LITTLE, 0),
        (LITTLE, "1.2.840.10008.1.2", 1),
    ],
)
def test_how_pixels_are_described_depends_on_how_they_are_encoded(first: str, second: str, failed: int) -> None:
    story = relabelled(first, second, setting(PhotometricInterpretation="YBR_FULL_422"))
    assert [one.verdict.value for one in CHECKS["STO-03"](story)].count("FAIL") == failed


def test_the_same_compression_excuses_no_change() -> None:
    wire = passed_on(setting(PhotometricInterpretation="YBR_FULL_422"))
    exchanges = tuple(replace(one, transfer_syntax=JPEG) for one in wire.transcript.exchanges)
    assert [one.verdict.value for one in CHECKS["STO-03"](Story(exchanges=exchanges))] == ["FAIL"]


def test_a_procedure_message_excuses_only_what_was_stored_before_it() -> None:
    for early, failed in ((True, 1), (False, 0)):
        wire, [ds] = Wire(), images(1)
        for is_told in (early, not early):
            if is_told:
                wire.transcript.add(sender="ris", receiver="pacs", protocol="HL7", kind="OMI^O23", connection="x",
                                    message=object())  # fmt: skip
            if is_told is early:
                wire.store(ds)
        ds.AccessionNumber = "A2"
        wire.store(ds, sender="pacs", receiver="BATA")
        assert len(faults("STO-03", wire)) == failed


def fetched(change: Callable[[Dataset], object], syntaxes: tuple[str, str] = (LITTLE, LITTLE)) -> list[Finding]:
    [ds] = images(1)
    other = deepcopy(ds)
    change(other)
    for one, syntax in zip((ds, other), syntaxes, strict=True):
        one.file_meta.TransferSyntaxUID = UID(syntax)
        del one.PixelData
    return run("STO-05", Wire(), original=[ds], received=[other])


@pytest.mark.parametrize(
    ("change", "syntaxes", "summary"),
    [
        (lambda ds: None, (LITTLE, LITTLE), "pacs returned 1 objects as they were acquired"),
        (setting(PhotometricInterpretation="X"), (LITTLE, JPEG), "pacs returned lossy pixels of UID"),
        (setting(PhotometricInterpretation="X"), (JPEG, LITTLE), "pacs returned lossy pixels of UID"),
        (setting(PhotometricInterpretation="X"), (LITTLE, RLE), "pacs returned UID in another encoding"),
        (setting(PlanarConfiguration=1), (RLE, RLE), "pacs changed (0028,0006) PlanarConfiguration of UID"),
        (setting(PlanarConfiguration=1), (JPEG, JPEG), "pacs changed (0028,0006) PlanarConfiguration of UID"),
        (setting(PatientID="X"), (LITTLE, JPEG), "pacs changed (0010,0020) PatientID of UID"),
        (setting(PatientComments=""), (LITTLE, LITTLE),
         "pacs wrote (0010,4000) PatientComments of UID in another way; no value differs"),
        (setting(SpecificCharacterSet="ISO_IR 100"), (LITTLE, LITTLE),
         "pacs wrote (0008,0005) SpecificCharacterSet of UID in another way; no value differs"),
        (setting(RetrieveAETitle="PACS1"), (LITTLE, LITTLE), "pacs added (0008,0054) RetrieveAETitle to UID"),
        (setting(AcquisitionComments="x"), (LITTLE, LITTLE), "pacs changed (0018,4000) AcquisitionComments of UID"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_retrieved_object(
    change: Callable[[Dataset], object], syntaxes: tuple[str, str], summary: str
) -> None:
    first = fetched(change, syntaxes)[0]
    assert re.sub(r"\d+(\.\d+){5,}|2\.25\.\d+", "UID", first.summary) == summary


def test_objects_that_came_twice_or_not_are_told_and_only_one_of_them_is_compared() -> None:
    first, second = images(2)
    other = deepcopy(first)
    other.PatientID = "X"
    found = run("STO-05", Wire(), original=[first, second], received=[first, other])
    assert [(one.verdict.value, one.summary) for one in found] == [
        ("FAIL", "pacs returned more than was acquired"), ("FAIL", "pacs returned less than was acquired"),
    ]  # fmt: skip
    [stranger] = run("STO-05", Wire(), original=[], received=[second])
    assert (stranger.expected[:3], stranger.received[:3]) == ("0 ×", "1 ×")


def passed_through(*values: dict[str, Any], told: tuple[str, Any] = ("", None), **first: Any) -> Wire:
    """As many objects as values, each stored and passed on with these; ``told`` who was sent a procedure message."""
    wire, made = stored(0)[0], images(len(values))
    for ds in made:
        wire.store(ds, **first)
    receiver, message = told
    if receiver:
        wire.transcript.add(sender="ris", receiver=receiver, protocol="HL7", kind="OMI^O23", connection="x",
                            message=message)  # fmt: skip
    for ds, changes in zip(made, values, strict=True):
        other = deepcopy(ds)
        for keyword, value in changes.items():
            if value is None:
                delattr(other, keyword)
            else:
                setattr(other, keyword, value)
        wire.store(other, sender="pacs", receiver="BATA")
    return wire


ADMISSION, STUDY_ID = "(0038,0010) AdmissionID", "(0020,0010) StudyID"


@pytest.mark.parametrize(
    ("values", "summary", "pair"),
    [
        (({},), "1 objects came out as they went in", ("", "")),
        (({}, {}), "2 objects came out as they went in", ("", "")),
        (({"StudyID": "X"},), f"pacs changed {STUDY_ID}", ("RP1", "X")),
        (({"StudyID": "X"}, {"StudyID": "Y"}), f"pacs changed {STUDY_ID} in 2 objects", ("RP1", "X")),
        (({"StudyID": None},), f"pacs lost {STUDY_ID}", ("RP1", "absent")),
        (({"AdmissionID": "X"},), f"pacs added {ADMISSION}", ("absent", "X")),
    ],
)
def test_what_is_said_of_what_was_passed_on(
    values: tuple[dict[str, Any], ...], summary: str, pair: tuple[str, str]
) -> None:
    [finding] = run("STO-03", passed_through(*values))
    assert (finding.role, finding.hop, finding.summary) == ("pacs", "pacs→BATA", summary)
    assert (finding.expected, finding.received) == pair


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        (("pacs", object()), "minor"),
        (("pacs", None), "critical"),
        (("emr", object()), "critical"),
        (("", None), "critical"),
    ],
)
def test_only_a_message_to_the_archive_excuses_a_change(told: tuple[str, Any], severity: str) -> None:
    assert [one.severity for one in run("STO-03", passed_through({"AccessionNumber": "X"}, told=told))] == [severity]


def test_what_cannot_be_compared_is_neither_blamed_nor_held() -> None:
    assert run("STO-03", passed_through({"StudyID": "X"}, deliberate="ours")) == []
    for which in (0, 2):
        exchanges = list(passed_through({"StudyID": "X"}).transcript.exchanges)
        exchanges[which] = replace(exchanges[which], dataset=None)
        assert CHECKS["STO-03"](Story(exchanges=tuple(exchanges))) == []
    early = Wire()
    [ds] = images(1)
    early.store(ds, sender="pacs", receiver="BATA")
    early.store(deepcopy(ds))
    assert run("STO-03", early) == []


def test_a_retrieved_object_that_differs_says_from_what_to_what_and_is_not_held() -> None:
    def lost(ds: Dataset) -> None:
        del ds.StudyID

    for change, pair in ((lost, ("RP1", "absent")), (setting(AdmissionID="X"), ("absent", "X"))):
        [finding] = fetched(change)
        assert (finding.verdict.value, (finding.expected, finding.received)) == ("FAIL", pair)
    assert said(fetched(setting(RetrieveAETitle="PACS1"))) == [("PASS", "minor"), ("PASS", "note")]
