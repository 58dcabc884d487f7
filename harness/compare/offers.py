"""What the interfaces of a run offer and say: SOP classes, transfer syntaxes, HL7 events, by hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from harness.compare.comparable import Fields, Transaction

Offer = tuple[str, str]  # hop and what: "CT_ER1→pacs", "accepted CT Image Storage in JPEG 2000"


def offers_of(transactions: Mapping[str, list[Transaction]], scenarios: Iterable[str]) -> set[Offer]:
    """Everything offered, accepted or sent in the given scenarios."""
    return {
        offer for scenario in scenarios for transaction in transactions.get(scenario, ()) for offer in _of(transaction)
    }


def _of(transaction: Transaction) -> Iterator[Offer]:
    request = transaction.request
    if request.kind == "A-ASSOCIATE-RQ":
        yield from ((request.hop, f"proposed {what}") for what in _contexts(request.fields))
        for answer in transaction.answers:
            if answer.kind == "A-ASSOCIATE-RJ":
                yield answer.hop, "association rejected"
            accepted = {n: v for n, v in answer.fields.items() if v.value.startswith("accepted;")}
            yield from ((answer.hop, f"accepted {what}") for what in _contexts(accepted))
    elif request.fields.get("MSH-9.1") is not None:
        event = "^".join(request.fields[p].value for p in ("MSH-9.1", "MSH-9.2") if p in request.fields)
        version = request.fields.get("MSH-12.1")
        yield request.hop, f"HL7 event {event}" + (f" in version {version.value}" if version else "")
    else:
        yield request.hop, f"DIMSE service {request.kind.removesuffix('-RQ')}"


def _contexts(fields: Fields) -> Iterator[str]:
    """``SOP class in transfer syntax`` of every presentation context."""
    for name, value in fields.items():
        if name.startswith("context "):
            sop_class = name.removeprefix("context ").rstrip(" +")
            for syntax in value.value.removeprefix("accepted;").split(", "):
                yield f"{sop_class} in {syntax.strip()}"
