"""Whatever crosses the wire, no check breaks: it finds faults or finds none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import DataElement, Dataset

from harness import checks
from harness.checks.story import Story
from harness.tests.scenes import ANA, LUIS, ORDER, OTHER, Scene
from harness.verdict import Finding, Verdict
from simulators.images import make_images
from simulators.transcript import Exchange
from simulators.wire.elements import copy_of, tags
from simulators.wire.er7 import Message
from simulators.wire.errors import PeerViolation
from simulators.wire.order import placer_order
from simulators.wire.worklist import patient_module

KINDS = ["ADT^A40", "ADT^A01", "ORM^O01", "OMG^O19", "OMI^O23", "ORU^R01", "SIU^S12", "ACK^A01", "ORG^O20", "", "X"]
DIMSE = [f"{name}-{end}" for name in ("C-STORE", "C-FIND", "C-MOVE", "N-CREATE", "N-SET", "N-ACTION", "N-EVENT-REPORT")
         for end in ("RQ", "RSP")] + ["A-ABORT", "A-ASSOCIATE-RJ", "P-DATA", "C-CANCEL-RQ"]  # fmt: skip
NAMES = st.sampled_from(["his", "emr", "ris", "pacs", "CT_ER1", "workstation", "BATA", "", "unknown"])
NOISE = st.sampled_from(
    [b"", b"\r", b"\n", b"|", b"^", b"~", b"&", b"\\", b"\xff", b"\xc3\xb1", b"0" * 70, b'""', b"\x0b"]
)


def whole_day() -> list[Exchange]:
    """A bit of everything, right."""
    scene = Scene()
    for patient, order in ((ANA, ORDER), (LUIS, OTHER)):
        scene.adt("A01", patient)
        scene.placer(order)
        scene.schedule(order)
        scene.appointment("S12", order)
        scene.filler(order, "SC", status="IP")
    asked = placer_order(ORDER, "SN", **scene.envelope("ris", "emr"))
    reply = placer_order(ORDER, "NA", reply_to=asked, **scene.envelope("emr", "ris"))
    scene.hl7("ris", "emr", asked, reply=reply)
    items = scene.worklist(ORDER, OTHER)
    performed = scene.begin(items[:1])
    images = make_images(items[0], performed=performed)
    scene.store(images)
    scene.end(performed, images)
    scene.report(ORDER, "P")
    scene.report(ORDER, "F")
    scene.adt("A40", LUIS, prior=ANA)
    scene.adt("A08", LUIS, sender="ris", to="pacs")
    scene.placer(OTHER, "CA")
    answer = patient_module(ANA)
    answer.QueryRetrieveLevel, answer.StudyInstanceUID = "STUDY", ORDER.study_instance_uid
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer])
    scene.store(images, sender="pacs", receiver="workstation")
    return scene.exchanges


DAY = whole_day()


def broken(findings: list[Finding]) -> list[str]:
    return [f"{f.check}: {f.summary}" for f in findings if f.verdict is Verdict.ERROR]


def run_all(exchanges: list[Exchange], **fields: Any) -> list[Finding]:
    kinds = {"CT_ER1": "modality", "BATA": "destination"}
    return checks.run_always(Story(exchanges=tuple(exchanges), kinds=kinds, ended=2e9, **fields))


def test_the_day_itself() -> None:
    assert broken(run_all(DAY)) == []


def changed(exchange: Exchange, **fields: Any) -> Exchange:
    values = {name: getattr(exchange, name) for name in Exchange.__dataclass_fields__}
    return Exchange(**{**values, **fields})


def parsed(raw: bytes) -> Message | None:
    try:
        return Message.parse(raw)
    except PeerViolation:
        return None


@st.composite
def mangled_hl7(draw: Callable[..., Any], exchange: Exchange) -> Exchange:
    raw = bytearray(exchange.raw)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 30))
        raw[place : place + length] = draw(NOISE)
    message = parsed(bytes(raw))
    kind = message.type if message else ""
    return changed(exchange, raw=bytes(raw), message=message, kind=kind, error="" if message else "no MSH")


VALUES = st.sampled_from(["", "x" * 70, "\\", "^=^", "\ufffd", "0", "20261332", "*", "1.2.3.", "Ñ"])
VRS = st.sampled_from(["LO", "PN", "DA", "UI", "SQ", "UN", "OB", "IS", "CS"])


@st.composite
def mangled_dataset(draw: Callable[..., Any], dataset: Dataset | None) -> Dataset | None:
    if dataset is None or draw(st.integers(0, 9)) == 0:
        return None
    ds = copy_of(dataset)
    for _ in range(draw(st.integers(1, 4))):
        present = tags(ds)
        if not present:
            break
        tag, vr = draw(st.sampled_from(present)), draw(VRS)
        del ds[tag]
        if draw(st.booleans()):
            value: Any = [Dataset()] if vr == "SQ" else b"\xff\x00" if vr in ("UN", "OB") else draw(VALUES)
            with suppress(TypeError):  # pydicom itself refuses bytes where its dictionary has a sequence
                ds[tag] = DataElement(tag, vr, value, already_converted=True)
    return ds


@st.composite
def stories(draw: Callable[..., Any]) -> list[Exchange]:
    """The day with some messages broken, lost, doubled, exchanged between peers, or answering something else."""
    found = []
    for exchange in DAY:
        fate = draw(st.integers(0, 11))
        if fate == 0:
            continue
        if fate == 1:
            exchange = changed(exchange, sender=draw(NAMES), receiver=draw(NAMES))
        elif fate == 2:
            kind = draw(st.sampled_from(KINDS if exchange.protocol == "HL7" else DIMSE))
            exchange = changed(exchange, kind=kind)
        elif fate == 3:
            exchange = changed(exchange, reply_to=draw(st.sampled_from([None, 0, 1, 5, 9999])))
        elif fate == 4 and exchange.protocol == "HL7":
            exchange = draw(mangled_hl7(exchange))
        elif fate == 4:
            exchange = changed(exchange, dataset=draw(mangled_dataset(exchange.dataset)))
        elif fate == 5 and exchange.protocol == "DICOM":
            exchange = changed(exchange, command=draw(mangled_dataset(exchange.command)))
        elif fate == 6:
            exchange = changed(exchange, deliberate=draw(st.sampled_from(["", "of ours"])), error="odd")
        found.append(exchange)
    return [changed(exchange, number=number) for number, exchange in enumerate(found, start=1)]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories(), st.booleans())
def test_no_check_breaks_on_a_mangled_day(exchanges: list[Exchange], claimed: bool) -> None:
    claims = {"ris": frozenset({"RAD-3", "RAD-12"}), "pacs": frozenset({"RAD-8"})} if claimed else {}
    assert broken(run_all(exchanges, claims=claims)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from(KINDS), st.binary(max_size=60)), max_size=8))
def test_no_check_breaks_on_random_messages(raw: list[tuple[str, str, str, bytes]]) -> None:
    exchanges = []
    for number, (sender, receiver, kind, tail) in enumerate(raw, start=1):
        head = f"MSH|^~\\&|A|B|C|D|2026||{kind}|{number}|P|2.5.1\r".encode()
        body = head + b"PID|1||" + tail + b"\rORC|NW|" + tail + b"\rOBR|1|" + tail + b"\rOBX|1|ED|" + tail
        exchanges.append(
            Exchange(number=number, time=float(number), sender=sender, receiver=receiver, protocol="HL7", kind=kind,
                     connection="c", raw=body, message=parsed(body), reply_to=number - 1 if number % 3 == 0 else None)
        )  # fmt: skip
    assert broken(run_all(exchanges)) == []


@pytest.mark.parametrize("exchanges", [[], DAY[:1], DAY[1:2]])
def test_almost_nothing(exchanges: list[Exchange]) -> None:
    assert broken(run_all(exchanges)) == []


def test_a_check_that_breaks_is_our_error() -> None:
    def function(story: Story) -> list[Finding]:
        raise KeyError("planted")

    check = checks.Check("XXX-01", "broken", "", True, "major", function)
    [finding] = check(Story())
    assert (finding.verdict, finding.role) == (Verdict.ERROR, "harness")
    assert "planted" in finding.summary
