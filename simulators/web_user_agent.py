"""A DICOMweb user agent: search, retrieve, store against a peer, every request and answer in the transcript.

An answer that refuses is an answer: its status is in the reply. Unreachable, NoAnswer and PeerViolation are raised
where no proper HTTP came back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from pydicom import Dataset

from simulators.addresses import WebAddress
from simulators.dimse import EncodedInstance
from simulators.dimse_guard import guard_store
from simulators.pacs_web_objects import part10_of
from simulators.runtime import Runtime
from simulators.web_client import WebReply, ask
from simulators.web_record import Body, Recorder
from simulators.wire.assembling import apart
from simulators.wire.dicomweb import DICOM, JSON, OCTETS, stored_and_failed
from simulators.wire.errors import ConfigError, PeerViolation
from simulators.wire.multipart import Part, write

ANY_SYNTAX = f'multipart/related; type="{DICOM}"; transfer-syntax=*'
FRAMES = f'multipart/related; type="{OCTETS}"'
RESOURCES = {"STUDY": "studies", "SERIES": "series", "IMAGE": "instances", "WORKITEM": "workitems"}
PNG = "image/png"
AGENT = "interop-harness"


@dataclass(slots=True)
class WebResult:
    """One answer. ``datasets``: matches, metadata or whole objects; ``parts``: frames, bulk data, a picture; ``where``:
    the BulkDataURI by path of attribute (metadata of one object)."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    datasets: list[Dataset] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    bulk: dict[str, str] = field(default_factory=dict)
    text: str = ""  # the beginning of a body that refuses

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def stored(self) -> list[str]:
        """Of a store: SOP Instance UIDs that were stored."""
        return [uid for ds in self.datasets for uid in stored_and_failed(ds)[0]]

    @property
    def failed(self) -> list[str]:
        """Of a store: SOP Instance UIDs that were not; "" for an object that could not even be read."""
        return [uid for ds in self.datasets for uid in stored_and_failed(ds)[1]]


def user_agent(runtime: Runtime, role: str, address: WebAddress | None) -> UserAgent:
    """The user agent of a role; :class:`ConfigError` where it was not told where DICOMweb is."""
    if address is None:
        raise ConfigError(
            f"{role} was not told where the PACS has DICOMweb",
            remedy='give the PACS web = { url = "…" } in the site file, or take DICOMweb out of its claims',
        )
    return UserAgent(runtime, role, address)


class UserAgent:
    """``role`` is who asks, ``who`` the role that is asked."""

    def __init__(self, runtime: Runtime, role: str, address: WebAddress, who: str = "pacs") -> None:
        self.runtime, self.role, self.address, self.who = runtime, role, address, who

    def search(
        self,
        level: str,
        *,
        study: str = "",
        series: str = "",
        include: Sequence[str] = (),
        limit: int | None = None,
        offset: int | None = None,
        fuzzy: bool = False,
        deliberate: str = "",
        **keys: str,
    ) -> WebResult:
        """QIDO-RS at STUDY, SERIES or IMAGE, below a study or series where one is given. ``keys`` by keyword."""
        for name, value in keys.items():
            if name == "PatientID" and value and not set(value) & set("*?"):
                self.runtime.test_patients.require(value, "search")
        query: list[tuple[str, str]] = [*keys.items(), *(("includefield", word) for word in include)]
        query += [(name, str(number)) for name, number in (("limit", limit), ("offset", offset)) if number is not None]
        query += [("fuzzymatching", "true")] if fuzzy else []
        path = f"{_path(study, series)}/{RESOURCES[level]}"
        return self.request("GET", path, _query(query), {"accept": JSON}, deliberate=deliberate)

    def retrieve(
        self, study: str, series: str = "", instance: str = "", *, accept: str = ANY_SYNTAX, deliberate: str = ""
    ) -> WebResult:
        """WADO-RS of a study, series or instance."""
        return self.request("GET", _path(study, series, instance), "", {"accept": accept}, deliberate=deliberate)

    def metadata(self, study: str, series: str = "", instance: str = "") -> WebResult:
        """Everything but bulk data."""
        return self.request("GET", f"{_path(study, series, instance)}/metadata", "", {"accept": JSON})

    def frames(
        self, study: str, series: str, instance: str, numbers: Iterable[int], *, accept: str = FRAMES,
        deliberate: str = "",
    ) -> WebResult:  # fmt: skip
        """Frames by number from 1, one part each."""
        path = f"{_path(study, series, instance)}/frames/{','.join(map(str, numbers))}"
        return self.request("GET", path, "", {"accept": accept}, deliberate=deliberate)

    def rendered(
        self, study: str, series: str, instance: str, *, frame: int = 0, accept: str = PNG, deliberate: str = "",
        **said: str,
    ) -> WebResult:  # fmt: skip
        """A picture for a browser, of a frame from 1 where one is given. ``said``: ``window`` ("40,400,linear"),
        ``viewport`` ("640,480"), ``quality``."""
        path = f"{_path(study, series, instance)}{f'/frames/{frame}' if frame else ''}/rendered"
        return self.request("GET", path, urlencode(said, safe=","), {"accept": accept}, deliberate=deliberate)

    def bulkdata(self, uri: str) -> WebResult:
        """What a BulkDataURI names; it has to be on the same host, or the token would go elsewhere."""
        wanted, ours = urlsplit(uri), urlsplit(self.address.url)
        if wanted.netloc not in ("", ours.netloc) or not wanted.path.startswith(f"{ours.path}/"):
            raise PeerViolation(
                f"{self.who} names bulk data outside its own service", clause="PS3.18 F.2.6", received=uri[:200]
            )
        return self.request("GET", wanted.path.removeprefix(ours.path), wanted.query, {"accept": FRAMES})

    def uri(self, study: str, series: str, instance: str, *, content_type: str = DICOM) -> WebResult:
        """WADO-URI of one object. The site has to give the service's address."""
        query = {"requestType": "WADO", "studyUID": study, "seriesUID": series, "objectUID": instance,
                 "contentType": content_type}  # fmt: skip
        target = f"/{urlsplit(self.address.wado).path}"
        return self.request("GET", target, _query(query), {"accept": content_type})

    def store(self, instances: Iterable[Any], *, study: str = "", deliberate: str = "") -> WebResult:
        """STOW-RS. Raises LocalViolation before anything of a patient who is not ours is sent."""
        encoded = [EncodedInstance.of(one) for one in instances]
        for one in encoded:
            guard_store(self.runtime, one.dataset)
        return self.post([part10_of(one) for one in encoded], study=study, deliberate=deliberate)

    def store_apart(self, instances: Iterable[Any], content: str = JSON, *, deliberate: str = "") -> WebResult:
        """STOW-RS of metadata (``content``: JSON or XML) and bulk data apart; uncompressed objects only."""
        encoded = [EncodedInstance.of(one) for one in instances]
        for one in encoded:
            guard_store(self.runtime, one.dataset)
        content_type, body = write(apart([one.dataset for one in encoded], content), content)
        return self.post_body(content_type, body, deliberate=deliberate)

    def post(
        self, contents: Sequence[bytes], *, study: str = "", content: str = DICOM, deliberate: str = ""
    ) -> WebResult:
        """A store of these very bytes, a part each; what they hold is the caller's to answer for."""
        content_type, body = write([Part(one, {"content-type": content}) for one in contents], content)
        return self.post_body(content_type, body, study=study, deliberate=deliberate)

    def post_body(self, content_type: str, body: bytes, *, study: str = "", deliberate: str = "") -> WebResult:
        """A store with a body of one's own making."""
        headers = {"accept": JSON, "content-type": content_type}
        return self.request("POST", _path(study) or "/studies", "", headers, body, deliberate=deliberate)

    def request(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes = b"", *, deliberate: str = ""
    ) -> WebResult:
        """Any request; recorded with its answer."""
        headers = {"user-agent": AGENT, **headers}
        recorder: list[Recorder] = []

        def connected(ours: str) -> None:
            recorder.append(Recorder(self.runtime, self.role, self.who, self.address.url))
            recorder[0].request(method, path, query, headers, body, deliberate, self.address.credentials.name)

        target = path + ("?" if query else "") + query
        reply = ask(self.runtime, self.address, self.who, method, target, headers, body, on_connected=connected)
        content = Body(reply.headers.get("content-type", ""), reply.body)
        recorder[0].answer(reply.status, reply.headers, reply.body, content)
        return _result(reply, content)


def _result(reply: WebReply, content: Body) -> WebResult:
    shown = "" if 200 <= reply.status < 300 else reply.body[:400].decode("utf-8", "replace")
    found = [*content.matches, *content.instances]
    return WebResult(
        reply.status, dict(reply.headers), found, content.parts, content.problems, content.bulk, shown.strip()
    )


def _query(parameters: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """As a query string; a slash may stand in one (RFC 3986), and not everybody reads it escaped."""
    return urlencode(parameters, safe="/", quote_via=quote)


def _path(study: str = "", series: str = "", instance: str = "") -> str:
    names = (("studies", study), ("series", series), ("instances", instance))
    return "".join(f"/{name}/{quote(uid, safe='')}" for name, uid in names if uid)
