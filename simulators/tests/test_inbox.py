"""What arrives at a workstation or destination is what the command says, or it is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from simulators import inbox
from simulators.destination import Destination
from simulators.dimse import EncodedInstance, Scu
from simulators.modality_queue import send
from simulators.tests.dimse_talk import instance, runtime, scu_for


@contextlib.contextmanager
def taking() -> Iterator[tuple[Destination, Scu]]:
    rt = runtime()
    destination = Destination(rt)
    destination.start()
    try:
        yield destination, scu_for(rt, destination.ports["dimse"], destination.address.ae_title)
    finally:
        destination.stop()


@pytest.mark.parametrize(
    ("changed", "status"),
    [({}, 0x0000), ({"SOPInstanceUID": "2.25.999"}, 0xA900), ({"StudyInstanceUID": ""}, 0xA900)],
    ids=["right", "another instance", "no study"],
)
def test_an_object_that_is_not_what_was_said_is_refused_and_not_kept(changed: dict[str, str], status: int) -> None:
    with taking() as (destination, scu):
        ds = instance()
        for keyword, value in changed.items():
            setattr(ds, keyword, value)
        assert [answer.status for answer in send(scu, [ds], "a wrong object")] == [status]
        assert len(destination.received) == (1 if status == 0 else 0)


def test_the_same_file_again_is_counted_and_takes_no_room_of_its_own() -> None:
    with taking() as (destination, scu):
        ds = instance()
        send(scu, [ds, ds])
        first, again = destination.received
        assert again.file is first.file
        assert again.when >= first.when
        ds.PatientComments = "changed"
        send(scu, [ds])
        assert destination.received[2].dataset.PatientComments == "changed"


def test_the_oldest_are_let_go_and_places_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MOST", 11_000)
    with taking() as (destination, scu):
        made = [instance(PixelData=bytes(2000)) for _ in range(5)]
        send(scu, made[:4])
        mark = destination._inbox.mark()
        assert mark == 4
        send(scu, made[4:])
        assert [one.dataset.SOPInstanceUID for one in destination.received] == [ds.SOPInstanceUID for ds in made[3:]]
        new = destination._inbox.wait_for(bool, 1, since=mark)
        assert [one.dataset.SOPInstanceUID for one in new] == [made[4].SOPInstanceUID]


def test_what_a_deflated_file_holds_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of some hundred bytes is not kept for its size on the wire."""
    monkeypatch.setattr(inbox, "MOST", 150_000)
    with taking() as (destination, scu):
        made = [instance(PixelData=bytes(100_000)) for _ in range(3)]
        sent = [EncodedInstance(ds, DeflatedExplicitVRLittleEndian) for ds in made]
        assert [each.status for each in scu.store(sent)] == [0, 0, 0]
        (kept,) = destination.received
        assert (kept.transfer_syntax, len(kept.file) < 2_000) == (DeflatedExplicitVRLittleEndian, True)
        assert kept.dataset.SOPInstanceUID == made[2].SOPInstanceUID
