"""A DICOM connection overheard: the bytes of both directions to associations and messages. Sans-io.

Each direction is read on its own; what breaks the protocol becomes a :class:`PeerViolation` in its place and ends that
direction.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom import Dataset
from pydicom.filereader import read_dataset
from pydicom.uid import UID, ImplicitVRLittleEndian

from simulators.wire import pdu
from simulators.wire.association_words import abort_words, rejection_words, result_words
from simulators.wire.errors import PeerViolation

LARGEST_PDU = 1 << 28  # what others agree on is their affair
LARGEST_MESSAGE = 1 << 31
COMMANDS = {0x01: "C-STORE", 0x10: "C-GET", 0x20: "C-FIND", 0x21: "C-MOVE", 0x30: "C-ECHO", 0x100: "N-EVENT-REPORT",
            0x110: "N-GET", 0x120: "N-SET", 0x130: "N-ACTION", 0x140: "N-CREATE", 0x150: "N-DELETE"}  # fmt: skip


@dataclass(slots=True)
class Heard:
    """One association event (``text``) or DIMSE message (``command``, ``data`` encoded in ``transfer_syntax``)."""

    kind: str
    from_client: bool
    text: str = ""
    command: Dataset | None = None
    data: bytes = b""
    transfer_syntax: str = ""
    context_id: int = 0


@dataclass(slots=True)
class _Way:
    decoder: pdu.Decoder = field(default_factory=lambda: pdu.Decoder(LARGEST_PDU))
    command: bytearray = field(default_factory=bytearray)
    data: bytearray = field(default_factory=bytearray)
    pending: Dataset | None = None
    broken: bool = False


class Overheard:
    """One connection. Feed it pieces in the order in which they were seen."""

    def __init__(self) -> None:
        self._ways = {True: _Way(), False: _Way()}
        self.proposed: dict[int, str] = {}
        self.accepted: dict[int, str] = {}
        self.calling = self.called = ""

    def receive(self, data: bytes, from_client: bool) -> list[Heard | PeerViolation]:
        """What is complete now."""
        way, found = self._ways[from_client], list[Heard | PeerViolation]()
        if way.broken:
            return found
        try:
            for event in way.decoder.receive_data(data):
                if isinstance(event, pdu.Fragment):
                    found += self._value(event, from_client, way)
                else:
                    kind, lines = self._told(event)
                    found.append(Heard(kind, from_client, text="\n".join([kind, *lines])))
        except PeerViolation as violation:
            found.append(violation)
            way.broken = True
        except Exception as error:  # pydicom raises anything on bytes that it does not understand
            found.append(PeerViolation(f"a command cannot be read: {type(error).__name__}", clause="PS3.7 6.3.1"))
            way.broken = True
        return found

    # --- associations

    def _told(self, event: pdu.Associate | pdu.Reject | pdu.Abort | pdu.Release) -> tuple[str, list[str]]:
        """Kind of the PDU and what it says, in the lines that the transcript has of our own associations."""
        if isinstance(event, pdu.Associate):
            return f"A-ASSOCIATE-{'RQ' if event.is_request else 'AC'}", list(self._associate(event))
        if isinstance(event, pdu.Reject):
            numbers = (event.result, event.source, event.reason)
            return "A-ASSOCIATE-RJ", ["result/source/reason: {}/{}/{}".format(*numbers), rejection_words(*numbers)]
        if isinstance(event, pdu.Abort):
            words = abort_words(event.source, event.reason)
            return "A-ABORT", [f"source/reason: {event.source}/{event.reason}", words]
        return f"A-RELEASE-{'RP' if event.is_answer else 'RQ'}", []

    def _associate(self, said: pdu.Associate) -> Iterator[str]:
        self.called, self.calling = said.called_ae_title, said.calling_ae_title
        yield f"calling AE title: {self.calling}"
        yield f"called AE title: {self.called}"
        yield f"application context: {said.application_context}"
        for number, (uid, syntaxes) in said.contexts.items():
            self.proposed[number] = uid
            yield f"context {number}: {_named(uid)}; {', '.join(map(_named, syntaxes))}"
        for number, (result, syntax) in said.results.items():
            if result == 0 and syntax:
                self.accepted[number] = syntax
            yield f"context {number}: {result_words(result)}; {_named(syntax) if syntax else ''}"
        yield f"MaximumLengthNotification: maximum_length={said.max_pdu}"
        yield f"ImplementationClassUIDNotification: implementation_class_uid={said.implementation_class_uid}"
        if said.implementation_version:
            yield f"ImplementationVersionNameNotification: implementation_version_name={said.implementation_version}"
        for uid, (scu, scp) in said.roles.items():
            roles = f"scp_role={bool(scp)} scu_role={bool(scu)}"
            yield f"SCP_SCU_RoleSelectionNegotiation: {roles} sop_class_uid={uid}"

    # --- messages

    def _value(self, event: pdu.Fragment, from_client: bool, way: _Way) -> Iterator[Heard]:
        part = way.command if event.is_command else way.data
        part += event.data
        if len(part) > LARGEST_MESSAGE:
            raise PeerViolation(f"a message is larger than {LARGEST_MESSAGE} bytes")
        if event.last:
            yield from self._fragment(event.is_command, event.context_id, from_client, way)

    def _fragment(self, is_command: bool, context: int, from_client: bool, way: _Way) -> Iterator[Heard]:
        if is_command:
            way.pending = read_dataset(io.BytesIO(bytes(way.command)), is_implicit_VR=True, is_little_endian=True)
            way.command.clear()
            if int(way.pending.get("CommandDataSetType", 0x0101)) != 0x0101:
                return
        command, data = way.pending, bytes(way.data)
        way.pending = None
        way.data.clear()
        if command is None:
            raise PeerViolation("a data set without a command", clause="PS3.7 6.3")
        code = int(command.get("CommandField", 0))
        name = COMMANDS.get(code & 0x7FFF, "C-CANCEL" if code == 0x0FFF else f"command {code:04X}")
        kind = name if code == 0x0FFF else name + ("-RSP" if code & 0x8000 else "-RQ")
        yield Heard(kind, from_client, command=command, data=data, context_id=context,
                    transfer_syntax=self.accepted.get(context, ImplicitVRLittleEndian))  # fmt: skip


def _named(uid: str) -> str:
    name = UID(uid).name
    return f"{uid} ({name})" if name != uid else uid
