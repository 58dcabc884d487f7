"""Presentation contexts: what is proposed, what is accepted, in which role (PS3.8 7.1.1.13, PS3.7 D.3.3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydicom.uid import (
    JPEG2000,
    UID,
    AllTransferSyntaxes,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)
from pynetdicom import sop_class
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation
from pynetdicom.presentation import PresentationContext
from pynetdicom.sop_class import _STORAGE_CLASSES

NATIVE = (ExplicitVRLittleEndian, ImplicitVRLittleEndian)
"""Proposed where nothing else is asked for."""
UNCOMPRESSED = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian)
EVERY_SYNTAX = tuple(str(uid) for uid in AllTransferSyntaxes)
"""Every transfer syntax known to pydicom: native, deflated, RLE, JPEG, JPEG-LS, JPEG 2000, HTJ2K, MPEG."""
USUAL = (
    JPEGLosslessSV1,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    RLELossless,
    JPEGLSLossless,
    JPEG2000,
    JPEGExtended12Bit,
    JPEGLSNearLossless,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
)
"""Other transfer syntaxes that are met in hospitals, most frequent first."""
STORAGE_CLASSES = frozenset(str(uid) for uid in _STORAGE_CLASSES.values())
MAX_CONTEXTS = 128


@dataclass(frozen=True, slots=True)
class Context:
    """A proposal. Roles None: the default, requestor is SCU. ``scp_role`` asks to be SCP (C-GET, commitment report)."""

    abstract_syntax: str
    transfer_syntaxes: tuple[str, ...] = NATIVE
    scu_role: bool | None = None
    scp_role: bool | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A context as negotiated; ``is_scu``/``is_scp`` say what our side may be in it."""

    id: int
    abstract_syntax: str
    transfer_syntax: str
    is_scu: bool
    is_scp: bool


Proposal: TypeAlias = Context | str | tuple[str, Iterable[str]] | PresentationContext


def as_context(proposal: Proposal) -> Context:
    """A SOP class UID, ``(UID, transfer syntaxes)`` or one of pynetdicom's, as a :class:`Context`."""
    if isinstance(proposal, Context):
        return proposal
    if isinstance(proposal, PresentationContext):
        return Context(str(proposal.abstract_syntax), tuple(map(str, proposal.transfer_syntax)))
    if isinstance(proposal, str):
        return Context(proposal)
    return Context(proposal[0], tuple(map(str, proposal[1])))


def proposed(contexts: Iterable[Proposal]) -> list[PresentationContext]:
    """pynetdicom's form of the proposals, with odd context IDs from 1. ValueError for none or more than 128."""
    found = []
    for index, context in enumerate(map(as_context, contexts)):
        if index >= MAX_CONTEXTS:
            raise ValueError("an association has room for 128 presentation contexts (PS3.8 9.3.2.2)")
        one = PresentationContext()
        one.context_id = 2 * index + 1
        one.abstract_syntax = UID(context.abstract_syntax)
        one.transfer_syntax = [UID(uid) for uid in context.transfer_syntaxes]
        found.append(one)
    if not found:
        raise ValueError("an association needs at least one presentation context (PS3.8 9.3.2)")
    return found


def roles(contexts: Iterable[Proposal]) -> list[SCP_SCU_RoleSelectionNegotiation]:
    """Role selection items, one for each SOP class with a role of its own."""
    items: dict[str, SCP_SCU_RoleSelectionNegotiation] = {}
    for context in map(as_context, contexts):
        if context.scu_role is None and context.scp_role is None:
            continue
        item = SCP_SCU_RoleSelectionNegotiation()
        item.sop_class_uid = UID(context.abstract_syntax)
        item.scu_role = bool(context.scu_role)
        item.scp_role = bool(context.scp_role)
        items[context.abstract_syntax] = item
    return list(items.values())


def storage_contexts(datasets: Iterable[Any]) -> list[Context]:
    """What is proposed to store ``datasets``: a context for each SOP class and transfer syntax, and for native objects
    one for the other native syntax too. One syntax in each, so that the peer cannot choose another than the own one.

    Compressed objects are not offered natively: they are sent as they are or not at all.
    """
    pairs: dict[tuple[str, str], None] = {}
    for ds in datasets:
        syntax, sop_class = str(ds.file_meta.TransferSyntaxUID), str(ds.SOPClassUID)
        for one in (syntax, *(NATIVE if syntax in NATIVE else ())):
            pairs[sop_class, str(one)] = None
    return [Context(sop_class, (syntax,)) for sop_class, syntax in pairs]


def get_contexts(
    model: str, sop_classes: Iterable[str], transfer_syntaxes: Iterable[str] = EVERY_SYNTAX
) -> list[Context]:
    """What a C-GET requestor proposes: the model, and each storage class with itself as SCP (PS3.7 D.3.3.4).

    For each class one context for the native syntaxes and, as far as 128 contexts reach, one for each other syntax,
    the usual ones first: in a shared context the SCP could pick a syntax in which it does not have the object.
    """
    wanted, classes = set(transfer_syntaxes), list(dict.fromkeys(sop_classes))
    native = tuple(uid for uid in NATIVE if uid in wanted)
    other = [uid for uid in (*USUAL, *EVERY_SYNTAX) if uid in wanted and uid not in NATIVE]
    room = (MAX_CONTEXTS - 1) // max(1, len(classes)) - bool(native)
    groups = [native] * bool(native) + [(uid,) for uid in dict.fromkeys(other)][: max(0, room)]
    storage = [Context(uid, group, scu_role=False, scp_role=True) for group in groups for uid in classes]
    return [Context(model), *storage][:MAX_CONTEXTS]


def is_storage(abstract_syntax: str) -> bool:
    """A storage SOP class, or a private or unknown one, which can only be meant for storage."""
    uid = UID(abstract_syntax)
    return uid in STORAGE_CLASSES or uid.is_private or not hasattr(sop_class, uid.keyword or "?")


@dataclass(frozen=True, slots=True)
class Policy:
    """What an acceptor takes: SOP classes with their transfer syntaxes, and whether it takes everything storable.

    Of several transfer syntaxes in one proposal the first proposed one wins: it is the one in which the sender has
    the object, and nothing is transcoded here.
    """

    sop_classes: Mapping[str, tuple[str, ...]]
    storage: bool = False
    storage_classes: frozenset[str] = frozenset()  # empty: every one, private ones too
    storage_syntaxes: tuple[str, ...] = EVERY_SYNTAX

    def syntaxes(self, abstract_syntax: str) -> tuple[str, ...]:
        """Transfer syntaxes taken for this abstract syntax; none when it is not supported."""
        if abstract_syntax in self.sop_classes:
            return self.sop_classes[abstract_syntax]
        if not self.storage or not is_storage(abstract_syntax):
            return ()
        if self.storage_classes and abstract_syntax not in self.storage_classes:
            return ()
        return self.storage_syntaxes

    def answer(self, proposals: Iterable[PresentationContext]) -> list[PresentationContext]:
        """Every proposal with its result (PS3.8 9.3.3.2)."""
        return [self._answer(proposal) for proposal in proposals]

    def _answer(self, proposal: PresentationContext) -> PresentationContext:
        answer = PresentationContext()
        answer.context_id = proposal.context_id
        answer.abstract_syntax = proposal.abstract_syntax
        supported = self.syntaxes(str(proposal.abstract_syntax))
        offered = proposal.transfer_syntax
        wanted = next((uid for uid in offered if str(uid) in supported), None)
        answer.result = 0 if wanted else 4 if supported else 3
        answer.add_transfer_syntax(wanted or (offered[0] if offered else None))
        return answer


def accepted_roles(proposals: Mapping[Any, Any], results: Iterable[PresentationContext]) -> list[Any]:
    """Role selection answers: each proposed role is granted for SOP classes of which a context was accepted."""
    taken = {str(context.abstract_syntax) for context in results if context.result == 0}
    answers = []
    for uid, proposal in proposals.items():
        if str(uid) not in taken:
            continue
        item = SCP_SCU_RoleSelectionNegotiation()
        item.sop_class_uid = uid
        item.scu_role, item.scp_role = bool(proposal.scu_role), bool(proposal.scp_role)
        answers.append(item)
    return answers


def negotiated(
    requested: Iterable[PresentationContext],
    results: Iterable[PresentationContext],
    proposed_roles: Mapping[Any, Any],
    answered_roles: Mapping[Any, Any],
    *,
    requestor: bool,
) -> dict[int, Accepted]:
    """Accepted contexts by ID, with the role of our side. A role that was not answered is the default one."""
    by_id = {context.context_id: context for context in requested}
    found: dict[int, Accepted] = {}
    for context in results:
        request = by_id.get(context.context_id)
        if context.result != 0 or request is None or not context.transfer_syntax:
            continue
        uid = request.abstract_syntax
        scu, scp = True, False  # roles of the requestor
        if uid in proposed_roles and uid in answered_roles:
            scu = bool(proposed_roles[uid].scu_role and answered_roles[uid].scu_role)
            scp = bool(proposed_roles[uid].scp_role and answered_roles[uid].scp_role)
        if not requestor:
            scu, scp = scp, scu
        found[request.context_id or 0] = Accepted(
            request.context_id or 0, str(uid), str(context.transfer_syntax[0]), scu, scp
        )
    return found
