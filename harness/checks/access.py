"""Who may call DICOMweb: who must not be served is not, is told how to call, and sees no other hospital.

What a request shows on purpose stands in its ``deliberate``; everybody else has to be served, which WEB-01 asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details
from harness.checks.story import Story
from harness.checks.web import Talk, talks
from harness.verdict import Finding

STRANGERS = frozenset(
    {
        "nothing",
        "wrong password",
        "unknown user",
        "wrong token",
        "expired token",
        "token not yet valid",
        "token for another service",
        "token of another provider",
        "token signed by somebody else",
        "token without signature",
        "token under a former key",
    }
)
LOCKED, DEFAULT, ELSEWHERE = "account that has to be locked", "account as delivered", "user of another hospital"
READER = "user who may only look"
REFUSALS = (401, 403, 429)


@check("ACC-01", "Who may not call is not served", clause="RFC 9110 15.5.2", severity="critical")
def refused(story: Story) -> Iterator[Finding]:
    """A success, or anything about a patient, in answer to credentials that had to be refused is a failure."""
    for talk in talks(story):
        said = talk.request.deliberate
        if said not in STRANGERS | {LOCKED, DEFAULT}:
            continue
        details: Details = {"hop": talk.hop, "exchanges": talk.numbers, "received": f"HTTP {talk.answer.status}"}
        if talk.succeeded or talk.answer.datasets:
            yield fail(talk.archive, f"{talk.archive} served a caller with {said}", expected="HTTP 401",
                       clause="RFC 7519 4.1" if said.startswith("token") or said == "expired token" else "",
                       **details)  # fmt: skip
        elif talk.answer.status not in REFUSALS:
            yield note(talk.archive, f"{talk.archive} refused a caller with {said} in other words", **details)
        else:
            yield held(talk.archive, f"{talk.archive} refused a caller with {said}", **details)


@check("ACC-02", "Who is refused is told how to call", clause="RFC 9110 11.6.1")
def challenged(story: Story) -> Iterator[Finding]:
    """A 401 has a challenge; where nobody said who calls, 401 is the answer."""
    for talk in talks(story):
        status, details = talk.answer.status, _details(talk)
        said = talk.answer.headers.get("www-authenticate", "").strip()
        if status == 401 and not said:
            yield fail(talk.archive, f"{talk.archive} refuses a caller without saying how to call",
                       expected="WWW-Authenticate", received="no challenge", **details)  # fmt: skip
        elif status == 401:
            yield held(talk.archive, f"{talk.archive} says how it wants to be called", **details)
        elif talk.request.deliberate == "nothing" and 400 <= status < 500:
            yield note(talk.archive, f"{talk.archive} refused a caller with {talk.request.deliberate} in other words",
                       received=f"HTTP {status}", **details)  # fmt: skip


@check("ACC-03", "Each sees her own hospital", clause="", severity="critical")
def own_hospital(story: Story) -> Iterator[Finding]:
    """Nothing about a study of this hospital goes to a user of another one."""
    for talk in talks(story):
        if talk.request.deliberate != ELSEWHERE:
            continue
        shown = len(talk.answer.datasets) or len(talk.answer.payloads) * talk.succeeded
        if shown:
            received = f"HTTP {talk.answer.status}"
            yield fail(talk.archive, f"{talk.archive} shows a user of another hospital what is not hers",
                       expected="nothing", received=received, **_details(talk))  # fmt: skip
        else:
            yield held(talk.archive, f"{talk.archive} shows a user of another hospital nothing", **_details(talk))


@check("ACC-04", "Who may only look changes nothing", clause="RFC 9110 15.5.4", severity="critical")
def only_looks(story: Story) -> Iterator[Finding]:
    """A store by who may not is refused; 401 would say that she could be let in otherwise."""
    for talk in talks(story, "STOW"):
        if talk.request.deliberate != READER:
            continue
        details: Details = {**_details(talk), "received": f"HTTP {talk.answer.status}"}
        if talk.succeeded:
            yield fail(talk.archive, f"{talk.archive} stored what a user sent who may only look",
                       expected="HTTP 403", **details)  # fmt: skip
        else:
            yield held(talk.archive, f"{talk.archive} stored nothing of a user who may only look", **details)


def _details(talk: Talk) -> Details:
    return {"hop": talk.hop, "exchanges": talk.numbers}
