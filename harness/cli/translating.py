"""``interop translate``: the features in the other languages, from the English ones or the other way round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import (
    HELP,
    checked_language,
    chosen,
    language_option,
    site_option,
    terminal_for,
    terminal_options,
)


@click.command(context_settings=HELP)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a file is stale.")
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="Print this one feature in the language of --lang (default: en) instead.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Write the rendered features below this folder, not beside the English ones.")  # fmt: skip
@site_option
@language_option
@terminal_options
@click.pass_context
def translate(
    ctx: click.Context,
    check: bool,
    source: Path | None,
    out: Path | None,
    site: str,
    lang: str,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Render the features in Spanish, French and Portuguese from the English ones.

    Titles and descriptions come from fixtures/catalogue, steps from their
    phrases. No native clinician has reviewed these texts yet. With --site, the
    site's own terms are used; then --out is needed.

    \b
    Examples
      interop translate
      interop translate --check
      interop translate --from mi-escenario.feature
      interop translate --site hospital.toml --lang es --out features-hospital
    """
    terminal = terminal_for(ctx, color, as_json)
    asked = checked_language(chosen(ctx, "lang", lang))
    site = chosen(ctx, "site", site)
    if site:
        _use_terms(site, out, source)
    if source is not None:
        return _print_one(source, asked or "en", terminal)
    from harness import translate as renderer

    if asked == "en":
        raise click.UsageError("the features are written in English; --lang is es, fr or pt")
    languages = (asked,) if asked else renderer.LANGUAGES
    if out is not None:
        return _write_below(out, languages, terminal)
    done = renderer.stale(languages) if check else renderer.write(languages)
    for path in done:
        terminal.say(f"{'stale' if check else 'written'}: {path}")
    if not done:
        terminal.say("every feature is up to date")
    elif check:
        terminal.say_error("try:   interop translate")
    return int(check and bool(done))


def _use_terms(site: str, out: Path | None, source: Path | None) -> None:
    from harness.site import load_site
    from harness.steps.registering import adopt

    if out is None and source is None:
        raise click.UsageError("--site writes the site's own terms: say where with --out")
    adopt(load_site(site).tables.terms)


def _print_one(source: Path, language: str, terminal: Any) -> int:
    """One feature on stdout; on stderr the texts that are still in its own language."""
    from harness.translate import place_in_catalogue, render, untranslated

    content = source.read_text(encoding="utf-8")
    name = place_in_catalogue(source)
    terminal.say(render(content, name, language, shown=source.name, strict=False).rstrip("\n"))
    for text in untranslated(content, name, language):
        terminal.say_error(f"without translation, {text}")
    return 0


def _write_below(out: Path, languages: tuple[str, ...], terminal: Any) -> int:
    from harness.data import features_folder
    from harness.translate import rendered

    for path, content in rendered(languages):
        target = out / path.relative_to(features_folder())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8"))
        terminal.say(f"written: {target}")
    return 0
