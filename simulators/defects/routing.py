"""Defects of the archive's routing."""

from __future__ import annotations

import copy
from typing import Any

from simulators import pacs_routing
from simulators.defects.defect import defect
from simulators.defects.planting import around, doing, holding, remembering
from simulators.dimse import EncodedInstance


def _give_up(original: Any, self: Any, destination: str, waiting: Any) -> bool:
    if not original(self, destination, waiting):
        self._mark(destination, waiting, "given up", done=True)
    return True


class _Unsure:
    """Forgets the first success of each image, and so sends it again."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, original: Any, router: Any, name: str, which: Any, status: str, *, done: bool = False) -> None:
        new = {stored.sop_instance_uid for stored in which} - self.seen if done else set()
        self.seen |= new
        original(router, name, which, status, done=done and not new)


def _not_ultrasound(original: Any, self: Any, stored: Any, now: str) -> bool:
    return bool(stored.modality != "US" and original(self, stored, now))


def _any_hour(original: Any, self: Any, stored: Any, now: str) -> bool:
    return any(original(self, stored, hour) for hour in (now, "0300", "1200"))


def _sending_anonymous(original: Any, self: Any, *args: Any, **options: Any) -> None:
    """The router of an archive that empties the accession number of what it sends on."""
    original(self, *args, **options)
    made = self._instance

    def instance(stored: Any) -> EncodedInstance:
        found: EncodedInstance = made(stored)
        ds = copy.deepcopy(found.dataset)
        ds.AccessionNumber = ""
        return EncodedInstance(ds, found.transfer_syntax)

    self._instance = instance


def _one_name(original: Any, self: Any, stored: Any, now: str) -> bool:
    return not self.called_ae_title and bool(original(self, stored, now))


RULE, ROUTER = pacs_routing.RoutingRule, pacs_routing.Router
DEFECTS = (
    defect(
        "route.everywhere",
        "everything is routed everywhere",
        "pacs",
        "TC-RTE-002",
        "(?i)no rule names|rule",
        doing(RULE, "matches", True),
    ),
    defect(
        "route.nothing",
        "nothing is routed",
        "pacs",
        "TC-RTE-001 TC-RTE-003",
        "(?i)at AI_NODE|at BATA|rout",
        doing(RULE, "matches", False),
    ),
    defect(
        "route.modality-skipped",
        "the rule for ultrasound is skipped",
        "pacs",
        "TC-RTE-004",
        "(?i)at ARCHIVE|rout",
        around(RULE, "matches", _not_ultrasound),
    ),
    defect(
        "route.hours-ignored",
        "routing does not look at the time of day",
        "pacs",
        "TC-RTE-005",
        "(?i)no rule names|rule|ROOM",
        around(RULE, "matches", _any_hour),
    ),
    defect(
        "route.given-up",
        "what cannot be routed at once is given up",
        "pacs",
        "TC-RTE-007 TC-RTE-008",
        "(?i)at BATA|at ARCHIVE|rout",
        around(ROUTER, "_deliver", _give_up),
        after="a destination that was down",
    ),
    defect(
        "route.refusal-is-sent",
        "the archive takes A7xx (out of resources) of a destination for success",
        "pacs",
        "TC-RTE-008",
        "(?i)at ARCHIVE|rout",
        holding(pacs_routing, "OUT_OF_RESOURCES", 0x100),
        row=9,
    ),
    defect(
        "route.twice",
        "images are routed twice",
        "pacs",
        "TC-RTE-007 TC-RTE-001",
        "(?i)2 times|twice",
        remembering(ROUTER, "_mark", _Unsure),
    ),
    defect(
        "route.accession-lost",
        "routed images lose their accession number",
        "pacs",
        "TC-RTE-001 TC-RTE-003",
        "(?i)accession",
        around(ROUTER, "__init__", _sending_anonymous),
        row=1,
    ),
    defect(
        "route.second-name",
        "images for the archive's second name are not passed on",
        "pacs",
        "TC-RTE-006",
        "(?i)at BATA|rout",
        around(RULE, "matches", _one_name),
        row=7,
    ),
)
