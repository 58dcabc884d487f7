"""What a listener remembers of resent messages is bounded in bytes, whatever the sender writes."""

from __future__ import annotations

from typing import Any, cast

import pytest

from simulators import hl7_receiver
from simulators.hl7_receiver import Receiver, Taken
from simulators.runtime import FOREIGN_NAMES, Runtime
from simulators.tests.mllp_talk import adt
from simulators.wire.er7 import Message


class Listener:
    """A receiver without its socket; ``acted`` counts what was acted on."""

    def __init__(self) -> None:
        self.acted = 0
        self._receiver = Receiver(Runtime(), "ris", self._take, kinds=["ADT^*"])

    def _take(self, message: Message) -> Taken:
        self.acted += 1
        return Taken()

    def ask(self, message: Message) -> list[bytes]:
        return [reply.raw for reply in self._receiver(message, cast(Any, None))]

    @property
    def kept(self) -> int:
        return sum(len(answer) for _, answers in self._receiver._answers._kept.values() for answer in answers)


def test_a_resent_message_gets_the_very_same_answer_and_is_not_acted_on_again() -> None:
    listener = Listener()
    first = listener.ask(adt("C1"))
    assert listener.ask(adt("C1")) == first
    assert listener.acted == 1
    assert b"|205^" in listener.ask(adt("C1", "ZZ9002"))[0]


def test_the_oldest_answers_are_forgotten_when_there_are_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hl7_receiver, "REMEMBERED", 50_000)
    listener = Listener()
    for n in range(500):
        listener.ask(adt(f"C{n}"))
    listener.ask(adt("C499"))
    assert listener.acted == 500
    listener.ask(adt("C0"))
    assert listener.acted == 501
    assert listener.kept < 50_000


def test_a_sender_with_long_control_ids_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hl7_receiver, "REMEMBERED", 50_000)
    listener = Listener()
    for n in range(30):
        listener.ask(adt(f"{n:09d}" * 2_000))
    assert listener.kept < 50_000
    assert listener.acted == 30


def test_a_peer_that_invents_names_is_counted_under_a_few() -> None:
    runtime = Runtime()
    for n in range(3 * FOREIGN_NAMES):
        runtime.count_foreign(f"{n} " + "x" * 1_000_000)
    assert len(runtime.foreign) == FOREIGN_NAMES + 1
    assert sum(runtime.foreign.values()) == 3 * FOREIGN_NAMES
    assert max(map(len, runtime.foreign)) <= 100
