"""What is loaded, and as whom: everything a load worker has to know of a site, small enough to be sent to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from harness.site import Site
from harness.wiring import Wiring
from simulators.addresses import DicomAddress, Hl7Address
from simulators.runtime import Limits, Runtime, TestPatients
from simulators.secret import Secret
from simulators.tls import Tls
from simulators.user_identity import UserIdentity
from simulators.web_credentials import ANONYMOUS, Credentials, OpenId
from simulators.wire.identifiers import AssigningAuthority
from simulators.wire.order import Dialect

NEEDS = {  # job → the address without which it cannot be done
    "worklist": "worklist",
    "mpps": "mpps",
    "store": "pacs",
    "commit": "pacs",
    "order": "orders",
    "update": "orders",
    "query": "pacs",
    "retrieve": "pacs",
    "web-query": "web",
    "web-retrieve": "web",
}
CLAIMED = {"mpps": ("ris", "RAD-6"), "worklist": ("ris", "RAD-5"), "commit": ("pacs", "RAD-10")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """``stations`` are (name, AE title, modality); the secret of ``web_credentials`` is named
    by its place, on the machine of the worker. ``move_to``: AE title of the workstation, where C-GET is not claimed."""

    orders: Hl7Address | None = None
    worklist: DicomAddress | None = None
    mpps: DicomAddress | None = None
    pacs: DicomAddress | None = None
    web: str = ""
    web_credentials: Credentials = ANONYMOUS
    web_tls: Tls | None = None
    stations: tuple[tuple[str, str, str], ...] = ()
    workstation: str = "WS_1"
    move_to: str = ""
    emr: str = "EMR|HGM"
    his: str = "HIS|HGM"
    prefixes: tuple[str, ...] = ("ZZ9",)
    authority: AssigningAuthority = field(default_factory=AssigningAuthority)
    time_zone: str = "UTC"
    limits: Limits = field(default_factory=Limits)

    def can(self, job: str) -> bool:
        return bool(getattr(self, NEEDS[job]))

    def runtime(self) -> Runtime:
        """What the guards ask, in a worker."""
        patients = TestPatients(self.prefixes, self.authority)
        return Runtime(test_patients=patients, limits=self.limits, time_zone=self.time_zone)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; read back by :meth:`from_dict`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Target:
        made: dict[str, Callable[[Any], Any]] = {
            "orders": _hl7,
            "worklist": _dicom,
            "mpps": _dicom,
            "pacs": _dicom,
            "web_credentials": _credentials,
            "web_tls": _tls,
            "stations": lambda value: tuple(tuple(one) for one in value),
            "prefixes": tuple,
            "authority": lambda value: AssigningAuthority(**value),
            "limits": lambda value: Limits(**value),
        }
        return cls(**{name: made.get(name, lambda same: same)(value) for name, value in values.items()})


def _hl7(value: Mapping[str, Any] | None) -> Hl7Address | None:
    if not value:
        return None
    tuples = {name: _tuples(each) if isinstance(each, list) else each for name, each in value["dialect"].items()}
    return Hl7Address(**{**value, "dialect": Dialect(**tuples), "tls": _tls(value["tls"])})


def _dicom(value: Mapping[str, Any] | None) -> DicomAddress | None:
    made = {"tls": _tls, "identity": _identity}
    return DicomAddress(**{**value, **{name: make(value[name]) for name, make in made.items()}}) if value else None


def _identity(value: Mapping[str, Any] | None) -> UserIdentity | None:
    if not value:
        return None
    secrets = {name: _secret(value[name]) for name in ("passcode", "key", "token", "expired", "assertion")}
    return UserIdentity(**{**value, **secrets, "types": tuple(value["types"])})


def _tls(value: Mapping[str, Any] | None) -> Tls | None:
    if not value:
        return None
    return Tls(**{**value, "key_secret": _secret(value["key_secret"]), "password": _secret(value["password"])})


def _credentials(value: Mapping[str, Any]) -> Credentials:
    openid = value["openid"] and OpenId(
        **{**value["openid"], "scopes": tuple(value["openid"]["scopes"]), "tls": _tls(value["openid"]["tls"]),
           "secret": _secret(value["openid"]["secret"]), "password": _secret(value["openid"]["password"])}
    )  # fmt: skip
    return Credentials(value["user"], _secret(value["secret"]), openid)


def _secret(value: Mapping[str, Any] | None) -> Secret | None:
    return Secret(**value) if value else None


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def target_of(site: Site, wiring: Wiring) -> Target:
    """The addresses of a site whose simulated roles are running."""
    roles = site.tables.roles
    web = roles.pacs.web
    return Target(
        orders=wiring.hl7("ris"),
        worklist=wiring.dicom("ris", "worklist"),
        mpps=wiring.dicom("ris", "mpps"),
        pacs=wiring.dicom("pacs"),
        web=web.url if web else "",
        web_credentials=site.credentials(web),
        web_tls=site.tls(web),
        stations=tuple((t.station, t.ae_title or t.station, t.modality) for t in roles.modality if not t.is_real),
        workstation=roles.workstation.ae_title,
        move_to="" if site.claims("pacs", "C-GET") else roles.workstation.ae_title,
        emr=f"{roles.emr.application}|{roles.emr.facility}",
        his=f"{roles.his.application}|{roles.his.facility}",
        prefixes=site.test_patients.prefixes,
        authority=site.authority,
        time_zone=site.tables.time_zone,
        limits=site.limits,
    )


def loaded_jobs(site: Site, target: Target, wanted: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """The jobs that can be done, and why the others are left out. Where a site has real systems only these are
    loaded: figures of our own simulators would say nothing about it."""
    left: dict[str, str] = {}
    for job in wanted:
        role = "pacs" if NEEDS[job] in ("pacs", "web") else "ris"
        if site.real_roles and not site.is_real(role):
            left[job] = f"the {role.upper()} of this site is simulated"
        elif not target.can(job):
            left[job] = f"the site gives no {'DICOMweb URL' if NEEDS[job] == 'web' else NEEDS[job] + ' address'}"
        elif job in CLAIMED and not site.claims(*CLAIMED[job]):
            left[job] = f"the site does not claim {CLAIMED[job][1]} for the {role.upper()}"
    return [job for job in wanted if job not in left], left
