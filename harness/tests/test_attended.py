"""Attended steps from the worker to a person and back, and what follows from what she says."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from harness.attended import Answer, Question, findings_of, same_reading
from harness.plan import make_plan
from harness.record import Run, load
from harness.run import Options, RunProcess
from harness.site import load_site
from harness.verdict import Verdict
from simulators.picture import picture_of

FEATURE = """Feature: Looking
  @TC-UAT-001 @radiologist
  Scenario: She looks
    Then look at the screen of system "PACS" and confirm the statement "The study is on the reading list"
"""


def said(question: Question, value: str, **more: Any) -> Answer:
    return Answer(
        question_id=question.id, value=value, person="A. Solís", role="radiologist", time="2026-11-24T10:00:00+01:00",
        **more,
    )  # fmt: skip


def run(folder: Path, reply: Callable[[Question], Answer | None] | None) -> Run:
    path = folder / "looking.feature"
    path.write_text(FEATURE, "utf-8")
    asked: list[Question] = []

    def listen(event: dict[str, Any]) -> None:
        if event["type"] == "question":
            question = Question.from_dict(event["question"])
            asked.append(question)
            assert reply is not None
            process.answer(question, reply(question))

    options = Options(out=folder / "out", attended=reply is not None)
    process = RunProcess(load_site("simulated"), make_plan([str(path)]), options, listen=listen)
    finished = process.execute()
    assert [question.role for question in asked] == ["radiologist"] * (reply is not None)
    return finished


def test_without_anybody_the_step_is_pending(tmp_path: Path) -> None:
    assert run(tmp_path, None).scenarios[0].verdict is Verdict.PENDING


@pytest.mark.parametrize(
    ("value", "verdict"), [("yes", Verdict.PASS), ("no", Verdict.FAIL), ("cannot_tell", Verdict.PENDING)]
)
def test_the_answer_decides_and_is_in_the_record(tmp_path: Path, value: str, verdict: Verdict) -> None:
    finished = run(tmp_path, lambda question: said(question, value, remark="Núñez <b>"))
    assert finished.scenarios[0].verdict is verdict
    read = load(finished.folder)
    assert [(a.value, a.person, a.remark) for a in read.scenarios[0].answers] == [(value, "A. Solís", "Núñez <b>")]
    assert read.scenarios[0].questions[0].look_for == ("The study is on the reading list",)
    assert read.scenarios[0].verdict is verdict


def test_a_person_who_is_gone_leaves_it_pending(tmp_path: Path) -> None:
    assert run(tmp_path, lambda question: None).scenarios[0].verdict is Verdict.PENDING


QUESTION = Question(
    id="TC-1/1", scenario_id="TC-1", step=0, role="radiologist", system="PACS", instruction="Read it",
    blind={"Name": "Nchama Edú^Prueba Inés", "Side": "R"},
)  # fmt: skip


def test_blind_reading_is_compared_value_by_value() -> None:
    answer = said(QUESTION, "yes", blind={"Name": "NCHAMA EDÚ, Prueba Inés", "Side": "L"})
    verdicts = {finding.where: finding.verdict for finding in findings_of(QUESTION, answer)}
    assert verdicts == {"Name": Verdict.PASS, "Side": Verdict.FAIL, "": Verdict.PASS}


def test_a_yes_with_nothing_read_is_no_match() -> None:
    failed = [f for f in findings_of(QUESTION, said(QUESTION, "yes")) if f.verdict is Verdict.FAIL]
    assert {finding.where for finding in failed} == {"Name", "Side"}


@pytest.mark.parametrize(
    ("expected", "read", "same"),
    [
        ("Nchama Edú", "EDÚ nchama", True), ("Nchama Edú", "Nchama Edu", False), ("Edú, Ana", "Edú^Ana", True),
        ("Nódulo de 6 mm.", "nódulo de 6 mm", True), ("0047", "47", False), ("a", "", False), ("R-1", "right", False),
        ("1980-02-29", "29/02/1980", True), ("1980-02-29", "29 févr. 1980", True), ("1980-02-29", "19800229", True),
        ("1980-02-29", "29 de febrero de 1980", True), ("1980-02-29", "Feb 29, 1980", True),
        ("1980-02-29", "28/02/1980", False), ("1980-02-29", "1980", False), ("1980-02-29", "", False),
        ("1960-06-01", "1 juin 1960", True), ("1960-06-01", "1 juil. 1960", False), ("1960-06-01", "1960-13-06", False),
        ("left", "L", True), ("lado izquierdo", "Izq.", True), ("côté droit", "D", True), ("lado esquerdo", "E", True),
        ("right", "left", False), ("right", "", False), ("right", "lado", False), ("right", "R L", False),
        ("ambos lados", "bilateral", True),
    ],
)  # fmt: skip
def test_same_reading(expected: str, read: str, same: bool) -> None:
    assert same_reading(expected, read) is same


def test_only_known_answers() -> None:
    with pytest.raises(ValueError, match="yes, no, cannot_tell"):
        said(QUESTION, "maybe")


def image(pixels: np.ndarray, **attributes: Any) -> Dataset:
    ds = Dataset()
    ds.file_meta = Dataset()  # type: ignore[assignment]
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated = ds.BitsStored = 16
    ds.HighBit, ds.PixelRepresentation, ds.SamplesPerPixel = 15, 0, 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.PixelData = pixels.astype("<u2").tobytes()
    for name, value in attributes.items():
        setattr(ds, name, value)
    return ds


def grey_of(picture: bytes, width: int) -> list[list[int]]:
    found = np.asarray(Image.open(BytesIO(picture)))
    assert found.shape[1] == width
    return found.tolist()  # type: ignore[no-any-return]


def test_pictures() -> None:
    pixels = np.array([[0, 100], [200, 1000]])
    assert grey_of(picture_of(image(pixels)), 2) == [[0, 25], [51, 255]]
    assert grey_of(picture_of(image(pixels, WindowCenter=100, WindowWidth=200)), 2) == [[0, 128], [255, 255]]
    inverted = image(pixels, WindowCenter=100, WindowWidth=200, PhotometricInterpretation="MONOCHROME1")
    assert grey_of(picture_of(inverted), 2) == [[255, 127], [0, 0]]
    with pytest.raises(ValueError, match="no picture"):
        picture_of(Dataset())
