"""A RIS that gives its application acknowledgement on a connection of its own: taken, paired, nobody's fault."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from harness.session import Hospital
from harness.site import parse_site
from harness.steps.admission import patient_is_on_record
from harness.steps.casebook import Unmet
from harness.steps.enhanced import ris_sends_both, service_asks_receipt
from harness.verdict import Verdict
from simulators.mllp_server import Connection, MllpServer
from simulators.runtime import Runtime
from simulators.wire import ack, mllp
from simulators.wire.er7 import Message

WHEN = "20310314"
SITE = """schema = 1
name = "Late"
[limits]
acknowledgement_s = 2
notification_s = 2
[roles.ris]
hl7 = {{ host = "127.0.0.1", port = {port}, application = "RIS", facility = "HGM" }}
"""


class Ris:
    """A system that is not ours: it receives on one connection and answers on another."""

    def __init__(self) -> None:
        self.server = MllpServer(Runtime(), "ris", self.take)
        self.emr_port = 0
        self.code, self.asks_receipt = "AA", False
        self.back = b""  # what came back on its own connection

    def take(self, message: Message, connection: Connection) -> Iterator[Message | str]:
        if not ack.is_enhanced(message):
            yield "AA"
            return
        yield ack.acknowledge(message, "CA", control_id="R1", when=WHEN)
        if self.code:
            answer = ack.acknowledge(message, self.code, control_id="R2", when=WHEN)
            self.tell(answer.set("MSH-15", "AL") if self.asks_receipt else answer)

    def tell(self, answer: Message) -> None:
        with socket.create_connection(("127.0.0.1", self.emr_port), timeout=5) as own:
            own.sendall(mllp.frame(answer.raw))
            own.settimeout(5.0 if self.asks_receipt else 0.2)
            with contextlib.suppress(TimeoutError):
                self.back = own.recv(4096)


@pytest.fixture
def ris() -> Iterator[Ris]:
    peer = Ris()
    peer.server.start()
    yield peer
    peer.server.stop()


@contextlib.contextmanager
def ordered_from(ris: Ris) -> Iterator[tuple[Hospital, Any]]:
    """A hospital whose ordering service has asked that RIS for a receipt and an answer."""
    hospital = Hospital(parse_site(SITE.format(port=ris.server.port)))
    hospital.start()
    ris.emr_port = hospital.wiring.role("emr").ports["hl7"]
    with contextlib.ExitStack() as cleanups:
        cleanups.callback(hospital.close)
        context = SimpleNamespace(hospital=hospital, add_cleanup=cleanups.callback)
        hospital.begin("TC-ORD-011")
        patient_is_on_record(context, patient="Luis Mba")
        service_asks_receipt(context, exam="chest CT", patient="Luis Mba", answer="AL")
        yield hospital, context


@pytest.mark.parametrize("asks_receipt", [False, True])
def test_an_answer_on_a_connection_of_its_own_is_the_answer(ris: Ris, asks_receipt: bool) -> None:
    ris.asks_receipt = asks_receipt
    with ordered_from(ris) as (hospital, context):
        ris_sends_both(context)
        answers = [one for one in hospital.transcript.exchanges if one.message and one.message.get("MSA-1") == "AA"]
        late = answers[-1]
        order = hospital.story().request(late)
        assert order is not None
        assert order.kind.startswith(("OMG", "ORM"))
        assert late.connection != order.connection
        wrong = [one for one in hospital.finish() if one.verdict is Verdict.FAIL and one.check.startswith("ACK")]
        assert wrong == []
    assert (b"|CA|" in ris.back) == asks_receipt
    assert b"|AE|" not in ris.back


def test_an_answer_that_never_comes_and_one_that_refuses_are_told(ris: Ris) -> None:
    ris.code = ""
    with ordered_from(ris) as (_, context), pytest.raises(Unmet, match="answers after the receipt"):
        ris_sends_both(context)
    ris.code = "AE"
    with ordered_from(ris) as (_, context), pytest.raises(Unmet) as told:
        ris_sends_both(context)
    assert "CA, AE" in str(told.value.received)
