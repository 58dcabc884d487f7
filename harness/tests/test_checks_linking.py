"""Which order, entry, image and report belong together, and what a role knows of a patient at a moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks.linking import (
    accepted_orders,
    best,
    differing,
    known_patient,
    owners,
    score,
    share_a_number,
    told_with,
    version_at,
)
from harness.checks.story import Story
from harness.checks.traces import Trace, Value
from harness.tests.scenes import ANA, LUIS, ORDER, OTHER, Scene
from simulators.wire.ack import acknowledge
from simulators.wire.identifiers import Patient, PersonName


def values(shared: str, rest: str = "") -> dict[str, Value]:
    """Concepts with the same text everywhere, and ``rest`` with a text of its own."""
    return {
        **{concept: Value("1", concept) for concept in shared.split()},
        **{concept: Value(f"own {rest}", concept) for concept in rest.split()},
    }


NUMBERS = "study_uid accession placer filler rp_id sps_id"
ALL = values(f"{NUMBERS} patient_id procedure modality")


def winners(*candidates: str) -> list[int]:
    """Which of the candidates, each said by what it shares, are the counterpart."""
    exchange = Scene().adt("A01", ANA)
    traces = [Trace("order", exchange, values(shared)) for shared in candidates]
    return [traces.index(one) for one in best(traces, ALL)]


@pytest.mark.parametrize(
    ("shared", "points"),
    [
        ("study_uid", 4.0), ("accession", 3.0), ("placer", 3.0), ("filler", 3.0), ("rp_id", 2.0), ("sps_id", 1.5),
        ("rp_id sps_id", 3.5), ("accession patient_id", 3.6), ("accession procedure", 3.3), ("accession modality", 3.1),
        ("patient_id procedure modality", 0.0), ("", 0.0),
    ],
)  # fmt: skip
def test_what_is_shared_has_its_weight(shared: str, points: float) -> None:
    assert score(values(shared), ALL) == score(ALL, values(shared)) == pytest.approx(points)


@pytest.mark.parametrize(
    ("rest", "other", "points"),
    [("rp_id", NUMBERS, 0.0), ("", "", 1.5), ("rp_id", "", 1.5), ("", "rp_id", 1.5)],
)
def test_the_id_of_a_step_is_its_own_within_a_procedure_only(rest: str, other: str, points: float) -> None:
    one, another = values("sps_id", rest), values("sps_id", other.replace("sps_id", ""))
    if rest == "rp_id" and other == NUMBERS:
        another = values("sps_id") | {"rp_id": Value("another", "")}
    assert score(one, another) == points


def test_an_empty_number_is_shared_with_nobody() -> None:
    empty = {"accession": Value("", "")}
    assert score(empty, empty) == 0.0


@pytest.mark.parametrize(
    ("shared", "same"),
    [("accession", True), ("placer", True), ("filler", True), ("study_uid", True), ("rp_id sps_id", True),
     ("rp_id", False), ("rp_id patient_id", False), ("sps_id patient_id procedure modality", False), ("", False)],
)  # fmt: skip
def test_which_numbers_make_two_messages_be_of_one_request(shared: str, same: bool) -> None:
    assert share_a_number(values(shared), ALL) is same


def test_the_counterpart_shares_most() -> None:
    assert winners("rp_id", "accession", "study_uid") == [2]
    assert winners("rp_id accession", "study_uid") == [0]
    assert winners("accession", "accession patient_id", "accession procedure") == [1]
    assert winners("accession", "accession") == [0, 1]
    assert winners("patient_id", "") == winners() == []


def test_a_version_of_somebody_else_with_all_the_same_numbers_is_a_version() -> None:
    assert winners(f"{NUMBERS} patient_id", NUMBERS) == [0, 1]
    exchange = Scene().adt("A01", ANA)
    right, other = values(NUMBERS), values("accession", NUMBERS.replace("accession", ""))
    traces = [Trace("order", exchange, one) for one in (right, other)]
    assert best(traces, ALL) == traces[:1]
    few = NUMBERS.replace("filler", "")
    assert winners(f"{few} patient_id", few) == [0]
    assert winners(f"{NUMBERS} patient_id", few) == [0]


# --- versions ---------------------------------------------------------------------------------------------------------


def at(*moments: int, number: int, lag: float) -> tuple[int, list[int]] | None:
    """The current version and the others, for messages at these seconds, seen by exchange ``number``."""
    exchanges = [replace(Scene().adt("A01", ANA), number=moment, time=float(moment)) for moment in (*moments, number)]
    versions = [Trace("order", exchange, {}) for exchange in exchanges[:-1]]
    found = version_at(versions, exchanges[-1], lag)
    return None if found is None else (found.trace.exchange.number, [one.exchange.number for one in found.others])


@pytest.mark.parametrize(
    ("moments", "lag", "expected"),
    [
        ((), 9, None),
        ((50,), 9, None),
        ((10,), 5, (10, [])),
        ((10, 20), 5, (20, [])),
        ((10, 48), 5, (48, [10])),
        ((10, 20, 48), 5, (48, [10, 20])),
        ((10, 52), 5, (10, [52])),
        ((10, 56), 5, (10, [])),
        ((48, 52, 90), 5, (48, [52])),
        ((47, 48, 52), 5, (48, [52, 47])),
        ((60,), 5, (60, [])),
        ((52, 53), 5, (52, [53])),
        ((52, 60), 5, (52, [])),
    ],
)
def test_which_version_holds(moments: tuple[int, ...], lag: float, expected: Any) -> None:
    """The last before, else the first after; others are right as well while a change travels."""
    assert at(*moments, number=50, lag=lag) == expected


# --- orders -----------------------------------------------------------------------------------------------------------


def test_which_orders_count() -> None:
    scene = Scene()
    for order, control, code, deliberate in (
        (ORDER, "NW", "AA", ""), (ORDER, "XO", "AA", ""), (ORDER, "CA", "AA", ""), (OTHER, "NW", "AE", ""),
        (OTHER, "NW", "", ""), (OTHER, "NW", "AA", "ours"),
    ):  # fmt: skip
        scene.placer(order, control, code=code, deliberate=deliberate)
    assert [(one.control, one.text("placer")) for one in accepted_orders(scene.story())] == [("NW", "P1"), ("XO", "P1")]


def test_whose_a_number_is() -> None:
    scene = Scene()
    scene.schedule(OTHER.with_(accession_number="WRONG"), deliberate="ours")
    scene.schedule(OTHER.with_(placer_order_number="", accession_number="", filler_order_number="NAMELESS"))
    scene.placer(ORDER)
    scene.schedule(ORDER)
    scene.schedule(OTHER.with_(placer_order_number=""))
    scene.worklist(ORDER.with_(placer_order_number="P9", patient=LUIS))
    found = owners(scene.story())
    assert found["accession", "00A1"] == found["placer", "P1"] == "order P1"
    assert found["accession", "00A2"] == found["sps_id", "S2"] == "order 00A2"
    assert found["placer", "P9"] == "order P9"
    assert found["patient_id", ANA.id.value] == "patient Nguema Ñengono^Inés^^Dra.^Jr"
    assert not {("accession", "WRONG"), ("filler", "NAMELESS")} & found.keys()
    assert ("procedure", "CTCHEST^99HGM") not in found


@pytest.mark.parametrize(
    ("judged", "expected"),
    [(("ris", "pacs"), ("pacs", "ris")), (("pacs",), ("pacs",)), (("ris",), ("pacs",)), ((), ("pacs",))],
)
def test_what_an_archive_may_have_been_told_unseen(judged: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert told_with(Story(judged=frozenset(judged)), "pacs") == expected


# --- the patient ------------------------------------------------------------------------------------------------------

RENAMED = ANA.renamed(PersonName("Otra", "Ana"))


def known(scene: Scene, lag: float = 10.0) -> tuple[str, list[str]] | None:
    """The name that the RIS knows Ana by in its next message, and the names or identifiers that are right as well."""
    found = known_patient(scene.story(), "ris", ANA.id, scene.schedule(ORDER), lag)
    if found is None:
        return None
    others = [one["name"].text.split("^")[0] if "name" in one else one["patient_id"].text for one in found.others]
    return found.values["name"].text.split("^")[0], others


def told(*patients: Patient) -> Scene:
    scene = Scene()
    for patient in patients:
        scene.adt("A04" if patient is ANA else "A08", patient)
    return scene


def test_a_patient_that_nobody_told_of_is_not_known() -> None:
    assert known(told(LUIS)) is None
    assert known(Scene()) is None


@pytest.mark.parametrize("before", [(), (ANA,)])
def test_what_was_sent_is_known_before_it_was_accepted(before: tuple[Patient, ...]) -> None:
    scene = told(*before)
    scene.wait(20)
    request = scene.adt("A08", RENAMED, code="")
    asking = scene.schedule(ORDER)
    assert request.message is not None
    scene.answer(request, acknowledge(request.message, "AA", control_id="1", when="20261124"))
    found = known_patient(scene.story(), "ris", ANA.id, asking, 10.0)
    assert found is not None
    current, sent = found.values["name"].text, [one["name"].text for one in found.others]
    assert (current.startswith("Nguema"), [one.startswith("Otra") for one in sent]) == (bool(before), [True])


@pytest.mark.parametrize(("waited", "others"), [(5, ["Otra", "Nguema Ñengono"]), (15, ["Otra"])])
def test_a_former_name_is_right_while_an_update_travels(waited: float, others: list[str]) -> None:
    scene = told(ANA, RENAMED)
    scene.wait(waited)
    assert known(scene) == ("Otra", others)


@pytest.mark.parametrize(("waited", "right"), [(5, True), (15, False)])
def test_an_identifier_given_up_is_right_while_the_merge_travels(waited: float, right: bool) -> None:
    scene = told(LUIS, ANA)
    scene.adt("A40", LUIS, prior=ANA)
    scene.wait(waited)
    name, others = known(scene) or ("", [])
    assert (name, ANA.id.value in others) == ("Mba Prueba", right)


@pytest.mark.parametrize(
    ("one", "other", "concepts"),
    [("1", "1", []), ("1", "2", ["accession"]), ("", "2", []), ("1", "", []), (None, "2", []), ("1", None, [])],
)
def test_what_differs_is_on_both_sides(one: str | None, other: str | None, concepts: list[str]) -> None:
    sides = [{} if text is None else {"accession": Value(text, "")} for text in (one, other)]
    assert differing(sides[0], sides[1], ["accession", "placer"]) == concepts
