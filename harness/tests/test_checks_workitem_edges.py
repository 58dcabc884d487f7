"""Edges of the checks of workitems: which change of state may be, who may ask for it, and what is shown of a step."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.tests.dicom_story import Wire, dataset
from harness.tests.web_story import HELD, run, said, web

Act = tuple[Any, ...]
SCHEDULED, GOING, DONE, GONE = "SCHEDULED", "IN PROGRESS", "COMPLETED", "CANCELED"
WARNED = {"warning": '299 X: "why"'}


def ups(wire: Wire, method: str, path: str, *found: Dataset, sent: Dataset | None = None, **options: Any) -> None:
    asked = {"method": method, "datasets": (sent,) if sent is not None else ()}
    web(wire, "UPS", path, *found, asked=asked, **options)


def carry_out(*acts: Act) -> Wire:
    """``create``; ``state`` with state, lock, status and whether it was said why; ``cancel`` with status; ``show``."""
    wire = Wire()
    for what, *values in acts:
        if what == "create":
            ups(wire, "POST", "/workitems", sent=dataset(ProcedureStepState=SCHEDULED), query=(("1", ""),),
                status=values[0] if values else 201)  # fmt: skip
        elif what == "state":
            state, lock, *answer = values
            sent = dataset(ProcedureStepState=state, TransactionUID=lock)
            ups(wire, "PUT", "/workitems/1/state", sent=sent, **dict(zip(("status", "headers"), answer, strict=False)))
        elif what == "cancel":
            ups(wire, "POST", "/workitems/1/cancelrequest", status=values[0])
        else:
            ups(wire, "GET", "/workitems/1", dataset(ProcedureStepState=values[0]))
    return wire


MADE, TAKEN = ("create",), ("state", GOING, "9")
NOWHERE = "pacs let a workitem go where it may not go"
NOT_YOURS = "pacs let a workitem be changed by who had not taken it on"
OTHER = "pacs shows a workitem in another state than it has"


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([MADE, TAKEN, ("state", DONE, "9")], []),
        ([MADE, TAKEN, ("state", GONE, "9")], []),
        ([MADE, ("state", DONE, "9")], [(NOWHERE, SCHEDULED, DONE)]),
        ([MADE, ("state", GONE, "9")], [(NOWHERE, SCHEDULED, GONE)]),
        ([MADE, TAKEN, TAKEN], [(NOWHERE, GOING, GOING)]),
        ([MADE, TAKEN, ("state", DONE, "8")], [(NOT_YOURS, "HTTP 409", "HTTP 200")]),
        ([MADE, TAKEN, ("state", DONE, "9"), ("state", DONE, "8")], []),  # it is so already
        ([MADE, TAKEN, ("state", DONE, "9"), ("state", GONE, "9")], [(NOWHERE, DONE, GONE)]),
        ([MADE, TAKEN, ("state", DONE, "9"), TAKEN], [(NOWHERE, DONE, GOING)]),
        ([MADE, TAKEN, ("cancel", 202), ("state", DONE, "9")], []),  # told to who does it, and not obeyed
        ([MADE, TAKEN, ("cancel", 202), ("state", DONE, "8")], [(NOT_YOURS, "HTTP 409", "HTTP 200")]),
        ([MADE, TAKEN, ("cancel", 202), ("state", GONE, "8")], []),
        ([MADE, TAKEN, ("cancel", 202), ("show", GOING), ("show", GONE)], []),
        ([MADE, TAKEN, ("cancel", 202), ("show", DONE)], [(OTHER, f"{GONE} or {GOING}", DONE)]),
        ([MADE, TAKEN, ("cancel", 202), TAKEN], [(NOWHERE, f"{GONE} or {GOING}", GOING)]),
        ([MADE, ("cancel", 202), ("show", GONE)], []),
        ([MADE, ("cancel", 202), ("show", SCHEDULED)], [(OTHER, GONE, SCHEDULED)]),
        ([MADE, ("cancel", 202), ("cancel", 202), ("show", GONE)], []),
        ([MADE, TAKEN, ("state", DONE, "9"), ("cancel", 202)], [(NOWHERE, DONE, GONE)]),
        ([MADE, TAKEN, ("state", DONE, "9"), ("cancel", 409), ("show", DONE)], []),
        ([MADE, ("show", "")], []),
        ([MADE, TAKEN, ("show", SCHEDULED)], [(OTHER, GOING, SCHEDULED)]),
        ([MADE, ("state", DONE, "9", 409, WARNED), ("show", SCHEDULED)], []),
        ([MADE, ("state", DONE, "9", 400), ("show", SCHEDULED)], []),
        ([MADE, ("state", DONE, "9", 409)],
         [("pacs refused a change of a workitem without saying why", "Warning", "nothing")]),
        ([("create", 409), ("state", DONE, "9"), ("show", DONE), ("cancel", 202)], []),  # nothing is known of it
        ([("create", 200), ("state", DONE, "9")], []),
    ],
)  # fmt: skip
def test_which_change_may_be(acts: list[Act], expected: list[tuple[str, str, str]]) -> None:
    found = run("WEB-14", carry_out(*acts))
    wrong = [(one.summary, one.expected, one.received) for one in found if one.verdict == "FAIL"]
    assert wrong == expected
    right = [one.summary for one in found if "answered as their states demand" in one.summary]
    assert right == [f"{len(acts) - len(expected)} requests about workitems were answered as their states demand"]


def test_who_cancels_nothing_that_is_not_begun_is_noted() -> None:
    found = run("WEB-14", carry_out(MADE, ("cancel", 409), ("show", SCHEDULED)))
    assert said(found) == [("PASS", "minor"), HELD]
    assert (found[0].expected, found[0].received) == ("HTTP 202", "HTTP 409")
    assert said(run("WEB-14", carry_out(MADE, TAKEN, ("cancel", 409)))) == [HELD]


def test_where_everything_was_wrong_nothing_is_held() -> None:
    wire = carry_out(MADE)
    wrong = carry_out(MADE, ("state", DONE, "9"))
    assert said(run("WEB-14", wire)) == [HELD]
    assert [one.verdict.value for one in run("WEB-14", wrong)] == ["FAIL", "PASS"]
    wire = Wire()
    ups(wire, "GET", "/workitems/1", dataset(TransactionUID="9"))
    assert said(run("WEB-15", wire)) == [("FAIL", "critical")]


@pytest.mark.parametrize(
    "query", [(("1", ""),), (("workitem", "1"),), (("x", "2"), ("workitem", "1")), (("", "1"), ("1", ""))]
)
def test_how_a_new_workitem_is_named(query: tuple[tuple[str, str], ...]) -> None:
    wire = Wire()
    ups(wire, "POST", "/workitems", sent=dataset(ProcedureStepState=SCHEDULED), query=query, status=201)
    ups(wire, "GET", "/workitems", dataset(SOPInstanceUID="1", ProcedureStepState=DONE))
    assert [one.summary for one in run("WEB-14", wire) if one.verdict == "FAIL"] == [OTHER]


def test_of_which_workitem_something_is_shown() -> None:
    wire = carry_out(MADE)
    ups(wire, "GET", "/workitems/1", dataset(SOPInstanceUID="2", ProcedureStepState=DONE))
    ups(wire, "GET", "/workitems/2", dataset(ProcedureStepState=DONE))
    ups(wire, "GET", "/workitems", dataset(ProcedureStepState=DONE))
    assert said(run("WEB-14", wire)) == [HELD]
    ups(wire, "GET", "/workitems/2", dataset(SOPInstanceUID="2", ProcedureStepState=DONE),
        dataset(SOPInstanceUID="1", ProcedureStepState=DONE))  # fmt: skip
    assert len([one for one in run("WEB-14", wire) if one.verdict == "FAIL"]) == 1


def test_an_update_and_an_empty_creation_create_nothing() -> None:
    wire = Wire()
    ups(wire, "POST", "/workitems", query=(("1", ""),), status=201)
    ups(wire, "POST", "/workitems/1", sent=dataset(ProcedureStepLabel="x"), status=201)
    ups(wire, "PUT", "/workitems/1/state", sent=dataset(ProcedureStepState=DONE), status=200)
    assert said(run("WEB-14", wire)) == [HELD]
    made = carry_out(MADE)
    ups(made, "PUT", "/workitems/1/state", status=409, headers=WARNED)  # asks for nothing
    ups(made, "POST", "/workitems/1", sent=dataset(ProcedureStepLabel="x"), status=201)
    ups(made, "GET", "/workitems/1", dataset(ProcedureStepState=SCHEDULED))
    assert said(run("WEB-14", made)) == [HELD]


# --- WEB-15: what is shown --------------------------------------------------------------------------------------------

STEP = {"ProcedureStepLabel": "3D", "PatientID": "ZZ9", "ProcedureStepState": SCHEDULED, "TransactionUID": ""}


def shown(
    *updates: dict[str, Any], path: str = "/workitems/1", status: int = 201, after: int = 200, **now: Any
) -> Wire:
    """Created, updated, and shown with these values; None is left out."""
    wire = Wire()
    ups(wire, "POST", "/workitems", sent=dataset(**STEP), query=(("1", ""),), status=status)
    for update in updates:
        ups(wire, "POST", "/workitems/1", sent=dataset(**update), status=after)
    values = {keyword: value for keyword, value in {**STEP, **now}.items() if value is not None}
    ups(wire, "GET", path, dataset(SOPInstanceUID="1", **values))
    return wire


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (shown(), []),
        (shown(ProcedureStepState=GOING, SpecificCharacterSet="ISO_IR 192"), []),
        (shown(PatientID="ZZ8"), [("(0010,0020) PatientID", "ZZ9", "ZZ8")]),
        (shown(PatientID=None), [("(0010,0020) PatientID", "ZZ9", "absent")]),
        (shown(PatientID=None, path="/workitems"), []),  # a search need not give everything
        (shown(PatientID="ZZ8", path="/workitems"), [("(0010,0020) PatientID", "ZZ9", "ZZ8")]),
        (shown(PatientComments="x"), []),
        (shown(TransactionUID="9"), [("TransactionUID", "absent", "a Transaction UID")]),
        (shown({"ProcedureStepLabel": "4D"}, ProcedureStepLabel="4D"), []),
        (shown({"ProcedureStepLabel": "4D"}, {"PatientComments": "y"}, ProcedureStepLabel="4D"), []),
        (shown({"ProcedureStepLabel": "4D"}, PatientID="ZZ8"), [("(0010,0020) PatientID", "ZZ9", "ZZ8")]),
        (shown({"ProcedureStepLabel": "4D"}, ProcedureStepLabel="4D", after=409),
         [("(0074,1204) ProcedureStepLabel", "3D", "4D")]),
        (shown(PatientID="ZZ8", status=409), []),
    ],
)  # fmt: skip
def test_a_workitem_is_shown_as_it_was_scheduled(wire: Wire, expected: list[tuple[str, str, str]]) -> None:
    found = run("WEB-15", wire)
    assert [(one.where, one.expected, one.received) for one in found if one.verdict == "FAIL"] == expected
    assert [one.summary for one in found if one.verdict == "PASS"] == (
        [] if expected else ["1 times a workitem was shown as it was scheduled"]
    )


def test_only_an_update_and_a_creation_are_followed() -> None:
    wire = Wire()
    ups(wire, "POST", "/workitems", sent=dataset(**STEP), query=(("1", ""),), status=201)
    ups(wire, "POST", "/workitems/1/cancelrequest", sent=dataset(PatientID="ZZ8"), status=202)
    ups(wire, "PUT", "/workitems/1/state", sent=dataset(PatientID="ZZ8"), status=200)
    ups(wire, "POST", "/workitems/1", status=200)
    ups(wire, "GET", "/workitems/1", dataset(**{**STEP, "PatientID": "ZZ8"}))
    ups(wire, "GET", "/workitems", dataset(SOPInstanceUID="1", PatientID="ZZ9"), dataset(SOPInstanceUID="2"))
    assert [(one.verdict.value, one.summary) for one in run("WEB-15", wire)] == [
        ("FAIL", "pacs changed (0010,0020) PatientID of a workitem"),
        ("PASS", "2 times a workitem was shown as it was scheduled"),
    ]
