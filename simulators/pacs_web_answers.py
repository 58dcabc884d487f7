"""What the PACS's DICOMweb answers have in common: negotiation, pages, parts, refusals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from pydicom import Dataset

from simulators.pacs_web_objects import Unacceptable
from simulators.web_server import WebAnswer, WebRequest, refusal
from simulators.wire.dicom_json import Bulk, to_json
from simulators.wire.dicom_xml import XML, to_xml
from simulators.wire.dicomweb import JSON
from simulators.wire.media_type import MediaType, accepted
from simulators.wire.multipart import Part, write


def data_sets(
    found: Sequence[tuple[Dataset, Bulk | None]], as_json: bool, headers: Mapping[str, str] | None = None
) -> WebAnswer:
    """Data sets as JSON, or as XML a part each (10.4.4)."""
    if as_json:
        return in_json([to_json(ds, bulk) for ds, bulk in found], headers)
    answer = multipart([Part(to_xml(ds, bulk), {"content-type": XML}) for ds, bulk in found], XML)
    return WebAnswer(200, {**answer.headers, **(headers or {})}, answer.body)


def in_json(content: object, headers: Mapping[str, str] | None = None, *, status: int = 200) -> WebAnswer:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    return WebAnswer(status, {"Content-Type": JSON, **(headers or {})}, body)


def page(matches: Iterable[Dataset], offset: int, most: int) -> tuple[list[Dataset], bool]:
    """Those of one answer, and whether there are more behind them."""
    found: list[Dataset] = []
    for number, match in enumerate(matches):
        if number >= offset + most:
            return found, True
        if number >= offset:
            found.append(match)
    return found, False


def wishes_of(request: WebRequest, content: str, *, multipart: bool = False) -> list[MediaType]:
    """What the caller takes of a resource that is usually ``content``; :class:`Unacceptable` where it is nothing."""
    found = accepted(request.headers.get("accept", ""))
    if multipart and not any(wish.takes(content) for wish in found):
        raise Unacceptable(f"objects are sent as {content} only")
    return found


def wants_json(request: WebRequest, *, xml: bool = True) -> bool:
    """Whether the caller wants JSON rather than XML; :class:`Unacceptable` where neither."""
    for wish in accepted(request.headers.get("accept", "")):
        if wish.name in ("application/json", JSON, "*/*", "application/*"):
            return True
        if xml and wish.is_multipart and wish.takes(XML):
            return False
    raise Unacceptable(f"this resource is sent as {JSON}" + (f' or multipart/related; type="{XML}"' if xml else ""))


def multipart(parts: Sequence[Part], content: str) -> WebAnswer:
    content_type, body = write(parts, content)
    return WebAnswer(200, {"Content-Type": content_type}, body)


def unknown() -> WebAnswer:
    return refusal(404, "nothing of that is here")
