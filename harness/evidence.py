"""Writes what crossed the wire as files of the run folder, and says what the record must say about each."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.record import EXCHANGES
from simulators.transcript import Exchange

WITHOUT_CONTENT = ("A-RELEASE-RQ", "A-RELEASE-RP")  # their kind is all there is: no file
OUTSIDE = "between"  # folder of what belongs to no scenario


class Evidence:
    """Takes exchanges from any thread, writes their files in a thread of its own, hands each event on.

    ``emit`` gets the event of type ``exchange`` once its file is whole; ``failed`` the first OSError, after which
    nothing more is written.
    """

    def __init__(self, folder: Path, emit: Callable[[dict[str, Any]], None], failed: Callable[[OSError], None]) -> None:
        self._folder = folder
        self._emit = emit
        self._failed = failed
        self._broken = False
        self._queue: queue.SimpleQueue[tuple[str, Exchange] | threading.Event | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="evidence", daemon=True)
        self._thread.start()

    def take(self, scenario_id: str, exchange: Exchange) -> None:
        """Queue one exchange; returns at once."""
        self._queue.put((scenario_id, exchange))

    def flush(self) -> None:
        """Wait until everything taken so far is written and handed on."""
        done = threading.Event()
        self._queue.put(done)
        done.wait()

    def close(self) -> None:
        """Write what is left and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if isinstance(item, threading.Event):
                item.set()
            elif not self._broken:
                try:
                    self._emit(write(self._folder, *item))
                except OSError as error:
                    self._broken = True
                    with contextlib.suppress(OSError):  # nobody is left to be told
                        self._failed(error)


def write(folder: Path, scenario_id: str, exchange: Exchange) -> dict[str, Any]:
    """Write one exchange under ``folder``; the event for the record. Raises OSError."""
    name, content = "", b""
    if exchange.kind not in WITHOUT_CONTENT or exchange.error:
        suffix, content = content_of(exchange)
        place = re.sub(r"[^A-Za-z0-9._-]", "_", scenario_id) or OUTSIDE
        name = f"{EXCHANGES}/{place}/{exchange.number:04d}-{_slug(exchange.kind)}.{suffix}"
        _write(folder, f"{EXCHANGES}/{place}", name, content)
    return {
        "type": "exchange",
        "id": scenario_id,
        "number": exchange.number,
        "time": exchange.time,
        "sender": exchange.sender,
        "receiver": exchange.receiver,
        "protocol": exchange.protocol,
        "kind": exchange.kind,
        "connection": exchange.connection,
        "peer": exchange.peer,
        "summary": summary_of(exchange),
        "file": name,
        "reply_to": exchange.reply_to,
        "deliberate": exchange.deliberate,
        "error": exchange.error,
        "size": exchange.size or len(exchange.raw),
        "sha256": hashlib.sha256(content).hexdigest() if name else "",
    }


def _write(folder: Path, place: str, name: str, content: bytes) -> None:
    try:
        file = open(f"{folder}/{name}", "wb", buffering=0)  # noqa: SIM115  closed below
    except FileNotFoundError:
        os.makedirs(f"{folder}/{place}", exist_ok=True)
        file = open(f"{folder}/{name}", "wb", buffering=0)  # noqa: SIM115
    with file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) or 0 :]


def content_of(exchange: Exchange) -> tuple[str, bytes]:
    """Suffix and bytes of the file: HL7 as received, data sets as DICOM JSON (command set first, group 0000),
    associations and whatever could not be decoded as text."""
    if exchange.protocol == "HL7":
        return "hl7", exchange.raw
    if exchange.command is None and exchange.dataset is None:
        return "txt", exchange.raw or exchange.error.encode("utf-8", "backslashreplace")
    try:
        return "dcm.json", _dicom_json(exchange)
    except Exception as error:  # whatever a hostile data set does to the converter
        text = f"{exchange.kind}: cannot be written as DICOM JSON: {type(error).__name__}: {error}"
        return "txt", text.encode("utf-8", "backslashreplace")


def _dicom_json(exchange: Exchange) -> bytes:
    elements: dict[str, Any] = {}
    for part in (exchange.command, exchange.dataset):
        if part is not None:
            elements.update(
                part.to_json_dict(
                    bulk_data_threshold=1024, bulk_data_element_handler=lambda element: "", suppress_invalid_tags=True
                )
            )
    return json.dumps(elements, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


def summary_of(exchange: Exchange) -> str:
    """A few words for the arrow of a diagram: acknowledgement code, status, patient."""
    try:
        return _summary(exchange)
    except Exception:  # hostile bytes are evidence, not a reason to stop
        return ""


def _summary(exchange: Exchange) -> str:
    if exchange.message is not None:
        code = exchange.message.get("MSA-1")
        return code if code else exchange.message.get("PID-3.1")
    if exchange.command is not None and exchange.kind.endswith("-RSP"):
        status = exchange.command.get("Status")
        return f"{status:04X}" if isinstance(status, int) else ""
    if exchange.audit is not None:
        return ", ".join(exchange.audit.patient_ids)
    if exchange.web is not None:
        return str(exchange.web.status or "/".join(exchange.web.resource))
    if exchange.dataset is not None:
        return str(exchange.dataset.get("PatientID") or "")
    return ""


def _slug(kind: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")[:40] or "message"
