"""A routing destination: a Storage SCP that records what arrives, when, from whom, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.addresses import DicomAddress
from simulators.runtime import Runtime

if TYPE_CHECKING:
    from pydicom import Dataset


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationConfig:
    """``name`` is the role name in the transcript (``BATA``); ``ae_title`` empty means the name."""

    name: str = "ARCHIVE"
    ae_title: str = ""
    port: int = 0


@dataclass(frozen=True, slots=True)
class ReceivedInstance:
    """One C-STORE as it arrived. ``file`` is a whole DICOM file, data set byte for byte as sent."""

    dataset: Dataset
    when: float  # seconds since the epoch
    sender: str  # calling AE title
    transfer_syntax: str
    file: bytes


class Destination:
    """``ports["dimse"]`` is its SCP; the number stays the same over :meth:`take_down` and :meth:`bring_up`."""

    def __init__(self, runtime: Runtime, config: DestinationConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or DestinationConfig()
        self.role = self.config.name
        self.ports: dict[str, int] = {}
        self.answer = 0x0000  # status given to every C-STORE from now on; a failure is recorded but not kept

    def start(self) -> None:
        """Bind the port."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close the port. May be called twice."""
        raise NotImplementedError

    @property
    def address(self) -> DicomAddress:
        """What a PACS must know to route to it."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title or self.config.name)

    def take_down(self) -> None:
        """Refuse connections from now on; what was received stays."""
        raise NotImplementedError

    def bring_up(self) -> None:
        """Listen again on the same port."""
        raise NotImplementedError

    @property
    def received(self) -> tuple[ReceivedInstance, ...]:
        """Everything that arrived and was accepted, in order."""
        raise NotImplementedError

    def wait_for(self, count: int, timeout: float, *, study_uid: str = "") -> list[ReceivedInstance]:
        """Wait until ``count`` instances (of that study) are here; whatever is here after ``timeout`` seconds."""
        raise NotImplementedError
