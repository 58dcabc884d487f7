"""The audit trail of DICOMweb: a true one has no fault, and each event that is left out or told wrongly is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from harness import checks
from harness.checks.story import Story
from harness.verdict import Verdict
from simulators.audit_events import AuditEvents
from simulators.audit_tellers import Teller
from simulators.images import make_images
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime
from simulators.secret import Secret
from simulators.transcript import Exchange
from simulators.web_credentials import Credentials
from simulators.web_user_agent import UserAgent
from simulators.wire import audit
from simulators.wire.audit import AuditMessage
from simulators.wire.elements import text
from simulators.wire.identifiers import Patient, PatientId, PersonName

checks.load()
ANA = Patient(PatientId("ZZ9001"), PersonName("Ñsue Prueba", "Ana"), "19800102", "F")
TELLERS = {
    "pacs": Teller("pacs", "PACS1"),
    "workstation": Teller("workstation", "WS_1"),
    "CT_ER1": Teller("modality", "CT_ER1"),
}
Told = list[tuple[str, AuditMessage]]


@pytest.fixture(scope="module")
def talk() -> Iterator[tuple[Exchange, ...]]:
    """A device stores two images, one of them of another study than named; a user searches, fetches and looks."""
    runtime = Runtime()
    pacs = Pacs(runtime, PacsConfig(web_port=0, hl7_port=None))
    pacs.start()
    address = pacs.web_address
    assert address is not None
    images = make_images(modality="CT", patient=ANA, instances=2)
    study, series, instance = (text(images[0], f"{name}InstanceUID") for name in ("Study", "Series", "SOP"))
    device = UserAgent(runtime, "CT_ER1", address)
    device.store(images)
    device.store(make_images(modality="CT", patient=ANA, instances=1), study=study, deliberate="another study")
    said = Credentials("rad.eyang", Secret(text="secret"))
    web = UserAgent(runtime, "workstation", replace(address, credentials=said))
    web.search("STUDY", PatientID="ZZ9001")
    web.retrieve(study)
    web.metadata(study)
    web.rendered(study, series, instance)
    web.retrieve(runtime.uid(), deliberate="an unknown study")
    yield runtime.transcript.exchanges
    pacs.stop()


def trail(talk: tuple[Exchange, ...]) -> Told:
    events = AuditEvents(TELLERS)
    return [told for exchange in talk for told in events.take(exchange)] + list(events.flush())


def faults(talk: tuple[Exchange, ...], told: Told) -> list[tuple[str, str]]:
    last = talk[-1]
    messages = [
        Exchange(number=last.number + 1 + place, time=last.time, sender=role, receiver="audit_repository",
                 protocol="SYSLOG", kind="AUDIT", connection=role, audit=message)
        for place, (role, message) in enumerate(told)
    ]  # fmt: skip
    story = Story(
        exchanges=(*talk, *messages),
        patients=(ANA,),
        kinds={"CT_ER1": "modality"},
        claims=dict.fromkeys(TELLERS, frozenset({"ATNA"})),
        audit_sources={role: teller.source for role, teller in TELLERS.items()},
    )
    found = [finding for check in ("AUD-02", "AUD-05", "AUD-06") for finding in checks.CHECKS[check](story)]
    assert not [finding for finding in found if finding.verdict is Verdict.ERROR]
    return [(finding.role, finding.summary) for finding in found if finding.verdict is Verdict.FAIL]


def test_a_true_trail_has_no_fault(talk: tuple[Exchange, ...]) -> None:
    told = trail(talk)
    assert faults(talk, told) == []
    events = [(role, message.event.value, message.action, message.outcome) for role, message in told]
    assert events == [
        ("CT_ER1", "110102", "E", "0"), ("pacs", "110104", "C", "0"),
        ("CT_ER1", "110102", "E", "0"), ("pacs", "110104", "C", "8"),
        ("pacs", "110112", "E", "0"), ("pacs", "110104", "R", "0"), ("pacs", "110103", "R", "0"),
        ("pacs", "110103", "R", "0"),
    ]  # fmt: skip
    assert all("rad.eyang" in message.names for _, message in told[4:])
    assert not any(b"secret" in audit.write(message) for _, message in told)


def without(place: int) -> Callable[[Told], Told]:
    return lambda told: told[:place] + told[place + 1 :]


def changed(place: int, **values: Any) -> Callable[[Told], Told]:
    return lambda told: [(role, replace(message, **values) if at == place else message)
                         for at, (role, message) in enumerate(told)]  # fmt: skip


def by_somebody(place: int) -> Callable[[Told], Told]:
    def other(told: Told) -> Told:
        first, *others = told[place][1].participants
        return changed(place, participants=(replace(first, user_id="service"), *others))(told)

    return other


@pytest.mark.parametrize(
    ("change", "role", "words"),
    [
        (without(0), "CT_ER1", "event Begin Transferring"),
        (without(1), "pacs", "event DICOM Instances Transferred"),
        (without(4), "pacs", "event Query"),
        (without(5), "pacs", "event DICOM Instances Transferred"),
        (without(7), "pacs", "event DICOM Instances Transferred"),
        (by_somebody(4), "pacs", "participant"),
        (by_somebody(5), "pacs", "participant"),
        (changed(4, outcome=audit.SERIOUS_FAILURE), "pacs", "outcome"),
        (changed(1, action="D"), "pacs", "action"),
    ],
)
def test_each_fault_is_found(talk: tuple[Exchange, ...], change: Callable[[Told], Told], role: str, words: str) -> None:
    found = faults(talk, change(trail(talk)))
    assert any(words in summary for _, summary in found), found
    assert {blamed for blamed, _ in found} == {role}
