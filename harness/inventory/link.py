"""How fast the PACS hands out images to this machine: a real retrieve of a test study, timed.

What is timed is what a person waits for: network, PACS and the reading of each data set by this program. A viewer that
reads faster or slower sees another figure; ``method`` says how this one was made.
"""

from __future__ import annotations

import http.client
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from pydicom import Dataset

from harness.site import Site
from simulators.dimse import Response, Scp, Scu, StoredFile
from simulators.runtime import Runtime
from simulators.tls import https_context
from simulators.wire.elements import text
from simulators.wire.errors import InteropError, LocalViolation, PeerViolation, Unreachable

FIND, MOVE, GET = (f"1.2.840.10008.5.1.4.1.2.2.{service}" for service in (1, 2, 3))
MOST_INSTANCES = 500  # of a study: more would fill the memory and add nothing to the figure
MOST_BYTES = 1_000_000_000
CHUNK = 1 << 18
SHORT_S = 1.0  # what takes less says little of a link


def link_speed(site: Site, study: str, by: str = "auto") -> dict[str, Any]:
    """``mbit_s`` (10^6 bits a second of DICOM data), ``bytes``, ``instances``, ``seconds``, ``first_s`` (to the first
    instance or byte) and ``method``; or ``{"unknown": why}``."""
    table = site.role("pacs")
    runtime = Runtime(
        limits=site.limits, test_patients=site.test_patients, identities=site.identities, certificates=site.certificates
    )
    try:
        if not table.is_real:
            raise LocalViolation("the PACS of this site is simulated", remedy="give it an address in the site file")
        if table.dimse is not None and by != "web":
            return _by_dimse(site, runtime, study, by)
        if table.web is not None:
            return _by_web(site, runtime, study)
        raise LocalViolation("the PACS has no address for that way of retrieving", remedy="--by get or --by web")
    except InteropError as error:
        return {"unknown": str(error)[:300]}


def _by_dimse(site: Site, runtime: Runtime, study: str, by: str) -> dict[str, Any]:
    """From the second address, as devices do, where nobody is at the first; ``method`` says so."""
    table = site.role("pacs")

    def retrieved(address: Any) -> dict[str, Any]:
        scu = _scu(site, runtime, address)
        return _by_move(site, runtime, scu, study) if by == "move" else _by_get(runtime, scu, study)

    try:
        return retrieved(table.dimse)
    except Unreachable:
        if table.second is None:
            raise
    found = retrieved(table.second)
    return {**found, "method": f"{found['method']}; from the second address: nobody is at the first"}


def _scu(site: Site, runtime: Runtime, table: Any) -> Scu:
    caller = site.tables.roles.workstation.ae_title
    return Scu(runtime, "check", "pacs", table.host, table.port, table.ae_title, caller, site.tls(table))


def _by_get(runtime: Runtime, scu: Scu, study: str) -> dict[str, Any]:
    classes, expected = _what_is_there(runtime, scu, study)
    query = Dataset()
    query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", study
    taken = _Taken()
    responses, received = scu.get(GET, query, classes, on_store=taken, cancel_after=MOST_INSTANCES)
    last: Response = responses[-1]
    if not received:
        raise PeerViolation(f"C-GET gave no instance: status {last.status:04X}", remedy="does the PACS offer C-GET?")
    found = taken.figures("C-GET, each data set read by this program")
    return {**found, "expected_instances": expected, "status": f"{last.status:04X}"}


def _by_move(site: Site, runtime: Runtime, scu: Scu, study: str) -> dict[str, Any]:
    """To the workstation's AE title, on the port that the site file gives it: the PACS must know both."""
    _, expected = _what_is_there(runtime, scu, study)
    query = Dataset()
    query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", study
    table, taken = site.tables.roles.workstation, _Taken()

    def store(ds: Dataset, raw: bytes, info: object) -> int:
        taken.add(len(raw))
        return 0x0000

    with Scp(runtime, "workstation", table.ae_title, port=table.listen.port, on_store=store):
        taken.begin = time.monotonic()
        last = scu.move(MOVE, query, table.ae_title, cancel_after=MOST_INSTANCES)[-1]
    if not taken.count:
        raise PeerViolation(
            f"C-MOVE brought no instance: status {last.status:04X}",
            remedy=f"does the PACS know {table.ae_title} at this machine, port {table.listen.port}?",
        )
    found = taken.figures("C-MOVE, each data set read by this program")
    return {**found, "expected_instances": expected, "status": f"{last.status:04X}"}


class _Taken:
    """Counts what arrives; the clock starts when it is made."""

    def __init__(self) -> None:
        self.begin = time.monotonic()
        self.first = self.last = 0.0
        self.count = self.size = 0

    def __call__(self, stored: StoredFile) -> int:
        self.add(len(stored.raw) - stored.offset)
        return 0x0000

    def add(self, size: int) -> None:
        self.last = time.monotonic() - self.begin
        self.first = self.first or self.last
        self.count, self.size = self.count + 1, self.size + size

    def figures(self, method: str) -> dict[str, Any]:
        return {
            "mbit_s": round(self.size * 8 / 1e6 / max(self.last, 1e-6), 1),
            "bytes": self.size,
            "instances": self.count,
            "seconds": round(self.last, 3),
            "first_s": round(self.first, 3),
            "method": method + ("; short: a larger study says more" if self.last < SHORT_S else ""),
        }


def _what_is_there(runtime: Runtime, scu: Scu, study: str) -> tuple[list[str], int]:
    """SOP classes and number of instances of the study, which must be a test patient's."""
    responses = _find(scu, "STUDY", {"StudyInstanceUID": study}, ("PatientID", "NumberOfStudyRelatedInstances"))
    if not responses:
        raise PeerViolation(f"the PACS has no study {study}", remedy="store a study of a test patient there first")
    runtime.test_patients.require(text(responses[0], "PatientID").strip(), "retrieve a study")
    classes = set()
    for series in _find(scu, "SERIES", {"StudyInstanceUID": study}, ("SeriesInstanceUID",))[:20]:
        keys = {"StudyInstanceUID": study, "SeriesInstanceUID": text(series, "SeriesInstanceUID")}
        classes |= {text(ds, "SOPClassUID") for ds in _find(scu, "IMAGE", keys, ("SOPClassUID",))}
    count = text(responses[0], "NumberOfStudyRelatedInstances").strip()
    return sorted(classes - {""}) or [], int(count) if count.isascii() and count.isdigit() and len(count) < 10 else 0


def _find(scu: Scu, level: str, keys: dict[str, str], wanted: tuple[str, ...]) -> list[Dataset]:
    query = Dataset()
    query.QueryRetrieveLevel = level
    for word in wanted:
        setattr(query, word, None)
    for word, value in keys.items():
        setattr(query, word, value)
    return [one.dataset for one in scu.find(FIND, query, cancel_after=MOST_INSTANCES) if one.dataset is not None]


def _by_web(site: Site, runtime: Runtime, study: str) -> dict[str, Any]:
    """WADO-RS of the whole study; the bytes of the answer, its multipart headers among them."""
    import json

    table = site.role("pacs").web
    base = table.url.rstrip("/")
    search = f"{base}/studies?StudyInstanceUID={study}&includefield=00100020"
    with _opened(site, search, "application/dicom+json") as answer:
        try:
            matches = json.loads(answer.read(MOST_BYTES // 1000))
            patient = str(matches[0]["00100020"]["Value"][0]).strip()
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise PeerViolation(f"DICOMweb does not tell whose study {study} is", cause=str(error)) from error
    runtime.test_patients.require(patient, "retrieve a study")
    taken = _Taken()
    with _opened(site, f"{base}/studies/{study}", 'multipart/related; type="application/dicom"') as answer:
        _drain(answer.read, taken)
    return {**taken.figures("WADO-RS, bytes of the answer"), "instances": None}


def _drain(read: Callable[[int], bytes], taken: _Taken) -> None:
    try:
        while taken.size < MOST_BYTES and (chunk := read(CHUNK)):
            taken.add(len(chunk))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise PeerViolation(f"the answer broke off after {taken.size} bytes: {error}") from error


def _opened(site: Site, url: str, accept: str) -> Any:
    table = site.role("pacs").web
    request = urllib.request.Request(url, headers={"Accept": accept})
    for name, value in site.credentials(table).headers().items():
        request.add_unredirected_header(name, value)
    try:
        return urllib.request.urlopen(request, timeout=site.limits.dimse_s, context=https_context(site.tls(table)))
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = str(getattr(error, "reason", "") or error)[:200]
        raise PeerViolation(f"DICOMweb does not answer: {why or type(error).__name__}") from error
