"""What two real systems say to each other is not seen: nobody is blamed for having been told. Nor for a line we cut."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydicom import Dataset

from harness.tests.dicom_story import Wire, images, run
from harness.tests.scenes import ANA, LUIS, ORDER, Scene, blamed
from harness.verdict import Verdict
from simulators.images import make_images
from simulators.wire.identifiers import Patient, PersonName
from simulators.wire.worklist import patient_module

BOTH, ARCHIVE_ONLY = frozenset({"ris", "pacs"}), frozenset({"pacs"})


def merged(judged: frozenset[str], shown: Patient = LUIS) -> Scene:
    """Images for Ana are stored, the RIS is told that she is Luis, and the archive names the study's patient."""
    scene = Scene(judged=judged)
    for patient in (ANA, LUIS):
        scene.adt("A01", patient)
    stored = scene.store(make_images(scene.worklist(ORDER)[0]))
    scene.adt("A40", LUIS, prior=ANA)
    answer = patient_module(shown)
    answer.QueryRetrieveLevel, answer.StudyInstanceUID = "STUDY", stored[0].StudyInstanceUID
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer])
    retrieved = [_of(shown, ds) for ds in stored]
    scene.store(retrieved, sender="pacs", receiver="workstation")
    return scene


def _of(patient: Patient, ds: Dataset) -> Dataset:
    ds = deepcopy(ds)
    for element in patient_module(patient):
        if element.keyword in ("PatientName", "PatientID"):
            ds[element.tag] = element
    return ds


@pytest.mark.parametrize("check", ["PRP-10", "STO-03"])
def test_a_real_archive_may_know_of_a_merge_from_a_real_ris(check: str) -> None:
    assert blamed(merged(BOTH).run(check)) == []


@pytest.mark.parametrize("check", ["PRP-10", "STO-03"])
def test_an_archive_that_our_own_ris_did_not_tell_made_it_up(check: str) -> None:
    assert {role for role, _ in blamed(merged(ARCHIVE_ONLY).run(check))} == {"pacs"}


def test_a_patient_of_whom_nobody_was_told_is_a_fault_between_real_systems_too() -> None:
    stranger = ANA.renamed(PersonName("Nobody", "Known"))
    assert {role for role, _ in blamed(merged(BOTH, shown=stranger).run("PRP-10"))} == {"pacs"}


def faults_of_silence(**story: Any) -> list[str]:
    wire = Wire()
    wire.store(images(1)[0], status=None, connection="CT_ER1>pacs#1")
    wire.clock += 60
    wire.add("C-ECHO-RQ", "CT_ER1", "pacs")
    if not story:
        return [one.role for one in run("DIC-02", wire) if one.verdict is Verdict.FAIL]
    from harness.checks import CHECKS

    return [one.role for one in CHECKS["DIC-02"](wire.story(**story)) if one.verdict is Verdict.FAIL]


def test_nobody_owes_an_answer_on_a_line_that_we_cut() -> None:
    assert faults_of_silence() == ["pacs"]
    assert faults_of_silence(cut=frozenset({"CT_ER1>pacs#1"})) == []
