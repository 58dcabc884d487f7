"""How a caller of DICOMweb says who it is: nothing, user and password (RFC 7617), or a token (RFC 6750)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from simulators.secret import Secret
from simulators.wire.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Credentials:
    """``secret`` is the password of ``user``, or without one the token. Nothing at all: an unknown caller."""

    user: str = ""
    secret: Secret | None = None

    def headers(self) -> dict[str, str]:
        """The Authorization field, or none. :class:`ConfigError` where the secret is not there or cannot be sent."""
        if self.secret is None:
            return {}
        value = self.secret.value()
        if self.user:
            return {"authorization": f"Basic {base64.b64encode(f'{self.user}:{value}'.encode()).decode()}"}
        if not (value.isascii() and value.isprintable() and " " not in value):
            raise ConfigError(
                f"{self.secret} holds no token: blanks, line ends or letters that no header may carry",
                remedy="the token alone, without Bearer before it",
            )
        return {"authorization": f"Bearer {value}"}


ANONYMOUS = Credentials()
