"""The command ``interop``: the roof of the house. Commands are imported when they are used."""

from __future__ import annotations

import sys
from typing import Any

import click

from harness.cli.terminal import Terminal, terminal_of
from simulators.wire.errors import ConfigError, InteropError

COMMANDS = {
    "demo": ("harness.cli.running:demo", "run a complete example on this machine, in half a minute"),
    "site": ("harness.cli.sites:site", "describe your systems in a site file, check it"),
    "check": ("harness.cli.checking:check", "see if they can be reached, and how to fix it if not"),
    "certs": ("harness.cli.certifying:certs", "make test certificates, good and faulty ones"),
    "run": ("harness.cli.running:run", "run scenarios and write a report"),
    "uat": ("harness.cli.uat:uat", "let people carry out, judge and sign the acceptance"),
    "simulate": ("harness.cli.simulating:simulate", "be a RIS, PACS, … for others to talk to"),
    "inspect": ("harness.cli.inspecting:inspect", "annotate any HL7 or DICOM file"),
    "gate": ("harness.cli.deciding:gate", "go or no-go by your rules, from finished runs"),
    "defects": ("harness.cli.defect_commands:defects", "what failed over all runs: list, own, waive, export"),
    "documents": ("harness.cli.documenting:documents", "write what people read and sign: PDF, also blank for paper"),
    "sign": ("harness.cli.documenting:sign", "sign the documents of a run"),
    "verify": ("harness.cli.deciding:verify", "say whether a run is as it was written"),
    "translate": ("harness.cli.translating:translate", "render the scenarios in the other languages"),
    "qualify": ("harness.cli.qualifying:qualify", "show that each known defect is found by the scenarios"),
    "fuzz": ("harness.cli.fuzzing:fuzz", "send broken messages and see who crashes, hangs or believes them"),
    "compare": ("harness.cli.comparing:compare", "say what changed between two runs, or two sites"),
    "inventory": ("harness.cli.inventorying:inventory", "say whether workstations and servers are enough"),
    "discover": ("harness.cli.discovering:discover", "learn what the interfaces really answer, and write it down"),
    "audit": ("harness.cli.auditing:audit", "look for what an attacker would, with the site's consent"),
    "load": ("harness.cli.loading:load", "measure the systems under the load of a day"),
    "send": ("harness.cli.sending:send", "store files by C-STORE, as they are and fast"),
    "sink": ("harness.cli.sending:sink", "be a storage destination for bulk"),
    "monitor": ("harness.cli.monitoring:monitor", "probe the systems for weeks: availability as agreed"),
    "explore": ("harness.cli.exploring:explore", "look for what breaks the systems, without a scenario"),
    "record": ("harness.cli.recording:record", "capture traffic between real systems, de-identified"),
    "replay": ("harness.cli.replaying:replay", "send a capture to the new system, compare its answers"),
    "migrate": ("harness.cli.migrating:migrate", "compare the old archive with the new one, image by image"),
    "purge": ("harness.cli.purging:purge", "remove runs that need not be kept any longer"),
    "report": ("harness.cli.reporting:report", "write the reports of a finished run again"),
}
SECTIONS = (
    ("Start here", ("demo", "site", "check", "certs")),
    ("Test", ("run", "uat", "simulate", "explore", "send", "sink")),
    ("Upgrade", ("inventory", "discover", "compare", "record", "replay", "load", "monitor", "migrate", "audit")),
    ("Decide", ("gate", "defects", "documents", "sign")),
    ("Look", ("inspect", "report", "verify", "purge", "translate", "qualify", "fuzz")),
)
EXIT_CODES = """\
Exit codes: 0 go, 1 no-go, 2 usage, 3 could not test, 4 undecided,
            5 harness error, 130 interrupted"""


class Commands(click.Group):
    """The group of commands, none of which is imported before it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import importlib

        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            raise ConfigError(
                f'there is no command "{args[0]}"', remedy=f"interop {near[0]}" if near else "interop --help"
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lines = ["Test that hospital systems understand each other: HL7 v2 and DICOM.", ""]
        lines += ["Usage: interop COMMAND [OPTIONS]", ""]
        for title, names in SECTIONS:
            lines.append(title)
            lines += [f"  {name:<10} {COMMANDS[name][1]}" for name in names]
        lines += [
            "",
            "Options: --site FILE  --lang en|es|fr|pt  --color auto|always|never",
            "         --json  --debug  --version",
            "Examples",
            "  interop demo",
            "  interop run --site hospital.toml worklist",
            EXIT_CODES,
        ]
        formatter.write("\n".join(lines) + "\n")


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, help="Print the version and end.")
@click.option("--site", default="", metavar="FILE")
@click.option("--lang", default="", metavar="LANG")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto")
@click.option("--json", "as_json", is_flag=True)
@click.option("--debug", is_flag=True)
@click.pass_context
def interop(ctx: click.Context, version: bool, **values: Any) -> None:
    """Test that hospital systems understand each other: HL7 v2 and DICOM."""
    ctx.obj = {key: value for key, value in values.items() if value not in ("", False, "auto")}
    if version:
        from harness.run_version import version as installed

        click.echo(f"interop {installed()}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; every error ends in ``error:``, ``cause:``, ``try:``."""
    arguments = sys.argv[1:] if arguments is None else arguments
    terminal = terminal_of(color=_color(arguments), as_json="--json" in arguments)
    try:
        return int(interop.main(args=arguments, prog_name="interop", standalone_mode=False) or 0)
    except InteropError as error:
        return terminal.problem(error)
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except click.UsageError as error:
        return terminal.problem(_usage(error))
    except (KeyboardInterrupt, click.Abort):
        terminal.say_error("stopped by you")
        return 130
    except BrokenPipeError:
        _close_output()
        return 0
    except Exception as error:
        return terminal.bug(error, debug="--debug" in arguments)


def _usage(error: click.UsageError) -> ConfigError:
    path = error.ctx.command_path if error.ctx is not None else "interop"
    return ConfigError(error.format_message().rstrip("."), remedy=f"{path} --help")


def _color(arguments: list[str]) -> str:
    for index, argument in enumerate(arguments):
        if argument.startswith("--color="):
            return argument.partition("=")[2]
        if argument == "--color" and index + 1 < len(arguments):
            return arguments[index + 1]
    return "auto"


def _close_output() -> None:
    """The reader went away (``interop … | head``): nothing more can be written, and that is no error."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


__all__ = ["Terminal", "interop", "main"]
