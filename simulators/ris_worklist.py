"""The RIS's modality worklist (RAD-5): which entries there are, and in which character set they are answered.

Conformance: every key of PS3.4 Table K.6-1 is matched; a key outside it is ignored and answered FF01. Names match
without regard to case and accents, everything else exactly. Keys that their VR does not allow are answered A900.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pydicom import Dataset
from pydicom.tag import Tag

from simulators.wire.dicom_text import declared, is_known
from simulators.wire.elements import copy_of, items, tag_of
from simulators.wire.errors import LocalViolation
from simulators.wire.matching import identifier, key_problems, matcher, unmatched_keys
from simulators.wire.order import Order
from simulators.wire.worklist import ITEM_KEYS, MODALITY_WORKLIST, STEP_KEYS, worklist_items

__all__ = ["MODALITY_WORKLIST", "Worklist"]

UTF_8 = "ISO_IR 192"
_STEPS = "ScheduledProcedureStepSequence"
_SUPPORTED = frozenset(Tag(tag_of(keyword)) for keyword in (*ITEM_KEYS, _STEPS))
_SUPPORTED_IN_STEP = frozenset(Tag(tag_of(keyword)) for keyword in STEP_KEYS)
PENDING, PENDING_UNSUPPORTED_KEY, MISMATCH = 0xFF00, 0xFF01, 0xA900


class Worklist:
    """C-FIND handler. ``orders`` gives the orders with the steps to show; ``charset`` as in RisConfig."""

    def __init__(self, orders: Callable[[], Iterable[Order]], charset: str = "") -> None:
        self._orders, self._charset = orders, charset
        self._made: dict[tuple[str, str], tuple[Order, list[Dataset]]] = {}

    def __call__(self, model: str, query: Dataset, info: object = None) -> Iterator[tuple[int, Dataset | None]]:
        """(FF00 or FF01, identifier) for each match; A900 for keys that cannot be matched."""
        if key_problems(query):
            yield MISMATCH, None
            return
        keys, all_supported = supported(query)
        status = PENDING if all_supported else PENDING_UNSUPPORTED_KEY
        matches = matcher(keys)
        for item in self.items(self.charset_for(query)):
            if matches(item):
                yield status, identifier(item, query)

    def charset_for(self, query: Dataset) -> str:
        """The site's, else what the query declares; UTF-8 where the query says nothing that is known."""
        if self._charset:
            return self._charset
        asked = declared(query)
        return "\\".join(asked) if asked and all(is_known(term) for term in asked) else UTF_8

    def items(self, charset: str) -> list[Dataset]:
        """Every entry to show."""
        return [item for order in self._orders() for item in self._items(order, charset)]

    def _items(self, order: Order, charset: str) -> list[Dataset]:
        key = order.accession_number, charset
        known = self._made.get(key)
        if known is None or known[0] != order:
            known = self._made[key] = order, in_charset(order, charset)
        return known[1]


def supported(query: Dataset) -> tuple[Dataset, bool]:
    """The keys of ``query`` that are matched here, and whether these are all that have a value."""
    keys = copy_of(query)
    ignored = unmatched_keys(keys, _SUPPORTED)
    for tag in ignored:
        del keys[tag]
    for step in items(keys, _STEPS):
        unknown = unmatched_keys(step, _SUPPORTED_IN_STEP)
        for tag in unknown:
            del step[tag]
        ignored += unknown
    return keys, not ignored


def in_charset(order: Order, charset: str) -> list[Dataset]:
    """The order's entries in ``charset``; in UTF-8 where that set lacks a letter of hers: a name is never cut."""
    try:
        return worklist_items(order, charset=charset)
    except LocalViolation:
        return worklist_items(order, charset=UTF_8)
