"""What may be attached, and what is taken off it."""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.console.attachments import AttachmentRefused, checked_name, keep, kind_of, stripped


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(orientation: int, order: str = ">") -> bytes:
    head = b"MM\0*" if order == ">" else b"II*\0"
    entries = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    gps = struct.pack(order + "HHII", 0x8825, 4, 1, 99)
    return b"Exif\0\0" + head + struct.pack(order + "IH", 8, 2) + entries + gps + b"Malabo 3.75 N 8.78 E"


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"scan\xff\x00data\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\x04\0\0\0WEBP", "image/webp"),
        (b"%PDF-1.7\n...", "application/pdf"),
        ("Número de acceso ñ\r\n\t1".encode(), "text/plain"),
        (b"<svg onload=alert(1)>", "text/plain"),
    ],
)
def test_the_kind_is_what_the_content_is(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize("content", [b"", b" \n", b"MZ\x90\0", b"\xff\xfea\0b\0", b"a\0b", "ñ".encode("latin-1")])
def test_nothing_else(content: bytes) -> None:
    with pytest.raises(AttachmentRefused):
        kind_of(content)


@pytest.mark.parametrize("name", ["photo.jpg", "Número de acceso.PDF", ".hidden.txt", "a b (1).png", "x" * 200])
def test_names_that_will_do(name: str) -> None:
    assert checked_name(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", "C:x", "a\0b", "a\nb", "x\u202egpj", "x" * 201])
def test_names_that_will_not(name: str) -> None:
    with pytest.raises(AttachmentRefused):
        checked_name(name)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photo_loses_its_place_and_keeps_its_orientation(order: str) -> None:
    table = segment(0xDB, b"table")
    photo = jpeg(segment(0xE0, b"JFIF\0"), segment(0xE1, exif(6, order)), segment(0xFE, b"comment"), table)
    kept = stripped(photo, "image/jpeg")
    assert b"Malabo" not in kept
    assert b"comment" not in kept
    assert table in kept
    assert kept.endswith(b"scan\xff\x00data\xff\xd9")
    again = stripped(kept, "image/jpeg")
    assert again == kept
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept


def test_a_photo_that_stands_upright_needs_no_block() -> None:
    assert stripped(jpeg(segment(0xE1, exif(1))), "image/jpeg") == jpeg()


def test_png_and_webp_lose_their_words() -> None:
    kept = stripped(png(chunk(b"IHDR", b"x"), chunk(b"tEXt", b"Author\0me"), chunk(b"eXIf", b"where")), "image/png")
    assert kept == png(chunk(b"IHDR", b"x"))
    body = b"VP8X" + struct.pack("<I", 10) + bytes([0x0C]) + b"123456789" + b"EXIF" + struct.pack("<I", 3) + b"gps\0"
    webp = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    kept = stripped(webp, "image/webp")
    assert b"gps" not in kept
    assert kept[:4] == b"RIFF"
    assert struct.unpack("<I", kept[4:8])[0] == len(kept) - 8
    assert kept[20] == 0


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png"])
def test_what_only_begins_like_a_picture(kind: str) -> None:
    content = jpeg(segment(0xDB, b"table")) if kind == "image/jpeg" else png()
    for end in (2, 5, 8, 12):
        with pytest.raises(AttachmentRefused):
            stripped(content[:end], kind)


@given(st.binary(max_size=300))
def test_no_content_breaks_it(content: bytes) -> None:
    for start in (b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b""):
        try:
            kept = stripped(start + content, kind_of(start + content))
        except AttachmentRefused:
            continue
        assert kind_of(kept)


def test_it_is_kept_under_a_name_of_ours(tmp_path: Path) -> None:
    path, digest = keep(tmp_path, "../TC SEE/1", 2, b"content", "text/plain")
    assert digest == hashlib.sha256(b"content").hexdigest()
    assert path == f"attachments/_TC_SEE_1/03-{digest[:12]}.txt"
    assert (tmp_path / path).read_bytes() == b"content"
    assert [each.name for each in (tmp_path / path).parent.iterdir()] == [f"03-{digest[:12]}.txt"]


def test_a_disk_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("in the way")
    with pytest.raises(AttachmentRefused, match="disk"):
        keep(tmp_path, "x", 0, b"content", "text/plain")
