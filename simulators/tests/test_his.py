"""The HIS on the wire: every event to every receiver, and what happens when one is silent, refuses or is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulators.addresses import Hl7Address
from simulators.clock import local_time
from simulators.his import EVENTS, His, HisConfig
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime
from simulators.tests.small_hospital import ANA, DOE, HGM, a_runtime
from simulators.wire.ack import Hl7Error, acknowledge
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation, NoAnswer, Refused, Unreachable
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect
from simulators.wire.registration import read_patient, read_prior

QUICK = Limits(acknowledgement_s=0.5, connect_s=2)  # only where silence is waited for


class Listener:
    """Receives ADT. ``mode``: accept, refuse, silent, once silent."""

    def __init__(self, runtime: Runtime, role: str, mode: str = "accept", dialect: Dialect = IHE_SWF_B) -> None:
        self.runtime, self.role, self.mode, self.dialect = runtime, role, mode, dialect
        self.received: list[Message] = []
        self.server = MllpServer(runtime, role, self.take)
        self.address = Hl7Address("127.0.0.1", self.server.start(), role.upper(), "HGM", dialect)

    def take(self, message: Message, connection: object) -> Message | None:
        self.received.append(message)
        if self.mode == "silent" or (self.mode == "once silent" and len(self.received) == 1):
            return None
        error = Hl7Error("204", "unknown patient", "PID-3") if self.mode == "refuse" else None
        return acknowledge(
            message, "AE" if error else "AA", error=error, control_id="A1", when=local_time(self.runtime)
        )


@pytest.fixture
def runtime() -> Runtime:
    return a_runtime()


@pytest.fixture
def listeners(runtime: Runtime) -> Iterator[list[Listener]]:
    started = [Listener(runtime, "emr"), Listener(runtime, "ris")]
    yield started
    for each in started:
        each.server.stop()


@pytest.fixture
def his(runtime: Runtime, listeners: list[Listener]) -> Iterator[His]:
    role = His(runtime, HisConfig(adt_to={each.role: each.address for each in listeners}, retry_s=0.1))
    role.start()
    yield role
    role.stop()


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_reaches_every_receiver(his: His, listeners: list[Listener], event: str) -> None:
    prior = DOE if event in ("A34", "A36", "A40") else None
    answers = his.send(event, ANA, Visit("I", "ER^1^2"), prior)
    assert list(answers) == ["emr", "ris"]
    assert {answer.get("MSA-1") for answer in answers.values()} == {"AA"}
    for listener in listeners:
        (message,) = listener.received
        assert message.type == f"ADT^{event}"
        assert (message.sending_application, message.receiving_application) == ("HIS", listener.role.upper())
        assert read_patient(message).name == ANA.name
        assert read_prior(message) == (DOE.id if prior else None)


def test_each_receiver_is_told_in_its_own_dialect(his: His, listeners: list[Listener], runtime: Runtime) -> None:
    old = Listener(runtime, "pacs", dialect=IHE_SWF)
    his.know("pacs", old.address)
    his.send("A04", ANA)
    old.server.stop()
    assert [each.received[0].version for each in (*listeners, old)] == ["2.5.1", "2.5.1", "2.3.1"]
    assert old.received[0].charset == "iso8859-1"


def test_a_refusal_by_one_is_raised_after_all_were_told(his: His, listeners: list[Listener]) -> None:
    listeners[0].mode = "refuse"
    with pytest.raises(Refused, match=r"emr .* refused ADT\^A08 .*: AE unknown patient") as refusal:
        his.send("A08", ANA)
    assert refusal.value.code == "AE"
    assert len(listeners[1].received) == 1
    answers = his.send("A08", ANA, deliberate="to see what is answered")
    assert answers["emr"].get("MSA-1") == "AE"


def test_a_lost_acknowledgement_is_asked_for_again_with_the_same_control_id(
    his: His, listeners: list[Listener]
) -> None:
    his.runtime.limits = QUICK
    listeners[1].mode = "once silent"
    his.send("A04", ANA)
    assert len(listeners[1].received) > 1
    assert len({message.raw for message in listeners[1].received}) == 1


def test_silence_is_named_and_what_was_not_answered_is_not_sent_later(his: His, listeners: list[Listener]) -> None:
    his.runtime.limits = QUICK
    listeners[1].mode = "silent"
    with pytest.raises(NoAnswer, match="did not acknowledge ADT") as silence:
        his.send("A04", ANA)
    assert silence.value.who == "ris"
    his.runtime.limits = Limits()
    listeners[1].mode = "accept"
    his.send("A08", ANA)
    answers = [each.kind for each in his.runtime.transcript.exchanges if each.sender == "ris"]
    assert answers == ["ACK^A08"]
    assert len(listeners[0].received) == 2


def test_a_receiver_that_is_not_there(runtime: Runtime, listeners: list[Listener]) -> None:
    runtime.limits = QUICK
    listeners[0].server.stop()
    his = His(runtime, HisConfig(adt_to={"ris": listeners[0].address}, retry_s=0.05))
    with pytest.raises(Unreachable, match="nothing listens"):
        his.send("A04", ANA)
    his.stop()


def test_a_receiver_that_moved_is_found(his: His, runtime: Runtime) -> None:
    elsewhere = Listener(runtime, "ris")
    his.know("ris", elsewhere.address)
    his.send("A04", ANA)
    elsewhere.server.stop()
    assert len(elsewhere.received) == 1


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_is_sent_about_a_patient_who_is_not_ours(his: His, listeners: list[Listener], event: str) -> None:
    real = Patient(PatientId("4711", HGM), PersonName("Real", "Person"))
    is_merge = event in ("A34", "A36", "A40")
    attempts = [(real, DOE if is_merge else None), *([(ANA, real)] if is_merge else [])]
    for patient, prior in attempts:
        with pytest.raises(LocalViolation, match="not a test patient"):
            his.send(event, patient, prior=prior)
    assert not any(listener.received for listener in listeners)


def test_a_his_without_receivers_says_so(runtime: Runtime) -> None:
    with pytest.raises(LocalViolation, match="no receiver"):
        His(runtime).send("A04", ANA)
