"""What a site file may say: one frozen model for each of its tables. Reading and error texts: ``harness.site``."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
    model_validator,
)

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
HARMFUL_PROBES = ("messages", "passwords", "preamble", "objects", "bombs", "floods", "slow")  # of interop audit
PROBES = ("ports", "tls", "strangers", "banners", *HARMFUL_PROBES)
MODALITIES = (
    *("CT", "MR", "DX", "CR", "US", "MG", "XA", "RF", "NM", "PT", "IO", "PX", "ES", "XC", "OT", "SR", "KO", "PR", "SC"),
    *("ECG", "OP", "OPT", "SM", "BMD", "RTIMAGE"),
)


def _ae_title(text: str) -> str:
    if not text.strip(" ") or len(text) > 16 or "\\" in text or not text.isascii() or not text.isprintable():
        raise ValueError("an AE title has 1 to 16 printable ASCII characters, no backslash, not only blanks")
    return text


def _address(text: str) -> str:
    return str(ipaddress.ip_address(text)) if text else text


def _hd_part(text: str) -> str:
    if any(separator in text for separator in "|^~\\&\r\n"):
        raise ValueError("an HL7 name holds none of | ^ ~ \\ & and no line end")
    return text


def _day(text: str) -> str:
    if text:
        datetime.strptime(text, "%Y-%m-%d")
    return text


AeTitle = Annotated[str, AfterValidator(_ae_title)]
HdPart = Annotated[str, AfterValidator(_hd_part)]
Port = Annotated[int, Field(ge=1, le=65535)]
ListenPort = Annotated[int, Field(ge=0, le=65535)]
Host = Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[^\s/]+$")]
Seconds = Annotated[float, Field(gt=0, le=864000)]
Claim = Literal[CLAIMS]  # type: ignore[valid-type]
Modality = Literal[MODALITIES]  # type: ignore[valid-type]
Term = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\s\"<>\[\]{}/][^\"<>\[\]{}/\r\n\t]*$")]
Value = TypeVar("Value")
OneOrMany = Annotated[
    list[Value],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Table(BaseModel):
    """Base of every table: frozen, unknown keys refused, no silent conversion of text to numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


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


class SecretTable(Table):
    """A secret, by the place where it lies: an environment variable, a file beside the site file, or the keyring of
    this machine (``service/user``; needs the extra ``keyring``)."""

    env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    file: Annotated[str, Field(min_length=1)] | None = None
    keyring: Annotated[str, Field(pattern=r"^.+/[^/]+$")] | None = None

    @model_validator(mode="after")
    def _one_place(self) -> SecretTable:
        if sum(place is not None for place in (self.env, self.file, self.keyring)) != 1:
            raise ValueError(
                'a secret lies in one place: { env = "X" }, { file = "x" } or { keyring = "service/user" }'
            )
        return self


class KeyTable(SecretTable):
    """A private key as PEM text; ``password`` opens it."""

    password: SecretTable | None = None


Key = Annotated[KeyTable, BeforeValidator(lambda value: {"file": value} if isinstance(value, str) else value)]


class TlsTable(Table):
    """How a system is spoken to under TLS. Files are PEM, beside the site file. ``trust``: authorities that are
    believed (empty: those of this machine); ``certificate`` and ``key``: ours, where it wants one; ``revoked``: a
    revocation list that is asked; ``server_name``: what its certificate is for, where that is not ``host``."""

    trust: str = ""
    certificate: str = ""
    key: Key | None = None
    revoked: str = ""
    server_name: Host | None = None
    minimum: Literal["1.2", "1.3"] = "1.2"
    profile: Literal["BCP195", "BCP195-non-downgrading"] = "BCP195"


class ListenTlsTable(TlsTable):
    """With which certificate every port of a simulated role is secured; our own roles reach it with the same one."""

    certificate: Annotated[str, Field(min_length=1)]
    require_client: bool = True


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


class BasicTable(Table):
    """A user of HTTP Basic authentication (RFC 7617)."""

    user: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^:\x00-\x1f\x7f]+$")]
    password: SecretTable


class OidcTable(Table):
    """How access tokens are had of an OpenID provider: by client credentials, or by authorization code with PKCE as
    ``user`` with ``password``. ``audience``: the service that they are for, as the provider calls it."""

    issuer: Annotated[str, Field(pattern=r"^https?://[^\s?#@]+$")]
    client_id: Annotated[str, Field(min_length=1, max_length=200)]
    client_secret: SecretTable
    audience: Annotated[str, Field(max_length=200)] = ""
    scopes: list[Annotated[str, Field(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]+$")]] = []
    flow: Literal["client-credentials", "authorization-code"] = "client-credentials"
    user: str = ""
    password: SecretTable | None = None
    tls: TlsTable | None = None

    @model_validator(mode="after")
    def _somebody_signs_in(self) -> OidcTable:
        if self.flow == "authorization-code" and not (self.user and self.password):
            raise ValueError("authorization-code needs the user who signs in, and her password")
        return self


class WebTable(Table):
    """DICOMweb of a real system; ``wado`` is the address of its URI service, where it has one. It lets everybody in,
    or wants a static ``token`` (RFC 6750), user and password (``basic``), or tokens of an OpenID provider (``oidc``).
    For scenarios: ``elsewhere``, a user of another hospital; ``reader``, who may only look; ``lockable``, whose account
    may be locked."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s]*)?$")]
    token: SecretTable | None = None
    basic: BasicTable | None = None
    oidc: OidcTable | None = None
    elsewhere: BasicTable | None = None
    reader: BasicTable | None = None
    lockable: BasicTable | None = None
    wado: Annotated[str, Field(pattern=r"^https?://[^\s/?#@]+(/[^\s]*)?$")] | None = None
    tls: TlsTable | None = None

    @model_validator(mode="after")
    def _one_way_in(self) -> WebTable:
        if sum(way is not None for way in (self.token, self.basic, self.oidc)) > 1:
            raise ValueError("one way to say who calls: token, basic or oidc")
        return self


class CallerTable(Table):
    """An application entity that may call a system: from ``host`` only, where one is given, and for its ``rights``."""

    ae_title: AeTitle
    host: Annotated[str, AfterValidator(_address)] = ""
    rights: list[Literal["store", "query", "retrieve", "worklist", "mpps"]] = [
        "store", "query", "retrieve", "worklist", "mpps",
    ]  # fmt: skip


class SenderTable(Table):
    """An application that may send HL7 to a system: MSH-3 and MSH-4."""

    application: Annotated[HdPart, Field(min_length=1)]
    facility: HdPart = ""


class UserIdentityTable(Table):
    """User identities that a system believes when an association is opened, and the test ``user``, as whom our side
    calls it with the first of ``types``. ``required``: it serves nobody without one; ``positive_response``: it answers
    who asks for one. Tokens are signed with ``token_key`` (HS256), or given: ``token``, and ``expired_token``."""

    types: Annotated[list[Literal["username", "passcode", "saml", "jwt"]], Field(min_length=1)]
    user: Annotated[str, Field(min_length=1, max_length=64)]
    required: bool = True
    positive_response: bool = True
    passcode: SecretTable | None = None
    assertion: SecretTable | None = None
    token: SecretTable | None = None
    expired_token: SecretTable | None = None
    token_key: SecretTable | None = None

    @model_validator(mode="after")
    def _proofs(self) -> UserIdentityTable:
        proofs = {"passcode": ("passcode",), "saml": ("assertion",), "jwt": ("token_key", "token")}
        for kind, places in proofs.items():
            if kind in self.types and not any(getattr(self, place) for place in places):
                raise ValueError(f'the type {kind} needs a secret: {places[0]} = {{ env = "X" }}')
        return self


class AccessTable(Table):
    """Who may speak to a system, as it claims; what is not said here is not asked. ``unknown_callers`` are application
    entities that ``callers`` does not name; ``senders`` empty: HL7 is taken from anybody."""

    callers: list[CallerTable] = []
    unknown_callers: Literal["refused", "served"] = "refused"
    senders: list[SenderTable] = []
    user_identity: UserIdentityTable | None = None

    @property
    def refuses_unknown(self) -> bool:
        return bool(self.callers) and self.unknown_callers == "refused"


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
    until: Annotated[str, AfterValidator(_day)] = ""

    @model_validator(mode="after")
    def _somebody_answers_for_it(self) -> SecurityTable:
        harmful = [name for name in self.consent or () if name in HARMFUL_PROBES]
        if harmful and not (self.given_by and self.until):
            raise ValueError(f"who allows {', '.join(harmful)}, and until when? set given_by and until")
        return self


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
