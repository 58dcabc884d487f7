"""The PACS's DICOMweb: search, retrieve and store (PS3.18 10.4 to 10.6), and the older URI service (chapter 9).

What is answered comes from the same store, query and patients as over DIMSE. Conformance: matches and metadata in JSON
or XML; objects in Explicit VR Little Endian, or as they were stored where the caller takes that; frames as octets or as
they are compressed; pictures as PNG. At most :data:`MOST_RESULTS` matches an answer, the rest by offset. Person names
are matched without case and accents, which is the only fuzzy matching there is. Nothing outside the service's root.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Sequence

from pydicom import Dataset
from pydicom.tag import BaseTag, Tag

from simulators.dimse import EncodedInstance
from simulators.pacs_query import Query
from simulators.pacs_store import Store, Stored
from simulators.pacs_web_objects import Unacceptable, bulk_value, frame_parts, instance_part, picture
from simulators.pacs_web_store import store_instances
from simulators.runtime import Runtime
from simulators.web_record import record
from simulators.web_server import WebAnswer, WebRequest, refusal
from simulators.wire.dicom_json import Bulk, to_json
from simulators.wire.dicom_xml import XML, to_xml
from simulators.wire.dicomweb import (
    DICOM,
    JSON,
    LEVELS,
    OCTETS,
    RETURNED,
    UNIQUE,
    BadRequest,
    Search,
    pairs_of,
    search_of,
    uids_of,
)
from simulators.wire.elements import text
from simulators.wire.media_type import MediaType, accepted
from simulators.wire.multipart import Part, write

ROOT, URI_ROOT = "/dicom-web", "/wado"
MOST_RESULTS = 1000
COLUMNS = {
    "StudyInstanceUID": "study_instance_uid",
    "SeriesInstanceUID": "series_instance_uid",
    "SOPInstanceUID": "sop_instance_uid",
}
FUZZY = "The fuzzymatching parameter is not supported. Only literal matching has been performed."


class OriginServer:
    """The handler of a :class:`~simulators.web_server.WebServer`. ``instance`` makes what is sent of a stored object,
    as over DIMSE; ``token``: what a caller must bear, "" lets everybody in."""

    def __init__(
        self,
        runtime: Runtime,
        store: Store,
        query: Query,
        instance: Callable[[Stored], EncodedInstance],
        *,
        ae_title: str,
        token: str = "",
        foreign_status: int = 0x0124,
    ) -> None:
        self.runtime, self.store, self.query, self.instance = runtime, store, query, instance
        self.ae_title, self.token, self.foreign_status = ae_title, token, foreign_status

    def __call__(self, request: WebRequest) -> WebAnswer:
        """Answer, and write both into the transcript unless a caller of ours does."""
        answer = self._answer(request)
        record(self.runtime, "pacs", request, answer, ROOT)
        return answer

    def _answer(self, request: WebRequest) -> WebAnswer:
        if self.token and not hmac.compare_digest(
            request.headers.get("authorization", "").encode(), f"Bearer {self.token}".encode()
        ):
            answer = refusal(401, "a valid bearer token is needed")
            return WebAnswer(401, {**answer.headers, "WWW-Authenticate": "Bearer"}, answer.body)
        try:
            return self._served(request)
        except BadRequest as error:
            return refusal(400, error.what)
        except Unacceptable as error:
            return refusal(406, str(error))

    def _served(self, request: WebRequest) -> WebAnswer:
        if request.path == URI_ROOT and request.method in ("GET", "HEAD"):
            return self._uri(request)
        path = request.path.removeprefix(ROOT)
        words = [word for word in path.split("/") if word]
        if path == request.path or not words or words[0] not in LEVELS:
            return refusal(404, "there is no such resource")
        if request.method == "POST" and words[0] == "studies" and len(words) <= 2:
            return self._store(request, words[1] if len(words) == 2 else "")
        if request.method not in ("GET", "HEAD"):
            allowed = "GET, HEAD, POST" if words[0] == "studies" and len(words) <= 2 else "GET, HEAD"
            answer = WebAnswer(204) if request.method == "OPTIONS" else refusal(405, "the method is not allowed here")
            return WebAnswer(answer.status, {**answer.headers, "Allow": allowed}, answer.body)
        return self._got(request, path, words)

    def _got(self, request: WebRequest, path: str, words: list[str]) -> WebAnswer:
        """A GET: the last word says what of the resource is wanted."""
        if words[-1] in LEVELS:
            return self._search(request, LEVELS[words[-1]], path)
        for word, answered in (("frames", self._frames), ("bulkdata", self._bulk)):
            if word in words[2:]:
                place = words.index(word, 2)
                return answered(request, self._of(path), words[place + 1 :])
        if words[-1] == "metadata":
            return self._metadata(request, self._of(path))
        if words[-1] == "rendered":
            return self._rendered(request, self._of(path))
        return self._objects(request, self._of(path))

    # --- search

    def _search(self, request: WebRequest, level: str, path: str) -> WebAnswer:
        is_json = _is_json(request)
        search = search_of(level, request.query, uids_of(path))
        most = MOST_RESULTS if search.limit is None else min(search.limit, MOST_RESULTS)
        found, more = _page(self.matches(search, level), search.offset, most)
        headers = {"Warning": f"299 {self.base(request)}: {FUZZY}"} if search.fuzzy else {}
        if more and (search.limit is None or most < search.limit):
            headers["Warning"] = f"299 {self.base(request)}: There are additional results that can be requested"
        if not found:
            return WebAnswer(204, headers)
        told = [(self._match(one, level, self.base(request)), None) for one in found]
        return self._told(told, is_json, headers)

    def matches(self, search: Search, level: str) -> Iterable[Dataset]:
        """What the query answers, with all that was asked for and all that 10.6.3.3 gives unasked."""
        wanted = Dataset()
        for tag in self._wanted(search, level):
            wanted.setdefault(tag, None)
        wanted.update({tag: search.keys[tag] for tag in search.keys.keys()})  # noqa: SIM118 - iterating gives elements
        wanted.QueryRetrieveLevel = level
        return self.query.matches(level, wanted)

    def _wanted(self, search: Search, level: str) -> set[BaseTag]:
        levels = list(UNIQUE)
        below = levels.index(level)
        above = {Tag(tag) for each in levels[:below] for tag in RETURNED[each] if UNIQUE[each] not in search.keys}
        uids = {Tag(0x0020000D), *([Tag(0x0020000E)] if level == "IMAGE" else [])}
        return {
            *RETURNED[level],
            *above,
            *uids,
            *search.included,
            *(self.query.known(level) if search.everything else ()),
        }

    def _match(self, found: Dataset, level: str, base: str) -> Dataset:
        del found.QueryRetrieveLevel
        words = [(name, UNIQUE[each]) for name, each in LEVELS.items()]
        chosen = words[: [each for _, each in words].index(UNIQUE[level]) + 1]
        found.RetrieveURL = base + "".join(f"/{name}/{text(found, keyword)}" for name, keyword in chosen)
        return found

    # --- retrieve

    def _of(self, path: str) -> list[Stored]:
        """What the UIDs of a path name, and is shown."""
        uids = uids_of(path)
        condition = " and ".join(f"{COLUMNS[keyword]} = ?" for keyword in uids)
        return self.store.visible(condition, list(uids.values())) if uids else []

    def _objects(self, request: WebRequest, found: Sequence[Stored]) -> WebAnswer:
        if not found:
            return _unknown()
        wishes = _wishes(request, DICOM, multipart=True)
        parts, room = list[Part](), self.runtime.limits.message_bytes
        for one in found:
            parts.append(instance_part(self.instance(one), wishes))
            room -= len(parts[-1].content)
            if room < 0:
                return refusal(413, "that is too much for one answer: ask for a series or for instances")
        if not any(wish.is_multipart or wish.name == "*/*" for wish in wishes) and len(parts) == 1:
            return WebAnswer(200, {"Content-Type": parts[0].headers["content-type"]}, parts[0].content)
        return _multipart(parts, DICOM)

    def _metadata(self, request: WebRequest, found: Sequence[Stored]) -> WebAnswer:
        is_json = _is_json(request)
        if not found:
            return _unknown()
        return self._told([self.metadata(one, self.base(request)) for one in found], is_json)

    def metadata(self, stored: Stored, base: str) -> tuple[Dataset, Bulk]:
        """An object, and the URI of its pixels and long values by their path."""
        where = (
            f"{base}/studies/{stored.study_instance_uid}/series/{stored.series_instance_uid}"
            f"/instances/{stored.sop_instance_uid}"
        )
        return self.instance(stored).dataset, lambda path: f"{where}/bulkdata/{path}"

    def _frames(self, request: WebRequest, found: Sequence[Stored], words: list[str]) -> WebAnswer:
        if words[1:] == ["rendered"]:
            return self._rendered(request, found, int(words[0]) if words[0].isdigit() else 0)
        numbers = words[0].replace("%2C", ",").replace("%2c", ",").split(",") if len(words) == 1 else []
        if not numbers or not all(number.isdigit() and 0 < len(number) < 8 for number in numbers):
            return refusal(400, "frames are listed as numbers from 1, between commas")
        if len(found) != 1:
            return _unknown()
        parts = frame_parts(self.instance(found[0]), [int(number) for number in numbers], _wishes(request, OCTETS))
        return _multipart(parts, parts[0].headers["content-type"].partition(";")[0]) if parts else _unknown()

    def _bulk(self, request: WebRequest, found: Sequence[Stored], words: list[str]) -> WebAnswer:
        wishes = _wishes(request, OCTETS)
        if len(found) != 1 or (value := bulk_value(self.instance(found[0]).dataset, words)) is None:
            return _unknown()
        if not wishes:
            raise Unacceptable(f"bulk data is sent as {OCTETS} only")
        headers = {"content-type": OCTETS, "content-location": self.base(request) + request.path.removeprefix(ROOT)}
        if wishes[0].is_multipart or wishes[0].name == "*/*":
            return _multipart([Part(value, headers)], OCTETS)
        return WebAnswer(200, {"Content-Type": OCTETS}, value)

    def _rendered(self, request: WebRequest, found: Sequence[Stored], frame: int = 1) -> WebAnswer:
        if not found:
            return _unknown()
        if not any(wish.takes("image/png") for wish in accepted(request.headers.get("accept", ""))):
            raise Unacceptable("pictures are sent as image/png only")
        made = [picture(self.instance(one), frame) for one in found]
        if len(made) == 1:
            return WebAnswer(200, {"Content-Type": "image/png"}, made[0])
        return _multipart([Part(one, {"content-type": "image/png"}) for one in made], "image/png")

    # --- store

    def _store(self, request: WebRequest, study: str) -> WebAnswer:
        _is_json(request, xml=False)
        status, answer = store_instances(self, request, study)
        return self._json(to_json(answer), status=status) if isinstance(answer, Dataset) else refusal(status, answer)

    # --- URI service

    def _uri(self, request: WebRequest) -> WebAnswer:
        said = dict(pairs_of(request.query))
        if said.get("requestType") != "WADO":
            return refusal(400, "requestType is not WADO")
        if missing := [name for name in ("studyUID", "seriesUID", "objectUID") if not said.get(name)]:
            return refusal(400, f"{', '.join(missing)} is missing")
        path = f"/studies/{said['studyUID']}/series/{said['seriesUID']}/instances/{said['objectUID']}"
        found = self._of(path) if path.count("/") == 6 else []
        if not found:
            return _unknown()
        wanted = said.get("contentType") or request.headers.get("accept", "image/jpeg")
        if any(wish.name == DICOM for wish in accepted(wanted)):
            syntax = {"transfer-syntax": said["transferSyntax"]} if said.get("transferSyntax") else {}
            part = instance_part(self.instance(found[0]), [MediaType(DICOM, syntax), MediaType(DICOM)])
            return WebAnswer(200, {"Content-Type": DICOM}, part.content)
        return self._rendered(WebRequest("GET", path, headers={"accept": wanted}), found)

    # --- what all have in common

    def base(self, request: WebRequest) -> str:
        """The root of the service as the caller knows it; one that leaves out the port is told it."""
        host = request.headers.get("host", "")
        return f"http{'s' * request.is_secure}://{host if ':' in host else request.here}{ROOT}"

    def _told(
        self, found: Sequence[tuple[Dataset, Bulk | None]], is_json: bool, headers: dict[str, str] | None = None
    ) -> WebAnswer:
        """Data sets as JSON, or as XML a part each (10.4.4)."""
        if is_json:
            return self._json([to_json(ds, bulk) for ds, bulk in found], headers)
        answer = _multipart([Part(to_xml(ds, bulk), {"content-type": XML}) for ds, bulk in found], XML)
        return WebAnswer(200, {**answer.headers, **(headers or {})}, answer.body)

    def _json(self, content: object, headers: dict[str, str] | None = None, *, status: int = 200) -> WebAnswer:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
        return WebAnswer(status, {"Content-Type": JSON, **(headers or {})}, body)


def _page(matches: Iterable[Dataset], offset: int, most: int) -> tuple[list[Dataset], bool]:
    """Those of one answer, and whether there are more behind them."""
    found: list[Dataset] = []
    for number, match in enumerate(matches):
        if number >= offset + most:
            return found, True
        if number >= offset:
            found.append(match)
    return found, False


def _wishes(request: WebRequest, content: str, *, multipart: bool = False) -> list[MediaType]:
    """What the caller takes of a resource that is usually ``content``; :class:`Unacceptable` where it is nothing."""
    found = accepted(request.headers.get("accept", ""))
    if multipart and not any(wish.takes(content) for wish in found):
        raise Unacceptable(f"objects are sent as {content} only")
    return found


def _is_json(request: WebRequest, *, xml: bool = True) -> bool:
    """Whether the caller wants JSON rather than XML; :class:`Unacceptable` where neither."""
    for wish in accepted(request.headers.get("accept", "")):
        if wish.name in ("application/json", JSON, "*/*", "application/*"):
            return True
        if xml and wish.is_multipart and wish.takes(XML):
            return False
    raise Unacceptable(f"this resource is sent as {JSON}" + (f' or multipart/related; type="{XML}"' if xml else ""))


def _multipart(parts: Sequence[Part], content: str) -> WebAnswer:
    content_type, body = write(parts, content)
    return WebAnswer(200, {"Content-Type": content_type}, body)


def _unknown() -> WebAnswer:
    return refusal(404, "nothing of that is here")
