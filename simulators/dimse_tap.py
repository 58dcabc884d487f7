"""The tap: every association event and every DIMSE message of one association, in both directions, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydicom import Dataset
from pydicom.uid import UID
from pynetdicom.pdu import (
    A_ABORT_RQ,
    A_ASSOCIATE_AC,
    A_ASSOCIATE_RJ,
    A_ASSOCIATE_RQ,
    A_RELEASE_RP,
    A_RELEASE_RQ,
)
from pynetdicom.pdu_primitives import UserIdentityNegotiation

from simulators.dimse_contexts import Accepted
from simulators.dimse_guard import CARRIES_PATIENT, is_foreign
from simulators.dimse_identity import told
from simulators.dimse_messages import DimseMessage, decode, digest, without_bulk
from simulators.runtime import Runtime
from simulators.wire.association_words import abort_words, rejection_words, result_words
from simulators.wire.errors import PeerViolation

PDU_KINDS = {
    A_ASSOCIATE_RQ: "A-ASSOCIATE-RQ",
    A_ASSOCIATE_AC: "A-ASSOCIATE-AC",
    A_ASSOCIATE_RJ: "A-ASSOCIATE-RJ",
    A_RELEASE_RQ: "A-RELEASE-RQ",
    A_RELEASE_RP: "A-RELEASE-RP",
    A_ABORT_RQ: "A-ABORT",
}


class Tap:
    """Writes one association into the transcript.

    ``recording`` is asked at the first event only: the listening side writes nothing when the caller is one of ours,
    and can know that only once the caller has said something. ``sender`` opened the association.
    """

    def __init__(
        self, runtime: Runtime, sender: str, receiver: str, *, opened_by_us: bool, recording: Callable[[], bool]
    ) -> None:
        self.runtime = runtime
        self.sender, self.receiver = sender, receiver
        self.peer = ""
        self.connection = ""
        self.deliberate = ""
        self.rejected: tuple[int, int, int] | None = None
        self.aborted = ""  # who aborted and why, when the peer did
        self.aborted_by_us = ""  # why our upper layer did, because of what the peer sent
        self.accepted: dict[int, Accepted] = {}
        self.foreign_uids: set[str] = set()  # of steps of patients that are not ours; an SCP has one for all
        self._opened_by_us = opened_by_us
        self._recording = recording
        self._on: bool | None = None
        self._requests: dict[tuple[bool, int], int | None] = {}  # (sent, message ID) → its number, None: not kept

    @property
    def on(self) -> bool:
        """Whether this side writes; names the connection when it is first asked."""
        if self._on is None:
            self._on = self._recording()
            if self._on:
                self.connection = self.runtime.transcript.connection(self.sender, self.receiver)
        return self._on

    def pdu(self, pdu: Any, sent: bool) -> None:
        """A PDU other than P-DATA-TF: recorded with its content as text in ``raw``."""
        kind = PDU_KINDS.get(type(pdu))
        if kind is None:
            return
        if isinstance(pdu, A_ASSOCIATE_RJ):
            self.rejected = _numbers(pdu.result, pdu.source, pdu.reason_diagnostic)
        if isinstance(pdu, A_ABORT_RQ):
            words = abort_words(*_numbers(pdu.source, pdu.reason_diagnostic))
            if not sent:
                self.aborted = words
            elif pdu.source == 2:  # the state machine's own doing, not asked for by the user
                self.aborted_by_us = words
        if self.on:
            self._add(sent, kind=kind, raw=describe(pdu).encode(), size=len(pdu))

    def message(self, message: DimseMessage | None, sent: bool, error: PeerViolation | None) -> None:
        """A DIMSE message, without bulk values. One for a patient that is not ours is counted instead."""
        if not self.on:
            return
        if message is None:
            self._add(sent, kind="P-DATA", error=str(error))
            return
        context = self.accepted.get(message.context_id)
        syntax = context.transfer_syntax if context else ""
        problem, ds = str(error or ""), None
        if message.data:
            try:
                ds = without_bulk(decode(message.data, syntax or "1.2.840.10008.1.2"))
            except Exception as found:  # hostile bytes: whatever pydicom makes of them
                problem = problem or str(found)
        if not context:
            problem = problem or f"presentation context {message.context_id} was not accepted"
        self._write(message, sent, ds, syntax, problem)

    def _write(self, message: DimseMessage, sent: bool, ds: Dataset | None, syntax: str, problem: str) -> None:
        kind, command = message.kind, message.command
        request = self._request_of(message, sent)
        if request is None and message.is_response and self._key(message, sent) in self._requests:
            return  # answers something that was not kept
        if self._is_foreign(kind, command, ds):
            self.runtime.count_foreign(f"{kind} {self._direction(sent)[0]}>{self._direction(sent)[1]}")
            if not message.is_response:
                self._requests[sent, command.get("MessageID", -1)] = None
            return
        exchange = self._add(
            sent,
            kind=kind,
            command=without_bulk(command),
            dataset=ds,
            transfer_syntax=syntax,
            digest=digest(message.data) if kind == "C-STORE-RQ" else "",
            size=len(message.data),
            reply_to=request,
            error=problem,
        )
        if not message.is_response:
            self._requests[sent, command.get("MessageID", -1)] = exchange.number

    def _is_foreign(self, kind: str, command: Dataset, ds: Dataset | None) -> bool:
        """About a patient that is not ours: it says so, or it changes a step that did when it was created."""
        if kind == "N-SET-RQ" and str(command.get("RequestedSOPInstanceUID", "")) in self.foreign_uids:
            return True
        if kind not in CARRIES_PATIENT or not is_foreign(self.runtime, ds):
            return False
        if kind == "N-CREATE-RQ":
            self.foreign_uids.add(str(command.get("AffectedSOPInstanceUID", "")))
        return True

    @staticmethod
    def _key(message: DimseMessage, sent: bool) -> tuple[bool, int]:
        return (not sent, message.command.get("MessageIDBeingRespondedTo", -1))

    def _request_of(self, message: DimseMessage, sent: bool) -> int | None:
        if not message.is_response:
            return None
        return self._requests.get(self._key(message, sent))

    def _direction(self, sent: bool) -> tuple[str, str]:
        forward = sent == self._opened_by_us
        return (self.sender, self.receiver) if forward else (self.receiver, self.sender)

    def _add(self, sent: bool, **fields: Any) -> Any:
        sender, receiver = self._direction(sent)
        return self.runtime.transcript.add(
            sender=sender,
            receiver=receiver,
            protocol="DICOM",
            connection=self.connection,
            peer=self.peer,
            deliberate=self.deliberate if sent else "",
            **fields,
        )


def describe(pdu: Any) -> str:
    """The PDU as lines ``name: value``; contexts as ``context 1: abstract syntax; result; transfer syntaxes``."""
    lines = [PDU_KINDS[type(pdu)]]
    if isinstance(pdu, A_ASSOCIATE_RQ | A_ASSOCIATE_AC):
        lines += _associate_lines(pdu)
    elif isinstance(pdu, A_ASSOCIATE_RJ):
        lines.append(f"result/source/reason: {pdu.result}/{pdu.source}/{pdu.reason_diagnostic}")
        lines.append(rejection_words(*_numbers(pdu.result, pdu.source, pdu.reason_diagnostic)))
    elif isinstance(pdu, A_ABORT_RQ):
        lines.append(f"source/reason: {pdu.source}/{pdu.reason_diagnostic}")
        lines.append(abort_words(*_numbers(pdu.source, pdu.reason_diagnostic)))
    return "\n".join(lines) + "\n"


def _associate_lines(pdu: A_ASSOCIATE_RQ | A_ASSOCIATE_AC) -> list[str]:
    primitive = pdu.to_primitive()
    lines = [
        f"calling AE title: {str(primitive.calling_ae_title).strip()}",
        f"called AE title: {str(primitive.called_ae_title).strip()}",
        f"application context: {primitive.application_context_name}",
    ]
    is_request = isinstance(pdu, A_ASSOCIATE_RQ)
    contexts = (
        primitive.presentation_context_definition_list
        if is_request
        else primitive.presentation_context_definition_results_list
    )
    for context in contexts:
        syntaxes = ", ".join(_named(uid) for uid in context.transfer_syntax)
        what = _named(context.abstract_syntax) if is_request else result_words(context.result or 0)
        lines.append(f"context {context.context_id}: {what}; {syntaxes}")
    for item in primitive.user_information:
        if isinstance(item, UserIdentityNegotiation):
            lines.append(told(item))
            continue
        text = " ".join(f"{name.strip('_')}={value}" for name, value in sorted(vars(item).items()))
        lines.append(f"{type(item).__name__}: {text}")
    return lines


def _numbers(*values: int | None) -> Any:
    """What pynetdicom may leave open, as numbers."""
    return tuple(value or 0 for value in values)


def _named(uid: Any) -> str:
    name = UID(str(uid)).name if uid else ""
    return f"{uid} ({name})" if name and name != uid else str(uid or "")
