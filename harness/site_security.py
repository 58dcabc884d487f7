"""What a site file says of keys, TLS and who may speak to whom: one frozen model for each table."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from harness.site_fields import Address, AeTitle, HdPart, Host, Table


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
    host: Address = ""
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
