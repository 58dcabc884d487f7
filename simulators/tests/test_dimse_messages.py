"""DIMSE messages as bytes: any message comes out of its fragments as it went in, and nonsense never gets through."""

from __future__ import annotations

import zlib
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from simulators.dimse_messages import (
    FIELDS,
    Assembler,
    DimseMessage,
    command,
    decode,
    encode,
    encode_query,
    fragments,
    inflate,
    without_bulk,
)
from simulators.tests.dimse_talk import EXPLICIT, IMPLICIT, instance
from simulators.wire.errors import LocalViolation, PeerViolation

DEFLATED, BIG_ENDIAN = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
texts = st.text(st.characters(min_codepoint=32, max_codepoint=126, blacklist_characters="\\"), max_size=12).map(
    str.strip
)


def values(found):  # type: ignore[no-untyped-def]
    """(context, fragment) pairs of P-DATA primitives."""
    return [pair for part in found for pair in part.presentation_data_value_list]


@given(
    kind=st.sampled_from(sorted(FIELDS)),
    data=st.binary(max_size=3000),
    context=st.integers(1, 255),
    pdu=st.one_of(st.just(0), st.integers(8, 700)),
    message_id=st.integers(0, 65535),
    comment=texts,
)
def test_any_message_survives_any_fragmentation(
    kind: str, data: bytes, context: int, pdu: int, message_id: int, comment: str
) -> None:
    sent = command(kind, MessageID=message_id, ErrorComment=comment)
    parts = values(fragments(DimseMessage(context, sent, data), pdu))
    if pdu:
        assert max(len(value) for _, value in parts) + 6 - 1 <= pdu
    assembler = Assembler(1 << 20)
    *unfinished, last = [assembler.add(*part) for part in parts]
    assert unfinished == [None] * len(unfinished)
    assert last is not None
    assert (last.context_id, last.kind, last.data) == (context, kind, data)
    assert last.command.MessageID == message_id
    assert str(last.command.get("ErrorComment", "") or "").strip() == comment


@given(st.lists(st.tuples(st.integers(0, 255), st.binary(min_size=1, max_size=40)), max_size=20))
def test_nonsense_is_a_violation_and_nothing_else(parts: list[tuple[int, bytes]]) -> None:
    assembler = Assembler(1 << 20)
    for part in parts:
        try:
            message = assembler.add(*part)
        except PeerViolation:
            return
        assert message is None or message.kind


def test_a_message_without_end_is_stopped() -> None:
    assembler = Assembler(1000)
    (head,) = values(fragments(DimseMessage(1, command("C-STORE-RQ", MessageID=1), b""), 0))
    store = command("C-STORE-RQ", MessageID=1)
    first = values(fragments(DimseMessage(1, store, b"x"), 0))[0]
    assert assembler.add(*head) is not None
    assert assembler.add(*first) is None
    for _ in range(9):
        assert assembler.add(1, b"\0" + b"x" * 100) is None
    with pytest.raises(PeerViolation, match="more than 1000 bytes"):
        assembler.add(1, b"\0" + b"x" * 100)


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED])
def test_a_data_set_comes_back_from_every_native_syntax(syntax: str) -> None:
    ds = instance()
    again = decode(encode(ds, syntax), syntax)
    assert [(one.tag, one.value) for one in again] == [(one.tag, one.value) for one in ds if one.tag.group > 2]


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN])
@pytest.mark.parametrize("missing", [1, 3, 100, 8000])
def test_a_data_set_that_ends_too_early_is_not_taken(syntax: str, missing: int) -> None:
    with pytest.raises(PeerViolation, match=r"ends in the middle|cannot be read"):
        decode(encode(instance(), syntax)[:-missing], syntax)


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED])
@given(data=st.binary(max_size=200))
def test_bytes_that_are_no_data_set_are_a_violation_or_read(syntax: str, data: bytes) -> None:
    try:
        without_bulk(decode(data, syntax))
    except PeerViolation:
        pass
    except Exception as error:  # values are decoded late; the tap takes whatever pydicom raises
        assert not isinstance(error, MemoryError | RecursionError)  # noqa: PT017


def test_a_deflated_bomb_is_stopped() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"\0" * 10_000_000) + packer.flush()
    with pytest.raises(PeerViolation, match="more than 1000000 bytes"):
        inflate(bomb, 1_000_000)


@pytest.mark.parametrize(
    ("declared", "key", "goes"),
    [
        (None, "ZZ9001", True),
        (None, "ZZ?001", True),
        (None, "ZZ90Ж1", False),
        ("ISO_IR 100", "Ñengono", True),
        ("ISO_IR 100", "Ж?", False),
        ("ISO_IR 144", "Ж?", True),
        ("ISO_IR 192", "Ж?", True),
    ],
)
def test_a_letter_that_cannot_be_written_is_not_made_a_wildcard(declared: str | None, key: str, goes: bool) -> None:
    query = Dataset()
    query.PatientID, query.PatientName, query.StudyDescription = key, "Prueba", None
    if declared:
        query.SpecificCharacterSet = declared
    with nullcontext() if goes else pytest.raises(LocalViolation, match="has not"):
        assert encode_query(query, IMPLICIT) == encode(query, IMPLICIT)


def test_groups_of_command_and_file_meta_are_not_encoded() -> None:
    ds = instance()
    ds.add_new(0x00020010, "UI", EXPLICIT)
    assert encode(ds, EXPLICIT)[:2] == b"\x08\x00"


def test_without_bulk_keeps_the_character_set() -> None:
    ds = Dataset()
    ds.SpecificCharacterSet, ds.PatientName = "ISO_IR 192", "Œuvray^Noël"
    assert without_bulk(decode(encode(ds, EXPLICIT), EXPLICIT)).PatientName == "Œuvray^Noël"
