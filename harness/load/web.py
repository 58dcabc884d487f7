"""A reader's DICOMweb requests under load: QIDO-RS for a study, WADO-RS for its images (PS3.18 10.4, 10.6)."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote, urlsplit

from simulators.runtime import Limits
from simulators.tls import Tls, https_context
from simulators.web_credentials import Credentials
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable

LARGEST_ANSWER = 64 * 1024 * 1024  # bytes of a QIDO-RS answer that are read
PIECE = 65536


class Wanted(Protocol):
    """What is asked for."""

    @property
    def uid(self) -> str: ...
    @property
    def patient_id(self) -> str: ...
    @property
    def images(self) -> int: ...


class Web:
    """Requests to one DICOMweb service, each on a connection of its own. Raises Unreachable, NoAnswer, Refused with the
    HTTP status as code, PeerViolation."""

    def __init__(self, url: str, credentials: Credentials, limits: Limits, tls: Tls | None = None) -> None:
        self._parts, self._limits, self._tls = urlsplit(url), limits, tls
        self._credentials = credentials

    def find(self, study: Wanted) -> None:
        """QIDO-RS by patient identifier; the study must be among what comes."""
        path = f"/studies?PatientID={quote(study.patient_id)}&includefield=StudyInstanceUID"
        body = bytearray()
        self._request(path, "application/dicom+json", lambda piece: _keep(body, piece))
        try:
            found = {entry["0020000D"]["Value"][0] for entry in json.loads(bytes(body) or b"[]")}
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise PeerViolation("the answer is no DICOM JSON", clause="PS3.18 F.2") from error
        if study.uid not in found:
            raise Refused("the stored study is not in the answer", code="stored study not found")

    def get(self, study: Wanted, on_image: Callable[[int], None]) -> None:
        """WADO-RS of a study; ``on_image`` hears when the first bytes of it are here, and how many came in all."""
        sizes: list[int] = []

        def take(piece: bytes) -> None:
            if not sizes:
                on_image(0)
            sizes.append(len(piece))

        accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
        self._request(f"/studies/{study.uid}", accept, take)
        if not sizes:
            raise PeerViolation("an empty answer to a retrieval", clause="PS3.18 10.4")
        on_image(sum(sizes))

    def _request(self, path: str, accept: str, take: Callable[[bytes], object]) -> None:
        where = f"{self._parts.scheme}://{self._parts.netloc}"
        connection = self._open()
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as error:
            raise Unreachable(f"{where} cannot be reached: {error}", cause=str(error)) from error
        try:
            headers = {**self._credentials.headers(), "Accept": accept}
            connection.sock.settimeout(self._limits.dimse_s)
            connection.request("GET", self._parts.path.rstrip("/") + path, headers=headers)
            response = connection.getresponse()
            if response.status not in (200, 204, 206):
                raise Refused(f"{where} answered {response.status}", code=f"HTTP {response.status}")
            while piece := response.read(PIECE):
                take(piece)
        except TimeoutError as error:
            raise NoAnswer(f"{where} did not answer within {self._limits.dimse_s:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise PeerViolation(f"{where} broke the connection or speaks no HTTP", clause="RFC 9110") from error
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        host, port, seconds = self._parts.hostname or "", self._parts.port, self._limits.connect_s
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=seconds, context=https_context(self._tls))
        return http.client.HTTPConnection(host, port, timeout=seconds)


def _keep(body: bytearray, piece: bytes) -> None:
    body += piece
    if len(body) > LARGEST_ANSWER:
        raise PeerViolation(f"an answer of more than {LARGEST_ANSWER} bytes", clause="limit of this harness")
