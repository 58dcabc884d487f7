"""The EMR on the wire: its orders to a filler, and what a filler may send to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.addresses import Hl7Address
from simulators.clock import local_time
from simulators.emr import Emr, EmrConfig
from simulators.emr_inbox import Inbox, ReceivedResult
from simulators.mllp_client import MllpClient
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime
from simulators.tests.small_hospital import ANA, CHEST, DOE, a_runtime, order_for
from simulators.wire.ack import Hl7Error, acknowledge, judge
from simulators.wire.appointment import siu
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation, NoAnswer, Refused
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, Order, placer_order, read_orders
from simulators.wire.registration import adt
from simulators.wire.result import Observation, Result, oru, pdf_observation, text_observation

QUICK = Limits(acknowledgement_s=0.5, notification_s=3)  # only where silence is waited for


class Filler:
    """Takes orders and can send anything to the EMR."""

    def __init__(self, runtime: Runtime, dialect: Dialect = IHE_SWF_B) -> None:
        self.runtime, self.dialect = runtime, dialect
        self.received: list[Message] = []
        self.answer = "AA"  # or AE, or "" for silence
        self.server = MllpServer(runtime, "ris", self.take)
        self.address = Hl7Address("127.0.0.1", self.server.start(), "RIS", "HGM", dialect)
        self.client: MllpClient | None = None

    def take(self, message: Message, connection: object) -> Message | None:
        self.received.append(message)
        if not self.answer:
            return None
        error = None if self.answer == "AA" else Hl7Error("204", "unknown patient", "PID-3")
        return acknowledge(message, self.answer, error=error, control_id="A1", when=local_time(self.runtime))

    def envelope(self) -> dict[str, Any]:
        return {
            "dialect": self.dialect,
            "sender": "RIS|HGM",
            "receiver": "EMR|HGM",
            "control_id": self.runtime.control_id("ris"),
            "when": "20260301090000",
        }

    def send(self, message: Message) -> Message:
        assert self.client is not None
        answer = self.client.send(message)
        assert judge(message, answer) == []
        return answer

    def tell(self, order: Order, control: str) -> Message:
        return self.send(placer_order(order, control, **self.envelope()))

    def report(self, order: Order, status: str, *observations: Observation) -> Message:
        return self.send(
            oru(Result(order, status, observations or (text_observation("ok", status),)), **self.envelope())
        )


@pytest.fixture(params=[IHE_SWF_B, IHE_SWF], ids=["OMG 2.5.1", "ORM 2.3.1"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    dialect: Dialect = request.param
    return dialect


@pytest.fixture
def filler(dialect: Dialect) -> Iterator[Filler]:
    started = Filler(a_runtime(), dialect)
    yield started
    if started.client:
        started.client.close()
    started.server.stop()


@pytest.fixture
def emr(filler: Filler) -> Iterator[Emr]:
    role = Emr(filler.runtime, EmrConfig(orders_to=filler.address, retry_s=0.1))
    role.start()
    filler.client = MllpClient(filler.runtime, "ris", "emr", "127.0.0.1", role.ports["hl7"])
    yield role
    role.stop()


def numbered(order: Order) -> Order:
    """As the filler sees it after scheduling."""
    return order.with_(filler_order_number="F1", filler_issuer="RIS", accession_number="A1", study_instance_uid="1.2.3")


# Its orders


def test_an_order_gets_a_placer_number(emr: Emr, filler: Filler) -> None:
    order = emr.place(order_for())
    ((control, received),) = read_orders(filler.received[0])
    assert (control, received.placer_order_number, received.placer_issuer) == ("NW", order.placer_order_number, "EMR")
    assert (received.filler_order_number, received.procedure) == ("", CHEST)
    assert len(order.placer_order_number) <= 16
    assert emr.last_acknowledgement(order).get("MSA-1") == "AA"  # type: ignore[union-attr]


def test_two_orders_get_two_numbers_and_a_given_one_is_kept(emr: Emr) -> None:
    first, second = emr.place(order_for()), emr.place(order_for())
    assert first.placer_order_number != second.placer_order_number
    assert emr.place(order_for(placer_order_number="MINE")).placer_order_number == "MINE"


@pytest.mark.parametrize(("act", "control"), [("cancel", "CA"), ("change", "XO"), ("discontinue", "DC")])
def test_what_is_done_to_an_order_names_it(emr: Emr, filler: Filler, act: str, control: str) -> None:
    order = emr.place(order_for())
    answer = getattr(emr, act)(order.with_(reason="changed") if act == "change" else order)
    assert answer.get("MSA-1") == "AA"
    ((sent, received),) = read_orders(filler.received[-1])
    assert (sent, received.placer_order_number) == (control, order.placer_order_number)
    assert received.reason == ("changed" if act == "change" else "Control")


def test_a_dialect_without_change(filler: Filler) -> None:
    strict = Dialect("strict", can_change=False)
    address = Hl7Address("127.0.0.1", filler.address.port, "RIS", "HGM", strict)
    emr = Emr(filler.runtime, EmrConfig(orders_to=address))
    order = emr.place(order_for())
    for act in (emr.change, emr.discontinue):
        with pytest.raises(LocalViolation, match="'strict'"):
            act(order)
    emr.stop()
    assert len(filler.received) == 1


def test_an_order_sent_again_is_the_same_message(emr: Emr, filler: Filler) -> None:
    order = emr.place(order_for())
    emr.resend(order)
    first, again = filler.received
    assert first.raw == again.raw
    with pytest.raises(LocalViolation, match="nothing was sent"):
        emr.resend(order_for(placer_order_number="NEVER"))


def test_a_refused_order(emr: Emr, filler: Filler) -> None:
    filler.answer = "AE"
    with pytest.raises(Refused, match="AE unknown patient"):
        emr.place(order_for())
    order = emr.place(order_for(), deliberate="an order for an unknown patient")
    assert emr.last_acknowledgement(order).get("MSA-1") == "AE"  # type: ignore[union-attr]


def test_a_silent_filler_is_asked_twice_with_the_same_control_id(emr: Emr, filler: Filler) -> None:
    emr.runtime.limits = QUICK
    filler.answer = ""
    with pytest.raises(NoAnswer, match="did not acknowledge"):
        emr.place(order_for())
    assert len(filler.received) > 1
    assert len({message.raw for message in filler.received}) == 1


def test_a_queued_order_arrives_once_the_filler_is_back(emr: Emr, filler: Filler) -> None:
    filler.server.stop()
    order = emr.place(order_for(), wait=False)
    second = emr.place(order_for(), wait=False)
    with pytest.raises(NoAnswer):
        emr.settle(0.2)
    back = MllpServer(filler.runtime, "ris", filler.take, port=filler.address.port)
    back.start()
    emr.settle(3)
    back.stop()
    arrived = [read_orders(message)[0][1].placer_order_number for message in filler.received]
    assert arrived == [order.placer_order_number, second.placer_order_number]


def test_an_emr_that_knows_no_filler_says_so() -> None:
    with pytest.raises(LocalViolation, match="does not know where ris is"):
        Emr(a_runtime()).place(order_for())


# What a filler sends


def test_a_filler_order_is_answered_with_a_number(emr: Emr, filler: Filler) -> None:
    answer = filler.tell(numbered(order_for()), "SN")
    assert answer.type == ("ORG^O20" if filler.dialect is IHE_SWF_B else "ORR^O02")
    assert answer.get("MSA-1") == "AA"
    ((control, order),) = read_orders(answer)
    assert (control, order.filler_order_number) == ("NA", "F1")
    assert order.placer_order_number
    assert [each.placer_order_number for each in emr.filler_orders()] == [order.placer_order_number]
    again = filler.tell(numbered(order_for()), "SN")
    assert read_orders(again)[0][1].placer_order_number == order.placer_order_number
    assert len(emr.filler_orders()) == 1


def test_a_resent_filler_order_gets_the_same_answer(emr: Emr, filler: Filler) -> None:
    message = placer_order(numbered(order_for()), "SN", **filler.envelope())
    assert filler.send(message).raw == filler.send(message).raw
    assert len(emr.filler_orders()) == 1


def test_status_is_kept_in_order(emr: Emr, filler: Filler) -> None:
    order = emr.place(order_for())
    for status in ("SC", "IP", "CM"):
        filler.tell(numbered(order).with_(status=status), "SC")
    assert [(each.control, each.status) for each in emr.statuses_for(order)] == [
        ("SC", "SC"),
        ("SC", "IP"),
        ("SC", "CM"),
    ]
    known = emr.order(order.placer_order_number)
    assert known is not None
    assert (known.filler_order_number, known.accession_number, known.status) == ("F1", "A1", "CM")
    other = emr.place(order_for())
    assert emr.statuses_for(other) == []


def test_an_order_cancelled_by_the_filler(emr: Emr, filler: Filler) -> None:
    order = emr.place(order_for())
    filler.tell(numbered(order), "OC")
    assert [each.control for each in emr.statuses_for(order)] == ["OC"]
    assert emr.order(order.placer_order_number).status == "CA"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("event", "booked"),
    [("S12", "new appointment"), ("S13", "appointment rescheduled"), ("S15", "appointment cancelled")],
)
def test_appointments(emr: Emr, filler: Filler, event: str, booked: str) -> None:
    order = emr.place(order_for(requested_start="20260302100000"))
    filler.send(siu(event, numbered(order), appointment_id="F1", **filler.envelope()))
    (appointment,) = emr.appointments_for(order)
    assert (appointment.event, appointment.reason, appointment.start) == (event, booked, "20260302100000")


def test_results_by_every_number_the_order_has(emr: Emr, filler: Filler) -> None:
    order = emr.place(order_for())
    filler.tell(numbered(order).with_(status="IP"), "SC")
    filler.report(numbered(order), "P")
    filler.report(numbered(order), "F", text_observation("Sin hallazgos", "F"), pdf_observation(b"%PDF-1.4"))
    assert [each.standing for each in emr.results_for(order)] == ["superseded", "current"]
    result = emr.current_result(order)
    assert result is not None
    assert (result.status, result.text, result.observations[1].data) == ("F", "Sin hallazgos", b"%PDF-1.4")
    assert emr.current_result(order_for(accession_number="A1")) == result
    assert emr.current_result(emr.place(order_for())) is None


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (lambda m: m.set("PID-3", "ZZ9OTHER^^^HGM&1.2.3&ISO^PI"), "204", "PID"),
        (lambda m: m.set("PID-3", ""), "101", "PID"),
        (lambda m: m.set("OBR-25", ""), "101", "OBR"),
        (lambda m: m.set("MSH-9", "ORU^R30"), "201", "MSH"),
        (lambda m: m.set("MSH-9", "MDM^T02"), "200", "MSH"),
        (lambda m: m.set("MSH-10", ""), "101", "MSH"),
        (lambda m: m.set("MSH-12", "9.9"), "203", "MSH"),
        (lambda m: m.set("MSH-11", "X"), "202", "MSH"),
        (lambda m: m.without("OBR"), "101", "OBR"),
    ],
)
def test_results_that_are_refused(emr: Emr, filler: Filler, change: Any, code: str, where: str) -> None:
    order = emr.place(order_for())
    result = Result(numbered(order), "F", (text_observation("ok"),))
    message = change(oru(result, **filler.envelope()))
    assert filler.client is not None
    answer = filler.client.send(message, deliberate="broken on purpose")
    error = answer.get("ERR-3.1") or answer.get("ERR-1.4.1")
    assert (answer.get("MSA-1")[0], error, (answer.get("ERR-2.1") or answer.get("ERR-1.1"))) == ("A", code, where)
    assert answer.get("MSA-1") == ("AR" if code in ("200", "201", "202", "203") else "AE")
    assert emr.results_for(order) == []
    filler.report(numbered(order), "F")
    assert emr.current_result(order)


@pytest.mark.parametrize(("control", "code"), [("NW", "103"), ("", "101"), ("XO", "103"), ("ZZ", "103")])
def test_control_codes_that_are_not_a_fillers(emr: Emr, filler: Filler, control: str, code: str) -> None:
    order = emr.place(order_for())
    answer = filler.tell(numbered(order), control)
    assert answer.get("MSA-1") == "AE"
    assert (answer.get("ERR-3.1") or answer.get("ERR-1.4.1")) == code
    assert emr.statuses_for(order) == []


def test_orders_follow_their_patient(emr: Emr, filler: Filler) -> None:
    order = emr.place(order_for())
    filler.send(adt("A08", ANA.renamed(DOE.name), **filler.envelope()))
    assert emr.order(order.placer_order_number).patient.name == DOE.name  # type: ignore[union-attr]
    filler.send(adt("A40", DOE, prior=ANA, **filler.envelope()))
    emr.cancel(order)
    assert read_orders(filler.received[-1])[0][1].patient.id == DOE.id


# What a result is worth


def a_result(status: str, *states: str) -> Result:
    observations = tuple(text_observation(f"{status}{n}", state) for n, state in enumerate(states or (status,)))
    return Result(order_for(placer_order_number="P1"), status, observations)


def standings(*results: Result) -> list[str]:
    inbox = Inbox()
    for n, result in enumerate(results):
        inbox.add_result(result, str(n))
    return [each.standing for each in inbox.results_for(order_for(placer_order_number="P1"))]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["P", "F", "C"], ["superseded", "superseded", "current"]),
        (["F", "P"], ["current", "late"]),
        (["C", "P", "A"], ["current", "late", "late"]),
        (["P", "P"], ["superseded", "current"]),
        (["F", "W"], ["retracted", "withdrawal"]),
        (["P", "F", "D"], ["retracted", "retracted", "withdrawal"]),
        (["F", "X"], ["retracted", "withdrawal"]),
        (["F", "W", "F"], ["retracted", "withdrawal", "current"]),
        (["F", "W", "P"], ["retracted", "withdrawal", "current"]),
    ],
)
def test_standing(results: list[str], expected: list[str]) -> None:
    made = {"W": a_result("C", "W"), "D": a_result("C", "D"), "X": a_result("X", "X")}
    assert standings(*(made.get(each) or a_result(each) for each in results)) == expected


def test_a_partly_withdrawn_report_is_still_a_report() -> None:
    assert standings(a_result("F", "F", "F"), a_result("C", "C", "W")) == ["superseded", "current"]


def test_final_without_sending_the_text_again_keeps_the_text() -> None:
    inbox = Inbox()
    inbox.add_result(a_result("P"), "1")
    inbox.add_result(Result(order_for(placer_order_number="P1"), "F", (text_observation("", "U"),)), "2")
    current = inbox.current_result(order_for(placer_order_number="P1"))
    assert current is not None
    assert (current.status, current.text) == ("F", "P0")


@given(st.lists(st.sampled_from(["P", "F", "C", "A", "R", "W", "D", "X"]), max_size=12))
def test_at_most_one_result_is_shown_and_never_an_older_kind(statuses: list[str]) -> None:
    inbox, order = Inbox(), order_for(placer_order_number="P1")
    final_since_withdrawal = False
    for n, status in enumerate(statuses):
        withdrawal = status in "WDX"
        inbox.add_result(a_result({"W": "C", "D": "C"}.get(status, status), status), str(n))
        final_since_withdrawal = not withdrawal and (final_since_withdrawal or status in "FC")
        history: list[ReceivedResult] = inbox.results_for(order)
        assert len(history) == n + 1
        shown = [each.result for each in history if each.standing == "current"]
        assert len(shown) <= 1
        assert (shown == []) == withdrawal
        if final_since_withdrawal:
            assert shown[0].status in ("F", "C")
