"""How a caller of DICOMweb says who it is: nothing, user and password (RFC 7617), or a token (RFC 6750)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.secret import Secret
from simulators.wire.errors import ConfigError

if TYPE_CHECKING:
    from simulators.runtime import Runtime
    from simulators.tls import Tls

CLIENT_CREDENTIALS, AUTHORIZATION_CODE = "client-credentials", "authorization-code"


@dataclass(frozen=True, slots=True)
class OpenId:
    """How tokens are had. ``user`` and ``password`` sign in where the flow is authorization-code; ``audience``: the
    service that a token is for, as its provider calls it."""

    issuer: str
    client_id: str
    secret: Secret | None = None
    audience: str = ""
    scopes: tuple[str, ...] = ()
    flow: str = CLIENT_CREDENTIALS
    user: str = ""
    password: Secret | None = None
    tls: Tls | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """``secret`` is the password of ``user``, or without one the token; ``openid``: tokens are had of a provider.
    Nothing at all: an unknown caller."""

    user: str = ""
    secret: Secret | None = None
    openid: OpenId | None = None

    @property
    def name(self) -> str:
        """As whom, where that is a user; a token does not say it here."""
        return self.user or (self.openid.user if self.openid is not None else "")

    def headers(self, runtime: Runtime | None = None) -> dict[str, str]:
        """The Authorization field, or none. Asked for each request anew, since tokens end. :class:`ConfigError` where
        the secret is not there or cannot be sent; what :class:`~simulators.openid.RelyingParty` raises."""
        if self.openid is not None:
            return {"authorization": f"Bearer {self._had(runtime)}"}
        if self.secret is None:
            return {}
        value = self.secret.value()
        if self.user:
            return {"authorization": f"Basic {base64.b64encode(f'{self.user}:{value}'.encode()).decode()}"}
        return {"authorization": f"Bearer {_sendable(value, str(self.secret))}"}

    def _had(self, runtime: Runtime | None) -> str:
        from simulators.openid import token_of
        from simulators.runtime import Runtime

        assert self.openid is not None
        return _sendable(token_of(runtime or Runtime(), "workstation", self.openid), "the provider's answer")


def _sendable(token: str, where: str) -> str:
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise ConfigError(
            f"{where} holds no token: blanks, line ends or letters that no header may carry",
            remedy="the token alone, without Bearer before it",
        )
    return token


ANONYMOUS = Credentials()
