"""No DICOM check breaks, whatever crossed the wire; and a day's worth of it is judged in seconds."""

from __future__ import annotations

import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import DataElement, Dataset

from harness.checks import CHECKS
from harness.tests.dicom_story import (
    COMMITMENT,
    IAN,
    MPPS,
    MWL,
    STUDY_ROOT,
    Wire,
    dataset,
    images,
    step_created,
    step_ended,
)
from harness.verdict import Verdict

OURS = ("COM", "DIC", "IAN", "MWL", "PPS", "QR", "REJ", "RET", "ROU", "STO", "TXT")
ALWAYS = [one for name, one in sorted(CHECKS.items()) if name.startswith(OURS) and one.always]
FACTS: dict[str, dict[str, Any]] = {
    "MWL-05": {"accession": "A1"},
    "MWL-06": {"accession": "A1"},
    "QR-04": {"level": "IMAGE", "uids": ["2.25.1"], "count": 2},
    "QR-05": {"held_by_study": {"2.25.1": (1, 2)}},
    "REC-01": {"there": []},
    "STO-05": {"original": [], "received": []},
    "PPS-05": {},
    "ROU-01": {"rules": ()},
    "IAN-02": {"study_instance_uid": "2.25.1"},
}
KINDS = [f"{name}-{end}" for name in ("C-ECHO", "C-STORE", "C-FIND", "C-MOVE", "C-GET", "N-CREATE", "N-SET", "N-ACTION",
                                      "N-EVENT-REPORT") for end in ("RQ", "RSP")]  # fmt: skip
KINDS += ["A-ASSOCIATE-RQ", "A-ASSOCIATE-RJ", "A-ABORT", "A-RELEASE-RQ", "P-DATA", "DIMSE-0999"]
CLASSES = [MWL, MPPS, COMMITMENT, IAN, f"{STUDY_ROOT}.1", "1.2.840.10008.5.1.4.1.1.88.59", "", "nonsense"]
STATUSES = [0, 0xFF00, 0xFF01, 0xB000, 0xA700, 0xFE00, 0x0110, 0x0112, None, 70000]
KEYWORDS = [
    "PatientID", "StudyInstanceUID", "SOPInstanceUID", "SOPClassUID", "SeriesInstanceUID", "Modality", "StudyDate",
    "PerformedProcedureStepStatus", "TransactionUID", "QueryRetrieveLevel", "SpecificCharacterSet", "FailureReason",
    "ReferencedSOPInstanceUID", "ScheduledProcedureStepID", "InstanceAvailability", "ScheduledStationAETitle",
]  # fmt: skip
SEQUENCES = [
    "ScheduledProcedureStepSequence", "ReferencedSOPSequence", "FailedSOPSequence", "PerformedSeriesSequence",
    "ReferencedSeriesSequence", "CurrentRequestedProcedureEvidenceSequence", "ConceptNameCodeSequence",
    "ScheduledStepAttributesSequence", "ReferencedImageSequence",
]  # fmt: skip
WORDS = ["2.25.1", "IMAGE", "STUDY", "COMPLETED", "IN PROGRESS", "113001", "", "20240101-", "Ñ"]
VALUES = st.one_of(st.sampled_from(WORDS), st.text(max_size=6))


def build(values: dict[str, str], sequences: dict[str, Any]) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        if keyword == "FailureReason":
            ds.FailureReason = len(value)
        else:
            setattr(ds, keyword, value)
    for keyword, items in sequences.items():
        setattr(ds, keyword, items)
    if "Ñ" in values.values():
        ds.add(DataElement(0x00280010, "US", b"abc", already_converted=True))
    return ds


FLAT = st.builds(build, st.dictionaries(st.sampled_from(KEYWORDS), VALUES, max_size=5), st.just({}))
NESTED = st.recursive(
    FLAT,
    lambda inner: st.builds(
        build,
        st.dictionaries(st.sampled_from(KEYWORDS), VALUES, max_size=5),
        st.dictionaries(st.sampled_from(SEQUENCES), st.lists(inner, max_size=2), max_size=2),
    ),
    max_leaves=4,
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(KINDS),
            "peers": st.permutations(["CT_ER1", "ris", "pacs", "workstation", "BATA"]),
            "sop_class": st.sampled_from(CLASSES),
            "uid": st.sampled_from(["2.25.1", "2.25.2", ""]),
            "status": st.sampled_from(STATUSES),
            "dataset": st.none() | NESTED,
            "reply": st.integers(0, 5),
            "deliberate": st.sampled_from(["", "", "on purpose"]),
        }
    ),
    max_size=8,
)


def told(messages: list[dict[str, Any]]) -> Wire:
    wire = Wire()
    for one in messages:
        command: dict[str, Any] = {"AffectedSOPClassUID": one["sop_class"], "AffectedSOPInstanceUID": one["uid"]}
        if one["status"] is not None and one["kind"].endswith("RSP"):
            command["Status"] = one["status"]
        before = wire.transcript.exchanges
        exchange = wire.add(
            one["kind"], *one["peers"][:2], deliberate=one["deliberate"], raw=b"\xff: \x00", connection="c",
            reply_to=before[-1 - one["reply"]] if one["kind"].endswith("RSP") and len(before) > one["reply"] else None,
            **command,
        )  # fmt: skip
        object.__setattr__(exchange, "dataset", one["dataset"])
    return wire


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(MESSAGES)
def test_no_check_breaks(messages: list[dict[str, Any]]) -> None:
    story = told(messages).story()
    for check in ALWAYS:
        assert [one for one in check(story) if one.verdict is Verdict.ERROR] == []
    for name, facts in FACTS.items():
        assert [one for one in CHECKS[name](story, **facts) if one.verdict is Verdict.ERROR] == []


def test_an_exchange_without_command_breaks_nothing() -> None:
    wire = Wire()
    for kind in KINDS:
        wire.transcript.add(sender="CT_ER1", receiver="pacs", protocol="DICOM", kind=kind, connection="c")
    assert all(one.verdict is not Verdict.ERROR for check in ALWAYS for one in check(wire.story()))


def test_many_objects_are_judged_quickly() -> None:
    """300 objects stored, retrieved and listed: time grows with their number, not with its square."""

    def seconds(count: int) -> float:
        wire, made = Wire(), images(count, rows=8, columns=8)
        wire.create("2.25.5", step_created())
        for ds in made:
            wire.store(ds)
        wire.set("2.25.5", step_ended(made))
        wire.move(dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1"), made)
        story, start = wire.story(), time.perf_counter()
        assert all(one.verdict is Verdict.PASS for check in ALWAYS for one in check(story))
        return time.perf_counter() - start

    small, large = seconds(60), seconds(300)
    assert large < 12 * small + 1
