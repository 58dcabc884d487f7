"""Orders in every dialect: what is written is read, and hl7apy agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire.ack import judge
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, Order, placer_order, read_orders, scheduled_procedure
from simulators.wire.tests.cases import ANA, DIALECTS, ENVELOPE, ORDER, SECOND_STEP
from simulators.wire.tests.hl7_oracle import complaints

by_name = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
ASKED = ORDER.with_(
    filler_order_number="", filler_issuer="", accession_number="", requested_procedure_id="", study_instance_uid="",
    steps=(),
)  # fmt: skip


def only(message: Message, dialect: Dialect | None = None) -> tuple[str, Order]:
    orders = read_orders(message, dialect)
    assert len(orders) == 1
    return orders[0]


@by_name
def test_the_placer_orders(dialect: Dialect) -> None:
    message = placer_order(ASKED, "NW", dialect=dialect, **ENVELOPE)
    assert complaints(message) == []
    assert message.type == dialect.placer_message
    assert only(message) == ("NW", ASKED)
    assert message.get("ORC-2") == message.get("OBR-2")
    assert message.get("ORC-3") == message.get("OBR-3") == ""
    assert message.get("ORC-12") == message.get("OBR-16") != ""


@by_name
def test_the_placers_order_never_carries_the_fillers_numbers(dialect: Dialect) -> None:
    control, order = only(placer_order(ORDER.with_(steps=()), "NW", dialect=dialect, **ENVELOPE))
    assert (control, order) == ("NW", ASKED)


@by_name
@pytest.mark.parametrize(
    ("control", "status", "placer", "filler", "orc5"),
    [
        ("CA", "", "P|1", "F1", ""),
        ("XO", "IP", "P|1", "F1", "IP"),
        ("SC", "IP", "P|1", "F1", "IP"),
        ("SC", "CM", "P|1", "F1", "CM"),
        ("OC", "CA", "P|1", "F1", ""),
        ("SN", "SC", "", "F1", ""),
    ],
)
def test_numbers_and_status_of_each_control_code(
    dialect: Dialect, control: str, status: str, placer: str, filler: str, orc5: str
) -> None:
    message = placer_order(ORDER.with_(status=status), control, dialect=dialect, **ENVELOPE)
    assert complaints(message) == []
    read_control, order = only(message)
    assert read_control == control
    assert (order.placer_order_number, order.filler_order_number, order.status) == (placer, filler, orc5)


@by_name
def test_the_placer_answers_with_its_number(dialect: Dialect) -> None:
    asked = placer_order(ORDER, "SN", dialect=dialect, **ENVELOPE)
    answer = placer_order(ORDER, "NA", dialect=dialect, reply_to=asked, **{**ENVELOPE, "control_id": "EMR7"})
    assert complaints(answer) == []
    assert answer.type == ("ORR^O02" if dialect.placer_message == "ORM^O01" else "ORG^O20")
    assert judge(asked, answer) == []
    control, order = only(answer)
    assert control == "NA"
    assert (order.placer_order_number, order.filler_order_number) == ("P|1", "F1")
    assert answer.get("MSA-2") == asked.control_id


def test_an_answer_needs_a_question() -> None:
    with pytest.raises(LocalViolation, match="none to answer"):
        placer_order(ORDER, "NA", dialect=IHE_SWF, **ENVELOPE)


@by_name
@pytest.mark.parametrize("steps", [1, 2])
def test_the_filler_schedules(dialect: Dialect, steps: int) -> None:
    order = ORDER.with_(steps=(*ORDER.steps, SECOND_STEP)[:steps])
    message = scheduled_procedure(order, "NW", dialect=dialect, **ENVELOPE)
    assert complaints(message) == []
    assert message.type == dialect.schedule_message
    control, read = only(message)
    assert control == "NW"
    assert read.status == "SC"
    if dialect.schedule_message == "OMI^O23":
        wanted = order
    else:  # ORM has no room for station name and location; the protocol's meaning gives way to the description
        wanted = order.with_(
            steps=tuple(
                replace(step, station_name="", location="", protocol=replace(step.protocol, meaning=step.description))
                for step in order.steps
                if step.protocol
            )
        )
    assert read.with_(status="") == wanted


@by_name
@pytest.mark.parametrize(
    ("control", "status", "orc5"),
    [("NW", "", "SC"), ("CA", "", "CA"), ("DC", "", "CA"), ("XO", "", "SC"), ("XO", "CM", "CM")],
)
def test_order_status_of_a_procedure_update(dialect: Dialect, control: str, status: str, orc5: str) -> None:
    message = scheduled_procedure(ORDER.with_(status=status), control, dialect=dialect, **ENVELOPE)
    assert complaints(message) == []
    assert message.get("ORC-1") == control
    assert message.get("ORC-5") == orc5


def test_where_each_version_has_its_values() -> None:
    old = scheduled_procedure(ORDER, "NW", dialect=IHE_SWF, **ENVELOPE)
    assert old.get("OBR-18") == ORDER.accession_number
    assert (old.get("OBR-19"), old.get("OBR-20"), old.get("OBR-24")) == ("RP1", "S1", "CT")
    assert old.raw_field("ZDS-1") == f"{ORDER.study_instance_uid}^^Application^DICOM"
    assert old.raw_field("ORC-7") == old.raw_field("OBR-27") == "1^^^20261124120000^^S"
    new = scheduled_procedure(ORDER, "NW", dialect=IHE_SWF_B, **ENVELOPE)
    ipc = new.segment("IPC")
    assert ipc is not None
    assert [ipc.get(f"{n}.1") for n in range(1, 10)] == [
        ORDER.accession_number, "RP1", ORDER.study_instance_uid, "S1", "CT", "P-1", "CT1", "ER", "CT_ER1",
    ]  # fmt: skip
    assert (new.get("TQ1-7"), new.get("TQ1-9")) == ("20261124120000", "S")
    assert new.get("ORC-7") == new.get("OBR-27") == ""
    assert new.segments[-1].name == "IPC"


@pytest.mark.parametrize("schedule", ["ORM^O01", "OMI^O23"])
def test_a_site_with_its_own_places(schedule: str) -> None:
    dialect = Dialect("own", "2.4", "ORM^O01", schedule, "8859/1", accession_field="OBR-20", study_uid_field="ZAB-2")
    dialect = replace(dialect, extra_segments=("ZAB|x",))
    message = scheduled_procedure(ORDER, "NW", dialect=dialect, **ENVELOPE)
    assert message.get("OBR-20") == ORDER.accession_number
    assert message.get("ZAB-2") == ORDER.study_instance_uid
    assert message.get("OBR-18") == message.get("IPC-1") == message.get("IPC-3") == ""
    assert message.segment("ZDS") is None
    _, order = only(message, dialect)
    assert (order.accession_number, order.study_instance_uid) == (ORDER.accession_number, ORDER.study_instance_uid)


def test_every_group_of_a_message_is_read() -> None:
    one = scheduled_procedure(ORDER, "CA", dialect=IHE_SWF, **ENVELOPE)
    other = scheduled_procedure(
        ORDER.with_(accession_number="B", placer_order_number="P2", study_instance_uid="1.2"), "NW", dialect=IHE_SWF,
        **ENVELOPE,
    )  # fmt: skip
    both = Message.parse(one.raw + other.raw.split(b"\r", 3)[3])
    assert [(control, order.accession_number, order.study_instance_uid) for control, order in read_orders(both)] == [
        ("CA", ORDER.accession_number, ORDER.study_instance_uid),
        ("NW", "B", "1.2"),
    ]
    assert all(order.patient == ANA for _, order in read_orders(both))


def test_weight_and_height_in_other_units() -> None:
    message = placer_order(ASKED.with_(weight_kg="62500", height_m="170"), "NW", dialect=IHE_SWF, **ENVELOPE)
    message = message.set("OBX-6", "g").set("OBX-6", "cm", 1)
    _, order = only(message)
    assert (order.weight_kg, order.height_m) == ("62.5", "1.7")
    _, odd = only(message.set("OBX-5", "heavy"))
    assert odd.weight_kg == "heavy"


@given(st.binary(max_size=300))
def test_reading_survives_anything(tail: bytes) -> None:
    head = b"MSH|^~\\&|A|B|C|D|2026||ORM^O01|1|P|2.5\rORC|NW|"
    for control, order in read_orders(Message.parse(head + tail)):
        assert isinstance(control + order.accession_number, str)
    read_orders(Message.parse(head + tail.replace(b" ", b"\rOBR|").replace(b"\0", b"\rIPC|").replace(b"\1", b"\rZDS|")))
