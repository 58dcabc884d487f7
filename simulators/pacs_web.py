"""The PACS's DICOMweb: search, retrieve and store (PS3.18 10.4 to 10.6), and the older URI service (chapter 9).

What is answered comes from the same store, query and patients as over DIMSE. Conformance: matches and metadata in JSON
or XML; objects in Explicit VR Little Endian, or as they were stored where the caller takes that; frames as octets or as
they are compressed; pictures as JPEG or PNG. At most :data:`MOST_RESULTS` matches an answer, the rest by offset. Names
are matched without case and accents, which is the only fuzzy matching there is. Nothing outside the service's root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pydicom import Dataset
from pydicom.tag import BaseTag, Tag

from simulators.dimse import EncodedInstance
from simulators.pacs_query import Query
from simulators.pacs_store import Store, Stored
from simulators.pacs_web_answers import data_sets, in_json, multipart, page, unknown, wants_json, wishes_of
from simulators.pacs_web_objects import Unacceptable, bulk_value, frame_parts, instance_part
from simulators.pacs_web_rendered import media_type_for, picture, rendering_of, uri_rendering
from simulators.pacs_web_store import store_instances
from simulators.runtime import Runtime
from simulators.ups_web import Worklist
from simulators.web_record import record
from simulators.web_server import WebAnswer, WebRequest, refusal
from simulators.wire.dicom_json import Bulk, to_json
from simulators.wire.dicomweb import (
    DICOM,
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
from simulators.wire.multipart import Part

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
    as over DIMSE; ``worklist``: that of UPS-RS."""

    def __init__(
        self,
        runtime: Runtime,
        store: Store,
        query: Query,
        instance: Callable[[Stored], EncodedInstance],
        *,
        ae_title: str,
        worklist: Worklist | None = None,
        foreign_status: int = 0x0124,
    ) -> None:
        self.runtime, self.store, self.query, self.instance = runtime, store, query, instance
        self.ae_title, self.foreign_status = ae_title, foreign_status
        self.worklist = worklist

    def __call__(self, request: WebRequest) -> WebAnswer:
        """Answer, and write both into the transcript unless a caller of ours does."""
        answer = self._answer(request)
        record(self.runtime, "pacs", request, answer, ROOT)
        return answer

    def _answer(self, request: WebRequest) -> WebAnswer:
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
        if self.worklist is not None and path != request.path and words[:1] == ["workitems"]:
            return self.worklist.answer(request, words, self.base(request))
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
        as_json = wants_json(request)
        search = search_of(level, request.query, uids_of(path))
        most = MOST_RESULTS if search.limit is None else min(search.limit, MOST_RESULTS)
        found, more = page(self.matches(search, level), search.offset, most)
        headers = {"Warning": f"299 {self.base(request)}: {FUZZY}"} if search.fuzzy else {}
        if more and (search.limit is None or most < search.limit):
            headers["Warning"] = f"299 {self.base(request)}: There are additional results that can be requested"
        if not found:
            return WebAnswer(204, headers)
        told = [(self._match(one, level, self.base(request)), None) for one in found]
        return data_sets(told, as_json, headers)

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
            return unknown()
        wishes = wishes_of(request, DICOM, multipart=True)
        parts, room = list[Part](), self.runtime.limits.message_bytes
        for one in found:
            parts.append(instance_part(self.instance(one), wishes))
            room -= len(parts[-1].content)
            if room < 0:
                return refusal(413, "that is too much for one answer: ask for a series or for instances")
        if not any(wish.is_multipart or wish.name == "*/*" for wish in wishes) and len(parts) == 1:
            return WebAnswer(200, {"Content-Type": parts[0].headers["content-type"]}, parts[0].content)
        return multipart(parts, DICOM)

    def _metadata(self, request: WebRequest, found: Sequence[Stored]) -> WebAnswer:
        as_json = wants_json(request)
        if not found:
            return unknown()
        return data_sets([self.metadata(one, self.base(request)) for one in found], as_json)

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
            return unknown()
        parts = frame_parts(self.instance(found[0]), [int(number) for number in numbers], wishes_of(request, OCTETS))
        if sum(len(part.content) for part in parts) > self.runtime.limits.message_bytes:  # one may be asked for often
            return refusal(413, "that is too much for one answer: ask for fewer frames")
        return multipart(parts, parts[0].headers["content-type"].partition(";")[0]) if parts else unknown()

    def _bulk(self, request: WebRequest, found: Sequence[Stored], words: list[str]) -> WebAnswer:
        wishes = wishes_of(request, OCTETS)
        if len(found) != 1 or (value := bulk_value(self.instance(found[0]).dataset, words)) is None:
            return unknown()
        if not wishes:
            raise Unacceptable(f"bulk data is sent as {OCTETS} only")
        headers = {"content-type": OCTETS, "content-location": self.base(request) + request.path.removeprefix(ROOT)}
        if wishes[0].is_multipart or wishes[0].name == "*/*":
            return multipart([Part(value, headers)], OCTETS)
        return WebAnswer(200, {"Content-Type": OCTETS}, value)

    def _rendered(self, request: WebRequest, found: Sequence[Stored], frame: int = 1) -> WebAnswer:
        if not found:
            return unknown()
        kind = media_type_for(accepted(request.headers.get("accept", "")))
        how = rendering_of(kind, dict(pairs_of(request.query)))
        made, room = list[bytes](), self.runtime.limits.message_bytes
        for one in found:
            made.append(picture(self.instance(one), frame, how))
            room -= len(made[-1])
            if room < 0:
                return refusal(413, "that is too much for one answer: ask for a series or for instances")
        if len(made) == 1:
            return WebAnswer(200, {"Content-Type": kind}, made[0])
        return multipart([Part(one, {"content-type": kind}) for one in made], kind)

    # --- store

    def _store(self, request: WebRequest, study: str) -> WebAnswer:
        wants_json(request, xml=False)
        status, answer = store_instances(self, request, study)
        return in_json(to_json(answer), status=status) if isinstance(answer, Dataset) else refusal(status, answer)

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
            return unknown()
        wanted = said.get("contentType") or request.headers.get("accept", "image/jpeg")
        if any(wish.name == DICOM for wish in accepted(wanted)):
            syntax = {"transfer-syntax": said["transferSyntax"]} if said.get("transferSyntax") else {}
            part = instance_part(self.instance(found[0]), [MediaType(DICOM, syntax), MediaType(DICOM)])
            return WebAnswer(200, {"Content-Type": DICOM}, part.content)
        frame = said.get("frameNumber", "1")
        if not (frame.isascii() and frame.isdigit() and 0 < len(frame) < 8):
            return refusal(400, "frameNumber is no number from 1")
        query = uri_rendering(said)
        return self._rendered(WebRequest("GET", path, query, headers={"accept": wanted}), found, int(frame))

    # --- what all have in common

    def base(self, request: WebRequest) -> str:
        """The root of the service as the caller knows it; one that leaves out the port is told it."""
        host = request.headers.get("host", "")
        return f"http{'s' * request.is_secure}://{host if ':' in host else request.here}{ROOT}"
