"""Grants of an OpenID provider, those of authlib: its clients, its codes, and requests as authlib reads them."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from authlib.oauth2.rfc6749 import (
    AuthorizationCodeGrant,
    AuthorizationServer,
    ClientCredentialsGrant,
    ClientMixin,
    OAuth2Payload,
    OAuth2Request,
)
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from joserfc.jwk import ECKey

from simulators.web_access import User
from simulators.web_server import WebAnswer, WebRequest

if TYPE_CHECKING:
    from simulators.openid_provider import Provider

ALGORITHM = "ES256"
LIFETIME_S = 60
MOST_CODES = 200  # authorization codes that nobody fetched


@dataclass(frozen=True, slots=True)
class Client(ClientMixin):
    """A relying party. ``audience``: the service that its tokens are for. ``hospital`` stands in them."""

    client_id: str
    secret: str = field(repr=False)
    audience: str
    scopes: frozenset[str]
    redirect_uris: frozenset[str] = frozenset()
    hospital: str = ""

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(word for word in (scope or "").split() if word in self.scopes or word == "openid")

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return hmac.compare_digest(client_secret.encode(), self.secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("client_credentials", "authorization_code")


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code that was given out."""

    client_id: str
    user: User
    redirect_uri: str
    scope: str
    nonce: str
    moment: float
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.moment)

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class _Payload(OAuth2Payload):
    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._data = dict(pairs)
        self._lists: dict[str, list[str]] = {}
        for name, value in pairs:
            self._lists.setdefault(name, []).append(value)

    @property
    def data(self) -> dict[str, str]:
        return self._data

    @property
    def datalist(self) -> dict[str, list[str]]:
        return self._lists


class _Request(OAuth2Request):
    """A request as authlib reads it."""

    def __init__(self, provider: Provider, request: WebRequest) -> None:
        super().__init__(request.method, f"{provider.issuer}{request.path}", headers=_Fields(request.headers))
        text = request.query if request.method == "GET" else request.body.decode("utf-8", "replace")
        self.payload = _Payload(parse_qsl(text, keep_blank_values=True, max_num_fields=60))

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data if self.method == "GET" else {}

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data if self.method == "POST" else {}


class _Fields(dict[str, str]):
    """Header fields by name, whatever its case."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


class Grants(AuthorizationServer):
    """Both grants over the provider's clients, users and codes."""

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider
        self.register_token_generator("default", self._token)
        self.register_grant(ClientCredentialsGrant)
        self.register_grant(_ByCode, [Proof(required=True), _IdToken()])

    def query_client(self, client_id: str) -> Client | None:
        return self.provider.clients.get(client_id)

    def save_token(self, token: Any, request: Any) -> None:
        """Tokens are not kept: they are verified by their signature."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        return request if isinstance(request, OAuth2Request) else _Request(self.provider, request)

    def handle_response(self, status: int, body: Any, headers: Iterable[tuple[str, str]]) -> WebAnswer:
        if isinstance(body, Mapping):
            return json_answer(dict(body), status, dict(headers))
        return WebAnswer(status, dict(headers), str(body or "").encode())

    def _token(self, grant_type: str, client: Client, user: Any = None, scope: str = "", **_: Any) -> dict[str, Any]:
        scope = client.get_allowed_scope(scope)
        token = self.provider.access_token(client, user, scope)
        return {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME_S, "scope": scope}


class Proof(CodeChallenge):
    """PKCE as RFC 7636 has it; only S256 is taken."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)


class _IdToken(OpenIDCode):
    """Who signed in, for the client."""

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def process_token(self, grant: Any, response: Any) -> Any:
        self._provider: Provider = grant.server.provider
        return super().process_token(grant, response)

    def resolve_client_private_key(self, client: Client) -> ECKey:
        return self._provider.key

    def get_client_algorithm(self, client: Client) -> str:
        return ALGORITHM

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(self._provider.clock())
        return {"iss": self._provider.issuer, "aud": [client.client_id], "iat": now, "exp": now + LIFETIME_S}

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": str(self._provider.key.kid)}

    def generate_user_info(self, user: User, scope: str) -> dict[str, str]:
        return {"sub": user.caller.name}


class _ByCode(AuthorizationCodeGrant):
    """Authorization codes, each good once and for a minute."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        said = request.payload.data
        provider: Provider = self.server.provider
        given = Code(
            request.client.client_id, request.user, request.payload.redirect_uri or "", request.scope or "",
            said.get("nonce", ""), provider.clock(), said.get("code_challenge", ""),
            said.get("code_challenge_method", ""),
        )  # fmt: skip
        with provider.lock:
            provider.codes[code] = given
            while len(provider.codes) > MOST_CODES:
                provider.codes.popitem(last=False)

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """Taken out at once, so that nobody tries twice (RFC 6749 4.1.2)."""
        provider: Provider = self.server.provider
        with provider.lock:
            found = provider.codes.pop(code, None)
        if found is None or found.client_id != client.client_id or provider.clock() - found.moment > LIFETIME_S:
            return None
        return found

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It is gone already."""

    def authenticate_user(self, authorization_code: Code) -> User:
        return authorization_code.user


def json_answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> WebAnswer:
    """JSON that nobody keeps (RFC 6749 5.1)."""
    body = json.dumps(content).encode()
    return WebAnswer(status, {"Content-Type": "application/json", "Cache-Control": "no-store", **(headers or {})}, body)
