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
