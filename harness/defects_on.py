"""Defects switched on at a site: only in simulated roles, and never unsaid in the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from simulators.wire.errors import ConfigError

if TYPE_CHECKING:
    from harness.site import Site


def with_defects(site: Site, ids: Iterable[str]) -> Site:
    """``site`` with these defects on, beside those of its file. :class:`ConfigError` for an unknown name, with the
    nearest, and for a defect of a role that is a real system."""
    wanted = tuple(dict.fromkeys((*site.tables.defects, *ids)))
    changed = replace(site, tables=site.tables.model_copy(update={"defects": list(wanted)}))
    require_possible(changed)
    return changed


def require_possible(site: Site) -> None:
    """:class:`ConfigError` where a defect of the site is not known, or belongs to a role that is real here."""
    if not site.tables.defects:
        return
    from simulators.defects import find

    for defect in find(site.tables.defects):
        roles = [name for name in site.role_names if kind_of(site, name) == defect.role]
        if roles and all(site.is_real(name) for name in roles):
            raise ConfigError(
                f"the defect {defect.id} cannot be switched on: {defect.role} is a real system at this site",
                cause="defects are planted in simulated roles only",
                remedy=f"interop demo --defect {defect.id}",
            )


def switch_on(ids: Iterable[str]) -> Callable[[], None]:
    """Plant them in this process, before its hospital is started; what takes them out."""
    wanted = tuple(ids)
    if not wanted:
        return lambda: None
    from simulators.defects import apply

    return apply(wanted)


def kind_of(site: Site, name: str) -> str:
    """The kind of a role as defects name it: a station is a ``modality``."""
    return "modality" if hasattr(site.several.get(name), "station") else name


def warning(ids: Iterable[str]) -> str:
    """What the record says, so that nobody takes the report for that of a real system."""
    return f"defects were switched on in the simulated systems, on purpose: {', '.join(ids)}"
