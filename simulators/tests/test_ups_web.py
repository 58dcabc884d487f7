"""The worklist over DICOMweb: states, locks, refusals with their words, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulators import ups_web
from simulators.images import make_images
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime
from simulators.ups_user_agent import WorklistAgent
from simulators.web_user_agent import UserAgent, WebResult
from simulators.wire import workitem
from simulators.wire.elements import text
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import Patient, PatientId, PersonName
from simulators.wire.workitem import CANCELED, COMPLETED, IN_PROGRESS, SCHEDULED

ANA = Patient(PatientId("ZZ9001"), PersonName("Ñsue Prueba", "Ana"), "19800102", "F")
LOCK, OTHER = "2.25.71", "2.25.72"


@pytest.fixture(scope="module")
def runtime() -> Runtime:
    return Runtime()


@pytest.fixture(scope="module")
def agent(runtime: Runtime) -> Iterator[WorklistAgent]:
    pacs = Pacs(runtime, PacsConfig(web_port=0, hl7_port=None))
    pacs.start()
    assert pacs.web_address is not None
    yield WorklistAgent(UserAgent(runtime, "workstation", pacs.web_address))
    pacs.stop()


def created(agent: WorklistAgent, patient: Patient = ANA) -> str:
    uid = agent.agent.runtime.uid()
    answer = agent.create(uid, workitem.scheduled(make_images(modality="CT", patient=patient), "3D", "20310101080000"))
    assert answer.status == 201
    assert answer.headers["location"].endswith(f"/workitems/{uid}")
    return uid


def warning(answer: WebResult) -> tuple[int, str]:
    return answer.status, answer.headers.get("warning", "").partition(": ")[2]


def state(agent: WorklistAgent, uid: str) -> str:
    [ds] = agent.retrieve(uid).datasets
    assert "TransactionUID" not in ds
    return text(ds, "ProcedureStepState")


def test_a_step_goes_from_scheduled_to_completed(agent: WorklistAgent) -> None:
    uid = created(agent)
    assert state(agent, uid) == SCHEDULED
    for asked in (COMPLETED, CANCELED):
        assert warning(agent.change(uid, workitem.change(asked, LOCK))) == (409, ups_web.INCONSISTENT)
    assert warning(agent.change(uid, workitem.change(IN_PROGRESS, ""))) == (409, ups_web.MISSING)
    assert agent.change(uid, workitem.change(IN_PROGRESS, LOCK)).status == 200
    assert warning(agent.change(uid, workitem.change(IN_PROGRESS, OTHER))) == (409, ups_web.INCONSISTENT)
    assert warning(agent.change(uid, workitem.change(COMPLETED, OTHER))) == (409, ups_web.INCORRECT)
    assert warning(agent.change(uid, workitem.change(COMPLETED, LOCK))) == (409, ups_web.INCONSISTENT)  # nothing done
    what = workitem.done("20310101080000", "20310101081000")
    assert warning(agent.update(uid, OTHER, what)) == (409, ups_web.INCORRECT)
    assert warning(agent.update(uid, "", what)) == (409, ups_web.MISSING)
    assert agent.update(uid, LOCK, what).status == 200
    assert warning(agent.request_cancel(uid, workitem.reason("no"))) == (409, ups_web.UNREACHABLE)
    assert agent.change(uid, workitem.change(COMPLETED, LOCK)).status == 200
    assert warning(agent.request_cancel(uid, workitem.reason("no"))) == (409, ups_web.DONE)
    again = warning(agent.change(uid, workitem.change(COMPLETED, LOCK)))
    assert again == (200, "The UPS is already in the requested state of COMPLETED.")
    assert warning(agent.change(uid, workitem.change(CANCELED, LOCK))) == (409, ups_web.INCONSISTENT)
    assert warning(agent.update(uid, LOCK, what)) == (409, ups_web.INCONSISTENT)
    assert state(agent, uid) == COMPLETED


def test_a_step_that_nobody_took_on_is_canceled_on_request(agent: WorklistAgent) -> None:
    uid = created(agent)
    assert agent.request_cancel(uid, workitem.reason("wrong exam")).status == 202
    assert state(agent, uid) == CANCELED
    assert agent.request_cancel(uid, workitem.reason("wrong exam")).headers["warning"].endswith("CANCELED.")


def test_what_is_on_the_list_is_found_by_its_attributes(agent: WorklistAgent) -> None:
    other = Patient(PatientId("ZZ9002"), ANA.name, ANA.birth_date, ANA.sex)
    mine, theirs = created(agent), created(agent, other)
    agent.change(theirs, workitem.change(IN_PROGRESS, LOCK))

    def found(**keys: str) -> list[str]:
        return [text(ds, "SOPInstanceUID") for ds in agent.search(**keys).datasets]

    assert found(PatientID="ZZ9002") == [theirs]
    assert mine in found(ProcedureStepState=SCHEDULED)
    assert theirs not in found(ProcedureStepState=SCHEDULED)
    assert found(**{"ScheduledWorkitemCodeSequence.CodeValue": "110005", "PatientID": "ZZ9002"}) == [theirs]
    assert agent.search(PatientID="ZZ9003").status == 204
    [ds] = agent.search(PatientID="ZZ9002", include=("all",)).datasets
    assert "TransactionUID" not in ds
    assert text(ds, "PatientName") == "Ñsue Prueba^Ana"


def test_what_cannot_be_is_refused(agent: WorklistAgent, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = created(agent)
    ds = workitem.scheduled(make_images(modality="CT", patient=ANA), "3D", "20310101080000")
    assert agent.create(uid, ds).status == 409
    assert agent.create("", ds).status == 400
    assert agent.create("1.02.x", ds).status == 400
    ds.ProcedureStepState = IN_PROGRESS
    assert agent.create(runtime.uid(), ds).status == 400
    assert agent.retrieve("2.25.9").status == 404
    assert agent.change(uid, workitem.change(SCHEDULED, LOCK)).status == 400
    assert agent.update(uid, "", workitem.change(COMPLETED, "")).status == 400
    for method, path, body, status in (
        ("PUT", f"/workitems/{uid}/state", b"", 400),
        ("PUT", f"/workitems/{uid}/state", b"[", 400),
        ("PUT", f"/workitems/{uid}/state", b"[{},{}]", 400),
        ("DELETE", f"/workitems/{uid}", b"", 405),
        ("POST", f"/workitems/{uid}/a/b", b"", 404),
    ):
        headers = {"content-type": "application/dicom+json"}
        assert agent.agent.request(method, path, "", headers, body, deliberate="nonsense").status == status, path
    monkeypatch.setattr(ups_web, "MOST", 1)
    ds.ProcedureStepState = SCHEDULED
    assert agent.create(runtime.uid(), ds).status == 503


def test_nothing_of_others_is_scheduled(agent: WorklistAgent) -> None:
    ds = workitem.scheduled(make_images(modality="CT", patient=ANA), "3D", "20310101080000")
    ds.PatientID = "4711"
    with pytest.raises(LocalViolation):
        agent.create("2.25.5", ds)
    answer = agent._ask("POST", "", ds, query="2.25.5")
    assert answer.status == 403
    assert agent.retrieve("2.25.5").status == 404
