"""Where a peer is and what it calls itself: all that a role knows of another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulators.web_credentials import ANONYMOUS, Credentials

if TYPE_CHECKING:  # OpenSSL is loaded by who speaks TLS, HL7 by who speaks HL7
    from simulators.tls import Tls
    from simulators.user_identity import UserIdentity
    from simulators.wire.order_values import Dialect


def _usual() -> Dialect:
    from simulators.wire.order_values import IHE_SWF_B

    return IHE_SWF_B


def ae_title(text: str) -> str:
    """An AE title without the blanks around it, which mean nothing. ValueError where it is none (PS3.5 6.2, AE)."""
    title = text.strip(" ")
    if not title or len(title) > 16 or "\\" in title or not title.isascii() or not title.isprintable():
        raise ValueError("an AE title has 1 to 16 printable ASCII characters, no backslash, not only blanks")
    return title


@dataclass(frozen=True, slots=True)
class Hl7Address:
    """An MLLP listener. ``application`` and ``facility`` are its MSH-5 and MSH-6; ``dialect`` is how it reads HL7,
    ``tls`` how it is spoken to securely, None for in the clear."""

    host: str
    port: int
    application: str = ""
    facility: str = ""
    dialect: Dialect = field(default_factory=_usual)
    tls: Tls | None = None

    @property
    def name(self) -> str:
        """As the wire values carry it: ``APP|FACILITY``."""
        return f"{self.application}|{self.facility}"

    def __str__(self) -> str:
        return f"{self.application} at {self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class DicomAddress:
    """A DICOM application entity. ``ae_title`` has at most 16 characters; ``tls`` as for :class:`Hl7Address`;
    ``identity``: as which user it is called, None for as nobody."""

    host: str
    port: int
    ae_title: str
    tls: Tls | None = None
    identity: UserIdentity | None = None

    def __str__(self) -> str:
        return f"{self.ae_title} at {self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A DICOMweb service. ``url`` is its root, without a slash at the end; ``wado`` that of its URI service, where it
    has one; ``credentials``: as whom it is called; ``tls`` as for :class:`Hl7Address`, for ``https``."""

    url: str
    credentials: Credentials = ANONYMOUS
    wado: str = ""
    tls: Tls | None = None

    def __str__(self) -> str:
        return self.url
