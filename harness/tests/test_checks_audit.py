"""The audit trail against the story: what is missing, doubled, late or wrong is found, and nothing on a true one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from harness import checks
from harness.checks.audit_told import event_of
from harness.checks.story import Story
from harness.tests.dicom_story import ANA, KINDS, STUDY_ROOT, Wire, dataset, images
from harness.verdict import Verdict
from simulators.audit_events import AuditEvents
from simulators.audit_tellers import Teller
from simulators.runtime import Limits
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object
from simulators.wire.er7 import Message
from simulators.wire.order import IHE_SWF_B
from simulators.wire.registration import adt

checks.load()
TELLERS = {
    "his": Teller("his", "HIS"),
    "ris": Teller("ris", "RIS"),
    "pacs": Teller("pacs", "PACS1"),
    "workstation": Teller("workstation", "WS_1"),
    "CT_ER1": Teller("modality", "CT_ER1"),
}
Told = list[tuple[str, AuditMessage]]
ALWAYS = ("AUD-01", "AUD-02", "AUD-03", "AUD-04", "AUD-05")


def associate(wire: Wire, sender: str, receiver: str, titles: tuple[str, str]) -> str:
    connection = f"{sender}>{receiver}#{len(wire.transcript.exchanges)}"
    raw = f"A-ASSOCIATE-RQ\ncalling AE title: {titles[0]}\ncalled AE title: {titles[1]}\n".encode()
    wire.add("A-ASSOCIATE-RQ", sender, receiver, connection=connection, raw=raw)
    return connection


def hl7(wire: Wire, sender: str, receiver: str, message: Message, code: str = "AA") -> None:
    common: dict[str, Any] = {"protocol": "HL7", "connection": f"{sender}>{receiver}"}
    request = wire.transcript.add(
        sender=sender, receiver=receiver, kind=message.type, message=message, raw=message.raw, **common
    )
    reply = Message.parse(b"MSH|^~\\&|R|F|S|F|20261124||ACK|1|P|2.5\rMSA|" + code.encode() + b"|1\r")
    wire.transcript.add(
        sender=receiver, receiver=sender, kind="ACK", message=reply, raw=reply.raw, reply_to=request.number, **common
    )


def registered() -> Message:
    return adt(
        "A04", ANA, dialect=IHE_SWF_B, sender="HIS|HGM", receiver="RIS|HGM", control_id="1", when="20261124100000"
    )  # fmt: skip


def day() -> Wire:
    """Ana is registered; two images of hers are stored, searched, fetched and rejected."""
    wire, made = Wire(), images()
    hl7(wire, "his", "ris", registered())
    stored = associate(wire, "CT_ER1", "pacs", ("CT_ER1", "PACS1"))
    for ds in made:
        wire.store(ds, connection=stored)
    wire.add("A-RELEASE-RQ", "CT_ER1", "pacs", connection=stored)
    asked = associate(wire, "workstation", "pacs", ("WS_1", "PACS1"))
    query = dataset(QueryRetrieveLevel="STUDY", PatientID=ANA.id.value)
    wire.find(query, [], model=f"{STUDY_ROOT}.1", sender="workstation", receiver="pacs", connection=asked)
    wanted = dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID=made[0].StudyInstanceUID)
    request = wire.add(
        "C-GET-RQ", "workstation", "pacs", wanted, connection=asked, AffectedSOPClassUID=f"{STUDY_ROOT}.3"
    )
    for ds in made:
        wire.store(ds, sender="pacs", receiver="workstation", connection=asked)
    wire.answer(request, 0)
    wire.add("A-RELEASE-RQ", "workstation", "pacs", connection=asked)
    return wire


def told_of(wire: Wire) -> Told:
    """What the simulated roles tell of it."""
    events = AuditEvents(TELLERS)
    return [told for exchange in wire.transcript.exchanges for told in events.take(exchange)] + list(events.flush())


def with_trail(wire: Wire, told: Told, wait: float = 0.0) -> Story:
    """The story, the audit messages at its end (``wait`` seconds later)."""
    wire.clock += wait
    for role, message in told:
        wire.transcript.add(
            sender=role, receiver="audit_repository", protocol="SYSLOG", kind="AUDIT", connection=role, audit=message
        )
    return Story(
        exchanges=wire.transcript.exchanges,
        patients=(ANA,),
        kinds=KINDS,
        claims=dict.fromkeys(TELLERS, frozenset({"ATNA"})),
        limits=Limits(audit_s=10.0),
        names={role: frozenset({teller.source}) for role, teller in TELLERS.items()},
        audit_sources={role: teller.source for role, teller in TELLERS.items()},
    )


def faults(story: Story, *check_ids: str) -> list[tuple[str, str]]:
    """Who is blamed for what; a check that breaks is a failure of the test."""
    found = [finding for check_id in check_ids or (*ALWAYS, "AUD-06") for finding in checks.CHECKS[check_id](story)]
    assert not [finding for finding in found if finding.verdict is Verdict.ERROR], found
    return [(finding.role, finding.summary) for finding in found if finding.verdict is Verdict.FAIL]


def test_a_true_trail_has_no_fault_and_every_role_is_judged() -> None:
    wire = day()
    story = with_trail(wire, told_of(wire))
    assert faults(story) == []
    held = {finding.role for finding in checks.CHECKS["AUD-06"](story)}
    assert held == set(TELLERS)


def test_the_trail_of_another_vendor_has_no_fault() -> None:
    """Its own actions, several messages for one study, names without a list, HL7 names the other way round."""

    def other(role: str, message: AuditMessage) -> Told:
        participants = tuple(
            replace(one, user_id="|".join(reversed(one.user_id.split("|"))), alternative_user_id="")
            for one in message.participants
        )
        message = replace(message, participants=participants, site="HGM", time=message.time.replace("Z", "+00:00"))
        if message.is_a(audit.INSTANCES_TRANSFERRED) and message.action == "C":
            later = replace(message, time=audit.date_time((message.moment or 0) + 0.05))
            return [(role, replace(message, action="U")), (role, later)]
        return [(role, message)]

    wire = day()
    told = [one for role, message in told_of(wire) for one in other(role, message)]
    assert faults(with_trail(wire, told)) == []


def test_a_role_that_does_not_claim_the_trail_is_not_judged() -> None:
    wire = day()
    story = replace(with_trail(wire, []), claims={"ris": frozenset({"ATNA"})})
    assert {role for role, _ in faults(story)} == {"ris"}


Change = Callable[[AuditMessage], "list[AuditMessage]"]


def change(event: Any, **values: Any) -> Change:
    return lambda message: [replace(message, **values) if message.is_a(event) else message]


def change_objects(event: Any, other: Callable[[Object], Object]) -> Change:
    def changed(message: AuditMessage) -> list[AuditMessage]:
        return [replace(message, objects=tuple(map(other, message.objects))) if message.is_a(event) else message]

    return changed


def drop(event: Any) -> Change:
    return lambda message: [] if message.is_a(event) else [message]


def later(seconds: float) -> Change:
    return lambda message: [replace(message, time=audit.date_time((message.moment or 0) + seconds))]


FAULTS: list[tuple[str, Change, str]] = [
    ("pacs", drop(audit.QUERY), "did not tell the audit repository of the event Query"),
    ("pacs", drop(audit.INSTANCES_TRANSFERRED), "did not tell the audit repository of the event DICOM Instances"),
    ("CT_ER1", drop(audit.BEGIN_TRANSFERRING), "did not tell the audit repository of the event Begin Transferring"),
    ("his", drop(audit.PATIENT_RECORD), "did not tell the audit repository of the event Patient Record"),
    ("workstation", drop(audit.INSTANCES_ACCESSED), "did not tell the audit repository of the event DICOM Instances"),
    ("pacs", lambda message: [message, message], "times of one event"),
    ("ris", change(audit.PATIENT_RECORD, action="D"), "the action in the audit message Patient Record of ris is wrong"),
    ("ris", change(audit.PATIENT_RECORD, outcome="8"), "the outcome in the audit message Patient Record"),
    ("ris", change(audit.PATIENT_RECORD, participants=(audit.application("X", is_requestor=True),)), "the participant"),
    ("ris", change_objects(audit.PATIENT_RECORD, lambda one: replace(one, id="0")), "the patient in the audit message"),
    ("CT_ER1", change_objects(audit.BEGIN_TRANSFERRING, lambda one: one if one.is_patient else replace(one, id="1.2")),
     "the study in the audit message"),
    ("CT_ER1", change_objects(audit.BEGIN_TRANSFERRING, lambda one: replace(one, accessions=("X",))),
     "the accession number in the audit message"),
    ("pacs", change_objects(audit.QUERY, lambda one: replace(one, id="1.2.3")), "the SOP class in the audit message"),
    ("pacs", later(3600), "the clock of pacs"),
    ("pacs", later(-3600), "the clock of pacs"),
    ("ris", lambda message: [replace(message, source="PACS1")], "another source"),
    ("ris", lambda message: [replace(message, source="")], "another source"),
    ("ris", lambda message: [replace(message, problems=("AuditMessage has no EventID",))], "departs from the schema"),
    ("ris", change(audit.PATIENT_RECORD, objects=()), "lacks what the event asks for"),
    ("pacs", change_objects(audit.INSTANCES_TRANSFERRED, lambda one: replace(one, name="ANA MARIA NSUE PRUEBA")),
     "names a patient where no name belongs"),
    ("ris", change(audit.PATIENT_RECORD, participants=(audit.Participant(user_id="Nsue Prueba^Ana María"),)),
     "names a patient where no name belongs"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "changed", "words"), FAULTS, ids=[f"{number}-{words}" for number, (_, _, words) in enumerate(FAULTS)]
)
def test_each_fault_is_found_and_its_role_named(role: str, changed: Change, words: str) -> None:
    wire = day()
    told = [(who, one) for who, message in told_of(wire) for one in (changed(message) if who == role else [message])]
    found = faults(with_trail(wire, told))
    assert any(blamed == role and words in summary for blamed, summary in found), found
    assert {blamed for blamed, _ in found} == {role}


def test_what_comes_after_the_limit_is_late() -> None:
    wire = day()
    told = told_of(wire)
    found = faults(with_trail(wire, told, wait=11.0), "AUD-06")
    assert len(found) == len(told)
    assert all("came late" in summary for _, summary in found)


def test_a_patients_name_has_a_place_in_her_own_object() -> None:
    wire = day()
    told = [
        (role, replace(message, objects=tuple(replace(one, name="Nsue Prueba^Ana María") if one.is_patient else one
                                              for one in message.objects)))
        for role, message in told_of(wire)
    ]  # fmt: skip
    assert faults(with_trail(wire, told)) == []


def test_what_cannot_be_read_is_its_senders_fault() -> None:
    wire = day()
    story = with_trail(wire, told_of(wire))
    broken = Exchange(
        number=999, time=wire.clock, sender="ris", receiver="audit_repository", protocol="SYSLOG", kind="AUDIT",
        connection="x", error="not well-formed XML",
    )  # fmt: skip
    found = faults(replace(story, exchanges=(*story.exchanges, broken)))
    assert found == [("ris", "ris sent an audit message that cannot be read")]


def test_a_refused_message_need_not_be_told_and_must_not_be_a_success() -> None:
    def refused() -> Wire:
        wire = Wire()
        hl7(wire, "his", "ris", registered(), code="AE")
        return wire

    wire = refused()
    assert faults(with_trail(wire, []), "AUD-06") == []
    wire = refused()
    told = told_of(wire)
    assert {message.outcome for _, message in told} == {audit.SERIOUS_FAILURE}
    assert faults(with_trail(wire, told), "AUD-06") == []


def sign_in(user: str = "rad1", outcome: str = audit.SUCCESS, kind: Any = audit.LOGIN) -> AuditMessage:
    return AuditMessage(
        event=audit.USER_AUTHENTICATION, action="E", time=audit.date_time(1_700_000_001), outcome=outcome,
        types=(kind,), participants=(audit.Participant(user_id=user, is_requestor=True),), source="WS_1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([sign_in()], ""),
        ([sign_in("rad2")], "the participant in the audit message"),
        ([sign_in(outcome=audit.MINOR_FAILURE)], "the outcome in the audit message"),
        ([sign_in(kind=audit.LOGOUT)], "the event in the audit message"),
        ([sign_in(), sign_in()], "2 times of one event"),
        ([], "did not tell the audit repository of the event User Authentication"),
    ],
)
def test_an_event_that_only_the_trail_shows(told: list[AuditMessage], words: str) -> None:
    wire = Wire()
    wire.clock += 2
    story = with_trail(wire, [("workstation", message) for message in told])
    event = event_of(
        "workstation", audit.USER_AUTHENTICATION, "E", 1_700_000_000.0, 1_700_000_002.0,
        kind=audit.LOGIN, names=(frozenset({"rad1"}),),
    )  # fmt: skip
    found = [one.summary for one in checks.CHECKS["AUD-07"](story, event=event) if one.verdict is Verdict.FAIL]
    assert ([words in summary for summary in found] == [True]) if words else not found
