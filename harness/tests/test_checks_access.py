"""Who may call DICOMweb: what each answer to each caller is called by the checks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydicom import Dataset

from harness.checks import CHECKS, load
from harness.checks.access import DEFAULT, ELSEWHERE, LOCKED, READER, STRANGERS
from harness.checks.story import Story
from harness.verdict import Finding, Verdict
from simulators.transcript import Exchange
from simulators.wire.dicomweb import Payload, WebMessage

load()
STUDY = Dataset()
STUDY.StudyInstanceUID, STUDY.PatientID = "2.25.1", "ZZ9001"
CHALLENGE = {"www-authenticate": 'Basic realm="archive"'}


def said_of(check: str, deliberate: str, answer: WebMessage, kind: str = "QIDO") -> list[Finding]:
    """What the check says of one request that shows ``deliberate``."""
    request = Exchange(
        number=1, time=0.0, sender="workstation", receiver="pacs", protocol="HTTP", kind=f"{kind}-RQ", connection="1",
        web=WebMessage("POST" if kind == "STOW" else "GET", "/studies"), deliberate=deliberate,
    )  # fmt: skip
    reply = Exchange(
        number=2, time=0.1, sender="pacs", receiver="workstation", protocol="HTTP", kind=f"{kind}-RSP", connection="1",
        web=answer, reply_to=1,
    )  # fmt: skip
    served = replace(request, number=3, deliberate=""), replace(reply, number=4, reply_to=3, web=WebMessage(status=204))
    again = replace(request, number=5), replace(reply, number=6, reply_to=5)
    *_, last = [[], *([one] for one in CHECKS[check](Story(exchanges=(*served, *again))))]
    found = list(CHECKS[check](Story(exchanges=(request, reply))))
    assert [replace(one, exchanges=()) for one in found] == [replace(one, exchanges=()) for one in last]
    return found


HELD, NOTED = (Verdict.PASS, "note"), (Verdict.PASS, "minor")  # a refusal in other words is shown, and does not fail


def verdict_of(check: str, deliberate: str, answer: WebMessage, kind: str = "QIDO") -> tuple[Verdict, str]:
    [found] = said_of(check, deliberate, answer, kind)
    return found.verdict, found.severity


@pytest.mark.parametrize("caller", sorted(STRANGERS | {LOCKED, DEFAULT}))
def test_who_must_not_be_served_is_not(caller: str) -> None:
    assert verdict_of("ACC-01", caller, WebMessage(status=200, datasets=(STUDY,))) == (Verdict.FAIL, "critical")
    assert verdict_of("ACC-01", caller, WebMessage(status=204)) == (Verdict.FAIL, "critical")
    assert verdict_of("ACC-01", caller, WebMessage(status=401, datasets=(STUDY,))) == (Verdict.FAIL, "critical")
    for status in (401, 403, 429):
        assert verdict_of("ACC-01", caller, WebMessage(status=status)) == HELD
    assert verdict_of("ACC-01", caller, WebMessage(status=500)) == NOTED


@pytest.mark.parametrize(
    ("caller", "clause"),
    [("expired token", "RFC 7519 4.1"), ("token under a former key", "RFC 7519 4.1"),
     ("wrong token", "RFC 9110 15.5.2"), ("nothing", "RFC 9110 15.5.2"), (LOCKED, "RFC 9110 15.5.2")],
)  # fmt: skip
def test_which_rule_a_caller_breaks(caller: str, clause: str) -> None:
    [found] = said_of("ACC-01", caller, WebMessage(status=204))
    assert (found.clause, found.received) == (clause, "HTTP 204")


def test_who_may_call_is_none_of_its_business() -> None:
    for caller in ("", ELSEWHERE, READER):
        assert said_of("ACC-01", caller, WebMessage(status=200, datasets=(STUDY,))) == []


def test_a_refusal_says_how_to_call() -> None:
    assert verdict_of("ACC-02", "wrong password", WebMessage(status=401))[0] == Verdict.FAIL
    assert verdict_of("ACC-02", "wrong password", WebMessage(status=401, headers=CHALLENGE)) == HELD
    assert verdict_of("ACC-02", "nothing", WebMessage(status=403)) == NOTED
    assert said_of("ACC-02", "wrong password", WebMessage(status=403)) == []
    assert verdict_of("ACC-02", "nothing", WebMessage(status=401, headers={"www-authenticate": " "}))[0] == Verdict.FAIL
    for status, noted in ((399, 0), (400, 1), (499, 1), (500, 0)):
        assert len(said_of("ACC-02", "nothing", WebMessage(status=status))) == noted


def test_nothing_of_this_hospital_goes_to_another_one() -> None:
    for status in (200, 403):  # whatever it is called
        assert verdict_of("ACC-03", ELSEWHERE, WebMessage(status=status, datasets=(STUDY,)))[1] == "critical"
    picture, words = Payload("image/jpeg", "", 1, "a"), Payload("text/plain", "", 2, "b")
    assert verdict_of("ACC-03", ELSEWHERE, WebMessage(status=200, payloads=(picture,)))[1] == "critical"
    assert verdict_of("ACC-03", ELSEWHERE, WebMessage(status=403, payloads=(words,))) == HELD
    for answer in (WebMessage(status=204), WebMessage(status=200), WebMessage(status=403)):
        assert verdict_of("ACC-03", ELSEWHERE, answer) == HELD
    assert said_of("ACC-03", "", WebMessage(status=200, datasets=(STUDY,))) == []


def test_who_may_only_look_stores_nothing() -> None:
    assert verdict_of("ACC-04", READER, WebMessage(status=200), "STOW") == (Verdict.FAIL, "critical")
    assert verdict_of("ACC-04", READER, WebMessage(status=403), "STOW") == HELD
    assert said_of("ACC-04", READER, WebMessage(status=200)) == []
