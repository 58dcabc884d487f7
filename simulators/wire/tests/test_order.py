"""Orders in every dialect: what is written is read, and hl7apy agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire.ack import judge
from simulators.wire.envelope import segment
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import Code
from simulators.wire.order import (
    IHE_SWF,
    IHE_SWF_B,
    Dialect,
    Order,
    ScheduledStep,
    placer_order,
    read_orders,
    scheduled_procedure,
)
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


def lines(message: Message) -> list[str]:
    """What stands behind header, patient and visit."""
    return [each.text for each in message.segments if each.name not in ("MSH", "MSA", "PID", "PV1")]


_BODY = r"MRSA|asthma\F\||^^^CHEST^L|77^Ruiz^Luis"
_ASKED_FOR = r"WALK|^dolor torácico"
_MEASURES = ["OBX|1|NM|29463-7^Body weight^LN|1|62.5|kg|||||F", "OBX|2|NM|8302-2^Body height^LN|1|1.7|m|||||F"]
_STAFF, _STEP, _PLAN = "|||77^Ruiz^Luis|||||RAD^Radiology^L", "80&Mangue&Pedro", r"CTCHEST^CT chest \T\ neck^L"


@pytest.mark.parametrize(
    ("dialect", "control", "steps", "wanted"),
    [
        (IHE_SWF, "NW", 0, [
            rf"ORC|NW|P\F\1^EMR|||||1^^^20261124120000^^S||20261124103207{_STAFF}",
            rf"OBR|1|P\F\1^EMR||{_PLAN}|S|||||||{_BODY}|||||||||||1^^^20261124120000^^S|||{_ASKED_FOR}",
            *_MEASURES]),
        (IHE_SWF_B, "NW", 0, [
            rf"ORC|NW|P\F\1^EMR|||||||20261124103207{_STAFF}",
            "TQ1|1||||||20261124120000||S",
            rf"OBR|1|P\F\1^EMR||{_PLAN}||||||||{_BODY}||||||||||||||{_ASKED_FOR}",
            *_MEASURES]),
        (IHE_SWF, "XO", 1, [
            rf"ORC|XO|P\F\1^EMR|F1^RIS||IP||1^^^20261124120000^^S||20261124103207{_STAFF}",
            rf"OBR|1|P\F\1^EMR|F1^RIS|{_PLAN}|S|||||||{_BODY}||0000000000000A16|RP1||||||||"
            rf"1^^^20261124120000^^S|||{_ASKED_FOR}|||{_STEP}",
            *_MEASURES]),
        (IHE_SWF_B, "SN", 1, [
            rf"ORC|SN||F1^RIS||||||20261124103207{_STAFF}",
            "TQ1|1||||||20261124120000||S",
            rf"OBR|1||F1^RIS|{_PLAN}||||||||{_BODY}||0000000000000A16|RP1|||||||||||{_ASKED_FOR}|||{_STEP}",
            *_MEASURES]),
    ],
)  # fmt: skip
def test_every_field_of_an_order(dialect: Dialect, control: str, steps: int, wanted: list[str]) -> None:
    order = ORDER.with_(status="IP", steps=ORDER.steps[:steps])
    assert lines(placer_order(order, control, dialect=dialect, **ENVELOPE)) == wanted


def test_every_field_of_a_scheduled_procedure() -> None:
    order = ORDER.with_(steps=(*ORDER.steps, SECOND_STEP))
    assert lines(scheduled_procedure(order, "NW", dialect=IHE_SWF, **ENVELOPE)) == [
        line
        for number, code in ((1, r"P-1^Chest\S\thin^L"), (2, "P-2^Late phase^L"))
        for line in (
            rf"ORC|NW|P\F\1^EMR|F1^RIS||SC||1^^^20261124120000^^S||20261124103207{_STAFF}|CT_ER1",
            rf"OBR|{number}|P\F\1^EMR|F1^RIS|{_PLAN}^{code}|S|||||||{_BODY}||0000000000000A16|RP1|S{number}||||CT|||"
            rf"1^^^20261124120000^^S|||{_ASKED_FOR}|||{_STEP}||||||||||{_PLAN}",
            *_MEASURES,
        )
    ] + [f"ZDS|{ORDER.study_instance_uid}^^Application^DICOM"]
    head = f"IPC|0000000000000A16|RP1|{ORDER.study_instance_uid}"
    assert lines(scheduled_procedure(order, "NW", dialect=IHE_SWF_B, **ENVELOPE)) == [
        rf"ORC|NW|P\F\1^EMR|F1^RIS||SC||||20261124103207{_STAFF}",
        "TQ1|1||||||20261124120000||S",
        rf"OBR|1|P\F\1^EMR|F1^RIS|{_PLAN}||||||||{_BODY}||0000000000000A16|RP1|||||||||||{_ASKED_FOR}|||{_STEP}"
        rf"||||||||||{_PLAN}",
        *_MEASURES,
        rf"{head}|S1|CT|P-1^Thin^L^^Chest\S\thin|CT1|ER|CT_ER1",
        f"{head}|S2|CT|P-2^Late^L^^Late phase|CT1|ER|CT_ER1",
    ]


PLAIN = Order(ANA, ORDER.procedure, placer_order_number="P2", filler_order_number="F2", priority="R")


@pytest.mark.parametrize(
    ("order", "place", "old", "new"),
    [
        (PLAIN.with_(body_part="HEAD"), "OBR-15", "^^^HEAD", "^^^HEAD"),
        (PLAIN.with_(laterality="L"), "OBR-15", "^^^^L", "^^^^L"),
        (PLAIN, "OBR-15", "", ""),
        (PLAIN.with_(height_m="1.7"), "OBX-1", "1", "1"),
        (PLAIN, "OBX-1", "", ""),
        (PLAIN, "OBR-34", "", ""),
        (PLAIN, "OBR-1", "1", "1"),
        (PLAIN, "ZDS-1", "", ""),
        (PLAIN, "ORC-2", "P2", "P2"),
        (PLAIN, "ORC-3", "", ""),  # a new order without steps has no number of the filler's yet
        (PLAIN.with_(requested_start="2026"), "TQ1-7", "", "2026"),
        (PLAIN.with_(requested_start="2026"), "ORC-7", "1^^^2026^^R", ""),
        (PLAIN.with_(requested_start="2026", steps=(ScheduledStep(),)), "OBR-27", "1^^^2026^^R", ""),
        (PLAIN.with_(requested_start="2026", steps=(ScheduledStep(start="2027"),)), "OBR-27", "1^^^2027^^R", ""),
        (PLAIN.with_(requested_start="2026", steps=(ScheduledStep(start="2027"),)), "TQ1-7", "", "2027"),
        (PLAIN.with_(requested_start="2026", steps=(ScheduledStep(),)), "TQ1-7", "", "2026"),
        (PLAIN.with_(steps=(ScheduledStep("S"),)), "OBR-4", _PLAN, _PLAN),
        (PLAIN.with_(steps=(ScheduledStep("S", description="thin"),)), "OBR-4", r"CTCHEST^CT chest \T\ neck^L^^thin",
         r"CTCHEST^CT chest \T\ neck^L"),
        (PLAIN.with_(steps=(ScheduledStep("S", description="thin"),)), "IPC-6", "", "^^^^thin"),
        (PLAIN.with_(steps=(ScheduledStep("S", protocol=Code("P", "Thin", "L")),)), "OBR-4",
         r"CTCHEST^CT chest \T\ neck^L^P^Thin^L", r"CTCHEST^CT chest \T\ neck^L"),
        (PLAIN.with_(steps=(ScheduledStep("S", protocol=Code("P", "Thin", "L")),)), "IPC-6", "", "P^Thin^L"),
        (PLAIN.with_(steps=(ScheduledStep("S", protocol=Code("P", "Thin", "L")),)), "ORC-3", "F2", "F2"),
    ],
)  # fmt: skip
def test_what_a_scheduled_procedure_says_where_the_order_says_little(
    order: Order, place: str, old: str, new: str
) -> None:
    for dialect, wanted in ((IHE_SWF, old), (IHE_SWF_B, new)):
        assert scheduled_procedure(order, "NW", dialect=dialect, **ENVELOPE).raw_field(place) == wanted


@pytest.mark.parametrize(
    ("control", "status", "wanted"),
    [("XO", "CM", "CM"), ("XO", "IP", "SC"), ("NW", "CM", "SC"), ("CA", "CM", "CA"), ("OD", "HD", "HD")],
)
def test_the_status_follows_the_control_code_where_none_is_given(control: str, status: str, wanted: str) -> None:
    order = ORDER.with_(status=status)
    for dialect in (IHE_SWF, IHE_SWF_B):
        assert scheduled_procedure(order, control, dialect=dialect, **ENVELOPE).get("ORC-5") == wanted
        given = scheduled_procedure(order, control, dialect=dialect, status="A", **ENVELOPE)
        assert given.get("ORC-5") == "A"


HEADER = "MSH|^~\\&|A|B|C|D|2026||ORM^O01|1|P|2.5\r"


def read(*segments: str) -> list[tuple[str, Order]]:
    return read_orders(Message.parse((HEADER + "\r".join(segments) + "\r").encode()))


@pytest.mark.parametrize(
    ("segments", "values"),
    [
        (["ORC|NW|1^A|2^B", "OBR|1|3^C|4^D"], {"placer_order_number": "1", "placer_issuer": "A",
                                               "filler_order_number": "2", "filler_issuer": "B"}),
        (["ORC|NW", "OBR|1|3^C|4^D"], {"placer_order_number": "3", "placer_issuer": "C",
                                       "filler_order_number": "4", "filler_issuer": "D"}),
        (["ORC|NW", "TQ1|1||||||8^x||S^y", segment("OBR", {5: "A", 27: "1^^^9^^P"})],
         {"priority": "S", "requested_start": "8"}),
        (["ORC|NW||||||1^^^7&x^^T", segment("OBR", {5: "A", 27: "1^^^9^^P"})],
         {"priority": "T", "requested_start": "7"}),
        (["ORC|NW", segment("OBR", {5: "A", 27: "1^^^9&x^^P", 36: "5"})], {"priority": "P", "requested_start": "9"}),
        (["ORC|NW", segment("OBR", {5: "A", 36: "5^x"})], {"priority": "A", "requested_start": "5"}),
        (["ORC|NW", segment("OBR", {12: "DNG", 13: "ALR", 15: "^^^HEAD^R", 16: "7^X", 30: "WALK", 31: "A^B"})],
         {"danger": "DNG", "alerts": "ALR", "body_part": "HEAD", "laterality": "R", "ordering_physician": "7^X",
          "transport": "WALK", "reason": "B"}),
        (["ORC|NW||||CM|||||||8^Y", segment("OBR", {16: "7^X", 31: "A"})],
         {"status": "CM", "ordering_physician": "8^Y", "reason": "A"}),
        (["ORC|NW", "OBR|1|||X||||||||||||||A1|R1"],
         {"accession_number": "A1", "requested_procedure_id": "R1", "steps": ()}),
        (["ORC|NW", "OBR|1|||X||||||||||||||A1|R1", "IPC|A2^IS^x|R2^y|1.2^z|S1"],
         {"accession_number": "A2", "accession_issuer": "IS", "requested_procedure_id": "R2",
          "study_instance_uid": "1.2"}),
        (["ORC|NW", segment("OBR", {4: "X^Y^L", 44: "W^V^M"})], {"procedure": Code("W", "V", "M")}),
        (["ORC|NW", segment("OBR", {4: "X^Y^L", 44: "^V^M"})], {"procedure": Code("X", "Y", "L")}),
        (["ORC|NW"], {"procedure": Code("", "", ""), "placer_order_number": "", "steps": ()}),
        (["ORC|NW", "OBR|1", "ZDS|1.2^^Application^DICOM"], {"study_instance_uid": "1.2", "steps": (ScheduledStep(),)}),
        (["ORC|NW", "OBX|1|NM|3141-9||61000|G", "OBX|2|NM|3137-7||1700|MM", "OBX|3|NM|29463-7||1|kg"],
         {"weight_kg": "61", "height_m": "1.7"}),
        (["ORC|NW", "OBX|1|NM|8335-2||", "OBX|2|NM|29463-7||62.5|kg^x", "OBX|3|NM|8301-4||165|CM"],
         {"weight_kg": "62.5", "height_m": "1.65"}),
    ],
)  # fmt: skip
def test_where_each_value_is_looked_for(segments: list[str], values: dict[str, object]) -> None:
    [(control, order)] = read(*segments)
    assert control == "NW"
    assert {name: getattr(order, name) for name in values} == values


@pytest.mark.parametrize(
    ("segments", "step"),
    [
        ([segment("ORC", {1: "NW", 18: "AE^x"}),
          segment("OBR", {4: "X^Y^L^P^T^M", 20: "S1", 24: "CT", 34: "1&Ruiz&Luis^x"})],
         ScheduledStep("S1", "CT", "AE", protocol=Code("P", "T", "M"), description="T",
                       performing_physician="1^Ruiz^Luis")),
        (["ORC|NW", segment("OBR", {4: "X^Y^L^^T", 20: "S1"})], ScheduledStep("S1", description="T")),
        (["ORC|NW", segment("OBR", {4: "X^Y^L", 20: "S1"})], ScheduledStep("S1", description="Y")),
        (["ORC|NW", "TQ1|1||||||20261124", segment("OBR", {34: "1&Ruiz"}),
          "IPC||||S1^i|CT^m|P^T^M^^D|N^i|L^x|AE"],
         ScheduledStep("S1", "CT", "AE", "N", "L", "20261124", Code("P", "T", "M"), "D", "1^Ruiz")),
        (["ORC|NW", "OBR|1", "IPC||||S1||P^T^M"], ScheduledStep("S1", protocol=Code("P", "T", "M"), description="T")),
        (["ORC|NW", "OBR|1", "IPC||||S1"], ScheduledStep("S1")),
    ],
)  # fmt: skip
def test_where_each_value_of_a_step_is_looked_for(segments: list[str], step: ScheduledStep) -> None:
    [(_, order)] = read(*segments)
    assert order.steps == (step,)


_ONE = ["ORC|NW|1|2", "OBR|1|||X||||||||||||||A1|R1|S1", "ZDS|1.2"]


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (["ORC|NW|1|2", "OBR|2|||X||||||||||||||A1|R1|S2", "ZDS|1.2"], 1),
        (["ORC|XO|1|2", "OBR|2|||X||||||||||||||A1|R1|S2", "ZDS|1.2"], 2),
        (["ORC|NW|9|2", "OBR|2|||X||||||||||||||A1|R1|S2", "ZDS|1.2"], 2),
        (["ORC|NW|1|9", "OBR|2|||X||||||||||||||A1|R1|S2", "ZDS|1.2"], 2),
        (["ORC|NW|1|2", "OBR|2|||X||||||||||||||A9|R1|S2", "ZDS|1.2"], 2),
        (["ORC|NW|1|2", "OBR|2|||X||||||||||||||A1|R9|S2", "ZDS|1.2"], 2),
        (["ORC|NW|1|2", "OBR|2|||X||||||||||||||A1|R1|S2", "ZDS|1.9"], 2),
    ],
)
def test_groups_of_one_request_are_one_order_of_several_steps(other: list[str], count: int) -> None:
    orders = read(*_ONE, *other)
    assert [[step.id for step in order.steps] for _, order in orders] == (
        [["S1", "S2"]] if count == 1 else [["S1"], ["S2"]]
    )


def test_an_order_before_them_stays_what_it_is() -> None:
    orders = read("ORC|NW|7", "OBR|1|||X", *_ONE, *_ONE)
    assert [(order.placer_order_number, len(order.steps)) for _, order in orders] == [("7", 1), ("1", 2)]


@pytest.mark.parametrize(("place", "field", "found"), [("OBR-21", "A1&x^y", "A1&x"), ("OBR-21.2", "y^A1&x", "A1&x")])
def test_a_site_names_a_field_or_a_component(place: str, field: str, found: str) -> None:
    message = Message.parse((HEADER + "ORC|NW\r" + segment("OBR", {18: "no", 21: field}) + "\r").encode())
    [(_, one)] = read_orders(message, replace(IHE_SWF, accession_field=place))
    [(_, other)] = read_orders(message, replace(IHE_SWF, study_uid_field=place))
    assert (one.accession_number, other.study_instance_uid) == (found, found)


def test_groups_without_a_procedure_id_or_without_steps_are_orders_of_their_own() -> None:
    assert (
        len(read("ORC|NW|1|2", segment("OBR", {4: "X", 20: "S1"}), "ORC|NW|1|2", segment("OBR", {4: "X", 20: "S2"})))
        == 2
    )
    assert (
        len(read("ORC|NW|1|2", segment("OBR", {4: "X", 19: "R1"}), "ORC|NW|1|2", segment("OBR", {4: "X", 19: "R1"})))
        == 2
    )


def test_where_a_group_begins_and_whose_patient_it_is() -> None:
    orders = read(
        "PID|1||A", "PV1|1|I", "ORC|NW|1", "OBR|1", "OBR|2|2", "ZDS|1.1", "PID|1||B", "OBR|1|3", "ORC|CA|4", "ZDS|1.2"
    )
    assert [(control, order.patient.id.value, order.visit.patient_class, order.placer_order_number,
             order.study_instance_uid) for control, order in orders] == [
        ("NW", "A", "I", "1", "1.1"), ("", "A", "I", "2", "1.1"), ("", "B", "", "3", "1.2"),
        ("CA", "B", "", "4", "1.2"),
    ]  # fmt: skip
    assert [order.patient.id.value for _, order in read("ORC|NW|1")] == [""]
    assert read("OBX|1|NM|29463-7||1", "PV1|1|I") == []


def test_a_site_may_move_one_value_and_leave_the_other() -> None:
    two = ORDER.with_(steps=(*ORDER.steps, SECOND_STEP))
    moved = Dialect("own", "2.4", "ORM^O01", "ORM^O01", "8859/1", accession_field="OBR-21")
    message = scheduled_procedure(two, "NW", dialect=moved, **ENVELOPE)
    assert [each.get("21") for each in message.all("OBR")] == [ORDER.accession_number] * 2
    assert [each.get("18") for each in message.all("OBR")] == ["", ""]
    assert message.get("ZDS-1.1") == ORDER.study_instance_uid
    _, order = only(message, moved)
    assert (order.accession_number, order.study_instance_uid) == (ORDER.accession_number, ORDER.study_instance_uid)
    bare = scheduled_procedure(two.with_(accession_number=""), "NW", dialect=moved, **ENVELOPE)
    assert bare.get("OBR-21") == ""
    other = Dialect("own", "2.4", "ORM^O01", "ORM^O01", "8859/1", study_uid_field="OBR-21.2")
    message = scheduled_procedure(two, "NW", dialect=other, **ENVELOPE)
    assert (message.get("OBR-21.2"), message.get("OBR-18")) == (ORDER.study_instance_uid, ORDER.accession_number)
    assert message.segment("ZDS") is None
    _, order = only(message, other)
    assert (order.accession_number, order.study_instance_uid) == (ORDER.accession_number, ORDER.study_instance_uid)
    kept = Dialect("own", "2.4", "ORM^O01", "ORM^O01", "8859/1", study_uid_field="OBR-21", extra_segments=("ZDS||x",))
    assert scheduled_procedure(PLAIN, "NW", dialect=kept, **ENVELOPE).raw_field("ZDS-2") == "x"


def test_a_placers_new_order_has_no_accession_number_to_move() -> None:
    dialect = Dialect("own", "2.4", "ORM^O01", "ORM^O01", "8859/1", accession_field="ZAB-2", extra_segments=("ZAB|x",))
    changed = placer_order(ORDER, "XO", dialect=dialect, **ENVELOPE)
    assert (changed.get("ZAB-2"), changed.get("OBR-18")) == (ORDER.accession_number, "")
    assert placer_order(ORDER, "NW", dialect=dialect, **ENVELOPE).get("ZAB-2") == ""


def test_of_several_steps_the_first_says_when_and_who() -> None:
    later = replace(SECOND_STEP, start="20261125", performing_physician="81^Ela^Juan")
    order = ORDER.with_(steps=(*ORDER.steps, later))
    message = scheduled_procedure(order, "NW", dialect=IHE_SWF_B, **ENVELOPE)
    assert (message.get("TQ1-7"), message.raw_field("OBR-34")) == ("20261124120000", "80&Mangue&Pedro")
    message = scheduled_procedure(order, "NW", dialect=IHE_SWF, **ENVELOPE)
    assert [each.get("27.4") for each in message.all("OBR")] == ["20261124120000", "20261125"]
    assert [each.get("34.1") for each in message.all("OBR")] == ["80&Mangue&Pedro", "81&Ela&Juan"]


def test_the_answer_is_of_the_kind_that_was_asked() -> None:
    for schedule, kind in (("OMI^O23", "ORI^O24"), ("ORM^O01", "ORR^O02")):
        dialect = Dialect("own", "2.5", "OMG^O19", schedule)
        asked = scheduled_procedure(ORDER, "NW", dialect=dialect, **ENVELOPE)
        answer = placer_order(ORDER, "OK", dialect=dialect, reply_to=asked, **ENVELOPE)
        assert answer.type == kind
    for placer, kind in (("OMG^O19", "ORG^O20"), ("ORM^O01", "ORR^O02")):
        dialect = Dialect("own", "2.5", placer)
        odd = asked.set("MSH-9", "ZZZ^Z01")
        assert placer_order(ORDER, "OK", dialect=dialect, reply_to=odd, **ENVELOPE).type == kind


def test_what_a_dialect_does_unless_it_is_told() -> None:
    message = scheduled_procedure(ORDER.with_(status="SC"), "NW", dialect=Dialect(), **ENVELOPE)
    assert (message.get("MSH-15"), message.get("MSH-16")) == ("", "")
    assert Dialect().can_change
