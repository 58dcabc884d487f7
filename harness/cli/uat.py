"""``interop uat``: the acceptance console, and the accounts of those who work with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import (
    EXIT_CODES,
    HELP,
    checked_language,
    chosen,
    language_option,
    site_option,
    terminal_for,
    terminal_options,
)

ROLES = ("technologist", "radiologist", "referring_physician", "administrator", "test_lead")


def _file_options(function: Any) -> Any:
    for option in (
        click.option("--accounts", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
                     help="The console's file. Default: <site>.uat.sqlite beside the runs."),
        click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
                     help="Where runs are written. Default: reports/out"),
    ):  # fmt: skip
        function = option(function)
    return terminal_options(site_option(function))


@click.group(context_settings=HELP, epilog=EXIT_CODES, invoke_without_command=True)
@_file_options
@click.option("--port", type=click.IntRange(0, 65535), default=None, metavar="N", help="Default: 8104.")
@click.option("--listen", default="127.0.0.1", metavar="ADDR", help="Other than 127.0.0.1 needs --cert and --key.")
@click.option("--cert", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Certificate chain, PEM.")
@click.option("--key", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Its private key, PEM.")
@click.option("--features", type=click.Path(path_type=Path), default=None, hidden=True)
@language_option
@click.pass_context
def uat(ctx: click.Context, site: str, accounts: Path | None, out: Path | None, port: int | None, **values: Any) -> int:
    """Serve the console in which people carry out the acceptance scenarios,
    say what they see, and sign.

    Without a command it serves on this machine until Ctrl-C. Accounts are
    made here, by whoever may start it.

    \b
    Examples
      interop uat --site hospital.toml add-user mrios --name "M. Ríos" \\
          --role technologist --lang es
      interop uat --site hospital.toml
      interop uat --site hospital.toml --listen 10.0.0.5 --cert c.pem --key k.pem
    """
    ctx.ensure_object(dict)
    given = {"site": site, "accounts": accounts, "out": out}
    ctx.obj = {**ctx.obj, **{name: value for name, value in given.items() if value}}
    if ctx.invoked_subcommand is not None:
        return 0
    return _serve(ctx, port, **values)


def _serve(ctx: click.Context, port: int | None, *, listen: str, cert: Path | None, key: Path | None,
           features: Path | None, lang: str, color: str, as_json: bool, debug: bool) -> int:  # fmt: skip
    terminal = terminal_for(ctx, color, as_json)
    from harness.cli.terminal import safe
    from harness.console import serve
    from harness.site import load_site

    site = load_site(chosen(ctx, "site", ""))
    language = checked_language(chosen(ctx, "lang", lang))
    settings = serve.Settings(
        out=(ctx.obj.get("out") or Path("reports/out")).absolute(), accounts=ctx.obj.get("accounts"), listen=listen,
        port=serve.PORT if port is None else port, cert=cert, key=key, features=features, language=language,
        **_papers(site, terminal),
    )  # fmt: skip
    serve.check(settings)

    def ready(address: str) -> None:
        if terminal.as_json:
            terminal.document({"schema": 1, "address": address, "site": site.name})
        terminal.say(f"{safe(site.name)}: {address}")
        terminal.say_error("Ctrl-C ends it; what people entered is kept")

    with serve.open_console(site, settings) as console:
        serve.run(console, settings, ready)
    return 130  # it ends for no other reason; where Ctrl-C is ignored (a background job), it comes back to here


def _papers(site: Any, terminal: Any) -> dict[str, Any]:
    """What stands to the right of the console: its words, the reports of a run, the documents of a signature."""
    from harness.cli.documenting import signed_documents
    from harness.cli.ending import write_reports
    from reports.words import Words

    return {
        "speak": lambda language: Words(language, site.tables.time_zone, package="harness.console"),
        "finished": lambda run: write_reports(run, terminal),
        "write_documents": lambda run: signed_documents(run, site),
    }


@uat.command("add-user", context_settings=HELP, epilog=EXIT_CODES)
@click.argument("login", metavar="LOGIN")
@click.option("--name", default="", metavar="NAME", help="As it is printed beside the signature.")
@click.option("--role", default="", metavar="ROLE", help="|".join(ROLES))
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin.")
@_file_options
@language_option
@click.pass_context
def add_user(
    ctx: click.Context, login: str, name: str, role: str, password_stdin: bool, lang: str, **values: Any
) -> int:
    """Make an account. The password is asked for twice.

    \b
    Example
      interop uat --site hospital.toml add-user mrios --name "M. Ríos" \\
          --role technologist --lang es
    """
    terminal, site, accounts, store = _accounts(ctx, **values)
    with store:
        language = checked_language(chosen(ctx, "lang", lang)) or site.language
        account = accounts.add(login, name, role, language, _password(password_stdin), by=_operator())
    terminal.say(f"{account.login}  {account.role}  {account.language}  {account.name}")
    return 0


@uat.command("set-password", context_settings=HELP, epilog=EXIT_CODES)
@click.argument("login", metavar="LOGIN")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin.")
@_file_options
@click.pass_context
def set_password(ctx: click.Context, login: str, password_stdin: bool, **values: Any) -> int:
    """Give an account a new password, and end its sessions."""
    terminal, _, accounts, store = _accounts(ctx, **values)
    with store:
        accounts.set_password(login, _password(password_stdin), by=_operator())
    terminal.say(f"{login}  password set")
    return 0


@uat.command("close-user", context_settings=HELP, epilog=EXIT_CODES)
@click.argument("login", metavar="LOGIN")
@click.option("--open", "again", is_flag=True, help="Open it again.")
@_file_options
@click.pass_context
def close_user(ctx: click.Context, login: str, again: bool, **values: Any) -> int:
    """Close an account. What its person did and signed stays."""
    terminal, _, accounts, store = _accounts(ctx, **values)
    with store:
        accounts.close(login, closed=not again, by=_operator())
    terminal.say(f"{login}  {'opened' if again else 'closed'}")
    return 0


@uat.command("users", context_settings=HELP, epilog=EXIT_CODES)
@_file_options
@click.pass_context
def users(ctx: click.Context, as_json: bool, **values: Any) -> int:
    """List the accounts."""
    terminal, _, accounts, store = _accounts(ctx, as_json=as_json, **values)
    with store:
        found = accounts.all()
    if terminal.as_json:
        rows = [{"login": a.login, "name": a.name, "role": a.role, "language": a.language, "closed": a.disabled}
                for a in found]  # fmt: skip
        terminal.document({"schema": 1, "users": rows})
    for account in found:
        closed = "  closed" if account.disabled else ""
        terminal.say(f"{account.login:<16} {account.role:<20} {account.language}  {account.name}{closed}")
    return 0


def _accounts(ctx: click.Context, *, site: str, accounts: Path | None, out: Path | None, color: str, as_json: bool,
              debug: bool) -> tuple[Any, Any, Any, Any]:  # fmt: skip
    """Terminal, site, accounts and the store that they are in."""
    terminal = terminal_for(ctx, color, as_json)
    from harness.console.accounts import Accounts
    from harness.console.serve import store_of
    from harness.console.store import Store
    from harness.site import load_site

    found = load_site(chosen(ctx, "site", site))
    folder = chosen(ctx, "out", out) or Path("reports/out")
    store = Store(store_of(found, folder, chosen(ctx, "accounts", accounts)))
    return terminal, found, Accounts(store), store


def _password(from_stdin: bool) -> str:
    if from_stdin:
        import sys

        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _operator() -> str:
    """Who works at this machine, for the audit trail."""
    from getpass import getuser

    try:
        return f"{getuser()} (command line)"
    except (OSError, KeyError, ImportError):
        return "command line"
