"""C-MOVE and C-GET: what arrives, and what the PACS says about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulators.addresses import DicomAddress
from simulators.destination import Destination, DestinationConfig
from simulators.dimse import encode
from simulators.tests.department import Department, department
from simulators.workstation import Workstation, WorkstationConfig


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def test_study_series_and_image(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    first, second = dept.ct.acquire(performed, 3), dept.ct.acquire(performed, 2)
    dept.ct.store(first + second)
    study, series, image = first[0].StudyInstanceUID, first[0].SeriesInstanceUID, first[0].SOPInstanceUID
    for retrieve in (dept.workstation.move, dept.workstation.get):
        for keys, count in (({}, 5), ({"series_uid": series}, 3), ({"series_uid": series, "instance_uid": image}, 1)):
            result = retrieve(study, **keys)
            assert (result.status, result.completed, result.failed, result.warning) == (0, count, 0, 0)
            assert len(result.instances) == count
        result = retrieve(patient_id="ZZ91")
        assert (result.status, len(result.instances)) == (0, 5)


def test_pending_responses_count_down(dept: Department) -> None:
    images = dept.stored(instances=3)
    result = dept.workstation.move(images[0].StudyInstanceUID)
    assert [response.sub_operations for response in result.responses] == [
        (2, 1, 0, 0),
        (1, 2, 0, 0),
        (-1, 3, 0, 0),
    ]


def test_arrives_byte_for_byte(dept: Department) -> None:
    images = dept.stored(instances=2)
    dept.workstation.move(images[0].StudyInstanceUID)
    sent = {encode(one, one.file_meta.TransferSyntaxUID) for one in images}  # of two lengths when a UID is shorter
    arrived = [one.file for one in dept.workstation.received]
    assert len(arrived) == len(sent)
    assert all(any(file.endswith(one) for file in arrived) for one in sent)
    assert {one.move_originator for one in dept.workstation.received} == {"WS_1"}


def test_destination_unknown(dept: Department) -> None:
    images = dept.stored()
    result = dept.workstation.move(images[0].StudyInstanceUID, destination="NOBODY")
    assert (result.status, result.error_comment) == (0xA801, "destination 'NOBODY' is not known")


def test_destination_that_is_down(dept: Department) -> None:
    images = dept.stored(instances=2)
    dept.archive.take_down()
    result = dept.workstation.move(images[0].StudyInstanceUID, destination="ARCHIVE")
    assert (result.status, result.completed, result.failed) == (0xA702, 0, 2)
    assert sorted(result.failed_uids) == sorted(one.SOPInstanceUID for one in images)


def test_destination_that_takes_only_some(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, 1) + dept.ct.acquire(performed, 2, rle=True)
    dept.ct.store(images)
    choosy = Destination(dept.runtime, DestinationConfig(name="OLD", transfer_syntaxes=("1.2.840.10008.1.2",)))
    choosy.start()
    try:
        dept.pacs.know("OLD", choosy.address)
        result = dept.workstation.move(images[0].StudyInstanceUID, destination="OLD")
        assert (result.status, result.completed, result.failed) == (0xB000, 1, 2)
        assert sorted(result.failed_uids) == sorted(one.SOPInstanceUID for one in images[1:])
        [native] = choosy.received
        assert dept.workstation.compare(images[0], native.dataset) == []
    finally:
        choosy.stop()


def test_destination_that_warns(dept: Department) -> None:
    images = dept.stored(instances=2)
    dept.archive.answer = 0xB000
    result = dept.workstation.move(images[0].StudyInstanceUID, destination="ARCHIVE")
    assert (result.status, result.completed, result.warning) == (0xB000, 0, 2)


def test_nothing_to_send_is_success(dept: Department) -> None:
    result = dept.workstation.move(dept.runtime.uid())
    assert (result.status, result.completed, result.failed) == (0, 0, 0)


def test_identifier_without_its_unique_key(dept: Department) -> None:
    result = dept.workstation.move(series_uid="1.2.3")
    assert (result.status, result.error_comment) == (0xA900, "one StudyInstanceUID is needed at SERIES level")


@pytest.mark.parametrize("options", [{}, {"rle": True}, {"modality": "US", "frames": 2}])
def test_compressed_and_native_come_as_stored(dept: Department, options: dict[str, object]) -> None:
    [image] = dept.stored(instances=1, **options)
    for result in (dept.workstation.move(image.StudyInstanceUID), dept.workstation.get(image.StudyInstanceUID)):
        [received] = result.instances
        assert received.file_meta.TransferSyntaxUID == image.file_meta.TransferSyntaxUID
        assert dept.workstation.compare(image, received) == []


def test_workstation_of_wrong_ae_title_is_rejected(dept: Department) -> None:
    where = dept.pacs.address
    lost = Workstation(dept.runtime, WorkstationConfig(pacs=DicomAddress(where.host, where.port, "pacs1")))
    from simulators.wire.errors import Refused

    with pytest.raises(Refused, match="called AE title not recognized"):
        lost.echo()
