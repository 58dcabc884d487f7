"""What the tests of the DIMSE transport share: instances, a listening pair, and a peer that follows a script."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

from pydicom import Dataset
from pynetdicom.pdu import A_ASSOCIATE_AC, A_ASSOCIATE_RQ, P_DATA_TF
from pynetdicom.pdu_primitives import A_ASSOCIATE

from simulators.dimse import Scp, Scu, file_meta
from simulators.dimse_contexts import Policy
from simulators.dimse_messages import Assembler, DimseMessage, command, fragments
from simulators.runtime import Limits, Runtime
from simulators.tests.scripted import scripted_socket

CT = "1.2.840.10008.5.1.4.1.1.2"
PRIVATE = "1.2.826.0.1.3680043.2.1234.7"
VERIFICATION = "1.2.840.10008.1.1"
STUDY_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
STUDY_MOVE = "1.2.840.10008.5.1.4.1.2.2.2"
STUDY_GET = "1.2.840.10008.5.1.4.1.2.2.3"
MPPS = "1.2.840.10008.3.1.2.3.3"
COMMITMENT = "1.2.840.10008.1.20.1"
COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1"
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"


def runtime(**limits: float) -> Runtime:
    return Runtime(limits=Limits(**{"connect_s": 2.0, "dimse_s": 2.0, **limits}))  # type: ignore[arg-type]


def instance(patient: str = "ZZ9001", sop_class: str = CT, syntax: str = EXPLICIT, **elements: Any) -> Dataset:
    """A small instance with pixel data."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = sop_class, Runtime.uid()
    ds.PatientID, ds.PatientName = patient, "Nsue^Ana"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "2.25.1", "2.25.2"
    ds.Rows = ds.Columns = 64
    ds.BitsAllocated, ds.SamplesPerPixel = 16, 1
    ds.add_new("PixelData", "OW", bytes(range(256)) * 32)
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    ds.file_meta = file_meta(sop_class, ds.SOPInstanceUID, syntax)
    return ds


@contextlib.contextmanager
def pair(rt: Runtime | None = None, **options: Any) -> Iterator[tuple[Scp, Scu]]:
    """An SCP called PACS1 and an SCU that knows it."""
    rt = rt or runtime()
    with Scp(rt, "pacs", "PACS1", **options) as scp:
        yield scp, scu_for(rt, scp.port)


def scu_for(rt: Runtime, port: int, called: str = "PACS1", calling: str = "CT_ER1") -> Scu:
    return Scu(rt, "CT_ER1", "pacs", "127.0.0.1", port, called, calling)


class Peer:
    """One connection of a DICOM application that does what a test tells it, right or wrong."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._assembler = Assembler(1 << 30)

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self.sock.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def read_pdu(self) -> tuple[int, bytes]:
        head = self.read(6)
        return head[0], head + self.read(struct.unpack(">L", head[2:])[0])

    def send_pdu(self, kind: int, body: bytes = b"\0\0\0\0") -> None:
        self.sock.sendall(struct.pack(">BBL", kind, 0, len(body)) + body)

    def accept(self, policy: Policy | None = None) -> A_ASSOCIATE:
        """Read A-ASSOCIATE-RQ and answer it with AC; everything is accepted unless ``policy`` says otherwise."""
        _, raw = self.read_pdu()
        pdu = A_ASSOCIATE_RQ()
        pdu.decode(raw)
        request = pdu.to_primitive()
        contexts = request.presentation_context_definition_list
        every = {str(one.abstract_syntax): tuple(map(str, one.transfer_syntax)) for one in contexts}
        answer = A_ASSOCIATE()
        answer.application_context_name = request.application_context_name
        answer.calling_ae_title, answer.called_ae_title = request.calling_ae_title, request.called_ae_title
        answer.result, answer.result_source = 0, 1
        answer.presentation_context_definition_results_list = (policy or Policy(every)).answer(contexts)
        answer.user_information = [
            item for item in request.user_information if type(item).__name__ != "SCP_SCU_RoleSelectionNegotiation"
        ]
        accepted = A_ASSOCIATE_AC()
        accepted.from_primitive(answer)
        self.sock.sendall(accepted.encode())
        return request

    def read_message(self) -> DimseMessage:
        while True:
            _, raw = self.read_pdu()
            pdu = P_DATA_TF()
            pdu.decode(raw)
            for item in pdu.presentation_data_value_items:
                message = self._assembler.add(item.presentation_context_id, item.presentation_data_value)
                if message is not None:
                    return message

    def send_message(self, message: DimseMessage) -> None:
        for part in fragments(message, 16384):
            pdu = P_DATA_TF()
            pdu.from_primitive(part)
            self.sock.sendall(pdu.encode())

    def respond(self, request: DimseMessage, kind: str = "", **elements: Any) -> None:
        """A response to ``request``; ``elements`` override the right ones, None leaves one out."""
        right = {"MessageIDBeingRespondedTo": request.command.get("MessageID"), "Status": 0}
        answer = command(kind or request.kind[:-2] + "RSP", **{**right, **elements})
        self.send_message(DimseMessage(request.context_id, answer))

    def release(self) -> None:
        """Answer A-RELEASE-RQ."""
        while self.read_pdu()[0] != 5:
            pass
        self.send_pdu(6)


def scripted(script: Callable[[Peer], None]) -> contextlib.AbstractContextManager[int]:
    """A server that runs ``script`` on each connection; gives its port. What the script raises fails the test."""
    return scripted_socket(lambda sock: script(Peer(sock)))
