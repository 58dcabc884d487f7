"""The RIS's book without any port: acts, refusals, and what holds after any sequence of acts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from simulators.ris_book import Book
from simulators.ris_config import ProcedurePlan, Station, StepPlan
from simulators.ris_notice import What
from simulators.ris_patients import NotPossible
from simulators.ris_schedule import Schedule, moment
from simulators.ris_steps import Performed, StepReference
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order import Order, ScheduledStep

HGM = AssigningAuthority("HGM", "1.2.3", "ISO")
WHEN = "20260301083000"
CHEST = Code("CTTX", "CT of chest", "99HGM")
TWO = Code("CTTXAB", "CT of chest and abdomen", "99HGM")
KNEE = Code("MRKNEE", "MR of knee", "99HGM")


class Counting:
    """Numbers in order, so that tests can be read."""

    def __init__(self) -> None:
        self._next: Iterator[int] = itertools.count(1)

    def accession_number(self) -> str:
        return f"A{next(self._next)}"

    def filler_order_number(self) -> str:
        return f"F{next(self._next)}"

    def requested_procedure_id(self) -> str:
        return f"RP{next(self._next)}"

    def step_id(self) -> str:
        return f"S{next(self._next)}"

    def study_instance_uid(self) -> str:
        return f"1.2.{next(self._next)}"


def book(**options: bool) -> Book:
    stations = (Station("CT_ER1", "CT", "CT 1", "ER"), Station("CT_2", "CT"), Station("MR_1", "MR"))
    chest, abdomen = (StepPlan("CT", Code(value, value, "99HGMP")) for value in ("CHEST", "ABDOMEN"))
    plans = (
        ProcedurePlan(CHEST, (chest,), "CHEST"),
        ProcedurePlan(TWO, (chest, abdomen)),
        ProcedurePlan(KNEE, (StepPlan("MR", Code("KNEE", "Knee", "99HGMP")),), "KNEE", "R"),
    )
    schedule = Schedule(Counting(), stations=stations, catalogue={plan.code.value: plan for plan in plans})
    return Book(schedule, **options)


def person(value: str, name: str = "Prueba^Ana", authority: AssigningAuthority = HGM) -> Patient:
    return Patient(PatientId(value, authority), PersonName.from_xpn(name), "19800101", "F")


def ordered(the_book: Book, patient: Patient, procedure: Code = CHEST, placer: str = "P1") -> Order:
    the_book.admit("A04", patient, Visit())
    (notice,) = the_book.place(Order(patient, procedure, placer_order_number=placer, placer_issuer="EMR"), WHEN)
    assert notice.order is not None
    return notice.order


def mpps(order: Order, uid: str = "9.1", *, step: int = 0) -> Performed:
    reference = StepReference(
        order.steps[step].id, order.accession_number, order.requested_procedure_id, order.study_instance_uid
    )
    return Performed(uid, (reference,), order.patient.id, "CT_ER1")


def statuses(the_book: Book, order: Order) -> tuple[str, list[str]]:
    now = the_book.orders.require(order.accession_number)
    return now.status, [step.status for step in now.steps]


def test_an_order_gets_numbers_a_device_and_a_place_on_the_worklist() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    assert order.accession_number
    assert order.filler_issuer == "RIS"
    assert (order.status, order.body_part) == ("SC", "CHEST")
    assert [(s.station_ae_title, s.station_name, s.location, s.start) for s in order.steps] == [
        ("CT_ER1", "CT 1", "ER", WHEN)
    ]
    assert the_book.orders.worklist() == [order]


def test_a_procedure_of_two_steps_gives_two_entries() -> None:
    order = ordered(book(), person("ZZ91"), TWO)
    assert [step.protocol.value for step in order.steps if step.protocol] == ["CHEST", "ABDOMEN"]
    assert len({step.id for step in order.steps}) == 2


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"placer_order_number": ""}, "101", "ORC-2"),
        ({"placer_order_number": "P1"}, "205", "ORC-2"),
        ({"procedure": Code("", "", "")}, "101", "OBR-4"),
        ({"procedure": Code("NONE", "", "")}, "103", "OBR-4"),
        ({"patient": person("ZZ9NOBODY")}, "204", "PID-3"),
        ({"patient": person("ZZ91", authority=AssigningAuthority("OTHER"))}, "204", "PID-3"),
        ({"steps": (ScheduledStep(modality="CT", station_ae_title="NOWHERE"),)}, "103", "OBR-24"),
    ],
)
def test_what_an_order_is_refused_for(change: dict[str, object], code: str, where: str) -> None:
    the_book = book()
    first = ordered(the_book, person("ZZ91"))
    order = Order(person("ZZ91"), CHEST, placer_order_number="P2", placer_issuer="EMR").with_(**change)
    with pytest.raises(NotPossible) as refusal:
        the_book.place(order, WHEN)
    assert (refusal.value.code, refusal.value.where) == (code, where)
    assert list(the_book.orders) == [first]


def test_the_same_placer_number_of_another_placer_is_another_order() -> None:
    the_book = book()
    ordered(the_book, person("ZZ91"))
    the_book.place(Order(person("ZZ91"), CHEST, placer_order_number="P1", placer_issuer="LIS"), WHEN)
    assert len(the_book.orders) == 2


def test_an_order_may_register_its_patient_where_the_site_says_so() -> None:
    the_book = book(register_from_orders=True)
    the_book.place(Order(person("ZZ97"), CHEST, placer_order_number="P1"), WHEN)
    assert the_book.patients.find(PatientId("ZZ97", HGM))


def test_an_update_keeps_what_the_message_leaves_empty() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    (notice,) = the_book.admit("A08", Patient(PatientId("ZZ91", HGM), PersonName("Silverheels", "Ana"), "", '""'))
    assert notice.event == "A08"
    patient = the_book.orders.require(order.accession_number).patient
    assert (patient.name.family, patient.birth_date, patient.sex) == ("Silverheels", "19800101", "")


def test_an_order_keeps_its_referring_doctor_and_its_visit() -> None:
    the_book = book()
    the_book.admit("A01", person("ZZ91"), Visit("I", "WARD^7", referring="1^House", number="V1"))
    order = Order(person("ZZ91"), CHEST, Visit("I", referring="2^Ruiz"), placer_order_number="P1")
    (notice,) = the_book.place(order, WHEN)
    assert notice.order is not None
    assert notice.order.visit == Visit("I", "WARD^7", referring="2^Ruiz", number="V1")
    the_book.admit("A02", person("ZZ91"), Visit("I", "ICU^1", referring="1^House", number="V1"))
    the_book.admit("A01", person("ZZ9NEW"), Visit("I", "SURGERY", number="V9"))
    the_book.admit("A40", person("ZZ9NEW"), None, PatientId("ZZ91", HGM))
    the_book.admit("A02", person("ZZ9NEW"), Visit("I", "SURGERY^2", number="V9"))
    assert [each.visit for each in the_book.orders] == [Visit("I", "ICU^1", referring="2^Ruiz", number="V1")]


def test_a_merge_takes_orders_worklist_and_performed_steps_along() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ9OLD"))
    other = ordered(the_book, person("ZZ9OLD"), placer="P2")
    the_book.start(mpps(order))
    the_book.admit("A04", person("ZZ9NEW", "Nguema^Ana"))
    (notice,) = the_book.admit("A40", person("ZZ9NEW", "Nguema^Ana"), None, PatientId("ZZ9OLD", HGM))
    assert notice.prior is not None
    assert notice.prior.id.value == "ZZ9OLD"
    assert not the_book.orders.of_patient(PatientId("ZZ9OLD", HGM))
    assert [o.patient.id.value for o in the_book.orders.worklist()] == ["ZZ9NEW"]
    assert the_book.orders.worklist()[0].accession_number == other.accession_number
    assert the_book.performed["9.1"].patient_id.value == "ZZ9NEW"
    (ended,) = the_book.end("9.1", "COMPLETED")
    assert ended.order is not None
    assert (ended.order.status, ended.order.patient.id.value) == ("CM", "ZZ9NEW")


@pytest.mark.parametrize(
    ("survivor", "prior", "code"),
    [
        ("ZZ9A", PatientId("ZZ9NOBODY", HGM), "204"),
        ("ZZ9A", PatientId("", HGM), "101"),
        ("ZZ9A", PatientId("ZZ9A", HGM), "205"),
        ("ZZ9A", PatientId("ZZ9C", AssigningAuthority("OTHER", "9.9", "ISO")), "204"),
        ("ZZ9GONE", PatientId("ZZ9A", HGM), "204"),  # a circle
    ],
)
def test_merges_that_are_refused(survivor: str, prior: PatientId, code: str) -> None:
    the_book = book()
    for value in ("ZZ9A", "ZZ9GONE"):
        the_book.admit("A04", person(value))
    the_book.admit("A04", person("ZZ9C", authority=AssigningAuthority("OTHER", "9.9", "ISO")))
    the_book.admit("A40", person("ZZ9A"), None, PatientId("ZZ9GONE", HGM))
    with pytest.raises(NotPossible) as refusal:
        the_book.admit("A40", person(survivor), None, prior)
    assert refusal.value.code == code
    assert the_book.patients.require(PatientId("ZZ9A", HGM))


@pytest.mark.parametrize("event", ["A02", "A03", "A06", "A07", "A08", "A11", "A12", "A13", "A31", "A38"])
def test_events_for_an_unknown_patient_are_refused(event: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        book().admit(event, person("ZZ9NOBODY"), Visit())
    assert refusal.value.code == "204"


def test_a_cancelled_admission_leaves_patient_and_orders() -> None:
    the_book = book()
    ordered(the_book, person("ZZ91"))
    assert the_book.admit("A11", person("ZZ91")) == []
    assert the_book.patients.require(PatientId("ZZ91", HGM)).visit is None
    assert len(the_book.orders.worklist()) == 1
    with pytest.raises(NotPossible):
        the_book.admit("A11", person("ZZ91"))


def test_a_started_step_leaves_the_worklist_unless_the_site_shows_it() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"), TWO)
    (notice,) = the_book.start(mpps(order))
    assert notice.what is What.STATUS
    assert statuses(the_book, order) == ("IP", ["STARTED", "SCHEDULED"])
    assert [len(o.steps) for o in the_book.orders.worklist()] == [1]
    assert [len(o.steps) for o in the_book.orders.worklist(hide_started=False)] == [2]
    assert the_book.end("9.1", "COMPLETED") == []  # the other step is still to be done
    the_book.start(mpps(order, "9.2", step=1))
    (done,) = the_book.end("9.2", "COMPLETED")
    assert done.order is not None
    assert done.order.status == "CM"


def test_a_wrong_worklist_entry_returns_to_the_list() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.start(mpps(order))
    (notice,) = the_book.end("9.1", "DISCONTINUED", "110514")
    assert notice.order is not None
    assert notice.order.status == "SC"
    assert the_book.orders.worklist() == [order]


def test_a_discontinued_examination_stays_off_the_list() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.start(mpps(order))
    the_book.end("9.1", "DISCONTINUED", "110501")
    assert statuses(the_book, order) == ("DC", ["DISCONTINUED"])
    assert the_book.orders.worklist() == []


def test_an_appended_step_opens_the_order_again_until_it_ends() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.start(mpps(order, "9.1"))
    the_book.end("9.1", "COMPLETED")
    (again,) = the_book.start(mpps(order, "9.2"))
    assert again.order is not None
    assert again.order.status == "IP"
    the_book.end("9.2", "DISCONTINUED", "110513")
    assert statuses(the_book, order) == ("CM", ["COMPLETED"])


def test_a_group_case_moves_both_orders() -> None:
    the_book = book()
    first = ordered(the_book, person("ZZ91"), placer="P1")
    second = ordered(the_book, person("ZZ91"), placer="P2")
    group = mpps(first)
    group.references = (*group.references, *mpps(second).references)
    assert [notice.order.status for notice in the_book.start(group) if notice.order] == ["IP", "IP"]
    assert [notice.order.status for notice in the_book.end("9.1", "COMPLETED") if notice.order] == ["CM", "CM"]


def test_an_unscheduled_examination_is_taken_over_by_a_later_order() -> None:
    the_book = book()
    patient = person("ZZ91")
    the_book.start(Performed("9.1", (StepReference(study_instance_uid="1.9.9"),), patient.id))
    the_book.end("9.1", "COMPLETED")
    assert len(the_book.unscheduled()) == 1
    order = the_book.create(Order(patient, CHEST, study_instance_uid="1.9.9"), WHEN)
    assert (order.status, order.study_instance_uid) == ("CM", "1.9.9")
    assert the_book.unscheduled() == []
    assert [notice.what for notice in the_book.announce(order.accession_number)] == [What.SCHEDULED, What.STATUS]
    assert the_book.orders.worklist() == []


def test_a_cancelled_order_is_off_the_list_and_stays_off() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.cancel(order.accession_number)
    assert the_book.orders.worklist() == []
    for act in (the_book.cancel, the_book.discontinue, the_book.reschedule):
        with pytest.raises(NotPossible, match="was cancelled"):
            act(order.accession_number)
    with pytest.raises(NotPossible, match="was cancelled"):
        the_book.change(order.accession_number, WHEN, reason="late")
    assert the_book.start(mpps(order)) == []  # performed all the same: the order stays cancelled
    assert statuses(the_book, order) == ("CA", ["CANCELED"])


def test_an_order_that_has_begun_is_discontinued_and_not_cancelled() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"), TWO)
    the_book.start(mpps(order))
    the_book.end("9.1", "COMPLETED")
    with pytest.raises(NotPossible, match="it has begun"):
        the_book.cancel(order.accession_number)
    (notice,) = the_book.discontinue(order.accession_number)
    assert notice.begun
    assert statuses(the_book, order) == ("DC", ["COMPLETED", "DISCONTINUED"])


def test_a_change_after_completion_does_not_revive_the_entry() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.start(mpps(order))
    the_book.end("9.1", "COMPLETED")
    (notice,) = the_book.change(order.accession_number, WHEN, procedure=KNEE, reason="wrong side")
    assert notice.order is not None
    assert (notice.order.status, notice.order.study_instance_uid) == ("CM", order.study_instance_uid)
    assert the_book.orders.worklist() == []


def test_a_changed_procedure_is_planned_anew_under_the_old_identifiers() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"), TWO)
    (notice,) = the_book.change(order.accession_number, WHEN, procedure=KNEE)
    assert notice.order is not None
    assert [(s.id, s.modality, s.station_ae_title) for s in notice.order.steps] == [(order.steps[0].id, "MR", "MR_1")]
    kept = ("accession_number", "study_instance_uid", "requested_procedure_id", "filler_order_number")
    assert all(getattr(notice.order, name) == getattr(order, name) for name in kept)


def test_another_time_and_device() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.reschedule(order.accession_number, start="202603020900", station="CT_2")
    (step,) = the_book.orders.worklist()[0].steps
    assert (step.station_ae_title, step.station_name, step.start) == ("CT_2", "CT_2", "20260302090000")
    the_book.start(mpps(order))
    with pytest.raises(NotPossible, match="has begun"):
        the_book.reschedule(order.accession_number, station="CT_ER1")


def test_a_replaced_order_is_another_order_altogether() -> None:
    the_book = book()
    old = ordered(the_book, person("ZZ91"))
    (notice,), new = the_book.replace(old.accession_number, KNEE, WHEN)
    assert notice.what is What.CANCELLED_BY_FILLER
    names = ("accession_number", "study_instance_uid", "requested_procedure_id", "filler_order_number")
    assert all(getattr(old, name) != getattr(new, name) for name in names)
    assert new.placer_order_number == ""
    assert [o.accession_number for o in the_book.orders.worklist()] == [new.accession_number]


def test_a_replacement_that_cannot_be_planned_cancels_nothing() -> None:
    the_book = book()
    old = ordered(the_book, person("ZZ91"))
    with pytest.raises(NotPossible):
        the_book.replace(old.accession_number, Code("", "", ""), WHEN)
    assert the_book.orders.worklist() == [old]


def test_a_placer_may_not_touch_another_patients_order() -> None:
    the_book = book()
    order = ordered(the_book, person("ZZ91"))
    the_book.admit("A04", person("ZZ92"))
    with pytest.raises(NotPossible, match="another patient"):
        the_book.placed(order.with_(patient=person("ZZ92")))
    with pytest.raises(NotPossible, match="unknown order"):
        the_book.placed(order.with_(placer_order_number="P404", filler_order_number=""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20260301", "20260301000000"), ("202603010930+0100", "20260301093000"), ("20260301093015.123", "20260301093015")],
)
def test_times_of_orders(text: str, expected: str) -> None:
    assert moment(text) == expected
    assert moment("") == ""


class AnyDay(RuleBasedStateMachine):
    """Random days in a radiology department."""

    patients = Bundle("patients")
    orders = Bundle("orders")
    running = Bundle("running")

    def __init__(self) -> None:
        super().__init__()
        self.book = book()
        self.serial = itertools.count(1)
        self.merged: set[str] = set()
        self.cancelled: set[str] = set()

    @rule(target=patients)
    def register(self) -> str:
        value = f"ZZ9{next(self.serial)}"
        self.book.admit("A04", person(value))
        return value

    @rule(value=patients, event=st.sampled_from(["A01", "A08", "A03", "A31", "A02", "A13"]))
    def admit(self, value: str, event: str) -> None:
        self.possibly(lambda: self.book.admit(event, person(value, f"Prueba^{event}"), Visit("I", "ER^1")))

    @rule(target=orders, value=patients, procedure=st.sampled_from([CHEST, TWO, KNEE]), filler=st.booleans())
    def order(self, value: str, procedure: Code, filler: bool) -> object:
        order = Order(person(value), procedure, placer_order_number=f"P{next(self.serial)}")
        act = self.book.create if filler else self.book.place
        before = len(self.book.orders)
        self.possibly(lambda: act(order, WHEN))
        return list(self.book.orders)[-1].accession_number if len(self.book.orders) > before else multiple()

    @rule(survivor=patients, prior=patients)
    def merge(self, survivor: str, prior: str) -> None:
        if self.possibly(lambda: self.book.admit("A40", person(survivor), None, PatientId(prior, HGM))):
            self.merged.add(prior)

    @rule(accession=orders, by_filler=st.booleans())
    def cancel(self, accession: str, by_filler: bool) -> None:
        if self.possibly(lambda: self.book.cancel(accession, by_filler=by_filler)):
            self.cancelled.add(accession)

    @rule(accession=orders)
    def discontinue(self, accession: str) -> None:
        if self.possibly(lambda: self.book.discontinue(accession)):
            self.cancelled.add(accession)

    @rule(accession=orders, procedure=st.sampled_from([CHEST, TWO, KNEE]))
    def change(self, accession: str, procedure: Code) -> None:
        self.possibly(lambda: self.book.change(accession, WHEN, procedure=procedure))

    @rule(accession=orders, station=st.sampled_from(["CT_ER1", "CT_2"]))
    def reschedule(self, accession: str, station: str) -> None:
        self.possibly(lambda: self.book.reschedule(accession, station=station, start="20260401"))

    @rule(target=running, accessions=st.lists(orders, min_size=0, max_size=2, unique=True), first_step=st.booleans())
    def begin(self, accessions: list[str], first_step: bool) -> str:
        uid = f"9.{next(self.serial)}"
        orders = [self.book.orders.require(accession) for accession in accessions]
        references = [mpps(order, step=0 if first_step else len(order.steps) - 1).references[0] for order in orders]
        patient = orders[0].patient.id if orders else PatientId("ZZ9WALKIN", HGM)
        self.book.start(Performed(uid, tuple(references or [StepReference(study_instance_uid="1.9")]), patient))
        return uid

    @rule(uid=consumes(running), how=st.sampled_from(["COMPLETED", "110501", "110514"]))
    def finish(self, uid: str, how: str) -> None:
        self.book.end(uid, "COMPLETED" if how == "COMPLETED" else "DISCONTINUED", how)

    def possibly(self, act: object) -> bool:
        before = list(self.book.orders), [(r.patient, r.visit) for r in self.book.patients.live]
        refused = None
        try:
            act()  # type: ignore[operator]
        except NotPossible as refusal:
            refused = refusal.code
        if refused is not None:
            assert refused
            assert before == (list(self.book.orders), [(r.patient, r.visit) for r in self.book.patients.live])
        return refused is None

    @invariant()
    def nothing_is_left_under_a_merged_identifier(self) -> None:
        for value in self.merged:
            assert self.book.orders.of_patient(PatientId(value, HGM)) == []
            assert all(performed.patient_id.value != value for performed in self.book.performed.values())
        assert self.merged.isdisjoint(order.patient.id.value for order in self.book.orders)

    @invariant()
    def the_worklist_holds_each_open_step_once_and_nothing_else(self) -> None:
        shown = [(order.accession_number, step.id) for order in self.book.orders.worklist() for step in order.steps]
        due = [
            (order.accession_number, step.id)
            for order in self.book.orders
            for step in order.steps
            if step.status == "SCHEDULED" and order.accession_number not in self.cancelled
        ]
        assert shown == due
        assert len({step_id for _, step_id in shown}) == len(shown)

    @invariant()
    def an_order_stays_one_with_its_patient(self) -> None:
        for order in self.book.orders:
            assert order.patient == self.book.patients.require(order.patient.id).patient
            assert self.book.orders.of_step(order.steps[0].id) == order
        numbers = [o.accession_number for o in self.book.orders] + [o.study_instance_uid for o in self.book.orders]
        assert len(set(numbers)) == len(numbers)

    @invariant()
    def status_follows_the_steps(self) -> None:
        for order in self.book.orders:
            states = {step.status for step in order.steps}
            if order.accession_number in self.cancelled:
                assert order.status in ("CA", "DC")
                assert not states & {"SCHEDULED"}
            elif "STARTED" in states:
                assert order.status == "IP"
            elif states == {"COMPLETED"}:
                assert order.status == "CM"


TestAnyDay = AnyDay.TestCase
TestAnyDay.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
