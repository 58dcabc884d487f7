"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
EXIT_CODES = """\b
Exit codes: 0 go, 1 no-go, 2 usage, 3 could not test, 4 undecided,
            5 harness error, 130 interrupted"""
HELP = {"help_option_names": ["-h", "--help"]}


def terminal_options(function: F) -> F:
    """``--color``, ``--json``, ``--debug``: read by ``main`` before the command starts."""
    for option in (
        click.option("--debug", is_flag=True, help="Show the traceback of a bug."),
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout and nothing else."),
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Default: auto."),
    ):
        function = option(function)
    return function


def site_option(function: F) -> F:
    """``--site``."""
    return click.option(
        "--site",
        default="",
        metavar="FILE",
        help="Site file, or simulated, orthanc, hospital. Default: site.toml here.",
    )(function)


def language_option(function: F) -> F:
    """``--lang``."""
    return click.option("--lang", default="", metavar="LANG", help="en, es, fr or pt.")(function)


def ae_title(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """For ``callback`` of an option that takes an AE title: what is none is a wrong use."""
    from simulators.addresses import ae_title as checked

    try:
        return value if value is None else checked(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r}: {error}") from error


def chosen(ctx: click.Context, name: str, value: Any) -> Any:
    """The option as given after the command, else as given before it."""
    return value or (ctx.obj or {}).get(name) or value


def terminal_for(ctx: click.Context, color: str, as_json: bool) -> Any:
    """The terminal that the options of this command ask for. Log lines of libraries do not belong there."""
    import logging

    logging.getLogger().addHandler(logging.NullHandler())
    from harness.cli.terminal import terminal_of

    given = (ctx.obj or {}).get("color", "auto")
    return terminal_of(
        color=color if color != "auto" else given, as_json=as_json or bool((ctx.obj or {}).get("as_json"))
    )


def checked_language(value: str) -> str:
    """One of the four languages, or empty. ConfigError else."""
    from harness.cli.texts import LANGUAGES
    from simulators.wire.errors import ConfigError

    code = value.replace("_", "-").split("-")[0].lower()
    if value and code not in LANGUAGES:
        raise ConfigError(f"there is no language {value!r}", remedy=f"--lang {'|'.join(LANGUAGES)}")
    return code
