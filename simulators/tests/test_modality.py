"""The modality over the wire: what it sends, what it does when nobody answers, what it says about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydicom import Dataset

from simulators.addresses import DicomAddress
from simulators.dimse import Scp
from simulators.link import Link
from simulators.link_messages import CutAfter
from simulators.modality import Modality, ModalityConfig
from simulators.modality_queue import _parts
from simulators.runtime import Limits, Runtime
from simulators.tests.department import Department, department
from simulators.wire.elements import items, text
from simulators.wire.errors import ConfigError, LocalViolation, NoAnswer, PeerViolation, Refused, Unreachable
from simulators.wire.identifiers import Patient, PatientId, PersonName
from simulators.wire.procedure_step import REASONS
from simulators.wire.worklist import worklist_items


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def sent(dept: Department, kind: str) -> list[Dataset]:
    return [one.dataset for one in dept.runtime.transcript.exchanges if one.kind == kind and one.dataset is not None]


# --- examinations


def test_identifiers_of_the_worklist_are_on_images_and_mpps(dept: Department) -> None:
    [item] = worklist_items(dept.order())
    performed = dept.ct.begin([item])
    images = dept.ct.acquire(performed, 2)
    dept.ct.store(images)
    dept.ct.complete(performed)
    [created], [changed] = sent(dept, "N-CREATE-RQ"), sent(dept, "N-SET-RQ")
    scheduled = items(created, "ScheduledStepAttributesSequence")[0]
    request = items(images[0], "RequestAttributesSequence")[0]
    step = items(item, "ScheduledProcedureStepSequence")[0]
    for keyword in ("PatientID", "PatientName", "IssuerOfPatientID"):
        assert text(images[0], keyword) == text(created, keyword) == text(item, keyword)
    for found in (text(scheduled, "StudyInstanceUID"), text(images[0], "StudyInstanceUID")):
        assert found == text(item, "StudyInstanceUID")
    for keyword in ("AccessionNumber", "RequestedProcedureID"):
        assert text(scheduled, keyword) == text(request, keyword) == text(item, keyword)
    assert text(scheduled, "ScheduledProcedureStepID") == text(step, "ScheduledProcedureStepID")
    assert text(images[0], "PerformedProcedureStepID") == text(created, "PerformedProcedureStepID")
    [series] = items(changed, "PerformedSeriesSequence")
    named = [text(one, "ReferencedSOPInstanceUID") for one in items(series, "ReferencedImageSequence")]
    assert named == [one.SOPInstanceUID for one in images]


def test_group_case_names_every_item(dept: Department) -> None:
    group = worklist_items(dept.order()) + worklist_items(dept.order())
    performed = dept.ct.begin(group)
    [image] = dept.ct.acquire(performed, 1)
    [created] = sent(dept, "N-CREATE-RQ")
    assert len(items(created, "ScheduledStepAttributesSequence")) == 2
    assert len(items(image, "RequestAttributesSequence")) == 2
    assert text(image, "AccessionNumber") == ""
    assert dept.ct.store([image])[0].status == 0


def test_unscheduled_step(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient("5"))
    [image] = dept.ct.acquire(performed, 1)
    [created] = sent(dept, "N-CREATE-RQ")
    [scheduled] = items(created, "ScheduledStepAttributesSequence")
    assert text(scheduled, "StudyInstanceUID") == text(image, "StudyInstanceUID") == performed.study_instance_uid
    assert text(scheduled, "AccessionNumber") == text(image, "AccessionNumber") == ""
    assert (text(created, "PatientID"), text(image, "PatientID")) == ("ZZ95", "ZZ95")


def test_station_without_mpps(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()), mpps=False)
    [image] = dept.ct.acquire(performed, 1)
    assert dept.ct.complete(performed) is None
    assert sent(dept, "N-CREATE-RQ") == []
    assert text(image, "PerformedProcedureStepID") == performed.id


def test_abandoned_before_the_first_image(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()))
    assert dept.ct.discontinue(performed, REASONS["110505"]).status == 0
    [changed] = sent(dept, "N-SET-RQ")
    assert len(items(changed, "PerformedSeriesSequence")) == 1
    [reason] = items(changed, "PerformedProcedureStepDiscontinuationReasonCodeSequence")
    assert text(reason, "CodeValue") == "110505"


def test_nobody_else_s_patient_is_touched(dept: Department) -> None:
    stranger = Patient(PatientId("4711", dept.runtime.test_patients.authority), PersonName("Real", "Person"))
    before = dept.runtime.transcript.mark()
    with pytest.raises(LocalViolation, match="not a test patient"):
        dept.ct.begin(patient=stranger)
    performed = dept.ct.begin(patient=stranger, mpps=False)
    with pytest.raises(LocalViolation, match="not a test patient"):
        dept.ct.store(dept.ct.acquire(performed, 1))
    kinds = {one.kind for one in dept.runtime.transcript.since(before)}
    assert not kinds & {"N-CREATE-RQ", "C-STORE-RQ"}


# --- storing when the archive is away


def test_queue_keeps_the_order_until_the_archive_is_back(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, 4)
    dept.archive.take_down()
    assert dept.ct.store(images[:3], retry=True, to=dept.archive.address) == []
    assert dept.ct.waiting == 3
    assert not dept.ct.drained(0.2)
    dept.ct.store(images[3:], retry=True, to=dept.archive.address)
    dept.archive.bring_up()
    assert dept.ct.drained(5)
    received = [one.dataset.SOPInstanceUID for one in dept.archive.received]
    assert sorted(received) == sorted(one.SOPInstanceUID for one in images)


def test_archive_comes_back_with_all_it_had_on_the_same_ports(dept: Department) -> None:
    first = dept.stored(instances=1)
    ports = dict(dept.pacs.ports)
    dept.pacs.take_down()
    performed = dept.ct.begin(patient=dept.patient("2"), mpps=False)
    images = dept.ct.acquire(performed, 3)
    assert dept.ct.store(images, retry=True) == []
    with pytest.raises(Unreachable):
        dept.tell("A08", dept.patient("2"))
    dept.pacs.bring_up()
    assert dept.ct.drained(5)
    assert dept.pacs.ports == ports
    assert dept.tell("A08", dept.patient("2")).get("MSA-1") == "AA"
    assert dept.studies(StudyInstanceUID=first[0].StudyInstanceUID)
    assert dept.studies(PatientID="ZZ92")[0].NumberOfStudyRelatedInstances == 3


def test_queue_tries_again_when_out_of_resources_and_gives_up_on_other_failures(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, 2)
    dept.archive.answer = 0xA700
    first = dept.ct.store(images, retry=True, to=dept.archive.address)
    assert [one.status for one in first] == [0xA700]
    assert dept.ct.waiting == 2
    dept.archive.answer = 0xC000
    assert dept.ct.drained(5)
    assert [one.status for one in dept.ct._queue.answers] == [0xC000, 0xC000]
    assert dept.archive.received == ()


def test_what_the_first_address_does_not_take_goes_to_the_second_once(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()), mpps=False)
    images = dept.ct.acquire(performed, 4)
    second = dept.pacs.address
    with Link(second.host, second.port) as link:
        link.per_connection = lambda: CutAfter("dicom", 4)  # the request, an image, part of another
        first = DicomAddress("127.0.0.1", link.port, second.ae_title)
        answers = dept.ct.store(images, retry=True, to=first, second=second)
    assert [answer.status for answer in answers] == [0] * 4
    assert dept.ct.waiting == 0
    [study] = dept.studies()
    assert study.NumberOfStudyRelatedInstances == 4


def test_what_neither_address_takes_waits_for_the_second(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()), mpps=False)
    images = dept.ct.acquire(performed, 2)
    address = dept.pacs.address
    dept.pacs.take_down()
    with Link(address.host, address.port) as gone:
        first = DicomAddress("127.0.0.1", gone.port, address.ae_title)
    assert dept.ct.store(images, retry=True, to=first, second=address) == []
    assert dept.ct.waiting == 2
    dept.pacs.bring_up()
    assert dept.ct.drained(10)
    [study] = dept.studies()
    assert study.NumberOfStudyRelatedInstances == 2


def test_a_device_without_patience_gives_up_sooner(dept: Department) -> None:
    address = dept.pacs.address
    with Link(address.host, address.port) as link:
        ct = Modality(
            dept.runtime, ModalityConfig(storage=DicomAddress("127.0.0.1", link.port, "PACS1"), patience_s=0.2)
        )
        link.half_open()
        with pytest.raises(NoAnswer, match=r"0\.2 s"):
            ct.echo()


def test_without_retry_it_says_so(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, 1)
    dept.archive.take_down()
    with pytest.raises(Unreachable, match="nothing listens on that port"):
        dept.ct.store(images, to=dept.archive.address)
    assert dept.ct.waiting == 0


def test_failure_status_is_an_answer_not_an_exception(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    dept.archive.answer = 0xA900
    responses = dept.ct.store(dept.ct.acquire(performed, 2), to=dept.archive.address)
    assert [one.status for one in responses] == [0xA900, 0xA900]


def test_no_more_contexts_than_an_association_has(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1)
    many = []
    for number in range(100):
        other = Dataset()
        other.SOPClassUID = f"1.2.3.{number}"
        other.file_meta = image.file_meta
        many.append(other)
    parts = list(_parts(many))
    assert [len(part) for part in parts] == [64, 36]
    assert [one.SOPClassUID for part in parts for one in part] == [one.SOPClassUID for one in many]


# --- peers that are wrong


def test_worklist_that_refuses(dept: Department) -> None:
    runtime = Runtime(limits=Limits(connect_s=1, dimse_s=2))
    model = "1.2.840.10008.5.1.4.31"
    with Scp(runtime, "ris", "RIS_MWL", sop_classes=[model], on_find=lambda *_: iter([(0xA900, None)])) as scp:
        ct = Modality(runtime, ModalityConfig(worklist=DicomAddress("127.0.0.1", scp.port, "RIS_MWL")))
        with pytest.raises(Refused, match="refused the worklist query: status A900") as refused:
            ct.worklist()
        assert refused.value.code == 0xA900


def test_worklist_that_breaks_off(dept: Department) -> None:
    runtime = Runtime(limits=Limits(connect_s=1, dimse_s=2))

    def break_off(model: str, query: Dataset, info: object) -> Iterator[tuple[int, Dataset | None]]:
        info.association.end()  # type: ignore[attr-defined]
        yield 0x0000, None

    with Scp(runtime, "ris", "RIS_MWL", sop_classes=["1.2.840.10008.5.1.4.31"], on_find=break_off) as scp:
        ct = Modality(runtime, ModalityConfig(worklist=DicomAddress("127.0.0.1", scp.port, "RIS_MWL")))
        with pytest.raises(PeerViolation, match="aborted the association"):
            ct.worklist()


def test_addresses_that_were_never_given() -> None:
    ct = Modality(Runtime())
    for act in (ct.worklist, ct.echo, lambda: ct.begin(patient=Patient(PatientId("ZZ91"), PersonName("A", "B")))):
        with pytest.raises(ConfigError, match="was not told where to send"):
            act()


def test_commitment_report_of_another_event_type_is_refused(dept: Department) -> None:
    assert dept.ct._reports.take(3, Dataset()) == 0x0113
    assert dept.ct._reports.take(1, None) == 0x0115


def test_stop_twice_and_start_again(dept: Department) -> None:
    port = dept.ct.ports["dimse"]
    dept.ct.stop()
    dept.ct.stop()
    again = Modality(dept.runtime, ModalityConfig(port=port))
    again.start()
    assert again.ports["dimse"] == port
    again.stop()
