"""The order in which the segments of an order or a result stand (HL7 v2 chapters 4 and 7)."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held
from harness.checks.hl7 import fair, hop, requests
from harness.checks.story import Story
from harness.verdict import Finding

KINDS = ("ORM", "OMG", "OMI", "ORU")


@check("SEG-01", "Segments stand in the order of the message structure", clause="HL7 v2 chapter 4, ORM, OMG and OMI")
def order(story: Story) -> Iterator[Finding]:
    """PID before the first ORC and, in orders, the first ORC before the first OBR."""
    for exchange in fair(requests(story, *KINDS)):
        assert exchange.message is not None
        names = [segment.name for segment in exchange.message.segments]
        problem = _problem(names, needs_orc=not exchange.kind.startswith("ORU"))
        details = {"hop": hop(exchange), "exchanges": (exchange.number,)}
        if problem:
            yield fail(exchange.sender, f"segments of {exchange.kind}: {problem}", received=" ".join(names), **details)
        else:
            yield held(exchange.sender, "segments stand in their order", **details)


def _problem(names: list[str], *, needs_orc: bool) -> str:
    if "PID" in names and "ORC" in names and names.index("PID") > names.index("ORC"):
        return "PID stands after ORC"
    if needs_orc and "OBR" in names and names.index("OBR") < (names.index("ORC") if "ORC" in names else len(names)):
        return "OBR stands before its ORC"
    return ""
