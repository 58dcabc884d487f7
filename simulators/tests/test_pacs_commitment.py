"""Storage commitment: reports on this and on another association, and every reason for failure."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pydicom import Dataset

from simulators.dimse import Context
from simulators.modality import Modality, ModalityConfig
from simulators.modality_commitment import PUSH_MODEL, PUSH_MODEL_INSTANCE
from simulators.tests.department import Department, department
from simulators.wire.errors import NoAnswer
from simulators.wire.identifiers import Code


@pytest.fixture(params=[False, True], ids=["new association", "same association"])
def dept(request: pytest.FixtureRequest) -> Iterator[Department]:
    with department(commit_on_same_association=request.param) as found:
        yield found


def test_all_committed(dept: Department) -> None:
    images = dept.stored(instances=3)
    result = dept.ct.commit(images)
    assert result.complete
    assert sorted(result.committed) == sorted(one.SOPInstanceUID for one in images)
    assert result.event_type == 1
    assert result.same_association == dept.pacs.config.commit_on_same_association


def test_report_after_the_requester_released(dept: Department) -> None:
    result = dept.ct.commit(dept.stored(), reverse=True)
    assert result.complete
    assert not result.same_association


def test_failure_reasons(dept: Department) -> None:
    stored = dept.stored(instances=2)
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    missing = dept.ct.acquire(performed, 1)
    other_class = Dataset()
    other_class.SOPClassUID, other_class.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.4", stored[1].SOPInstanceUID
    result = dept.ct.commit([stored[0], *missing, other_class])
    assert result.event_type == 2
    assert result.committed == (stored[0].SOPInstanceUID,)
    assert result.failed == {missing[0].SOPInstanceUID: 0x0112, stored[1].SOPInstanceUID: 0x0119}
    again = dept.ct.commit(stored, transaction_uid=result.transaction_uid, reverse=True)
    assert set(again.failed.values()) == {0x0131}


def test_rejected_instances_are_not_committed(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, 2)
    dept.ct.store(images)
    dept.ct.store(dept.ct.key_objects(performed, images[:1], Code("113001", "Rejected for Quality Reasons", "DCM")))
    assert dept.ct.commit(images).failed == {images[0].SOPInstanceUID: 0x0112}


@pytest.mark.parametrize(
    ("instance", "action", "problem", "status"),
    [
        (PUSH_MODEL_INSTANCE, 1, "TransactionUID", 0x0115),
        (PUSH_MODEL_INSTANCE, 1, "ReferencedSOPSequence", 0x0115),
        (PUSH_MODEL_INSTANCE, 2, "", 0x0123),
        ("1.2.3", 1, "", 0x0112),
    ],
)
def test_requests_that_cannot_be_taken(dept: Department, instance: str, action: int, problem: str, status: int) -> None:
    request = Dataset()
    request.TransactionUID = dept.runtime.uid()
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
    request.ReferencedSOPSequence = [item]
    if problem:
        del request[problem]
    scu = dept.ct._scu(dept.pacs.address, "commitment")
    with scu.associate([Context(PUSH_MODEL)]) as assoc:
        assert assoc.n_action(PUSH_MODEL, instance, action, request).status == status


def test_station_that_cannot_be_reached_gets_no_report_and_later_one() -> None:
    with department() as dept:
        images = dept.stored()
        stranger = Modality(dept.runtime, ModalityConfig(station="CT_2", storage=dept.pacs.address))
        stranger.start()
        try:
            began = time.monotonic()
            with pytest.raises(NoAnswer, match="no storage commitment report within"):
                stranger.commit(images, reverse=True, timeout=0.3, transaction_uid="1.2.3")
            assert time.monotonic() - began < 2
            dept.pacs.know("CT_2", stranger.address)
            assert stranger._reports._wait("1.2.3", time.monotonic() + 5) is not None
        finally:
            stranger.stop()
