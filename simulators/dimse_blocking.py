"""An association for any service without threads: for load, where thousands are opened in one process.

It works in gevent's greenlets too (:mod:`simulators.upper_layer`). It keeps no transcript: what has to be judged goes
through :mod:`simulators.dimse`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from pydicom import Dataset
from pydicom.uid import UID

from simulators.addresses import DicomAddress
from simulators.dimse_contexts import MAX_CONTEXTS, Accepted, Proposal, as_context
from simulators.dimse_files import EncodedInstance
from simulators.dimse_messages import Assembler, DimseMessage, command, decode, encode, encode_command
from simulators.dimse_response import Response
from simulators.runtime import Limits
from simulators.upper_layer import Channel
from simulators.wire import pdu
from simulators.wire.errors import PeerViolation, Refused
from simulators.wire.store_command import STORE_RSP, parse, store_rq

MESSAGE_LIMIT = 1024 * 1024 * 1024  # bytes of one message from a peer
MAX_RESPONSES = 100_000
MAX_PDU = 131072  # bytes of a message in one P-DATA-TF of ours
OnStore = Callable[[int], None]


class Association:
    """An open association as requestor, for use in ``with``. Raises Unreachable, Refused, NoAnswer, PeerViolation.

    ``channel`` is what it runs on, for who reads what comes as it comes; ``buffer`` bytes of it are read at once."""

    def __init__(
        self,
        to: DicomAddress,
        calling_ae_title: str,
        contexts: Iterable[Proposal],
        limits: Limits,
        *,
        buffer: int = 65536,
    ) -> None:
        self.to, self.limits = to, limits
        self._ids = itertools.count(1)
        self._parts = Assembler(MESSAGE_LIMIT)
        self.channel = Channel(to, limits.connect_s, limits.dimse_s, buffer)
        try:
            self.accepted = self._negotiate(calling_ae_title, list(contexts))
        except BaseException:
            self.channel.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.channel.release()
        self.channel.close()

    # --- what can be asked

    def ask(
        self,
        abstract_syntax: str,
        kind: str,
        data: Dataset | bytes | None = None,
        *,
        on_pending: Callable[[Response], None] = lambda response: None,
        on_store: OnStore = lambda size: None,
        **elements: Any,
    ) -> Response:
        """Send one request and return its final response, whatever its status. ``elements`` are the command's, by
        keyword; ``data`` as bytes is encoded as :meth:`syntax` says. ``on_store`` gets the size of each instance that a
        C-GET brings."""
        context = self.context(abstract_syntax)
        encoded = encode(data, context.transfer_syntax) if isinstance(data, Dataset) else data or b""
        request = command(kind, MessageID=next(self._ids) % 65536, **elements)
        self._send(DimseMessage(context.id, request, encoded))
        for _ in range(MAX_RESPONSES):
            answer = self._next(kind)
            if not answer.is_response:
                self._take(answer, on_store)
                continue
            response = self._read(answer, request, context)
            if not response.is_pending:
                return response
            on_pending(response)
        raise PeerViolation(f"{self.to} sent more than {MAX_RESPONSES} responses to {kind}", clause="our limit")

    def store(self, sop_class: str, sop_instance: str, data: bytes) -> Response:
        """Send a data set that is encoded as :meth:`syntax` says. By bytes alone: a load has many of them."""
        context, number = self.context(sop_class), next(self._ids) % 65536
        request = store_rq(sop_class.encode(), sop_instance.encode(), number)
        self.channel.send(
            [*self._pdus(context.id, request, is_command=True), *self._pdus(context.id, data, is_command=False)],
            "C-STORE-RQ",
        )
        answer = parse(self.channel.command("C-STORE-RQ")[1])
        if answer.field != STORE_RSP or answer.message_id != number or answer.status < 0:
            raise PeerViolation(f"{self.to} answered another message, or without a status", clause="PS3.7 9.3")
        return Response(answer.status, error_comment=answer.comment)

    def break_off(self, instance: EncodedInstance) -> None:
        """Send a C-STORE-RQ and the first half of its data set, then end TCP without a word, of TLS neither."""
        context = next(one for one in self.accepted.values() if one.abstract_syntax == instance.SOPClassUID)
        uid = str(instance.SOPInstanceUID)
        request = command(
            "C-STORE-RQ", MessageID=next(self._ids), AffectedSOPClassUID=context.abstract_syntax,
            AffectedSOPInstanceUID=uid, Priority=0,
        )  # fmt: skip
        data = instance.encoded_as(context.transfer_syntax)
        self.transmit(context.id, encode_command(request, True), is_command=True)
        half = data[: len(data) // 4 * 2]
        self.channel.send([pdu.data_head(context.id, len(half), is_command=False, last=False), half], "C-STORE")
        self.channel.cut()

    def syntax(self, abstract_syntax: str) -> str:
        """The transfer syntax in which data goes out for it; Refused where it was not accepted."""
        return self.context(abstract_syntax).transfer_syntax

    def context(self, abstract_syntax: str) -> Accepted:
        """The accepted context in which we may ask; Refused where there is none."""
        for context in self.accepted.values():
            if context.abstract_syntax == abstract_syntax and context.is_scu:
                return context
        raise Refused(
            f"{self.to} accepted no presentation context for {UID(abstract_syntax).name}",
            code="no presentation context",
            clause="PS3.8 9.3.3.2",
        )

    def _read(self, answer: DimseMessage, request: Dataset, context: Accepted) -> Response:
        status = answer.command.get("Status")
        if not isinstance(status, int) or answer.command.get("MessageIDBeingRespondedTo") != request.MessageID:
            raise PeerViolation(f"{self.to} answered another message, or without a status", clause="PS3.7 9.3")
        ds = decode(answer.data, context.transfer_syntax) if answer.data else None
        return Response(status, ds, str(answer.command.get("ErrorComment", "") or ""), None, answer.command)

    def _take(self, request: DimseMessage, on_store: OnStore) -> None:
        if request.kind == "C-STORE-RQ":
            on_store(len(request.data))
        elements = request.command
        answer = command(
            request.kind[:-2] + "RSP",
            MessageIDBeingRespondedTo=elements.get("MessageID"),
            AffectedSOPClassUID=elements.get("AffectedSOPClassUID"),
            AffectedSOPInstanceUID=elements.get("AffectedSOPInstanceUID"),
            Status=0 if request.kind in ("C-STORE-RQ", "N-EVENT-REPORT-RQ") else 0x0211,
        )
        self._send(DimseMessage(request.context_id, answer))

    # --- the upper layer (PS3.8)

    def _negotiate(self, calling: str, contexts: list[Proposal]) -> dict[int, Accepted]:
        proposals = [as_context(one) for one in contexts]
        if not 0 < len(proposals) <= MAX_CONTEXTS:
            raise ValueError(f"an association has 1 to {MAX_CONTEXTS} presentation contexts (PS3.8 9.3.2)")
        asked = {2 * n + 1: (str(one.abstract_syntax), tuple(map(str, one.transfer_syntaxes)))
                 for n, one in enumerate(proposals)}  # fmt: skip
        roles = {
            str(one.abstract_syntax): (int(bool(one.scu_role)), int(bool(one.scp_role)))
            for one in proposals
            if one.scu_role is not None or one.scp_role is not None
        }
        answer = self.channel.associate(calling, asked, roles=roles)
        self._step = pdu.room(answer.max_pdu, MAX_PDU)
        accepted = {}
        for number, (result, syntax) in answer.results.items():
            uid, syntaxes = asked.get(number, ("", ()))
            if result == 0 and syntax in syntaxes:
                scu, scp = _granted(roles.get(uid), answer.roles.get(uid))
                accepted[number] = Accepted(number, uid, syntax, scu, scp)
        if not accepted:
            raise Refused(f"{self.to} accepted no presentation context", code="no presentation context")
        return accepted

    def _send(self, message: DimseMessage) -> None:
        self.transmit(message.context_id, encode_command(message.command, bool(message.data)), is_command=True)
        if message.data:
            self.transmit(message.context_id, message.data, is_command=False)

    def transmit(self, number: int, data: bytes, *, is_command: bool) -> None:
        """A whole command or data set, in PDUs that the peer takes."""
        self.channel.send(list(self._pdus(number, data, is_command=is_command)), "a request")

    def _pdus(self, number: int, data: bytes, *, is_command: bool) -> Iterator[bytes | memoryview]:
        view = memoryview(data)
        for at in range(0, len(data), self._step):
            piece = view[at : at + self._step]
            yield pdu.data_head(number, len(piece), is_command=is_command, last=at + self._step >= len(data))
            yield piece

    def _next(self, kind: str) -> DimseMessage:
        while True:
            part = self.channel.fragment(kind)
            head = bytes((part.is_command | part.last << 1,))
            message = self._parts.add(part.context_id, head + part.data)
            if message is not None:
                return message


def _granted(asked: tuple[int, int] | None, answered: tuple[int, int] | None) -> tuple[bool, bool]:
    """Our roles as SCU and SCP; one that was not answered is the default one (PS3.7 D.3.3.4)."""
    if asked is None or answered is None:
        return True, False
    return bool(asked[0] and answered[0]), bool(asked[1] and answered[1])
