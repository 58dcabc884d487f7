"""Photos and files that a person adds to an answer: known by their content, stripped of what they would tell of her.

A file is kept in the run folder under a name of ours, made of the step and of the content's SHA-256. The name that the
browser sent is kept as text; one that holds a path is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

from harness.record import ATTACHMENTS

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
LONGEST_NAME = 200


class AttachmentRefused(Exception):
    """``why`` is ``name``, ``kind`` or ``disk``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def checked_name(name: str) -> str:
    """The browser's name of a file, to be shown. :class:`AttachmentRefused` where it holds a path or acts."""
    if (
        not name.strip(". ")
        or len(name) > LONGEST_NAME
        or re.search(r"[/\\:\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", name)
    ):
        raise AttachmentRefused("name")
    return name


def kind_of(content: bytes | bytearray) -> str:
    """The media type, by content. :class:`AttachmentRefused` for anything that is no picture, PDF or plain text."""
    head = bytes(content[:16])
    for start, kind in (
        (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"), (b"%PDF-", "application/pdf"),
    ):  # fmt: skip
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    try:
        text = bytes(content).decode("utf-8")
    except UnicodeDecodeError:
        raise AttachmentRefused("kind") from None
    if not text.strip() or re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text):
        raise AttachmentRefused("kind")
    return "text/plain"


def stripped(content: bytes, kind: str) -> bytes:
    """The picture without place, camera and comments; a JPEG keeps its orientation. :class:`AttachmentRefused` where
    it only begins like one."""
    try:
        if kind == "image/jpeg":
            return _jpeg(content)
        if kind == "image/png":
            return content[:8] + b"".join(_png_chunks(content))
        if kind == "image/webp":
            return _webp(content)
    except (struct.error, IndexError, ValueError):
        raise AttachmentRefused("kind") from None
    return content


def keep(run_folder: Path, scenario_id: str, step: int, content: bytes, kind: str) -> tuple[str, str]:
    """Write it into the run folder, whole or not at all and on the disk; its path there and its SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    place = re.sub(r"[^A-Za-z0-9._-]", "_", scenario_id).strip(".") or "scenario"
    path = f"{ATTACHMENTS}/{place}/{step + 1:02d}-{digest[:12]}{SUFFIXES[kind]}"
    target = run_folder / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=target.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, target)
    except OSError:
        raise AttachmentRefused("disk") from None
    return path, digest


def of_step(db: sqlite3.Connection, attempt_id: int, step: int) -> list[sqlite3.Row]:
    """What was attached at a step, in order."""
    return db.execute(
        "SELECT * FROM attachment WHERE attempt_id = ? AND step = ? ORDER BY id", (attempt_id, step)
    ).fetchall()


def _jpeg(content: bytes) -> bytes:
    """Without APP1 to APP15 and comments, up to the scan; with an EXIF block that holds the orientation alone."""
    place, kept, orientation = 2, [content[:2]], 1
    while content[place] == 0xFF and content[place + 1] != 0xDA:
        marker, (length,) = content[place + 1], struct.unpack_from(">H", content, place + 2)
        if length < 2 or place + 2 + length > len(content):
            raise ValueError("cut short")
        segment = content[place : place + 2 + length]
        if marker == 0xE1:
            orientation = _orientation(segment[4:]) or orientation
        elif not 0xE2 <= marker <= 0xEF and marker != 0xFE:
            kept.append(segment)
        place += 2 + length
    if content[place] != 0xFF:
        raise ValueError("no scan")
    exif = b""
    if 2 <= orientation <= 8:
        exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", 0x0112, 3, 1, orientation, 0, 0)
        exif = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    return kept[0] + exif + b"".join(kept[1:]) + content[place:]


def _orientation(block: bytes) -> int:
    """Tag 0x0112 of an EXIF block, or 0."""
    if not block.startswith(b"Exif\0\0"):
        return 0
    tiff = block[6:]
    order = ">" if tiff[:2] == b"MM" else "<"
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for index in range(count):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * index)
            if tag == 0x0112:
                return int(value)
    except struct.error:
        pass
    return 0


def _png_chunks(content: bytes) -> Iterator[bytes]:
    place = 8
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind = content[place + 4 : place + 8]
        if place + 12 + length > len(content):
            raise ValueError("cut short")
        if kind not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            yield content[place : place + 12 + length]
        place += 12 + length
        if kind == b"IEND":
            return
    raise ValueError("no end")


def _webp(content: bytes) -> bytes:
    place, kept = 12, []
    while place + 8 <= len(content):
        (length,) = struct.unpack_from("<I", content, place + 4)
        end = place + 8 + length + length % 2
        if content[place : place + 4] not in (b"EXIF", b"XMP "):
            kept.append(content[place:end])
        place = end
    body = b"WEBP" + b"".join(kept)
    if kept and kept[0][:4] == b"VP8X":  # its flags say that the two are there
        body = body[:12] + bytes([body[12] & ~0x0C]) + body[13:]
    return b"RIFF" + struct.pack("<I", len(body)) + body
