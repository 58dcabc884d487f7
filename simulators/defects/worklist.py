"""Defects of the RIS's worklist: entries that say something else than the order, questions read otherwise."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from pydicom import Dataset

from simulators import dimse_scp, ris, ris_worklist
from simulators.defects.defect import defect
from simulators.defects.planting import Plant, Planting, around, both, doing, remembering
from simulators.wire import matching
from simulators.wire.elements import items, text

Change = Callable[[Dataset], object]
STEPS = "ScheduledProcedureStepSequence"
LATE_S = 20.0  # longer than any site waits


def entries(change: Callable[[list[Dataset]], list[Dataset]]) -> Plant:
    """The entries of an order are made otherwise."""

    def plant(planting: Planting) -> None:
        original = ris_worklist.in_charset
        planting.setattr(
            ris_worklist, "in_charset", lambda order, charset: change(copy.deepcopy(original(order, charset)))
        )

    return plant


def each(change: Change) -> Plant:
    """Every entry is changed."""

    def changed(found: list[Dataset]) -> list[Dataset]:
        for ds in found:
            change(ds)
        return found

    return entries(changed)


def setting(keyword: str, value: Callable[[Any], Any]) -> Plant:
    """An attribute of every entry is changed."""
    return each(lambda ds: setattr(ds, keyword, value(ds.get(keyword))))


def in_step(keyword: str, value: Callable[[str], str]) -> Change:
    """An attribute of the step in a query or entry is changed."""

    def change(ds: Dataset) -> None:
        for step in items(ds, STEPS):
            setattr(step, keyword, value(text(step, keyword)))

    return change


def question(change: Change) -> Plant:
    """The worklist understands another question than the one that was asked."""

    def plant(planting: Planting) -> None:
        original = ris_worklist.Worklist.__call__

        def answer(self: Any, model: str, query: Dataset, info: object = None) -> Iterator[Any]:
            asked = copy.deepcopy(query)
            change(asked)
            return original(self, model, asked, info)

        planting.setattr(ris_worklist.Worklist, "__call__", answer)

    return plant


def _without_issuer(ds: Dataset) -> None:
    del ds.IssuerOfPatientID
    if "IssuerOfPatientIDQualifiersSequence" in ds:
        del ds.IssuerOfPatientIDQualifiersSequence


def _other_issuer(ds: Dataset) -> None:
    _without_issuer(ds)
    ds.IssuerOfPatientID = "OTRO"


def undeclared(original: Callable[..., Dataset], *args: Any, **options: Any) -> Dataset:
    """As a peer writes it that knows no (0008,0005): the letters are there, and nothing says how to read them."""
    ds = original(*args, **options)
    if "SpecificCharacterSet" in ds:
        name = str(ds.PatientName).encode("utf-8").decode("latin-1")
        del ds.SpecificCharacterSet
        ds.PatientName = name
    return ds


def wrongly_declared(original: Callable[..., Dataset], *args: Any, **options: Any) -> Dataset:
    """Declares UTF-8 and writes UTF-8 twice encoded: declared, not used."""
    ds = original(*args, **options)
    if "SpecificCharacterSet" in ds:
        name = str(ds.PatientName).encode("utf-8").decode("latin-1")
        ds.SpecificCharacterSet = "ISO_IR 192"
        ds.PatientName = name
    return ds


def _question_marks(ds: Dataset) -> None:
    name = str(ds.PatientName)
    ds.PatientName = name.encode("ascii", "replace").decode("ascii")


def _cut_at_16(value: Any) -> str:
    return str(value or "")[:16]


def _parts(value: Any, order: tuple[int, ...]) -> str:
    parts = [*str(value or "").split("^"), *[""] * 5]
    return "^".join(parts[n] for n in order).rstrip("^")


def _day_after(value: str) -> str:
    if len(value) != 8:
        return value
    return (datetime.strptime(value, "%Y%m%d") + timedelta(days=1)).strftime("%Y%m%d")


def _range_day_after(value: str) -> str:
    return "-".join(_day_after(part) for part in value.split("-"))


def _hour_later(value: str) -> str:
    return f"{(int(value[:2]) + 1) % 24:02d}{value[2:]}" if len(value) >= 2 else value


def _literal(value: Any) -> str:
    return str(value or "").replace("*", "+").replace("?", "+")


def _one_combined(found: list[Dataset]) -> list[Dataset]:
    return found[:1]


def _no_accession(ds: Dataset) -> None:
    ds.AccessionNumber = ""


def _refuse_universal(original: Any, query: Dataset) -> Any:
    problems = original(query)
    if not problems and not text(query, "PatientName"):
        return ["a patient name is needed"]
    return problems


def _exact_names(original: Any, key: str, folded: bool) -> Any:
    return original(key, False)


def _other_protocol(ds: Dataset) -> None:
    for step in items(ds, STEPS):
        for code in items(step, "ScheduledProtocolCodeSequence"):
            code.CodeValue, code.CodeMeaning = "9999", "Other"


def _without_zeros(ds: Dataset) -> None:
    if ds.get("PatientID"):
        ds.PatientID = f"*{ds.PatientID}"


def _any_accession(ds: Dataset) -> None:
    if "AccessionNumber" in ds:
        ds.AccessionNumber = ""


class _Late:
    """An order is shown some seconds after it was first asked for: the list is made anew at long intervals."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}

    def __call__(self, original: Any, self_: Any) -> list[Any]:
        now = time.monotonic()
        orders = list(original(self_))
        return [order for order in orders if now - self.first.setdefault(order.accession_number, now) > LATE_S]


def _broken_off(planting: Planting) -> None:
    """After a device has broken off in the middle of a question, nobody gets an answer."""
    broken: list[object] = []

    def forget(original: Any, self: Any, association: Any) -> None:
        original(self, association)
        if self.role == "ris" and association.layer is not None and not association.layer.is_released:
            broken.append(association)

    def answer(original: Any, self: Any, *args: Any) -> Iterator[Any]:
        return iter(()) if broken else original(self, *args)

    both(around(dimse_scp.Scp, "forget", forget), around(ris_worklist.Worklist, "__call__", answer))(planting)


DEFECTS = (
    defect(
        "mwl.accession-truncated",
        "the worklist cuts accession numbers after 8 characters",
        "ris",
        "TC-SCH-001 TC-MWL-001",
        "(?i)accession",
        setting("AccessionNumber", lambda value: str(value)[:8]),
        row=1,
    ),
    defect(
        "mwl.accession-empty",
        "the worklist leaves the accession number empty",
        "ris",
        "TC-MWL-001 TC-SCH-001",
        "(?i)accession",
        each(_no_accession),
        row=1,
        stops="no image names its order, and so no report is written to it",
    ),
    defect(
        "mwl.procedure-id-truncated",
        "the worklist cuts requested procedure IDs after 8 characters",
        "ris",
        "TC-SCH-001 TC-MWL-001",
        "(?i)requested ?procedure",
        setting("RequestedProcedureID", lambda v: str(v)[:8]),
        row=1,
    ),
    defect(
        "mwl.study-uid-other",
        "the worklist carries another Study UID than the archive was told",
        "ris",
        "TC-SCH-001 TC-ACQ-001",
        "(?i)study ?(instance )?uid",
        setting("StudyInstanceUID", lambda v: f"{str(v)[:50]}.7"),
        row=2,
    ),
    defect(
        "mwl.issuer-lost",
        "the worklist drops who issued the patient identifier",
        "ris",
        "TC-MWL-001 TC-ADT-001",
        "(?i)issuer|authority|PatientID is '[^']*' of ''",
        each(_without_issuer),
        row=3,
    ),
    defect(
        "mwl.issuer-other",
        "the worklist names another issuer of the patient identifier",
        "ris",
        "TC-MWL-001 TC-ADT-001",
        "(?i)issuer|authority",
        each(_other_issuer),
        row=3,
    ),
    defect(
        "mwl.zeros-stripped",
        "the worklist strips zeros at the front of the patient identifier",
        "ris",
        "TC-ADT-002",
        "(?i)identifier|patient ?id",
        setting("PatientID", lambda value: str(value).lstrip("0")),
        row=3,
    ),
    defect(
        "mwl.charset-dropped",
        "the worklist does not declare its character set",
        "ris",
        "TC-CHR-001.1 TC-CHR-002",
        "(?i)character set|0008,0005|letters|H-01|name",
        around(ris_worklist, "identifier", undeclared),
        row=5,
    ),
    defect(
        "mwl.charset-declared-not-used",
        "the worklist declares UTF-8 and writes something else",
        "ris",
        "TC-CHR-001.1 TC-CHR-002",
        "(?i)character set|0008,0005|letters|name",
        around(ris_worklist, "identifier", wrongly_declared),
        row=5,
    ),
    defect(
        "mwl.always-utf8",
        "the worklist answers in UTF-8 whatever the scanner can read",
        "ris",
        "TC-CHR-004",
        "(?i)character set",
        doing(ris_worklist.Worklist, "charset_for", "ISO_IR 192"),
        row=6,
    ),
    defect(
        "mwl.letters-replaced",
        "the worklist replaces letters outside ASCII by question marks",
        "ris",
        "TC-CHR-001.1 TC-CHR-004",
        "(?i)name|letters",
        each(_question_marks),
        row=6,
    ),
    defect(
        "mwl.ae-case",
        "the worklist compares AE titles without regard to case",
        "ris",
        "TC-MWL-004",
        "(?i)in the answer|station|AE title",
        question(in_step("ScheduledStationAETitle", str.upper)),
        row=7,
    ),
    defect(
        "mwl.two-steps-one",
        "two steps of an examination become one entry",
        "ris",
        "TC-SCH-003",
        "(?i)where 2 were expected",
        entries(_one_combined),
        row=20,
    ),
    defect(
        "mwl.other-patient",
        "the worklist shows another patient's name",
        "ris",
        "TC-MWL-001",
        "(?i)name",
        setting("PatientName", lambda value: "Otro^Paciente"),
        row=19,
    ),
    defect(
        "mwl.name-swapped",
        "family and given name are exchanged on the worklist",
        "ris",
        "TC-MWL-001 TC-CHR-001.1",
        "(?i)name",
        setting("PatientName", lambda v: _parts(v, (1, 0, 2, 3, 4))),
        row=19,
    ),
    defect(
        "mwl.prefix-suffix-exchanged",
        "prefix and suffix of a name are exchanged on the worklist",
        "ris",
        "TC-CHR-001.4",
        "(?i)name",
        setting("PatientName", lambda v: _parts(v, (0, 1, 2, 4, 3))),
        row=19,
    ),
    defect(
        "mwl.sex-defaulted",
        "a missing or other sex is shown as male",
        "ris",
        "TC-MWL-001 TC-ADT-001",
        "(?i)\\bsex\\b|PatientSex",
        setting("PatientSex", lambda value: "M"),
        row=19,
    ),
    defect(
        "mwl.birth-date-defaulted",
        "the birth date is replaced by 1 January 1900",
        "ris",
        "TC-MWL-001 TC-ADT-001",
        "(?i)birth",
        setting("PatientBirthDate", lambda value: "19000101"),
        row=19,
    ),
    defect(
        "mwl.ward-lost",
        "the ward does not stand on the worklist",
        "ris",
        "TC-ADT-001 TC-ADT-005",
        "(?i)ward|location",
        setting("CurrentPatientLocation", lambda value: ""),
    ),
    defect(
        "mwl.priority-routine",
        "an urgent order is routine on the worklist",
        "ris",
        "TC-ORD-002",
        "(?i)priority",
        setting("RequestedProcedurePriority", lambda value: "ROUTINE"),
    ),
    defect(
        "mwl.time-shifted",
        "start times on the worklist are an hour late (time zone)",
        "ris",
        "TC-MWL-001 TC-SCH-007 TC-MWL-006",
        "(?i)time|start|hour",
        each(in_step("ScheduledProcedureStepStartTime", _hour_later)),
    ),
    defect(
        "mwl.any-station",
        "every device is shown the examinations of all devices",
        "ris",
        "TC-MWL-003 TC-MWL-004",
        "(?i)where 1 were|in the answer|station|AE title",
        question(in_step("ScheduledStationAETitle", lambda value: "")),
    ),
    defect(
        "mwl.any-day",
        "the worklist does not look at the day asked for",
        "ris",
        "TC-MWL-005 TC-MWL-006",
        "(?i)in the answer|date|day",
        question(in_step("ScheduledProcedureStepStartDate", lambda value: "")),
    ),
    defect(
        "mwl.date-off-by-one",
        "the worklist answers for the day after the one asked for",
        "ris",
        "TC-MWL-005 TC-MWL-006",
        "(?i)date|day|answer|entr",
        question(in_step("ScheduledProcedureStepStartDate", _range_day_after)),
    ),
    defect(
        "mwl.wildcard-literal",
        "the worklist takes * in a name for a letter",
        "ris",
        "TC-MWL-007",
        "(?i)wildcard|in the answer",
        question(
            lambda ds: setattr(ds, "PatientName", _literal(ds.get("PatientName"))) if "PatientName" in ds else None
        ),
    ),
    defect(
        "mwl.universal-refused",
        "the worklist refuses a query that names no patient",
        "ris",
        "TC-MWL-001 TC-MWL-003",
        "(?i)A900|refused|universal",
        around(ris_worklist, "key_problems", _refuse_universal),
        stops="no scanner gets a list, and so none begins an examination",
    ),
    defect(
        "mwl.names-case-sensitive",
        "the worklist finds names in the same case only",
        "ris",
        "TC-MWL-007",
        "(?i)name|where 1|answer|entr",
        around(matching, "_name_test", _exact_names),
        hidden="the standard leaves it to the system whether names are compared with regard to case",
    ),
    defect(
        "mwl.protocol-other",
        "the worklist names another protocol than the catalogue",
        "ris",
        "TC-MWL-002",
        "(?i)protocol",
        each(_other_protocol),
        row=17,
    ),
    defect(
        "mwl.zeros-ignored",
        "the worklist finds identifiers without their zeros",
        "ris",
        "TC-MWL-008",
        "(?i)in the answer|identifier|PatientID|patient ID",
        question(_without_zeros),
        row=3,
    ),
    defect(
        "mwl.accession-ignored",
        "the worklist does not look at the accession number asked for",
        "ris",
        "TC-MWL-009",
        "(?i)in the answer|accession",
        question(_any_accession),
        row=1,
    ),
    defect(
        "mwl.late",
        "an order stands on the worklist long after it was placed",
        "ris",
        "TC-ACQ-010 TC-MWL-001",
        r"(?i)stands on the worklist|shows 0 entries where \d",
        remembering(ris.Ris, "_shown", _Late),
        stops="no scanner gets a list in time, and so none begins an examination",
    ),
    defect(
        "mwl.empty-after-break",
        "the worklist is empty after a device broke off in the middle of its question",
        "ris",
        "TC-ROB-006",
        "(?i)where 1|entr",
        _broken_off,
        stops="once a device has broken off nobody is shown an entry, and so nothing that begins from one is done",
    ),
)
