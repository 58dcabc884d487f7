"""Forms as they arrive: in any pieces, cut short, wrong, without end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from harness.console.forms import MOST_TEXT, Form, Malformed, TooLarge, read_form
from harness.console.tests.scenes import multipart

FIELDS = [("csrf", "token"), ("seen", "ñ\r\n--x\r\n<b>"), ("seen", "again"), ("empty", "")]
CONTENT = b"\r\n--boundary\r\nContent-Disposition: \x00\xff" * 3
KIND, BODY = multipart(FIELDS, [("file", "Número 1.png", CONTENT), ("none", "", b"")])


def take(chunks: list[bytes], kind: str, *, most: int = 1000, may: bool = True, length: str = "") -> Form:
    """Read a form that comes in these chunks."""
    left: Iterator[bytes] = iter(chunks)

    async def receive() -> dict[str, Any]:
        chunk = next(left, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    headers = [(b"content-type", kind.encode("latin-1"))]
    headers += [(b"content-length", length.encode())] if length else []
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    return asyncio.run(read_form(request, most, lambda form: may))


def test_fields_and_attachments() -> None:
    form = take([BODY], KIND)
    assert form.fields == {"csrf": ["token"], "seen": ["ñ\r\n--x\r\n<b>", "again"], "empty": [""]}
    assert form.get("seen") == "ñ\n--x\n<b>"
    assert form.get("nothing") == ""
    assert [(upload.name, bytes(upload.content)) for upload in form.uploads] == [("Número 1.png", CONTENT)]


@given(st.lists(st.integers(0, len(BODY)), max_size=8))
def test_in_any_pieces(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(BODY)]
    form = take([BODY[a:b] for a, b in pairwise(places)], KIND)
    assert form.get("csrf") == "token"
    assert bytes(form.uploads[0].content) == CONTENT


@given(st.integers(0, len(BODY) - 1), st.binary(max_size=3))
def test_nothing_that_is_damaged_breaks_it(place: int, other: bytes) -> None:
    for damaged in (BODY[:place], BODY[:place] + other + BODY[place + 1 :]):
        try:
            take([damaged], KIND)
        except (Malformed, TooLarge):
            continue


def test_an_attachment_is_read_only_as_far_as_is_allowed() -> None:
    with pytest.raises(TooLarge) as large:
        take([BODY], KIND, most=len(CONTENT) - 1)
    assert large.value.form.get("csrf") == "token"
    with pytest.raises(Malformed):
        take([BODY], KIND, may=False)
    with pytest.raises(TooLarge) as large:
        take([BODY[: BODY.index(CONTENT) + 5]], KIND, length=str(10**9))
    assert large.value.form.get("seen").startswith("ñ")


def test_text_has_an_end_too() -> None:
    kind, body = multipart([("a", "x" * (MOST_TEXT + 1))], [])
    with pytest.raises(TooLarge):
        take([body], kind)
    with pytest.raises(TooLarge):
        take([b"a=" + b"x" * MOST_TEXT], "application/x-www-form-urlencoded")
    with pytest.raises(TooLarge):
        take([b"a=1"], "application/x-www-form-urlencoded", length=str(10**9))
    kind, body = multipart([(f"f{number}", "x") for number in range(300)], [])
    with pytest.raises(TooLarge):
        take([body], kind)


@pytest.mark.parametrize("sent", ["../../etc/passwd", "..\\x", "C:\\photos\\x.png", 'a"b', "ñ.png", "x;y=z.png"])
def test_a_name_arrives_as_it_was_sent(sent: str) -> None:
    kind, body = multipart([], [("file", sent.replace('"', '\\"'), b"x")])
    assert take([body], kind).uploads[0].name == sent
