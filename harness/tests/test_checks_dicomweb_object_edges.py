"""Edges of the checks of what comes out over DICOMweb (objects, metadata, frames, pictures) and of what DIMSE says."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID

from harness.tests.dicom_story import STUDY_ROOT, Wire, dataset, images
from harness.tests.web_story import HELD, MULTIPART, one, run, said, web
from simulators.images import make_images
from simulators.wire.elements import copy_of
from simulators.wire.identifiers import Code

LITTLE, IMPLICIT, JPEG, RLE = (
    "1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.5",
)  # fmt: skip
STUDY = "/studies/2.25.1"
Change = Callable[[Dataset], object]


def stored(count: int = 2, **fields: Any) -> tuple[Wire, list[Dataset]]:
    wire, made = Wire(), [plain(ds) for ds in images(count)]
    for ds in made:
        wire.store(ds, **fields)
    return wire, made


def plain(ds: Dataset) -> Dataset:
    """Without pixels."""
    other = copy_of(ds)
    del other.PixelData
    return other


def altered(ds: Dataset, change: Change | None = None, syntax: str = "") -> Dataset:
    other = copy_of(ds)
    if change:
        change(other)
    if syntax:
        other.file_meta = FileMetaDataset()
        other.file_meta.TransferSyntaxUID = UID(syntax)
    return other


def setting(**values: Any) -> Change:
    def change(ds: Dataset) -> None:
        for keyword, value in values.items():
            setattr(ds, keyword, value)

    return change


def fetched(wire: Wire, *found: Dataset, path: str = STUDY, **options: Any) -> None:
    asked = {"headers": {"accept": options.pop("accept", f"{MULTIPART}; transfer-syntax=*")}}
    web(wire, "WADO", path, *found, asked=asked, content_type=MULTIPART, **options)


# --- WEB-06 and WEB-07: objects and metadata --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "check"),
    [
        (STUDY, 200, "WEB-06"),
        (STUDY, 299, "WEB-06"),
        (f"{STUDY}/series/SERIES", 200, "WEB-06"),
        (f"{STUDY}/series/SERIES/instances/INSTANCE", 200, "WEB-06"),
        (f"{STUDY}/metadata", 200, "WEB-07"),
        (f"{STUDY}/series/SERIES/metadata", 200, "WEB-07"),
        (f"{STUDY}/rendered", 200, ""),
        (STUDY, 300, ""),
        (STUDY, 199, ""),
        (f"{STUDY}/metadata", 404, ""),
    ],
)
def test_which_answers_are_objects_and_which_metadata(path: str, status: int, check: str) -> None:
    wire, [ds] = stored(1)
    place = path.replace("SERIES", ds.SeriesInstanceUID).replace("INSTANCE", ds.SOPInstanceUID)
    fetched(wire, ds, path=place, status=status)
    assert [each for each in ("WEB-06", "WEB-07") if run(each, wire)] == ([check] if check else [])
    fetched(wire, path=STUDY)
    fetched(wire, path=f"{STUDY}/metadata")
    assert all("left out" in run(each, wire)[-1].summary for each in ("WEB-06", "WEB-07"))


@pytest.mark.parametrize(("check", "path"), [("WEB-06", STUDY), ("WEB-07", f"{STUDY}/metadata")])
def test_what_came_whole_is_counted_and_what_did_not_is_not_held(check: str, path: str) -> None:
    wire, made = stored(2)
    fetched(wire, *made, path=path)
    [finding] = run(check, wire)
    assert (finding.verdict.value, "2 objects" in finding.summary) == ("PASS", True)
    wire, made = stored(2)
    fetched(wire, made[0], path=path)
    assert [(one.expected, one.received) for one in run(check, wire)] == [(made[1].SOPInstanceUID, "not sent")]
    wire, made = stored(1)
    fetched(wire, altered(made[0], setting(RetrieveAETitle="PACS1")), path=path)
    assert said(run(check, wire)) == [("PASS", "minor"), HELD]


def test_what_an_archive_need_not_give() -> None:
    """What it refused, got later, or never got; of another series than was asked for; what was rejected."""
    wire, [ds, other] = stored(2)
    wire.store(plain(images(1)[0]), status=0xA700)
    wire.store(plain(images(1)[0]), receiver="BATA")
    note = make_images(None, modality="KO", references=[other], title=Code("113001", "?", "DCM"))[0]
    wire.store(note)
    fetched(wire, ds, path=f"{STUDY}/series/{ds.SeriesInstanceUID}")
    wire.store(plain(images(1)[0]))
    assert said(run("WEB-06", wire)) == [HELD]


def test_of_a_whole_study_only_what_this_archive_had_by_then_is_due() -> None:
    wire, [ds] = stored(1)
    wire.store(plain(images(1)[0]), receiver="BATA")
    wire.add("C-STORE-RQ", "CT_ER1", "pacs", AffectedSOPInstanceUID="2.25.9")  # nothing in it, and not answered
    empty = wire.add("C-STORE-RQ", "CT_ER1", "pacs", AffectedSOPInstanceUID="2.25.8")
    wire.answer(empty, 0)
    fetched(wire, ds, dataset(StudyInstanceUID="2.25.1", SOPInstanceUID="2.25.8"))
    wire.store(plain(images(1)[0]))
    assert said(run("WEB-06", wire)) == [HELD]


def test_what_came_twice_or_unasked() -> None:
    wire, [ds] = stored(1)
    stranger = altered(plain(images(1)[0]), setting(StudyInstanceUID="1.2.3"))
    fetched(wire, ds, ds, stranger)
    assert [(one.expected, one.received, one.where) for one in run("WEB-06", wire)] == [
        ("", f"2 × {ds.SOPInstanceUID}", ""), ("2.25.1", "1.2.3", "StudyInstanceUID"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "syntax", "expected"),
    [
        (MULTIPART, LITTLE, None),
        (MULTIPART, IMPLICIT, LITTLE),
        (f"{MULTIPART}; transfer-syntax={IMPLICIT}", IMPLICIT, None),
        (f"{MULTIPART}; transfer-syntax={IMPLICIT}", LITTLE, IMPLICIT),
        (f"{MULTIPART}; transfer-syntax={IMPLICIT}, {MULTIPART}", RLE, f"{IMPLICIT} or {LITTLE}"),
        (f"{MULTIPART}; transfer-syntax=*", JPEG, None),
        (MULTIPART, "", None),  # its file does not say
    ],
)
def test_which_transfer_syntax_may_come(accept: str, syntax: str, expected: str | None) -> None:
    wire, [ds] = stored(1)
    fetched(wire, altered(ds, syntax=syntax), accept=accept)
    found = [(one.expected, one.received) for one in run("WEB-06", wire) if "transfer syntax" in one.summary]
    assert found == ([(expected, syntax)] if expected else [])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda ds: ds.add_new(0x00510010, "LO", "OTHER"), ("FAIL", "major", "changed")),
        (lambda ds: ds.add_new(0x00550010, "LO", "OTHER"), ("PASS", "minor", "added")),
        (setting(InstanceAvailability="ONLINE"), ("PASS", "minor", "added")),
        (setting(AcquisitionComments="x"), ("FAIL", "major", "added")),
        (setting(AdmissionID="x"), ("FAIL", "critical", "added")),
        (lambda ds: delattr(ds, "SeriesDescription"), ("FAIL", "major", "lost")),
        (setting(PatientID="X"), ("FAIL", "critical", "changed")),
        (setting(PatientComments=""), ("PASS", "minor", "wrote")),
        (setting(SpecificCharacterSet="ISO_IR 100"), ("PASS", "minor", "wrote")),
        (setting(PhotometricInterpretation="X"), ("FAIL", "major", "changed")),
    ],
)
def test_what_an_archive_may_do_to_an_attribute(change: Change, expected: tuple[str, str, str]) -> None:
    for check, path in (("WEB-06", STUDY), ("WEB-07", f"{STUDY}/metadata")):
        wire, [ds] = stored(1)
        fetched(wire, altered(ds, change), path=path)
        found = run(check, wire)[0]
        assert (found.verdict.value, found.severity, found.summary.split()[1]) == expected


def test_how_many_objects_differ_and_from_what_to_what() -> None:
    wire, made = stored(3)
    stranger = plain(images(1)[0])
    fetched(wire, stranger, *(altered(ds, setting(StudyID="X")) for ds in made[:2]), made[2])
    [finding] = run("WEB-06", wire)
    assert finding.summary == "pacs changed (0020,0010) StudyID in 2 objects, over DICOMweb"
    assert (finding.expected, finding.received) == ("RP1", "X")
    wire, [ds] = stored(1)
    fetched(wire, altered(ds, setting(StudyID="X")))
    assert run("WEB-06", wire)[0].summary == "pacs changed (0020,0010) StudyID, over DICOMweb"
    wire, [ds] = stored(1)
    fetched(wire, altered(ds, lambda ds: [ds.pop("StudyID"), setting(AdmissionID="x")(ds)]))
    assert [(one.expected, one.received) for one in run("WEB-06", wire)] == [("RP1", "absent"), ("absent", "x")]


@pytest.mark.parametrize(("told", "severity"), [((True, True), "minor"), ((False, True), "critical")])
def test_a_change_that_a_message_asked_for_is_noted_if_it_did_for_all(told: tuple[bool, bool], severity: str) -> None:
    """The procedure message came after only one of two objects had been stored, or after both."""
    wire, made = Wire(), [plain(ds) for ds in images(2)]
    for ds, is_before in zip(made, told, strict=True):
        if not is_before:
            wire.transcript.add(sender="ris", receiver="pacs", protocol="HL7", kind="OMI^O23", connection="x",
                                message=object())  # fmt: skip
        wire.store(ds)
    wire.transcript.add(sender="ris", receiver="pacs", protocol="HL7", kind="ADT^A03", connection="x", message=object())
    if all(told):
        wire.transcript.add(sender="ris", receiver="pacs", protocol="HL7", kind="OMI^O23", connection="x",
                            message=object())  # fmt: skip
    fetched(wire, *(altered(ds, setting(AccessionNumber="A2")) for ds in made))
    assert run("WEB-06", wire)[0].severity == severity


@pytest.mark.parametrize(
    ("first", "second", "failed"),
    [(JPEG, LITTLE, 0), (LITTLE, JPEG, 0), (RLE, JPEG, 0), (LITTLE, IMPLICIT, 1), (JPEG, JPEG, 1), (LITTLE, LITTLE, 1)],
)
def test_pixels_that_are_encoded_otherwise_are_described_otherwise(first: str, second: str, failed: int) -> None:
    """Also where the object itself came over DICOMweb."""
    sent = altered(plain(images(1)[0]), syntax=first)
    outcome = dataset(ReferencedSOPSequence=[dataset(ReferencedSOPInstanceUID=sent.SOPInstanceUID)])
    wire = one("STOW", "/studies", outcome, asked={"method": "POST", "datasets": (sent,)})
    fetched(wire, altered(sent, setting(PhotometricInterpretation="X"), syntax=second))
    assert [one.verdict.value for one in run("WEB-06", wire)].count("FAIL") == failed


def test_what_a_store_did_not_take_need_not_be_given() -> None:
    first, second = (plain(ds) for ds in images(2))
    done = dataset(ReferencedSOPSequence=[dataset(ReferencedSOPInstanceUID=first.SOPInstanceUID)])
    for status, missing in ((202, 1), (409, 0), (300, 0)):
        wire = one("STOW", "/studies", done, asked={"datasets": (first, second)}, status=status)
        fetched(wire)
        assert [one.expected for one in run("WEB-06", wire) if one.expected] == [first.SOPInstanceUID] * missing


def test_an_object_is_compared_with_what_was_stored_first() -> None:
    wire, [ds] = stored(1)
    wire.store(altered(ds, setting(StudyID="X")))
    fetched(wire, ds)
    assert said(run("WEB-06", wire)) == [HELD]
    wire = Wire()
    fetched(wire, altered(ds, setting(StudyID="X")))
    wire.store(ds)  # later
    assert said(run("WEB-06", wire)) == [HELD]


def test_bulk_that_metadata_leave_to_a_link_is_not_looked_at() -> None:
    wire, [ds] = Wire(), images(1)
    wire.store(ds)
    fetched(wire, plain(ds), path=f"{STUDY}/metadata")
    assert said(run("WEB-07", wire)) == [HELD]
    fetched(wire, altered(plain(ds), lambda ds: ds.pop("StudyID")), path=f"{STUDY}/metadata",
            bulk=frozenset({"(0020,0010) StudyID"}))  # fmt: skip
    assert said(run("WEB-07", wire)) == [HELD]
    fetched(wire, plain(ds))
    assert [one.where for one in run("WEB-06", wire) if one.verdict == "FAIL"] == ["(7FE0,0010) PixelData"]


# --- WEB-08: frames ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "received", "found"),
    [
        ([b"a", b"b"], [b"a", b"b"], [("", "")]),
        ([b"a", b"b"], [b"b", b"a"], [("frame 1 of the list", "frame 2 of the list"),
                                      ("frame 2 of the list", "frame 1 of the list")]),
        ([b"a", b"b"], [b"a", b"xyz"], [("frame 2 of the list", "3 bytes of none of them")]),
        ([b"a", b"b"], [b"a"], [("2 frames", "1 frames")]),
        ([b"a"], [b"a", b"b"], [("1 frames", "2 frames")]),
    ],
)  # fmt: skip
def test_frames(expected: list[bytes], received: list[bytes], found: list[tuple[str, str]]) -> None:
    said = [(one.expected, one.received) for one in run("WEB-08", Wire(), expected=expected, received=received)]
    assert said == found


# --- WEB-04 and WEB-05: DIMSE and DICOMweb ----------------------------------------------------------------------------


def told_twice(dimse: dict[str, Any], over_web: dict[str, Any], *, path: str = "/studies", level: str = "STUDY",
               between: Callable[[Wire], object] | None = None, status: int = 200) -> Wire:  # fmt: skip
    wire = Wire()
    wire.find(dataset(QueryRetrieveLevel=level), [dataset(**dimse)], model=f"{STUDY_ROOT}.1", sender="workstation",
              receiver="pacs")  # fmt: skip
    if between:
        between(wire)
    web(wire, "QIDO", path, dataset(**over_web), status=status)
    return wire


UIDS = {"StudyInstanceUID": "1", "SeriesInstanceUID": "2", "SOPInstanceUID": "3"}


@pytest.mark.parametrize(
    ("dimse", "over_web", "options", "expected"),
    [
        ({"StudyID": "A"}, {"StudyID": "A"}, {}, [("PASS", "", "")]),
        ({"StudyID": "A"}, {"StudyID": "B"}, {}, [("FAIL", "A", "B")]),
        ({"StudyID": "A"}, {"StudyID": ""}, {}, [("PASS", "", "")]),
        ({"StudyID": ""}, {"StudyID": "B"}, {}, [("PASS", "", "")]),
        ({"StudyID": "A"}, {}, {}, [("PASS", "", "")]),
        ({"RetrieveAETitle": "A"}, {"RetrieveAETitle": "B"}, {}, [("PASS", "", "")]),
        ({"StudyID": "A"}, {"StudyID": "B", "StudyInstanceUID": "9"}, {}, []),  # of another study
        ({"StudyID": "A"}, {"StudyID": "B"}, {"status": 404}, []),
        ({"StudyID": "A"}, {"StudyID": "B"}, {"path": "/series"}, []),
        ({"StudyID": "A"}, {"StudyID": "B"}, {"path": "/series", "level": "SERIES"}, [("FAIL", "A", "B")]),
        ({"StudyID": "A"}, {"StudyID": "B"}, {"path": "/instances", "level": "IMAGE"}, [("FAIL", "A", "B")]),
        ({"StudyID": "A"}, {"StudyID": "B"}, {"path": "/studies", "level": "PATIENT"}, []),
    ],
)
def test_both_say_the_same(
    dimse: dict[str, str], over_web: dict[str, str], options: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = run("WEB-04", told_twice({**UIDS, **dimse}, {**UIDS, **over_web}, **options))
    assert [(one.verdict.value, one.expected, one.received) for one in found] == expected


@pytest.mark.parametrize(
    ("kind", "receiver", "message", "judged"),
    [
        ("C-STORE-RQ", "pacs", None, False),
        ("STOW-RQ", "pacs", None, False),
        ("N-SET-RQ", "pacs", None, False),
        ("N-CREATE-RQ", "pacs", None, False),
        ("ADT^A08", "pacs", object(), False),
        ("C-ECHO-RQ", "pacs", None, True),
        ("C-STORE-RQ", "BATA", None, True),
    ],
)
def test_what_was_told_in_between_excuses_a_difference(kind: str, receiver: str, message: Any, judged: bool) -> None:
    def news(wire: Wire) -> None:
        wire.transcript.add(sender="ris", receiver=receiver, protocol="DICOM", kind=kind, connection="x",
                            message=message)  # fmt: skip

    facts = {**UIDS, "StudyID": "A"}, {**UIDS, "StudyID": "B"}
    assert bool(run("WEB-04", told_twice(*facts, between=news))) is judged
    wire = told_twice(*facts)
    news(wire)
    assert len(run("WEB-04", wire)) == 1


def test_how_many_matches_are_told_alike() -> None:
    wire = told_twice(UIDS, UIDS)
    web(wire, "QIDO", "/studies", dataset(**UIDS))
    assert [one.summary for one in run("WEB-04", wire)] == ["2 matches are told alike over DIMSE and DICOMweb"]
    web(wire, "QIDO", "/studies", dataset(StudyInstanceUID="9"), dataset(**{**UIDS, "SOPInstanceUID": "4"}))
    assert [one.received for one in run("WEB-04", wire)] == ["4", ""]  # an unknown match hides no other
    wire = told_twice(UIDS, UIDS)
    empty = wire.add("C-FIND-RQ", "workstation", "pacs", dataset(QueryRetrieveLevel="STUDY"),
                     AffectedSOPClassUID=f"{STUDY_ROOT}.1")  # fmt: skip
    wire.answer(empty, 0xFF00)
    assert len(run("WEB-04", wire)) == 1


@pytest.mark.parametrize(
    ("dimse", "over_web", "expected"),
    [
        (["1", "2"], ["2", "1"], ["name the same 2 at level IMAGE"]),
        (["1", "1"], ["1", "1"], ["name the same 1 at level IMAGE"]),
        (["1"], ["1", "1"], ["do not name the same at level IMAGE"]),
        ([], ["1", "2"], 2 * ["do not name the same at level IMAGE"]),
    ],
)
def test_both_name_the_same(dimse: list[str], over_web: list[str], expected: list[str]) -> None:
    found = run("WEB-05", Wire(), level="IMAGE", dimse=dimse, web=over_web)
    assert [one.summary.removeprefix("DIMSE and DICOMweb ") for one in found] == expected


# --- WEB-11 and WEB-13: pictures --------------------------------------------------------------------------------------

PNG = ("PNG", 64, 32)


def pictured(picture: tuple[str, int, int] | None, *, viewport: str = "", content_type: str = "image/png",
             path: str = "rendered", status: int = 200) -> Wire:  # fmt: skip
    wire, ds = Wire(), plain(images(1, rows=32, columns=64)[0])
    fetched(wire, path=f"{STUDY}/series/1/instances/9.9/rendered")  # of an object that nobody stored: hides nothing
    wire.store(ds)
    place = f"{STUDY}/series/{ds.SeriesInstanceUID}/instances/{ds.SOPInstanceUID}/{path}"
    query = (("viewport", viewport),) if viewport else ()
    web(wire, "WADO", place, query=query, content_type=content_type, picture=picture, status=status)
    return wire


@pytest.mark.parametrize(
    ("picture", "options", "expected"),
    [
        (PNG, {}, ("PASS", "", "")),
        (("PNG", 32, 64), {}, ("FAIL", "64 × 32", "32 × 64")),
        (("PNG", 64, 33), {}, ("FAIL", "64 × 32", "64 × 33")),
        (("PNG", 63, 32), {}, ("FAIL", "64 × 32", "63 × 32")),
        (None, {}, ("FAIL", "64 × 32", "no picture")),
        (None, {"viewport": "64,32"}, ("FAIL", "64 × 32", "no picture")),
        (PNG, {"content_type": "image/jpeg"}, ("FAIL", "PNG", "image/jpeg")),
        (PNG, {"content_type": "IMAGE/PNG"}, ("PASS", "", "")),
        (PNG, {"content_type": "multipart/related"}, ("PASS", "", "")),
        (("PNG", 20, 10), {"viewport": "20,10"}, ("PASS", "", "")),
        (("PNG", 20, 10), {"viewport": "20,10,0,0,5,5"}, ("PASS", "", "")),
        (("PNG", 10, 10), {"viewport": "20,10"}, ("PASS", "", "")),
        (("PNG", 21, 10), {"viewport": "20,10"}, ("FAIL", "at most 20 × 10", "21 × 10")),
        (("PNG", 20, 11), {"viewport": "20,10"}, ("FAIL", "at most 20 × 10", "20 × 11")),
        (("PNG", 20, 10), {"viewport": "20,10,,,5,5"}, ("PASS", "", "")),
        (("PNG", 1, 1), {"viewport": "20,10"}, ("PASS", "", "")),
        (("PNG", 0, 5), {"viewport": "20,10"}, ("FAIL", "at most 20 × 10", "0 × 5")),
        (("PNG", 5, 0), {"viewport": "20,10"}, ("FAIL", "at most 20 × 10", "5 × 0")),
        (PNG, {"viewport": "20"}, ("PASS", "", "")),
        (PNG, {"viewport": "20,x"}, ("PASS", "", "")),
        (PNG, {"viewport": "x,20"}, ("PASS", "", "")),
    ],
)
def test_a_picture_is_one_of_the_image(
    picture: tuple[str, int, int] | None, options: dict[str, str], expected: tuple[str, str, str]
) -> None:
    [finding] = run("WEB-11", pictured(picture, **options))  # type: ignore[arg-type]
    if picture and expected[0] == "PASS":
        assert finding.summary == f"a PNG of {picture[1]} × {picture[2]} came over DICOMweb"
    assert (finding.verdict.value, finding.expected, finding.received) == expected


def test_what_is_no_picture_is_not_judged() -> None:
    assert run("WEB-11", pictured(PNG, status=404)) == []
    assert run("WEB-11", pictured(PNG, path="frames/1")) == []


def shade(slope: float | None = 1, intercept: float | None = 0, kind: str = "MONOCHROME2") -> Dataset:
    """Values 0 to 255 in 16 × 16."""
    [ds] = images(1, rows=16, columns=16)
    ds.PixelData = np.arange(256, dtype=np.uint16).tobytes()
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 0
    ds.PhotometricInterpretation = kind
    for keyword, value in (("RescaleSlope", slope), ("RescaleIntercept", intercept)):
        ds.pop(keyword, None)
        if value is not None:
            setattr(ds, keyword, value)
    return ds


def drawn(values: Any, size: tuple[int, int] = (16, 16), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.fromarray(np.asarray(values, dtype=np.uint8).reshape(size)).save(out, kind)
    return out.getvalue()


GREY = np.arange(256)


@pytest.mark.parametrize(
    ("image", "picture", "window", "off"),
    [
        (shade(), GREY, (128.0, 256.0), 0),
        (shade(None, None), GREY, (128.0, 256.0), 0),
        (shade(2, 0), GREY, (256.0, 511.0), 0),
        (shade(1, -100), GREY, (28.0, 256.0), 0),
        (shade(), np.clip(GREY * 2.0 - 128, 0, 255), (128.0, 128.5), 0),
        (shade(kind="MONOCHROME1"), 255 - GREY, (128.0, 256.0), 0),
        (shade(), np.minimum(GREY + 6, 255), (128.0, 256.0), 0),
        (shade(), np.full(256, 128), (128.0, 256.0), 64),
        (shade(), GREY, (100.0, 256.0), 26),
        (shade(), 255 - GREY, (128.0, 256.0), 128),
        (shade(kind="MONOCHROME1"), GREY, (128.0, 256.0), 128),
        (shade(1, -100), GREY, (128.0, 256.0), 80),
        (shade(2, 0), GREY, (128.0, 256.0), 64),
    ],
)
def test_a_window_is_compared_grey_for_grey(
    image: Dataset, picture: Any, window: tuple[float, float], off: int
) -> None:
    [finding] = run("WEB-13", Wire(), image=image, picture=drawn(picture), window=window)
    assert (finding.verdict.value, finding.received) == (
        ("FAIL", f"{off} grey levels off") if off else ("PASS", "")
    )  # fmt: skip


CANNOT = "a picture over DICOMweb cannot be compared with its image"


@pytest.mark.parametrize("picture", [drawn(GREY, (8, 32)), drawn(GREY, (32, 8)), drawn(GREY)[:48], b"", b"GIF89a"])
def test_a_picture_of_another_size_or_half_a_picture_cannot_be_compared(picture: bytes) -> None:
    [finding] = run("WEB-13", Wire(), image=shade(), picture=picture, window=(128.0, 256.0))
    assert finding.summary == CANNOT


@pytest.mark.parametrize(("most", "refused"), [(255, True), (256, False)])
def test_a_picture_that_is_too_large_is_not_opened(most: int, refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.checks.dicomweb_pictures.MOST", most)
    image = shade()
    image.Rows, image.Columns = 8, 32
    [finding] = run("WEB-13", Wire(), image=image, picture=drawn(GREY, (8, 32)), window=(128.0, 256.0))
    assert (finding.summary == CANNOT) is refused
