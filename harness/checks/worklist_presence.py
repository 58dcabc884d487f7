"""What is and what is not in a worklist; checks with facts.

``MWL-05`` (patient_id="", accession="", requested_procedure_id="", scheduled_step_id="", station="", count=1)
``MWL-06`` (the same without count): no such entry in the last answer
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details, final_reply, hop, numbers, pending, text_of
from harness.checks.story import Story
from harness.checks.worklist import queries
from harness.verdict import Finding
from simulators.transcript import Exchange


def last_answer(story: Story, station: str = "") -> tuple[Exchange | None, list[Exchange]]:
    """The last query on the worklist (of a station) that was answered, with its entries."""
    asked = [query for query in queries(story) if not station or query.sender == station]
    answered = [query for query in asked if final_reply(story, query) is not None]
    return (answered[-1], pending(story, answered[-1])) if answered else (None, [])


def _selected(replies: list[Exchange], facts: dict[str, str]) -> list[Exchange]:
    paths: dict[str, tuple[str, ...]] = {
        "patient_id": ("PatientID",),
        "accession": ("AccessionNumber",),
        "requested_procedure_id": ("RequestedProcedureID",),
        "scheduled_step_id": ("ScheduledProcedureStepSequence", "ScheduledProcedureStepID"),
    }
    return [
        reply
        for reply in replies
        if all(text_of(reply.dataset, *paths[fact]) == wanted.strip() for fact, wanted in facts.items() if wanted)
    ]


def _described(facts: dict[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in facts.items() if value) or "any"


@check("MWL-05", "The worklist shows what is scheduled", clause="PS3.4 Table K.6-1", always=False, severity="critical")
def present(
    story: Story,
    *,
    patient_id: str = "",
    accession: str = "",
    requested_procedure_id: str = "",
    scheduled_step_id: str = "",
    station: str = "",
    count: int = 1,
) -> Iterator[Finding]:
    """Exactly ``count`` entries with these identifiers in the last answer (to ``station``)."""
    facts = {
        "patient_id": patient_id,
        "accession": accession,
        "requested_procedure_id": requested_procedure_id,
        "scheduled_step_id": scheduled_step_id,
    }
    query, replies = last_answer(story, station)
    if query is None:
        yield fail(
            "ris",
            "the worklist was not answered",
            expected=f"{count} entries: {_described(facts)}",
            received="no answer",
        )
        return
    found = _selected(replies, facts)
    details: Details = {
        "expected": f"{count} with {_described(facts)}",
        "received": f"{len(found)} of {len(replies)} entries",
        "hop": f"{query.receiver}→{query.sender}",
        "exchanges": numbers(query, *found),
    }
    summary = f"the worklist of {query.sender} shows {len(found)} entries where {count} were expected"
    if len(found) == count:
        yield held(query.receiver, f"the worklist of {query.sender} shows what is scheduled", **details)
    else:
        yield fail(query.receiver, summary, **details)


@check(
    "MWL-06",
    "The worklist no longer shows what is done or cancelled",
    clause="PS3.4 Table K.6-1",
    always=False,
    severity="critical",
)
def gone(
    story: Story,
    *,
    patient_id: str = "",
    accession: str = "",
    requested_procedure_id: str = "",
    scheduled_step_id: str = "",
    station: str = "",
) -> Iterator[Finding]:
    """No entry with these identifiers is left in the last answer, unless its status says that it is over."""
    facts = {
        "patient_id": patient_id,
        "accession": accession,
        "requested_procedure_id": requested_procedure_id,
        "scheduled_step_id": scheduled_step_id,
    }
    query, replies = last_answer(story, station)
    if query is None:
        yield fail("ris", "the worklist was not answered", expected="an answer", received="none")
        return
    left = _selected(replies, facts)
    for reply in left:
        status = text_of(reply.dataset, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStatus")
        details: Details = {
            "expected": f"no entry with {_described(facts)}",
            "received": f"an entry with status {status or 'not given'}",
            "where": "(0040,0100) ScheduledProcedureStepSequence",
            "hop": hop(reply),
            "exchanges": numbers(query, reply),
        }
        if status in ("COMPLETED", "DISCONTINUED", "CANCELED", "CANCELLED"):
            yield note(query.receiver, f"the worklist still shows an entry, as {status}", **details)
        else:
            yield fail(query.receiver, f"the worklist of {query.sender} still shows an entry that is over", **details)
    if not left:
        yield held(query.receiver, f"the worklist of {query.sender} no longer shows the entry", hop=hop(query))
