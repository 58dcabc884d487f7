"""The PACS: stores, answers queries, retrieves, commits, keeps MPPS, follows ADT and orders, routes, announces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simulators.addresses import DicomAddress
from simulators.runtime import Runtime
from simulators.wire.identifiers import AssigningAuthority
from simulators.wire.order import IHE_SWF_B, Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Send what matches to ``to`` (names in :attr:`PacsConfig.peers`). An empty condition matches everything.

    Several values of a condition are alternatives. ``between`` is ``("HHMM", "HHMM")`` in local time, the second
    excluded; it may cross midnight.
    """

    to: tuple[str, ...]
    modality: tuple[str, ...] = ()
    body_part: tuple[str, ...] = ()
    station: tuple[str, ...] = ()  # (0008,1010) or the calling AE title
    called_ae_title: tuple[str, ...] = ()
    between: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacsConfig:
    """``peers`` maps role names to addresses: C-MOVE destinations, routing destinations and commitment requesters."""

    ae_title: str = "PACS1"
    port: int = 0
    hl7_port: int = 0
    application: str = "PACS"
    facility: str = "HGM"
    dialect: Dialect = IHE_SWF_B
    folder: Path | None = None  # None: a temporary one, removed by stop()
    authority: AssigningAuthority = AssigningAuthority("HGM", "1.2.826.0.1.3680043.10.1561.1", "ISO")
    peers: Mapping[str, DicomAddress] = field(default_factory=dict)
    routes: tuple[RoutingRule, ...] = ()
    other_ae_titles: tuple[str, ...] = ()  # also answered to; routing may ask for them
    availability_to: DicomAddress | None = None  # the RIS that wants Instance Availability Notification
    commit_on_same_association: bool = False
    retry_s: float = 0.5  # pause before routing is tried again
    quiet_s: float = 0.3  # a study that got no instance for so long is announced


class Pacs:
    """``ports`` has ``dimse`` and ``hl7`` once :meth:`start` returned."""

    role = "pacs"

    def __init__(self, runtime: Runtime, config: PacsConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or PacsConfig()
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        """Open the index and bind both ports. ConfigError when a port is taken or the folder cannot be written."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close ports, finish what is being written; a temporary folder is removed. May be called twice."""
        raise NotImplementedError

    @property
    def address(self) -> DicomAddress:
        """Where others reach it."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title)

    def know(self, name: str, address: DicomAddress) -> None:
        """Add or change one peer after the start (whose port was not known before)."""
        raise NotImplementedError
