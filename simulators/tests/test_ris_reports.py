"""Reports from the RIS to the EMR: status, text, codes, documents, corrections, addenda, withdrawals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulators.ris_owed import Owed
from simulators.tests.small_hospital import ANA, CHEST, DOE, SmallHospital, order_for, small_hospital
from simulators.wire.errors import LocalViolation, NoAnswer
from simulators.wire.identifiers import Code
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, Order

TEXT = "Técnica: TC de tórax (100 ml).\nNódulo de 6 mm ^ LSD; >50 % & <60 % ~ sí.\n\nRuta C:\\PACS\\Ñ, separador |."
CRITICAL = Code("CRIT", "Resultado crítico", "99HGMC")
PDF = b"%PDF-1.4\n" + bytes(range(256))


@pytest.fixture(params=[IHE_SWF_B, IHE_SWF], ids=["2.5.1", "2.3.1"])
def hospital(request: pytest.FixtureRequest) -> Iterator[SmallHospital]:
    dialect: Dialect = request.param
    with small_hospital(dialect=dialect) as running:
        running.his.send("A04", ANA)
        yield running


@pytest.fixture
def order(hospital: SmallHospital) -> Order:
    """The order as the RIS has it; the EMR finds it under its placer number."""
    hospital.emr.place(order_for())
    return hospital.ris.orders_for(ANA.id)[0]


def report(hospital: SmallHospital, order: Order, *args: Any, **options: Any) -> None:
    hospital.ris.report(order.accession_number, *args, **options)
    hospital.settle()


def shown(hospital: SmallHospital, order: Order) -> tuple[str, str] | None:
    result = hospital.emr.current_result(order)
    return (result.status, result.text) if result else None


def standings(hospital: SmallHospital, order: Order) -> list[str]:
    return [each.standing for each in hospital.emr.results_for(order)]


@pytest.mark.parametrize("value_type", ["TX", "FT"])
def test_every_character_arrives(hospital: SmallHospital, order: Order, value_type: str) -> None:
    report(hospital, order, "F", TEXT, value_type=value_type, interpreter="77^Esono^Pilar")
    result = hospital.emr.current_result(order)
    assert result is not None
    assert result.text == TEXT
    assert {each.status for each in result.observations} == {"F"}
    assert {each.value_type for each in result.observations} == {value_type}
    assert result.interpreter == "77^Esono^Pilar"
    assert result.order.study_instance_uid == order.study_instance_uid
    assert result.order.accession_number == order.accession_number
    assert result.order.placer_order_number == order.placer_order_number
    assert result.order.procedure == CHEST


def test_codes_and_documents(hospital: SmallHospital, order: Order) -> None:
    report(hospital, order, "F", "Adjunto.", PDF, [CRITICAL])
    result = hospital.emr.current_result(order)
    assert result is not None
    assert [each.data for each in result.observations if each.value_type == "ED"] == [PDF]
    assert [Code.from_ce(each.value) for each in result.observations if each.value_type == "CE"] == [CRITICAL]


def test_preliminary_final_corrected(hospital: SmallHospital, order: Order) -> None:
    for status, text in (("P", "uno"), ("F", "dos"), ("C", "tres")):
        report(hospital, order, status, text)
        assert shown(hospital, order) == (status, text)
    assert standings(hospital, order) == ["superseded", "superseded", "current"]


def test_a_late_preliminary_is_refused_here_and_never_shown_there(hospital: SmallHospital, order: Order) -> None:
    report(hospital, order, "F", "dos")
    with pytest.raises(LocalViolation, match="has a final report already"):
        report(hospital, order, "P", "uno")
    report(hospital, order, "P", "uno", deliberate="a preliminary after the final")
    assert shown(hospital, order) == ("F", "dos")
    assert standings(hospital, order) == ["current", "late"]


def test_an_addendum_keeps_what_was_said(hospital: SmallHospital, order: Order) -> None:
    with pytest.raises(LocalViolation, match="no final report to correct"):
        report(hospital, order, "C", "más", addendum=True)
    report(hospital, order, "F", "uno", interpreter="77^Esono^Pilar")
    report(hospital, order, "C", "más", addendum=True)
    assert shown(hospital, order) == ("C", "uno\nmás")
    result = hospital.emr.current_result(order)
    assert result is not None
    assert {each.status for each in result.observations} == {"C"}
    assert result.interpreter == "77^Esono^Pilar"


@pytest.mark.parametrize("status", ["W", "D"])
def test_a_withdrawn_report_is_not_shown(hospital: SmallHospital, order: Order, status: str) -> None:
    with pytest.raises(LocalViolation, match="no report to withdraw"):
        report(hospital, order, status)
    report(hospital, order, "F", "uno")
    report(hospital, order, status)
    assert shown(hospital, order) is None
    assert standings(hospital, order) == ["retracted", "withdrawal"]
    report(hospital, order, "F", "otro")
    assert shown(hospital, order) == ("F", "otro")


def test_a_cancelled_order_gets_no_report(hospital: SmallHospital, order: Order) -> None:
    hospital.ris.cancel(order.accession_number)
    with pytest.raises(LocalViolation, match="the order was cancelled"):
        report(hospital, order, "F", "uno")
    report(hospital, order, "X")
    assert shown(hospital, order) is None
    with pytest.raises(LocalViolation, match="unknown accession number"):
        hospital.ris.report("NOSUCH", "F", "uno")


def test_a_report_after_a_merge_goes_to_the_survivor(hospital: SmallHospital, order: Order) -> None:
    hospital.his.know("emr", hospital.emr.address)  # the placer is told of merges as the filler is
    hospital.his.send("A04", DOE)
    hospital.his.send("A40", DOE, prior=ANA)
    report(hospital, order, "F", "uno")
    result = hospital.emr.current_result(order)
    assert result is not None
    assert result.order.patient.id == DOE.id


def test_an_emr_that_was_not_told_of_the_merge_refuses_the_report(hospital: SmallHospital, order: Order) -> None:
    hospital.his.send("A04", DOE)
    hospital.his.send("A40", DOE, prior=ANA)
    report(hospital, order, "F", "uno")
    assert shown(hospital, order) is None


# What is owed is told in order


class Teller:
    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, what: str) -> Callable[[], None]:
        return lambda: self.told.append(what)


def test_what_happened_first_is_told_first_whatever_was_answered_first() -> None:
    owed, teller = Owed(), Teller()
    first, second, third = (owed.promise(teller(each)) for each in "abc")
    owed.release(third)
    owed.release(second)
    assert teller.told == []
    with pytest.raises(NoAnswer):
        owed.settle(0.01)
    owed.release(first)
    assert teller.told == ["a", "b", "c"]
    owed.settle(0.01)


def test_many_at_once_are_told_once_each_in_order() -> None:
    owed, teller = Owed(), Teller()
    lock, promised = threading.Lock(), []

    def act(name: str) -> None:
        for n in range(50):
            with lock:
                promised.append(f"{name}{n}")
                debt = owed.promise(teller(f"{name}{n}"))
            owed.release(debt)

    threads = [threading.Thread(target=act, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owed.settle(5)
    assert teller.told == promised
