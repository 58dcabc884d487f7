"""Routing: by rule, complete, unchanged, from a queue that outlives the destination's and the PACS's own absence."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators import pacs
from simulators.dimse import EncodedInstance
from simulators.pacs import RoutingRule
from simulators.pacs_routing import _within, instance_for
from simulators.pacs_store import Stored
from simulators.tests.department import Department, department
from simulators.wire.identifiers import Code, PersonName

EVERYTHING = RoutingRule(to=("ARCHIVE",))


def stored(**changes: object) -> Stored:
    values = {
        "number": 1, "sop_instance_uid": "1", "sop_class_uid": "1", "transfer_syntax": "1", "patient": 1,
        "study_instance_uid": "1", "series_instance_uid": "1", "modality": "CT", "station": "CT_ER1",
        "body_part": "CHEST", "step_uid": "", "calling_ae_title": "CT_AE", "called_ae_title": "PACS1",
        "received": 0.0, "path": "", "hidden": "", **changes,
    }  # fmt: skip
    return Stored(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("conditions", "matches"),
    [
        ({}, True),
        ({"modality": ("MR", "CT")}, True),
        ({"modality": ("MR",)}, False),
        ({"body_part": ("CHEST",)}, True),
        ({"body_part": ("HEAD",)}, False),
        ({"station": ("CT_ER1",)}, True),
        ({"station": ("CT_AE",)}, True),
        ({"station": ("CT_2",)}, False),
        ({"called_ae_title": ("TELERAD",)}, False),
        ({"between": ("0700", "1900")}, True),
        ({"between": ("1900", "0700")}, False),
        ({"modality": ("CT",), "body_part": ("HEAD",)}, False),
    ],
)
def test_rules(conditions: dict[str, object], matches: bool) -> None:
    assert RoutingRule(to=("X",), **conditions).matches(stored(), "1200") == matches  # type: ignore[arg-type]


CLOCK = st.builds("{:02}{:02}".format, st.integers(0, 23), st.integers(0, 59))


@given(CLOCK, CLOCK, CLOCK)
def test_a_time_of_day_is_in_a_span_or_in_the_span_that_is_left(first: str, last: str, now: str) -> None:
    if first != last:
        assert _within((first, last), now) != _within((last, first), now)


def statuses(dept: Department) -> list[str]:
    """Of each delivery, once all are done: an image is at its destination before its sender has read the answer."""
    deadline, pause = time.monotonic() + 10, threading.Event()
    while not all(one.done for one in dept.pacs.deliveries):
        assert time.monotonic() < deadline
        pause.wait(0.01)
    return [one.status for one in dept.pacs.deliveries]


def test_arrives_unchanged_and_complete() -> None:
    with department(routes=(RoutingRule(to=("ARCHIVE",), modality=("CT",)),)) as dept:
        images = dept.stored(instances=5) + dept.stored(instances=2, modality="MR")
        arrived = dept.archive.wait_for(5, 5)
        assert sorted(one.dataset.SOPInstanceUID for one in arrived) == sorted(one.SOPInstanceUID for one in images[:5])
        by_uid = {one.dataset.SOPInstanceUID: one.dataset for one in arrived}
        assert [dept.workstation.compare(one, by_uid[one.SOPInstanceUID]) for one in images[:5]] == [[]] * 5
        assert {one.sender for one in arrived} == {"PACS1"}
        assert set(statuses(dept)) == {"0000"}


def test_by_called_ae_title() -> None:
    rule = RoutingRule(to=("ARCHIVE",), called_ae_title=("TELERAD",))
    with department(routes=(rule,), other_ae_titles=("TELERAD",)) as dept:
        dept.stored()
        where = dept.pacs.address
        performed = dept.ct.begin(patient=dept.patient(), mpps=False)
        images = dept.ct.acquire(performed, 1)
        dept.ct.store(images, to=type(where)(where.host, where.port, "TELERAD"))
        arrived = dept.archive.wait_for(2, 1)
        assert [one.dataset.SOPInstanceUID for one in arrived] == [images[0].SOPInstanceUID]


def test_destination_down_and_up_again() -> None:
    with department(routes=(EVERYTHING,)) as dept:
        dept.archive.take_down()
        dept.stored(instances=3)
        dept.runtime.transcript.wait_for(lambda exchange: exchange.receiver == "ARCHIVE", 0.3)
        assert [one.done for one in dept.pacs.deliveries] == [False] * 3
        dept.archive.bring_up()
        assert len(dept.archive.wait_for(3, 5)) == 3
        assert len(dept.archive.wait_for(4, 0.3)) == 3


def test_destination_out_of_resources_is_tried_again_other_failures_are_not() -> None:
    with department(routes=(EVERYTHING,)) as dept:
        dept.archive.answer = 0xA700
        dept.stored(instances=2)
        dept.runtime.transcript.wait_for(
            lambda exchange: exchange.kind == "C-STORE-RSP" and exchange.sender == "ARCHIVE", 5
        )
        dept.archive.answer = 0
        assert len(dept.archive.wait_for(2, 5)) == 2
        dept.archive.answer = 0xC000
        dept.stored(instances=1)
        assert statuses(dept)[-1] == "C000"
        assert len(dept.archive.wait_for(3, 0.1)) == 2


def test_queue_outlives_the_pacs(tmp_path: Path) -> None:
    with department(folder=tmp_path, routes=(EVERYTHING,)) as dept:
        dept.archive.take_down()
        images = dept.stored(instances=3)
    with department(folder=tmp_path, routes=(EVERYTHING,)) as dept:
        arrived = dept.archive.wait_for(3, 5)
        assert sorted(one.dataset.SOPInstanceUID for one in arrived) == sorted(one.SOPInstanceUID for one in images)


def test_one_instance_at_a_time_is_in_memory_where_a_study_is_routed_or_retrieved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, counts = WeakSet[EncodedInstance](), list[int]()

    def read(*args: Any, **options: Any) -> EncodedInstance:
        instance = instance_for(*args, **options)
        there.add(instance)
        counts.append(len(there))
        return instance

    monkeypatch.setattr(pacs, "instance_for", read)
    with department(routes=(EVERYTHING,)) as dept:
        images = dept.stored(instances=6)
        assert len(dept.archive.wait_for(6, 10)) == 6
        assert len(dept.workstation.move(images[0].StudyInstanceUID).instances) == 6
        assert len(dept.workstation.get(images[0].StudyInstanceUID).instances) == 6
    assert len(counts) == 18
    assert max(counts) <= 2  # the one before may not be gone yet


def test_what_is_routed_is_coerced_like_what_is_retrieved() -> None:
    with department(routes=(EVERYTHING,)) as dept:
        dept.tell("A40", dept.patient("1"), dept.patient("2", PersonName("Doe", "Jane")))
        dept.stored(dept.patient("2", PersonName("Doe", "Jane")), 1)
        [arrived] = dept.archive.wait_for(1, 5)
        assert arrived.dataset.PatientID == "ZZ91"


def test_rejection_note_follows_what_was_routed_and_rejected_objects_are_not_routed() -> None:
    with department(routes=(RoutingRule(to=("ARCHIVE",), modality=("CT",)),)) as dept:
        performed = dept.ct.begin(patient=dept.patient(), mpps=False)
        images = dept.ct.acquire(performed, 2)
        dept.ct.store(images[:1])
        dept.archive.wait_for(1, 5)
        note = dept.ct.key_objects(performed, images[:1], Code("113001", "Rejected for Quality Reasons", "DCM"))
        dept.ct.store(note)
        arrived = dept.archive.wait_for(2, 5)
        assert arrived[1].dataset.SOPInstanceUID == note[0].SOPInstanceUID


def test_unknown_destination_waits_until_it_is_known() -> None:
    with department(routes=(RoutingRule(to=("BATA",)),)) as dept:
        dept.stored(instances=1)
        dept.pacs.know("BATA", dept.archive.address)
        assert len(dept.archive.wait_for(1, 5)) == 1
