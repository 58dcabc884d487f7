"""Media types and multipart messages at their edges (RFC 2046 5.1; PS3.18 8.7)."""

from __future__ import annotations

import uuid

import pytest

from simulators.wire import media_type, multipart
from simulators.wire.errors import PeerViolation
from simulators.wire.media_type import LONGEST, MediaType, accepted, read
from simulators.wire.multipart import LONGEST_HEADER, MOST_PARTS, Part, parts_of, write


@pytest.mark.parametrize(
    ("text", "name", "parameters"),
    [
        ("Application/DICOM", "application/dicom", {}),
        (' a/b ; X = 1 ; y="2;\\"3" ', "a/b", {"x": "1", "y": '2;"3'}),
        ("a/b; x=1; X=2", "a/b", {"x": "1"}),
        ("a/b; x=", "a/b", {"x": ""}),
        ('a/b; x="', "a/b", {}),
        ("*/*", "*/*", {}),
    ],
)
def test_a_media_type_is_read(text: str, name: str, parameters: dict[str, str]) -> None:
    found = read(text)
    if text.endswith('"') and text.count('"') == 1:
        assert found is None
    else:
        assert found == MediaType(name, parameters)


@pytest.mark.parametrize("text", ["", "a", "a/", "/b", "a/b c", "a/b;", "a/b; x", "a/b; x=1 y", "a/b, c/d"])
def test_what_is_no_media_type(text: str) -> None:
    assert read(text) is None


def test_how_much_of_a_header_is_read() -> None:
    start = 'a/b; x="'
    whole = start + "y" * (LONGEST - len(start) - 1) + '"'
    assert read(whole) is not None
    assert read(start + "y" * (LONGEST - len(start)) + '"') is None
    assert [wish.name for wish in accepted("a/b," + " " * (LONGEST - 7) + "c/d")] == ["a/b", "c/d"]
    assert [wish.name for wish in accepted("a/b," + " " * (LONGEST - 4) + "c/d")] == ["a/b"]


@pytest.mark.parametrize(
    ("wish", "content", "name", "takes"),
    [
        ('multipart/related; type="Application/DICOM; x=1"', "application/dicom", "application/dicom", True),
        ("multipart/related", "*/*", "a/b", True),
        ("image/*", "image/*", "text/x", False),
        ("image/*", "image/*", "image/png", True),
        ("image/png", "image/png", "image/jpeg", False),
        ("image/png", "image/png", "image/png", True),
        ('application/dicom; type="image/png"', "application/dicom", "application/dicom", True),
    ],
)
def test_what_a_wish_covers(wish: str, content: str, name: str, takes: bool) -> None:
    (found,) = accepted(wish)
    assert (found.content, found.takes(name)) == (content, takes)
    assert found.is_multipart is wish.startswith("multipart/")


def test_how_a_type_is_written() -> None:
    assert str(MediaType("a/b", {"x": "1", "type": "c/d"})) == 'a/b; x=1; type="c/d"'
    assert MediaType("a/b").transfer_syntax == ""
    assert MediaType("a/b", {"transfer-syntax": "1.2"}).transfer_syntax == "1.2"


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("a/b;q=0.5, c/d;q=0.501, e/f", ["e/f", "c/d", "a/b"]),
        ("a/b;q=0, c/d;q=0.001, e/f;q=0.000", ["c/d"]),
        ("a/b;q=1.5, c/d;q=1", ["a/b", "c/d"]),  # what is no quality counts as none given
        ("a/b;q=0.9, c/d;q=1.000", ["c/d", "a/b"]),
        ("a/b;q=0.9, c/d;q=0.95555", ["c/d", "a/b"]),
        ("nonsense, a/b", ["a/b"]),
        ('a/b;x="c,d;\\",q=0", e/f', ["a/b", "e/f"]),
        ("a/b\\,c/d", ["c/d"]),
        ('a/b;x="\\a", c/d', ["a/b", "c/d"]),
        (",a/b", ["a/b"]),
        ('a/b;x="1,2"', ["a/b"]),
        ("  ", ["*/*"]),
        (",", []),
    ],
)
def test_wishes_by_their_quality(header: str, names: list[str]) -> None:
    wishes = accepted(header)
    assert [wish.name for wish in wishes] == names
    assert all("q" not in wish.parameters for wish in wishes)


@pytest.mark.parametrize(
    ("text", "quality"), [("1", 1), ("0", 0), ("0.25", 0.25), ("1.001", 1), ("0.1234", 1), ("2", 1), ("", 1), ("-1", 1)]
)
def test_a_quality_is_from_0_to_1(text: str, quality: float) -> None:
    assert media_type._quality(text) == quality


# --- multipart


def related(boundary: str) -> MediaType:
    return MediaType("multipart/related", {"boundary": boundary})


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (b"--x\r\nA-B: c : d\r\nA-b: e\r\n\r\nA\r\n--x--", [Part(b"A", {"a-b": "c : d"})]),
        (b"--x\r\n\r\nA\r\n--x--", [Part(b"A")]),
        (b"--x\r\n\r\n\r\nA\r\n\r\n--x--", [Part(b"\r\nA\r\n")]),
        (b"--x\r\na: b\r\n\r\n\r\n--x\r\n\r\nB\r\n--x--", [Part(b"", {"a": "b"}), Part(b"B")]),
        (b"--x \t \r\n\r\nA\r\n--x--", [Part(b"A")]),
        (b"--x" + b" " * 80 + b"\r\n\r\nA\r\n--x--", [Part(b"A")]),
        (b"z\r\n--x\r\n\r\nA\r\n--x--z", [Part(b"A")]),
        (b"z--x\r\n\r\nno\r\n--x\r\n\r\nA\r\n--x--", [Part(b"A")]),
        (b"--x\r\n\r\nA\n--x\r\nB\r\n--x--", [Part(b"A\n--x\r\nB")]),
    ],
)
def test_what_is_a_part(body: bytes, parts: list[Part]) -> None:
    assert parts_of(body, related("x")) == parts


@pytest.mark.parametrize(
    "body",
    [b"--x" + b" " * 81 + b"\r\n\r\nA\r\n", b"--x\r\n: b\r\n\r\nA\r\n--x--", b"--x\r\n--x\r\n\r\nA\r\n--x--"],
)
def test_what_is_no_message_of_parts(body: bytes) -> None:
    with pytest.raises(PeerViolation) as caught:
        parts_of(body, related("x"))
    assert caught.value.clause == multipart.CLAUSE


@pytest.mark.parametrize(("size", "good"), [(LONGEST_HEADER, True), (LONGEST_HEADER + 1, False)])
def test_how_long_the_header_of_a_part_may_be(size: int, good: bool) -> None:
    body = b"--x\r\na: " + b"b" * (size - 7) + b"\r\n\r\nA\r\n--x--"
    if good:
        assert parts_of(body, related("x"))[0].content == b"A"
    else:
        with pytest.raises(PeerViolation, match="part 1 of a multipart message has no blank line"):
            parts_of(body, related("x"))


def test_a_header_ends_where_its_part_ends() -> None:
    with pytest.raises(PeerViolation, match=r"part 2 .* no blank line"):
        parts_of(b"--x\r\n\r\nA\r\n--x\r\na: b\r\n--x\r\n\r\nC\r\n--x--", related("x"))
    with pytest.raises(PeerViolation, match=r"part 2 .* without a name") as caught:
        parts_of(b"--x\r\n\r\nA\r\n--x\r\n" + b"n" * 100 + b"\r\n\r\nB\r\n--x--", related("x"))
    assert caught.value.received == b"n" * 80


@pytest.mark.parametrize(
    ("boundary", "good"),
    [("x", True), ("x" * 70, True), ("x" * 71, False), ("", False), ("a b", True), ("a ", False), ("a;b", False)],
)
def test_which_boundaries_are_usable(boundary: str, good: bool) -> None:
    body = b"--" + boundary.encode() + b"--"
    if good:
        assert parts_of(body, related(boundary)) == []
    else:
        with pytest.raises(PeerViolation, match="without a usable boundary") as caught:
            parts_of(body, related(boundary * 90))
        assert caught.value.received == (boundary * 90)[:80]


def test_how_many_parts_there_may_be() -> None:
    body = b"--x\r\n\r\nA\r\n" * 3 + b"--x--"
    assert len(parts_of(body, related("x"), most=3)) == 3
    with pytest.raises(PeerViolation, match="more than 2 parts"):
        parts_of(body, related("x"), most=2)
    assert MOST_PARTS >= 1000


def test_what_is_quoted_of_a_message_without_an_end() -> None:
    with pytest.raises(PeerViolation) as caught:
        parts_of(b"--x\r\n" + bytes(range(100)), related("x"))
    assert caught.value.received == bytes(range(60, 100)).hex(" ")


def test_a_message_is_written_with_a_boundary_that_no_part_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [Part(b"A", {"content-type": "a/b"}), Part(b"B")]
    assert write(parts, "a/b", boundary="x") == (
        'multipart/related; type="a/b"; boundary=x',
        b"--x\r\nContent-Type: a/b\r\n\r\nA\r\n--x\r\n\r\nB\r\n--x--\r\n",
    )
    ids = iter([uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)])
    monkeypatch.setattr(uuid, "uuid4", lambda: next(ids))
    taken = [Part(b"..." + uuid.UUID(int=1).hex.encode()), Part(uuid.UUID(int=2).hex.encode())]
    assert write(taken, "a/b")[0].endswith(uuid.UUID(int=3).hex)


def test_the_type_of_a_part() -> None:
    assert Part(b"", {"content-type": "a/b"}).media_type == MediaType("a/b")
    assert Part(b"").media_type is None
