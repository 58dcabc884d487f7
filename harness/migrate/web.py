"""What an archive has, and its instances, by DICOMweb: QIDO-RS page by page, WADO-RS as it streams (PS3.18 10.4, 10.6).

Only GET is sent; a redirection is not followed, for it could carry the token elsewhere.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydicom import Dataset
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from harness.migrate.archive import Archive, Study, Trouble
from harness.migrate.find import number_in, row_of
from harness.migrate.reading import Data, Row, storable
from simulators.storage_getter import Spooled
from simulators.tls import https_context
from simulators.web_client import SLOWEST
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable
from simulators.wire.part10 import is_uid

JSON, DICOM = "application/dicom+json", 'multipart/related; type="application/dicom"; transfer-syntax=*'
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes of a QIDO-RS answer
# A server may give page after page without end. Bytes of UIDs and patient IDs that it may tell: of all studies (some
# eight million), and of one study's series and instances (some half a million)
MOST_OF_ALL, MOST_OF_STUDY = 512 * 1024 * 1024, 32 * 1024 * 1024
MOST_AGAIN = 10_000  # matches that it may tell again while new ones come
MOST_WRONG = 1000  # matches of one study, or of all, that are none
LONGEST = 1024  # letters of a value that is kept; the standard's longest has 64
PIECE = 262144
PATIENT, ISSUER, STUDY, SERIES, SOP, SOP_CLASS, DATE, MODALITY = (
    *("00100020", "00100021", "0020000D", "0020000E", "00080018", "00080016", "00080020", "00080060"),
)
STUDY_SERIES, STUDY_INSTANCES = "00201206", "00201208"
KEPT = (PATIENT, ISSUER, SOP_CLASS, DATE, MODALITY)


class Web:
    """GET on one connection that is opened again when it was closed."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._parts = archive, urlsplit(archive.url.rstrip("/"))
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path: str, accept: str) -> http.client.HTTPResponse:
        """The answer with status 200, 204 or 206; Unreachable, NoAnswer, Refused with the status, PeerViolation."""
        again = self._connection is not None  # it may have been closed since
        try:
            response = self._get(path, accept)
        except (Unreachable, PeerViolation, NoAnswer):
            self.close()
            if not again:
                raise
            response = self._get(path, accept)
        if response.status not in (200, 204, 206):
            self.close()
            raise Refused(f"{self._archive} answered HTTP {response.status} to {path.partition('?')[0]}",
                          code=f"HTTP {response.status}", clause="PS3.18 8.5")  # fmt: skip
        return response

    def _get(self, path: str, accept: str) -> http.client.HTTPResponse:
        if self._connection is None:
            self._connection = self._connected()
        with self.problems():
            headers = {**self._archive.credentials.headers(), "Accept": accept}
            self._connection.request("GET", self._parts.path + path, headers=headers)
            return self._connection.getresponse()

    def _connected(self) -> http.client.HTTPConnection:
        host, port, seconds = self._parts.hostname or "", self._parts.port, self._archive.connect_s
        if self._parts.scheme == "https":
            secure = https_context(self._archive.tls)
            made: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=seconds, context=secure)
        else:
            made = http.client.HTTPConnection(host, port, timeout=seconds)
        try:
            made.connect()
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{self._archive} cannot be reached: {error}", cause=str(error)) from error
        made.sock.settimeout(self._archive.answer_s)
        return made

    def problems(self) -> _Problems:
        """Errors of a connection as ours, in ``with``."""
        return _Problems(self._archive)


class _Problems:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, TimeoutError):
            raise NoAnswer(f"{self._archive} said nothing for {self._archive.answer_s:g} s") from error
        if isinstance(error, OSError | http.client.HTTPException | ValueError):
            told = f"{self._archive} broke the connection or speaks no HTTP: {type(error).__name__}"
            raise PeerViolation(told, clause="RFC 9110") from error


class WebFinder:
    """As ``harness.migrate.find.Finder``, by QIDO-RS. ``limit``: matches of one page."""

    def __init__(self, archive: Archive, limit: int = 500, said: Callable[[str], object] = id) -> None:
        self._web, self._archive, self._limit, self._said = Web(archive), archive, limit, said
        self.troubles: list[Trouble] = []
        self.note = ""
        self._room, self._wrong = MOST_OF_ALL, 0

    def close(self) -> None:
        self._web.close()

    def studies(self) -> Iterator[Study]:
        """Every study, possibly more than once. :class:`PeerViolation` where there is no end of them."""
        self._room, self._wrong = MOST_OF_ALL, 0
        fields = f"includefield={STUDY_SERIES}&includefield={STUDY_INSTANCES}&includefield={ISSUER}"
        for one in self._all("/studies", fields, STUDY, ""):
            yield Study(
                _value(one, STUDY), _value(one, PATIENT), _value(one, ISSUER), _value(one, DATE),
                number_in(_value(one, STUDY_SERIES)), number_in(_value(one, STUDY_INSTANCES)),
            )  # fmt: skip

    def images(self, study: Study) -> list[Row]:
        """Each instance of a study by its identifiers. :class:`PeerViolation` where there is no end of them."""
        self._room, self._wrong = MOST_OF_STUDY, 0
        found = self._all(f"/studies/{study.uid}/series", f"includefield={MODALITY}", SERIES, study.uid)
        rows: dict[tuple[str, str], Row] = {}
        for uid, modality in {_value(one, SERIES): _value(one, MODALITY) for one in found}.items():
            for one in self._all(f"/studies/{study.uid}/series/{uid}/instances", "", SOP, study.uid):
                image = Dataset()
                image.SOPInstanceUID, image.SOPClassUID = _value(one, SOP), _value(one, SOP_CLASS)
                rows[uid, _value(one, SOP)] = row_of(study, uid, modality, image)
        return list(rows.values())

    def _all(self, path: str, fields: str, key: str, study: str) -> Iterator[dict[str, Any]]:
        """Matches page by page, until a page brings nothing new."""
        seen: set[tuple[str, str]] = set()
        again = 0
        while True:
            page = self._page(f"{path}?limit={self._limit}&offset={len(seen)}{'&' if fields else ''}{fields}")
            names = [(_value(one, key), _value(one, PATIENT)) for one in page]  # a study may be of two patients
            new = [one for one, name in zip(page, names, strict=True) if name[0] and name not in seen]
            again += len(page) - len(new)
            self._room -= sum(len(uid) + len(patient) for uid, patient in set(names) - seen)
            seen.update(names)
            if new:
                self._require_end(path, again, len(seen))
            for one in new:
                if self._is_wrong(one, key, study):
                    self.troubles.append(Trouble(study, "wrong answer", "archive", f"a match of {path} is none of it"))
                else:
                    yield one
            self._said(f"{len(seen)} matches of {path if len(path) < 40 else '…' + path[-30:]}")
            if not new:
                if page and len(page) == self._limit:
                    told = f"{path}: the same page again, whatever the offset; there may be more"
                    self.troubles.append(Trouble(study, "cut", "archive", told))
                return

    def _is_wrong(self, one: dict[str, Any], key: str, study: str) -> bool:
        """A match that is none, or whose values are too long to be any; of too many the archive is not asked more."""
        right = is_uid(_value(one, key)) and (not study or _value(one, STUDY) in ("", study))
        if right and all(len(_value(one, tag)) <= LONGEST for tag in KEPT):
            return False
        self._wrong += 1
        if self._wrong > MOST_WRONG:
            raise PeerViolation(
                f"{self._archive} sent more than {MOST_WRONG} matches that are none", clause="our limit"
            )
        return True

    def _require_end(self, path: str, again: int, told: int) -> None:
        """An archive that goes on and on is at fault, not the disk that it would fill."""
        if self._room < 0:
            raise PeerViolation(
                f"{self._archive} comes to no end of {path}: {told} matches until now, each another one",
                clause="our limit",
                cause="its identifiers alone are more than any archive has; perhaps it makes them up",
                remedy="look whether it honours limit and offset; or list it by C-FIND: --from HOST:PORT/AET",
            )
        if again > max(MOST_AGAIN, told):
            raise PeerViolation(
                f"{self._archive} tells the same again, page after page of {path}: {told} matches, {again} repeated",
                clause="PS3.18 10.6",
                cause="it does not honour offset",
                remedy="list it by C-FIND: --from HOST:PORT/AET",
            )

    def _page(self, path: str) -> list[dict[str, Any]]:
        response = self._web.get(path, JSON)
        body, begun = bytearray(), time.monotonic()
        with self._web.problems():
            while piece := response.read1(PIECE):
                body += piece
                if time.monotonic() - begun > self._archive.answer_s + len(body) / SLOWEST:
                    raise NoAnswer(f"{self._archive} did not answer whole within {self._archive.answer_s:g} s")
                if len(body) > LARGEST_ANSWER:
                    raise PeerViolation(f"{self._archive} sent more than {LARGEST_ANSWER} bytes", clause="our limit")
            response.close()  # read1 does not notice the end, and the connection would not be used again
        try:
            found = json.loads(bytes(body) or b"[]")
        except (ValueError, RecursionError) as error:
            raise PeerViolation(f"{self._archive} sent what is no JSON", clause="PS3.18 F.2") from error
        if not isinstance(found, list):
            raise PeerViolation(f"{self._archive} sent JSON that is no list of matches", clause="PS3.18 F.2")
        return [one for one in found if isinstance(one, dict)]


def retrieve(archive: Archive, study: str, spool: Path | None, take: Callable[[Data], object]) -> None:
    """WADO-RS of a study: ``take`` gets each part, a Part 10 file that is gone when it returns."""
    web, parts = Web(archive), _Parts(spool, take)
    try:
        response = web.get(f"/studies/{study}", DICOM)
        kind, options = parse_options_header(response.headers.get("Content-Type", ""))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/related" or not boundary:
            raise PeerViolation(f"{archive} sent {kind.decode('latin-1')[:60]!r} for a study", clause="PS3.18 8.7.1")
        parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
        while piece := _piece(web, response):
            parser.write(piece)  # what fails here is this machine's, the disk's too
        if not parts.ended:
            raise PeerViolation(f"{archive} ended its answer before the last boundary", clause="RFC 2046 5.1.1")
    except FormParserError as error:
        raise PeerViolation(
            f"{archive} sent a multipart message that is none: {error}", clause="RFC 2046 5.1"
        ) from error
    finally:
        parts.close()
        web.close()


def _piece(web: Web, response: http.client.HTTPResponse) -> bytes:
    with web.problems():
        return response.read(PIECE)
    raise AssertionError("problems() lets nothing pass")


class _Parts:
    """Parts of a multipart message, one after the other."""

    def __init__(self, spool: Path | None, take: Callable[[Data], object]) -> None:
        self._spool, self._take = spool, take
        self._content = Spooled(spool, b"")
        self.ended = False

    def callbacks(self) -> dict[str, Any]:
        return {"on_part_begin": self._begin, "on_part_data": self._data, "on_part_end": self._end,
                "on_end": self._all}  # fmt: skip

    def _begin(self) -> None:
        self._content = Spooled(self._spool, b"")

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._content.add(memoryview(data)[start:end])

    def _end(self) -> None:
        with self._content as content:
            self._take(content.whole())

    def _all(self) -> None:
        self.ended = True

    def close(self) -> None:
        """Of a part that never ended."""
        self._content.__exit__()


def _value(match: dict[str, Any], tag: str) -> str:
    element = match.get(tag)
    values = element.get("Value") if isinstance(element, dict) else None
    return storable(str(values[0])).strip() if isinstance(values, list) and values else ""
