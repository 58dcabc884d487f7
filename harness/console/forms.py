"""What a browser posts: fields and attachments, read as they arrive and never further than allowed.

A body that is too large is refused before it is read where it says its length, and as soon as it gets too long where it
does not. The fields stand before the attachments in our forms, so they are known, and can be kept, even then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

MOST_TEXT = 512 * 1024  # bytes of all fields together
MOST_PARTS = 200


@dataclass(slots=True)
class Upload:
    """One attachment as it came: the browser's name for it is nothing but a text."""

    name: str
    content: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Form:
    """``fields`` keeps the values of each name in order."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The first value, or empty; line ends as ``\\n``."""
        return self.fields.get(name, [""])[0].replace("\r\n", "\n").replace("\r", "\n")

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])


class TooLarge(Exception):
    """More was sent than is taken; ``form`` holds the fields that came before."""

    def __init__(self, form: Form) -> None:
        super().__init__("too large")
        self.form = form


class Malformed(Exception):
    """What was sent is no form."""


async def read_form(request: Request, most: int, may_attach: Callable[[Form], bool]) -> Form:
    """Read the body. ``most`` bytes for all attachments together; ``may_attach`` is asked, with the fields so far,
    before an attachment is read. :class:`TooLarge`, :class:`Malformed`."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    declared = request.headers.get("content-length", "0")
    length = int(declared) if declared.isdigit() and len(declared) < 20 else 0
    if kind == b"application/x-www-form-urlencoded":
        return await _plain(request, length)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Malformed
    reader = _Reader(options[b"boundary"], most, may_attach, stop_at_attachment=length > most + MOST_TEXT)
    async for chunk in request.stream():
        reader.take(chunk)
    return reader.end()


async def _plain(request: Request, length: int) -> Form:
    if length > MOST_TEXT:
        raise TooLarge(Form())
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_TEXT:
            raise TooLarge(Form())
    form = Form()
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_PARTS)
    except (ValueError, UnicodeDecodeError) as error:
        raise Malformed from error
    for name, value in pairs:
        form.fields.setdefault(name, []).append(value)
    return form


class _Reader:
    """Takes a multipart body chunk by chunk."""

    def __init__(
        self, boundary: bytes, most: int, may_attach: Callable[[Form], bool], *, stop_at_attachment: bool
    ) -> None:
        self.form = Form()
        self._most, self._may_attach, self._stop = most, may_attach, stop_at_attachment
        self._text, self._attached, self._parts, self._ended = 0, 0, 0, False
        self._name, self._value = "", bytearray()
        self._upload: Upload | None = None
        self._header, self._header_value, self._disposition = b"", b"", b""
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begin,
                "on_header_field": self._header_field,
                "on_header_value": self._header_part,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    def take(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except MultipartParseError as error:
            raise Malformed from error

    def end(self) -> Form:
        if not self._ended:
            raise Malformed
        return self.form

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooLarge(self.form)
        self._name, self._value, self._upload, self._disposition = "", bytearray(), None, b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._bounded(len(self._header))

    def _header_part(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]
        self._bounded(len(self._header_value))

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._header_value
        self._header, self._header_value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options:
            return
        name = _file_name(self._disposition, options[b"filename"])
        if name and self._stop:
            raise TooLarge(self.form)
        if name and not self._may_attach(self.form):
            raise Malformed
        self._upload = Upload(name)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._upload is not None:
            self._upload.content += data[start:end]
            self._attached += end - start
            if self._attached > self._most:
                raise TooLarge(self.form)
        else:
            self._value += data[start:end]
            self._text += end - start
            self._bounded(self._text)

    def _bounded(self, size: int) -> None:
        if size > MOST_TEXT:
            raise TooLarge(self.form)

    def _part_end(self) -> None:
        if self._upload is not None:
            if self._upload.name:  # without one it is a field in which nothing was chosen
                self.form.uploads.append(self._upload)
        else:
            self.form.fields.setdefault(self._name, []).append(self._value.decode("utf-8", "replace"))

    def _end(self) -> None:
        self._ended = True


def _file_name(disposition: bytes, parsed: bytes) -> str:
    """The name as it was sent: the library would cut a path off it, and we want to see that there was one."""
    marker = disposition.find(b'filename="')
    if marker < 0:
        return parsed.decode("utf-8", "replace")
    rest = disposition[marker + len(b'filename="') :]
    return rest[: rest.rfind(b'"')].replace(b'\\"', b'"').replace(b"%22", b'"').decode("utf-8", "replace")
