"""What a person may have typed beside a patient does not reach the disk unless the policy says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import Dataset

from harness.capture import capture, deidentify_dicom, deidentify_hl7
from harness.capture.deidentify import REMOVED, Policy, Pseudonyms
from simulators.wire.er7 import Message

KEY = "0123456789abcdef" * 2
SLIP = "CT de la señora del alcalde"


def written() -> Dataset:
    ds = Dataset()
    ds.PatientID, ds.PatientName = "48213", "NGUEMA^MARIA"
    ds.Manufacturer = "Siemens"
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "CTCHE", "LOCAL", "CT tórax"
    ds.ProcedureCodeSequence = [item]
    for keyword in sorted(deidentify_dicom.TYPED):
        setattr(ds, keyword, SLIP)
    return ds


def test_short_texts_that_people_type_are_dropped_and_codes_stay() -> None:
    made = deidentify_dicom.deidentified(written(), Pseudonyms(KEY), Policy(), -70)
    assert {made.get(keyword) for keyword in deidentify_dicom.TYPED} == {REMOVED}
    assert made.Manufacturer == "Siemens"
    assert made.ProcedureCodeSequence[0].CodeMeaning == "CT tórax"


def test_a_policy_that_scrubs_keeps_the_text_and_replaces_the_names_in_it() -> None:
    ds = written()
    ds.StudyDescription = "CT de Nguema"
    made = deidentify_dicom.deidentified(ds, Pseudonyms(KEY), Policy(text="scrub"), -70)
    assert made.SeriesDescription == SLIP
    assert made.StudyDescription.startswith("CT de ")
    assert "Nguema" not in made.StudyDescription


@pytest.mark.parametrize("field", ["ERR|||207^{}^HL70357|E", "ERR|||||||{}", "MSA|AE|1|{}"])
def test_the_words_of_an_error_are_dropped_and_its_code_stays(field: str) -> None:
    message = Message.parse(("MSH|^~\\&|A|B|C|D|20260101||ACK|1|P|2.5\r" + field.format(SLIP)).encode("latin-1"))
    made = deidentify_hl7.deidentified(message, Pseudonyms(KEY), Policy(), -70).to_bytes().decode("latin-1")
    assert "alcalde" not in made
    assert "207" not in field or "|207^" in made


def test_what_nobody_answers_is_forgotten_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "UNANSWERED", 3)
    kept = capture.Capture(tmp_path, Pseudonyms(KEY), Policy())
    conversation = kept.conversation("ris", "pacs", "hl7")
    for number in range(9):
        conversation.remember(str(number % 7), number, -70)
    kept.close()
    assert conversation.asked == {"6": (6, -70), "0": (7, -70), "1": (8, -70)}
