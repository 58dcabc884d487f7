"""The reports that were typed at the RIS, and what may follow what. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulators.ris_patients import INTERNAL, NotPossible
from simulators.wire.identifiers import Code
from simulators.wire.order import Order
from simulators.wire.result import Observation, Result, coded_observation, pdf_observation, text_observation

FINDING = Code("121071", "Finding", "DCM")
ADDENDUM = Code("55107-7", "Addendum Document", "LN")
WITHDRAWALS = frozenset({"W", "D", "X"})  # OBX-11 (table 0085)
_OBR_25 = {"W": "C", "D": "C"}  # the report is corrected by taking its observations back
_OBX_11 = {"A": "P"}


class Reports:
    """Reports by accession number, in the order in which they were sent."""

    def __init__(self) -> None:
        self._sent: dict[str, list[Result]] = {}

    def write(
        self,
        order: Order,
        status: str,
        *,
        text: str = "",
        pdf: bytes | None = None,
        codes: Sequence[Code] = (),
        value_type: str = "TX",
        interpreter: str = "",
        observed: str = "",
        addendum: bool = False,
        against_the_rules: bool = False,
    ) -> Result:
        """The next report of ``order``. :class:`NotPossible` when its status cannot follow what was sent."""
        before = self._sent.get(order.accession_number, [])
        if not against_the_rules:
            _require_order(order, status, before, addendum)
        observations: tuple[Observation, ...]
        if status in WITHDRAWALS:
            last = before[-1].observations if before else ()
            observations = tuple(replace(each, status=status) for each in last)
        else:
            observations = written(_OBX_11.get(status, status), text, pdf, codes, value_type, addendum)
            if addendum and before:
                kept = tuple(replace(each, status=status) for each in before[-1].observations)
                observations = (*kept, *observations)
        result = Result(
            order=order,
            status=_OBR_25.get(status, status),
            observations=observations,
            interpreter=interpreter or (before[-1].interpreter if before else ""),
            observed=observed,
        )
        self._sent.setdefault(order.accession_number, []).append(result)
        return result


def written(
    status: str, text: str, pdf: bytes | None, codes: Sequence[Code], value_type: str, addendum: bool = False
) -> tuple[Observation, ...]:
    """What a radiologist wrote, as observations: text (TX: one a line), codes as CE, a PDF as ED."""
    lines = text.split("\n") if value_type == "TX" else [text]
    code = {"code": ADDENDUM} if addendum else {}
    return (
        *(text_observation(line, status, value_type=value_type, **code) for line in lines if text),
        *(coded_observation(FINDING, code, status) for code in codes),
        *([pdf_observation(pdf, status)] if pdf is not None else []),
    )


def _require_order(order: Order, status: str, before: list[Result], addendum: bool) -> None:
    final = any(result.status in ("F", "C") for result in before)
    withdrawn = bool(before) and all(each.status in WITHDRAWALS for each in before[-1].observations)
    reason = ""
    if order.status == "CA" and status != "X":
        reason = "the order was cancelled"
    elif status == "P" and final and not withdrawn:
        reason = "it has a final report already"
    elif (status == "C" or addendum) and not final:
        reason = "there is no final report to correct"
    elif status in ("W", "D") and (not before or withdrawn):
        reason = "there is no report to withdraw"
    if reason:
        raise NotPossible(
            f"order {order.accession_number} gets no report {status}: {reason}", code=INTERNAL, where="OBR-25"
        )
