"""What a site file says to single commands: one frozen model for each table."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from harness.site_fields import Day, Port, Seconds, Table
from harness.site_security import SecretTable

HARMFUL_PROBES = ("messages", "passwords", "preamble", "objects", "bombs", "floods", "slow")  # of interop audit
PROBES = ("ports", "tls", "strangers", "banners", *HARMFUL_PROBES)


class UatTable(Table):
    """The acceptance console. ``help``: whom to call; ``approver_differs``: nobody signs what she executed herself;
    ``claim_min``: minutes without input after which a colleague may go on; ``attachment_mb``: the largest one."""

    help: Annotated[str, Field(max_length=200)] = ""
    approver_differs: bool = False
    claim_min: Annotated[int, Field(ge=1, le=1440)] = 30
    attachment_mb: Annotated[int, Field(ge=1, le=50)] = 10


class LoadTable(Table):
    """What ``interop load`` may do to this site: jobs started a second, all kinds together, and when it stops at once:
    the share of jobs that fail, and the 95th percentile of a job in seconds. Real systems are loaded only with this
    table in the site file."""

    max_rate_per_s: Annotated[float, Field(gt=0, le=10000)]
    abort_error_share: Annotated[float, Field(gt=0, le=1)] | None = None
    abort_p95_s: Seconds | None = None


ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3])[0-5][0-9]$")]


class MaintenanceTable(Table):
    """An agreed window in which nothing counts as down: each week on ``days`` from ``start`` to ``end`` in the site's
    time zone (past midnight where ``end`` is earlier), or once from ``begins`` until ``ends`` (ISO 8601 with offset).
    ``systems`` empty: all of them."""

    systems: list[str] = []
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = []
    start: ClockTime | None = None
    end: ClockTime | None = None
    begins: str | None = None
    ends: str | None = None

    @model_validator(mode="after")
    def _weekly_or_once(self) -> MaintenanceTable:
        weekly = bool(self.days) and self.start is not None and self.end is not None
        once = self.begins is not None and self.ends is not None
        if weekly == once:
            raise ValueError('either days, start and end (["sun"], "0200", "0400"), or begins and ends')
        begins, ends = (datetime.fromisoformat(text) if text else None for text in (self.begins, self.ends))
        if begins is not None and ends is not None:
            if begins.tzinfo is None or ends.tzinfo is None:
                raise ValueError("begins and ends need an offset, as in 2026-12-01T22:00+01:00")
            if ends <= begins:
                raise ValueError("ends must be later than begins")
        return self


Percent = Annotated[float, Field(gt=0, le=100)]


class MonitorTable(Table):
    """``interop monitor``: how often each endpoint is probed, the availability agreed for each system (``default`` for
    those not named), maintenance, and within how long an incident is to be answered and solved. ``hl7_probe``: send a
    query for a test patient instead of only connecting."""

    interval_s: Annotated[float, Field(ge=1, le=3600)] = 60.0
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5.0
    hl7_probe: bool = False
    availability: dict[str, Percent] = {"workstation": 99.5, "default": 99.9}
    critical: list[str] = ["pacs", "ris"]
    response_min: dict[Literal["critical", "major", "minor"], Seconds] = {"critical": 15, "major": 60, "minor": 480}
    resolution_min: dict[Literal["critical", "major", "minor"], Seconds] = {
        "critical": 240, "major": 480, "minor": 2880,
    }  # fmt: skip
    maintenance: list[MaintenanceTable] = []


class SigningTable(Table):
    """The certificate that signs documents: a PKCS#12 file beside the site file, and where its password lies."""

    pkcs12: Annotated[str, Field(min_length=1)]
    password: SecretTable | None = None


class DiscoveryTable(Table):
    """``interop discover``: ``hl7_probes`` creates test patients and orders to learn which events are taken."""

    hl7_probes: bool = False


class MinimumTable(Table):
    """What a workstation or server must have. GB are 10^9 bytes, ``display_megapixels`` is of each of the ``displays``,
    ``link_mbit_s`` 10^6 bits a second of a real retrieve, ``systems`` names of operating systems."""

    cpu_cores: Annotated[int, Field(ge=1)] | None = None
    memory_gb: Annotated[float, Field(gt=0)] | None = None
    disk_free_gb: Annotated[float, Field(gt=0)] | None = None
    gpu_memory_gb: Annotated[float, Field(gt=0)] | None = None
    displays: Annotated[int, Field(ge=1)] | None = None
    display_megapixels: Annotated[float, Field(gt=0)] | None = None
    link_mbit_s: Annotated[float, Field(gt=0)] | None = None
    systems: list[Literal["Windows", "Linux", "macOS"]] | None = None


class InventoryTable(Table):
    """``interop inventory``: the ``viewers`` that a workstation must reach, the UID of the test ``study`` that it
    retrieves, and the ``minimum`` it is compared with."""

    viewers: list[Annotated[str, Field(pattern=r"^https?://[^\s]+$")]] = []
    study: Annotated[str, Field(pattern=r"^([0-9]+(\.[0-9]+)+)?$", max_length=64)] = ""
    minimum: MinimumTable = MinimumTable()


class SecurityTable(Table):
    """What ``interop audit`` may do here. ``ports``: which ports are tried on the hosts of the site; ``open``: those
    that may be open besides the ones of the site file. ``consent``: the probes that somebody (``given_by``) allows
    until a day (``until``, YYYY-MM-DD); absent: only those that cannot harm."""

    ports: Annotated[list[Port], Field(max_length=1000)] = []
    open: list[Port] = []
    consent: list[Literal[PROBES]] | None = None  # type: ignore[valid-type]
    given_by: Annotated[str, Field(max_length=120)] = ""
    until: Day = ""

    @model_validator(mode="after")
    def _somebody_answers_for_it(self) -> SecurityTable:
        harmful = [name for name in self.consent or () if name in HARMFUL_PROBES]
        if harmful and not (self.given_by and self.until):
            raise ValueError(f"who allows {', '.join(harmful)}, and until when? set given_by and until")
        return self
