"""A role that answers first and tells others afterwards: what is between the two."""

from __future__ import annotations

from collections.abc import Callable

from simulators.runtime import Runtime
from simulators.transcript import Exchange

PATIENCE_S = 1.0  # a client of ours that gave up never writes the answer down


def after_answer(runtime: Runtime, peer: str, here: int, mark: int, is_answer: Callable[[Exchange], bool]) -> None:
    """Return once the answer just sent to ``peer``, who called our port ``here``, stands in the transcript.

    Where the client is ours, it writes the answer down when it reads it; without this wait, what we tell others
    because of its message could stand before the answer to it.
    """
    if runtime.transcript.is_own(peer, here):
        runtime.transcript.wait_for(is_answer, PATIENCE_S, mark)
