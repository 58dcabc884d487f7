"""No instance, step or note of a patient who is not ours leaves; what comes about them is counted and not kept."""

from __future__ import annotations

import pytest
from pydicom import Dataset

from simulators.dimse import OpenAssociation, Response
from simulators.runtime import Runtime
from simulators.tests.dimse_talk import (
    CT,
    MPPS,
    STUDY_FIND,
    STUDY_MOVE,
    instance,
    pair,
    runtime,
    scu_for,
)
from simulators.wire.errors import LocalViolation

KOS = "1.2.840.10008.5.1.4.1.1.88.59"
FOREIGN = ["4711", "ZZ9", "zz9001", "0ZZ9001", " 4711 ", ""]
IAN = "1.2.840.10008.5.1.4.33"


def step(patient: str) -> Dataset:
    ds = Dataset()
    ds.PatientID, ds.PatientName, ds.PerformedProcedureStepStatus = patient, "X^Y", "IN PROGRESS"
    return ds


def note(patient: str, title: str, *uids: str) -> Dataset:
    """A key object selection document that names instances."""
    ds = instance(patient, KOS)
    del ds.PixelData
    concept, evidence, series = Dataset(), Dataset(), Dataset()
    concept.CodeValue, concept.CodingSchemeDesignator = title, "DCM"
    items = []
    for uid in uids:
        item = Dataset()
        item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = CT, uid
        items.append(item)
    series.SeriesInstanceUID, series.ReferencedSOPSequence = "2.25.2", items
    evidence.StudyInstanceUID, evidence.ReferencedSeriesSequence = "2.25.1", [series]
    ds.ConceptNameCodeSequence, ds.CurrentRequestedProcedureEvidenceSequence = [concept], [evidence]
    return ds


def anything(rt: Runtime):  # type: ignore[no-untyped-def]
    return pair(
        rt,
        sop_classes=[MPPS, STUDY_MOVE, IAN],
        on_store=lambda ds, raw, info: 0,
        on_n_create=lambda sop_class, uid, ds, info: 0,
        on_n_set=lambda sop_class, uid, ds, info: 0,
        on_move=lambda model, query, destination, info: 0,
    )


def refused(ask):  # type: ignore[no-untyped-def]
    """The refusal of ``ask(association)``, after making sure that no request has left."""
    rt = runtime()
    with anything(rt) as (_, scu), scu.associate([MPPS, STUDY_MOVE, CT, KOS, IAN]) as assoc:
        with pytest.raises(LocalViolation) as caught:
            ask(assoc)
        assert not [one for one in rt.transcript.exchanges if one.kind.endswith("-RQ") and one.command is not None]
    return caught.value


@pytest.mark.parametrize("patient", FOREIGN)
def test_no_instance_of_another_patient_is_stored(patient: str) -> None:
    error = refused(lambda assoc: assoc.store(instance(patient)))
    assert "not a test patient" in str(error)
    refused(lambda assoc: assoc.store(instance(patient), deliberate="to see"))


def test_no_file_of_another_patient_is_stored(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "real.dcm"
    instance("4711").save_as(path, enforce_file_format=True)
    refused(lambda assoc: assoc.store(path))


@pytest.mark.parametrize("patient", FOREIGN)
def test_no_step_of_another_patient_is_created(patient: str) -> None:
    refused(lambda assoc: assoc.n_create(MPPS, "2.25.7", step(patient), deliberate="to see"))


def test_no_availability_of_another_patient_is_notified() -> None:
    refused(lambda assoc: assoc.n_create(IAN, "2.25.7", step("4711")))


def test_no_step_is_changed_that_this_run_did_not_create_for_a_test_patient() -> None:
    error = refused(lambda assoc: assoc.n_set(MPPS, "2.25.999", Dataset()))
    assert "2.25.999" in str(error)
    refused(lambda assoc: assoc.n_set(MPPS, "2.25.999", step("4711")))


def test_a_step_of_this_run_can_be_changed() -> None:
    with anything(runtime()) as (_, scu), scu.associate([MPPS]) as assoc:
        assoc.n_create(MPPS, "2.25.7", step("ZZ9001"))
        assert assoc.n_set(MPPS, "2.25.7", Dataset()).is_success


def test_no_instances_of_another_patient_are_moved() -> None:
    refused(lambda assoc: assoc.move(STUDY_MOVE, step("4711"), "BATA"))


@pytest.mark.parametrize("title", ["113001", "113037", "113038", "113039"])
def test_no_instance_is_rejected_that_this_run_did_not_store(title: str) -> None:
    error = refused(lambda assoc: assoc.store(note("ZZ9001", title, "2.25.4711")))
    assert "2.25.4711" in str(error)


def test_a_note_may_reject_what_this_run_stored_and_point_at_anything() -> None:
    def store(assoc: OpenAssociation, ds: Dataset) -> Response:
        return assoc.store(ds)

    with anything(runtime()) as (_, scu), scu.associate([CT, KOS]) as assoc:
        image = instance()
        store(assoc, image)
        assert store(assoc, note("ZZ9001", "113001", image.SOPInstanceUID)).is_success
        assert store(assoc, note("ZZ9001", "113000", "2.25.4711")).is_success  # of interest: takes nothing away
        with pytest.raises(LocalViolation):
            store(assoc, note("ZZ9001", "113001", image.SOPInstanceUID, "2.25.4711"))


# --- what others send to us


class Stranger:
    """A real system in our listeners: an SCU without the guard, whose traffic the listening side records."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, rt: Runtime, port: int) -> None:
        for name in ("guard_store", "guard_create", "guard_set"):
            monkeypatch.setattr(f"simulators.dimse_guard.{name}", lambda *_: None)
        self.scu = scu_for(Runtime(limits=rt.limits), port)  # another runtime: its transcript is not ours


def test_storage_for_another_patient_is_acknowledged_counted_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    rt, stored = runtime(), []
    rt.identify = lambda title: f"real {title}"
    with pair(rt, on_store=lambda ds, raw, info: stored.append(ds.PatientID) or 0) as (scp, _):
        stranger = Stranger(monkeypatch, rt, scp.port)
        answers = stranger.scu.store([instance("4711"), instance("ZZ9001"), instance("4712")])
    assert [one.status for one in answers] == [0, 0, 0]
    assert stored == ["ZZ9001"]
    assert rt.foreign == {"C-STORE-RQ real CT_ER1>pacs": 2}
    kept = [one for one in rt.transcript.exchanges if one.kind.startswith("C-STORE")]
    assert [(one.kind, one.sender) for one in kept] == [("C-STORE-RQ", "real CT_ER1"), ("C-STORE-RSP", "pacs")]
    assert "4711" not in repr([str(one.dataset) + str(one.command) for one in rt.transcript.exchanges])


def test_the_site_may_refuse_them_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    rt = runtime()
    with pair(rt, on_store=lambda ds, raw, info: 0, foreign_status=0x0124) as (scp, _):
        assert Stranger(monkeypatch, rt, scp.port).scu.store([instance("4711")])[0].status == 0x0124


def test_steps_of_another_patient_are_acknowledged_to_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    rt, served = runtime(), []
    with pair(
        rt,
        sop_classes=[MPPS],
        on_n_create=lambda *what: served.append(what) or 0,
        on_n_set=lambda *what: served.append(what) or 0x0112,
    ) as (scp, _):
        scu = Stranger(monkeypatch, rt, scp.port).scu
        with scu.associate([MPPS]) as assoc:
            statuses = [
                assoc.n_create(MPPS, "2.25.7", step("4711")).status,
                assoc.n_set(MPPS, "2.25.7", Dataset()).status,
                assoc.n_set(MPPS, "2.25.8", Dataset()).status,
            ]
    assert statuses == [0, 0, 0x0112]
    assert len(served) == 1
    assert rt.foreign == {"N-CREATE-RQ CT_ER1>pacs": 1, "N-SET-RQ CT_ER1>pacs": 1}
    assert not [one for one in rt.transcript.exchanges if one.command is not None and "2.25.7" in str(one.command)]


def test_matches_of_other_patients_are_used_and_not_kept() -> None:
    """A real worklist or archive answers with real patients: who asked sees them, the record does not."""

    def find(model: str, query: Dataset, info: object):  # type: ignore[no-untyped-def]
        for patient in ("4711", "ZZ9001", "4712"):
            yield 0xFF00, step(patient)

    rt = runtime()
    with pair(rt, sop_classes=[STUDY_FIND], on_find=find) as (_, scu):
        responses = scu.find(STUDY_FIND, Dataset())
    assert [one.dataset.PatientID for one in responses if one.dataset] == ["4711", "ZZ9001", "4712"]
    kept = [one.dataset.PatientID for one in rt.transcript.exchanges if one.kind == "C-FIND-RSP" and one.dataset]
    assert kept == ["ZZ9001"]
    assert rt.foreign == {"C-FIND-RSP pacs>CT_ER1": 2}


def test_queries_for_another_patient_are_served_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    rt, asked = runtime(), []

    def find(model: str, query: Dataset, info: object):  # type: ignore[no-untyped-def]
        asked.append(query.PatientID)
        return iter([])

    with pair(rt, sop_classes=[STUDY_FIND], on_find=find) as (scp, _):
        Stranger(monkeypatch, rt, scp.port).scu.find(STUDY_FIND, step("4711"))
    assert asked == ["4711"]
    assert not [one for one in rt.transcript.exchanges if one.kind.startswith("C-FIND")]
    assert rt.foreign == {"C-FIND-RQ CT_ER1>pacs": 1}
