"""An OpenID provider: description, key set, authorization and token endpoint; the grants are those of authlib.

Tokens are JWTs (ES256) that live for a minute of the clock that is handed in. A person signs in with HTTP Basic where a
real provider shows a form.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from authlib.oauth2 import OAuth2Error
from joserfc import jwt
from joserfc.jwk import ECKey

from simulators.openid import WELL_KNOWN
from simulators.openid_grants import ALGORITHM, LIFETIME_S, Client, Code, Grants, json_answer
from simulators.runtime import Runtime
from simulators.web_access import User
from simulators.web_server import WebAnswer, WebRequest, WebServer, refusal


class Provider:
    """``clients`` and ``users`` are who it knows. ``clock``: seconds since 1970, of everything that it signs."""

    def __init__(
        self, runtime: Runtime, clients: Iterable[Client], users: Iterable[User] = (), *,
        clock: Callable[[], float] = time.time, port: int = 0,
    ) -> None:  # fmt: skip
        self.runtime, self.clock = runtime, clock
        self.clients = {client.client_id: client for client in clients}
        self.users = {user.caller.name: user for user in users}
        self.codes: OrderedDict[str, Code] = OrderedDict()
        self.lock = threading.Lock()
        self.key = new_key()
        self._server = WebServer(runtime, "openid", self, port=port)
        self._grants = Grants(self)
        self.issuer = ""

    def start(self) -> str:
        """Its issuer identifier. :class:`ConfigError` when the port is in use."""
        self.issuer = f"http://{self.runtime.bind}:{self._server.start()}"
        return self.issuer

    def stop(self) -> None:
        self._server.stop()

    def rotate(self) -> None:
        """From now on another key signs, and the former one is not published any more."""
        self.key = new_key()

    def __call__(self, request: WebRequest) -> WebAnswer:
        match request.method, request.path:
            case "GET", path if path == WELL_KNOWN:
                return json_answer(self.description())
            case "GET", "/keys":
                return json_answer({"keys": [self.key.as_dict(private=False)]})
            case "GET", "/authorize":
                return self._authorize(request)
            case "POST", "/token":
                answer: WebAnswer = self._grants.create_token_response(request)
                return answer
        return refusal(404, "there is no such resource")

    def description(self) -> dict[str, Any]:
        """OpenID Connect Discovery 3."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def _authorize(self, request: WebRequest) -> WebAnswer:
        user = self._signed_in(request.headers.get("authorization", ""))
        if user is None:
            answer = refusal(401, "sign in")
            return WebAnswer(401, {**answer.headers, "WWW-Authenticate": 'Basic realm="openid"'}, answer.body)
        try:
            grant = self._grants.get_consent_grant(request, end_user=user)
        except OAuth2Error as error:
            return refusal(400, str(error.error))
        found: WebAnswer = self._grants.create_authorization_response(grant.request, grant_user=user, grant=grant)
        return found

    def _signed_in(self, authorization: str) -> User | None:
        try:
            said = base64.b64decode(authorization.partition(" ")[2], validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return None
        name, _, password = said.partition(":")
        user = self.users.get(name)
        good = user is not None and hmac.compare_digest(password.encode(), user.password.encode())
        return user if good else None

    def access_token(self, client: Client, user: User | None, scope: str) -> str:
        """RFC 9068 2.2."""
        now = int(self.clock())
        claims = {
            "iss": self.issuer, "aud": client.audience, "client_id": client.client_id, "scope": scope,
            "sub": user.caller.name if user else client.client_id, "jti": uuid.uuid4().hex,
            "hospital": user.caller.hospital if user else client.hospital,
            "iat": now, "nbf": now, "exp": now + LIFETIME_S,
        }  # fmt: skip
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": self.key.kid}, claims, self.key)


def new_key() -> ECKey:
    """A signing key with a name of its own."""
    return ECKey.generate_key("P-256", {"kid": uuid.uuid4().hex[:8], "use": "sig", "alg": ALGORITHM}, auto_kid=False)
