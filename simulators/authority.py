"""A test authority: its certificates, the good ones and those with a fault that everybody has to refuse.

For tests only: the keys lie beside the certificates. Nothing outside the test may trust it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from simulators.tls import Tls
from simulators.wire.errors import ConfigError

SIDES = ("server", "client")
FAULTS = ("expired", "not-yet-valid", "other-host", "unknown-authority", "revoked")
KINDS = ("valid", "renewed", *FAULTS)
VALID_DAYS = 365
OTHER_HOST = "other-host.invalid"
HOSTS = ("localhost", "127.0.0.1", "::1")


def file_of(side: str, kind: str) -> str:
    """``server.pem``, ``client-expired.pem``."""
    return f"{side}.pem" if kind == "valid" else f"{side}-{kind}.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """What lies in a folder that :func:`make` filled."""

    folder: Path

    def server(self, kind: str = "valid", *, require_client: bool = True) -> Tls:
        """A listener with a certificate of that kind, which asks the revocation list."""
        return self._end("server", kind, require_client=require_client, revoked=str(self.folder / "crl.pem"))

    def client(self, kind: str = "valid") -> Tls:
        """Who connects with a certificate of that kind; ``missing``: with none."""
        if kind == "missing":
            return Tls(trust=str(self.folder / "ca.pem"))
        return self._end("client", kind)

    def _end(self, side: str, kind: str, *, require_client: bool = True, revoked: str = "") -> Tls:
        return Tls(
            trust=str(self.folder / "ca.pem"),
            certificate=str(self.folder / file_of(side, kind)),
            key=str(self.folder / f"{side}.key"),
            revoked=revoked,
            require_client=require_client,
        )

    @property
    def is_complete(self) -> bool:
        """Whether every file is there."""
        return all((self.folder / name).is_file() for name in names())


def names() -> tuple[str, ...]:
    """The files of an authority."""
    ends = tuple(file_of(side, kind) for side in SIDES for kind in KINDS if (side, kind) != ("client", "other-host"))
    return ("ca.pem", "ca.key", "unknown-ca.pem", "crl.pem", "server.key", "client.key", *ends)


def make(folder: Path, hosts: Sequence[str] = HOSTS, *, days: int = VALID_DAYS) -> Authority:
    """Fill ``folder``, which is private afterwards. ``hosts``: names and addresses that the servers are reached by.

    :class:`ConfigError` where one of the files is there already, or the folder cannot be written.
    """
    from simulators.authority_maker import Maker

    there = [name for name in names() if (folder / name).exists()]
    if there:
        raise ConfigError(
            f"{folder} holds {there[0]} already", cause="nothing is overwritten: somebody may trust what is there",
            remedy="name a new folder, or delete that one",
        )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        Maker(folder, hosts, timedelta(days=days)).write()
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error}", remedy="name another folder") from error
    return Authority(folder)
