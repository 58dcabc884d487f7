"""An association on one plain blocking socket, without threads: for load, where thousands are opened in one process.

Nothing here waits but in ``socket`` itself, so that it works in threads as well as in gevent's greenlets, where the
``socket`` module is patched. It keeps no transcript: what has to be judged goes through :mod:`simulators.dimse`.
"""

from __future__ import annotations

import itertools
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self

from pydicom import Dataset
from pydicom.uid import UID
from pynetdicom import pdu
from pynetdicom.pdu_primitives import (
    A_ASSOCIATE,
    ImplementationClassUIDNotification,
    MaximumLengthNotification,
    SCP_SCU_RoleSelectionNegotiation,
)

from simulators.addresses import DicomAddress
from simulators.dimse_contexts import Accepted, Proposal, negotiated, proposed, roles
from simulators.dimse_messages import Assembler, DimseMessage, command, decode, encode, encode_command
from simulators.dimse_files import EncodedInstance
from simulators.dimse_response import Response
from simulators.dimse_tap import rejection_words
from simulators.images import IMPLEMENTATION_CLASS_UID
from simulators.runtime import Limits
from simulators.tls import connect
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable

RJ, AC, P_DATA, RELEASE_RQ, RELEASE_RP, ABORT = 0x03, 0x02, 0x04, 0x05, 0x06, 0x07
AC_FIXED = 68  # bytes of an A-ASSOCIATE-AC before its items (PS3.8 9.3.3)
MAX_PDU = 131072
PDU_LIMIT = 16 * 1024 * 1024  # bytes of one PDU from a peer
MESSAGE_LIMIT = 1024 * 1024 * 1024  # bytes of one message from a peer
MAX_RESPONSES = 100_000
QUICKACK = getattr(socket, "TCP_QUICKACK", None)
OnStore = Callable[[int], None]


class Association:
    """An open association as requestor, for use in ``with``. Raises Unreachable, Refused, NoAnswer, PeerViolation."""

    def __init__(self, to: DicomAddress, calling_ae_title: str, contexts: Iterable[Proposal], limits: Limits) -> None:
        self.to, self.limits = to, limits
        self._ids = itertools.count(1)
        self._parts = Assembler(MESSAGE_LIMIT)
        self._messages: list[DimseMessage] = []
        self._max_pdu = MAX_PDU
        self._sock = self._connect()
        try:
            self.accepted = self._negotiate(calling_ae_title, list(contexts))
        except BaseException:
            self._sock.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._release()
            else:
                self._sock.sendall(struct.pack(">BBIBBBB", ABORT, 0, 4, 0, 0, 0, 0))
        except (OSError, NoAnswer, PeerViolation):
            pass  # what was asked has been answered, or its own error says more
        finally:
            self._sock.close()

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
        context = self._context(abstract_syntax)
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

    def break_off(self, instance: EncodedInstance) -> None:
        """Send a C-STORE-RQ and the first half of its data set, then end TCP without a word, of TLS neither."""
        context = next(one for one in self.accepted.values() if one.abstract_syntax == instance.SOPClassUID)
        uid = str(instance.SOPInstanceUID)
        request = command(
            "C-STORE-RQ", MessageID=next(self._ids), AffectedSOPClassUID=context.abstract_syntax,
            AffectedSOPInstanceUID=uid, Priority=0,
        )  # fmt: skip
        data = instance.encoded_as(context.transfer_syntax)
        for header, piece in _fragments(context.id, 1, encode_command(request, True), self._max_pdu):
            self._transmit(header, piece)
        half = memoryview(data)[: len(data) // 4 * 2]
        self._transmit(struct.pack(">BBIIBB", P_DATA, 0, len(half) + 6, len(half) + 2, context.id, 0), half)
        raw = socket.socket(fileno=self._sock.detach())  # under TLS: no close_notify
        raw.close()

    def syntax(self, abstract_syntax: str) -> str:
        """The transfer syntax in which data goes out for it; Refused where it was not accepted."""
        return self._context(abstract_syntax).transfer_syntax

    def _context(self, abstract_syntax: str) -> Accepted:
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

    def _connect(self) -> socket.socket:
        try:
            sock = socket.create_connection((self.to.host, self.to.port), timeout=self.limits.connect_s)
            if self.to.tls is not None:
                sock = connect(sock, self.to.tls, self.to.host)
        except OSError as error:
            raise Unreachable(f"{self.to} cannot be reached: {error}", where=str(self.to), cause=str(error)) from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _negotiate(self, calling: str, contexts: list[Proposal]) -> dict[int, Accepted]:
        proposals, role_items = proposed(contexts), roles(contexts)
        self._transmit(pdu.A_ASSOCIATE_RQ(_request(calling, self.to.ae_title, proposals, role_items)).encode())
        kind, body = self._receive("the association request")
        raw = struct.pack(">BBI", kind, 0, len(body)) + body
        if kind == RJ and len(body) >= 4:
            words = rejection_words(body[1], body[2], body[3])
            code = f"{body[1]}/{body[2]}/{body[3]}"
            raise Refused(f"{self.to} rejected the association of {calling}: {words}", code=code, clause="PS3.8 9.3.4")
        if kind != AC or len(body) < AC_FIXED:
            raise PeerViolation(f"{self.to} answered the association request with PDU {kind:02X}", clause="PS3.8 9.2")
        try:
            answer = pdu.A_ASSOCIATE_AC()
            answer.decode(raw)
            found = answer.to_primitive()
            results = found.presentation_context_definition_results_list
            answered = [item for item in found.user_information if isinstance(item, SCP_SCU_RoleSelectionNegotiation)]
            granted = {item.sop_class_uid: item for item in answered}
            self._max_pdu = min(found.maximum_length_received or MAX_PDU, MAX_PDU)
            asked = {item.sop_class_uid: item for item in role_items}
            accepted = negotiated(proposals, results, asked, granted, requestor=True)
        except Exception as error:  # hostile bytes: whatever pynetdicom makes of them
            raise PeerViolation(
                f"{self.to} sent an A-ASSOCIATE-AC that cannot be read", clause="PS3.8 9.3.3"
            ) from error
        if self._max_pdu < 64:
            raise PeerViolation(f"{self.to} takes PDUs of {self._max_pdu} bytes only", clause="PS3.8 D.1")
        if not accepted:
            raise Refused(f"{self.to} accepted no presentation context", code="no presentation context")
        return accepted

    def _send(self, message: DimseMessage) -> None:
        for flag, value in ((1, encode_command(message.command, bool(message.data))), (0, message.data)):
            for header, piece in _fragments(message.context_id, flag, value, self._max_pdu):
                self._transmit(header, piece)

    def _transmit(self, *parts: bytes | memoryview) -> None:
        self._sock.settimeout(self.limits.dimse_s)
        try:
            if len(parts) == 1 or len(parts[1]) < 4096:
                self._sock.sendall(b"".join(parts))
            else:
                for part in parts:
                    self._sock.sendall(part)
        except TimeoutError as error:
            raise NoAnswer(f"{self.to} took nothing for {self.limits.dimse_s:g} s", where=str(self.to)) from error
        except OSError as error:
            raise PeerViolation(f"{self.to} closed the connection: {error}", clause="PS3.8 9.2") from error

    def _next(self, kind: str) -> DimseMessage:
        while not self._messages:
            sort, body = self._receive(kind)
            if sort != P_DATA:
                how = {ABORT: "aborted the association", RELEASE_RQ: "released the association"}.get(
                    sort, "sent no data"
                )
                raise PeerViolation(f"{self.to} {how} during {kind}", clause="PS3.8 7.3")
            self._messages += self._assembled(body)
        return self._messages.pop(0)

    def _assembled(self, body: bytes) -> Iterator[DimseMessage]:
        position = 0
        while position + 6 <= len(body):
            (length,) = struct.unpack_from(">I", body, position)
            end = position + 4 + length
            if length < 2 or end > len(body):
                raise PeerViolation(
                    f"{self.to} sent a P-DATA item of {length} bytes that does not fit", clause="PS3.8 9.3.5"
                )
            message = self._parts.add(body[position + 4], body[position + 5 : end])
            if message is not None:
                yield message
            position = end

    def _receive(self, during: str) -> tuple[int, bytes]:
        """The next PDU: its type and what stands after its length. A peer that drips bytes gets no more time."""
        deadline = time.monotonic() + self.limits.dimse_s
        head = self._exactly(6, deadline, during)
        kind, _, length = struct.unpack(">BBI", head)
        if length > PDU_LIMIT:
            raise PeerViolation(f"{self.to} announced a PDU of {length} bytes", clause="our limit")
        return kind, self._exactly(length, deadline, during)

    def _exactly(self, size: int, deadline: float, during: str) -> bytes:
        buffer, got = bytearray(size), 0
        view = memoryview(buffer)
        while got < size:
            left = deadline - time.monotonic()
            try:
                self._sock.settimeout(max(left, 0.001))
                count = self._sock.recv_into(view[got:])
                if QUICKACK is not None:
                    self._sock.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
            except TimeoutError as error:
                seconds = self.limits.dimse_s
                raise NoAnswer(f"{self.to} did not answer {during} within {seconds:g} s", where=str(self.to)) from error
            except OSError as error:
                raise PeerViolation(f"{self.to} broke the connection during {during}", clause="PS3.8 9.2") from error
            if not count:
                raise PeerViolation(f"{self.to} closed the connection during {during}", clause="PS3.8 9.2")
            got += count
        return bytes(buffer)

    def _release(self) -> None:
        self._transmit(struct.pack(">BBII", RELEASE_RQ, 0, 4, 0))
        while self._receive("the release")[0] not in (RELEASE_RP, ABORT):
            pass  # a late response to what was answered already


def _request(calling: str, called: str, proposals: list[Any], role_items: list[Any]) -> A_ASSOCIATE:
    primitive = A_ASSOCIATE()
    primitive.application_context_name = UID("1.2.840.10008.3.1.1.1")
    primitive.calling_ae_title, primitive.called_ae_title = calling, called
    primitive.presentation_context_definition_list = proposals
    length = MaximumLengthNotification()
    length.maximum_length_received = MAX_PDU
    implementation = ImplementationClassUIDNotification()
    implementation.implementation_class_uid = UID(IMPLEMENTATION_CLASS_UID)
    primitive.user_information = [length, implementation, *role_items]
    return primitive


def _fragments(context_id: int, flag: int, value: bytes, max_pdu: int) -> Iterator[tuple[bytes, memoryview]]:
    """Headers and pieces of P-DATA PDUs with one item each (PS3.8 9.3.5, E.2), none longer than ``max_pdu``."""
    room, view = max_pdu - 6, memoryview(value)
    for start in range(0, len(value), room):
        piece = view[start : start + room]
        control = flag | (2 if start + room >= len(value) else 0)
        yield struct.pack(">BBIIBB", P_DATA, 0, len(piece) + 6, len(piece) + 2, context_id, control), piece
