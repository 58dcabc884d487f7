"""HL7 only from those who are known: everybody else is refused before anything of a message is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from simulators.access import Access
from simulators.hl7_receiver import Receiver, Taken
from simulators.runtime import Runtime
from simulators.wire.ack import Hl7Error
from simulators.wire.er7 import Message

UNKNOWN = "103"  # of table 0357: the value stands in no table of the receiver


def is_known(access: Access, message: Message) -> bool:
    """Whether its sender is."""
    return access.knows(message.sending_application, message.sending_facility)


def known_only(access: Access, runtime: Runtime, role: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    """``handler`` of an MLLP listener for messages of known senders; the others are answered AE with ERR."""

    answering = Receiver(runtime, role, lambda message: Taken(), kinds=())

    def handle(message: Message, connection: Any) -> Any:
        if is_known(access, message):
            return handler(message, connection)
        return _refused(message)

    def _refused(message: Message) -> Iterator[Message]:
        known = {sender.partition("|")[0] for sender in access.senders}
        is_elsewhere = message.sending_application in known
        what, where = ("facility", "MSH-4") if is_elsewhere else ("application", "MSH-3")
        yield from answering.refuse(message, Hl7Error(UNKNOWN, f"the sending {what} is not known here", where))

    return handle
