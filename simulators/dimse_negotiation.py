"""Negotiation for its own sake: what a peer answers to proposals, context by context. Nothing is asked afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydicom.uid import UID, AllTransferSyntaxes, UID_dictionary
from pynetdicom.pdu_primitives import AsynchronousOperationsWindowNegotiation, SOPClassExtendedNegotiation

from simulators.dimse_contexts import MAX_CONTEXTS, Proposal
from simulators.dimse_scu import OpenAssociation, Scu
from simulators.wire.association_words import result_words
from simulators.wire.errors import LocalViolation

__all__ = ["MAX_CONTEXTS", "SERVICES", "STORAGE", "SYNTAXES", "Answer", "name_of", "negotiate", "uid_of"]


def _of_type(*kinds: str) -> list[str]:
    return [uid for uid, entry in UID_dictionary.items() if entry[1] in kinds]


def name_of(uid: str) -> str:
    """The name of a UID in PS3.6 Table A-1 without "SOP Class", else the UID itself."""
    name = UID(uid).name or UID(uid).keyword or uid
    return str(name).partition(":")[0].removesuffix(" SOP Class")


def uid_of(text: str) -> str:
    """The UID of a name or keyword of PS3.6, or a UID as it is; empty where it is neither."""
    wanted = " ".join(text.split()).casefold()
    if wanted.replace(".", "").isdigit():
        return wanted
    return _by_name().get(wanted, "")


def _by_name() -> dict[str, str]:
    if not _NAMES:
        for uid, entry in UID_dictionary.items():
            for name in (entry[0], entry[4], name_of(uid), entry[0].partition(":")[0]):
                _NAMES.setdefault(name.casefold(), uid)
        _NAMES.pop("", None)
    return _NAMES


_NAMES: dict[str, str] = {}
_NOT_STORAGE = ("Storage Commitment", "Stored Print", "Hardcopy")
_CLASSES = _of_type("SOP Class", "Meta SOP Class")
STORAGE = tuple(
    uid for uid in _CLASSES if "Storage" in UID(uid).name and not UID(uid).name.startswith(_NOT_STORAGE)
)  # fmt: skip
"""Every storage SOP class of pydicom's UID dictionary, retired ones too."""
SERVICES = tuple(uid for uid in _CLASSES if uid not in STORAGE)
"""Every other SOP class and meta SOP class there."""
SYNTAXES = tuple(str(uid) for uid in AllTransferSyntaxes)


@dataclass(slots=True)
class Answer:
    """What a peer answered to one association request. ``results`` holds, for each proposal in order, the words of
    PS3.8 9.3.3.2 ("accepted" …, "no answer"); ``roles`` by SOP class whether we may be (SCU, SCP), only where the
    peer answered; ``extended`` the application information by SOP class; ``window`` (invoked, performed)."""

    max_pdu: int = 0
    implementation_uid: str = ""
    implementation_version: str = ""
    results: list[str] = field(default_factory=list)
    roles: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    extended: dict[str, bytes] = field(default_factory=dict)
    window: tuple[int, int] | None = None


class _Negotiation(OpenAssociation):
    def __init__(self, scu: Scu, contexts: list[Proposal], items: list[Any]) -> None:
        self._items = items
        super().__init__(scu, contexts, "", False)

    def _introduce(self, layer: Any, ae: Any, role_items: list[Any]) -> None:
        super()._introduce(layer, ae, [*role_items, *self._items])

    def answer(self) -> Answer:
        peer: Any = self._layer.acceptor
        given = {one.context_id: one.result for one in peer.primitive.presentation_context_definition_results_list}
        results = [_words(given.get(one.context_id)) for one in self._proposals]
        window = getattr(peer, "asynchronous_operations", None)
        return Answer(
            max_pdu=int(peer.maximum_length or 0),
            implementation_uid=str(peer.implementation_class_uid or "")[:64],
            implementation_version=str(peer.implementation_version_name or "")[:16],
            results=results,
            roles={
                str(uid): (bool(one.scu_role), bool(one.scp_role)) for uid, one in dict(peer.role_selection).items()
            },
            extended={str(uid): bytes(value)[:64] for uid, value in dict(peer.sop_class_extended).items()},
            window=tuple(window) if window else None,
        )


def _words(result: int | None) -> str:
    return "no answer" if result is None else result_words(result)


def negotiate(
    scu: Scu,
    contexts: Iterable[Proposal],
    *,
    extended: Mapping[str, bytes] | None = None,
    window: tuple[int, int] | None = None,
) -> Answer:
    """Ask for one association, note the answer, and release it. At most 128 proposals.

    Raises what :meth:`Scu.associate` raises, except that an association without an accepted context is an answer too.
    """
    items: list[Any] = []
    for uid, value in (extended or {}).items():
        item = SOPClassExtendedNegotiation()
        item.sop_class_uid, item.service_class_application_information = UID(uid), value
        items.append(item)
    if window is not None:
        asked = AsynchronousOperationsWindowNegotiation()
        asked.maximum_number_operations_invoked, asked.maximum_number_operations_performed = window
        items.append(asked)
    try:
        with _Negotiation(scu, list(contexts), items) as assoc:
            return assoc.answer()
    except (ValueError, TypeError) as error:
        raise LocalViolation(f"this association request may not be sent: {error}") from error
