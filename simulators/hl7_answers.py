"""What a listener answers a message with, in the mode that its sender asks for."""

from __future__ import annotations

from simulators.clock import local_time
from simulators.runtime import Runtime
from simulators.wire.ack import Hl7Error, acknowledge, code_for, is_enhanced, wants_application
from simulators.wire.er7 import Message


def answers(runtime: Runtime, role: str, message: Message, error: Hl7Error | None) -> list[Message]:
    """One answer in original mode. In enhanced mode: what was received is accepted (CA), and the application's
    answer follows; a wrong type, event, version or processing ID is rejected at once (CR), and nothing follows."""
    first = code_for(message, error)
    codes = [first] if first else []
    if is_enhanced(message) and first in ("CA", "CE") and wants_application(message, error is None):
        codes = ["CA", "AE" if error else "AA"]
    return [_acknowledgement(runtime, role, message, code, error if code != "CA" else None) for code in codes]


def _acknowledgement(runtime: Runtime, role: str, message: Message, code: str, error: Hl7Error | None) -> Message:
    return acknowledge(
        message,
        code,
        text=error.text if error else "",
        error=error,
        control_id=runtime.control_id(role),
        when=local_time(runtime),
    )
