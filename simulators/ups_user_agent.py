"""A user agent of the worklist over DICOMweb (PS3.18 chapter 11): schedules, claims, finishes and cancels workitems."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydicom import Dataset

from simulators.web_user_agent import UserAgent, WebResult
from simulators.wire.dicom_json import to_json
from simulators.wire.dicomweb import JSON
from simulators.wire.elements import text


class WorklistAgent:
    """The worklist as ``agent`` reaches it."""

    def __init__(self, agent: UserAgent) -> None:
        self.agent = agent

    def create(self, uid: str, workitem: Dataset, *, deliberate: str = "") -> WebResult:
        """LocalViolation before anything of a patient who is not ours is sent."""
        self.agent.runtime.test_patients.require(text(workitem, "PatientID"), "schedule a workitem")
        return self._ask("POST", "", workitem, query=uid, deliberate=deliberate)

    def search(self, *, include: Sequence[str] = (), **keys: str) -> WebResult:
        """Workitems by attribute, also through a sequence: ``**{"A.B": "x"}``."""
        return self.agent.search("WORKITEM", include=include, **keys)  # type: ignore[arg-type]

    def retrieve(self, uid: str) -> WebResult:
        return self.agent.request("GET", f"/workitems/{uid}", "", {"accept": JSON})

    def update(self, uid: str, transaction: str, changes: Dataset, *, deliberate: str = "") -> WebResult:
        return self._ask("POST", f"/{uid}", changes, query=transaction, deliberate=deliberate)

    def change(self, uid: str, change: Dataset, *, deliberate: str = "") -> WebResult:
        """A change of state: :func:`simulators.wire.workitem.change`."""
        return self._ask("PUT", f"/{uid}/state", change, deliberate=deliberate)

    def request_cancel(self, uid: str, reason: Dataset, *, deliberate: str = "") -> WebResult:
        return self._ask("POST", f"/{uid}/cancelrequest", reason, deliberate=deliberate)

    def _ask(self, method: str, path: str, ds: Dataset, *, query: str = "", deliberate: str = "") -> WebResult:
        body = json.dumps([to_json(ds)], ensure_ascii=False).encode()
        headers = {"accept": JSON, "content-type": JSON}
        return self.agent.request(method, f"/workitems{path}", query, headers, body, deliberate=deliberate)
