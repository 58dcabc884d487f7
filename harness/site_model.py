"""What a site file may say: one frozen model for each of its tables. Reading and error texts: ``harness.site``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from harness.site_commands import (
    DiscoveryTable,
    InventoryTable,
    LoadTable,
    MonitorTable,
    SecurityTable,
    SigningTable,
    UatTable,
)
from harness.site_fields import AeTitle, HdPart, Host, ListenPort, OneOrMany, Port, Seconds, Table
from harness.site_security import AccessTable, ListenTlsTable, SecretTable, TlsTable, WebTable

LANGUAGES = ("en", "es", "fr", "pt")
CLAIMS = (
    *("RAD-1", "RAD-2", "RAD-3", "RAD-4", "RAD-5", "RAD-6", "RAD-7", "RAD-8", "RAD-10", "RAD-11", "RAD-12", "RAD-13"),
    *("RAD-14", "RAD-16", "RAD-18", "RAD-20", "RAD-21", "RAD-28", "RAD-42", "RAD-48", "RAD-49", "RAD-66", "RAD-128"),
    *(
        "ORU",
        "IOCM",
        "DICOMweb",
        "UPS-RS",
        "C-MOVE",
        "C-GET",
        "C-FIND-PATIENT-ROOT",
        "MPPS",
        "IAN",
        "ROUTING",
        "SR",
        "TLS",
    ),
    "ATNA",
    "CRL",  # it asks a revocation list
    "RESTORE",  # somebody restores it, or takes it back to its former version, while a run waits
)


MODALITIES = (
    *("CT", "MR", "DX", "CR", "US", "MG", "XA", "RF", "NM", "PT", "IO", "PX", "ES", "XC", "OT", "SR", "KO", "PR", "SC"),
    *("ECG", "OP", "OPT", "SM", "BMD", "RTIMAGE"),
)


Claim = Literal[CLAIMS]  # type: ignore[valid-type]
Modality = Literal[MODALITIES]  # type: ignore[valid-type]
Term = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\s\"<>\[\]{}/][^\"<>\[\]{}/\r\n\t]*$")]


class AuthorityTable(Table):
    """Who issues the patient identifiers: HL7 namespace, and its OID."""

    namespace: Annotated[HdPart, Field(min_length=1)] = "HGM"
    oid: Annotated[str, Field(pattern=r"^[0-2](\.(0|[1-9][0-9]*))+$", max_length=64)] | None = None


class TestPatientsTable(Table):
    """The only patients that are ever created, changed, merged or deleted: those whose ID starts with a prefix."""

    __test__ = False
    id_prefixes: Annotated[list[Annotated[HdPart, Field(min_length=2, max_length=12)]], Field(min_length=1)] = [
        "ZZ9",
        "00ZZ9",
    ]
    assigning_authority: AuthorityTable = AuthorityTable(oid="1.2.826.0.1.3680043.10.1561.1")


class NetworkTable(Table):
    """This machine. ``host`` is how real systems reach it, ``bind`` where its listeners bind, ``foreign`` what is
    answered to a message for a patient who is not ours."""

    bind: Host = "127.0.0.1"
    host: Host = "127.0.0.1"
    foreign: Literal["acknowledge", "reject"] = "acknowledge"


class DialectTable(Table):
    """How an interface writes HL7, as differences from ``base``."""

    base: Literal["ihe-swf", "ihe-swf-b"] = "ihe-swf-b"
    version: Literal["2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8"] | None = None
    placer_message: Literal["ORM^O01", "OMG^O19"] | None = None
    schedule_message: Literal["ORM^O01", "OMI^O23"] | None = None
    charset: Literal["", "ASCII", "8859/1", "8859/15", "UNICODE UTF-8"] | None = None
    accession_field: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{2}-[0-9]+(\.[0-9]+)?$")] | None = None
    study_uid_field: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{2}-[0-9]+(\.[0-9]+)?$")] | None = None
    enhanced: bool | None = None
    fixed: dict[Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{2}-[0-9]+$")], str] | None = None
    extra_segments: list[Annotated[str, Field(pattern=r"^Z[A-Z0-9]{2}\|")]] | None = None
    can_change: bool | None = None


class Hl7Table(Table):
    """The MLLP listener of a real system."""

    host: Host
    port: Port
    application: Annotated[HdPart, Field(min_length=1)]
    facility: HdPart = ""
    dialect: str = "ihe-swf-b"
    tls: TlsTable | None = None


class DicomTable(Table):
    """A DICOM application entity of a real system."""

    host: Host
    port: Port
    ae_title: AeTitle
    tls: TlsTable | None = None


class RoleTable(Table):
    """What every role may say. A role without an address is simulated, unless ``simulated = false``: then it is real
    and only a person can act in it. ``claims`` absent means that it claims everything."""

    simulated: bool | None = None
    product: str = ""
    version: str = ""
    claims: list[Claim] | None = None

    def addresses(self) -> dict[str, Any]:
        """The addresses given, by key: what makes the role real."""
        names = ("hl7", "worklist", "mpps", "dimse", "web")
        return {name: value for name in names if (value := getattr(self, name, None)) is not None}

    def asked(self) -> dict[str, Any]:
        """All that have to answer: the addresses, and ``second`` where it is given."""
        second = getattr(self, "second", None)
        return {**self.addresses(), **({"second": second} if second is not None else {})}

    @property
    def is_real(self) -> bool:
        return not self.simulated if self.simulated is not None else bool(self.addresses())


class HisTable(RoleTable):
    """Registers patients. It only sends, so it has no address."""

    application: Annotated[HdPart, Field(min_length=1)] = "HIS"
    facility: HdPart = "HGM"


class PortTable(Table):
    """The fixed port that a simulated role listens on. 0 takes a free one."""

    port: ListenPort = 0
    tls: ListenTlsTable | None = None


class EmrTable(RoleTable):
    """Places orders; receives status, appointments and results."""

    application: Annotated[HdPart, Field(min_length=1)] = "EMR"
    facility: HdPart = "HGM"
    hl7: Hl7Table | None = None
    listen: PortTable = PortTable()
    dialect: str = "ihe-swf-b"


class RisListenTable(Table):
    """Ports of a simulated RIS."""

    hl7: ListenPort = 0
    worklist: ListenPort = 0
    mpps: ListenPort = 0
    tls: ListenTlsTable | None = None


class RisTable(RoleTable):
    """Fills orders: schedules, serves the worklist, follows the examination, reports."""

    application: Annotated[HdPart, Field(min_length=1)] = "RIS"
    facility: HdPart = "HGM"
    worklist_ae_title: AeTitle = "RIS_MWL"
    mpps_ae_title: AeTitle = "RIS_MPPS"
    hl7: Hl7Table | None = None
    worklist: DicomTable | None = None
    mpps: DicomTable | None = None
    listen: RisListenTable = RisListenTable()
    access: AccessTable | None = None
    dialect: str = "ihe-swf-b"
    reports_by: Literal["person", "hl7"] = "person"


class PacsListenTable(Table):
    """Ports of a simulated PACS. ``web_token``: what callers of its DICOMweb must bear."""

    dimse: ListenPort = 0
    hl7: ListenPort = 0
    web: ListenPort = 0
    web_token: SecretTable | None = None
    tls: ListenTlsTable | None = None


class PacsTable(RoleTable):
    """Keeps the images."""

    application: Annotated[HdPart, Field(min_length=1)] = "PACS"
    facility: HdPart = "HGM"
    ae_title: AeTitle = "PACS1"
    other_ae_titles: list[AeTitle] = []
    dimse: DicomTable | None = None
    second: DicomTable | None = None  # where devices send when they get no answer at the first
    hl7: Hl7Table | None = None
    mpps: DicomTable | None = None
    web: WebTable | None = None
    listen: PacsListenTable = PacsListenTable()
    access: AccessTable | None = None
    dialect: str = "ihe-swf-b"


class WorkstationTable(RoleTable):
    """Queries, retrieves, compares. Real with ``dimse``, where images for it are sent; else simulated."""

    ae_title: AeTitle = "WS_1"
    dimse: DicomTable | None = None
    listen: PortTable = PortTable()


class ModalityTable(RoleTable):
    """One station. ``ae_title`` empty means the station's name. Real with ``dimse``, where a simulated archive sends
    its commitment reports; else simulated."""

    station: AeTitle
    modality: Modality
    ae_title: AeTitle | None = None
    dimse: DicomTable | None = None
    location: str = ""
    listen: PortTable = PortTable()


class DestinationTable(RoleTable):
    """Where images are routed to. Real with ``dimse``; else simulated."""

    name: AeTitle
    ae_title: AeTitle | None = None
    dimse: DicomTable | None = None
    listen: PortTable = PortTable()


class RolesTable(Table):
    """The hospital. A role that is not named here is simulated with the defaults."""

    his: HisTable = HisTable()
    emr: EmrTable = EmrTable()
    ris: RisTable = RisTable()
    pacs: PacsTable = PacsTable()
    workstation: WorkstationTable = WorkstationTable()
    modality: list[ModalityTable] = []
    destination: list[DestinationTable] = []


class RouteWhenTable(Table):
    """When a route applies; an absent condition matches everything, several values are alternatives."""

    modality: OneOrMany[Modality] = []
    body_part: OneOrMany[str] = []
    station: OneOrMany[str] = []
    called_ae_title: OneOrMany[AeTitle] = []
    between: list[Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3])[0-5][0-9]$")]] | None = None

    @field_validator("between")
    @classmethod
    def _two_times(cls, value: list[str] | None) -> list[str] | None:
        if value is not None and len(value) != 2:
            raise ValueError('two times, as in ["0700", "1900"]')
        return value


class RouteTable(Table):
    """One routing rule of the PACS."""

    when: RouteWhenTable = RouteWhenTable()
    to: Annotated[list[str], Field(min_length=1)]
    within_s: Seconds | None = None


class LimitsTable(Table):
    """Time limits in seconds; see ``simulators.runtime.Limits``."""

    connect_s: Seconds = 5.0
    acknowledgement_s: Seconds = 5.0
    dimse_s: Seconds = 10.0
    worklist_s: Seconds = 10.0
    notification_s: Seconds = 10.0
    commitment_s: Seconds = 20.0
    stored_retrievable_s: Seconds = 60.0
    routing_s: Seconds = 60.0
    audit_s: Seconds = 10.0
    clock_difference_s: Seconds = 2.0


class LinkTable(Table):
    """The line that our side reaches a role through: a ``profile`` of simulators/link_profile.py. ``seed`` repeats its
    jitter and losses; ``clock`` is how much faster than ours the clock of an outage runs (86400: a day is a second)."""

    profile: Literal["lan", "wan", "3g-lossy", "vsat-384k", "ten-days-down"]
    seed: int = 0
    clock: Annotated[float, Field(ge=1, le=864000)] = 86400.0


class AuditListenTable(Table):
    """Ports of the audit repository: syslog on a stream, which ``tls`` secures, and in datagrams."""

    tcp: ListenPort = 0
    udp: ListenPort = 0
    tls: ListenTlsTable | None = None


class AuditTable(Table):
    """The audit repository, which is always ours. ``sources``: the AuditSourceID that a role's messages bear."""

    listen: AuditListenTable = AuditListenTable()
    sources: dict[str, Annotated[str, Field(min_length=1, max_length=255)]] = {}


class SiteTable(Table):
    """A whole site file. ``test_authority``: a folder that ``interop certs`` made and that the real systems trust, for
    scenarios that show them a certificate with a fault. ``defects`` are switched on in simulated roles: ``interop demo
    --list-defects``."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    language: Literal["en", "es", "fr", "pt"] = "en"
    time_zone: str = "UTC"
    known: str | None = None
    test_patients: TestPatientsTable = TestPatientsTable()
    network: NetworkTable = NetworkTable()
    signing: SigningTable | None = None
    test_authority: Annotated[str, Field(min_length=1)] | None = None
    dialects: dict[str, DialectTable] = {}
    roles: RolesTable = RolesTable()
    routes: list[RouteTable] = []
    link: dict[str, LinkTable] = {}
    limits: LimitsTable = LimitsTable()
    audit: AuditTable = AuditTable()
    terms: dict[Literal["en", "es", "fr", "pt"], dict[Term, Term]] = {}
    uat: UatTable = UatTable()
    load: LoadTable | None = None
    monitor: MonitorTable = MonitorTable()
    discovery: DiscoveryTable = DiscoveryTable()
    inventory: InventoryTable = InventoryTable()
    security: SecurityTable = SecurityTable()
    defects: list[str] = []
