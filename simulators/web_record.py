"""DICOMweb requests and answers as exchanges of the transcript: decoded, without bulk, without what lets somebody in.

What is about a patient that is not ours is counted and not kept, as over DIMSE.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from pydicom import Dataset

from simulators.dimse import decode
from simulators.dimse_files import file_meta
from simulators.dimse_guard import is_foreign
from simulators.dimse_messages import without_bulk
from simulators.runtime import Runtime
from simulators.web_server import WebAnswer, WebRequest
from simulators.wire import part10
from simulators.wire.assembling import METADATA, assembled
from simulators.wire.dicom_json import Decoded, each, is_tag
from simulators.wire.dicom_xml import XML, from_xml
from simulators.wire.dicomweb import DICOM, EXPLICIT_LITTLE, LEVELS, Payload, WebMessage, picture_size
from simulators.wire.elements import text
from simulators.wire.errors import InteropError, LocalViolation, PeerViolation
from simulators.wire.media_type import MediaType, read
from simulators.wire.multipart import Part, parts_of

SECRET = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
KEPT = 65536  # characters of a body in text that are kept for the record
MOST_PROBLEMS = 50  # of one body that are told
JSON_TYPES = ("application/dicom+json", "application/json")


class Body:
    """What a body holds. ``instances`` are whole data sets with ``file_meta``, in the order of the parts; ``matches``
    those of JSON; ``parts`` everything that came in parts; ``problems`` what is wrong with it."""

    def __init__(self, content_type: str, body: bytes) -> None:
        self.media_type = read(content_type)
        self.instances: list[Dataset] = []
        self.matches: list[Dataset] = []
        self.parts: list[Part] = []
        self.problems: list[tuple[str, str]] = []
        self.bulk: dict[str, str] = {}
        if body:
            self._read(body, content_type)

    def _wrong(self, *problems: tuple[str, str]) -> None:
        self.problems += problems[: max(MOST_PROBLEMS - len(self.problems), 0)]

    def _read(self, body: bytes, content_type: str) -> None:
        if self.media_type is None:
            self._wrong(("Content-Type", "is missing" if not content_type else "cannot be read"))
        is_json = body[:1] in b"[{" if self.media_type is None else self.media_type.name in JSON_TYPES
        if is_json:
            self._json(body)
        elif self.media_type is not None and self.media_type.is_multipart:
            self._multipart(body, self.media_type)
        elif self.media_type is not None and self.media_type.name == XML:
            self._decoded(from_xml(body))
        else:
            self.parts = [Part(body, {"content-type": content_type})]
        for number, part in enumerate(self.parts, 1):
            media_type = part.media_type
            if media_type is not None and media_type.name == DICOM:
                self._instance(number, part)

    def _multipart(self, body: bytes, media_type: MediaType) -> None:
        if ";" in media_type.parameters.get("type", ""):
            self._wrong(("Content-Type", "holds more than a type in the type of its parts"))
        try:
            self.parts = parts_of(body, media_type)
            if media_type.content in METADATA:
                self._metadata(media_type.content)
        except PeerViolation as error:
            self._wrong(("(body)", error.what))

    def _metadata(self, content: str) -> None:
        """Objects as JSON or XML, with their values in parts of their own where those were sent."""
        found = assembled(self.parts, content)
        for one in found:
            self.matches.append(one.dataset)
            self._wrong(*one.problems)
            self.bulk.update(one.bulk or {})
            if any("content-location" in part.headers for part in self.parts):  # a store, whose values are plain
                identity = (text(one.dataset, "SOPClassUID"), text(one.dataset, "SOPInstanceUID"))
                one.dataset.file_meta = file_meta(*identity, EXPLICIT_LITTLE)

    def _json(self, body: bytes) -> None:
        try:
            found = json.loads(body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            self._wrong(("(body)", f"is no JSON in UTF-8: {type(error).__name__}"))
            return
        if isinstance(found, dict) and not any(map(is_tag, found)):
            self._wrong(("(body)", "is no object of the DICOM JSON model"))
            return
        for decoded in each(found):
            self._decoded(decoded)

    def _decoded(self, decoded: Decoded) -> None:
        self.matches.append(decoded.dataset)
        self._wrong(*decoded.problems)
        self.bulk.update(decoded.bulk)

    def _instance(self, number: int, part: Part) -> None:
        try:
            ds = opened(part.content)
        except InteropError as error:
            self._wrong((f"part {number}", error.what))
            return
        said = part.media_type.transfer_syntax if part.media_type else ""
        if said and said != ds.file_meta.TransferSyntaxUID:
            self._wrong((f"part {number}", f"says {said} and is {ds.file_meta.TransferSyntaxUID}"))
        self.instances.append(ds)


def opened(content: bytes) -> Dataset:
    """The data set of a Part 10 file, with ``file_meta``. :class:`PeerViolation` where it is none."""
    try:
        meta = part10.file_meta(content)
    except (part10.TooShort, LocalViolation) as error:
        what = str(error) or "its file meta information is cut short"
        raise PeerViolation(f"no DICOM file came: {what}", clause="PS3.10 7.1") from error
    ds = decode(content[meta.offset :], meta.transfer_syntax)
    ds.file_meta = file_meta(meta.sop_class_uid, meta.sop_instance_uid, meta.transfer_syntax)
    return ds


def kind_of(method: str, path: str) -> str:
    """``QIDO``, ``WADO``, ``STOW`` or ``UPS``: what the transaction is called in the field."""
    if path.startswith("/workitems"):
        return "UPS"
    last = path.rstrip("/").rpartition("/")[2]
    return "STOW" if method == "POST" else "QIDO" if last in LEVELS else "WADO"


def message(
    runtime: Runtime, content: Body, headers: Mapping[str, str], body: bytes = b"", **fields: Any
) -> WebMessage:
    """The decoded form that is kept of one request or answer."""
    kept = [ds for ds in (*content.matches, *content.instances) if not is_foreign(runtime, ds)]
    foreign = len(content.matches) + len(content.instances) - len(kept)
    return WebMessage(
        headers={name: value for name, value in headers.items() if name not in SECRET},
        datasets=tuple(_slim(ds) for ds in kept),
        payloads=() if foreign else tuple(_payload(part) for part in content.parts),
        problems=tuple(content.problems),
        bulk=frozenset(content.bulk),
        foreign=foreign,
        picture=picture_size(body) if content.media_type and content.media_type.name.startswith("image/") else None,
        **fields,
    )


def _slim(ds: Dataset) -> Dataset:
    slim = without_bulk(ds)
    if hasattr(ds, "file_meta"):
        slim.file_meta = ds.file_meta
    return slim


def _payload(part: Part) -> Payload:
    media_type = part.media_type
    return Payload(
        media_type.name if media_type else "",
        media_type.transfer_syntax if media_type else "",
        len(part.content),
        hashlib.sha256(part.content).hexdigest(),
    )


def is_about_others(runtime: Runtime, query: Sequence[tuple[str, str]]) -> bool:
    """Whether a search names a patient that is not ours."""
    asked = [value for name, value in query if name in ("PatientID", "00100020")]
    return any(value and not set(value) & set("*?") and value not in runtime.test_patients for value in asked)


def text_of(first: str, headers: Mapping[str, str], body: bytes, found: WebMessage) -> bytes:
    """The message as text for the record: first line, headers, the body where it is text and of ours."""
    lines = [first, *(f"{name}: {value}" for name, value in found.headers.items()), ""]
    media_type = read(headers.get("content-type", ""))
    if body and not found.foreign and media_type and media_type.name in (*JSON_TYPES, "text/plain"):
        lines.append(body[:KEPT].decode("utf-8", "backslashreplace"))
    elif body:
        lines.append(f"({len(found.payloads) or 1} parts, {len(body)} bytes)")
    return "\n".join(lines).encode("utf-8", "backslashreplace")


class Recorder:
    """Writes one request and its answer. ``sender`` opened the connection."""

    def __init__(self, runtime: Runtime, sender: str, receiver: str, peer: str) -> None:
        self.runtime, self.sender, self.receiver, self.peer = runtime, sender, receiver, peer
        self.connection = runtime.transcript.connection(sender, receiver)
        self.kind = ""
        self.number: int | None = None
        self.is_kept = True

    def request(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, deliberate: str = "",
        user: str = "",
    ) -> None:  # fmt: skip
        """Before it goes out, or once it came in; ``user`` as whom, where the headers do not say it yet."""
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        self.kind = kind_of(method, path)
        content = Body(headers.get("content-type", ""), body)
        found = message(self.runtime, content, headers, method=method, path=path, query=pairs,
                        user=user or user_of(headers))  # fmt: skip
        self.is_kept = not found.foreign and not is_about_others(self.runtime, pairs)
        if not self.is_kept:
            self.runtime.count_foreign(f"{self.kind}-RQ {self.sender}>{self.receiver}")
            return
        first = f"{method} {path}{'?' if query else ''}{query}"
        exchange = self._add(
            f"{self.kind}-RQ", self.sender, self.receiver, found, text_of(first, headers, body, found), len(body),
            deliberate=deliberate,
        )  # fmt: skip
        self.number = exchange.number

    def answer(self, status: int, headers: Mapping[str, str], body: bytes, content: Body | None = None) -> None:
        """What came back; ``content`` where it has been read already."""
        if not self.is_kept:
            return
        content = content or Body(headers.get("content-type", ""), body)
        found = message(self.runtime, content, headers, body, status=status)
        if found.foreign:
            self.runtime.count_foreign(f"{self.kind}-RSP {self.receiver}>{self.sender}")
        raw = text_of(f"HTTP {status}", headers, body, found)
        self._add(f"{self.kind}-RSP", self.receiver, self.sender, found, raw, len(body), reply_to=self.number)

    def _add(self, kind: str, sender: str, receiver: str, found: WebMessage, raw: bytes, size: int, **more: Any) -> Any:
        return self.runtime.transcript.add(
            sender=sender, receiver=receiver, protocol="HTTP", kind=kind, connection=self.connection, peer=self.peer,
            raw=raw, web=found, size=size, **more,
        )  # fmt: skip


def user_of(headers: Mapping[str, str]) -> str:
    """The user of HTTP Basic authentication (RFC 7617); "" where there is none. Never the password."""
    scheme, _, said = headers.get("authorization", "").partition(" ")
    try:
        found = base64.b64decode(said, validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:
        return ""
    return found.partition(":")[0][:200] if ":" in found else ""


def record(runtime: Runtime, role: str, request: WebRequest, answer: WebAnswer, root: str) -> None:
    """At the listening side: both, unless the caller is one of ours, who writes them itself."""
    here = request.here.rpartition(":")[2]
    if runtime.transcript.is_own(request.peer, int(here or 0)):
        return
    agent = request.headers.get("user-agent", "").partition("/")[0].strip()
    recorder = Recorder(runtime, runtime.identify(agent or request.peer), role, request.peer)
    recorder.request(request.method, request.path.removeprefix(root), request.query, request.headers, request.body)
    recorder.answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.body)
