"""An event that an audit trail has to tell of, as the checks expect it."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.wire.identifiers import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One event that ``role`` tells of, in one of several codes and actions.

    ``names``: from each group one name must stand among the participants. Empty ``patient``, ``study``, ``accession``
    and ``sop_class`` are not looked at. ``begun`` and ``ended`` are when we saw it, seconds since the epoch. ``most``
    messages may tell of it. ``required`` is False where nothing asks for it.
    """

    role: str
    events: tuple[Code, ...]
    actions: str
    begun: float
    ended: float
    numbers: tuple[int, ...] = ()
    kind: Code | None = None
    names: tuple[frozenset[str], ...] = ()
    patient: str = ""
    study: str = ""
    accession: str = ""
    sop_class: str = ""
    failed: bool = False
    most: int = 1
    required: bool = True

    @property
    def event(self) -> str:
        return self.events[0].meaning
