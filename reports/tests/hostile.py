"""Text that a peer could send to break a page, a spreadsheet, a terminal or a parser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reports.tests.sample import SIMULATED, Sample

STRINGS = {
    "html": "<script>window.hurt=1</script><img src=x onerror=window.hurt=1>",
    "attribute": "\" onmouseover=\"window.hurt=1\" x='",
    "style": "</style><style>*{display:none}</style>",
    "end of script": "</script><script>window.hurt=1</script>",
    "template": "{{ 7*7 }}{% raw %}${7*7}#{7*7}",
    "address": "javascript:window.hurt=1",
    "formula": "=HYPERLINK(\"http://evil.example\";\"x\")",
    "formula sum": "+1+1|cmd",
    "formula at": "@SUM(A1)",
    "formula tab": "\t=1+1",
    "ansi": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "bidi": "\u202eerif\u202c\u2066x\u2069",
    "nul": "a\x00b\x08\x7f",
    "surrogate": "a\ud800b\udfff",
    "not xml": "a\ufffe\uffffb\x0b",
    "long": "x" * 10_000,
    "long word": "<b>" * 3_000,
    "lines": "a\r\nb\nc\rd\u2028e",
    "path": "../../../../etc/passwd",
    "zero width": "a\u200bb\ufeffc",
    "percent": "100% %s {0} {name}",
}  # fmt: skip


def record(folder: Path, text: str) -> Path:
    """A run in which every text that can come from outside is ``text``."""
    own = {"name": text, "kind": text, "product": text, "version": text, "address": text, "claims": [text]}
    site = {"name": text, "file": text, "time_zone": text, "roles": [*SIMULATED, {**own, "simulated": False}]}
    requirements = [
        {"id": text, "source": text, "clause": text, "text": text, "strength": "SHALL", "scenarios": [text, "TC-1"]},
        {"id": text, "not_tested": text},
    ]
    s = Sample(folder, site=site, host={text: text}, requirements=requirements, run_id=text)
    for identifier, verdict in (("TC-1", "FAIL"), ("TC-2", "ERROR"), ("TC-3", "PASS"), ("TC-4", "PENDING")):
        _scenario(s, identifier, text, verdict)
    _scenario(s, text, text, "OMIT")
    s.writer.append("created", what=text, removed=False)
    s.writer.append("created", what=text, identifier=text, where=text)
    s.writer.append("note", text=text)
    return s.close(1)


def _scenario(s: Sample, identifier: str, text: str, verdict: str) -> None:
    words = dict.fromkeys(("feature", "feature_description", "rule", "description", "file"), text)
    s.scenario(identifier, text, tags=[text, "RAD-5"], **words)
    waiting = text if verdict == "PENDING" else ""
    s.writer.append(
        "step", id=identifier, index=0, keyword=text, text=text, status="failed" if verdict == "FAIL" else "passed",
        seconds=0.1, error=text, role=text, waiting_for=waiting,
    )  # fmt: skip
    numbers = [_exchange(s, identifier, text, kind) for kind in ("hl7", "dcm.json", "txt", "gone")]
    for check in ("X-01", text) if verdict in ("FAIL", "ERROR", "PASS") else ():
        s.finding(
            identifier, check=check, verdict=verdict, role=text, summary=text, expected=text, received=text + "x",
            clause=text, hop=text, where=f"PID-5 (0010,0010) {text}", likely=text, severity=text, exchanges=numbers,
            evidence=[text],
        )  # fmt: skip
    s.end(identifier, verdict, reason=text)


def _exchange(s: Sample, identifier: str, text: str, kind: str) -> int:
    s.number += 1
    name = f"exchanges/x/{s.number:04d}.{kind}"
    path = s.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    field = text.replace("\r", " ").replace("\n", " ")
    if kind == "hl7":
        message = f"MSH|^~\\&|{field}|\rPID|1||{field}||{field}\rZ\x00\r"
        path.write_bytes(message.encode("utf-8", "surrogatepass"))
    elif kind == "dcm.json":
        path.write_text(json.dumps(_model(text)), encoding="ascii")
    elif kind == "txt":
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    s.writer.append(
        "exchange", id=identifier, number=s.number, sender=text, receiver="ris", kind=text, connection=text, peer=text,
        protocol="HL7" if kind == "hl7" else "DICOM", summary=text, file=name if kind != "gone" else text,
        reply_to=None, deliberate=text if kind == "txt" else "", error=text, size=1, sha256=text,
    )  # fmt: skip
    return s.number


def _model(text: str) -> dict[str, Any]:
    return {
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": text}]},
        "00081190": {"vr": text, "Value": [text, None]},
        text: {"vr": "LO", "Value": text},
        "00400100": {"vr": "SQ", "Value": [text, {"00080060": text}]},
    }
