"""Where a peer is and what it calls itself: all that a role knows of another one."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.wire.order import IHE_SWF_B, Dialect


@dataclass(frozen=True, slots=True)
class Hl7Address:
    """An MLLP listener. ``application`` and ``facility`` are its MSH-5 and MSH-6; ``dialect`` is how it reads HL7."""

    host: str
    port: int
    application: str = ""
    facility: str = ""
    dialect: Dialect = IHE_SWF_B

    @property
    def name(self) -> str:
        """As the wire values carry it: ``APP|FACILITY``."""
        return f"{self.application}|{self.facility}"

    def __str__(self) -> str:
        return f"{self.application} at {self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class DicomAddress:
    """A DICOM application entity. ``ae_title`` has at most 16 characters."""

    host: str
    port: int
    ae_title: str

    def __str__(self) -> str:
        return f"{self.ae_title} at {self.host}:{self.port}"
