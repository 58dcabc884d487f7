"""Audit messages: written and read again, and every departure from the schema named."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object, Participant, SopClass
from simulators.wire.audit_reading import read
from simulators.wire.audit_rules import rule_problems
from simulators.wire.errors import PeerViolation
from simulators.wire.identifiers import Code

STORED = AuditMessage(
    event=audit.INSTANCES_TRANSFERRED,
    action="C",
    time="2026-11-24T10:00:00.000Z",
    participants=(
        audit.application("CT_ER1", is_requestor=True, role=audit.SOURCE),
        audit.application("PACS1", is_requestor=False, role=audit.DESTINATION),
    ),
    source="PACS1",
    objects=(
        Object(
            id="1.2.3",
            id_type=audit.STUDY_UID,
            type_code="2",
            role="3",
            name="1.2.3",
            accessions=("A1",),
            sop_classes=(SopClass(uid="1.2.840.10008.5.1.4.1.1.2", count="2"),),
        ),
        audit.patient("ZZ90001^^^HGM", "Obono^José"),
    ),
)
QUERIED = AuditMessage(
    event=audit.QUERY,
    action="E",
    time="2026-11-24T10:00:00+01:00",
    participants=STORED.participants,
    source="PACS1",
    objects=(
        Object(id="1.2.840.10008.5.1.4.1.2.2.1", id_type=audit.CLASS_UID, query=b"\0\xff", details=(("a", b"b"),)),
    ),
)


def test_a_message_names_patient_study_and_who() -> None:
    message = read(audit.write(STORED))
    assert message == STORED
    assert message.patient_ids == ("ZZ90001",)
    assert message.study_uids == ("1.2.3",)
    assert {"CT_ER1", "PACS1"} <= message.names
    assert message.moment == 1795514400.0
    assert list(rule_problems(message)) == []


def test_a_query_travels_as_the_bytes_it_was() -> None:
    message = read(audit.write(QUERIED))
    assert message == QUERIED
    assert list(rule_problems(message)) == []


text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=12
)
token = text.map(lambda value: " ".join(value.split()))
codes = st.builds(Code, token, token, token)


@given(
    st.builds(
        AuditMessage,
        event=codes,
        action=st.sampled_from("CRUDE"),
        time=st.just("2026-11-24T10:00:00Z"),
        outcome=st.sampled_from(("0", "4", "8", "12")),
        types=st.lists(codes, max_size=2).map(tuple),
        participants=st.lists(
            st.builds(Participant, user_id=token, user_name=token, roles=st.lists(codes, max_size=2).map(tuple)),
            min_size=1,
            max_size=2,
        ).map(tuple),
        source=token,
        objects=st.lists(
            st.builds(Object, id=token, id_type=codes, name=token, accessions=st.lists(token, max_size=2).map(tuple)),
            max_size=2,
        ).map(tuple),
    )
)
def test_what_is_written_is_read(message: AuditMessage) -> None:
    assert read(audit.write(message)) == message


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    written = audit.write(replace(STORED, source="a\0b\x1fc\ud800"))
    assert read(written).source == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"csd-code", b"code", "has no csd-code"),
        (b' EventOutcomeIndicator="0"', b"", "has no EventOutcomeIndicator"),
        (b'Indicator="0"', b'Indicator="1"', "is '1', not one of"),
        (b"00.000Z", b"00", "no date and time with an offset"),
        (b'ActionCode="C"', b'ActionCode="X"', "which the schema does not have"),
        (b'UserIsRequestor="true"', b'UserIsRequestor="yes"', "is 'yes', not one of"),
        (b'UserID="CT_ER1"', b"", "has no UserID"),
        (b' AuditSourceID="PACS1"', b"", "has no AuditSourceID"),
        (b'Role="1"', b'Role="27"', "which the schema does not have"),
        (b"</AuditMessage>", b'<AuditSourceIdentification AuditSourceID="x"/></AuditMessage>', "2 AuditSource"),
        (b"</ParticipantObjectName>", b"</ParticipantObjectName><ParticipantObjectQuery>!</ParticipantObjectQuery>",
         "a name and a query"),
        (b"</ParticipantObjectName>", b"</ParticipantObjectName><ParticipantObjectQuery>!</ParticipantObjectQuery>",
         "not base64"),
    ],
)  # fmt: skip
def test_each_departure_from_the_schema_is_named(old: bytes, new: bytes, problem: str) -> None:
    written = audit.write(STORED)
    assert old in written
    assert any(problem in found for found in read(written.replace(old, new)).problems)


def test_the_order_of_the_schema_matters() -> None:
    written = audit.write(STORED)
    start, end = written.index(b"<AuditSource"), written.index(b"<ParticipantObjectI")
    moved = written[:start] + written[end:].replace(b"</AuditMessage>", written[start:end] + b"</AuditMessage>")
    assert "another order" in " ".join(read(moved).problems)


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (replace(STORED, action="D"), "the action of the event is D instead of C or R or U"),
        (replace(STORED, participants=STORED.participants[:1]), "no participant with the role destination"),
        (replace(STORED, objects=STORED.objects[:1]), "no patient among the objects of the event"),
        (replace(STORED, objects=STORED.objects[1:]), "no study among the objects of the event"),
        (replace(STORED, objects=STORED.objects * 2), "too many objects of the kind patient: 2"),
        (replace(QUERIED, objects=()), "no SOP class that was queried"),
        (replace(QUERIED, objects=(replace(QUERIED.objects[0], query=None),)), "the query itself is missing"),
        (replace(STORED, event=audit.USER_AUTHENTICATION, action="E"), "the type of the event is missing"),
    ],
)
def test_what_an_event_must_hold_is_known(message: AuditMessage, problem: str) -> None:
    assert problem in list(rule_problems(message))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<",
        b"<AuditMessage>",
        b"<Other/>",
        b"\xff\xfe",
        b'<?xml version="1.0" encoding="klingon"?><AuditMessage/>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><AuditMessage/>',
        b'<!DOCTYPE a [<!ENTITY x "y">]><AuditMessage>&x;</AuditMessage>',
        b"<AuditMessage>" + b"<a>" * 100 + b"</a>" * 100 + b"</AuditMessage>",
        b"<AuditMessage>" + b"<a/>" * 30_000 + b"</AuditMessage>",
        b"<AuditMessage>" + b" " * 300_000 + b"</AuditMessage>",
    ],
)
def test_hostile_documents_are_refused(document: bytes) -> None:
    with pytest.raises(PeerViolation):
        read(document)


def test_an_empty_message_has_problems_and_values() -> None:
    message = read(b"<AuditMessage/>")
    assert message.event.value == ""
    assert message.moment is None
    assert "AuditMessage has no EventIdentification" in message.problems


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for document in (content, b"<AuditMessage>" + content + b"</AuditMessage>"):
        with contextlib.suppress(PeerViolation):
            assert read(document).problems


@pytest.mark.parametrize(
    ("time", "known"),
    [
        ("2026-11-24T10:00:00Z", True),
        ("2026-11-24T10:00:60Z", True),  # a leap second
        ("2026-11-24T10:00:00.1234567-05:00", True),
        ("2026-11-24T10:00:00", False),
        ("2026-13-24T10:00:00Z", False),
        ("20261124", False),
        ("", False),
    ],
)
def test_a_time_without_an_offset_is_no_moment(time: str, known: bool) -> None:
    assert (audit.moment(time) is not None) == known


# --- edges

FULL = replace(
    STORED,
    outcome="8",
    types=(audit.LOGIN, audit.LOGOUT),
    site="HGM & co",
    participants=(
        Participant(
            user_id="a<b", alternative_user_id="AETITLES=X;Y", user_name='"N"', is_requestor=True,
            roles=(audit.SOURCE, audit.APPLICATION), network_id="10.0.0.1", network_type="2",
            media_type=audit.SOURCE_MEDIA,
        ),
        Participant(user_id="c", is_requestor=False),
    ),
    objects=(
        Object(id="1", id_type=audit.STUDY_UID, type_code="2", role="3", life_cycle="1", name="n",
               details=(("k", b"v"), ("l", b"")), accessions=("A1", "A2"),
               sop_classes=(SopClass(uid="1.2", count="2"), SopClass(uid="1.3", count="1"))),
    ),
)  # fmt: skip


def test_every_part_of_a_message_travels() -> None:
    assert read(audit.write(FULL)) == FULL
    written = audit.write(FULL).decode()
    assert '<ParticipantObjectDetail type="k" value="dg=="/>' in written
    assert '<Accession Number="A1"/><Accession Number="A2"/><SOPClass UID="1.2" NumberOfInstances="2"/>' in written
    for one in ({"accessions": ("A",)}, {"sop_classes": (SopClass(uid="1.2"),)}):
        described = replace(STORED, objects=(replace(audit.patient("1"), **one),))  # type: ignore[arg-type]
        assert read(audit.write(described)) == described
    assert "ParticipantObjectDescription" not in audit.write(replace(STORED, objects=(audit.patient("1"),))).decode()


def test_a_query_has_no_name_beside_it() -> None:
    one = replace(QUERIED.objects[0], name="n")
    written = audit.write(replace(QUERIED, objects=(one,)))
    assert b"ParticipantObjectName" not in written
    assert read(written).problems == ()
    assert b"ParticipantObjectQuery" in audit.write(replace(QUERIED, objects=(replace(one, query=b""),)))


@pytest.mark.parametrize(
    ("alternative", "names"),
    [
        ("", {"u"}),
        ("x", {"u", "x"}),
        ("AETITLES=A; B ;", {"u", "AETITLES=A; B ;", "A", "B"}),
        (" AETITLES =A", {"u", "AETITLES =A", "A"}),
        ("OTHER=A", {"u", "OTHER=A"}),
        ("AETITLES", {"u", "AETITLES"}),
    ],
)
def test_what_a_participant_is_called(alternative: str, names: set[str]) -> None:
    one = Participant(user_id=" u ", alternative_user_id=alternative)
    assert one.names == names
    assert replace(STORED, participants=(one,)).names == names


def test_which_role_object_and_event_it_is() -> None:
    one = Participant(user_id="u", roles=(audit.SOURCE, audit.APPLICATION))
    assert [one.has_role(role) for role in (audit.SOURCE, audit.APPLICATION, audit.DESTINATION)] == [True, True, False]
    study = STORED.objects[0]
    assert [study.is_a(audit.STUDY_UID), study.is_a(audit.CLASS_UID), Object(id="1").is_a(audit.STUDY_UID)] == [
        True, False, False,
    ]  # fmt: skip
    for type_code, role, is_patient in (("1", "1", True), ("1", "3", False), ("2", "1", False)):
        assert Object(id="1", type_code=type_code, role=role).is_patient is is_patient
    signed_in = replace(STORED, event=audit.USER_AUTHENTICATION, types=(audit.LOGIN, audit.LOGOUT))
    assert signed_in.is_a(audit.USER_AUTHENTICATION)
    assert signed_in.is_a(audit.USER_AUTHENTICATION, audit.LOGOUT)
    assert not signed_in.is_a(audit.USER_AUTHENTICATION, audit.NODE_AUTHENTICATION)
    assert not signed_in.is_a(audit.QUERY, audit.LOGIN)
    assert replace(STORED, objects=(audit.patient(" 7 ^^^A^B"),)).patient_ids == ("7",)
    assert (audit.patient("7").name, audit.patient("7", "N").name) == ("7", "N")
    assert audit.application("X", is_requestor=True).roles == ()
    assert Participant(user_id="u").is_requestor is False


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("1970-01-01T00:00:01Z", 1.0),
        ("1970-01-01T01:00:01.5+01:00", 1.5),
        ("1970-01-01T00:00:60Z", 59.0),
        ("1970-01-01T00:60:00Z", None),
        ("1970-01-01T00:00:00+01:60", None),
        ("1970-01-01T00:60:60Z", None),
        ("0001-01-01T00:00:00+10:00", -62135632800.0),
        ("1970-01-01T00:00:00.1234567890Z", None),
    ],
)
def test_a_moment_in_seconds(time: str, seconds: float | None) -> None:
    assert audit.moment(time) == seconds
    assert audit.date_time(1.5) == "1970-01-01T00:00:01.500000Z"


WRITTEN = audit.write(FULL)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"<EventID ", b"<EventIx ", "EventIdentification has no EventID"),
        (b"</EventIdentification>", b"<EventID/></EventIdentification>",
         "EventIdentification has 2 EventID, where one may be"),
        (b"ActiveParticipant", b"PassiveParticipant", "AuditMessage has no ActiveParticipant"),
        (b"AuditSourceIdentification", b"AuditSauce", "AuditMessage has no AuditSourceIdentification"),
        (b"MediaType", b"MediaTypo", "MediaIdentifier has no MediaType"),
        (b"</MediaIdentifier>", b"</MediaIdentifier><MediaIdentifier/>", "has 2 MediaIdentifier, where one may be"),
        (b"ParticipantObjectIDTypeCode", b"Other", "has no ParticipantObjectIDTypeCode"),
        (b"</ParticipantObjectName>", b"</ParticipantObjectName><ParticipantObjectName/>",
         "has 2 ParticipantObjectName, where one may be"),
        (b'OutcomeIndicator="8"', b'OutcomeIndicator="12"', ""),
        (b'OutcomeIndicator="8"', b'OutcomeIndicator="' + b"9" * 50 + b'"', f"is {'9' * 40!r}, not one of 0, 4, 8, 12"),
        (b'ActionCode="C"', b'ActionCode="E"', ""),
        (b'ActionCode="C"', b'ActionCode="' + b"X" * 50 + b'"', f"is {'X' * 40!r}, which the schema"),
        (b'AccessPointTypeCode="2"', b'AccessPointTypeCode="5"', ""),
        (b'AccessPointTypeCode="2"', b'AccessPointTypeCode="6"', "is '6', which the schema"),
        (b'ObjectTypeCode="2"', b'ObjectTypeCode="4"', ""),
        (b'ObjectTypeCode="2"', b'ObjectTypeCode="5"', "is '5', which the schema"),
        (b'TypeCodeRole="3"', b'TypeCodeRole="26"', ""),
        (b'TypeCodeRole="3"', b'TypeCodeRole="1"', ""),
        (b'TypeCodeRole="3"', b'TypeCodeRole="0"', "is '0', which the schema"),
        (b'DataLifeCycle="1"', b'DataLifeCycle="15"', ""),
        (b'DataLifeCycle="1"', b'DataLifeCycle="16"', "is '16', which the schema"),
        (b'DataLifeCycle="1"', b'DataLifeCycle="0"', "is '0', which the schema"),
        (b'UserIsRequestor="true"', b'UserIsRequestor="1"', ""),
        (b'type="k"', b"", "has no type"),
        (b'value="dg=="', b"", "has no value"),
        (b'value="dg=="', b'value="!"', "ParticipantObjectDetail/@value is not base64"),
        (b"2026-11-24T10:00:00.000Z", b"x" * 50, f"no date and time with an offset from UTC: {'x' * 40!r}"),
    ],
)  # fmt: skip
def test_the_schema_element_by_element(old: bytes, new: bytes, problem: str) -> None:
    """PS3.15 A.5.1."""
    assert old in WRITTEN
    found = read(WRITTEN.replace(old, new)).problems
    assert any(problem in one for one in found) if problem else found == ()


def test_how_many_problems_are_told() -> None:
    start, end = WRITTEN.index(b"<ActiveP"), WRITTEN.index(b"<AuditSource")
    for count in (20, 21, 25):
        document = WRITTEN[:start] + WRITTEN[start:end] + b'<ActiveParticipant UserID="a"/>' * count + WRITTEN[end:]
        problems = read(document).problems
        assert len(problems) == min(count, 21)
        if count > 20:
            assert problems[-1] == f"and {count - 20} more"


def test_codes_and_booleans_of_older_senders_are_read() -> None:
    document = (
        b'<a:AuditMessage xmlns:a="x"><EventIdentification><EventID code="1" displayName="2" codeSystemName="3"/>'
        b'<EventTypeCode csd-code="4" code="5" originalText="6" displayName="7"/></EventIdentification>'
        b'<ActiveParticipant UserIsRequestor="1"/><ActiveParticipant UserIsRequestor="0"/>'
        b'<ActiveParticipant UserIsRequestor="maybe"/><ActiveParticipant/>'
        b'<ParticipantObjectIdentification><ParticipantObjectIDTypeCode csd-code="1"/>'
        b'<ParticipantObjectIDTypeCode csd-code="2"/><ParticipantObjectQuery>!</ParticipantObjectQuery>'
        b'<ParticipantObjectDetail type="k" value="!"/><ParticipantObjectName> n </ParticipantObjectName>'
        b'<ParticipantObjectDescription><Accession Number="1"/></ParticipantObjectDescription>'
        b'<ParticipantObjectDescription><SOPClass UID="1"><Instance UID="2"/><Instance UID="3"/></SOPClass>'
        b"</ParticipantObjectDescription></ParticipantObjectIdentification></a:AuditMessage>"
    )
    message = read(document)
    assert (message.event, message.types) == (Code("1", "2", "3"), (Code("4", "6", ""),))
    assert [one.is_requestor for one in message.participants] == [True, False, None, None]
    (one,) = message.objects
    assert (one.query, one.details, one.name, one.id_type) == (b"", (("k", b""),), "n", Code("1", "", ""))
    assert (one.accessions, one.sop_classes) == (("1",), (SopClass(uid="1", instances=("2", "3")),))


def test_another_root_is_quoted() -> None:
    document = b"<" + b"R" * 100 + b"/>"
    with pytest.raises(PeerViolation, match=f"is '{'R' * 60}', not AuditMessage") as caught:
        read(document)
    assert caught.value.received == document[:60]


PATIENT, STUDY = STORED.objects[1], STORED.objects[0]
ENDS = STORED.participants
AGENT = (audit.application("X", is_requestor=False, role=audit.APPLICATION),)


@pytest.mark.parametrize(
    ("event", "actions", "types", "participants", "patients", "studies"),
    [
        (audit.APPLICATION_ACTIVITY, "E", (audit.START,), AGENT, (0, 0), (0, None)),
        (audit.BEGIN_TRANSFERRING, "E", (), ENDS, (1, 1), (1, None)),
        (audit.INSTANCES_ACCESSED, "CRUD", (), (), (1, 1), (1, None)),
        (audit.INSTANCES_TRANSFERRED, "CRU", (), ENDS, (1, 1), (1, None)),
        (audit.STUDY_DELETED, "D", (), (), (1, 1), (1, None)),
        (audit.EXPORT, "R", (), (), (1, None), (0, None)),
        (audit.IMPORT, "C", (), (), (1, None), (0, None)),
        (audit.ORDER_RECORD, "CRUD", (), (), (1, 1), (0, None)),
        (audit.PATIENT_RECORD, "CRUD", (), (), (1, 1), (0, None)),
        (audit.PROCEDURE_RECORD, "CRUD", (), (), (1, 1), (0, None)),
        (audit.SECURITY_ALERT, "E", (audit.NODE_AUTHENTICATION,), (), (0, None), (0, None)),
        (audit.USER_AUTHENTICATION, "E", (audit.LOGIN,), (), (0, 0), (0, None)),
    ],
)
def test_the_rule_of_each_event(
    event: Code,
    actions: str,
    types: tuple[Code, ...],
    participants: tuple[Participant, ...],
    patients: tuple[int, int | None],
    studies: tuple[int, int | None],
) -> None:
    """PS3.15 A.5.3."""

    def wrong(**changes: object) -> list[str]:
        good = replace(STORED, event=event, action=actions[0], types=types, participants=participants,
                       objects=(PATIENT,) * max(patients[0], 0) + (STUDY,) * studies[0])  # fmt: skip
        return list(rule_problems(replace(good, **changes)))  # type: ignore[arg-type]

    assert wrong() == []
    allowed = " or ".join(actions)
    assert {action for action in "CRUDE" if not wrong(action=action)} == set(actions)
    assert wrong(action="") == [f"the action of the event is (none) instead of {allowed}"]
    assert wrong(action="X") == [f"the action of the event is X instead of {allowed}"]
    assert wrong(types=()) == (["the type of the event is missing"] if types else [])
    missing = [name for code, name in (("110150", "application"), ("110153", "source"), ("110152", "destination"))
               if any(role.value == code for one in participants for role in one.roles)]  # fmt: skip
    assert wrong(participants=()) == [f"no participant with the role {name}" for name in missing]
    for kind, one, (least, most) in (("patient", PATIENT, patients), ("study", STUDY, studies)):
        others = tuple(other for other in (PATIENT,) * patients[0] + (STUDY,) * studies[0] if other is not one)
        assert wrong(objects=others) == ([f"no {kind} among the objects of the event"] if least else [])
        many = wrong(objects=(*others, one, one))
        assert many == ([] if most is None else [f"too many objects of the kind {kind}: 2"])
        single = wrong(objects=(*others, one))
        assert single == ([] if most is None or most >= 1 else [f"too many objects of the kind {kind}: 1"])


def test_rules_of_a_query_and_of_unknown_events() -> None:
    asked = QUERIED.objects[0]
    silent = replace(asked, query=None)
    assert list(rule_problems(replace(QUERIED, objects=(silent, asked)))) == []
    assert list(rule_problems(replace(QUERIED, objects=(asked, silent)))) == []
    assert list(rule_problems(replace(QUERIED, participants=()))) == [
        "no participant with the role source", "no participant with the role destination",
    ]  # fmt: skip
    assert list(rule_problems(replace(QUERIED, event=audit.dcm("1", "x"), action="Z", objects=()))) == []
    signed_out = replace(
        STORED, event=audit.USER_AUTHENTICATION, action="E", types=(audit.START, audit.LOGOUT), objects=()
    )
    assert list(rule_problems(signed_out)) == []
    stopped = (audit.dcm("110121", "Application Stop"),)
    ended = replace(signed_out, event=audit.APPLICATION_ACTIVITY, types=stopped, participants=AGENT)
    assert list(rule_problems(ended)) == []
