"""What a defect is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulators.defects.planting import Plant


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A way in which a system goes wrong.

    ``id`` is ``subject.what`` (``mwl.accession-truncated``); ``role`` is whose fault it is: ris, pacs, emr, modality,
    workstation, openid (the provider of tokens).
    ``scenarios`` could see it, by test ID. ``finds`` is what a finding has to say to be about this defect: a regular
    expression over its rule, place, words and values. ``row`` is that of the table of failures known from the field
    (0: none). ``hidden`` is the reason why nothing that crosses the wire can show it, where that is so; ``gap`` is what
    the library still lacks to see it: known, and missed all the same. ``after`` is what must have happened before,
    where one plain examination does not show it. ``stops`` says what no longer happens at all while it is on, so that
    another defect may not be seen before this one is mended.
    """

    id: str
    title: str
    role: str
    scenarios: tuple[str, ...]
    finds: str
    plant: Plant
    row: int = 0
    hidden: str = ""
    gap: str = ""
    stops: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        re.compile(self.finds)


def defect(
    id: str,
    title: str,
    role: str,
    scenarios: str,
    finds: str,
    plant: Plant,
    *,
    row: int = 0,
    hidden: str = "",
    gap: str = "",
    stops: str = "",
    after: str = "",
) -> Defect:
    """A :class:`Defect`; ``scenarios`` are test IDs between blanks."""
    return Defect(
        id=id,
        title=title,
        role=role,
        scenarios=tuple(scenarios.split()),
        finds=finds,
        plant=plant,
        row=row,
        hidden=hidden,
        gap=gap,
        after=after,
        stops=stops,
    )
