"""Probes that store, log in or burden: only with consent, for our own test patients, bounded."""

from __future__ import annotations

import base64
import contextlib
import socket
import struct
from collections.abc import Iterator

from pydicom import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, RLELossless

from harness.audit.asking import STUDY_QUERY, Asking, NotDone
from harness.audit.catalogue import accounts
from harness.audit.target import DICOM_KEYS, Finding, Target, found
from harness.discover.pace import told
from harness.fuzz import dicom as fuzz_dicom
from harness.fuzz.case import Target as Listener
from simulators.dimse_messages import encode
from simulators.mllp_guard import guard
from simulators.web_client import ask
from simulators.wire import mllp
from simulators.wire.dicomweb import DICOM
from simulators.wire.errors import InteropError
from simulators.wire.media_type import read
from simulators.wire.multipart import Part, parts_of, write
from simulators.wire.part10 import FileMeta, file_head

SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
SIDE = 8192  # rows and columns: 64 MB, of one byte each
LEVELS = 1000  # of sequences in sequences
FLOOD = 200  # messages, once as a batch and once each alone
HALF_OPEN = 32
PREAMBLE = b"MZ".ljust(60, b"\0") + b"\x80\0\0\0" + bytes(64)  # as a PE file begins; there is no code behind it
STRANGER = ("STRANGER", "NOWHERE")
REFUSED, TOO_MANY = (401, 403), (423, 429)


def messages(target: Target, asking: Asking) -> Iterator[Finding]:
    """HL7 of a sending facility that nobody has, where the same message of the HIS is taken."""
    asking.pace.step("registration of a test patient")
    asking.left.append(f"test patient {asking.prefix}F000 at {target.role}")
    known = asking.send(target, asking.registration(target))
    if known not in ("AA", "CA"):
        raise NotDone(f"a registration from the HIS of the site is not taken either: {known}")
    stranger = asking.registration(target).set("MSH-3", STRANGER[0]).set("MSH-4", STRANGER[1])
    try:
        code = asking.send(target.as_stranger(), stranger)
    except InteropError:
        return  # it is kept out
    if code in ("AA", "CA"):
        said = f"ADT^A04 of {'|'.join(STRANGER)} was answered with {code}"
        yield found("stranger-hl7", "messages", target, said)


def passwords(target: Target, asking: Asking) -> Iterator[Finding]:
    """Published accounts, where the service asks for one."""
    stranger = target.as_stranger()
    try:
        first = asking.get(stranger, f"{STUDY_QUERY}{asking.patient}")
    except InteropError as error:
        raise NotDone(f"who has no certificate of the site is kept out: {told(error)}") from error
    if first.status not in REFUSED:
        raise NotDone(f"it asks for no account: HTTP {first.status}")
    if "basic" not in first.headers.get("www-authenticate", "basic").lower():
        raise NotDone(f"it asks for no password: {told(first.headers['www-authenticate'])}")
    for account in accounts():
        said = base64.b64encode(f"{account.user}:{account.password}".encode()).decode()
        path = f"{STUDY_QUERY}{asking.patient}"
        status = asking.get(stranger, path, {"accept": "*/*", "authorization": f"Basic {said}"}).status
        if 200 <= status < 300:
            yield found("default-password", "passwords", target, f"the account {account.user} of {account.product}")
        if status in TOO_MANY:
            raise NotDone(f"stopped at the account {account.user}: HTTP {status}")


def preamble(target: Target, asking: Asking) -> Iterator[Finding]:
    """STOW-RS of a polymorph, and whether WADO-RS gives it back as it was."""
    asking.pace.step("object with the preamble of an executable")
    ds = _object(asking)
    uid = ds.SOPInstanceUID
    meta = FileMeta(SECONDARY_CAPTURE, uid, str(ExplicitVRLittleEndian), 0)
    file = PREAMBLE + file_head(meta, "")[128:] + encode(ds, ExplicitVRLittleEndian)
    kind, body = write([Part(file, {"content-type": DICOM})], DICOM)
    headers = {"content-type": kind, "accept": "application/dicom+json"}
    runtime, address = asking.runtime, target.address
    status = ask(runtime, address, target.role, "POST", "/studies", headers, body).status
    if status not in (200, 202):
        return  # refused
    asking.left.append(f"objects of test patient {asking.patient} at {target.role}")
    path = f"/studies/{ds.StudyInstanceUID}/series/{ds.SeriesInstanceUID}/instances/{uid}"
    wanted = {"accept": f'multipart/related; type="{DICOM}"; transfer-syntax=*'}
    reply = asking.get(target, path, wanted)
    media_type = read(reply.headers.get("content-type", ""))
    if reply.status != 200 or media_type is None:
        raise NotDone(f"stored, but it could not be retrieved: HTTP {reply.status}")
    given = parts_of(reply.body, media_type)
    if any(part.content.startswith(PREAMBLE[:64]) for part in given):
        yield found("preamble-kept", "preamble", target, f"instance {uid} came back with its preamble 4D 5A …")


def objects(target: Target, asking: Asking) -> Iterator[Finding]:
    """A data set nested to a great depth, which only must not harm, and one that announces four gigabytes."""
    for what, more, is_broken in (
        (f"{LEVELS} sequences in one another", _nested(LEVELS), False),
        ("an element of 4 GB with 50 bytes", _promise(), True),
    ):
        ds = _object(asking)
        data = encode(ds, ExplicitVRLittleEndian) + more
        status = _store(target, asking, what, ds.SOPInstanceUID, data, str(ExplicitVRLittleEndian))
        if is_broken and status == 0:
            yield found("malformed-taken", "objects", target, f"{what}: status 0000")
        _still_well(target, asking, what)


def bombs(target: Target, asking: Asking) -> Iterator[Finding]:
    """Deflated and RLE objects of 64 MB."""
    for what, uid, data, syntax in _bombs(asking):
        if _store(target, asking, what, uid, data, syntax) == 0:
            said = f"{what}: {len(data)} bytes for {SIDE * SIDE >> 20} MB, status 0000"
            yield found("bomb-taken", "bombs", target, said)
        _still_well(target, asking, what)


def floods(target: Target, asking: Asking) -> Iterator[Finding]:
    """A batch, then many messages at once; a correct peer asks meanwhile."""
    asking.pace.step(f"{FLOOD} messages in a batch, and {FLOOD} at once")
    asking.left.append(f"test patient {asking.prefix}F000 at {target.role}")
    each = [asking.registration(target).raw for _ in range(FLOOD)]
    for one in each:
        guard(asking.runtime, one)
    batch = b"FHS|^~\\&|HIS|HGM\rBHS|^~\\&|HIS|HGM\r" + b"".join(each) + b"BTS|%d\rFTS|1\r" % FLOOD
    with contextlib.ExitStack() as stack:
        for data in (mllp.frame(batch), b"".join(map(mllp.frame, each))):
            with contextlib.suppress(OSError):
                sock = stack.enter_context(target.open(asking.limit_s))
                sock.settimeout(asking.limit_s)
                sock.sendall(data)
            yield from _served(target, asking, "floods", f"during {FLOOD} messages")


def slow(target: Target, asking: Asking) -> Iterator[Finding]:
    """Half-open connections, each a byte at a time; a correct peer asks meanwhile."""
    asking.pace.step(f"{HALF_OPEN} slow senders")
    with half_open(target, HALF_OPEN, asking.limit_s):
        yield from _served(target, asking, "slow", f"with {HALF_OPEN} half-open connections")


# --- how it is done --------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def half_open(target: Target, count: int, seconds: float) -> Iterator[list[socket.socket]]:
    """So many connections held: every second says nothing at all, the others half a message, its last byte late."""
    half = _half(target)
    with contextlib.ExitStack() as stack:
        held = []
        for number in range(count):
            with contextlib.suppress(OSError):
                sock = stack.enter_context(socket.create_connection((target.host, target.port), seconds))
                held.append(sock)
                if number % 2:
                    sock.sendall(half[:-1])
        for sock in held[1::2]:
            with contextlib.suppress(OSError):
                sock.sendall(half[-1:])
        yield held


def _half(target: Target) -> bytes:
    if target.tls is not None:
        return b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"
    if target.key in DICOM_KEYS:
        to = Listener(target.role, target.key, target.host, target.port, target.address.ae_title)
        return fuzz_dicom.request(to)[:60]
    return b"POST /studies HTTP/1.1\r\nHost: x\r\nContent-Le" if target.key == "web" else b"\x0bMSH|^~\\&|HIS|HGM|"


def _served(target: Target, asking: Asking, probe: str, when: str) -> Iterator[Finding]:
    """A finding where a correct peer is not served within the limit."""
    try:
        seconds = asking.question(target)
    except (InteropError, OSError) as error:
        yield found("locked-out", probe, target, f"{when} a correct peer was not served: {told(error)}")
        return
    if seconds > asking.limit_s:
        yield found("locked-out", probe, target, f"{when} a correct peer was served after {seconds:.1f} s")


class Harm(Exception):
    """A system does not serve a correct peer any more; the text says after what."""


def _still_well(target: Target, asking: Asking, what: str) -> None:
    if why := asking.harm(target):
        raise Harm(f"after {what}: {why}")


def _store(target: Target, asking: Asking, what: str, uid: str, data: bytes, syntax: str) -> int | None:
    """The status; None where it was refused without one."""
    asking.pace.step(what)
    try:
        opened = asking.associate(target, [(SECONDARY_CAPTURE, [syntax])])
    except InteropError as error:
        raise NotDone(f"it takes no such objects: {told(error)}") from error
    try:
        with opened as assoc:
            status = assoc.store(SECONDARY_CAPTURE, uid, data).status
    except (InteropError, OSError):
        return None
    if status == 0:
        asking.left.append(f"objects of test patient {asking.patient} at {target.role}")
    return status


def _object(asking: Asking, side: int = 0) -> Dataset:
    """A small object of the audit's test patient; with ``side`` it is an image of so many rows and columns."""
    ds, uid = Dataset(), asking.runtime.uid
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.SOPClassUID, ds.SOPInstanceUID, ds.StudyDate = SECONDARY_CAPTURE, uid(), "20260101"
    ds.Modality, ds.ConversionType = "OT", "WSD"
    ds.PatientName, ds.PatientID = "Audit^Test", asking.patient
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.InstanceNumber = uid(), uid(), 1
    if side:
        ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.Rows, ds.Columns = 1, "MONOCHROME2", side, side
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    return ds


def _nested(levels: int) -> bytes:
    begin = b"\x40\x00\x75\x02SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    end = b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
    return begin * levels + end * levels


def _promise() -> bytes:
    return b"\xe0\x7f\x10\x00OB\0\0" + struct.pack("<L", 0xFFFFFFFE) + bytes(50)


def _bombs(asking: Asking) -> Iterator[tuple[str, str, bytes, str]]:
    """What it is, its SOP Instance UID, its bytes, their transfer syntax."""
    ds = _object(asking, SIDE)
    ds.add_new("PixelData", "OB", bytes(SIDE * SIDE))
    deflated = str(DeflatedExplicitVRLittleEndian)
    yield "a deflated image", ds.SOPInstanceUID, encode(ds, deflated), deflated
    ds = _object(asking, SIDE)
    segment = struct.pack("<16L", 1, 64, *[0] * 14) + b"\x81\x00" * (SIDE * SIDE // 128)  # PS3.5 G: 128 times 00
    ds.add_new("PixelData", "OB", encapsulate([segment]))
    ds["PixelData"].is_undefined_length = True
    yield "an RLE image", ds.SOPInstanceUID, encode(ds, RLELossless), str(RLELossless)
