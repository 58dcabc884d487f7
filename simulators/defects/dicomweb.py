"""Defects of the archive's DICOMweb: what a browser is told, and what a workstation is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydicom import Dataset

from simulators import pacs_web, pacs_web_store
from simulators.defects.defect import defect
from simulators.defects.planting import Plant, around, holding
from simulators.pacs_store import Stored
from simulators.wire.dicomweb import EXPLICIT_LITTLE
from simulators.wire.media_type import MediaType
from simulators.wire.multipart import Part
from simulators.wire.procedure_step import Answer

SERVER = pacs_web.OriginServer


def _anybody(original: Any, self: Any, search: Any, level: str) -> Any:
    search.keys.pop("PatientID", None)
    return original(self, search, level)


def in_matches(change: Any) -> Plant:
    """Each match is changed before it is written."""

    def match(original: Any, self: Any, found: Dataset, level: str, base: str) -> Any:
        change(found)
        return original(self, found, level, base)

    return around(SERVER, "_match", match)


def _mangled(ds: Dataset) -> None:
    if "PatientName" in ds:
        ds.PatientName = str(ds.PatientName).encode("utf-8").decode("latin-1")


def _one_more(ds: Dataset) -> None:
    if ds.get("NumberOfStudyRelatedInstances") is not None:
        ds.NumberOfStudyRelatedInstances = int(ds.NumberOfStudyRelatedInstances) + 1


def _overlapping(original: Any, matches: Any, offset: int, most: int) -> Any:
    return original(matches, max(offset - 1, 0), most)


def _unlimited(original: Any, matches: Any, offset: int, most: int) -> Any:
    return original(matches, offset, pacs_web.MOST_RESULTS)


def _frame_before(original: Any, instance: Any, numbers: Sequence[int], wishes: Any) -> Any:
    return original(instance, [max(number - 1, 1) for number in numbers], wishes)


def _without(keyword: str) -> Any:
    def metadata(original: Any, self: Any, stored: Stored, base: str) -> Any:
        ds, bulk = original(self, stored, base)
        ds.pop(keyword, None)
        return ds, bulk

    return metadata


def _all_but_the_last(original: Any, self: Any, path: str) -> Any:
    found = original(self, path)
    return found[:-1] if len(found) > 1 else found


def _unlabelled(original: Any, instance: Any, wishes: Any) -> Part:
    plain = original(instance, [MediaType("application/dicom", {"transfer-syntax": EXPLICIT_LITTLE})])
    return Part(plain.content, original(instance, wishes).headers)


def _always_200(original: Any, *args: Any) -> Any:
    status, answer = original(*args)
    return (200 if status == 202 else status), answer


def _lost(original: Any, server: Any, request: Any, part: Part, study: str) -> Any:
    class Nowhere:
        def add(self, *args: Any, **options: Any) -> Answer:
            return Answer(0x0000)

    kept, server.store = server.store, Nowhere()
    try:
        return original(server, request, part, study)
    finally:
        server.store = kept


def _any_study(original: Any, server: Any, request: Any, part: Part, study: str) -> Any:
    return original(server, request, part, "")


def _any_type(original: Any, server: Any, request: Any, study: str) -> Any:
    status, answer = original(server, request, study)
    return (200, Dataset()) if status == 415 else (status, answer)


def _quarter(original: Any, instance: Any, frame: int, how: Any) -> bytes:
    ds = instance.dataset
    small = ds.pixel_array[..., : ds.Rows // 2, : ds.Columns // 2] if ds.get("SamplesPerPixel", 1) == 1 else None
    if small is None:
        small = ds.pixel_array[..., : ds.Rows // 2, : ds.Columns // 2, :]
    ds.Rows, ds.Columns = ds.Rows // 2, ds.Columns // 2
    ds.PixelData = small.tobytes()
    instance._encoded = None
    return original(instance, frame, how)


def _empty_success() -> Any:
    return pacs_web.WebAnswer(
        200, {"Content-Type": 'multipart/related; type="application/dicom"; boundary=x'}, b"--x--"
    )


def _trace() -> Any:
    told = pacs_web.refusal(404, 'Traceback (most recent call last):\n  File "store.py", line 12\nKeyError')
    return replace(told)


def _without_window(original: Any, media_type: str, said: dict[str, str]) -> Any:
    return replace(original(media_type, said), window=None)


def _always_png(original: Any, media_type: str, said: dict[str, str]) -> Any:
    return replace(original(media_type, said), kind="PNG")


def _whatever_came(original: Any, one: Any) -> Any:
    """What has no value is stored without it."""
    return original(replace(one, problem="", problems=()))


DEFECTS = (
    defect(
        "web.other-patient",
        "a search over DICOMweb finds studies of other patients",
        "pacs",
        "TC-WEB-001",
        "(?i)PatientID|studies found over the web",
        around(SERVER, "matches", _anybody),
        row=3,
    ),
    defect(
        "web.name-mangled",
        "names in JSON are UTF-8 written as if it were Latin-1",
        "pacs",
        "TC-WEB-003",
        "(?i)name",
        in_matches(_mangled),
        row=5,
    ),
    defect(
        "web.count-wrong",
        "a search over DICOMweb counts one image too many",
        "pacs",
        "TC-WEB-001",
        "NumberOfStudyRelatedInstances",
        in_matches(_one_more),
    ),
    defect(
        "web.pages-overlap",
        "each page of a search begins with the last match of the one before",
        "pacs",
        "TC-WEB-002",
        "(?i)pages",
        around(pacs_web, "page", _overlapping),
    ),
    defect(
        "web.limit-ignored",
        "a search over DICOMweb is answered whole, whatever its limit",
        "pacs",
        "TC-WEB-002",
        "(?i)limit|pages",
        around(pacs_web, "page", _unlimited),
    ),
    defect(
        "web.frame-before",
        "the frame before the one asked for is sent",
        "pacs",
        "TC-WEB-007",
        "(?i)frame",
        around(pacs_web, "frame_parts", _frame_before),
    ),
    defect(
        "web.picture-cropped",
        "the picture for the browser is a quarter of the image",
        "pacs",
        "TC-WEB-007",
        "(?i)picture",
        around(pacs_web, "picture", _quarter),
    ),
    defect(
        "web.metadata-without-accession",
        "metadata over DICOMweb have no accession number",
        "pacs",
        "TC-WEB-006",
        "AccessionNumber",
        around(SERVER, "metadata", _without("AccessionNumber")),
        row=1,
    ),
    defect(
        "web.object-missing",
        "a study fetched over DICOMweb lacks its last image",
        "pacs",
        "TC-WEB-004",
        "(?i)left out|images",
        around(SERVER, "_of", _all_but_the_last),
        row=9,
    ),
    defect(
        "web.syntax-unlabelled",
        "compressed images are sent uncompressed, and called compressed",
        "pacs",
        "TC-WEB-005",
        "(?i)says 1\\.2|transfer syntax",
        around(pacs_web, "instance_part", _unlabelled),
    ),
    defect(
        "web.empty-success",
        "a study that is not there is delivered over DICOMweb as an empty success",
        "pacs",
        "TC-WEB-008",
        "(?i)unknown study",
        holding(pacs_web, "unknown", _empty_success),
    ),
    defect(
        "web.insides-shown",
        "a refusal over DICOMweb shows where in the program it came from",
        "pacs",
        "TC-WEB-008",
        "(?i)insides",
        holding(pacs_web, "unknown", _trace),
    ),
    defect(
        "web.stored-and-lost",
        "a store over DICOMweb is answered before anything is kept, and nothing is",
        "pacs",
        "TC-WEB-009",
        "(?i)images|retriev",
        around(pacs_web_store, "_outcome", _lost),
    ),
    defect(
        "web.refusal-called-success",
        "a store over DICOMweb that refused an image is called a success",
        "pacs",
        "TC-WEB-010",
        "(?i)called what it was not",
        around(pacs_web, "store_instances", _always_200),
    ),
    defect(
        "web.any-study",
        "an image of another study is stored with the one that was named",
        "pacs",
        "TC-WEB-010",
        "(?i)another study|stored over the web",
        around(pacs_web_store, "_outcome", _any_study),
        row=2,
    ),
    defect(
        "web.any-type",
        "what is no image is called stored over DICOMweb",
        "pacs",
        "TC-WEB-011",
        "(?i)media type|another type|stored",
        around(pacs_web, "store_instances", _any_type),
    ),
    defect(
        "web.window-ignored",
        "a picture shows the window of the image, whichever was asked for",
        "pacs",
        "TC-WEB-012",
        "(?i)window that was asked for",
        around(pacs_web, "rendering_of", _without_window),
    ),
    defect(
        "web.picture-mislabelled",
        "every picture is a PNG, also what is called a JPEG",
        "pacs",
        "TC-WEB-012",
        "(?i)another type than it is called",
        around(pacs_web, "rendering_of", _always_png),
    ),
    defect(
        "web.pixels-missing",
        "an image whose pixels did not come is stored without them and called stored",
        "pacs",
        "TC-WEB-014",
        "(?i)stored over the web",
        around(pacs_web_store, "_of_metadata", _whatever_came),
        row=9,
    ),
)
