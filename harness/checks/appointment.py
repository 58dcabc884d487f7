"""Appointments, RAD-48: what a notice carries, for which order, and when."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.comparing import Hop, Ledger, Weight, compare_all
from harness.checks.dicom_traces import performed_steps
from harness.checks.hl7 import hop, requests
from harness.checks.linking import accepted_orders, known_patient, owners, version_at
from harness.checks.requirements import Rule, judge
from harness.checks.story import Story
from harness.checks.traces import Trace, patient_values, scheduled_procedures, values_of
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.appointment import Appointment, read_appointment

EVENTS = ("S12", "S13", "S15")
_ACTION = {"S12": "A", "S13": "U|A|D", "S15": "D"}
_RULES = (
    Rule("SCH-2.1"),
    Rule("SCH-6", severity="minor"),
    Rule("SCH-11.4"),
    Rule("SCH-16", severity="minor"),
    Rule("SCH-27.1"),
    Rule("RGS-1", severity="minor"),
    Rule("AIS-1", severity="minor"),
    Rule("AIS-3.1"),
    Rule("AIS-4"),
    Rule("PID-3.1", severity="critical"),
)


def _fair(story: Story) -> Iterator[tuple[Exchange, Appointment]]:
    for exchange in requests(story, "SIU"):
        if not exchange.deliberate and exchange.message is not None:
            yield exchange, read_appointment(exchange.message)


@check("APT-01", "An appointment notice carries what it must", clause="IHE RAD TF, RAD-48; HL7 v2 SIU, SCH")
def required(story: Story) -> Iterator[Finding]:
    """SCH, RGS and AIS fields; AIS-2 by event. S14 and others are not of the transaction: noted."""
    for exchange, appointment in _fair(story):
        message = exchange.message
        assert message is not None
        title = f"the appointment {appointment.event} of {exchange.sender}"
        if appointment.event not in EVENTS:
            yield note(
                exchange.sender,
                f"{exchange.sender} sends SIU^{appointment.event}, which the transaction does not have",
                expected=" ".join(EVENTS),
                received=appointment.event or "empty",
                where="MSH-9.2",
                hop=hop(exchange),
                exchanges=(exchange.number,),
            )
            continue
        action = Rule("AIS-2", _ACTION[appointment.event], severity="minor")
        yield from judge(exchange, title, (*_RULES, action), message.get, version=message.version)


def _trace(exchange: Exchange, appointment: Appointment) -> Trace:
    order = appointment.order
    values = {
        **patient_values(order.patient),
        **values_of(
            [
                ("placer", order.placer_order_number, "SCH-26"),
                ("filler", order.filler_order_number, "SCH-27"),
                ("start", appointment.start or (order.steps[0].start if order.steps else ""), "SCH-11"),
            ]
        ),
    }
    return Trace("appointment", exchange, values, label="the appointment", patient=order.patient)


@check("APT-02", "An appointment is of its order, patient and time", clause="IHE RAD TF, RAD-48: SCH-26, SCH-27, AIS-4")
def propagated(story: Story) -> Iterator[Finding]:
    """Placer and filler number, patient, and (unless cancelled) the time that the PACS was told."""
    ledger = Ledger()
    lag = story.limits.notification_s
    for exchange, appointment in _fair(story):
        trace = _trace(exchange, appointment)
        sender = exchange.sender
        target = Hop(sender, hop(exchange), "the order", trace.label, owners(story))
        order = version_at(_same(accepted_orders(story), trace), exchange, lag)
        if order is not None:
            numbers = (order.trace.exchange.number, exchange.number)
            ledger.extend(compare_all(target, {"placer": Weight.MUST}, order.trace.values, trace.values, numbers))
        schedule = version_at(_same(scheduled_procedures(story), trace), exchange, lag)
        if schedule is not None:
            weights = {"filler": Weight.MUST, "placer": Weight.MUST} | (
                {} if appointment.event == "S15" else {"start": Weight.KEEP}
            )
            told = Hop(sender, hop(exchange), schedule.trace.label, trace.label, owners(story))
            numbers = (schedule.trace.exchange.number, exchange.number)
            ledger.extend(
                compare_all(told, weights, schedule.trace.values, trace.values, numbers, schedule.other_values)
            )
        known = known_patient(story, sender, appointment.order.patient.id, exchange, lag)
        if known is not None:
            who = {"patient_id": Weight.MUST, "name": Weight.MAY if known.doubtful else Weight.MUST}
            registered = Hop(sender, hop(exchange), "the registration", trace.label, owners(story))
            numbers = (known.exchange.number, exchange.number)
            ledger.extend(compare_all(registered, who, known.values, trace.values, numbers, known.others))
        if order is None and schedule is None and (accepted_orders(story) or scheduled_procedures(story)):
            ledger.add(_unknown(exchange, trace))
    yield from ledger


def _same(candidates: list[Trace], trace: Trace) -> list[Trace]:
    """Those with the filler or, if it has none, the placer number of the appointment."""
    for key in ("filler", "placer"):
        found = [one for one in candidates if trace.text(key) and one.text(key) == trace.text(key)]
        if found:
            return found
    return []


def _unknown(exchange: Exchange, trace: Trace) -> Finding:
    return fail(
        exchange.sender,
        "an appointment names no order that is known",
        expected="the numbers of an order that was placed",
        received=f"SCH-26 {trace.text('placer') or 'empty'}, SCH-27 {trace.text('filler') or 'empty'}",
        where="SCH-26",
        hop=hop(exchange),
        exchanges=(exchange.number,),
    )


@check(
    "APT-03", "An appointment is made before it is moved or cancelled", clause="IHE RAD TF, RAD-48", severity="minor"
)
def sequence(story: Story) -> Iterator[Finding]:
    """S13 and S15 are of an appointment that S12 made; nothing follows S15."""
    last: dict[str, tuple[Exchange, Appointment]] = {}
    for exchange, appointment in _fair(story):
        if appointment.event not in EVENTS:
            continue
        key = appointment.id or appointment.order.filler_order_number
        before = last.get(key)
        last[key] = (exchange, appointment)
        details = {
            "hop": hop(exchange),
            "exchanges": tuple(one.number for one in (before[0] if before else exchange, exchange)),
        }
        if before is None and appointment.event != "S12":
            yield note(exchange.sender, f"{appointment.event} of an appointment that was not told before",
                       received=appointment.event, **details)  # fmt: skip
        elif before is not None and before[1].event == "S15" and appointment.event != "S12":
            yield fail(exchange.sender, f"{appointment.event} of an appointment that was cancelled",
                       expected="S12", received=appointment.event, where="MSH-9.2", **details)  # fmt: skip
        else:
            yield held(exchange.sender, f"{appointment.event} is in its place", **details)


@check("APT-04", "Whoever was told an appointment hears that it changed", clause="IHE RAD TF, RAD-48 S13, S15")
def changes_told(story: Story) -> Iterator[Finding]:
    """A procedure that the PACS is told at another time (XO), or as cancelled, after S12: S13 or S15 follows. Not where
    it has begun when it is stopped: that appointment was kept."""
    told = list(_fair(story))
    starts: dict[str, str] = {}
    for schedule in scheduled_procedures(story):
        filler, start = schedule.text("filler"), schedule.text("start")
        before = starts.get(filler)
        starts[filler] = start or (before or "")
        known = [one for one, each in told if each.order.filler_order_number == filler and each.event == "S12"]
        if schedule.exchange.deliberate or not filler or not known or before is None:
            continue
        moved = schedule.control == "XO" and start and start != before
        stopped = schedule.control == "CA" or (schedule.control == "DC" and not _has_begun(story, schedule))
        if moved or stopped:
            yield from _change_heard(story, schedule, "S13" if moved else "S15", told)


def _has_begun(story: Story, schedule: Trace) -> bool:
    accession = schedule.text("accession")
    return any(
        accession and asked["accession"].text == accession
        for step in performed_steps(story)
        if step.exchange.number < schedule.exchange.number
        for asked in step.requests
        if "accession" in asked
    )


def _change_heard(
    story: Story, schedule: Trace, event: str, told: list[tuple[Exchange, Appointment]]
) -> Iterator[Finding]:
    limit = story.limits.notification_s
    heard = [
        exchange
        for exchange, appointment in told
        if appointment.event == event
        and appointment.order.filler_order_number == schedule.text("filler")
        and abs(exchange.time - schedule.exchange.time) <= limit
    ]
    details = {
        "expected": f"SIU^{event} within {limit:g} s",
        "hop": "ris→emr",
        "exchanges": (schedule.exchange.number, *(one.number for one in heard[:1])),
    }
    words = "moved" if event == "S13" else "cancelled"
    if heard:
        yield held("ris", f"the placer heard that the appointment is {words}", received=f"SIU^{event}", **details)
    elif story.end - schedule.exchange.time > limit:
        yield fail("ris", f"the placer never heard that the appointment is {words}", received="nothing", **details)
