"""A routing destination: a Storage SCP that records what arrives, when, from whom, and how."""

from __future__ import annotations

from dataclasses import dataclass

from simulators.addresses import DicomAddress
from simulators.dimse import Scp
from simulators.inbox import Inbox, ReceivedInstance
from simulators.ports import Ports
from simulators.runtime import Runtime

__all__ = ["Destination", "DestinationConfig", "ReceivedInstance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationConfig:
    """``name`` is the role name in the transcript (``BATA``); ``ae_title`` empty means the name."""

    name: str = "ARCHIVE"
    ae_title: str = ""
    port: int = 0
    transfer_syntaxes: tuple[str, ...] = ()  # the only ones it takes; empty: every one


class Destination:
    """``ports["dimse"]`` is its SCP; the number stays the same over :meth:`take_down` and :meth:`bring_up`."""

    def __init__(self, runtime: Runtime, config: DestinationConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or DestinationConfig()
        self.role = self.config.name
        self.ports: dict[str, int] = {}
        self._ports = Ports(runtime.bind)
        self._inbox = Inbox()
        self._scp: Scp | None = None

    def start(self) -> None:
        """Bind the port; ConfigError when it is taken."""
        port = self._ports.take("dimse", self.config.port)
        ae_title = self.config.ae_title or self.config.name
        self._scp = self._inbox.scp(self.runtime, self.role, ae_title, port, self.config.transfer_syntaxes)
        self.ports["dimse"] = self._scp.start()

    def stop(self) -> None:
        """Close the port. May be called twice."""
        self._refuse()
        self._ports.release()

    def _refuse(self) -> None:
        if self._scp is not None:
            self._scp.stop()
            self._scp = None

    @property
    def address(self) -> DicomAddress:
        """What a PACS must know to route to it."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title or self.config.name)

    def take_down(self) -> None:
        """Refuse connections from now on; open associations are aborted, what was received stays."""
        self._refuse()
        self._ports.keep()

    def bring_up(self) -> None:
        """Listen again on the same port."""
        if self._scp is None:
            self.start()

    @property
    def answer(self) -> int:
        """Status given to every C-STORE from now on; what is answered with a failure is not kept."""
        return self._inbox.answer

    @answer.setter
    def answer(self, status: int) -> None:
        self._inbox.answer = status

    @property
    def received(self) -> tuple[ReceivedInstance, ...]:
        """Everything that arrived and was accepted, in order."""
        return self._inbox.received

    def wait_for(self, count: int, timeout: float, *, study_uid: str = "") -> list[ReceivedInstance]:
        """Wait until ``count`` instances (of that study) are here; whatever is here after ``timeout`` seconds."""
        return self._inbox.wait_for(lambda found: len(found) >= count, timeout, study_uid=study_uid)
