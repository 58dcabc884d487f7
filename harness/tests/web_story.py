"""A DICOMweb story to plant faults in: requests and answers as the listener writes them, beside those of DIMSE."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness.checks import CHECKS, load
from harness.tests.dicom_story import Wire
from harness.verdict import Finding, Verdict
from simulators.wire.dicomweb import JSON, WebMessage

load()
ACCEPT = {"accept": JSON}
MULTIPART = 'multipart/related; type="application/dicom"'
Pairs = tuple[tuple[str, str], ...]


def web(
    wire: Wire,
    kind: str = "QIDO",
    path: str = "/studies",
    *found: Dataset,
    query: Pairs = (),
    asked: dict[str, Any] | None = None,
    deliberate: str = "",
    reply: dict[str, Any] | None = None,
    sender: str = "workstation",
    status: int = 200,
    content_type: str = JSON,
    headers: dict[str, str] | None = None,
    **answer: Any,
) -> None:
    """A request and its answer; ``asked`` and ``answer`` are of the messages, ``reply`` of the answer's exchange."""
    common: dict[str, Any] = {"protocol": "HTTP", "connection": "web"}
    first = WebMessage(**{"method": "GET", "path": path, "query": query, "headers": ACCEPT, **(asked or {})})
    request = wire.transcript.add(
        sender=sender, receiver="pacs", kind=f"{kind}-RQ", web=first, deliberate=deliberate, **common
    )
    said = {"content-type": content_type} if content_type else {}
    second = WebMessage(status=status, headers={**said, **(headers or {})}, datasets=found, **answer)
    wire.transcript.add(sender="pacs", receiver=sender, kind=f"{kind}-RSP", web=second, reply_to=request.number,
                        **common, **(reply or {}))  # fmt: skip


def run(check: str, wire: Wire, **facts: Any) -> list[Finding]:
    found = CHECKS[check](wire.story(), **facts)
    assert not [one for one in found if one.verdict is Verdict.ERROR], found
    return found


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def one(*arguments: Any, **options: Any) -> Wire:
    wire = Wire()
    web(wire, *arguments, **options)
    return wire


HELD = ("PASS", "note")
