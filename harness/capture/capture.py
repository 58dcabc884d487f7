"""A capture: what real systems said to each other, written down without anybody in it, as the record of a run.

Every connection becomes a scenario ``conversation-0001``. Nothing is written before it is de-identified; what cannot
be read is counted and not kept, for nobody can tell who is in it. The folder can be compared, inspected and verified
like that of a run; ``interop replay`` sends it again.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydicom import Dataset
from pydicom.uid import UID

from harness.capture import deidentify_dicom, deidentify_hl7
from harness.capture.deidentify import Policy, Pseudonyms
from harness.capture.listening import Kept, listener
from harness.evidence import write as write_exchange
from harness.record import EXCHANGES, SCHEMA, SUMMARY, load
from harness.record_writer import RecordWriter, summary_of, write_json, write_manifest
from harness.run_version import version
from simulators.dimse_messages import decode, without_bulk
from simulators.transcript import Exchange
from simulators.wire.errors import InteropError
from simulators.wire.overheard import Heard

UNANSWERED = 10_000  # requests of one connection whose answer may still come


class Capture:
    """Writes one capture folder. ``describe`` is the site as records have it; safe for several threads."""

    def __init__(
        self, folder: Path, pseudonyms: Pseudonyms, policy: Policy, describe: dict[str, Any] | None = None
    ) -> None:
        self.folder, self.pseudonyms, self.policy = folder, pseudonyms, policy
        self.unreadable: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self._lock = threading.RLock()
        self._number = 0
        self._conversations: list[Conversation] = []
        self._started: float | None = None
        self._writer = RecordWriter(folder)
        site = {**(describe or {"name": "capture", "roles": []}), "capture": True}
        self._writer.append("run-started", run_id=folder.name, version=version(), schema=SCHEMA, site=site, planned=[])

    def conversation(self, client: str, server: str, protocol: str) -> Conversation:
        """A new connection between two roles; ``protocol`` HL7 or DICOM."""
        with self._lock:
            name = f"conversation-{len(self._conversations) + 1:04d}"
            self._conversations.append(Conversation(self, name, client, server, protocol))
            self._writer.append("scenario-started", id=name, feature="capture", name=f"{client} to {server}")
            return self._conversations[-1]

    def keep(self, conversation: Conversation, kept: Kept, moment: float) -> None:
        """De-identify one message and write it. What cannot be de-identified is not kept."""
        with self._lock:
            self._started = moment if self._started is None else self._started
            try:
                self._keep(conversation, kept, moment)
            except Exception as error:  # whatever hostile bytes do to a parser: nothing of them is written
                self.drop(f"{conversation.protocol} message: {type(error).__name__}")

    def drop(self, why: str) -> None:
        """Count what is not kept. ``why`` holds nothing that a peer sent."""
        with self._lock:
            self.unreadable[why] += 1

    def _keep(self, conversation: Conversation, kept: Kept, moment: float) -> None:
        self._number += 1
        values = self._hl7(conversation, kept) if kept.message is not None else self._dicom(conversation, kept)
        days = values.pop("days")
        stored = values.pop("stored", None)
        ends = (conversation.client, conversation.server)
        sender, receiver = ends if kept.from_client else ends[::-1]
        exchange = Exchange(number=self._number, time=moment + days * 86400, sender=sender, receiver=receiver,
                            protocol=conversation.protocol, connection=conversation.name, **values)  # fmt: skip
        event = write_exchange(self.folder, conversation.name, exchange)
        event["at"] = round(moment - (self._started or moment), 3)
        if stored is not None:
            event["dataset"] = self._store(conversation, *stored)
        self._writer.append(event.pop("type"), **event)
        self.counts[f"{sender} → {receiver} {exchange.kind}"] += 1

    def _hl7(self, conversation: Conversation, kept: Kept) -> dict[str, Any]:
        message = kept.message
        assert message is not None
        control_id = message.get("MSA-2") if message.get("MSA-1") else ""
        asked = conversation.asked.get(control_id)
        patient = deidentify_hl7.patient_of(message)
        days = asked[1] if asked and not patient else self.pseudonyms.days(patient)
        made = deidentify_hl7.deidentified(message, self.pseudonyms, self.policy, days)
        if not control_id:
            conversation.remember(message.get("MSH-10"), self._number, days)
        kind = "^".join(made.components("MSH-9")[:2])
        return {"kind": kind, "raw": made.to_bytes(), "message": made, "days": days,
                "reply_to": asked[0] if asked else None}  # fmt: skip

    def _dicom(self, conversation: Conversation, kept: Kept) -> dict[str, Any]:
        heard = kept.heard
        assert heard is not None
        if heard.command is None:
            return {"kind": heard.kind, "raw": heard.text.encode("utf-8", "replace"), "days": self.pseudonyms.days("")}
        ds = decode(heard.data, heard.transfer_syntax) if heard.data else None
        is_answer = heard.kind.endswith("-RSP")
        number = heard.command.get("MessageIDBeingRespondedTo" if is_answer else "MessageID")
        key = f"{heard.from_client is not is_answer} {number}"
        asked = conversation.asked.get(key) if is_answer else None
        patient = deidentify_dicom.patient_of(ds)
        days = asked[1] if asked and not patient else self.pseudonyms.days(patient)
        if not is_answer:
            conversation.remember(key, self._number, days)
        made = self._dataset(ds, heard, days)
        values: dict[str, Any] = {
            "kind": heard.kind, "days": days, "reply_to": asked[0] if asked else None,
            "command": deidentify_dicom.deidentified(heard.command, self.pseudonyms, self.policy, days),
            "dataset": without_bulk(made) if made is not None else None, "transfer_syntax": heard.transfer_syntax,
            "size": len(heard.data),
        }  # fmt: skip
        if made is not None and heard.kind == "C-STORE-RQ":
            values["stored"] = made, deidentify_dicom.syntax_after(heard.transfer_syntax, made, self.policy)
        return values

    def _dataset(self, ds: Dataset | None, heard: Heard, days: int) -> Dataset | None:
        if ds is None:
            return None
        from pydicom.dataset import FileMetaDataset

        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = UID(heard.transfer_syntax)
        return deidentify_dicom.deidentified(ds, self.pseudonyms, self.policy, days)

    def _store(self, conversation: Conversation, ds: Dataset, syntax: str) -> str:
        from pydicom.dataset import FileMetaDataset

        path = f"{EXCHANGES}/{conversation.name}/{self._number:04d}-object.dcm"
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = UID(syntax)
        ds.save_as(self.folder / path, enforce_file_format=True)
        return path

    def close(self) -> None:
        """End the record. What was captured is complete on the disk."""
        with self._lock:
            for conversation in self._conversations:
                self._writer.append("scenario-ended", id=conversation.name, verdict="PASS", seconds=0.0)
            for why, count in self.unreadable.items():
                self._writer.append("note", text=f"{count} × not kept: {why}")
            self._writer.append("run-ended", exit_code=0, seconds=0.0)
            self._writer.close()
            write_json(self.folder / SUMMARY, summary_of(load(self.folder)))
            write_manifest(self.folder, self.folder.name, self._writer.chain)


@dataclass(slots=True)
class Conversation:
    """One connection. :meth:`receive` takes the bytes of either direction as they pass."""

    capture: Capture
    name: str
    client: str
    server: str
    protocol: str
    asked: dict[str, tuple[int, int]] = field(default_factory=dict)  # what is answered → number, days
    _listener: Any = None

    def remember(self, key: str, number: int, days: int) -> None:
        """What an answer will name. Of requests that nobody answers the oldest are forgotten."""
        self.asked.pop(key, None)
        self.asked[key] = number, days
        if len(self.asked) > UNANSWERED:
            del self.asked[next(iter(self.asked))]

    def receive(self, data: bytes, from_client: bool, moment: float | None = None) -> None:
        """Bytes of one direction; ``moment`` in seconds since the epoch (now). Never raises."""
        if self._listener is None:
            self._listener = listener(self.protocol)
        for found in self._listener.receive(data, from_client):
            if isinstance(found, InteropError):
                self.capture.drop(f"{self.protocol} {found.what}")
            else:
                self.capture.keep(self, found, time.time() if moment is None else moment)
