"""Edges of the checks of DICOMweb: statuses, types, searches, pages and what a store answers."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.tests.dicom_story import Wire, dataset
from harness.tests.web_story import HELD, MULTIPART, Pairs, one, run, said, web
from harness.verdict import Verdict
from simulators.wire.dicomweb import JSON, Payload, WebMessage

# --- WEB-01: status and type ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "path", "deliberate", "expected"),
    [
        (200, "/studies", "", [HELD]),
        (299, "/studies", "", [HELD]),
        (300, "/studies", "", [("FAIL", "major")]),
        (399, "/studies", "", [("FAIL", "major")]),
        (304, "/studies", "ours", [("FAIL", "major")]),
        (400, "/studies", "", [("FAIL", "major")]),
        (499, "/studies", "", [("FAIL", "major")]),
        (400, "/studies", "ours", [HELD]),
        (500, "/studies", "", [("FAIL", "critical")]),
        (503, "/studies", "ours", [("FAIL", "critical")]),
        (406, "/studies", "", [("FAIL", "major")]),
        (406, "/studies/1/rendered", "", [("PASS", "minor"), HELD]),
        (405, "/studies/1/rendered", "", [("FAIL", "major")]),
        (407, "/studies/1/rendered", "", [("FAIL", "major")]),
    ],
)
def test_which_statuses_are_proper(status: int, path: str, deliberate: str, expected: list[tuple[str, str]]) -> None:
    assert said(run("WEB-01", one("WADO", path, status=status, deliberate=deliberate))) == expected


@pytest.mark.parametrize(
    ("status", "words"),
    [(399, "sent a WADO request elsewhere"), (400, "refused a WADO request"), (500, "failed inside")],
)
def test_what_is_said_of_a_wrong_status(status: int, words: str) -> None:
    assert words in run("WEB-01", one("WADO", status=status))[0].summary


def test_a_request_without_an_answer_or_with_one_that_cannot_be_read_hides_no_other() -> None:
    wire = Wire()
    common: dict[str, Any] = {"protocol": "HTTP", "connection": "web"}
    for is_answered in (False, True):
        request = wire.transcript.add(sender="workstation", receiver="pacs", kind="QIDO-RQ", web=WebMessage(), **common)
        if is_answered:
            wire.transcript.add(
                sender="pacs", receiver="workstation", kind="QIDO-RSP", reply_to=request.number, **common
            )
    assert run("WEB-01", wire) == []
    web(wire, status=404)
    assert said(run("WEB-01", wire)) == [("FAIL", "major")]


def test_who_answered_and_how_often() -> None:
    wire = one()
    web(wire)
    [finding] = run("WEB-01", wire)
    assert (finding.role, finding.hop, finding.summary) == (
        "pacs", "pacs→workstation", "2 requests over DICOMweb were answered properly",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "content_type", "status", "size", "received"),
    [
        (JSON, JSON, 200, 9, None),
        (JSON, "application/json", 200, 9, None),
        ("application/json", "application/json", 200, 9, None),
        (JSON, "text/html", 200, 9, "text/html"),
        (JSON, "text/html", 203, 9, "text/html"),
        (JSON, "text/html", 206, 9, "text/html"),
        (JSON, "text/html", 204, 9, None),
        (JSON, "text/html", 404, 9, None),
        (JSON, "", 200, 9, "no Content-Type"),
        (JSON, "", 200, 0, None),
        (JSON, "text/html", 200, 0, "text/html"),
        (JSON, "???", 200, 9, "???"),
        ("", "text/html", 200, 9, None),
        ("image/png, text/*", "text/html", 200, 9, None),
        (MULTIPART, f"{MULTIPART}; boundary=x", 200, 9, None),
    ],
)
def test_which_type_answers_a_request(
    accept: str, content_type: str, status: int, size: int, received: str | None
) -> None:
    wire = one(asked={"headers": {"accept": accept}}, content_type=content_type, status=status, reply={"size": size},
               deliberate="ours")  # fmt: skip
    found = [finding for finding in run("WEB-01", wire) if finding.verdict is Verdict.FAIL]
    assert [finding.received for finding in found] == ([] if received is None else [received])


# --- WEB-02: searches -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "judged"),
    [(200, True), (204, True), (206, True), (201, False), (203, False), (205, False), (207, False), (400, False)],
)
def test_which_answers_are_matches(status: int, judged: bool) -> None:
    assert bool(run("WEB-02", one(status=status))) is judged
    pages: list[dict[str, Any]] = [{"query": (("limit", "1"),)}, {"query": (("limit", "1"), ("offset", "1"))}, {}]
    wire = Wire()
    for page in pages:
        web(wire, status=status, **page)
    assert bool(run("WEB-12", wire)) is judged


def found_of(uid: str, **values: Any) -> Dataset:
    return dataset(SpecificCharacterSet="ISO_IR 192", StudyInstanceUID=uid, **values)


@pytest.mark.parametrize(
    ("query", "values", "wrong"),
    [
        ((("PatientID", "A"),), {"PatientID": "A"}, []),
        ((("PatientID", "A"),), {"PatientID": "B"}, ["(0010,0020) PatientID"]),
        ((("PatientID", "A"),), {}, []),  # it is not there
        ((("PatientID", ""),), {"PatientID": "B"}, []),
        ((("PatientID", ""), ("StudyID", "1")), {"PatientID": "B", "StudyID": "2"}, ["(0020,0010) StudyID"]),
        ((("PatientID", "A"), ("StudyID", "1")), {"PatientID": "A", "StudyID": "2"}, ["(0020,0010) StudyID"]),
        ((("PatientName", "M’Bouémé^Zoé"),), {"PatientName": "MBoueme^Zoe"}, []),  # letters lost: another check's
        ((("PatientName", "Nsue^Ana"),), {"PatientName": "Nsue^Eva"}, ["(0010,0010) PatientName"]),
        ((("StudyDescription", "Tórax"),), {"StudyDescription": "Torax"}, ["(0008,1030) StudyDescription"]),
        ((("Nonsense", "A"), ("PatientID", "A")), {"PatientID": "B"}, []),  # such a request is refused: WEB-01
    ],
)
def test_a_match_has_what_was_asked_for(query: Pairs, values: dict[str, str], wrong: list[str]) -> None:
    found = run("WEB-02", one("QIDO", "/studies", found_of("1", **values), query=query))
    assert [finding.where for finding in found if finding.verdict is Verdict.FAIL] == wrong
    assert said(found) == ([HELD] if not wrong else [("FAIL", "critical")] * len(wrong))


def test_a_search_that_was_refused_hides_no_wrong_one() -> None:
    wire = one(status=404)
    web(wire, "QIDO", "/studies", found_of(""))
    assert [(finding.summary, finding.received) for finding in run("WEB-02", wire)] == [
        ("a match over DICOMweb has no StudyInstanceUID", "empty")
    ]


@pytest.mark.parametrize(
    ("path", "keyword", "times", "failed"),
    [
        ("/studies", "StudyInstanceUID", 2, 0),  # of two patients
        ("/series", "SeriesInstanceUID", 2, 1),
        ("/studies/1/series", "SeriesInstanceUID", 2, 1),
        ("/instances", "SOPInstanceUID", 2, 1),
        ("/instances", "SOPInstanceUID", 1, 0),
    ],
)
def test_a_match_stands_there_once(path: str, keyword: str, times: int, failed: int) -> None:
    found = run("WEB-02", one("QIDO", path, *[dataset(**{keyword: "1"})] * times))
    assert [finding.verdict.value for finding in found].count("FAIL") == failed


@pytest.mark.parametrize(("limit", "failed"), [("1", 1), ("2", 0), ("3", 0), ("0", 1), ("x", 0), ("", 0)])
def test_a_search_keeps_to_its_limit(limit: str, failed: int) -> None:
    wire = one("QIDO", "/studies", found_of("1"), found_of("2"), query=(("limit", limit),))
    assert [finding.verdict.value for finding in run("WEB-02", wire)].count("FAIL") == failed


# --- WEB-03: how it is written ----------------------------------------------------------------------------------------


def test_what_is_badly_written_is_told_once_and_how_often() -> None:
    problems = (("[1] > x", "is no number"), ("[2] > x", "is no number"), ("y", "is no date"))
    wire = one(status=404, problems=(("", "is no JSON"),))  # words for a person
    web(wire, "QIDO", "/studies", found_of("1"), problems=problems)
    assert [(finding.where, finding.received) for finding in run("WEB-03", wire)] == [(" > x", "2 times"), ("y", "")]


@pytest.mark.parametrize(
    ("status", "count", "expected"), [(200, 1, [HELD]), (200, 0, []), (404, 0, []), (409, 1, [HELD])]
)
def test_what_is_well_written_is_held_where_there_is_something(
    status: int, count: int, expected: list[tuple[str, str]]
) -> None:
    assert said(run("WEB-03", one("STOW", "/studies", *[Dataset()] * count, status=status))) == expected


# --- WEB-10: refusals -------------------------------------------------------------------------------------------------


REFUSALS = {  # what is wrong on purpose, and what an archive may answer
    "an unknown study": (404, 410),
    "an unknown frame": (404, 410, 400),
    "a media type that is no image": (415, 400),
    "an image of another study": (202, 409, 400),
    "an image without its pixels": (202, 409, 400),
    "a workitem that another one took on": (409,),
    "a workitem that was canceled": (409,),
}


@pytest.mark.parametrize(
    ("deliberate", "status", "expected"),
    [
        *((why, status, HELD) for why, statuses in REFUSALS.items() for status in statuses),
        *((why, 418, ("PASS", "minor")) for why in REFUSALS),
        *((why, 200, ("FAIL", "major")) for why in REFUSALS),
    ],
)
def test_what_was_wrong_on_purpose_is_refused(deliberate: str, status: int, expected: tuple[str, str]) -> None:
    assert said(run("WEB-10", one(status=status, deliberate=deliberate))) == [expected]


@pytest.mark.parametrize(("status", "failed"), [(400, 1), (404, 1), (500, 1), (399, 0), (200, 0)])
def test_only_a_refusal_shows_insides(status: int, failed: int) -> None:
    wire = one(status=status, reply={"raw": b"Traceback (most recent call last):\n"})
    assert len(run("WEB-10", wire)) == failed


# --- WEB-12: pages ----------------------------------------------------------------------------------------------------


def paged(*pages: tuple[str, str, list[str]], whole: list[str] | None = None, earlier: list[str] | None = None) -> Wire:
    """Pages as (limit, offset, what was found); then the whole."""
    wire = Wire()
    for limit, offset, found in pages:
        pairs = (
            ("PatientID", "A"),
            *((("limit", limit),) if limit else ()),
            *((("offset", offset),) if offset else ()),
        )
        web(wire, "QIDO", "/series", *(dataset(SeriesInstanceUID=uid) for uid in found), query=pairs)
    for uids in (earlier, whole):
        if uids is not None:
            web(wire, "QIDO", "/series", *(dataset(SeriesInstanceUID=uid) for uid in uids), query=(("PatientID", "A"),))
    return wire


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (paged(("2", "", ["1", "2"]), ("2", "2", ["3"]), whole=["1", "2", "3"]), [HELD]),
        (paged(("2", "2", ["3"]), ("2", "", ["1", "2"]), whole=["1", "2", "3"]), [HELD]),
        (paged(("1", "1", ["2"]), ("1", "", ["1"]), whole=["1", "2"]), [HELD]),
        (paged(("2", "10", ["3"]), ("2", "9", ["1", "2"]), whole=["1", "2", "3"]), [HELD]),
        (paged(("2", "x", ["1", "2"]), ("2", "1", ["3"]), whole=["1", "2", "3"]), [HELD]),
        (paged(("2", "", ["2", "1"]), ("2", "2", ["3"]), whole=["1", "2", "3"]), [("PASS", "minor")]),
        (paged(("2", "", ["1", "2"]), ("2", "2", ["2"]), whole=["1", "2", "3"]), [("FAIL", "critical")]),
        (paged(("2", "", ["1", "2"]), whole=["1", "2", "3"]), []),
        (paged(("2", "", ["1", "2"]), ("2", "2", ["3"])), []),
        (paged(("", "2", ["3"]), ("2", "", ["1"]), whole=["1"]), []),
        (paged(("2", "", ["1", "2"]), ("2", "2", ["3"]), ("", "2", ["3"])), []),
        (paged(("2", "", ["1", "2"]), ("2", "2", ["3"]), ("2", "2", ["3"]), whole=["1", "2", "3"]), [HELD]),
        (paged(("2", "", ["1", "2"]), ("2", "2", ["3"]), whole=["1", "2", "3"], earlier=["1"]), [HELD]),
    ],
)
def test_pages_are_the_whole(wire: Wire, expected: list[tuple[str, str]]) -> None:
    assert said(run("WEB-12", wire)) == expected


def test_pages_that_miss_something_say_how_much() -> None:
    [finding] = run("WEB-12", paged(("2", "", ["1", "2"]), ("2", "2", ["2"]), whole=["1", "2", "3", "4"]))
    assert (finding.expected, finding.received) == ("4 matches, each once", "3 matches, 2 different")


# --- WEB-09: what a store answers -------------------------------------------------------------------------------------


def outcome(stored: list[str], failed: list[str], reason: object = 0x0110) -> Dataset:
    ds = Dataset()
    ds.ReferencedSOPSequence = [dataset(ReferencedSOPInstanceUID=uid) for uid in stored]
    ds.FailedSOPSequence = [dataset(ReferencedSOPInstanceUID=uid, FailureReason=reason) for uid in failed]
    return ds


def storing(sent: list[str], stored: list[str], failed: list[str], status: int, **options: Any) -> Wire:
    parts = {"datasets": tuple(dataset(SOPInstanceUID=uid) for uid in sent),
             "payloads": (Payload("application/dicom", "", 1, "x"),) * options.pop("parts", len(sent)),
             "headers": {"content-type": options.pop("sent_as", MULTIPART)}, "method": "POST"}  # fmt: skip
    return one("STOW", "/studies", outcome(stored, failed, **options), asked=parts, status=status)


@pytest.mark.parametrize(
    ("wire", "summaries"),
    [
        (storing(["1", "2"], ["1", "2"], [], 200), ["answered truly: 2 stored, 0 refused"]),
        (storing(["1", "2"], ["1"], ["2"], 202), ["answered truly: 1 stored, 1 refused"]),
        (storing(["1"], [], ["1"], 409), ["answered truly: 0 stored, 1 refused"]),
        (storing(["1"], [], ["1"], 404), ["answered truly: 0 stored, 1 refused"]),
        (storing(["1"], [], ["1"], 202), ["was called what it was not"]),
        (storing(["1", "2"], ["1"], ["2"], 200), ["was called what it was not"]),
        (storing(["1", "2"], ["1", "2"], [], 202), ["was called what it was not"]),
        (storing(["1", "2"], ["1"], ["2"], 409), ["was called what it was not"]),
        (storing(["1", "1"], ["1", "1"], [], 200), ["answered truly: 2 stored, 0 refused"]),
        (storing(["1", "1"], ["1"], [], 202), ["does not say once what became of an object"]),
        (storing(["1"], ["1"], ["1"], 202), ["does not say once what became of an object"]),
        (storing(["1"], ["1", "9"], [], 200), ["names an object that was not sent"]),
        (storing([""], [], [""], 409), ["answered truly: 0 stored, 1 refused"]),
        (storing(["1"], ["1"], [], 200, parts=2), ["was called what it was not"]),
        (storing(["1"], ["1"], [], 202, parts=2), ["answered truly: 1 stored, 0 refused"]),
        (storing(["1"], ["1"], [], 200, parts=3, sent_as='multipart/related; type="application/dicom+json"'),
         ["answered truly: 1 stored, 0 refused"]),
        (storing(["1"], [], ["1"], 409, reason=None), ["refuses an object without a reason"]),
    ],
)  # fmt: skip
def test_what_became_of_each_object(wire: Wire, summaries: list[str]) -> None:
    assert [finding.summary.removeprefix("a store over DICOMweb ").removeprefix("was ") for finding in run(
        "WEB-09", wire)] == [summary.removeprefix("was ") for summary in summaries]  # fmt: skip


def test_what_a_store_was_called() -> None:
    [finding] = run("WEB-09", storing(["1", "2"], ["1"], ["2"], 200, parts=4))
    assert (finding.severity, finding.expected, finding.received) == (
        "critical", "HTTP 202, which says that some are stored", "HTTP 200: 1 stored, 1 refused, 2 not mentioned",
    )  # fmt: skip
    [finding] = run("WEB-09", storing(["1", "2"], ["1", "2"], [], 202))
    assert (finding.severity, finding.expected) == ("major", "HTTP 200, which says that all are stored")
    [finding] = run("WEB-09", storing(["1"], [], ["1"], 200))
    assert finding.expected == "a refusal"
    finding = run("WEB-09", storing(["1", "2"], ["1"], [], 202))[0]
    assert (finding.expected, finding.received) == ("1 × 2", "0 × 2")
    for uid, shown in (("7", "7"), ("", "empty")):
        [finding] = run("WEB-09", storing([uid], [], [uid], 409, reason=None))
        assert finding.received == shown


@pytest.mark.parametrize(
    ("status", "judged"),
    [
        *((code, False) for code in (400, 401, 403, 413, 415, 500, 503)),
        *((code, True) for code in (402, 404, 409, 412, 414, 416, 499)),
    ],
)
def test_a_store_that_was_refused_as_a_whole_says_nothing_of_its_objects(status: int, judged: bool) -> None:
    wire = storing(["1"], ["1"], [], status)
    assert bool(run("WEB-09", wire)) is judged
    web(wire, "STOW", "/studies", outcome(["9"], []), asked={"method": "POST"})
    assert run("WEB-09", wire)
