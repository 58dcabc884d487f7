"""Sends one case over a socket of its own, tells what came of it, and asks a correct question afterwards."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from io import BytesIO

from harness.fuzz import dicom as fuzz_dicom
from harness.fuzz import hl7 as fuzz_hl7
from harness.fuzz.case import Case, Target, Verdict
from simulators.dimse import Scu
from simulators.dimse_messages import decode_command
from simulators.mllp_client import MllpClient
from simulators.runtime import Runtime
from simulators.wire import mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, NoAnswer, PeerViolation, Refused, Unreachable

REFUSING = ("AE", "AR", "CE", "CR")
SILENCE_S = 0.05  # a receiver that need not answer is waited for no longer
MOST = 4_000_000  # bytes of an answer that are read


def attempt(target: Target, case: Case, runtime: Runtime, limit: float) -> Verdict:
    """Send it, and see that a correct peer is served afterwards: at once, so within ``limit`` seconds."""
    start = time.monotonic()
    try:
        with socket.create_connection((target.host, target.port), timeout=limit) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            outcome, detail = _talk(target, case, sock, limit)
    except TimeoutError:
        outcome, detail = "hang", "the connection was not taken"
    except OSError as error:
        outcome, detail = "crash", f"no connection: {error.strerror or error}"
    ms = (time.monotonic() - start) * 1000
    if outcome == "crash":
        return Verdict(outcome, detail, ms)
    start = time.monotonic()
    ill = probe(target, runtime, limit)
    probe_ms = (time.monotonic() - start) * 1000
    return Verdict(*(ill or (outcome, detail)), ms=round(ms, 2), probe_ms=round(probe_ms, 2))


def probe(target: Target, runtime: Runtime, limit: float) -> tuple[str, str] | None:
    """None where a correct peer is served; else ``crash`` or ``hang`` and why."""
    try:
        _ask_hl7(target, runtime, limit) if target.is_hl7 else _ask_dicom(target, runtime)
    except Unreachable as error:
        return "crash", f"a correct peer found nobody: {error}"
    except Refused as error:
        return "hang", f"a correct peer was refused: {error}"
    except (NoAnswer, PeerViolation) as error:
        return "hang", f"a correct peer was not served: {error}"
    return None


def _ask_hl7(target: Target, runtime: Runtime, limit: float) -> None:
    prefix = next((one for one in runtime.test_patients.prefixes if not one.startswith("0")), "ZZ9")
    segments = fuzz_hl7.registration(target, 0, prefix)
    message = Message.parse(b"\r".join(segments) + b"\r").set("MSH-10", runtime.control_id("fuzz"))
    with MllpClient(runtime, "his", target.role, target.host, target.port) as client:
        client.send(message, timeout=limit)


def _ask_dicom(target: Target, runtime: Runtime) -> None:
    answer = Scu(runtime, "FUZZ", target.role, target.host, target.port, target.called, "FUZZ").echo()
    if answer.is_failure:
        raise Refused(f"C-ECHO was answered {answer.status:04X}H", code=answer.status)


def _talk(target: Target, case: Case, sock: socket.socket, limit: float) -> tuple[str, str]:
    if case.opening and (early := _open(case.opening, sock, limit)):
        return early
    broken = ""
    try:
        sock.sendall(case.data)
    except TimeoutError:
        return ("hang", "it does not take what is sent") if case.expect != "any" else ("closed", "it stopped reading")
    except OSError as error:
        broken = error.strerror or str(error)
    wait = limit if case.expect != "any" else min(SILENCE_S, limit)
    read = _hl7_answer if target.is_hl7 else _dicom_answer
    found, open_still = read(sock, wait)
    if found in ("refused", "answered"):
        silent = found == "answered" and case.expect == "refuse"
        return ("accepted", "the answer says that it was taken") if silent else (found, "")
    if open_still and not broken and case.expect != "any":
        return "hang", f"no answer within {limit:g} s to a whole message, and the connection stays open"
    return "closed", broken


def _open(opening: bytes, sock: socket.socket, limit: float) -> tuple[str, str] | None:
    """Ask for the association; None when it was accepted."""
    try:
        sock.sendall(opening)
        head = _exactly(sock, 6)
        _exactly(sock, min(MOST, struct.unpack(">L", head[2:])[0]))
    except TimeoutError:
        return "hang", f"no answer to a good association request within {limit:g} s"
    except OSError as error:
        return "refused", f"a good association request: {error.strerror or error}"
    return None if head[0] == fuzz_dicom.AC else ("refused", f"a good association request: PDU type {head[0]}")


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise ConnectionResetError("the connection ended")
        data += piece
    return data


def _pieces(sock: socket.socket, wait: float) -> tuple[bytes, bool]:
    """Some bytes, and whether the connection is still open."""
    sock.settimeout(max(0.001, wait))
    try:
        data = sock.recv(65536)
    except TimeoutError:
        return b"", True
    except OSError:
        return b"", False
    return data, bool(data)


def _hl7_answer(sock: socket.socket, wait: float) -> tuple[str, bool]:
    decoder, until, size = mllp.Decoder(), time.monotonic() + wait, 0
    while (left := until - time.monotonic()) > 0 and size < MOST:
        data, open_still = _pieces(sock, left)
        size += len(data)
        for block in decoder.receive_data(data):
            if isinstance(block, bytes) and (code := _code(block)):
                return ("refused" if code in REFUSING else "answered"), open_still
        if not open_still:
            return "", False
    return "", True


def _code(block: bytes) -> str:
    """MSA-1; a commit acknowledgement of release 2 is none."""
    with contextlib.suppress(InteropError):
        return str(Message.parse(block).get("MSA-1"))
    return ""


def _dicom_answer(sock: socket.socket, wait: float) -> tuple[str, bool]:
    """Rejected, aborted or a failure status: refused. Any other response: answered. Of acceptance alone: neither."""
    buffer, until = b"", time.monotonic() + wait
    while (left := until - time.monotonic()) > 0 and len(buffer) < MOST:
        data, open_still = _pieces(sock, left)
        buffer += data
        while len(buffer) >= 6 and len(buffer) >= (end := 6 + struct.unpack(">L", buffer[2:6])[0]):
            if found := _of_pdu(buffer[0], buffer[6:end]):
                return found, open_still
            buffer = buffer[end:]
        if not open_still:
            return "", False
    return "", True


def _of_pdu(kind: int, body: bytes) -> str:
    if kind in (fuzz_dicom.RJ, fuzz_dicom.ABORT):
        return "refused"
    if kind != fuzz_dicom.P_DATA:
        return ""
    stream = BytesIO(body)
    while len(head := stream.read(6)) == 6:
        value = stream.read(max(0, struct.unpack(">L", head[:4])[0] - 2))
        if head[5] & 1:
            status = _status(value)
            if status is not None:
                return "answered" if status in (0x0000, 0xFF00, 0xFF01) or status >> 12 == 0xB else "refused"
    return ""


def _status(value: bytes) -> int | None:
    with contextlib.suppress(PeerViolation):
        status = decode_command(value).get("Status")
        return status if isinstance(status, int) else None
    return None
