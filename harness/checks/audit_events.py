"""Which audit events a story must have: who has to tell of what, as IHE lists it by transaction (ITI-20 in RAD TF).

RAD-1 and RAD-12: whoever sends or keeps the patient's record; RAD-2 and RAD-3: placer and filler; RAD-4 and RAD-13: the
filler; RAD-5 and RAD-14: who answers the query; RAD-8 and RAD-18: who sends (begin) and who stores; RAD-16: the archive
that sends and the workstation that shows; RAD-66: the archive that hides; DICOMweb: see
:mod:`~harness.checks.audit_web_events`. Others may be told and need not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.checks.audit_event import Expected
from harness.checks.audit_web_events import web_events
from harness.checks.dimse import (
    Stored,
    ae_titles,
    arrivals,
    final_reply,
    is_accepted,
    retrievals,
    sop_class,
    status_of,
    stores,
    text_of,
)
from harness.checks.hl7 import answer_code, requests, was_accepted
from harness.checks.rejection import notes
from harness.checks.story import Story
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Code
from simulators.wire.order_reading import read_orders
from simulators.wire.registration import read_merges, read_patient

CLAIM = "ATNA"
NEW_ORDERS, ENDED_ORDERS = ("NW", "SN"), ("CA", "OC", "DC")
CHANGED_ORDERS = ("XO",)


def expected(story: Story) -> list[Expected]:
    """Everything that a role which claims the audit trail has to tell, or may tell, of this story."""
    found = [*_hl7(story), *_queries(story), *_transfers(story), *_views(story), *_rejections(story)]
    found += web_events(story)
    return [one for one in found if story.claimed(one.role, CLAIM)]


# --- HL7


def _hl7(story: Story) -> Iterator[Expected]:
    seen: set[tuple[str, str, bytes]] = set()
    for request in requests(story, "ADT", "ORM", "OMG", "OMI"):
        message = request.message
        assert message is not None
        key = (request.sender, request.receiver, message.raw)
        if not answer_code(story, request) or key in seen:
            continue  # not answered: nobody can say what was done
        if was_accepted(story, request):
            seen.add(key)
        kind = message.type.partition("^")[0]
        yield from _patients(story, request, message) if kind == "ADT" else _orders(story, request, message)


def _patients(story: Story, request: Exchange, message: Message) -> Iterator[Expected]:
    event = message.type.partition("^")[2]
    merges = read_merges(message) if event in ("A34", "A36", "A40") else []
    told = [(survivor.id.value, "U", True) for survivor, _ in merges] + [
        (prior.value, "D", False) for _, prior in merges
    ]
    if not merges:
        action = "CU" if event in ("A01", "A04", "A05", "A28") else "CUD"
        told = [(read_patient(message).id.value, action, True)]
    for patient, action, required in told:
        if patient:
            first_hand = story.matches(request.sender, "his")
            roles = {request.sender: required and first_hand}
            roles[request.receiver] = required and first_hand and not story.matches(request.receiver, "pacs")
            yield from _recorded(story, request, message, roles, audit.PATIENT_RECORD, action, patient)


def _orders(story: Story, request: Exchange, message: Message) -> Iterator[Expected]:
    to_archive = story.matches(request.receiver, "pacs")
    event = audit.PROCEDURE_RECORD if to_archive else audit.ORDER_RECORD
    for control, order in read_orders(message):
        new, ended = control in NEW_ORDERS, control in ENDED_ORDERS
        action = "C" if new else "DU" if ended else "U"
        known = new or ended or control in CHANGED_ORDERS
        filler = story.matches(request.sender, "ris")
        roles = {request.sender: known, request.receiver: known and not to_archive and not filler}
        study = order.study_instance_uid if to_archive else ""
        yield from _recorded(story, request, message, roles, event, action, order.patient.id.value, study)


def _recorded(
    story: Story,
    request: Exchange,
    message: Message,
    roles: dict[str, bool],
    event: Code,
    action: str,
    patient: str,
    study: str = "",
) -> Iterator[Expected]:
    reply = story.reply(request)
    ended = reply.time if reply is not None else request.time
    failed = not was_accepted(story, request)
    application, facility = message.sending_application, message.sending_facility
    sender = frozenset({application, f"{application}|{facility}", f"{facility}|{application}"})
    for role, required in roles.items():
        yield Expected(
            role=role,
            events=(event,),
            actions=action,
            begun=request.time,
            ended=ended,
            numbers=(request.number,),
            names=(sender,) if role == request.receiver else (),
            patient=patient,
            study=study,
            failed=failed,
            required=required and not failed and not request.deliberate,
        )


# --- DICOM


def _names(story: Story, exchange: Exchange) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({title}) for title in ae_titles(story, exchange) if title)


def _queries(story: Story) -> Iterator[Expected]:
    for request in story.dimse("C-FIND-RQ"):
        final = final_reply(story, request)
        if final is None:
            continue
        failed = not is_accepted(status_of(final)) and status_of(final) != 0xFE00
        yield Expected(
            role=request.receiver,
            events=(audit.QUERY,),
            actions="E",
            begun=request.time,
            ended=final.time,
            numbers=(request.number,),
            names=_names(story, request),
            sop_class=sop_class(request),
            failed=failed,
            required=not failed and not request.deliberate,
        )


def _transfers(story: Story) -> Iterator[Expected]:
    """What a station begins, for each study of an association; what an archive got or gave, also for each outcome."""
    fetched = {id(arrival) for request in retrievals(story) for arrival in arrivals(story, request) or ()}
    begun: dict[tuple[str, str, str], list[Stored]] = {}
    done: dict[tuple[str, str, str, bool], list[Stored]] = {}
    for one in stores(story):
        request, study = one.request, one.text("StudyInstanceUID")
        if study and story.kind_of(request.sender) == "modality":
            begun.setdefault((request.connection, request.sender, study), []).append(one)
        if study and one.reply is not None:
            done.setdefault((request.connection, request.sender, study, one.accepted), []).append(one)
    for found in begun.values():
        yield _transferred(story, found[0].request.sender, found, audit.BEGIN_TRANSFERRING, "E", required=True)
    for found in done.values():
        first = found[0].request
        if story.matches(first.receiver, "pacs"):
            yield _transferred(story, first.receiver, found, audit.INSTANCES_TRANSFERRED, "CRU", required=True)
        if story.matches(first.sender, "pacs"):
            asked = id(first) in fetched
            yield _transferred(story, first.sender, found, audit.INSTANCES_TRANSFERRED, "R", required=asked)


def _transferred(
    story: Story, role: str, found: list[Stored], event: Code, actions: str, *, required: bool
) -> Expected:
    first, last = found[0], found[-1]
    begins = event is audit.BEGIN_TRANSFERRING
    ended = last.reply.time if last.reply is not None and not begins else first.request.time
    failed = not begins and not first.accepted
    broken = first.request.connection in story.cut or bool(first.request.deliberate) or first.reply is None
    return Expected(
        role=role,
        events=(event,),
        actions=actions,
        begun=first.request.time,
        ended=ended,
        numbers=(first.request.number,),
        names=_names(story, first.request),
        patient=first.text("PatientID"),
        study=first.text("StudyInstanceUID"),
        accession=first.text("AccessionNumber"),
        failed=failed,
        most=len(found),
        required=required and not failed and not broken,
    )


def _views(story: Story) -> Iterator[Expected]:
    """A workstation tells of each study that it fetched for itself."""
    for request in retrievals(story):
        final = final_reply(story, request)
        if final is None or not story.matches(request.sender, "workstation"):
            continue
        mine = [one for one in arrivals(story, request) or () if one.receiver == request.sender]
        for study, first in _by_study(mine).items():
            yield Expected(
                role=request.sender,
                events=(audit.INSTANCES_ACCESSED,),
                actions="R",
                begun=request.time,
                ended=final.time,
                numbers=(request.number,),
                patient=text_of(first.dataset, "PatientID"),
                study=study,
                most=len(mine),
                required=not request.deliberate,
            )


def _by_study(found: Iterable[Exchange]) -> dict[str, Exchange]:
    studies: dict[str, Exchange] = {}
    for one in found:
        if study := text_of(one.dataset, "StudyInstanceUID"):
            studies.setdefault(study, one)
    return studies


def _rejections(story: Story) -> Iterator[Expected]:
    for note in notes(story):
        if note.accepted and note.reply is not None and story.matches(note.request.receiver, "pacs"):
            yield Expected(
                role=note.request.receiver,
                events=(audit.INSTANCES_ACCESSED, audit.STUDY_DELETED),
                actions="D",
                begun=note.request.time,
                ended=note.reply.time,
                numbers=(note.request.number,),
                patient=note.text("PatientID"),
                study=note.text("StudyInstanceUID"),
                required=not note.request.deliberate,
            )
