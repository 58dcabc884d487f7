"""HL7 messages and MLLP blocks that are wrong in one known way, made from a good one by the grammar."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from harness.fuzz.case import Case, Expect, Target
from simulators.mllp_guard import patient_ids
from simulators.runtime import TestPatients
from simulators.wire import mllp

SPREAD = 40  # patients and orders that a campaign makes at most: what a system stores stays small
Chance = random.Random
Mutation = Callable[[Chance, list[bytes]], list[bytes]]


def registration(target: Target, seed: int, prefix: str) -> list[bytes]:
    """The segments of a good ADT^A04 for a test patient."""
    app, _, facility = target.called.partition("|")
    structure = "ADT^A04^ADT_A01" if target.version > "2.3" else "ADT^A04"
    return [
        f"MSH|^~\\&|HIS|HGM|{app}|{facility}|20260101120000||{structure}|F{seed:010d}|P|{target.version}".encode(),
        b"EVN||20260101120000",
        f"PID|||{prefix}F{seed % SPREAD:03d}^^^HGM^PI||Fuzz^Test||19800101|F".encode(),
        b"PV1||O",
    ]


def _any(chance: Chance, segments: list[bytes]) -> int:
    return chance.randrange(1, len(segments))


def _set(segments: list[bytes], name: bytes, field: int, value: bytes) -> list[bytes]:
    """A field by the number that HL7 gives it."""
    place = field - 1 if name == b"MSH" else field
    found = []
    for segment in segments:
        parts = segment.split(b"|")
        if parts[0] == name:
            parts += [b""] * (place + 1 - len(parts))
            parts[place] = value
        found.append(b"|".join(parts))
    return found


def _field(chance: Chance, segments: list[bytes], value: bytes) -> list[bytes]:
    """Any field that names no patient."""
    name = chance.choice([b"EVN", b"PV1", b"PID"])
    return _set(segments, name, chance.choice([5, 6, 7, 8, 11, 13]), value)


def _drop(chance: Chance, segments: list[bytes]) -> list[bytes]:
    left = list(segments)
    del left[_any(chance, segments)]
    return left


def _again(chance: Chance, segments: list[bytes]) -> list[bytes]:
    place = _any(chance, segments)
    return [*segments[:place], *[segments[place]] * chance.choice([2, 5, 400]), *segments[place:]]


def _shuffled(chance: Chance, segments: list[bytes]) -> list[bytes]:
    rest = segments[1:]
    chance.shuffle(rest)
    return [segments[0], *rest]


def _noise(chance: Chance, segments: list[bytes]) -> list[bytes]:
    return _field(chance, segments, bytes(chance.choice(range(32, 256)) for _ in range(chance.randrange(1, 60))))


def _controls(chance: Chance, segments: list[bytes]) -> list[bytes]:
    return _field(chance, segments, bytes(chance.choice([0, 1, 7, 8, 9, 12, 27, 127]) for _ in range(8)))


def _flipped(chance: Chance, segments: list[bytes]) -> list[bytes]:
    whole = bytearray(b"\r".join(segments))
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(whole))
        flipped = whole[place] ^ 1 << chance.randrange(8)
        whole[place] = whole[place] if flipped in (0x0B, 0x1C) else flipped  # those are of the framing
    return bytes(whole).split(b"\r")


def _put(name: bytes, field: int, value: bytes) -> Mutation:
    return lambda chance, segments: _set(segments, name, field, value)


def _fills(make: Callable[[Chance], bytes]) -> Mutation:
    return lambda chance, segments: _field(chance, segments, make(chance))


# what is done to the message, what has to come of it
MESSAGES: dict[str, tuple[Expect, Mutation]] = {
    "nothing is wrong": ("answer", lambda chance, segments: segments),
    "unknown message type": ("refuse", _put(b"MSH", 9, b"ZZZ^Z99^ZZZ_Z99")),
    "unknown event": ("refuse", _put(b"MSH", 9, b"ADT^Z99^ADT_Z99")),
    "no message type": ("refuse", _put(b"MSH", 9, b"")),
    "unknown version": ("refuse", _put(b"MSH", 12, b"9.9")),
    "no message number": ("refuse", _put(b"MSH", 10, b"")),
    "no patient segment": ("refuse", lambda chance, segments: [s for s in segments if s[:3] != b"PID"]),
    "no patient identifier": ("refuse", _put(b"PID", 3, b"")),
    "unknown processing ID": ("answer", _put(b"MSH", 11, b"Q")),
    "no MSH": ("any", lambda chance, segments: segments[1:]),
    "a segment is missing": ("answer", _drop),
    "a segment stands many times": ("answer", _again),
    "segments in another order": ("answer", _shuffled),
    "an unknown segment": ("answer", lambda chance, segments: [*segments, b"ZZ9|" + b"x" * 2000]),
    "a very long field": ("answer", _fills(lambda chance: b"A" * chance.choice([256, 70_000, 1_000_000]))),
    "very many repetitions": ("answer", _fills(lambda chance: b"~".join([b"x"] * 20_000))),
    "very many components": ("answer", _fills(lambda chance: b"^&" * 10_000)),
    "very many fields": ("answer", lambda chance, segments: [*segments, b"NTE" + b"|" * 50_000]),
    "broken escape sequences": ("answer", _fills(lambda chance: b"\\X4\\ \\.sp \\Hopen \\C\\ \\\\\\")),
    "bytes that are no text": ("answer", _noise),
    "control characters": ("answer", _controls),
    "impossible dates": ("answer", _put(b"PID", 7, b"20269999999999.99999+9999")),
    "a character set that there is not": ("answer", _put(b"MSH", 18, b"KLINGON")),
    "other delimiters than said": ("any", _put(b"MSH", 2, b"^^^^")),
    "line feeds between segments": ("any", lambda chance, segments: b"\n".join(segments).split(b"\r")),
    "flipped bits": ("any", _flipped),
}  # fmt: skip


def _cut(chance: Chance, block: bytes) -> bytes:
    return block[: chance.randrange(1, len(block))]


# what is done to the block on the line; nothing of it need be answered
FRAMES: dict[str, Callable[[Chance, bytes], bytes]] = {
    "half a block": _cut,
    "no start": lambda chance, block: block[1:],
    "no end": lambda chance, block: block[:-2],
    "end without carriage return": lambda chance, block: block[:-1],
    "two starts": lambda chance, block: mllp.START + block,
    "a start in the middle": lambda chance, block: block[:40] + mllp.START + block[40:],
    "an empty block": lambda chance, block: mllp.frame(b""),
    "a commit acknowledgement": lambda chance, block: mllp.frame(mllp.COMMIT_ACK) + mllp.frame(mllp.COMMIT_NAK),
    "noise before the block": lambda chance, block: chance.randbytes(200).replace(b"\x0b", b"") + block,
    "noise only": lambda chance, block: chance.randbytes(chance.randrange(1, 5000)),
    "a request of the web": lambda chance, block: b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "the hello of TLS": lambda chance, block: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(500),
    "many blocks at once": lambda chance, block: block * chance.choice([2, 50]),
}


def case(target: Target, seed: int, patients: TestPatients) -> Case:
    """The case of this seed: three of four wrong in the message, one in the framing."""
    chance = random.Random(seed)
    prefix = next((one for one in patients.prefixes if not one.startswith("0")), patients.prefixes[0])
    good = registration(target, seed, prefix)
    if chance.random() < 0.25:
        name = chance.choice(list(FRAMES))
        data = FRAMES[name](chance, mllp.frame(b"\r".join(good) + b"\r"))
        return Case(seed, name, data if only_test_patients(data, patients) else mllp.frame(b""), "any")
    name = chance.choice(list(MESSAGES))
    expect, mutate = MESSAGES[name]
    for _ in range(20):  # until it is about nobody else
        block = b"\r".join(mutate(chance, good)) + b"\r"
        if only_test_patients(block, patients):
            return Case(seed, name, mllp.frame(block), expect)
    return Case(seed, "an empty block", mllp.frame(b""), "any")


def only_test_patients(data: bytes, patients: TestPatients) -> bool:
    """Whether no identifier in it, however broken it is, may be that of somebody else."""
    return _all(patient_ids(data), patients) and _all(patient_ids(data.replace(b"\n", b"\r")), patients)


def _all(found: Iterable[str], patients: TestPatients) -> bool:
    return all(one in patients for one in found)
