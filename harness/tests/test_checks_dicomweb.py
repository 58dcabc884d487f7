"""Checks of DICOMweb: a true conversation raises nothing, and each fault planted in it is found by its check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import Dataset

from harness.checks import CHECKS, load
from harness.checks.story import Story
from harness.verdict import Finding, Verdict
from simulators.images import make_images
from simulators.pacs import Pacs, PacsConfig
from simulators.picture import Rendering, Window, picture_of
from simulators.runtime import Runtime
from simulators.transcript import Exchange
from simulators.ups_user_agent import WorklistAgent
from simulators.web_user_agent import UserAgent
from simulators.wire import workitem
from simulators.wire.dicomweb import Payload, WebMessage, frames_of
from simulators.wire.elements import copy_of, items, text
from simulators.wire.identifiers import Patient, PatientId, PersonName
from simulators.workstation import Workstation, WorkstationConfig

load()
WEB = sorted(id for id in CHECKS if id.startswith("WEB-"))
ANA = Patient(PatientId("ZZ9001"), PersonName("Ñsue Prueba", "Ana"), "19800102", "F")
Change = Callable[[WebMessage], WebMessage]


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[Exchange, ...]]:
    """Everything that can be asked of one study, over DIMSE and DICOMweb. Never changed: tests alter copies."""
    runtime = Runtime(identify=lambda name: "pacs" if name == "PACS1" else name)
    pacs = Pacs(runtime, PacsConfig(web_port=0, hl7_port=None))
    pacs.start()
    workstation = Workstation(runtime, WorkstationConfig(pacs=pacs.address))
    try:
        _talk(runtime, workstation, UserAgent(runtime, "workstation", pacs.web_address))  # type: ignore[arg-type]
        yield runtime.transcript.exchanges
    finally:
        pacs.stop()


def _talk(runtime: Runtime, workstation: Workstation, web: UserAgent) -> None:
    images = make_images(modality="CT", patient=ANA, instances=3, study_instance_uid=runtime.uid())
    strange = make_images(modality="CT", patient=ANA, instances=1)
    study, series, instance = (text(images[0], f"{name}InstanceUID") for name in ("Study", "Series", "SOP"))
    web.store(images)
    web.store([images[0], *strange], study=study, deliberate="an image of another study")
    workstation.find("STUDY", StudyInstanceUID=study)
    workstation.find("IMAGE", StudyInstanceUID=study, SeriesInstanceUID=series)
    web.search("STUDY", PatientID="ZZ9001")
    web.search("IMAGE", study=study)
    for offset in (0, 2):
        web.search("IMAGE", study=study, limit=2, offset=offset)
    web.retrieve(study)
    web.metadata(study)
    web.rendered(study, series, instance)
    web.retrieve(runtime.uid(), deliberate="an unknown study")
    web.post_body("text/plain", b"x", deliberate="a media type that is no image")
    web.rendered(study, series, instance, accept="image/jpeg", viewport="20,30")
    _work(WorklistAgent(web), images)


def _work(agent: WorklistAgent, images: list[Dataset]) -> None:
    """A workitem from its beginning to its end; another one that is canceled. ``2.25.4`` is a lock of nobody."""
    for uid in ("2.25.1", "2.25.2"):
        agent.create(uid, workitem.scheduled(images, "3D", "20310101080000"))
    agent.search(PatientID="ZZ9001", ProcedureStepState="SCHEDULED")
    agent.change("2.25.1", workitem.change("IN PROGRESS", "2.25.3"))
    agent.change("2.25.1", workitem.change("COMPLETED", "2.25.4"), deliberate="a workitem that another one took on")
    agent.update("2.25.1", "2.25.3", workitem.done("20310101080000", "20310101080000"))
    agent.change("2.25.1", workitem.change("COMPLETED", "2.25.3"))
    agent.retrieve("2.25.1")
    agent.request_cancel("2.25.2", workitem.reason("a mistake"))
    agent.change("2.25.2", workitem.change("IN PROGRESS", "2.25.4"), deliberate="a workitem that was canceled")
    agent.retrieve("2.25.2")


def found(check: str, exchanges: tuple[Exchange, ...], **facts: Any) -> list[Finding]:
    return [
        finding for finding in CHECKS[check](Story(exchanges=exchanges), **facts) if finding.verdict != Verdict.PASS
    ]


def altered(
    exchanges: tuple[Exchange, ...], kind: str, number: int, change: Change, **fields: Any
) -> tuple[Exchange, ...]:
    """The same story, one exchange of this kind (by its number among them) changed."""
    chosen = [one for one in exchanges if one.kind == kind][number]
    assert chosen.web is not None
    other = replace(chosen, web=change(chosen.web), **fields)
    return tuple(other if one is chosen else one for one in exchanges)


def in_datasets(change: Callable[[Dataset], object], which: int = 0) -> Change:
    def altering(message: WebMessage) -> WebMessage:
        datasets = [*message.datasets]
        ds = copy_of(datasets[which])
        if hasattr(datasets[which], "file_meta"):
            ds.file_meta = datasets[which].file_meta
        change(ds)
        datasets[which] = ds
        return replace(message, datasets=tuple(datasets))

    return altering


def with_status(status: int) -> Change:
    return lambda message: replace(message, status=status)


def setting(**values: Any) -> Change:
    return in_datasets(lambda ds: [setattr(ds, keyword, value) for keyword, value in values.items()])


def without_last(message: WebMessage) -> WebMessage:
    return replace(message, datasets=message.datasets[:-1])


def doubled(message: WebMessage) -> WebMessage:
    return replace(message, datasets=(*message.datasets, message.datasets[0]))


def in_syntax(message: WebMessage) -> WebMessage:
    ds = copy_of(message.datasets[0])
    ds.file_meta = copy_of(message.datasets[0].file_meta)
    ds.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    return replace(message, datasets=(ds, *message.datasets[1:]))


def without_reason(ds: Dataset) -> None:
    del items(ds, "FailedSOPSequence")[0].FailureReason


def with_another(ds: Dataset) -> None:
    items(ds, "ReferencedSOPSequence")[0].ReferencedSOPInstanceUID = "1.2.3"


def typed(content_type: str) -> Change:
    return lambda message: replace(message, headers={**message.headers, "content-type": content_type})


def test_a_true_conversation_raises_nothing(told: tuple[Exchange, ...]) -> None:
    for check in WEB:
        if CHECKS[check].always:
            assert found(check, told) == []
            assert CHECKS[check](Story(exchanges=told)), f"{check} judged nothing"


# In the order of _talk: QIDO 0 study, 1 images, 2 and 3 pages; WADO 0 objects, 1 metadata, 2 picture, 3 unknown;
# STOW 0 all, 1 with a stranger, 2 of no image.
FAULTS: list[tuple[str, str, int, Change, str]] = [
    ("WEB-01", "QIDO-RSP", 0, with_status(500), "failed inside"),
    ("WEB-01", "QIDO-RSP", 0, with_status(403), "refused a QIDO request"),
    ("WEB-01", "QIDO-RSP", 0, with_status(302), "elsewhere"),
    ("WEB-01", "QIDO-RSP", 0, typed("text/html"), "a type that was not accepted"),
    ("WEB-01", "WADO-RSP", 0, typed(""), "a type that was not accepted"),
    ("WEB-02", "QIDO-RSP", 0, setting(PatientID="ZZ9002"), "not what was asked for"),
    ("WEB-02", "QIDO-RSP", 1, setting(StudyInstanceUID="1.2.3"), "not what was asked for"),
    ("WEB-02", "QIDO-RSP", 1, setting(SOPInstanceUID=""), "has no SOPInstanceUID"),
    ("WEB-02", "QIDO-RSP", 1, doubled, "stands there 2 times"),
    ("WEB-02", "QIDO-RSP", 2, doubled, "more than its limit"),
    ("WEB-02", "QIDO-RSP", 0, lambda message: replace(message, foreign=1), "other patients"),
    ("WEB-03", "QIDO-RSP", 0, lambda message: replace(message, problems=(("x", "is no JSON"),)), "is no JSON"),
    ("WEB-04", "QIDO-RSP", 0, setting(PatientName="Ã\x91sue Prueba^Ana"), "(0010,0010)"),
    ("WEB-04", "QIDO-RSP", 0, setting(NumberOfStudyRelatedInstances=4), "(0020,1208)"),
    ("WEB-04", "QIDO-RSP", 1, setting(InstanceNumber="9"), "(0020,0013)"),
    ("WEB-06", "WADO-RSP", 0, without_last, "left out"),
    ("WEB-06", "WADO-RSP", 0, doubled, "more than once"),
    ("WEB-06", "WADO-RSP", 0, setting(StudyInstanceUID="1.2.3"), "not asked for"),
    ("WEB-06", "WADO-RSP", 0, setting(PatientID="ZZ9002"), "changed (0010,0020)"),
    ("WEB-06", "WADO-RSP", 0, setting(Rows=63), "changed (0028,0010)"),
    ("WEB-07", "WADO-RSP", 1, in_datasets(lambda ds: ds.pop("SeriesDescription")), "lost (0008,103E)"),
    ("WEB-07", "WADO-RSP", 1, setting(PatientName="X"), "changed (0010,0010)"),
    ("WEB-07", "WADO-RSP", 1, without_last, "left out"),
    ("WEB-09", "STOW-RSP", 1, with_status(200), "called what it was not"),
    ("WEB-09", "STOW-RSP", 0, with_status(202), "called what it was not"),
    ("WEB-09", "STOW-RSP", 1, in_datasets(lambda ds: ds.pop("FailedSOPSequence")), "does not say once"),
    ("WEB-09", "STOW-RSP", 1, in_datasets(without_reason), "without a reason"),
    ("WEB-09", "STOW-RSP", 0, in_datasets(with_another), "was not sent"),
    ("WEB-10", "WADO-RSP", 3, with_status(200), "called a success"),
    ("WEB-10", "STOW-RSP", 2, with_status(200), "called a success"),
    ("WEB-11", "WADO-RSP", 2, lambda message: replace(message, picture=("PNG", 32, 64)), "not one of the image"),
    ("WEB-11", "WADO-RSP", 2, lambda message: replace(message, picture=None), "not one of the image"),
    ("WEB-11", "WADO-RSP", 4, lambda message: replace(message, picture=("JPEG", 21, 20)), "does not fit"),
    ("WEB-11", "WADO-RSP", 4, lambda message: replace(message, picture=("PNG", 20, 20)), "another type than"),
    ("WEB-14", "UPS-RSP", 2, setting(ProcedureStepState="COMPLETED"), "in another state"),
    ("WEB-14", "UPS-RSP", 4, with_status(200), "by who had not taken it on"),
    ("WEB-14", "UPS-RSP", 4, lambda message: replace(message, headers={}), "without saying why"),
    ("WEB-14", "UPS-RSP", 7, setting(ProcedureStepState="IN PROGRESS"), "in another state"),
    ("WEB-14", "UPS-RSP", 9, with_status(200), "where it may not go"),
    ("WEB-14", "UPS-RSP", 10, setting(ProcedureStepState="SCHEDULED"), "in another state"),
    ("WEB-15", "UPS-RSP", 2, setting(TransactionUID="2.25.3"), "what locks"),
    ("WEB-15", "UPS-RSP", 7, setting(PatientID="ZZ9002"), "changed (0010,0020)"),
    ("WEB-15", "UPS-RSP", 10, in_datasets(lambda ds: ds.pop("InputInformationSequence")), "(0040,4021)"),
    ("WEB-12", "QIDO-RSP", 3, doubled, "not the whole of it"),
    ("WEB-12", "QIDO-RSP", 2, without_last, "not the whole of it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "kind", "number", "change", "words"), FAULTS, ids=[f"{f[0]} {f[4][:24]}" for f in FAULTS]
)
def test_a_planted_fault_is_found(
    told: tuple[Exchange, ...], check: str, kind: str, number: int, change: Change, words: str
) -> None:
    findings = found(check, altered(told, kind, number, change))
    assert any(words in finding.summary for finding in findings), [finding.summary for finding in findings]
    assert {finding.role for finding in findings} == {"pacs"}


def test_a_transfer_syntax_that_was_not_accepted_is_found(told: tuple[Exchange, ...]) -> None:
    plain = altered(told, "WADO-RQ", 0, lambda message: replace(
        message, headers={"accept": 'multipart/related; type="application/dicom"'}))  # fmt: skip
    assert found("WEB-06", plain) == []
    other = found("WEB-06", altered(plain, "WADO-RSP", 0, in_syntax))
    assert any("transfer syntax that was not accepted" in finding.summary for finding in other)
    assert not any("pixels" in finding.summary.lower() for finding in other)


def test_insides_in_a_refusal_are_found(told: tuple[Exchange, ...]) -> None:
    raw = b'HTTP 404\n\nTraceback (most recent call last):\n  File "x.py", line 3, in y'
    [finding] = found("WEB-10", altered(told, "WADO-RSP", 3, lambda message: message, raw=raw))
    assert (finding.severity, "insides" in finding.summary) == ("minor", True)


def test_what_changed_in_between_is_no_contradiction(told: tuple[Exchange, ...]) -> None:
    """Between the query and the search the archive was told something: another value is then no fault."""
    different = altered(told, "QIDO-RSP", 0, setting(PatientName="Other^Name"))
    assert found("WEB-04", different)
    between = [one for one in different if one.kind == "A-RELEASE-RQ"][-1]
    news = replace(between, kind="C-STORE-RQ")
    assert found("WEB-04", tuple(news if one is between else one for one in different)) == []


def test_named_over_one_and_not_over_the_other() -> None:
    facts = {"level": "IMAGE", "dimse": ["1", "2"]}
    assert found("WEB-05", (), **facts, web=["2", "1"]) == []
    [finding] = found("WEB-05", (), **facts, web=["1"])
    assert (finding.expected, finding.received) == ("1 × 2 over DIMSE", "0 × 2 over DICOMweb")
    assert len(found("WEB-05", (), **facts, web=["1", "1", "3"])) == 3


def test_frames_are_compared_in_their_order() -> None:
    expected = [b"a", b"b", b"c"]
    assert found("WEB-08", (), expected=expected, received=expected) == []
    [finding] = found("WEB-08", (), expected=expected, received=[b"a", b"b", b"b"])
    assert (finding.expected, finding.received) == ("frame 3 of the list", "frame 2 of the list")
    assert found("WEB-08", (), expected=expected, received=[b"a"])
    assert found("WEB-08", (), expected=expected, received=[b"a", b"b", b"x"])[0].received == "1 bytes of none of them"


def test_a_window_is_compared_grey_for_grey() -> None:
    [image] = make_images(modality="CT", patient=ANA, instances=1)
    values = image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept)
    middle, span = float(values.mean()), float(np.ptp(values))
    for kind in ("PNG", "JPEG"):
        picture = picture_of(image, 1, Rendering(kind, Window(middle, span)))
        assert found("WEB-13", (), image=image, picture=picture, window=(middle, span)) == []
        for other in ((middle, span / 3), (middle + span / 2, span)):
            [finding] = found("WEB-13", (), image=image, picture=picture, window=other)
            assert "does not show the window" in finding.summary
    for broken in (b"", picture[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 40):
        [finding] = found("WEB-13", (), image=image, picture=broken, window=(middle, span))
        assert "cannot be compared" in finding.summary


def test_frames_of_a_film_are_those_that_were_made() -> None:
    [film] = make_images(modality="US", patient=ANA, instances=1, frames=3)
    assert len(set(frames_of(film))) == 3


MESSAGES = st.builds(
    WebMessage,
    method=st.sampled_from(["", "GET", "POST", "PUT"]),
    path=st.sampled_from(["", "/studies", "/studies/1.2/series", "/studies/1.2/metadata", "/studies/1/rendered", "//",
                          "/workitems", "/workitems/1/state", "/workitems/1/cancelrequest"]),
    query=st.lists(st.tuples(st.sampled_from(["limit", "PatientID", ""]), st.text(max_size=4)), max_size=3).map(tuple),
    status=st.sampled_from([0, 200, 202, 204, 302, 404, 409, 500, 999]),
    headers=st.dictionaries(st.sampled_from(["accept", "content-type"]), st.text(max_size=20), max_size=2),
    datasets=st.lists(st.sampled_from([Dataset(), workitem.change("COMPLETED", "1")]), max_size=2).map(tuple),
    payloads=st.lists(st.just(Payload("", "", 0, "")), max_size=2).map(tuple),
    problems=st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["QIDO", "WADO", "STOW", "UPS"]), MESSAGES, MESSAGES), max_size=4))
def test_no_check_breaks_whatever_was_said(talks: list[tuple[str, WebMessage, WebMessage]]) -> None:
    exchanges = []
    for number, (kind, asked, answer) in enumerate(talks):
        common = {"time": 0.0, "protocol": "HTTP", "connection": f"c{number}"}
        first = Exchange(
            number=2 * number + 1, sender="workstation", receiver="pacs", kind=f"{kind}-RQ", web=asked, **common
        )
        exchanges += [first, Exchange(number=2 * number + 2, sender="pacs", receiver="workstation", kind=f"{kind}-RSP",
                                      web=answer, reply_to=first.number, **common)]  # fmt: skip
    story = Story(exchanges=tuple(exchanges))
    for check in WEB:
        if CHECKS[check].always:
            assert [finding for finding in CHECKS[check](story) if finding.verdict is Verdict.ERROR] == []
