"""Opens the console of a site and serves it: on this machine by default, elsewhere only with TLS."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher

from harness.console.accounts import Accounts
from harness.console.attempts import Attempts
from harness.console.filing import Filing
from harness.console.library import Library
from harness.console.running import Runner
from harness.console.sessions import Sessions
from harness.console.signing import Signing
from harness.console.store import OnlyServer, Store
from harness.console.visit import Console, Speak
from harness.record import Run
from harness.site import Site
from harness.steps.registering import adopt
from simulators.wire.errors import ConfigError

PORT = 8104
HERE = ("127.0.0.1", "localhost", "[::1]")  # the names of this machine for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``listen`` is an address of this machine; other than loopback it needs ``cert`` and ``key`` (PEM). ``accounts``
    is the console's file, by default one for each site beside the runs. ``finished`` gets each run that has ended,
    ``write_documents`` one that was signed."""

    speak: Speak
    out: Path = Path("reports/out")
    listen: str = "127.0.0.1"
    port: int = PORT
    cert: Path | None = None
    key: Path | None = None
    accounts: Path | None = None
    features: Path | None = None
    language: str = ""
    hasher: PasswordHasher | None = None
    finished: Callable[[Run], None] = field(default=lambda run: None)
    write_documents: Callable[[Run], dict[str, Path]] = field(default=lambda run: {})


def store_of(site: Site, out: Path, accounts: Path | None = None) -> Path:
    """The console's file of a site."""
    return accounts or out / f"{Path(site.file).stem}.uat.sqlite"


def check(settings: Settings) -> None:
    """:class:`ConfigError` where this must not, or cannot, be served."""
    if not settings.cert and not settings.key and not is_loopback(settings.listen):
        raise ConfigError(
            f"{settings.listen} can be reached from other machines: passwords need TLS there",
            cause="--listen other than 127.0.0.1 without --cert and --key",
            remedy=f"interop uat --listen {settings.listen} --cert server.pem --key server.key",
        )
    if bool(settings.cert) != bool(settings.key):
        raise ConfigError("TLS needs a certificate and its key", remedy="give both --cert FILE and --key FILE")
    if settings.cert:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(settings.cert, settings.key)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(
                f"certificate and key cannot be used: {error}", remedy="give PEM files that belong together"
            ) from error


@contextmanager
def open_console(site: Site, settings: Settings) -> Iterator[Console]:
    """The console, ready to be served by this process alone."""
    adopt(site.tables.terms)
    path = store_of(site, settings.out, settings.accounts)
    with ExitStack() as stack:
        store = stack.enter_context(Store(path))
        stack.callback(OnlyServer(path).close)
        accounts, attempts = Accounts(store, hasher=settings.hasher), Attempts(store)
        if not accounts.all():
            raise ConfigError("nobody can sign in: there is no account yet",
                              remedy=f"interop uat --site {site.shown_file} add-user LOGIN")  # fmt: skip
        runner = Runner(site, attempts, settings.out, settings.finished)
        stack.callback(runner.close)
        differs = site.tables.uat.approver_differs
        signing = Signing(store, attempts, settings.out, site.name, approver_differs=differs)
        filing = Filing(signing, settings.write_documents)
        stack.callback(filing.close)
        secure = settings.cert is not None
        yield Console(
            site=site, store=store, accounts=accounts, sessions=Sessions(store, accounts), attempts=attempts,
            library=Library(settings.features), runner=runner, signing=signing, filing=filing, speak=settings.speak,
            out=settings.out, language=settings.language, secure=secure, hosts=() if secure else HERE,
            cookie=f"__Host-interop{settings.port}" if secure else f"interop{settings.port}",
        )  # fmt: skip


def run(console: Console, settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. ``ready`` gets the address. :class:`ConfigError` where the port is taken."""
    import socket

    import uvicorn

    from harness.console.app import application

    family = socket.AF_INET6 if ":" in settings.listen else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.listen, settings.port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"port {settings.port} of {settings.listen} cannot be used: {error.strerror or error}",
            remedy=f"interop uat --port {settings.port + 1}",
        ) from error
    config = uvicorn.Config(
        application(console), log_config=None, access_log=False, server_header=False, proxy_headers=False,
        ssl_certfile=settings.cert, ssl_keyfile=settings.key, timeout_keep_alive=30, limit_concurrency=200,
        h11_max_incomplete_event_size=64 * 1024, http="h11", ws="none", lifespan="on", timeout_graceful_shutdown=5,
    )  # fmt: skip
    host = f"[{settings.listen}]" if ":" in settings.listen else settings.listen
    with listener:
        listener.listen(128)
        ready(f"http{'s' if settings.cert else ''}://{host}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
