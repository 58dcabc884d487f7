"""Whatever a day holds, the audit checks come to an end and the simulated roles tell what they can."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import checks
from harness.checks.audit_events import expected
from harness.checks.story import Story
from harness.tests.test_checks_anything import DAY, broken, stories
from simulators.audit_events import AuditEvents
from simulators.audit_tellers import Teller
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object, Participant
from simulators.wire.audit_reading import read
from simulators.wire.identifiers import Code

TELLERS = {name: Teller(name, name) for name in ("his", "emr", "ris", "pacs", "workstation")}
TELLERS["CT_ER1"] = Teller("modality", "CT_ER1")
text = st.text(max_size=8)
codes = st.builds(Code, st.sampled_from([*audit.EVENTS, "110122", "110180", "", "x"]), text, text)
odd_messages = st.builds(
    AuditMessage,
    event=codes,
    action=st.sampled_from(["", "C", "R", "?"]),
    time=st.sampled_from(["", "2026-11-24T10:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "?"]),
    outcome=st.sampled_from(["", "0", "8", "x"]),
    types=st.lists(codes, max_size=2).map(tuple),
    participants=st.lists(st.builds(Participant, user_id=text, alternative_user_id=text), max_size=2).map(tuple),
    source=text,
    objects=st.lists(
        st.builds(Object, id=text, id_type=codes, type_code=st.sampled_from("12"), role=st.sampled_from("13")),
        max_size=3,
    ).map(tuple),
)


def heard(number: int, sender: str, message: AuditMessage) -> Exchange:
    return Exchange(
        number=number, time=2e9, sender=sender, receiver="audit_repository", protocol="SYSLOG", kind="AUDIT",
        connection="a", audit=message,
    )  # fmt: skip


def story_of(exchanges: list[Exchange]) -> Story:
    claims = dict.fromkeys(TELLERS, frozenset({"ATNA"}))
    return Story(exchanges=tuple(exchanges), kinds={"CT_ER1": "modality"}, claims=claims, ended=2e9)


def test_the_day_itself_asks_for_many_events() -> None:
    assert {one.event for one in expected(story_of(list(DAY))) if one.required} >= {"Patient Record", "Order Record"}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories(), st.lists(st.tuples(st.sampled_from([*TELLERS, "?"]), odd_messages), max_size=6))
def test_no_check_breaks_on_a_mangled_day(exchanges: list[Exchange], told: list[tuple[str, AuditMessage]]) -> None:
    found = [heard(len(exchanges) + place, sender, one) for place, (sender, one) in enumerate(told, start=1)]
    story = story_of([*exchanges, *found])
    findings = [
        one for id, check in checks.load().items() if id.startswith("AUD") and id != "AUD-07" for one in check(story)
    ]
    assert broken(findings) == []


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_what_is_told_of_a_mangled_day_can_be_read(exchanges: list[Exchange]) -> None:
    events = AuditEvents(TELLERS)
    told = [one for exchange in exchanges for one in events.take(exchange)] + list(events.flush())
    for role, message in told:
        assert role in TELLERS
        assert read(audit.write(message)).event == message.event
