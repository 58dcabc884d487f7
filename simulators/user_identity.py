"""Who opens an association, as a user (PS3.7 D.3.3.7): what is shown, and whether it is believed. No socket here.

Types are called as a site file calls them: ``username``, ``passcode`` (user and passcode), ``kerberos``, ``saml``,
``jwt``. An assertion of SAML is opaque: compared, never read. Kerberos tickets are told apart, and never believed.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field

from simulators.secret import Secret
from simulators.wire import jwt
from simulators.wire.errors import ConfigError

TYPES = {"username": 1, "passcode": 2, "kerberos": 3, "saml": 4, "jwt": 5}  # User-Identity-Type
NAMED = ("username", "passcode")  # whose primary field is a name, and no secret
MOST = 65000  # bytes of both fields: the length of the item has 16 bits (PS3.8 9.3.2.3)
VALID_S = 300  # how long a token of ours is valid


@dataclass(frozen=True, slots=True)
class Shown:
    """The user identity of one association request. Its fields may be secrets, and are never shown."""

    kind: str  # one of TYPES
    primary: bytes = field(default=b"", repr=False)
    secondary: bytes = field(default=b"", repr=False)
    wants_response: bool = False


@dataclass(frozen=True, slots=True)
class UserIdentity:
    """What a system claims about user identities: which ``types`` it believes, whether it serves only who shows one
    (``required``), whether it answers who asks for a positive response, and a ``user`` with what proves it. Tokens are
    made with ``key``; without one, ``token`` is valid and ``expired`` was."""

    types: tuple[str, ...]
    user: str
    required: bool = True
    responds: bool = True
    passcode: Secret | None = None
    key: Secret | None = None
    token: Secret | None = None
    expired: Secret | None = None
    assertion: Secret | None = None

    def shown(self, kind: str = "", *, wants_response: bool = False, now: float | None = None) -> Shown:
        """What proves the user at a time (seconds since the epoch); ``kind`` "": the first type that is claimed.
        :class:`ConfigError` where the secret is not where the site file says, or is too long."""
        kind = kind or self.types[0]
        name = self.user.encode()
        proofs = {"saml": lambda: _value(self.assertion), "jwt": lambda: self._token(now)}
        passcode = _value(self.passcode) if kind == "passcode" else b""
        shown = Shown(kind, proofs.get(kind, lambda: name)(), passcode, wants_response)
        if len(shown.primary) + len(shown.secondary) > MOST:
            raise ConfigError(f"what proves the user {self.user} has more than {MOST} bytes and cannot be sent")
        return shown

    def expired_token(self) -> Shown | None:
        """One that was valid; None where none can be had."""
        if self.key is not None:
            return Shown("jwt", self._token(time.time() - 2 * VALID_S))
        return Shown("jwt", _value(self.expired)) if self.expired is not None else None

    def _token(self, now: float | None) -> bytes:
        if self.key is None:
            return _value(self.token)
        until = int(time.time() if now is None else now) + VALID_S
        return jwt.signed({"sub": self.user, "exp": until}, self.key.value()).encode()

    def refusal(self, shown: Shown | None, now: float | None = None) -> str:
        """Why the user is not believed; "" where she is, or none was needed."""
        if shown is None:
            return "no user identity is shown" if self.required else ""
        if shown.kind not in self.types:
            return f"user identities of type {shown.kind} are not taken"
        if shown.kind == "jwt" and self.key is not None:
            words, claims = jwt.problem(shown.primary, self.key.value(), time.time() if now is None else now)
            return words or ("" if claims.get("sub") == self.user else "it is of an unknown user")
        return "" if _same(shown, self.shown(shown.kind)) else "the user is unknown, or what proves it is wrong"

    def require_secrets(self) -> None:
        """:class:`ConfigError` where one that it names is not in its place."""
        for secret in (self.passcode, self.key, self.token, self.expired, self.assertion):
            _value(secret)


def _same(shown: Shown, right: Shown) -> bool:
    """Compared in a time that does not tell where they differ."""
    first = hmac.compare_digest(shown.primary, right.primary)
    return hmac.compare_digest(shown.secondary, right.secondary) and first


def _value(secret: Secret | None) -> bytes:
    return secret.value().encode() if secret is not None else b""
