"""Access tokens as an archive verifies them: JWTs (RFC 9068) signed by an OpenID provider whose keys it fetches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from simulators.web_access import INVALID, Caller, NotAllowed
from simulators.wire.errors import InteropError

ALGORITHMS = ("ES256", "RS256", "PS256")  # none is none of them
INSUFFICIENT = "insufficient_scope"
MOST_CHARACTERS = 16384


class Tokens:
    """``keys`` fetches the provider's JSON Web Key Set: at first, and again for a key that is not known, but not more
    than once in ``again_s``. ``scope`` must be among a token's scopes. ``clock``: seconds since 1970."""

    def __init__(
        self, issuer: str, audience: str, scope: str, keys: Callable[[], dict[str, Any]],
        clock: Callable[[], float] = time.time, again_s: float = 1.0,
    ) -> None:  # fmt: skip
        self.issuer, self.audience, self.scope, self.clock = issuer, audience, scope, clock
        self._fetch, self._again_s, self._fetched = keys, again_s, -again_s
        self._keys: KeySet | None = None
        self._lock = threading.Lock()

    def __call__(self, token: str) -> Caller:
        """Who bears it. :class:`NotAllowed` where it is not good, or not for this."""
        try:
            claims = self.signed(token)
            self.rules().validate(claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise NotAllowed(401, "the token is not valid", error=INVALID) from None
        if self.scope not in str(claims.get("scope", "")).split():
            raise NotAllowed(403, "the token is for something else", error=INSUFFICIENT)
        return Caller(str(claims.get("sub", ""))[:200], str(claims.get("hospital", ""))[:64])

    def signed(self, token: str) -> dict[str, Any]:
        """The claims, where one of the provider's keys signed them."""
        if len(token) > MOST_CHARACTERS:
            raise ValueError("too long")
        return dict(jwt.decode(token, self.keys(str(headers_of(token).get("kid", ""))), algorithms=ALGORITHMS).claims)

    def rules(self) -> JWTClaimsRegistry:
        """What the claims have to be: this issuer, this audience, between its times."""
        return JWTClaimsRegistry(
            now=lambda: int(self.clock()),
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
        )

    def keys(self, wanted: str) -> KeySet:
        """The provider's keys, fetched again where none is called ``wanted``."""
        with self._lock:
            known = self._keys is not None and any(key.kid == wanted for key in self._keys)
            if not known and time.monotonic() - self._fetched >= self._again_s:
                self._fetched = time.monotonic()
                try:
                    self._keys = KeySet.import_key_set(self._fetch())  # type: ignore[arg-type]
                except InteropError:
                    raise NotAllowed(401, "the provider of the token cannot be asked", error=INVALID) from None
            return self._keys or KeySet([])


def headers_of(token: str) -> dict[str, Any]:
    """The protected header, not verified. JoseError or ValueError where there is none."""
    return dict(jws.extract_compact(token.encode("ascii")).headers())
