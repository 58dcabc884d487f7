"""The workstation and a routing destination over the wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulators.destination import Destination, DestinationConfig
from simulators.runtime import Runtime
from simulators.tests.department import Department, department
from simulators.wire.errors import ConfigError, Refused
from simulators.workstation import Workstation, WorkstationConfig, _contexts


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def test_difference_in_pixels_and_attributes_is_seen(dept: Department) -> None:
    [image] = dept.stored(instances=1)
    [received] = dept.workstation.get(image.StudyInstanceUID).instances
    received.PixelData = b"\1" + received.PixelData[1:]
    received.SeriesDescription = "other"
    found = dept.workstation.compare(image, received)
    assert sorted(one.path for one in found) == ["(0008,103E) SeriesDescription", "(7FE0,0010) PixelData"]
    assert [one.pixels for one in found] == [False, True]


def test_refused_query_is_an_exception_with_its_status(dept: Department) -> None:
    with pytest.raises(Refused, match="A900") as refused:
        dept.workstation.find("SERIES")
    assert refused.value.code == 0xA900


def test_refused_retrieve_is_an_answer(dept: Department) -> None:
    result = dept.workstation.get(series_uid="1.2.3", sop_classes=["1.2.840.10008.5.1.4.1.1.2"])
    assert result.status == 0xA900


def test_moves_to_others_bring_nothing_here(dept: Department) -> None:
    images = dept.stored(instances=2)
    result = dept.workstation.move(images[0].StudyInstanceUID, destination="ARCHIVE")
    assert (result.completed, result.instances) == (2, [])
    assert len(dept.archive.received) == 2


def test_only_what_this_move_brought(dept: Department) -> None:
    first, second = dept.stored(instances=1), dept.stored(instances=2)
    dept.workstation.move(first[0].StudyInstanceUID)
    result = dept.workstation.move(second[0].StudyInstanceUID)
    assert {one.StudyInstanceUID for one in result.instances} == {second[0].StudyInstanceUID}
    assert len(dept.workstation.received) == 3


@pytest.mark.parametrize("classes", [1, 3, 50, 200])
def test_contexts_fit_into_one_association(classes: int) -> None:
    names = [f"1.2.{number}" for number in range(classes)]
    contexts = _contexts("1.2.840.10008.5.1.4.1.2.2.3", names, [f"1.3.{number}" for number in range(39)])
    assert len(contexts) <= 128
    assert {one.abstract_syntax for one in contexts[1:]} == set(names[:127])


def test_not_told_where_the_pacs_is() -> None:
    with pytest.raises(ConfigError, match="was not told where the PACS is"):
        Workstation(Runtime(), WorkstationConfig()).echo()


def test_destination_down_up_and_its_port(dept: Department) -> None:
    where = dept.archive.address
    dept.archive.take_down()
    images = dept.stored(instances=1)
    assert dept.workstation.move(images[0].StudyInstanceUID, destination="ARCHIVE").failed == 1
    dept.archive.bring_up()
    dept.archive.bring_up()
    assert dept.archive.address == where
    assert dept.workstation.move(images[0].StudyInstanceUID, destination="ARCHIVE").completed == 1
    [received] = dept.archive.received
    assert (received.sender, received.move_originator) == ("PACS1", "WS_1")
    assert received.file[128:132] == b"DICM"


def test_port_in_use(dept: Department) -> None:
    other = Destination(Runtime(), DestinationConfig(port=dept.archive.ports["dimse"]))
    with pytest.raises(ConfigError, match="cannot listen for DICOM"):
        other.start()
