"""The catalogue of defects: ways in which real RIS, PACS, EMR and modalities go wrong, by name.

``apply(["mwl.accession-truncated"])`` plants one in this process, before its hospital is started, and returns the
function that takes it out again. Each is of one role; where that role is a real system nothing is planted in it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable

from simulators.defects.defect import Defect
from simulators.wire.errors import ConfigError

__all__ = ["Defect", "apply", "catalogue", "find", "seams_of"]


def catalogue() -> dict[str, Defect]:
    """Every defect by its id, in the order of the subjects."""
    from simulators.defects import (
        access,
        archive,
        audit,
        dicomweb,
        hl7_interface,
        identity,
        intake,
        link,
        orders,
        query,
        recovery,
        reporting,
        retrieval,
        routing,
        security,
        stations,
        steps,
        workitems,
        worklist,
    )

    modules = (
        intake,
        orders,
        worklist,
        stations,
        steps,
        archive,
        query,
        retrieval,
        dicomweb,
        workitems,
        routing,
        recovery,
        reporting,
        hl7_interface,
        link,
        security,
        identity,
        access,
        audit,
    )
    found: dict[str, Defect] = {}
    for module in modules:
        for defect in module.DEFECTS:
            if defect.id in found:
                raise ValueError(f"the defect {defect.id} stands twice in the catalogue")
            found[defect.id] = defect
    return found


def find(ids: Iterable[str]) -> list[Defect]:
    """The defects of these names, each once. :class:`ConfigError` with the nearest name for one that there is not."""
    known = catalogue()
    found = []
    for name in dict.fromkeys(ids):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
            raise ConfigError(
                f"there is no defect {name!r}",
                cause=f"the nearest is {near[0]!r}" if near else f"the catalogue has {len(known)} others",
                remedy=f"--defect {near[0]}" if near else "interop demo --list-defects",
            )
        found.append(known[name])
    return found


def apply(ids: Iterable[str]) -> Callable[[], None]:
    """Plant these defects in this process; the function that takes them out. :class:`ConfigError` as in :func:`find`;
    then nothing is planted."""
    from simulators.defects.planting import Planting

    planting = Planting()
    try:
        for defect in find(ids):
            defect.plant(planting)
    except BaseException:
        planting.undo()
        raise
    return planting.undo


def seams_of(defect: Defect) -> frozenset[tuple[int, str]]:
    """Which attributes it replaces. Two defects that replace the same one do not stand beside each other: the second
    is planted over the first. It is planted in this process for the moment of asking."""
    from simulators.defects.planting import Planting

    planting = Planting()
    try:
        defect.plant(planting)
        return planting.seams
    finally:
        planting.undo()
