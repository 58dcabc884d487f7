"""Results: ORU^R01 (RAD-28, RAD-128) written and read, with text, codes and embedded documents."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace

from simulators.wire import envelope
from simulators.wire.envelope import ce, composite, value
from simulators.wire.er7 import Message, Segment, escape
from simulators.wire.errors import PeerViolation
from simulators.wire.identifiers import Code
from simulators.wire.order_reading import OrderGroup, order_groups, order_of
from simulators.wire.order_values import Dialect, Order
from simulators.wire.registration import pid, pv1

STUDY_UID = Code("110180", "Study Instance UID", "DCM")
_STUDY_UID_NAMES = frozenset({"study instance uid", "dicom study"})  # OBX-3.2 that dcm4chee reads
REPORT_TEXT = Code("18782-3", "Radiology Study observation (narrative)", "LN")
REPORT_PDF = Code("PDF", "Report as PDF", "L")


@dataclass(frozen=True, slots=True)
class Observation:
    """One OBX. ``value`` is plain text (repetitions joined by line feeds), ``code^meaning^scheme`` for CE and CWE,
    base64 for ED, whose ``media_type`` is set ("application/pdf")."""

    value_type: str  # OBX-2: TX FT ST CE CWE NM ED RP HD …
    code: Code  # OBX-3
    value: str  # OBX-5
    status: str = "F"  # OBX-11, table 0085
    sub_id: str = ""
    units: str = ""
    media_type: str = ""

    @property
    def data(self) -> bytes:
        """The document of an ED; PeerViolation when its base64 is broken."""
        compact = "".join(self.value.split())
        try:
            return base64.b64decode(compact, validate=True)
        except (binascii.Error, ValueError) as error:
            raise PeerViolation(
                f"the document in OBX {self.code.value} is not base64: {error}",
                clause="HL7 v2 OBX-5, ED",
                received=compact[:60],
            ) from None


@dataclass(frozen=True, slots=True)
class Result:
    """One report: OBR with its observations."""

    order: Order
    status: str = "F"  # OBR-25, table 0123
    observations: tuple[Observation, ...] = ()
    interpreter: str = ""  # XCN, OBR-32
    observed: str = ""  # OBR-7
    technician: str = ""  # XCN, OBR-34
    changed: str = ""  # OBR-22
    control: str = "RE"  # ORC-1; CN for all but the last order of a combined report

    @property
    def text(self) -> str:
        """The report's text: every TX, FT and ST observation, a line each."""
        return "\n".join(each.value for each in self.observations if each.value_type in ("TX", "FT", "ST"))


def text_observation(text: str, status: str = "F", *, code: Code = REPORT_TEXT, value_type: str = "FT") -> Observation:
    return Observation(value_type, code, text, status)


def coded_observation(code: Code, answer: Code, status: str = "F") -> Observation:
    return Observation("CE", code, f"{answer.value}^{answer.meaning}^{answer.scheme}", status)


def pdf_observation(pdf: bytes, status: str = "F", *, code: Code = REPORT_PDF) -> Observation:
    """A PDF as encapsulated data (ED, base64)."""
    return Observation("ED", code, base64.b64encode(pdf).decode("ascii"), status, media_type="application/pdf")


def oru(
    result: Result | tuple[Result, ...],
    *,
    dialect: Dialect,
    sender: str,
    receiver: str,
    control_id: str,
    when: str,
) -> Message:
    """ORU^R01 of one report, or of one that answers several orders of a patient (combined: CN … RE)."""
    results = (result,) if isinstance(result, Result) else result
    first = results[0].order
    segments = [
        envelope.msh(
            "ORU^R01",
            structure="ORU_R01",
            dialect=dialect,
            sender=sender,
            receiver=receiver,
            control_id=control_id,
            when=when,
        ),
        pid(first.patient),
        *([pv1(first.visit)] if first.visit.patient_class else []),
    ]
    for number, each in enumerate(results, start=1):
        control = each.control if number == len(results) or each.control != "RE" else "CN"
        segments += [_orc(each, control), _obr(each, number, when), *_obxs(each)]
    return envelope.assemble(segments, dialect)


def _orc(result: Result, control: str) -> str:
    order = result.order
    fields = {
        1: control,
        2: envelope.ei(order.placer_order_number, order.placer_issuer),
        3: envelope.ei(order.filler_order_number, order.filler_issuer),
        5: escape(order.status),
        12: composite(order.ordering_physician),
    }
    return envelope.segment("ORC", fields)


def _obr(result: Result, number: int, when: str) -> str:
    order = result.order
    fields = {
        1: str(number),
        2: envelope.ei(order.placer_order_number, order.placer_issuer),
        3: envelope.ei(order.filler_order_number, order.filler_issuer),
        4: ce(order.procedure),
        7: result.observed or when,
        16: composite(order.ordering_physician),
        18: escape(order.accession_number),
        19: escape(order.requested_procedure_id),
        22: result.changed or when,
        24: escape(order.steps[0].modality) if order.steps else "RAD",
        25: result.status,
        32: composite(result.interpreter.replace("^", "&")),
        34: composite(result.technician.replace("^", "&")),
    }
    return envelope.segment("OBR", fields)


def _obxs(result: Result) -> list[str]:
    observations = list(result.observations)
    uid = result.order.study_instance_uid
    if uid:
        observations.insert(0, Observation("HD", STUDY_UID, uid, _status_of(result)))
    counts: dict[str, int] = {}
    segments = []
    for number, each in enumerate(observations, start=1):
        counts[each.code.value] = counts.get(each.code.value, 0) + 1
        sub_id = each.sub_id or str(counts[each.code.value])
        fields = {
            1: str(number),
            2: each.value_type,
            3: ce(each.code),
            4: escape(sub_id),
            5: _content(each),
            6: composite(each.units),
            11: each.status,
        }
        segments.append(envelope.segment("OBX", fields))
    return segments


def _status_of(result: Result) -> str:
    return result.observations[0].status if result.observations else "F"


def _content(observation: Observation) -> str:
    """OBX-5 by value type."""
    if observation.value_type == "ED":
        kind, _, subtype = observation.media_type.partition("/")
        return f"^{escape(kind)}^{escape(subtype)}^Base64^{observation.value}"
    if observation.value_type in ("CE", "CWE", "CNE", "RP", "XCN", "HD", "CX"):
        return composite(observation.value)
    return escape(observation.value)


# --- reading -----------------------------------------------------------------------------------------------------


def read_result(message: Message) -> list[Result]:
    """Every report of the message: one for each OBR. [] when there is none."""
    return [_result_of(group) for group in order_groups(message) if group.first("OBR")]


def _result_of(group: OrderGroup) -> Result:
    observations, study_uid = [], ""
    for segment in group.all("OBX"):
        observation = _observation_of(segment)
        if _names_study(observation):
            study_uid = study_uid or observation.value.split("^")[0].split("&")[0]
        else:
            observations.append(observation)
    order = order_of(group)
    return Result(
        order=replace(order, study_instance_uid=order.study_instance_uid or study_uid),
        status=group.get("OBR-25"),
        observations=tuple(observations),
        interpreter=group.get("OBR-32.1").replace("&", "^"),
        observed=group.get("OBR-7.1"),
        technician=group.get("OBR-34.1").replace("&", "^"),
        changed=group.get("OBR-22.1"),
        control=group.get("ORC-1"),
    )


def _names_study(observation: Observation) -> bool:
    code = observation.code
    return (code.value, code.scheme) == ("110180", "DCM") or code.meaning.lower() in _STUDY_UID_NAMES


def _observation_of(segment: Segment) -> Observation:
    kind = value(segment.get("2"))
    code = envelope.read_code(segment.components("3")) or Code("", "", "")
    media_type = ""
    if kind == "ED":
        parts = [*segment.components("5"), *[""] * 5]
        content = parts[4]
        media_type = "/".join(part.lower() for part in parts[1:3] if part)
    else:
        content = "\n".join(segment.plain(each) for each in segment.repetitions(5))
    return Observation(
        kind, code, content, value(segment.get("11")), value(segment.get("4")), value(segment.get("6")), media_type
    )
