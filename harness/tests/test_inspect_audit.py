"""An audit message is shown field by field, with what is wrong in it; any bytes are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.inspect.inspection import inspect
from simulators.dimse import encode
from simulators.wire import audit, syslog
from simulators.wire.audit import AuditMessage, Object
from simulators.wire.worklist import worklist_query


def document(**changes: object) -> bytes:
    query = Object(
        id="1.2.840.10008.5.1.4.31", id_type=audit.CLASS_UID, details=(("TransferSyntax", b"1.2.840.10008.1.2"),),
        query=encode(worklist_query(station="CT_ER1"), "1.2.840.10008.1.2"),
    )  # fmt: skip
    ends = (
        audit.application("CT_ER1", is_requestor=True, role=audit.SOURCE),
        audit.application("RIS_MWL", is_requestor=False, role=audit.DESTINATION),
    )
    values = {
        "event": audit.QUERY, "action": "E", "time": "2026-11-24T10:00:00Z", "source": "RIS", "participants": ends,
        "objects": (query,),
    }  # fmt: skip
    return audit.write(AuditMessage(**{**values, **changes}))


def shown(tmp_path: Path, raw: bytes) -> tuple[bool, str]:
    path = tmp_path / "message.txt"
    path.write_bytes(raw)
    found = inspect(path)
    return found.ok, found.text(200)


def test_event_people_objects_and_query_are_named(tmp_path: Path) -> None:
    raw = syslog.SyslogMessage(app_name="ris", message_id=audit.MESSAGE_ID, content=document()).raw
    ok, text = shown(tmp_path, raw)
    assert ok
    for words in ("audit message Query of RIS", "110112  → Query", "AETITLES=CT_ER1", "ScheduledStationAETitle", "BOM"):
        assert words in text


def test_without_syslog_around_it_is_read_too(tmp_path: Path) -> None:
    assert shown(tmp_path, document())[0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (document(time="yesterday"), "no date and time with an offset"),
        (document(action="C"), "the action of the event is C instead of E"),
        (b"<85>1 - - - - - - <html/>", "not AuditMessage"),
        (b"<85>1 nothing", "in the header"),
        (b"<AuditMessage", "not well-formed"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, raw: bytes, words: str) -> None:
    ok, text = shown(tmp_path, raw)
    assert not ok
    assert words in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_shown(tmp_path: Path, raw: bytes) -> None:
    assert shown(tmp_path, b"<85>1 - - - - - - <AuditMessage>" + raw)[1]
