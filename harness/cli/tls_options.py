"""The options of commands that speak TLS without a site file: ``--certs DIR`` of ``interop certs``, or each file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from simulators.tls import Tls

F = TypeVar("F", bound=Callable[..., Any])
NAMES = ("certs", "trust", "certificate", "key", "server_name")
_FILE = click.Path(path_type=Path)


def tls_options(function: F) -> F:
    """Gives the function ``certs``, ``trust``, ``certificate``, ``key`` and ``server_name``."""
    for option in (
        click.option("--server-name", default="", metavar="NAME", help="Whom the peer's certificate must be for."),
        click.option("--key", type=_FILE, default=None, metavar="FILE", help="The key of our certificate."),
        click.option("--certificate", type=_FILE, default=None, metavar="FILE", help="Our certificate, PEM."),
        click.option("--trust", type=_FILE, default=None, metavar="FILE", help="TLS: authorities to believe, PEM."),
        click.option("--certs", type=_FILE, default=None, metavar="DIR", help="TLS with what interop certs made."),
    ):
        function = option(function)
    return function


def tls_of(side: str, values: dict[str, Any]) -> Tls | None:
    """What the options say of our end, ``client`` or ``server``; None where they say nothing: in the clear.

    :class:`ConfigError` for a folder that interop certs did not make.
    """
    given = {name: values[name] for name in NAMES if values[name]}
    if not given:
        return None
    from simulators.tls import Tls
    from simulators.wire.errors import ConfigError

    folder: Path | None = given.get("certs")
    if folder is not None and not (folder / "ca.pem").is_file():
        raise ConfigError(f"{folder} is no folder that interop certs made", remedy=f"interop certs {folder}")
    if given.get("key") and not given.get("certificate"):
        raise ConfigError("a key without a certificate", remedy="--certificate FILE --key FILE")
    made = {} if folder is None else {
        "trust": folder / "ca.pem", "certificate": folder / f"{side}.pem", "key": folder / f"{side}.key",
    }  # fmt: skip
    trust, certificate, key = (str(given.get(name, made.get(name, ""))) for name in ("trust", "certificate", "key"))
    name = given.get("server_name", "")
    return Tls(trust=trust, certificate=certificate, key=key, server_name=name, require_client=bool(trust))
