"""Doors of DICOMweb where somebody asks who calls, and what callers show there: right, wrong, and forged.

The simulated archive gets such a door beside its open one, with users, a token or an OpenID provider of this run, whose
secrets are made anew each time. A real one is called as its site says; what only its provider could make is left out.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness.outcome import Omitted
from harness.session import Hospital
from simulators.addresses import WebAddress
from simulators.secret import Secret
from simulators.web_credentials import ANONYMOUS, AUTHORIZATION_CODE, CLIENT_CREDENTIALS, Credentials, OpenId
from simulators.web_user_agent import UserAgent

if TYPE_CHECKING:
    from simulators.openid import RelyingParty
    from simulators.openid_provider import Provider
    from simulators.web_access import Access

PASSWORD, TOKEN, OPENID = WAYS = ("user and password", "token", "OpenID Connect")
AUDIENCE, SCOPE = "archive", "images"
ELSEWHERE = "Another hospital"
MOST_TRIES = 10  # wrong passwords for an account that is said to be lockable
USER, STRANGER, OTHERS = "technologist", "interop-nobody", ("elsewhere", "reader", "lockable")


@dataclass(slots=True)
class Door:
    """Where the archive is called in one of :data:`WAYS`. ``good``: as whom it serves."""

    hospital: Hospital
    way: str
    address: WebAddress
    good: Credentials
    elsewhere: Credentials | None = None
    reader: Credentials | None = None
    lockable: Credentials | None = None
    provider: Provider | None = None
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    def agent(self, credentials: Credentials) -> UserAgent:
        """The workstation, calling so."""
        return UserAgent(self.hospital.runtime, "workstation", replace(self.address, credentials=credentials))

    @staticmethod
    def with_password(user: str, password: str) -> Credentials:
        """A user whose password is known to everybody."""
        return Credentials(user, Secret(text=password))

    def party(self, **changes: Any) -> RelyingParty:
        """Who asks the provider for tokens."""
        from simulators.openid import RelyingParty

        if self.good.openid is None:
            raise Omitted("the site names no OpenID provider")
        return RelyingParty(self.hospital.runtime, "workstation", replace(self.good.openid, **changes))

    def showing(self, what: str) -> Credentials:
        """Credentials by the word of the scenario. OMIT where only a real system's provider could make them."""
        if what == "nothing":
            return ANONYMOUS
        return MAKERS[what](self)


def door(hospital: Hospital, way: str, cleanup: Callable[..., None]) -> Door:
    """The door of the archive, opened where it is simulated until ``cleanup`` calls. OMIT where the site says that it
    is called otherwise."""
    hospital.require("pacs", "DICOMweb")
    if hospital.is_real("pacs"):
        return _real(hospital, way)
    return _opened(hospital, way, cleanup)


def _real(hospital: Hospital, way: str) -> Door:
    table, address = hospital.site.role("pacs").web, hospital.wiring.web()
    if table is None or address is None:
        raise Omitted("the site gives no DICOMweb address of the PACS")
    wanted = {PASSWORD: table.basic, TOKEN: table.token, OPENID: table.oidc}[way]
    if wanted is None:
        raise Omitted(f"the site does not say that the PACS is called over the web with {way}")

    def user(named: Any) -> Credentials | None:
        return None if named is None else Credentials(named.user, hospital.site.secret(named.password))

    return Door(hospital, way, address, address.credentials, user(table.elsewhere), user(table.reader),
                user(table.lockable))  # fmt: skip


def _opened(hospital: Hospital, way: str, cleanup: Callable[..., None]) -> Door:
    from simulators.web_access import Access, Caller, User, one_token

    role, runtime = hospital.drive("pacs", "ask who calls"), hospital.runtime
    own = hospital.site.role("pacs").facility
    made = {name: secrets.token_urlsafe(18) for name in (USER, *OTHERS, "token")}
    people = [User(Caller(USER, own), made[USER]), User(Caller("lockable"), made["lockable"]),
              User(Caller("elsewhere", ELSEWHERE), made["elsewhere"]),
              User(Caller("reader", own, may_store=False), made["reader"])]  # fmt: skip
    provider = None
    if way == PASSWORD:
        access, good = Access(people), Credentials(USER, Secret(text=made[USER]))
    elif way == TOKEN:
        access = Access(tokens=one_token(made["token"], Caller("token", own)))
        good = Credentials(secret=Secret(text=made["token"]))
    else:
        provider, access, good = _with_provider(hospital, people, own, cleanup)
    server = role.guarded(access)
    port = server.start()
    cleanup(server.stop)
    address = WebAddress(f"http://{runtime.bind}:{port}/dicom-web")
    others = {name: Credentials(name, Secret(text=made[name])) for name in OTHERS}
    return Door(hospital, way, address, good, provider=provider, secrets=made, **others)


def _with_provider(
    hospital: Hospital, people: list[Any], own: str, cleanup: Callable[..., None]
) -> tuple[Provider, Access, Credentials]:
    from simulators.openid import REDIRECT, RelyingParty
    from simulators.openid_grants import Client
    from simulators.openid_provider import Provider
    from simulators.web_access import Access
    from simulators.web_tokens import Tokens

    secret = secrets.token_urlsafe(18)
    clients = [
        Client("interop", secret, AUDIENCE, frozenset({SCOPE}), frozenset({REDIRECT}), own),
        Client("billing", secret, "billing", frozenset({SCOPE}), frozenset(), own),
    ]
    provider = Provider(hospital.runtime, clients, people)
    issuer = provider.start()
    cleanup(provider.stop)
    openid = OpenId(issuer, "interop", Secret(text=secret), AUDIENCE, (SCOPE,), user=USER,
                    password=Secret(text=people[0].password))  # fmt: skip
    asking = RelyingParty(hospital.runtime, "pacs", openid)
    access = Access(tokens=Tokens(issuer, AUDIENCE, SCOPE, asking.keys, again_s=0.0))
    return provider, access, Credentials(openid=openid)


# --- what callers show -----------------------------------------------------------------------------------------------


def _invented() -> Secret:
    return Secret(text=secrets.token_urlsafe(18))


def _by(flow: str) -> Callable[[Door], Credentials]:
    def made(door: Door) -> Credentials:
        openid = door.good.openid
        if door.provider is None and openid is not None and openid.flow != flow:
            raise Omitted(f"the site does not say that tokens are had by {flow}")
        return _bearing(door.party(flow=flow).token()[0])

    return made


def _bearing(token: str) -> Credentials:
    return Credentials(secret=Secret(text=token))


def _of_provider(**claims: Any) -> Callable[[Door], Credentials]:
    """A token that the provider signed, with other claims; seconds are from now."""

    def made(door: Door) -> Credentials:
        from joserfc import jwt

        if door.provider is None:
            raise Omitted("only the provider of the site could give such a token")
        now = int(time.time())
        said = {name: now + value if isinstance(value, int) else value for name, value in claims.items()}
        header = {"alg": "ES256", "typ": "at+jwt", "kid": door.provider.key.kid}
        return _bearing(jwt.encode(header, {**_claims(door), **said}, door.provider.key))

    return made


def _claims(door: Door) -> dict[str, Any]:
    """Those of a good token, OMIT where they cannot be read."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        found = json.loads(jws.extract_compact(door.party().token()[0].encode()).payload)
    except (JoseError, ValueError) as error:
        raise Omitted("the provider gives tokens that only it can read") from error
    return dict(found)


def _signed_by_somebody_else(door: Door) -> Credentials:
    """Under the name of the key of a good token."""
    from joserfc import jwt
    from joserfc.jwk import ECKey

    from simulators.web_tokens import headers_of

    claims, kid = _claims(door), headers_of(door.party().token()[0]).get("kid", "")
    return _bearing(jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": kid}, claims, ECKey.generate_key("P-256")))


def _without_signature(door: Door) -> Credentials:
    """RFC 7519 6: alg none."""
    from joserfc.util import urlsafe_b64encode

    parts = ({"alg": "none", "typ": "at+jwt"}, _claims(door))
    return _bearing(".".join([*(urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts), ""]))


MAKERS: dict[str, Callable[[Door], Credentials]] = {
    "right password": lambda door: door.good,
    "wrong password": lambda door: Credentials((door.lockable or door.good).user, _invented()),
    "unknown user": lambda door: Credentials(STRANGER, _invented()),
    "right token": lambda door: door.good,
    "wrong token": lambda door: Credentials(secret=_invented()),
    "token by client credentials": _by(CLIENT_CREDENTIALS),
    "token by authorization code": _by(AUTHORIZATION_CODE),
    "expired token": _of_provider(iat=-7200, nbf=-7200, exp=-3600),
    "token not yet valid": _of_provider(iat=3600, nbf=3600, exp=7200),
    "token for another service": _of_provider(aud="billing"),
    "token of another provider": _of_provider(iss="http://127.0.0.1:1"),
    "token signed by somebody else": _signed_by_somebody_else,
    "token without signature": _without_signature,
}
