"""The worklist of the PACS over DICOMweb, UPS-RS: PS3.18 chapter 11, whose rules are those of PS3.4 Annex CC.

Create, retrieve, update, change of state, request for cancellation, search; no subscriptions. In memory, at most
:data:`MOST` workitems. Before a step is COMPLETED it has to say what was performed; more of the final state (Table
CC.2.5-3) is not asked. Whoever is at work on a step is not reached by a request to cancel it, and it is told so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from pydicom import Dataset
from pydicom.tag import BaseTag
from pydicom.uid import UID

from simulators.dimse_guard import is_foreign
from simulators.pacs_web_answers import data_sets, page, wants_json
from simulators.runtime import Runtime
from simulators.web_record import Body
from simulators.web_server import WebAnswer, WebRequest, refusal
from simulators.wire.dicomweb import BadRequest, pairs_of, search_of
from simulators.wire.elements import copy_element, copy_of, items, tag_of, tags, text
from simulators.wire.matching import matches
from simulators.wire.workitem import CANCELED, COMPLETED, FINAL, IN_PROGRESS, PUSH, SCHEDULED

MOST = 1000
_WORDS = """SOPClassUID SOPInstanceUID SpecificCharacterSet PatientName PatientID IssuerOfPatientID PatientBirthDate
PatientSex ProcedureStepState ProcedureStepLabel WorklistLabel ScheduledProcedureStepPriority
ScheduledProcedureStepStartDateTime ScheduledWorkitemCodeSequence InputReadinessState"""
SHOWN = frozenset(tag_of(word) for word in _WORDS.split())  # of each match, unasked
MISSING, INCORRECT = "The Transaction UID is missing.", "The Transaction UID is incorrect."
INCONSISTENT = "The submitted request is inconsistent with the state of the UPS Instance."
UNREACHABLE, DONE = "The performer cannot be contacted.", "The UPS is already COMPLETED."


class Worklist:
    """Workitems by UID. ``transactions``: the Transaction UID of who performs each, which is never shown."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.items: dict[str, Dataset] = {}
        self.transactions: dict[str, str] = {}
        self._lock = threading.Lock()

    def answer(self, request: WebRequest, words: list[str], base: str) -> WebAnswer:
        """``words`` of the path, from ``workitems``; ``base`` is the root of the service."""
        place, uid = request.method, words[1] if len(words) > 1 else ""
        actions: Mapping[tuple[str, int, str], Callable[[], WebAnswer]] = {
            ("POST", 1, ""): lambda: self._created(request, base),
            ("GET", 1, ""): lambda: self._found(request, base),
            ("GET", 2, ""): lambda: self._shown(request, uid),
            ("POST", 2, ""): lambda: self._updated(request, uid, base),
            ("PUT", 3, "state"): lambda: self._changed(request, uid, base),
            ("POST", 3, "cancelrequest"): lambda: self._cancelled(request, uid, base),
        }
        action = actions.get((place, len(words), "".join(words[2:])))
        if action is None:
            return refusal(404 if len(words) > 3 else 405, "there is no such resource, or not by this method")
        with self._lock:
            if uid and uid not in self.items:
                return refusal(404, "there is no such workitem")
            return action()

    # --- the transactions

    def _created(self, request: WebRequest, base: str) -> WebAnswer:
        ds = _body(request)
        uid = _named(request, "workitem") or text(ds, "SOPInstanceUID")
        if is_foreign(self.runtime, ds):
            self.runtime.count_foreign("UPS-RQ")
            return refusal(403, "that patient is no test patient: the workitem is not kept")
        if not uid or not UID(uid).is_valid or text(ds, "TransactionUID"):
            return refusal(400, "a workitem needs a UID of its own, and no Transaction UID yet")
        if text(ds, "ProcedureStepState") != SCHEDULED:
            return refusal(400, "a workitem is created in the state SCHEDULED")
        if uid in self.items:
            return refusal(409, "there is a workitem with that UID")
        if len(self.items) >= MOST:
            return refusal(503, f"there are {MOST} workitems already")
        ds.SOPClassUID, ds.SOPInstanceUID = PUSH, uid
        self.items[uid] = ds
        where = f"{base}/workitems/{uid}"
        return WebAnswer(201, {"Location": where, "Content-Location": where})

    def _found(self, request: WebRequest, base: str) -> WebAnswer:
        as_json = wants_json(request)
        search = search_of("WORKITEM", request.query, {})
        most = MOST if search.limit is None else min(search.limit, MOST)
        found, _ = page((ds for ds in self.items.values() if matches(ds, search.keys)), search.offset, most)
        wanted = {*tags(search.keys), *search.included}
        shown = [copy_of(ds) if search.everything else _part(ds, wanted) for ds in found]
        return data_sets([(_unlocked(ds), None) for ds in shown], as_json) if shown else WebAnswer(204)

    def _shown(self, request: WebRequest, uid: str) -> WebAnswer:
        return data_sets([(self.view(uid), None)], wants_json(request))

    def view(self, uid: str) -> Dataset:
        """A workitem as anybody may see it: without what locks it (CC.2.7.3)."""
        return _unlocked(copy_of(self.items[uid]))

    def _updated(self, request: WebRequest, uid: str, base: str) -> WebAnswer:
        ds, changes = self.items[uid], _body(request)
        if "ProcedureStepState" in changes or "PatientID" in changes or "SOPInstanceUID" in changes:
            return refusal(400, "state, patient and UID of a workitem are not changed by an update")
        if text(ds, "ProcedureStepState") in FINAL:
            return _conflict(base, INCONSISTENT)
        if (known := self.transactions.get(uid, "")) != (said := _named(request, "transaction-uid")):
            return _conflict(base, INCORRECT if said or not known else MISSING)
        ds.update(changes)
        return WebAnswer(200)

    def _changed(self, request: WebRequest, uid: str, base: str) -> WebAnswer:
        asked = _body(request)
        state, said = text(asked, "ProcedureStepState"), text(asked, "TransactionUID")
        if state not in (IN_PROGRESS, *FINAL):
            return refusal(400, "the state asked for is neither IN PROGRESS nor COMPLETED nor CANCELED")
        if why := self.objection(uid, state, said):
            return _conflict(base, why)
        if text(self.items[uid], "ProcedureStepState") == state:
            return WebAnswer(200, {"Warning": f"299 {base}: The UPS is already in the requested state of {state}."})
        self.items[uid].ProcedureStepState = state
        if state == IN_PROGRESS:
            self.transactions[uid] = said
        return WebAnswer(200)

    def objection(self, uid: str, state: str, said: str) -> str:
        """Why a workitem may not go to ``state`` (Table CC.1.1-2); "" where it may."""
        now, known = text(self.items[uid], "ProcedureStepState"), self.transactions.get(uid, "")
        if not said:
            return MISSING
        if now in FINAL:
            return "" if state == now else INCONSISTENT
        if state == IN_PROGRESS:
            return "" if now == SCHEDULED else INCONSISTENT
        if now == SCHEDULED:
            return INCONSISTENT
        if said != known:
            return INCORRECT
        performed = items(self.items[uid], "UnifiedProcedureStepPerformedProcedureSequence")
        return INCONSISTENT if state == COMPLETED and not performed else ""

    def _cancelled(self, request: WebRequest, uid: str, base: str) -> WebAnswer:
        if request.body:
            _body(request)
        now = text(self.items[uid], "ProcedureStepState")
        if now == CANCELED:
            return WebAnswer(202, {"Warning": f"299 {base}: The UPS is already in the requested state of CANCELED."})
        if now != SCHEDULED:
            return _conflict(base, DONE if now == COMPLETED else UNREACHABLE)
        self.items[uid].ProcedureStepState = CANCELED
        return WebAnswer(202)


def _body(request: WebRequest) -> Dataset:
    """The one data set of a request. :class:`BadRequest` where it is not one, or badly written."""
    found = Body(request.headers.get("content-type", ""), request.body)
    if len(found.matches) != 1 or found.problems:
        words = " ".join(found.problems[0]) if found.problems else f"{len(found.matches)} data sets came"
        raise BadRequest(f"one data set is wanted in the body: {words}"[:200], clause="PS3.18 11")
    return found.matches[0]


def _named(request: WebRequest, name: str) -> str:
    """A UID in the query: alone, as the standard's template has it, or by name."""
    pairs = pairs_of(request.query)
    return next((value for key, value in pairs if key == name), next((key for key, value in pairs if not value), ""))


def _part(ds: Dataset, wanted: set[BaseTag]) -> Dataset:
    shown = Dataset()
    for key in sorted(SHOWN | wanted):
        copy_element(ds, key, shown)
    return shown


def _unlocked(ds: Dataset) -> Dataset:
    ds.pop("TransactionUID", None)
    return ds


def _conflict(base: str, why: str) -> WebAnswer:
    answer = refusal(409, why)
    return WebAnswer(409, {**answer.headers, "Warning": f"299 {base}: {why}"}, answer.body)
