"""Character sets, lost letters, merges and updates: each planted fault is found with its role."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.tests.scenes import ANA, HGM, LUIS, ORDER, Scene, blamed, fails, passes
from harness.verdict import Verdict
from simulators.images import make_images
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Patient, PatientId, PersonName
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect
from simulators.wire.worklist import patient_module

BROKEN = Patient(PatientId("ZZ9003", HGM), PersonName("Peña", "Inés"), "19800101", "F")


# --- declared and used -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dialect", [IHE_SWF_B, IHE_SWF, Dialect("nine", "2.5", charset="8859/15"), Dialect(charset="")]
)
def test_right_declarations(dialect: Dialect) -> None:
    scene = Scene(dialect)
    scene.adt("A04", LUIS if not dialect.charset else BROKEN)
    findings = scene.run("CHR-01")
    assert blamed(findings) == []
    assert passes(findings)


def recoded(codec: str, msh18: str) -> Any:
    """The same text in another encoding than it declares."""

    def change(message: Message) -> Message:
        text = message.raw.decode(message.charset)
        return Message.parse(text.replace("|UNICODE UTF-8", f"|{msh18}").encode(codec))

    return change


@pytest.mark.parametrize(
    ("codec", "msh18", "where"),
    [
        ("utf-8", "", "MSH-18"),
        ("latin-1", "", "MSH-18"),
        ("utf-8", "KLINGON", "MSH-18"),
        ("latin-1", "UNICODE UTF-8", "PID-5"),
        ("utf-8", "8859/1", "PID-5"),
        ("utf-8", "8859/15", "PID-5"),
        ("utf-8", "ASCII", "PID-5"),
        ("latin-1", "UNICODE UTF-16", "MSH-18"),
    ],
)
def test_wrong_declarations(codec: str, msh18: str, where: str) -> None:
    scene = Scene()
    scene.adt("A04", BROKEN, alter=recoded(codec, msh18), code="")
    findings = fails(scene.run("CHR-01"))
    assert ("his", where) in [(finding.role, finding.where) for finding in findings]
    ours = Scene()
    ours.adt("A04", BROKEN, alter=recoded(codec, msh18), code="", deliberate="a broken message of ours")
    assert fails(ours.run("CHR-01")) == []


def test_names_that_a_version_does_not_have_are_noted() -> None:
    scene = Scene()
    scene.adt("A04", BROKEN, alter=lambda message: message.set("MSH-12", "2.3.1"))
    scene.adt("A04", BROKEN, alter=lambda message: message.set("MSH-18", "utf8"))
    notes = [finding for finding in scene.run("CHR-01") if finding.severity == "minor"]
    assert {(finding.verdict, finding.received) for finding in notes} == {
        (Verdict.PASS, "UNICODE UTF-8"),
        (Verdict.PASS, "utf8"),
    }


def test_latin_text_that_could_be_utf_8_only_by_chance_is_not_blamed() -> None:
    scene = Scene(IHE_SWF)
    scene.adt("A04", BROKEN.renamed(PersonName("Peña", "Ã")))
    assert fails(scene.run("CHR-01")) == []


# --- lost letters ------------------------------------------------------------------------------------------------


def day(item: Any = None, image: Any = None, answer: Any = None, report: Any = None) -> Scene:
    scene = Scene()
    scene.adt("A04", ANA)
    scene.placer(ORDER)
    items = scene.worklist(ORDER, alter=item)
    performed = scene.begin(items)
    scene.store(make_images(items[0], performed=performed), alter=image)
    found = patient_module(ANA)
    found.QueryRetrieveLevel, found.StudyInstanceUID = "STUDY", ORDER.study_instance_uid
    if answer:
        answer(found)
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[found])
    scene.report(ORDER, alter=report)
    return scene


def named(name: str) -> Any:
    return lambda ds: setattr(ds, "PatientName", name)


def test_every_letter_kept() -> None:
    findings = day().run("CHR-02")
    assert blamed(findings) == []
    assert {finding.role for finding in passes(findings)} == {"ris", "CT_ER1", "pacs"}


def test_who_lost_the_letters_and_which() -> None:
    lost = named("Nguema ?engono^In?s^^Dra.^Jr")
    [finding] = fails(day(item=lost).run("CHR-02"))  # what the modality copies is not blamed again
    assert finding.role == "ris"
    assert finding.likely == "letters lost: Ñ → ?, é → ?"
    assert [f.role for f in fails(day(image=named("Nguema Nengono^Inés^^Dra.^Jr")).run("CHR-02"))] == ["CT_ER1"]
    assert [f.role for f in fails(day(answer=named("Nguema \ufffdengono^Inés^^Dra.^Jr")).run("CHR-02"))] == ["pacs"]
    report = [f.role for f in fails(day(report=lambda m: m.set("PID-5", "Nguema engono^Inés^^Jr^Dra.")).run("CHR-02"))]
    assert report == ["ris"]


def test_an_image_under_the_name_before_the_correction_lost_no_letter() -> None:
    corrected = PersonName("Nchama Bacalé", "María del Carmen")
    torn = ANA.renamed(PersonName("Nchama Bacal", "Maria del Carmen"))
    plain = ANA.renamed(PersonName("Mangue Prueba", "Teresa"))  # ASCII, as long as it was right
    for first, made_from, blamed_roles in ((ANA, ANA, []), (plain, plain, []), (ANA, torn, ["CT_ER1"])):
        scene = Scene()
        scene.adt("A04", first)
        items = scene.worklist(ORDER)
        scene.adt("A08", ANA.renamed(corrected))
        name = made_from.name.to_pn()
        scene.store(make_images(items[0], performed=scene.begin(items)), alter=named(name))
        assert sorted({finding.role for finding in fails(scene.run("CHR-02"))}) == blamed_roles


def test_a_registration_that_could_not_be_read_is_no_measure() -> None:
    scene = Scene()
    scene.adt("A04", BROKEN, alter=recoded("latin-1", "UNICODE UTF-8"))
    scene.worklist(ORDER.with_(patient=BROKEN.renamed(PersonName("Pe?a", "In?s"))))
    assert scene.run("CHR-02") == []
    assert fails(scene.run("PRP-02")) == []


# --- merges ------------------------------------------------------------------------------------------------------


def answer_for(patient: Patient, study: str = "1.2.3") -> Dataset:
    ds = patient_module(patient)
    ds.QueryRetrieveLevel, ds.StudyInstanceUID = "STUDY", study
    return ds


def merged(to_pacs: bool = True) -> Scene:
    """Luis survives, Ana is given up; both were known."""
    scene = Scene()
    for patient in (ANA, LUIS):
        scene.adt("A04", patient)
        scene.adt("A04", patient, sender="ris", to="pacs")
    scene.placer(ORDER)
    scene.schedule(ORDER)
    items = scene.worklist(ORDER)
    scene.store(make_images(items[0]))
    scene.adt("A40", LUIS, prior=ANA)
    if to_pacs:
        scene.adt("A40", LUIS, prior=ANA, sender="ris", to="pacs")
    scene.wait(15)
    return scene


def seen_after(scene: Scene, patient: Patient) -> None:
    order = ORDER.with_(patient=patient)
    scene.worklist(order)
    scene.schedule(order, "XO")
    scene.report(order)
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer_for(patient)])
    scene.store(make_images(modality="CT", patient=patient), sender="pacs", receiver="workstation")


def test_after_a_right_merge_everything_is_the_survivors() -> None:
    scene = merged()
    seen_after(scene, LUIS)
    for check, labels in (("MRG-01", 3), ("MRG-02", 2), ("MRG-03", 1)):
        findings = scene.run(check)
        assert blamed(findings) == []
        assert len(passes(findings)) == labels


def test_what_still_shows_the_identifier_that_was_given_up() -> None:
    scene = merged()
    seen_after(scene, ANA)
    assert [(f.role, f.where) for f in fails(scene.run("MRG-01"))] == [
        ("ris", "(0010,0020) PatientID"),
        ("ris", "PID-3.1"),
        ("ris", "PID-3.1"),
    ]
    assert {(f.role, f.severity) for f in fails(scene.run("MRG-02"))} == {("pacs", "critical")}
    assert len(fails(scene.run("MRG-02"))) == 2


def test_one_old_answer_among_new_ones_is_found() -> None:
    scene = merged()
    seen_after(scene, LUIS)
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer_for(LUIS), answer_for(ANA, "1.2.4")])
    assert len(fails(scene.run("MRG-02"))) == 1


def test_a_merge_under_way_is_noted_not_failed() -> None:
    scene = Scene()
    for patient in (ANA, LUIS):
        scene.adt("A04", patient)
    scene.placer(ORDER)
    scene.adt("A40", LUIS, prior=ANA)
    scene.worklist(ORDER)
    [finding] = scene.run("MRG-01")
    assert (finding.verdict, finding.severity) == (Verdict.PASS, "minor")


def test_a_refused_merge_changes_nothing() -> None:
    scene = Scene()
    scene.adt("A04", ANA)
    scene.placer(ORDER)
    scene.adt("A40", LUIS, prior=ANA, code="AE", deliberate="a circle")
    scene.wait(20)
    scene.worklist(ORDER)
    for check in ("MRG-01", "PRP-02"):
        assert fails(scene.run(check)) == []


def test_the_same_number_of_another_issuer_is_another_patient() -> None:
    foreign = Patient(PatientId(ANA.id.value, HGM.from_hd("BATA")), PersonName("Otro"))
    scene = Scene()
    scene.adt("A04", ANA)
    scene.placer(ORDER)
    scene.adt("A40", LUIS, prior=foreign)
    scene.wait(20)
    scene.worklist(ORDER)
    assert fails(scene.run("MRG-01")) == []


def test_an_identifier_registered_anew_is_in_use_again() -> None:
    scene = merged()
    scene.adt("A04", ANA)
    seen_after(scene, ANA)
    assert fails(scene.run("MRG-01")) == []


def test_the_pacs_is_not_told_of_the_merge() -> None:
    scene = merged(to_pacs=False)
    scene.story_fields["claims"] = {"ris": frozenset({"RAD-12"})}
    assert [finding.role for finding in fails(scene.run("MRG-03"))] == ["ris"]
    scene.story_fields["claims"] = {"ris": frozenset({"RAD-2"})}
    assert fails(scene.run("MRG-03")) == []


def renamed(event: str = "A08") -> Scene:
    scene = Scene()
    scene.adt("A04", LUIS, sender="ris", to="pacs")
    scene.adt(event, LUIS.renamed(PersonName("Nuevo", "Luis")), sender="ris", to="pacs")
    scene.wait(15)
    return scene


def test_after_an_update_the_new_name_is_shown() -> None:
    new = LUIS.renamed(PersonName("Nuevo", "Luis"))
    scene = renamed()
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer_for(new)])
    scene.store(make_images(modality="CT", patient=new), sender="pacs", receiver="workstation")
    findings = scene.run("MRG-04")
    assert blamed(findings) == []
    assert len(passes(findings)) == 2
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer_for(LUIS)])
    scene.store(make_images(modality="CT", patient=LUIS), sender="pacs", receiver="BATA")
    assert [(f.role, f.received) for f in fails(scene.run("MRG-04"))] == [("pacs", "Mba Prueba^Luis")] * 2


def test_a_patient_merged_twice() -> None:
    third = Patient(PatientId("ZZ9003", HGM), PersonName("Tercero"))
    scene = Scene()
    for patient in (ANA, LUIS, third):
        scene.adt("A04", patient)
    scene.placer(ORDER)
    scene.adt("A40", LUIS, prior=ANA)
    scene.adt("A40", third, prior=LUIS)
    scene.wait(20)
    scene.worklist(ORDER.with_(patient=third))
    assert fails(scene.run("PRP-02")) == fails(scene.run("MRG-01")) == []
    scene.worklist(ORDER.with_(patient=LUIS))
    assert {finding.received for finding in fails(scene.run("MRG-01"))} == {"patient ID ZZ9002"}


def test_the_survivors_studies_are_complete() -> None:
    scene = merged()
    by_id = Dataset()
    by_id.QueryRetrieveLevel, by_id.PatientID, by_id.StudyInstanceUID = "STUDY", LUIS.id.value, ""
    by_name = Dataset()
    by_name.QueryRetrieveLevel, by_name.PatientID, by_name.PatientName = "STUDY", LUIS.id.value, "X*"
    scene.dimse("workstation", "pacs", "C-FIND", by_id, answers=[answer_for(LUIS, ORDER.study_instance_uid)])
    scene.dimse("workstation", "pacs", "C-FIND", by_name)  # another question
    assert [finding.verdict for finding in scene.run("MRG-05")] == [Verdict.PASS]
    scene.dimse("workstation", "pacs", "C-FIND", by_id, answers=[answer_for(LUIS, "1.2.9")])
    [finding] = fails(scene.run("MRG-05"))
    assert (finding.role, finding.expected) == ("pacs", ORDER.study_instance_uid)
