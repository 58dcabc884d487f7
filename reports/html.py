"""``report.html``: one self-contained page from the record alone.

No request leaves the page: style and script stand in it, allowed by their hashes. Every value is escaped, and made
visible first, so that nothing a peer sent can run, colour, hide or turn a line round.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from harness.record import Run
from reports import evidence, view
from reports.cards import title_of
from reports.decision import role_title
from reports.shown import visible, visible_lines
from reports.told import told
from reports.words import Words

NAME = "report.html"


class _Templates(BaseLoader):
    """Templates beside this module, from a wheel or a zip as well."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Any]:
        try:
            return template_text(template), None, None
        except FileNotFoundError:
            raise TemplateNotFound(template) from None


@lru_cache(maxsize=8)
def template_text(name: str) -> str:
    return (files("reports") / "templates" / name).read_text(encoding="utf-8")


def _shown(value: Any) -> Any:
    """What ``{{ … }}`` does to a value before escaping it: text is made visible, markup of ours stays."""
    return value if isinstance(value, Markup | int | float) else visible("" if value is None else value)


@lru_cache(maxsize=1)
def environment() -> Environment:
    environment = Environment(
        loader=_Templates(),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shown_of": lambda occurrence, shown: shown.shown_of(occurrence),
        "quoted": lambda text: Markup(escape(visible(text)).replace("&#34;", '"').replace("&#39;", "'")),
        "foreign_of": lambda counted: ", ".join(f"{number} × {what}" for what, number in counted.items()),
    }
    environment.globals |= {
        "LOOK": view.LOOK,
        "STEP_LOOK": view.STEP_LOOK,
        "anchor": view.anchor,
        "anchor_of": evidence.anchor_of,
        "role_title": role_title,
        "title_of": title_of,
        "lines": visible_lines,
    }
    return environment


def page(run: Run, *, language: str = "", folder: Path | None = None) -> str:
    """The whole page as text. ``folder`` is where it will stand (default: the run folder); links are relative to it."""
    zone = str(run.site.get("time_zone") or "UTC") if isinstance(run.site, dict) else "UTC"
    words = Words(language or run.language or "en", zone)
    run = told(run, words.language)
    shown = view.View(run, words, folder or run.folder)
    style = _minified(template_text("report.css")) + shown.filter_css + _running_foot(run)
    script = template_text("report.js").strip()
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            v=shown, run=run, w=words, d=shown.decision, role_title=partial(role_title, words=words),
            style=Markup(style), script=Markup(script),
            policy=_policy(style, script),
        )
    )  # fmt: skip


def write(run: Run, folder: Path, *, language: str = "") -> Path:
    """Write ``report.html`` into ``folder``, whole or not at all. OSError where that is not possible."""
    text = page(run, language=language, folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    partial = path.with_suffix(".html.part")
    partial.write_bytes(text.encode("utf-8", "replace"))
    os.replace(partial, path)
    return path


def _policy(style: str, script: str) -> str:
    """Content Security Policy: nothing may be loaded, and only our own style and script count."""
    return (
        f"default-src 'none'; style-src '{content_hash(style)}'; script-src '{content_hash(script)}'; "
        "img-src data:; form-action 'none'; base-uri 'none'"
    )


def content_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\n\s*", "", css)


def _running_foot(run: Run) -> str:
    """Run and page number at the foot of every printed page; letters as CSS escapes: no name can end the rule."""
    site = run.site.get("name") if isinstance(run.site, dict) else ""
    left = "".join(f"\\{ord(character):06x}" for character in visible(f"interop · {run.run_id} · {site}")[:120])
    return (
        "@page{size:A4;margin:16mm 14mm 18mm;"
        f'@bottom-left{{content:"{left}";font:8pt sans-serif}}'
        '@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}'
    )
