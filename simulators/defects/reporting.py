"""Defects of reports: at the RIS that sends them, and at the EMR that shows them."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from simulators import emr_inbox, ris, ris_reports
from simulators.defects.defect import defect
from simulators.defects.planting import Plant, around, doing
from simulators.ris_outgoing import Outgoing
from simulators.wire.er7 import Message, escape
from simulators.wire.result import Result


def _cut(original: Any, self: Any, number: str, status: str, words: str = "", **options: Any) -> None:
    original(self, number, status, words[:20], **options)


def result(change: Any) -> Plant:
    """The RIS sends another report than was typed."""
    return around(Outgoing, "report", lambda original, self, result, peer: original(self, change(result), peer))


def message(change: Any) -> Plant:
    """The RIS writes the message of a report otherwise."""
    return around(Outgoing, "report", lambda original, self, result, peer: change(original(self, result, peer)))


def _observations(change: Any) -> Any:
    def changed(result: Result) -> Result:
        return replace(result, observations=tuple(change(each) for each in result.observations))

    return changed


def _pdf_cut(each: Any) -> Any:
    if each.value_type != "ED":
        return each
    data = base64.b64decode(each.value)
    return replace(each, value=base64.b64encode(data[: len(data) // 2]).decode("ascii"))


def _never_corrected(result: Result) -> Result:
    """A correction goes out as preliminary."""
    if result.status != "C":
        return result
    observations = tuple(replace(each, status="P") for each in result.observations)
    return replace(result, status="P", observations=observations)


def _correction_as_final(result: Result) -> Result:
    return replace(result, status="F") if result.status == "C" else result


def _other_order(result: Result) -> Result:
    order = result.order
    return replace(result, order=order.with_(placer_order_number=f"{order.placer_order_number[:-2]}ZZ"))


def _other_accession(result: Result) -> Result:
    order = result.order
    return replace(result, order=order.with_(accession_number=f"{order.accession_number[:-2]}ZZ"))


def _doubled(message: Message) -> Message:
    return Message.parse(message.raw.replace(b"\\T\\", b"\\E\\T\\E\\").replace(b"\\S\\", b"\\E\\S\\E\\").replace(
        b"\\F\\", b"\\E\\F\\E\\"
    ).replace(b"\\R\\", b"\\E\\R\\E\\"))  # fmt: skip


def _bare(message: Message) -> Message:
    """Delimiters in a text stand as they are: what was one text is several."""
    raw = message.raw
    for escaped, sign in ((b"\\T\\", b"&"), (b"\\S\\", b"^"), (b"\\R\\", b"~"), (b"\\F\\", b"|")):
        raw = raw.replace(escaped, sign)
    return Message.parse(raw)


def _undecoded(original: Any, self: Any, order: Any) -> Result | None:
    """What stands in the message is what is shown: \\T\\ for &, \\.br\\ for a new line."""
    shown: Result | None = original(self, order)
    return _observations(lambda each: replace(each, value=escape(each.value)))(shown) if shown else None


def _ascii(each: Any) -> Any:
    return replace(each, value=each.value.encode("ascii", "replace").decode("ascii"))


def _code_as_text(each: Any) -> Any:
    if each.value_type not in ("CE", "CWE"):
        return each
    return replace(each, value_type="TX", value=each.value.split("^")[1])


def _one_line(each: Any) -> Any:
    return replace(each, value=each.value.replace("\n", " "))


def _as_current(original: Any, history: Any, result: Result, control_id: str) -> Any:
    """The EMR adds a correction below and goes on showing the first report."""
    entries = original(history, result, control_id)
    if len(entries) > 1 and result.status == "C":
        first = replace(entries[0], standing="current")
        return [first, *(replace(each, standing="superseded") for each in entries[1:])]
    return entries


def _addendum_alone(original: Any, self: Any, number: str, *rest: Any, addendum: bool = False, **options: Any) -> None:
    """An addendum goes out without what it is added to."""
    original(self, number, *rest, **options)


def _anything_signed(original: Any, self: Any, *args: Any, **options: Any) -> Result:
    written: Result = original(self, *args, **{**options, "against_the_rules": True})
    return written


DEFECTS = (
    defect(
        "rpt.cut",
        "reports are cut after 20 characters",
        "ris",
        "TC-RPT-004 TC-RPT-001",
        "(?i)text of the report|text|OBX",
        around(ris.Ris, "report", _cut),
        stops="nothing that stands after the 20th character of a report reaches anybody",
    ),
    defect(
        "rpt.pdf-cut",
        "a report as a document is cut in the middle",
        "ris",
        "TC-RPT-005",
        "(?i)document|PDF|byte|base64",
        result(_observations(_pdf_cut)),
    ),
    defect(
        "rpt.letters-lost",
        "letters outside ASCII are question marks in reports",
        "ris",
        "TC-RPT-004",
        "(?i)text of the report|letters|text",
        result(_observations(_ascii)),
        row=5,
    ),
    defect(
        "rpt.escapes-doubled",
        "escapes are doubled in reports",
        "ris",
        "TC-RPT-004",
        "(?i)text of the report|escape|text",
        message(_doubled),
    ),
    defect(
        "rpt.escapes-missing",
        "separators in the text of a report are not escaped",
        "ris",
        "TC-RPT-004",
        "(?i)text of the report|escape|text",
        message(_bare),
    ),
    defect(
        "emr.escapes-left",
        "escapes are shown in reports as they stand in the message",
        "emr",
        "TC-RPT-004",
        "(?i)text of the report",
        around(emr_inbox.Inbox, "current_result", _undecoded),
    ),
    defect(
        "rpt.code-as-text",
        "a coded result is sent as text",
        "ris",
        "TC-RPT-006",
        "(?i)code|OBX",
        result(_observations(_code_as_text)),
    ),
    defect(
        "rpt.other-order",
        "the report names another order",
        "ris",
        "TC-RPT-001 TC-RPT-002",
        "(?i)order|placer|ORC-2|OBR-2",
        result(_other_order),
    ),
    defect(
        "rpt.other-accession",
        "the report carries another accession number",
        "ris",
        "TC-RPT-001 TC-RPT-002",
        "(?i)accession",
        result(_other_accession),
        row=1,
    ),
    defect(
        "rpt.correction-as-preliminary",
        "a corrected report goes out as preliminary",
        "ris",
        "TC-RPT-002",
        "(?i)status|correct|OBR-25",
        result(_never_corrected),
        row=16,
        after="a report that was final",
    ),
    defect(
        "rpt.correction-as-final",
        "a corrected report does not say that it is one",
        "ris",
        "TC-RPT-002",
        "(?i)status|correct|OBR-25",
        result(_correction_as_final),
        row=16,
        after="a report that was final",
    ),
    defect(
        "emr.late-preliminary",
        "a preliminary report that comes late replaces the final one",
        "emr",
        "TC-RPT-007",
        "(?i)shown as final|final|preliminary",
        doing(emr_inbox, "is_final", False),
        row=16,
        after="a report that was final",
    ),
    defect(
        "emr.withdrawn-shown",
        "a withdrawn report is still shown",
        "emr",
        "TC-RPT-008",
        "(?i)no report|withdrawn",
        doing(emr_inbox, "is_withdrawal", False),
        row=16,
        after="a report that was withdrawn",
    ),
    defect(
        "emr.correction-hidden",
        "a corrected report is filed below, and the first one still shown",
        "emr",
        "TC-RPT-002",
        "(?i)shown as corrected",
        around(emr_inbox, "received", _as_current),
        row=16,
        after="a report that was final",
    ),
    defect(
        "rpt.addendum-alone",
        "an addendum replaces the report that it is added to",
        "ris",
        "TC-RPT-003",
        "(?i)says what was signed|text",
        around(ris.Ris, "report", _addendum_alone),
        row=16,
    ),
    defect(
        "rpt.cancelled-reported",
        "a cancelled examination gets a final report",
        "ris",
        "TC-RPT-009",
        "(?i)no valid report|report|cancelled",
        around(ris_reports.Reports, "write", _anything_signed),
        row=16,
    ),
)
