"""DICOM PDUs, commands and data sets that are wrong in one known way, made from good ones by the grammar.

PS3.8 9.3 gives the PDUs, PS3.7 6.3.1 and E the commands.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from harness.fuzz.case import Case, Expect, Target
from simulators.dimse_messages import command, encode, encode_command
from simulators.runtime import TestPatients

VERIFICATION, CT = "1.2.840.10008.1.1", "1.2.840.10008.5.1.4.1.1.2"
SYNTAXES = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")
MWL, MPPS = "1.2.840.10008.5.1.4.31", "1.2.840.10008.3.1.2.3.3"
STUDY_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
RQ, AC, RJ, P_DATA, RELEASE, RELEASED, ABORT = 1, 2, 3, 4, 5, 6, 7
SPREAD = 40  # instances that a campaign stores at most
PATIENT_ID = b"\x10\x00\x20\x00"
Chance = random.Random


def pdu(kind: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">BBL", kind, 0, len(body) if length is None else length) + body


def item(kind: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">BBH", kind, 0, len(body) if length is None else length) + body


def pdv(context: int, flags: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">LBB", len(body) + 2 if length is None else length, context, flags) + body


def context(number: int, abstract: str) -> bytes:
    body = bytes((number, 0, 0, 0)) + item(0x30, abstract.encode())
    return item(0x20, body + b"".join(item(0x40, one.encode()) for one in SYNTAXES[:1]))


def request(target: Target, **changed: bytes) -> bytes:
    """A-ASSOCIATE-RQ; ``changed`` are parts other than the good ones."""
    parts = {
        "version": b"\0\1",
        "called": target.called.encode().ljust(16),
        "calling": b"FUZZ".ljust(16),
        "application": item(0x10, b"1.2.840.10008.3.1.1.1"),
        "contexts": context(1, VERIFICATION) + context(3, wanted(target)),
        "user": item(0x50, item(0x51, struct.pack(">L", 16384)) + item(0x52, b"2.25.1")),
        **changed,
    }
    head = parts["version"] + b"\0\0" + parts["called"] + parts["calling"] + bytes(32)
    return pdu(RQ, head + parts["application"] + parts["contexts"] + parts["user"])


def wanted(target: Target) -> str:
    """The SOP class that this listener is for."""
    return {"worklist": MWL, "mpps": MPPS}.get(target.service, CT if target.role != "ris" else MWL)


def echo(**elements: object) -> bytes:
    ds = command("C-ECHO-RQ", **{"AffectedSOPClassUID": VERIFICATION, "MessageID": 1, **elements})
    return pdu(P_DATA, pdv(1, 3, encode_command(ds, False)))


def instance(seed: int, patient: str) -> Dataset:
    """A small test image."""
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = CT, f"2.25.77{seed % SPREAD:04d}1"
    ds.PatientID, ds.PatientName = patient, "Fuzz^Test"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = "2.25.7712", f"2.25.7713{seed % 4}"
    ds.StudyDate, ds.Modality, ds.AccessionNumber = "20260101", "CT", "FUZZ"
    ds.Rows = ds.Columns = 8
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation, ds.SamplesPerPixel = 16, 12, 11, 0, 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.add_new("PixelData", "OW", bytes(128))
    return ds


def operation(target: Target, seed: int, patient: str, body: bytes | None = None, **elements: object) -> bytes:
    """C-STORE, C-FIND or N-CREATE with its data set, in the second context; ``body`` instead of the good data set."""
    ds = instance(seed, patient)
    if wanted(target) == CT:
        kind, given = "C-STORE-RQ", {"AffectedSOPInstanceUID": ds.SOPInstanceUID, "Priority": 0}
    elif wanted(target) == MWL:
        kind, given, ds = "C-FIND-RQ", {"Priority": 0}, Dataset()
        ds.PatientID, ds.PatientName = patient, ""
    else:
        kind, given = "N-CREATE-RQ", {"AffectedSOPInstanceUID": f"2.25.78{seed}"}
        ds = Dataset()
        ds.PatientID, ds.PerformedProcedureStepStatus = patient, "COMPLETED"  # 0106 is due: PS3.4 F.7.2.1.3
    values = {"AffectedSOPClassUID": wanted(target), "MessageID": 1, **given, **elements}
    data = encode(ds, ExplicitVRLittleEndian) if body is None else body
    return pdu(P_DATA, pdv(3, 3, encode_command(command(kind, **values), True))) + pdu(P_DATA, pdv(3, 2, data))


def _good(target: Target, seed: int, patient: str) -> bytes:
    return encode(instance(seed, patient), ExplicitVRLittleEndian)


def _flipped(chance: Chance, data: bytes) -> bytes:
    """Some bits, anywhere."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _deep(levels: int) -> bytes:
    """A sequence in a sequence in a sequence, none of them ended."""
    return (b"\x40\x00\x00\x01SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff") * levels


def _without(ds: Dataset, *keywords: str) -> bytes:
    for keyword in keywords:
        delattr(ds, keyword)
    return encode(ds, ExplicitVRLittleEndian)


Make = Callable[[Chance, Target, int, str], bytes]
# before and beside the association: a receiver may refuse, abort or hang up
ASSOCIATIONS: dict[str, tuple[Expect, Make]] = {
    "another called AE title": ("any", lambda c, t, s, p: request(t, called=b"NOBODY".ljust(16))),
    "blank AE titles": ("any", lambda c, t, s, p: request(t, called=b" " * 16, calling=b" " * 16)),
    "AE titles that are no text": ("any", lambda c, t, s, p: request(t, calling=b"\xff\x00\x1b\\" * 4)),
    "protocol version 0": ("any", lambda c, t, s, p: request(t, version=b"\0\0")),
    "no application context": ("any", lambda c, t, s, p: request(t, application=b"")),
    "another application context": ("any", lambda c, t, s, p: request(t, application=item(0x10, b"1.2.3"))),
    "no presentation context": ("any", lambda c, t, s, p: request(t, contexts=b"")),
    "too many presentation contexts": (
        "any",
        lambda c, t, s, p: request(t, contexts=b"".join(context(n % 256, VERIFICATION) for n in range(1, 601, 2))),
    ),
    "even context numbers": ("any", lambda c, t, s, p: request(t, contexts=context(2, VERIFICATION))),
    "an item longer than its PDU": ("any", lambda c, t, s, p: request(t, user=item(0x50, b"x", 60_000))),
    "no user information": ("any", lambda c, t, s, p: request(t, user=b"")),
    "a PDU of four gigabytes": ("any", lambda c, t, s, p: pdu(RQ, b"\0" * 100, 0xFFFFFFFF)),
    "half a request": ("any", lambda c, t, s, p: request(t)[: c.randrange(1, 150)]),
    "an unknown PDU": ("any", lambda c, t, s, p: pdu(c.choice([0, 8, 99, 255]), c.randbytes(20))),
    "data before the association": ("any", lambda c, t, s, p: echo()),
    "two requests": ("any", lambda c, t, s, p: request(t) * 2),
    "release before the association": ("any", lambda c, t, s, p: pdu(RELEASE, b"\0" * 4)),
    "an abort at once": ("any", lambda c, t, s, p: request(t) + pdu(ABORT, b"\0" * 4)),
    "flipped bits in the request": ("any", lambda c, t, s, p: _flipped(c, request(t))),
    "noise only": ("any", lambda c, t, s, p: c.randbytes(c.randrange(1, 4000))),
    "HL7 instead": ("any", lambda c, t, s, p: b"\x0bMSH|^~\\&|HIS|HGM\r\x1c\r"),
}
# inside a good association
OPERATIONS: dict[str, tuple[Expect, Make]] = {
    "nothing is wrong": ("answer", lambda c, t, s, p: echo()),
    "an association in an association": ("any", lambda c, t, s, p: request(t)),
    "a good operation": ("answer", lambda c, t, s, p: operation(t, s, p)),
    "a value longer than its PDU": ("any", lambda c, t, s, p: pdu(P_DATA, pdv(1, 3, b"x" * 20, 5000))),
    "a value shorter than its header": ("any", lambda c, t, s, p: pdu(P_DATA, pdv(1, 3, b"x" * 20, 1))),
    "a context that was not negotiated": ("any", lambda c, t, s, p: pdu(P_DATA, pdv(99, 3, b"\0" * 20))),
    "a command that is noise": ("any", lambda c, t, s, p: pdu(P_DATA, pdv(1, 3, c.randbytes(80)))),
    "an unknown command": ("any", lambda c, t, s, p: echo(CommandField=0x0777)),
    "an answer that was not asked for": ("any", lambda c, t, s, p: echo(CommandField=0x8030, Status=0)),
    "an empty PDU": ("any", lambda c, t, s, p: pdu(P_DATA, b"") + echo()),
    "a data set before its command": ("any", lambda c, t, s, p: pdu(P_DATA, pdv(3, 2, b"\0" * 40)) + echo()),
    "a data set in a thousand pieces": (
        "any",
        lambda c, t, s, p: operation(t, s, p)[:-1] + b"".join(pdu(P_DATA, pdv(3, 0, b"\0\0")) for _ in range(1000)),
    ),
    "flipped bits in the operation": ("any", lambda c, t, s, p: _flipped(c, operation(t, s, p))),
    "half an operation": ("any", lambda c, t, s, p: operation(t, s, p)[: c.randrange(20, 200)]),
    "a data set that is noise": ("refuse", lambda c, t, s, p: operation(t, s, p, b"\xff" + c.randbytes(301))),
    "a data set that ends in an element": ("refuse", lambda c, t, s, p: operation(t, s, p, _good(t, s, p)[:-65])),
    "sequences in sequences": ("answer", lambda c, t, s, p: operation(t, s, p, _deep(c.choice([5, 100, 3000])))),
    "an element of four gigabytes": (
        "refuse",
        lambda c, t, s, p: operation(t, s, p, b"\x08\x00\x05\x00OB\0\0\xfe\xff\xff\xff" + bytes(50)),
    ),
    "an association that ends in the middle": (
        "any",
        lambda c, t, s, p: operation(t, s, p)[:60] + pdu(RELEASE, b"\0" * 4),
    ),
}
STORES: dict[str, tuple[Expect, Make]] = {
    "another instance than the command says": (
        "refuse",
        lambda c, t, s, p: operation(t, s, p, AffectedSOPInstanceUID="2.25.999"),
    ),
    "a data set without its own identifiers": (
        "refuse",
        lambda c, t, s, p: operation(t, s, p, _without(instance(s, p), "SOPInstanceUID", "SOPClassUID")),
    ),
    "a data set without its study": (
        "refuse",
        lambda c, t, s, p: operation(t, s, p, _without(instance(s, p), "StudyInstanceUID", "SeriesInstanceUID")),
    ),
}


def case(target: Target, seed: int, patients: TestPatients) -> Case:
    """The case of this seed: a third wrong in the association, the others in what is done within one."""
    chance = random.Random(seed)
    prefix = next((one for one in patients.prefixes if not one.startswith("0")), patients.prefixes[0])
    patient = f"{prefix}F{seed % SPREAD:03d}"
    if chance.random() < 0.35:
        name = chance.choice(list(ASSOCIATIONS))
        expect, make = ASSOCIATIONS[name]
        return Case(seed, name, make(chance, target, seed, patient), expect)
    table = {**OPERATIONS, **(STORES if wanted(target) == CT else {})}
    name = chance.choice(list(table))
    expect, make = table[name]
    if name == "a good operation" and wanted(target) == MPPS:
        expect = "refuse"  # a step that begins COMPLETED: PS3.4 F.7.2.1.3
    if expect == "refuse" and wanted(target) == MWL:
        expect = "answer"  # a question harms nobody
    for _ in range(20):
        data = make(chance, target, seed, patient)
        if only_test_patients(data, prefix):
            return Case(seed, name, data, expect, request(target))
    return Case(seed, "nothing is wrong", echo(), "answer", request(target))


def only_test_patients(data: bytes, prefix: str) -> bool:
    """Whether each Patient ID in it is empty or of a test patient, whatever its VR was made into."""
    rest = data
    while (place := rest.find(PATIENT_ID)) >= 0:
        value = rest[place + 8 : place + 8 + len(prefix)]
        if rest[place + 6 : place + 8] != b"\0\0" and value != prefix.encode():
            return False
        rest = rest[place + 4 :]
    return True
