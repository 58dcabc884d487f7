"""Small run records to test readers with: written by the real writer, so that they cannot drift from the schema."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.record_writer import RecordWriter

BEGIN = datetime(2026, 11, 24, 2, 12, 4, tzinfo=UTC).timestamp()
ORDER = (
    "MSH|^~\\&|EMR|HGM|RIS|HGM|20261124031204+0100||ORM^O01^ORM_O01|EMR000217|T|2.5.1|||AL|NE||UNICODE UTF-8\r"
    "PID|1||ZZ990017^^^HGM^MR||Peña Muñoz Prueba^Lucía^^^^^L||19840229|F\r"
    "PV1|1|O|CONS^2^^HGM\r"
    "ORC|NW|A26-000881^EMR|||||^^^20261124090000+0100^^R\r"
    "OBR|1|A26-000881^EMR||RX2002^Tórax PA y lateral^HGM\r"
)
ACK = (
    "MSH|^~\\&|RIS|HGM|EMR|HGM|20261124031204+0100||ACK^O01^ACK|RIS000001|T|2.5.1||||||UNICODE UTF-8\r"
    "MSA|AA|EMR000217\r"
)
ITEM = {
    "00080050": {"vr": "SH", "Value": ["A26-000881"]},
    "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Pe?a Mu?oz Prueba^Luc?a"}]},
    "00100020": {"vr": "LO", "Value": ["ZZ990017"]},
    "00100030": {"vr": "DA", "Value": ["19840229"]},
    "00101030": {"vr": "DS"},
    "00400100": {
        "vr": "SQ",
        "Value": [{
            "00080060": {"vr": "CS", "Value": ["DX"]},
            "00400001": {"vr": "AE", "Value": ["DX_1"]},
            "00400002": {"vr": "DA", "Value": ["20261124"]},
        }],
    },
}  # fmt: skip
SIMULATED = [
    {"name": name, "kind": name, "simulated": True, "product": "interop", "version": "0.1.0", "address": "127.0.0.1"}
    for name in ("his", "emr", "ris", "pacs", "workstation")
] + [{"name": "DX_1", "kind": "modality", "simulated": True, "product": "interop", "version": "0.1.0", "address": ""}]
REAL_RIS = {
    "name": "ris", "kind": "ris", "simulated": False, "product": "RISalud", "version": "7.4.2",
    "address": "ris.example.test:2575 RIS|HGM, RIS_MWL", "claims": ["RAD-1", "RAD-2", "RAD-5"],
}  # fmt: skip
REQUIREMENTS = [
    {"id": "MWL-NAME", "source": "IHE RAD TF", "clause": "RAD-5", "text": "The name on the worklist is the order's.",
     "strength": "SHALL", "role": "ris", "scenarios": ["TC-MWL-002"]},
    {"id": "STG-COMMIT", "source": "DICOM", "clause": "PS3.4 J.3", "text": "What was stored is committed.",
     "strength": "SHALL", "role": "pacs", "scenarios": ["TC-STC-001"]},
]  # fmt: skip


class Sample:
    """Writes one record, event by event. ``seconds`` moves the clock."""

    def __init__(self, folder: Path, *, roles: list[dict[str, Any]] | None = None, **started: Any) -> None:
        self.folder = folder
        self.now = BEGIN
        self.number = 0
        self.writer = RecordWriter(folder, clock=lambda: self.now)
        site = {
            "name": "Hospital General de Malabo", "file": "malabo.toml", "time_zone": "Africa/Malabo", "language": "en",
            "roles": SIMULATED if roles is None else roles,
        }  # fmt: skip
        self.writer.append(
            "run-started",
            **{
                "run_id": "2026-11-24-0312", "version": "0.1.0", "schema": 1, "site": site, "language": "en",
                "seed": 217, "planned": [], "host": {"os": "Linux", "python": "3.11"}, **started,
            },
        )  # fmt: skip

    def scenario(self, identifier: str, name: str, **values: Any) -> None:
        self.writer.append(
            "scenario-started",
            **{
                "id": identifier, "feature": "The scanner works from the list the RIS gives it", "name": name,
                "feature_description": "A wrong or missing entry files images under the wrong patient.",
                "rule": "", "description": "",
                "tags": ["RAD-5", identifier, "shall", "positive"], "language": "en",
                "file": "features/integration/worklist.feature", "line": 14, **values,
            },
        )  # fmt: skip

    def step(self, identifier: str, index: int, line: str, status: str = "passed", **values: Any) -> None:
        keyword, text = line.split(" ", 1)
        self.writer.append("step", id=identifier, index=index, keyword=keyword, text=text, status=status,
                           **{"seconds": 0.1, "error": "", **values})  # fmt: skip

    def exchange(self, identifier: str, sender: str, receiver: str, kind: str, content: Any = "", **values: Any) -> int:
        """Write the exchange and its file; returns its number."""
        self.number += 1
        self.now += 0.113
        hl7 = "^" in kind
        suffix = "hl7" if hl7 else "txt" if isinstance(content, str) else "dcm.json"
        data = content.encode("utf-8") if isinstance(content, str) else json.dumps(content).encode()
        name = f"exchanges/{identifier or 'between'}/{self.number:04d}-{kind.lower().replace('^', '-')}.{suffix}"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.writer.append(
            "exchange",
            **{
                "id": identifier, "number": self.number, "sender": sender, "receiver": receiver,
                "protocol": "HL7" if hl7 else "DICOM", "kind": kind, "connection": f"{sender}>{receiver}#1",
                "peer": "127.0.0.1:2575", "summary": "", "file": name, "reply_to": None, "deliberate": "", "error": "",
                "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **values,
            },
        )  # fmt: skip
        return self.number

    def finding(self, identifier: str, **values: Any) -> None:
        self.writer.append(
            "finding",
            id=identifier,
            **{"step": -1, "check": "MWL-03", "verdict": "FAIL", "role": "ris", "severity": "major", **values},
        )

    def end(self, identifier: str, verdict: str = "PASS", seconds: float = 0.4, reason: str = "") -> None:
        self.writer.append("scenario-ended", id=identifier, verdict=verdict, seconds=seconds, reason=reason)

    def passing(self, identifier: str, name: str = "The order appears on the worklist", **values: Any) -> None:
        """A whole passing scenario with an order, its acknowledgement and a worklist answer."""
        self.scenario(identifier, name, **values)
        self.step(identifier, 0, "Given Lucía Peña is registered as an outpatient")
        self.step(identifier, 1, "When Dr. Ruiz orders a chest X-ray for Lucía Peña")
        self.step(identifier, 2, 'Then the worklist of "DX_1" shows 1 chest X-ray for Lucía Peña')
        self.conversation(identifier)
        self.finding(identifier, verdict="PASS", severity="note", summary="the name on the worklist is the order's")
        self.end(identifier)

    def conversation(self, identifier: str) -> tuple[int, int]:
        """An order, its ACK, a worklist query and one answer; numbers of the order and of the answer."""
        order = self.exchange(identifier, "emr", "ris", "ORM^O01", ORDER)
        self.exchange(identifier, "ris", "emr", "ACK^O01", ACK, reply_to=order, summary="AA")
        self.exchange(identifier, "DX_1", "ris", "A-ASSOCIATE-RQ", "A-ASSOCIATE-RQ\n  1.2.840.10008.5.1.4.31\n")
        self.exchange(identifier, "ris", "DX_1", "A-ASSOCIATE-AC", "A-ASSOCIATE-AC\n")
        query = self.exchange(identifier, "DX_1", "ris", "C-FIND-RQ", {"00100010": {"vr": "PN"}})
        answer = self.exchange(identifier, "ris", "DX_1", "C-FIND-RSP", ITEM, reply_to=query, summary="FF00")
        self.exchange(identifier, "ris", "DX_1", "C-FIND-RSP", {}, reply_to=query, summary="0000")
        return order, answer

    def close(self, exit_code: int = 0, *, ended: bool = True, interrupted: bool = False) -> Path:
        if ended:
            self.now += 48
            self.writer.append("run-ended", verdict="", counts={}, exit_code=exit_code, interrupted=interrupted,
                               seconds=48.0, foreign={})  # fmt: skip
        self.writer.close()
        return self.folder


def failing_run(folder: Path) -> Path:
    """Nine planned scenarios, one of each fate; the RIS is real and loses accents."""
    planned = [
        ("TC-MWL-001", "The order appears on the worklist"), ("TC-MWL-002", "The name reaches the modality unchanged"),
        ("TC-STC-001", "The PACS commits to what it holds"), ("TC-MPPS-001", "The RIS marks the examination done"),
        ("TC-RPT-001", "The corrected report reaches the referring physician"), ("TC-QR-001", "Priors open"),
        ("TC-ADT-003", "A merged patient keeps both histories"), ("TC-IAN-001", "The RIS learns that images are there"),
        ("TC-MWL-009", "A cancelled order leaves the worklist"),
    ]  # fmt: skip
    entries = [
        {"id": i, "feature": "Worklist", "name": n, "tags": ["RAD-5", i], "file": "f.feature", "line": 3}
        for i, n in planned
    ]
    roles = [REAL_RIS if role["name"] == "ris" else role for role in SIMULATED]
    s = Sample(folder, roles=roles, planned=entries, requirements=REQUIREMENTS)
    s.passing("TC-MWL-001")
    lost_accents(s, "TC-MWL-002")
    _silent_pacs(s, "TC-STC-001")
    _waiting(s, "TC-MPPS-001")
    s.scenario(
        "TC-RPT-001", planned[4][1], feature="Reports reach those who asked", tags=["ORU", "TC-RPT-001", "shall"]
    )
    s.step(
        "TC-RPT-001",
        0,
        "Given the report server is started",
        "error",
        error="port 6661 is in use\ntry: another port in the site file",
        role="harness",
    )
    s.end("TC-RPT-001", "ERROR", 0.2)
    s.scenario("TC-QR-001", planned[5][1], tags=["RAD-14", "TC-QR-001", "shall"])
    s.step("TC-QR-001", 0, "Given a prior study of Ana Torres in the PACS")
    s.finding("TC-QR-001", check="QR-02", role="pacs", summary="the PACS does not match names without accents",
              expected="1 study", received="0 studies", where="(0010,0010) PatientName", severity="minor",
              clause="DICOM PS3.4 C.2.2.2.1",
              accepted="Orthanc 1.10 matches exactly; agreed with the site")  # fmt: skip
    s.end("TC-QR-001", "FAIL")
    s.scenario("TC-IAN-001", planned[7][1], tags=["RAD-49", "TC-IAN-001", "should"])
    s.step("TC-IAN-001", 0, "Given the PACS announces what is available", "omitted")
    s.end("TC-IAN-001", "OMIT", 0.0, "the PACS does not claim RAD-49 (instance availability notification)")
    s.passing("TC-MWL-009", planned[8][1])
    return s.close(1)


def lost_accents(s: Sample, identifier: str) -> None:
    s.scenario(identifier, "The name reaches the modality unchanged")
    s.step(identifier, 0, "Given Lucía Peña is registered as an outpatient")
    s.step(identifier, 1, "When Dr. Ruiz orders a chest X-ray for Lucía Peña")
    order, answer = s.conversation(identifier)
    s.finding(
        identifier, step=2, severity="critical", hop="emr→DX_1",
        summary="The patient's name loses its ñ and accents on the worklist",
        expected="Peña Muñoz Prueba^Lucía", received="Pe?a Mu?oz Prueba^Luc?a", where="PID-5 → (0010,0010) PatientName",
        clause="IHE RAD-5; DICOM PS3.4 K.6.1.2.2", exchanges=[order, answer],
        likely="the answer carries no SpecificCharacterSet (0008,0005), so only ASCII is allowed",
        evidence=[f"exchanges/{identifier}/{answer:04d}-c-find-rsp.dcm.json"],
    )  # fmt: skip
    s.step(
        identifier,
        2,
        "Then that entry carries the name of the order",
        "failed",
        error="FAIL MWL-03: the name differs",
        role="ris",
    )
    s.step(identifier, 3, "And that entry carries the accession number the RIS gave the order", "skipped", seconds=0.0)
    s.end(identifier, "FAIL", 2.2)


def _silent_pacs(s: Sample, identifier: str) -> None:
    s.scenario(identifier, "The PACS commits to what it holds", feature="Nothing is deleted before it is safe",
               feature_description="Images that a scanner deletes too early are lost for good.",
               tags=["RAD-10", identifier, "shall"])  # fmt: skip
    s.step(identifier, 0, "Given a chest X-ray is stored in the PACS")
    s.exchange(identifier, "DX_1", "pacs", "C-STORE-RQ", {"00080060": {"vr": "CS", "Value": ["DX"]}})
    s.step(identifier, 1, 'When "DX_1" asks the PACS to commit', "failed", seconds=20.0, role="pacs",
           error="no storage commitment report within 20 s\ncause: nothing came from PACS1")  # fmt: skip
    s.end(identifier, "FAIL", 20.3)


def _waiting(s: Sample, identifier: str) -> None:
    s.scenario(identifier, "The RIS marks the examination done", tags=["RAD-7", identifier, "shall"])
    s.step(identifier, 0, "Given an examination in progress on DX_1")
    s.step(
        identifier,
        1,
        "Then the technologist sees it as done in the RIS",
        "pending",
        waiting_for="technologist at the RIS",
    )
    s.end(identifier, "PENDING", 1.9, "waits for: technologist at the RIS")
