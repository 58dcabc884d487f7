"""Edges of the checks of the audit trail: which message tells of which event, how often, when, and of what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness import checks
from harness.checks.audit_event import Expected
from harness.checks.audit_told import untold
from harness.checks.story import Story
from harness.verdict import Finding, Verdict
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object, Participant
from simulators.wire.identifiers import Patient, PatientId, PersonName

checks.load()
T = 1_700_000_000.0
EVENT = Expected(
    role="pacs", events=(audit.QUERY,), actions="E", begun=T, ended=T + 1, numbers=(7,),
    names=(frozenset({"WS_1"}),), patient="P", study="1.2", accession="A", sop_class="1.9",
)  # fmt: skip
STUDY = Object(id="1.2", id_type=audit.STUDY_UID, type_code="2", role="3", accessions=("A",))
CLASS = Object(id="1.9", id_type=audit.CLASS_UID, type_code="2", role="3")
MESSAGE = AuditMessage(
    event=audit.QUERY, action="E", time=audit.date_time(T + 0.5), source="PACS1",
    participants=(Participant(user_id="WS_1", is_requestor=True),), objects=(audit.patient("P"), STUDY, CLASS),
)  # fmt: skip
Told = tuple[AuditMessage, float]  # and when it came


def story(*told: Told | AuditMessage, sender: str = "pacs", **fields: Any) -> Story:
    pairs = [one if isinstance(one, tuple) else (one, T + 1) for one in told]
    exchanges = [
        Exchange(number=100 + place, time=when, sender=sender, receiver="audit_repository", protocol="SYSLOG",
                 kind="AUDIT", connection="a", audit=message)
        for place, (message, when) in enumerate(pairs)
    ]  # fmt: skip
    return Story(exchanges=tuple(exchanges), **fields)


def judged(found: Story, event: Expected = EVENT, *others: Expected) -> list[Finding]:
    findings = checks.CHECKS["AUD-07"](found, event=event, others=others)
    assert not [one for one in findings if one.verdict is Verdict.ERROR], findings
    return findings


UNTOLD = "pacs did not tell the audit repository of the event Query"
TRUE = "pacs told the audit repository of 1 events as they were"


def wrong(label: str, event: str = "Query") -> str:
    return f"the {label} in the audit message {event} of pacs is wrong"


def others(*objects: Object) -> dict[str, Any]:
    return {"objects": objects}


P = audit.patient("P")


@pytest.mark.parametrize(
    ("event", "message", "summary", "pair"),
    [
        ({}, {}, TRUE, ("", "")),
        ({"actions": "CE"}, {}, TRUE, ("", "")),
        ({"actions": "CU"}, {}, wrong("action"), ("C or U", "E")),
        ({"events": (audit.EXPORT, audit.QUERY)}, {}, TRUE, ("", "")),
        ({"kind": audit.LOGIN}, {"types": (audit.LOGOUT, audit.LOGIN)}, TRUE, ("", "")),
        ({"kind": audit.LOGIN}, {"types": (audit.LOGOUT,)}, wrong("event"), ("Login", "Logout")),
        ({"kind": audit.LOGIN}, {}, wrong("event"), ("Login", "none")),
        ({"kind": audit.LOGIN}, {"types": (replace(audit.LOGOUT, meaning=""),)}, wrong("event"), ("Login", "110123")),
        ({}, others(STUDY, CLASS), wrong("patient"), ("P", "none")),
        ({}, others(audit.patient("Q"), STUDY, CLASS), wrong("patient"), ("P", "Q")),
        ({"patient": ""}, others(STUDY, CLASS), TRUE, ("", "")),
        ({}, others(P, CLASS), wrong("study"), ("1.2", "none")),
        ({}, others(P, replace(STUDY, id="1.3"), CLASS), wrong("study"), ("1.2", "1.3")),
        ({"study": ""}, others(P, CLASS), TRUE, ("", "")),
        ({}, others(P, replace(STUDY, accessions=())), TRUE, ("", "")),  # it need not say
        ({}, others(P, replace(STUDY, accessions=("B",))), wrong("accession number"), ("A", "B")),
        ({"accession": ""}, others(P, replace(STUDY, accessions=("B",))), TRUE, ("", "")),
        ({}, others(P, STUDY), TRUE, ("", "")),
        ({}, others(P, STUDY, replace(CLASS, id="1.8")), wrong("SOP class"), ("1.9", "1.8")),
        ({"sop_class": ""}, others(P, STUDY, replace(CLASS, id="1.8")), TRUE, ("", "")),
        ({"names": ()}, {"participants": ()}, TRUE, ("", "")),
        ({}, {"participants": ()}, wrong("participant"), ("WS_1", "none")),
        ({"names": (frozenset({"WS_1"}), frozenset({"Z", "Y"}))}, {}, wrong("participant"), ("Y", "WS_1")),
        ({}, {"outcome": ""}, TRUE, ("", "")),
        ({}, {"outcome": "4"}, wrong("outcome"), ("success", "4")),
        ({"failed": True}, {"outcome": "8"}, TRUE, ("", "")),
        ({"failed": True}, {}, wrong("outcome"), ("failure", "0")),
        ({}, {"event": audit.EXPORT}, UNTOLD, ("Query; E; P; 1.2; WS_1", "no such audit message")),
        ({"study": ""}, {"event": audit.EXPORT}, UNTOLD, ("Query; E; P; 1.9; WS_1", "no such audit message")),
        ({}, {"action": "C", "outcome": "8"}, UNTOLD, ("Query; E; P; 1.2; WS_1", "no such audit message")),
    ],
)
def test_what_a_message_has_to_say(
    event: dict[str, Any], message: dict[str, Any], summary: str, pair: tuple[str, str]
) -> None:
    [finding] = judged(story(replace(MESSAGE, **message)), replace(EVENT, **event))
    assert (finding.summary, (finding.expected, finding.received)) == (summary, pair)


@pytest.mark.parametrize(
    ("studies", "summary"),
    [((), TRUE), (("1.2",), TRUE), (("1.3",), wrong("study", "Procedure Record"))],
)
@pytest.mark.parametrize("events", [(audit.PROCEDURE_RECORD,), (audit.PROCEDURE_RECORD, audit.EXPORT)])
def test_a_procedure_record_need_not_name_its_study(events: Any, studies: tuple[str, ...], summary: str) -> None:
    event = replace(EVENT, events=events, sop_class="", accession="")
    objects = (P, *(replace(STUDY, id=uid) for uid in studies))
    found = judged(story(replace(MESSAGE, event=audit.PROCEDURE_RECORD, objects=objects)), event)
    assert [one.summary for one in found] == [summary]


@pytest.mark.parametrize(("sender", "came", "summary"), [
    ("pacs", T, TRUE), ("pacs", T - 0.4, TRUE), ("pacs", T - 0.6, UNTOLD), ("ris", T + 1, UNTOLD),
])  # fmt: skip
def test_a_message_comes_from_who_has_to_tell_and_not_before_the_event(sender: str, came: float, summary: str) -> None:
    found = judged(story((replace(MESSAGE, time=audit.date_time(T)), came), sender=sender))
    assert [one.summary for one in found] == [summary]


def test_what_need_not_be_told_is_not_missed_and_is_held_if_it_was() -> None:
    event = replace(EVENT, required=False)
    assert judged(story(), event) == []
    assert judged(story(replace(MESSAGE, action="C")), event) == []
    assert [one.summary for one in judged(story(MESSAGE), event)] == [TRUE]


def later(message: AuditMessage, seconds: float) -> AuditMessage:
    return replace(message, time=audit.date_time(T + 0.5 + seconds))


TWICE = "pacs told the audit repository 2 times of one event Query"


@pytest.mark.parametrize(
    ("most", "told", "summary"),
    [
        (1, [MESSAGE, later(MESSAGE, 0.1)], TWICE),
        (2, [MESSAGE, later(MESSAGE, 0.1)], TRUE),
        (2, [MESSAGE, MESSAGE], TWICE),  # the very same moment
        (2, [replace(MESSAGE, time="2023-11-14T22:13:20Z")] * 2, TRUE),  # to the second only
        (3, [MESSAGE, later(MESSAGE, 0.1), later(MESSAGE, 0.2)], TRUE),
    ],
)
def test_how_often_one_event_is_told(most: int, told: list[AuditMessage], summary: str) -> None:
    [finding] = judged(story(*told), replace(EVENT, most=most))
    assert finding.summary == summary
    assert (finding.expected, finding.received) == ((str(most), "2") if summary == TWICE else ("", ""))


def test_each_of_two_equal_events_has_its_own_message() -> None:
    again = replace(EVENT, numbers=(8,))
    both = [MESSAGE, later(MESSAGE, 0.1)]
    for event, other in ((EVENT, again), (again, EVENT)):
        assert [one.summary for one in judged(story(*both), event, other)] == [TRUE]
    third = judged(story(*both, later(MESSAGE, 0.2)), EVENT, again)
    assert [one.summary for one in third] == [TWICE]
    assert untold(story(MESSAGE), [EVENT, again]) == [again]
    nearly = replace(MESSAGE, action="C")
    found = story(nearly)
    assert [wrong("action")] == [one.summary for one in judged(found, EVENT, again)]
    assert untold(found, [EVENT, again]) == [EVENT, again]
    assert [one.summary for one in judged(found, again, EVENT)] == [wrong("action")]
    two = [*checks.CHECKS["AUD-07"](found, event=EVENT, others=(again,))]
    assert len(two) == 1  # of the others nothing is said


def test_one_message_that_is_nearly_right_is_taken_for_one_event_only() -> None:
    from harness.checks.audit_told import matched

    first, second = matched(story(replace(MESSAGE, action="C")), [EVENT, replace(EVENT, numbers=(8,))])
    assert (first.nearly is not None, second.nearly is not None) == (True, False)
    whole, other = matched(story(MESSAGE, replace(MESSAGE, action="C")), [EVENT, replace(EVENT, required=False)])
    assert (whole.nearly, other.nearly) == (None, None)


def test_what_is_waited_for_is_what_has_to_be_told() -> None:
    assert untold(story(), [EVENT, replace(EVENT, required=False)]) == [EVENT]
    assert untold(story(MESSAGE), [EVENT]) == []
    assert untold(story()) == []


@pytest.mark.parametrize(
    ("came", "moment", "words"),
    [
        (10.9, 0.5, ""),
        (11.1, 0.5, "came late"),
        (1.0, -1.9, ""),
        (1.0, -2.1, "another time than the event had"),
        (1.0, 2.9, ""),
        (1.0, 3.1, "another time than the event had"),
        (9.0, 8.5, ""),
    ],
)
def test_when_an_event_is_told_and_when_it_was(came: float, moment: float, words: str) -> None:
    message = replace(MESSAGE, time=audit.date_time(T + moment))
    [finding] = judged(story((message, T + came)))
    assert words in finding.summary
    assert (finding.verdict is Verdict.FAIL) is bool(words)
    if words == "came late":
        assert finding.received == "after 10.1 s"


def test_a_time_that_is_none_and_the_further_messages_of_an_event_are_not_judged() -> None:
    assert [one.summary for one in judged(story(replace(MESSAGE, time="soon")))] == [TRUE]
    last = (later(MESSAGE, 0.1), T + 30)
    assert [one.summary for one in judged(story(MESSAGE, last), replace(EVENT, most=2))] == [TRUE]


# --- messages as such -------------------------------------------------------------------------------------------------


def run(check: str, found: Story) -> list[Finding]:
    findings = checks.CHECKS[check](found)
    assert not [one for one in findings if one.verdict is Verdict.ERROR], findings
    return findings


def test_how_many_could_be_read() -> None:
    found = story(MESSAGE, MESSAGE, MESSAGE)
    hl7 = replace(found.exchanges[0], number=1, protocol="HL7")
    broken = replace(found.exchanges[1], error="no XML", audit=None)
    findings = run("AUD-01", replace(found, exchanges=(hl7, broken, found.exchanges[0], found.exchanges[2])))
    assert [(one.verdict.value, one.summary, one.received) for one in findings] == [
        ("FAIL", "pacs sent an audit message that cannot be read", "no XML"),
        ("PASS", "2 audit messages of pacs could be read", ""),
    ]


def test_a_departure_from_the_schema_says_where() -> None:
    odd = replace(MESSAGE, problems=("AuditMessage/EventIdentification lacks its EventID",), objects=())
    [finding] = run("AUD-02", story(odd))
    assert (finding.where, finding.received) == ("AuditMessage/EventIdentification", "lacks its EventID")
    assert "Query" in finding.summary
    unknown = replace(odd, event=replace(audit.QUERY, value="1234567890123456789"))
    assert "message 1234567890123456 of" in run("AUD-02", story(unknown))[0].summary
    nothing = replace(odd, event=replace(audit.QUERY, value=""))
    assert "message ? of" in run("AUD-02", story(nothing))[0].summary


@pytest.mark.parametrize(
    ("moment", "came", "off"),
    [
        (0.0, 0.0, None),
        (1.9, 0.0, None),
        (2.6, 0.0, "+3 s"),  # later than the message itself
        (-11.9, 0.0, None),  # it may have been told as late as the limit of the trail
        (-13.0, 0.0, "-3 s"),
        (-40.0, 0.0, "-30 s"),
        (-5.0, 60.0, None),
    ],
)
def test_which_time_a_message_may_tell(moment: float, came: float, off: str | None) -> None:
    message = replace(MESSAGE, time=audit.date_time(T + came + moment))
    found = run("AUD-03", story((replace(MESSAGE, time="never"), T + came), (message, T + came)))
    assert [one.received for one in found] == ([off] if off else [])


def test_a_time_may_be_as_early_as_what_was_seen_first() -> None:
    messages = (replace(MESSAGE, time=audit.date_time(T + 1)), T), (replace(MESSAGE, time=audit.date_time(T)), T + 90)
    assert run("AUD-03", story(*messages)) == []
    early = (replace(MESSAGE, time=audit.date_time(T - 3)), T + 90)
    assert [one.received for one in run("AUD-03", story(messages[0], early))] == ["-3 s"]


@pytest.mark.parametrize(
    ("source", "known", "failed"),
    [
        ("PACS1", {"pacs": "PACS1"}, 0),
        ("PACS2", {"pacs": "PACS1"}, 1),
        ("PACS2", {}, 0),
        ("", {}, 1),
        ("RIS", {}, 1),  # another's name
        ("RIS", {"pacs": "RIS"}, 0),
        ("PACS1", {}, 0),
    ],
)
def test_which_source_a_message_names(source: str, known: dict[str, str], failed: int) -> None:
    names = {"ris": frozenset({"RIS"}), "pacs": frozenset({"PACS1"})}
    wrong = replace(MESSAGE, source="RIS")
    found = run("AUD-04", story(replace(MESSAGE, source=source), names=names, audit_sources=known))
    assert len(found) == failed
    assert [one.expected for one in found] == [known.get("pacs", "its own name")] * failed
    right = replace(MESSAGE, source="PACS1")
    both = run("AUD-04", story(right, replace(MESSAGE, source="RIS"), names=names))
    assert [(one.received, one.expected) for one in both] == [("RIS", "its own name")]
    after = run("AUD-04", story(replace(MESSAGE, source=source), wrong, names=names, audit_sources={"pacs": "X"}))
    assert "RIS" in [one.received for one in after]


ANA = Patient(PatientId("P"), PersonName("Ñsue", "Ana"), "19800102", "F")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"participants": (Participant(user_id="ana nsue"),)}, "ActiveParticipant/@UserID"),
        ({"participants": (Participant(user_id="x", alternative_user_id="Nsue^Ana"),)},
         "ActiveParticipant/@AlternativeUserID"),
        ({"participants": (Participant(user_id="x", user_name="Dr. ÑSUE, Ana"),)}, "ActiveParticipant/@UserName"),
        ({"site": "Nsue", "source": "Ana"}, "AuditSourceIdentification"),
        (others(replace(STUDY, id="Nsue Ana")), "ParticipantObjectIdentification/@ParticipantObjectID"),
        (others(replace(P, id="Nsue Ana")), "ParticipantObjectIdentification/@ParticipantObjectID"),
        (others(replace(STUDY, name="Nsue Ana")), "ParticipantObjectName"),
        (others(replace(STUDY, details=(("x", b"Nsue^Ana"),))), "ParticipantObjectDetail x"),
        (others(replace(P, name="Nsue^Ana", details=(("x", b"Nsue^Ana"),))), None),
        (others(replace(CLASS, query=b"Nsue^Ana")), None),
        ({"participants": (Participant(user_id="nsue"),)}, None),
        ({"participants": (Participant(user_id="Ana-Maria Nsue"),)}, None),
    ],
)  # fmt: skip
def test_where_a_name_has_no_place(change: dict[str, Any], where: str | None) -> None:
    found = run("AUD-05", story(replace(MESSAGE, **change), patients=(ANA,)))
    assert [one.where for one in found] == ([where] if where else [])


@pytest.mark.parametrize(
    ("family", "given", "told", "failed"),
    [("Bo", "Li", "bo li", 0), ("Bo", "Lin", "bo lin", 1), ("Nsue", "", "nsue", 0), ("", "Ana Maria", "ana maria", 0)],
)
def test_a_name_that_is_too_short_is_a_word_of_many_things(family: str, given: str, told: str, failed: int) -> None:
    patient = replace(ANA, name=PersonName(family, given))
    message = replace(MESSAGE, participants=(Participant(user_id=told),))
    assert len(run("AUD-05", story(message, patients=(patient,)))) == failed
