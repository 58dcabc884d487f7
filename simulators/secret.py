"""A secret by reference: where it lies, and never what it is. Read when it is needed, kept nowhere."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from simulators.wire.errors import ConfigError

MOST = 65536  # bytes of a file that holds a secret


@dataclass(frozen=True, slots=True)
class Secret:
    """In an environment variable, in a file (a line end at its end is not part of it), or in the keyring of this
    machine as ``service/user``. ``text`` is one that the program itself made for a run; no site file holds one."""

    env: str = ""
    file: str = ""
    keyring: str = ""
    text: str = field(default="", repr=False)

    def __str__(self) -> str:
        if self.env:
            return f"the variable {self.env}"
        return f"the file {self.file}" if self.file else f"the keyring's {self.keyring}" if self.keyring else "a secret"

    def value(self) -> str:
        """What it is. :class:`ConfigError` where it is not there, is empty, or cannot be read."""
        if self.env:
            return self._found(os.environ.get(self.env, ""), f"{self} is not set", f"export {self.env}=…")
        if self.file:
            return self._found(self._from_file(), f"{self} is empty", "write the secret into it, and nothing else")
        if self.keyring:
            service, _, user = self.keyring.rpartition("/")
            remedy = f"keyring set {service} {user}"
            return self._found(_from_keyring(service, user), f"the keyring has no {self.keyring}", remedy)
        return self.text

    def _found(self, value: str, what: str, remedy: str) -> str:
        if not value:
            raise ConfigError(what, cause="the site file names it as the place of a secret", remedy=remedy)
        return value

    def _from_file(self) -> str:
        try:
            with Path(self.file).open("rb") as file:
                content = file.read(MOST + 1)
            if len(content) > MOST:
                raise ValueError(f"it has more than {MOST} bytes")
            return content.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except (OSError, ValueError) as error:  # the words of a decoding error would show the secret
            cause = "it is no UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)
            remedy = "a file that only you can read, with the secret and nothing else"
            raise ConfigError(f"{self} cannot be read", cause=cause, remedy=remedy) from None


def _from_keyring(service: str, user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        raise ConfigError(
            "the site file names a secret of the keyring, and the package keyring is not installed",
            remedy="pip install 'interop-harness[keyring]', or name a variable or a file",
        ) from error
    try:
        return keyring.get_password(service, user) or ""
    except KeyringError as error:
        raise ConfigError(
            f"the keyring does not give {service}/{user}",
            cause=str(error)[:200] or type(error).__name__,
            remedy="unlock it, or name a variable or a file",
        ) from error
