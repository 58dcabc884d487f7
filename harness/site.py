"""The site file: which systems are real, where they are, what they claim. TOML in, one frozen :class:`Site` out.

Every mistake is told at once, each with its place, its value and the nearest value that would do.
"""

from __future__ import annotations

import difflib
import tomllib
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.data import fixtures_folder
from harness.defects_on import require_possible
from harness.site_identity import access_of
from harness.site_model import CLAIMS, SiteTable
from harness.site_security import SecretTable
from harness.site_tls import problems as file_problems
from harness.site_tls import secret_of, value_of
from simulators.access import Access
from simulators.addresses import DicomAddress, Hl7Address
from simulators.authority import Authority
from simulators.runtime import Limits, TestPatients
from simulators.secret import Secret
from simulators.tls import Tls
from simulators.user_identity import UserIdentity
from simulators.web_credentials import Credentials, OpenId
from simulators.wire.errors import ConfigError
from simulators.wire.identifiers import AssigningAuthority
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect

SINGLE_ROLES = ("his", "emr", "ris", "pacs", "workstation")
DEFAULT_MODALITIES = tuple(
    {"station": station, "modality": modality}
    for station, modality in (
        ("CT_ER1", "CT"),
        ("MR_1", "MR"),
        ("DX_1", "DX"),
        ("CR_1", "CR"),
        ("US_1", "US"),
        ("MG_1", "MG"),
    )
)
DEFAULT_DESTINATIONS = tuple({"name": name} for name in ("AI_NODE", "BATA", "ARCHIVE"))


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """A difference that is known and accepted at this site: findings of ``check`` (in ``scenario``, where given) by
    ``role`` are kept as findings and do not decide."""

    check: str
    reason: str
    scenario: str = ""
    role: str = ""

    def covers(self, scenario: str, check: str, role: str) -> bool:
        return self.check == check and self.scenario in ("", scenario) and self.role in ("", role)


@dataclass(frozen=True, slots=True)
class Site:
    """A validated site. ``tables`` is the file as models, ``file`` where it came from."""

    tables: SiteTable
    file: str
    known: tuple[KnownDifference, ...] = ()

    @property
    def name(self) -> str:
        return self.tables.name

    @property
    def shown_file(self) -> str:
        """How ``--site`` names it: a shipped site by its name, any other by its path."""
        path = Path(self.file)
        return path.stem if path.parent == fixtures_folder() / "sites" else self.file

    @property
    def language(self) -> str:
        return self.tables.language

    @property
    def test_patients(self) -> TestPatients:
        table = self.tables.test_patients
        return TestPatients(tuple(table.id_prefixes), self.authority)

    @property
    def authority(self) -> AssigningAuthority:
        table = self.tables.test_patients.assigning_authority
        return AssigningAuthority(table.namespace, table.oid or "", "ISO" if table.oid else "")

    @property
    def limits(self) -> Limits:
        values = self.tables.limits.model_dump()
        return Limits(**values)

    def role(self, name: str) -> Any:
        """The table of a role: ``ris``, a station ``CT_ER1``, a destination ``BATA``. KeyError where there is none."""
        if name in SINGLE_ROLES:
            return getattr(self.tables.roles, name)
        return self.several[name]

    @property
    def several(self) -> dict[str, Any]:
        """Stations and destinations by name."""
        roles = self.tables.roles
        return {
            **{table.station: table for table in roles.modality},
            **{table.name: table for table in roles.destination},
        }

    @property
    def role_names(self) -> tuple[str, ...]:
        return (*SINGLE_ROLES, *self.several)

    def is_real(self, name: str) -> bool:
        """Whether the role is a real system; unknown names are not."""
        return name in self.role_names and bool(self.role(name).is_real)

    @property
    def real_roles(self) -> tuple[str, ...]:
        return tuple(name for name in self.role_names if self.is_real(name))

    def claims(self, name: str, claim: str) -> bool:
        """Whether the role claims a transaction or capability; a role without a list claims everything."""
        if name not in self.role_names:
            return False
        claims = self.role(name).claims
        return claims is None or claim in claims

    def dialect(self, name: str) -> Dialect:
        """The dialect called ``name``, here or built in."""
        built_in = {"ihe-swf": IHE_SWF, "ihe-swf-b": IHE_SWF_B}
        table = self.tables.dialects.get(name)
        if table is None:
            return built_in[name]
        changes: dict[str, Any] = table.model_dump(exclude={"base"}, exclude_none=True)
        if "fixed" in changes:
            changes["fixed"] = tuple(changes["fixed"].items())
        if "extra_segments" in changes:
            changes["extra_segments"] = tuple(changes["extra_segments"])
        return replace(built_in[table.base], name=name, **changes)

    def tls(self, table: Any) -> Tls | None:
        """How the system or listener of this table is spoken to securely; None: in the clear."""
        return value_of(getattr(table, "tls", None), Path(self.file).parent)

    def secret(self, table: SecretTable | None) -> Secret | None:
        """Where the secret of this table lies; None where none is named."""
        return secret_of(table, Path(self.file).parent)

    def credentials(self, web: Any) -> Credentials:
        """As whom the DICOMweb of this table is called."""
        if web is not None and web.oidc is not None:
            return Credentials(openid=self._openid(web.oidc))
        if web is not None and web.basic is not None:
            return Credentials(web.basic.user, self.secret(web.basic.password))
        return Credentials(secret=self.secret(web.token) if web is not None else None)

    def _openid(self, table: Any) -> OpenId:
        return OpenId(
            issuer=table.issuer, client_id=table.client_id, secret=self.secret(table.client_secret),
            audience=table.audience, scopes=tuple(table.scopes), flow=table.flow, user=table.user,
            password=self.secret(table.password), tls=self.tls(table),
        )  # fmt: skip

    def hl7_address(self, table: Any) -> Hl7Address:
        """The MLLP listener of a real system."""
        dialect = self.dialect(table.dialect)
        return Hl7Address(table.host, table.port, table.application, table.facility, dialect, self.tls(table))

    def dicom_address(self, table: Any) -> DicomAddress:
        """The application entity of a real system."""
        role = next(
            (name for name in self.access if any(table is one for one in self.role(name).addresses().values())), ""
        )
        return DicomAddress(table.host, table.port, table.ae_title, self.tls(table), self.identities.get(role))

    @property
    def certificates(self) -> dict[str, Tls]:
        """With which certificate the ports of simulated roles are secured, by role."""
        tables = {name: getattr(self.role(name), "listen", None) for name in self.role_names if not self.is_real(name)}
        return {name: found for name, table in tables.items() if (found := self.tls(table)) is not None}

    @property
    def access(self) -> dict[str, Access]:
        """Who may speak to each role of which the site says it, real or simulated."""
        tables = {name: getattr(self.role(name), "access", None) for name in SINGLE_ROLES}
        folder = Path(self.file).parent
        return {name: access_of(table, folder) for name, table in tables.items() if table is not None}

    @property
    def identities(self) -> dict[str, UserIdentity]:
        """As which user our side calls each role that asks for one."""
        return {name: one.identity for name, one in self.access.items() if one.identity is not None}

    @property
    def test_authority(self) -> Authority | None:
        """Whose certificates the real systems trust in tests."""
        name = self.tables.test_authority
        return Authority(Path(self.file).parent / name) if name else None

    @property
    def fixed_listeners(self) -> dict[str, int]:
        """Fixed ports on which simulated roles must listen, by ``role.port``."""
        ports: dict[str, int] = {}
        for name in self.role_names:
            listen = getattr(self.role(name), "listen", None)
            if listen is not None and not self.is_real(name):
                found = listen.model_dump(exclude={"tls"})
                ports.update({f"{name}.{key}": port for key, port in found.items() if port})
        audit = self.tables.audit.listen
        ports.update({f"audit.{key}": port for key, port in (("tcp", audit.tcp), ("udp", audit.udp)) if port})
        return ports

    def audit_source(self, name: str) -> str:
        """The AuditSourceID of a role's audit messages, as the site says; of a simulated role what it calls itself; ""
        for a real one of which the site says nothing."""
        table = self.role(name)
        if name in self.tables.audit.sources or table.is_real:
            return self.tables.audit.sources.get(name, "")
        return str(getattr(table, "ae_title", None) or getattr(table, "application", name))

    @property
    def needs_one_process(self) -> bool:
        """Whether real systems send to fixed ports here: then one process must own them for the whole run."""
        return bool(self.real_roles) and bool(self.fixed_listeners)

    def describe(self) -> dict[str, Any]:
        """For the run record."""
        return {
            "name": self.name,
            "file": self.shown_file,
            "time_zone": self.tables.time_zone,
            "language": self.language,
            "roles": [self._describe_role(name) for name in self.role_names],
            **({"defects": list(self.tables.defects)} if self.tables.defects else {}),
        }

    def _describe_role(self, name: str) -> dict[str, Any]:
        table = self.role(name)
        kind = name if name in SINGLE_ROLES else ("modality" if hasattr(table, "station") else "destination")
        return {
            "name": name,
            "kind": kind,
            "simulated": not table.is_real,
            "product": table.product,
            "version": table.version,
            "address": ", ".join(_address(key, value) for key, value in table.addresses().items()),
            "claims": sorted(CLAIMS) if table.claims is None else list(table.claims),
        }


def _address(key: str, table: Any) -> str:
    if key == "web":
        return str(table.url)
    return f"{getattr(table, 'ae_title', '') or table.application}@{table.host}:{table.port}"


# --- reading ---------------------------------------------------------------------------------------------------------


def find_site(name: str = "") -> Path:
    """The file of a site: a path, or the name of a shipped one. Empty: ``site.toml`` here, else ``simulated``."""
    if not name:
        return here if (here := Path("site.toml")).is_file() else fixtures_folder() / "sites" / "simulated.toml"
    path = Path(name)
    if path.is_file():
        return path
    shipped = {
        file.stem: file
        for file in sorted((fixtures_folder() / "sites").glob("*.toml"))
        if not file.stem.endswith("-known")
    }
    if name in shipped:
        return shipped[name]
    near = difflib.get_close_matches(name, shipped, n=1)
    raise ConfigError(
        f"there is no site file {name!r}",
        cause=f"no such file, and no shipped site of that name ({', '.join(shipped)})",
        remedy=f"interop run --site {near[0]}" if near else "interop site new > site.toml",
    )


def load_site(name: str = "") -> Site:
    """Find, read and validate a site. :class:`ConfigError` with every problem."""
    path = find_site(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"site file {path} cannot be read: {error}", remedy="save it as UTF-8 text") from error
    return parse_site(text, str(path))


def parse_site(text: str, file: str = "site.toml") -> Site:
    """Validate the text of a site file. :class:`ConfigError` with every problem in ``problems``."""
    try:
        raw = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"site file {file} is not TOML: {error}",
            problems=(str(error),),
            remedy=f"correct it, then: interop site check {file}",
        ) from error
    problems, tables = [], None
    try:
        tables = SiteTable.model_validate(with_defaults(raw))
    except ValidationError as error:
        from harness.site_errors import explain

        problems += explain(error)
    problems += _cross_check(raw)
    problems += file_problems(tables, Path(file).parent) if tables is not None else []
    known, known_problems = _known(raw, Path(file).parent)
    problems += known_problems
    if problems or tables is None:
        count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        raise ConfigError(
            f"site file {file} has {count}",
            problems=tuple(problems),
            cause="\n".join(problems),
            remedy=f"correct it, then: interop site check {file}",
        )
    site = Site(tables, file, known)
    require_possible(site)
    return site


def with_defaults(raw: dict[str, Any]) -> dict[str, Any]:
    """``raw`` with the default stations and destinations where it names none."""
    roles = raw.get("roles", {})
    if not isinstance(roles, dict):
        return raw
    defaults = {"modality": list(DEFAULT_MODALITIES), "destination": list(DEFAULT_DESTINATIONS)}
    return {**raw, "roles": {**defaults, **roles}}


def _known(raw: dict[str, Any], folder: Path) -> tuple[tuple[KnownDifference, ...], list[str]]:
    name = raw.get("known")
    if not isinstance(name, str):
        return (), []
    try:
        entries = tomllib.loads((folder / name).read_text(encoding="utf-8")).get("known", [])
        return tuple(KnownDifference(**entry) for entry in entries), []
    except (OSError, ValueError) as error:
        return (), [f"known: {folder / name} cannot be read: {error}"]
    except TypeError:
        return (), [f"known: an entry of {folder / name} has keys other than check, reason, scenario, role"]


def _cross_check(raw: dict[str, Any]) -> Iterator[str]:
    """What one table alone cannot know: names that refer to each other. Works on whatever is there."""
    roles = _table(raw, "roles")
    zone = raw.get("time_zone", "UTC")
    if isinstance(zone, str) and zone not in (zones := zoneinfo.available_timezones()):
        yield f"time_zone: {zone!r} is no time zone{_nearest(zone, zones)}"
    dialects = {"ihe-swf", "ihe-swf-b", *_table(raw, "dialects")}
    for place, name in _dialects_used(roles):
        if name not in dialects:
            yield f"{place}: there is no dialect {name!r}{_nearest(name, dialects)}"
    names = [
        *_names(roles, "modality", "station", DEFAULT_MODALITIES),
        *_names(roles, "destination", "name", DEFAULT_DESTINATIONS),
    ]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"roles: the name {name!r} stands twice among stations and destinations"
    for index, route in enumerate(raw.get("routes", []) if isinstance(raw.get("routes"), list) else []):
        to = route.get("to", []) if isinstance(route, dict) else []
        for name in to if isinstance(to, list) else []:
            if name not in names:
                yield f"routes[{index + 1}].to: there is no destination {name!r}{_nearest(str(name), names)}"
    for name in _table(raw, "link"):
        if name not in (known := (*SINGLE_ROLES, *names)):
            yield f"link.{name}: there is no role {name!r}{_nearest(name, known)}"
    for name in _table(_table(raw, "audit"), "sources"):
        if name not in (known := (*SINGLE_ROLES, *names)):
            yield f"audit.sources.{name}: there is no role {name!r}{_nearest(name, known)}"
    ports: dict[int, str] = {}
    for place, port in _listeners(roles):
        if port and port in ports:
            yield f"{place}: port {port} is already taken by {ports[port]}"
        ports[port] = place


def _table(raw: dict[str, Any], key: str) -> dict[str, Any]:
    value = raw.get(key, {})
    return value if isinstance(value, dict) else {}


def _entries(roles: dict[str, Any], key: str, default: tuple[dict[str, str], ...] = ()) -> list[dict[str, Any]]:
    value = roles.get(key, default)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list | tuple) else []


def _names(roles: dict[str, Any], key: str, field: str, default: tuple[dict[str, str], ...]) -> list[str]:
    return [str(entry[field]) for entry in _entries(roles, key, default) if field in entry]


def _dialects_used(roles: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for role in SINGLE_ROLES:
        table = _table(roles, role)
        for place, name in (
            (f"roles.{role}.dialect", table.get("dialect")),
            (f"roles.{role}.hl7.dialect", _table(table, "hl7").get("dialect")),
        ):
            if isinstance(name, str):
                yield place, name


def _listeners(roles: dict[str, Any]) -> Iterator[tuple[str, int]]:
    tables = [(f"roles.{role}", _table(roles, role)) for role in SINGLE_ROLES]
    for key, field in (("modality", "station"), ("destination", "name")):
        tables += [(f"roles.{key} {entry.get(field, '')}", entry) for entry in _entries(roles, key)]
    for place, table in tables:
        for key, port in _table(table, "listen").items():
            if isinstance(port, int):
                yield f"{place}.listen.{key}", port


def _nearest(value: str, valid: Any) -> str:
    near = difflib.get_close_matches(value, [str(name) for name in valid], n=1, cutoff=0.5)
    return f"; the nearest is {near[0]!r}" if near else ""


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the site file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SiteTable.model_json_schema(by_alias=True)}
