"""Objects that the modality makes: identifiers, variety, validity, speed."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset

from simulators.images import MODALITIES, make_images
from simulators.wire.elements import items, text
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.worklist import worklist_items

ANA = Patient(
    PatientId("00ZZ91", AssigningAuthority("HGM", "1.2.826.0.1", "ISO")),
    PersonName("Mbá Ñengue", "Ana"),
    "19800102",
    "F",
)


def scheduled(number: int = 1, modality: str = "CT") -> Dataset:
    step = ScheduledStep(
        f"S{number}", modality, f"{modality}_1", "ER1", start="20240105103000", protocol=Code("P1", "Tórax", "99HGM")
    )
    order = Order(ANA, Code("CTCH", "TC de tórax", "99HGM"), accession_number=f"A{number}", accession_issuer="RIS",
                  requested_procedure_id=f"RP{number}", study_instance_uid=f"2.25.{number}", steps=(step,))  # fmt: skip
    return worklist_items(order)[0]


@dataclass
class Step:
    items: list[Dataset]
    sop_instance_uid: str = "2.25.900"
    id: str = "PPS1"
    started: str = "20240105104000"
    study_instance_uid: str = "2.25.1"
    patient: Patient | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def test_identifiers_of_the_worklist_are_in_the_image() -> None:
    first, second = make_images(performed=Step([scheduled()]))
    assert text(first, "PatientID") == "00ZZ91"
    assert text(first, "PatientName") == "Mbá Ñengue^Ana"
    assert text(first, "IssuerOfPatientID") == "HGM"
    assert text(first, "IssuerOfPatientIDQualifiersSequence", "UniversalEntityID") == "1.2.826.0.1"
    assert (text(first, "AccessionNumber"), text(first, "StudyInstanceUID")) == ("A1", "2.25.1")
    assert text(first, "RequestAttributesSequence", "AccessionNumber") == "A1"
    assert text(first, "RequestAttributesSequence", "RequestedProcedureID") == "RP1"
    assert text(first, "RequestAttributesSequence", "ScheduledProcedureStepID") == "S1"
    assert text(first, "RequestAttributesSequence", "ScheduledProtocolCodeSequence", "CodeValue") == "P1"
    assert text(first, "ReferencedPerformedProcedureStepSequence", "ReferencedSOPInstanceUID") == "2.25.900"
    assert text(first, "PerformedProcedureStepID") == "PPS1"
    assert text(first, "ProcedureCodeSequence", "CodeValue") == "CTCH"
    assert text(first, "StationName") == "ER1"
    assert (text(first, "StudyDate"), text(first, "StudyTime")) == ("20240105", "104000")
    assert text(first, "SpecificCharacterSet") == "ISO_IR 192"
    assert first.SeriesInstanceUID == second.SeriesInstanceUID
    assert first.SOPInstanceUID != second.SOPInstanceUID
    assert first.PixelData != second.PixelData


def test_group_case() -> None:
    (ds,) = make_images(performed=Step([scheduled(1), scheduled(2)], study_instance_uid="2.25.77"), instances=1)
    assert [text(one, "AccessionNumber") for one in items(ds, "RequestAttributesSequence")] == ["A1", "A2"]
    assert text(ds, "AccessionNumber") == ""
    assert text(ds, "StudyInstanceUID") == "2.25.77"
    (same,) = make_images(group=[scheduled(1), scheduled(2)], instances=1, accession_number="A2")
    assert text(same, "AccessionNumber") == "A2"


def test_unscheduled() -> None:
    (ds,) = make_images(None, modality="MR", patient=ANA, instances=1)
    assert text(ds, "PatientID") == "00ZZ91"
    assert text(ds, "AccessionNumber") == ""
    assert "RequestAttributesSequence" not in ds
    assert text(ds, "StudyInstanceUID")
    (performed,) = make_images(performed=Step([], patient=ANA, study_instance_uid="2.25.5"), modality="CT", instances=1)
    assert text(performed, "StudyInstanceUID") == "2.25.5"


def test_the_worklist_item_is_left_alone() -> None:
    item = scheduled()
    before = item.to_json()
    for ds in make_images(item, accession_number="other"):
        ds.PatientName = "changed"
        ds.RequestAttributesSequence[0].AccessionNumber = "changed"
    assert item.to_json() == before


def test_pixels_are_the_same_in_every_run_and_decode() -> None:
    one, two = (make_images(scheduled(), instances=1, rows=32, columns=48)[0] for _ in range(2))
    assert one.PixelData == two.PixelData
    assert one.pixel_array.shape == (32, 48)
    assert one.pixel_array.max() > 0


def test_run_length_encoding_keeps_the_pixels_and_the_uid() -> None:
    (plain,) = make_images(scheduled(), instances=1)
    (packed,) = make_images(scheduled(), instances=1, rle=True)
    assert packed.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.5"
    assert packed.file_meta.MediaStorageSOPInstanceUID == packed.SOPInstanceUID
    assert (packed.pixel_array == plain.pixel_array).all()


def test_multi_frame_and_colour() -> None:
    (ds,) = make_images(scheduled(modality="US"), instances=1, frames=3)
    assert ds.SOPClassUID == "1.2.840.10008.5.1.4.1.1.3.1"
    assert ds.pixel_array.shape == (3, 64, 64, 3)
    assert len({frame.tobytes() for frame in ds.pixel_array}) == 3


def test_sides() -> None:
    made = make_images(None, modality="MG", patient=ANA, instances=4)
    assert [(text(ds, "ImageLaterality"), text(ds, "ViewPosition")) for ds in made] == [
        ("R", "CC"), ("L", "CC"), ("R", "MLO"), ("L", "MLO"),
    ]  # fmt: skip
    (knee,) = make_images(None, modality="DX", patient=ANA, instances=1, body_part="KNEE", laterality="L")
    assert (text(knee, "ImageLaterality"), text(knee, "BodyPartExamined")) == ("L", "KNEE")
    (chest,) = make_images(None, modality="DX", patient=ANA, instances=1)
    assert text(chest, "ImageLaterality") == "U"
    (hand,) = make_images(None, modality="CR", patient=ANA, instances=1, body_part="HAND", laterality="R")
    assert text(hand, "Laterality") == "R"


def test_documents_refer_to_what_they_are_about() -> None:
    made = make_images(scheduled(), instances=3)
    title = Code("113038", "Incorrect Modality Worklist Entry", "DCM")
    (note,) = make_images(scheduled(), modality="KO", references=made, title=title)
    assert text(note, "ConceptNameCodeSequence", "CodeValue") == "113038"
    series = note.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0]
    assert [one.ReferencedSOPInstanceUID for one in series.ReferencedSOPSequence] == [ds.SOPInstanceUID for ds in made]
    (state,) = make_images(scheduled(), modality="PR", references=made)
    assert len(state.ReferencedSeriesSequence[0].ReferencedImageSequence) == 3
    (dose,) = make_images(scheduled(), modality="SR", instances=1)
    assert text(dose, "Modality") == "SR"
    assert text(dose, "ReferencedRequestSequence", "AccessionNumber") == "A1"


def test_dose_is_that_of_the_modality() -> None:
    for modality, container in (("CT", "113811"), ("DX", "113702")):
        made = make_images(None, modality=modality, patient=ANA, instances=1)
        (dose,) = make_images(None, modality="SR", patient=ANA, instances=1, references=made)
        assert container in {text(one, "ConceptNameCodeSequence", "CodeValue") for one in dose.ContentSequence}
    (dose,) = make_images(scheduled(modality="DX"), modality="SR", instances=1)
    assert text(dose, "ContentTemplateSequence", "TemplateIdentifier") == "10001"


def test_refusals() -> None:
    with pytest.raises(ValueError, match="no XA objects"):
        make_images(None, modality="XA", patient=ANA)
    with pytest.raises(LocalViolation):
        make_images(None, modality="CT", patient=Patient(ANA.id, PersonName("Œuvray")), charset="ISO_IR 100")


def errors_of(path: Path) -> list[str]:
    found = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False)
    return [line for line in (found.stdout + found.stderr).splitlines() if line.startswith("Error")]


CASES = [(modality, {}) for modality in MODALITIES] + [
    ("US", {"frames": 4}), ("SR", {"of": "DX"}),
    ("CT", {"rle": True}), ("DX", {"body_part": "KNEE", "laterality": "L"}),
    ("CR", {"body_part": "HAND", "laterality": "R"}), ("MG", {"laterality": "L"}), ("CT", {"charset": "ISO_IR 100"}),
    *(("KO", {"title": Code(code, "Rejected", "DCM")}) for code in ("113001", "113037", "113038", "113039")),
]  # fmt: skip


@pytest.mark.real
@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools is not installed")
@pytest.mark.parametrize("who", ["scheduled", "group", "unscheduled"])
@pytest.mark.parametrize(("modality", "options"), CASES)
def test_valid_by_dciodvfy(modality: str, options: dict[str, Any], who: str, tmp_path: Path) -> None:
    options = dict(options)
    chosen = {"scheduled": [scheduled()], "group": [scheduled(1), scheduled(2)], "unscheduled": []}[who]
    step = Step(chosen, patient=None if chosen else ANA)
    references = make_images(performed=step, modality="DX" if options.pop("of", "") else "CT")
    for number, ds in enumerate(make_images(performed=step, modality=modality, references=references, **options)):
        ds.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
        assert errors_of(tmp_path / f"{number}.dcm") == []


@pytest.mark.real
@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools is not installed")
def test_dciodvfy_sees_what_is_wrong(tmp_path: Path) -> None:
    (ds,) = make_images(scheduled(), instances=1)
    del ds.ImageType
    ds.save_as(tmp_path / "wrong.dcm", enforce_file_format=True)
    assert errors_of(tmp_path / "wrong.dcm")
