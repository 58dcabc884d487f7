"""Propagation on the side of HL7: registration and order to worklist, image manager, status, appointment, report.

One finding for each identifier and hop. What differs between the order and the worklist is the RIS's fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from harness.checks import check, fail, held, note
from harness.checks.comparing import Hop, Ledger, Weight, compare_all
from harness.checks.dicom_traces import worklist_items
from harness.checks.dimse import items_of
from harness.checks.linking import Upstream, accepted_orders, best, known_patient, owners, version_at
from harness.checks.patients import book_of
from harness.checks.story import Story
from harness.checks.traces import Trace, filler_notices, reports, scheduled_procedures
from harness.verdict import Finding
from simulators.wire import elements
from simulators.wire.identifiers import PatientId

MUST, KEEP, MAY = Weight.MUST, Weight.KEEP, Weight.MAY
_CLAUSE = "IHE RAD TF: identifiers of the scheduled workflow; PS3.17 J.2.1"
_WHO = {"patient_id": MUST, "issuer": KEEP, "name": MUST, "birth_date": KEEP, "sex": KEEP}


def _doubted(weights: Mapping[str, Weight]) -> dict[str, Weight]:
    """For a registration whose text could not be read for sure: names cannot be judged by it."""
    return {**weights, "name": MAY, "birth_date": MAY}


def _patient(
    story: Story, role: str, hop: Hop, wanted: PatientId, down: Trace, lag_s: float, weights: Mapping[str, Weight]
) -> list[Finding] | None:
    """The patient of ``down`` against what ``role`` was told of her; None when it was told nothing."""
    known = known_patient(story, role, wanted, down.exchange, lag_s)
    if known is None:
        return None
    weights = _doubted(weights) if known.doubtful else weights
    hop = replace(hop, upstream="the registration")
    numbers = (known.exchange.number, down.exchange.number)
    return list(compare_all(hop, weights, known.values, down.values, numbers, known.others))


def _patient_of(
    story: Story, hop: Hop, source: Upstream, down: Trace, weights: Mapping[str, Weight]
) -> Iterator[Finding]:
    """The patient of a message of ``hop.role``: as registration told it of her, else as ``source`` says."""
    wanted = source.trace.patient.id if source.trace.patient else PatientId("")
    found = _patient(story, hop.role, hop, wanted, down, story.limits.notification_s, weights)
    if found is not None:
        yield from found
    elif source.trace is not down:
        yield from _compared(hop, weights, source, down)


@check("PRP-01", "The order is for the patient as registered", clause="HL7 PID-3, PID-5")
def registration_to_order(story: Story) -> Iterator[Finding]:
    """PID of each order against the registration of that patient ID, as the receiver knows it."""
    ledger = Ledger()
    for order in accepted_orders(story):
        wanted = order.patient.id if order.patient else PatientId("")
        sender, receiver = order.exchange.sender, order.exchange.receiver
        hop = Hop(sender, f"{sender}→{receiver}", "the registration", "the order", owners(story))
        ledger.extend(_patient(story, receiver, hop, wanted, order, story.limits.notification_s, _WHO) or ())
    yield from ledger


_ORDER_TO_ITEM = {
    "placer": KEEP,
    "procedure": KEEP,
    "priority": KEEP,
    "requesting": KEEP,
    "referring": MAY,  # of the visit, which registration may have changed meanwhile
    "admission": MAY,
    "reason": MAY,
    "danger": MAY,
    "transport": MAY,
    "alerts": MAY,
    "weight": MAY,
    "height": MAY,
}


@check("PRP-02", "The worklist entry is the order's", clause=_CLAUSE, severity="critical")
def order_to_worklist(story: Story) -> Iterator[Finding]:
    """Each entry against the registration of its patient and the order it was made from."""
    ledger = Ledger()
    lag = story.limits.worklist_s
    for item in worklist_items(story):
        ris, station = item.exchange.sender, item.exchange.receiver
        hop = Hop(ris, f"{ris}→{station}", "the order", item.label, owners(story))
        order = order_of(story, item)
        wanted = _wanted(story, item, order)
        patient = _patient(story, ris, hop, wanted, item, lag, _WHO)
        if patient is not None:
            ledger.extend(patient)
        elif order is not None:
            ledger.extend(_compared(hop, _WHO, order, item))
        if order is not None:
            ledger.extend(_compared(hop, _ORDER_TO_ITEM, order, item))
        ledger.extend(_other_ids(story, hop, item))
    yield from ledger


def _other_ids(story: Story, hop: Hop, item: Trace) -> Iterator[Finding]:
    """Every further identifier of the registration is in (0010,1002): type 3, so a missing one is noted."""
    record = book_of(story, hop.role).record(item.patient.id, item.exchange.number) if item.patient else None
    shown = {elements.text(each, "PatientID") for each in items_of(item.exchange.dataset, "OtherPatientIDsSequence")}
    for other in record.latest.patient.other_ids if record else ():
        details = {
            "expected": f"{other.to_cx()} (PID-3)",
            "received": ", ".join(sorted(shown)) or "nothing",
            "where": "(0010,1002) OtherPatientIDsSequence",
            "hop": hop.between,
            "exchanges": (item.exchange.number,),
        }
        if other.value in shown:
            yield held(hop.role, f"a further patient ID is in {item.label} too", **details)
        else:
            yield note(hop.role, f"a further patient ID is missing in {item.label}", **details)


def _compared(hop: Hop, weights: Mapping[str, Weight], up: Upstream, down: Trace) -> Iterator[Finding]:
    numbers = (up.trace.exchange.number, down.exchange.number)
    return compare_all(hop, weights, up.trace.values, down.values, numbers, up.other_values)


def _wanted(story: Story, item: Trace, order: Upstream | None) -> PatientId:
    """Whose entry it should be: the patient of the order, else of the procedure told to the PACS, else its own."""
    source = order or schedule_of(story, item)
    patient = source.trace.patient if source else item.patient
    return patient.id if patient else PatientId("")


def schedule_of(story: Story, trace: Trace) -> Upstream | None:
    """The RAD-4 or RAD-13 that tells of the same step."""
    found = best((one for one in scheduled_procedures(story) if not one.exchange.deliberate), trace.values)
    return version_at(found, trace.exchange, story.limits.notification_s)


def order_of(story: Story, trace: Trace) -> Upstream | None:
    """The placer's order behind a trace: by its own numbers, or by those that the RIS told with the same procedure."""
    orders = accepted_orders(story)
    found = best(orders, trace.values)
    if not found and not _created_by_filler(story, trace):
        found = _by_numbers_told(story, trace, orders)
        if trace.kind in ("item", "schedule"):  # reports and statuses must name their order
            found = found or _by_examination(trace, orders)
    return version_at(found, trace.exchange, story.limits.worklist_s)


def _by_numbers_told(story: Story, trace: Trace, orders: list[Trace]) -> list[Trace]:
    """The order whose number the RIS told elsewhere together with a number of this trace."""
    for told in (*filler_notices(story), *scheduled_procedures(story)):
        if told.exchange is not trace.exchange and told.text("placer") and best([told], trace.values):
            found = [one for one in orders if one.text("placer") == told.text("placer")]
            if found:
                return found
    return []


def _by_examination(trace: Trace, orders: list[Trace]) -> list[Trace]:
    """The order of the same patient and examination, where there is only one."""
    same = [one for one in orders if _same_examination(one, trace)]
    return same if len({one.text("placer") for one in same}) == 1 else []


def _same_examination(order: Trace, trace: Trace) -> bool:
    """Same patient and examination: enough where only one order is of that kind."""
    return all(order.text(key) and order.text(key) == trace.text(key) for key in ("patient_id", "procedure"))


_ORDER_TO_SCHEDULE = {"placer": MUST, "procedure": KEEP, "requesting": MAY, "reason": MAY, "alerts": MAY}


@check("PRP-03", "The PACS is told of the order's own examination", clause=_CLAUSE, severity="critical")
def order_to_schedule(story: Story) -> Iterator[Finding]:
    """RAD-4 and RAD-13 against the registration and the order."""
    ledger = Ledger()
    for schedule in scheduled_procedures(story):
        if schedule.exchange.deliberate:
            continue
        ris, pacs = schedule.exchange.sender, schedule.exchange.receiver
        hop = Hop(ris, f"{ris}→{pacs}", "the order", schedule.label, owners(story))
        order = order_of(story, schedule)
        source = order or Upstream(schedule)
        ledger.extend(_patient_of(story, hop, source, schedule, {**_WHO, "issuer": MUST}))
        if order is not None:
            ledger.extend(_compared(hop, _ORDER_TO_SCHEDULE, order, schedule))
    yield from ledger


_SCHEDULE_TO_ITEM = {
    **dict.fromkeys(("accession", "study_uid", "rp_id", "sps_id", "modality", "start"), MUST),
    **dict.fromkeys(("station_aet", "procedure", "protocol", "placer", "filler", "performing"), KEEP),
    **dict.fromkeys(("station_name", "location", "sps_description", "procedure_text", "status"), MAY),
}


@check("PRP-04", "Worklist and PACS are told the same identifiers", clause=_CLAUSE, severity="critical")
def schedule_to_worklist(story: Story) -> Iterator[Finding]:
    """What the RIS tells the PACS (RAD-4, RAD-13) against what it shows the station."""
    ledger = Ledger()
    for item in worklist_items(story):
        schedule = schedule_of(story, item)
        if schedule is None:
            continue
        ris, station = item.exchange.sender, item.exchange.receiver
        hop = Hop(ris, f"{ris}→{station}", schedule.trace.label, item.label, owners(story))
        ledger.extend(_compared(hop, _SCHEDULE_TO_ITEM, schedule, item))
    yield from ledger


_STATUS = {"placer": MUST, "filler": KEEP, "accession": KEEP}


@check("PRP-05", "A status names the order it is about", clause="HL7 v2 ORC-2, ORC-3; IHE RAD TF, RAD-3")
def order_to_status(story: Story) -> Iterator[Finding]:
    """RAD-3 (SC, OC) echoes the placer's number, and the filler's own numbers stay the same."""
    ledger = Ledger()
    for status in filler_notices(story):
        if status.exchange.sender != "ris" or status.control in ("SN", "NW") or status.exchange.deliberate:
            continue
        hop = Hop(
            "ris",
            f"ris→{status.exchange.receiver}",
            "the order",
            f"the {status.control} message to the EMR",
            owners(story),
        )
        order = order_of(story, status)
        schedule = schedule_of(story, status)
        if order is not None:
            ledger.extend(_compared(hop, {"placer": MUST}, order, status))
            ledger.extend(_patient_of(story, hop, order, status, {"patient_id": MUST, "issuer": KEEP}))
        elif accepted_orders(story) and not _created_by_filler(story, status):
            ledger.add(_unknown(hop, status, "order"))
        if schedule is not None:
            told = replace(hop, upstream=schedule.trace.label)
            ledger.extend(_compared(told, {"filler": MUST, "accession": KEEP}, schedule, status))
    yield from ledger


def _created_by_filler(story: Story, trace: Trace) -> bool:
    """Whether the examination is one that the filler ordered itself (SN, answered by NA)."""
    own = [one for one in filler_notices(story) if one.control in ("SN", "NA")]
    return any(
        trace.text(concept) and one.text(concept) == trace.text(concept)
        for one in own
        for concept in ("filler", "placer")
    )


def _unknown(hop: Hop, trace: Trace, what: str) -> Finding:
    own = ", ".join(
        f"{value.where} {value.text}" for key, value in trace.values.items() if key in _STATUS and value.text
    )
    return fail(
        hop.role,
        f"{hop.downstream} names no {what} that is known",
        expected="the numbers of an order that was placed",
        received=own or "no number at all",
        hop=hop.between,
        severity="critical",
        exchanges=(trace.exchange.number,),
    )


_REPORT = {"accession": KEEP, "filler": MUST, "study_uid": KEEP, "rp_id": MAY, "procedure": KEEP}


@check(
    "PRP-06",
    "The report names its order, study and patient",
    clause="HL7 v2 OBR-2, OBR-3, OBR-18; IHE RAD TF, RAD-28",
    severity="critical",
)
def order_to_report(story: Story) -> Iterator[Finding]:
    """ORU against the placer's order, the procedure as scheduled, and the patient as the RIS knows her now."""
    ledger = Ledger()
    for report, _ in reports(story):
        sender, receiver = report.exchange.sender, report.exchange.receiver
        if report.exchange.deliberate:
            continue
        hop = Hop(sender, f"{sender}→{receiver}", "the order", report.label, owners(story))
        order, filed = order_of(story, report), _filed(story, report)
        source = order or filed
        if source is None:
            if accepted_orders(story) or scheduled_procedures(story):
                ledger.add(_unknown(hop, report, "order"))
            continue
        ledger.extend(_patient_of(story, hop, source, report, {**_WHO, "issuer": MUST}))
        if order is not None:
            ledger.extend(_compared(hop, {"placer": MUST}, order, report))
        if filed is not None:
            ledger.extend(_compared(replace(hop, upstream=filed.trace.label), _REPORT, filed, report))
    yield from ledger


def _filed(story: Story, trace: Trace) -> Upstream | None:
    """Where the filler's own numbers of the examination stand: procedure, worklist, or status."""
    for group in (scheduled_procedures(story), worklist_items(story), filler_notices(story)):
        found = [one for one in best(group, trace.values) if one.exchange.number < trace.exchange.number]
        if found:
            return version_at(found[-1:], trace.exchange, story.limits.notification_s)
    return None
