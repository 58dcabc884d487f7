"""``report.html``: one self-contained page from the record alone.

No request leaves the page: style and script stand in it, allowed by their hashes. Every value is escaped, and made
visible first, so that nothing a peer sent can run, colour, hide or turn a line round.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from markupsafe import Markup

from harness.record import Run
from reports import view
from reports.decision import role_title
from reports.page import content_hash, environment, minified, template_text
from reports.shown import visible
from reports.told import told
from reports.whole import write_whole
from reports.words import Words

NAME = "report.html"


def page(run: Run, *, language: str = "", folder: Path | None = None) -> str:
    """The whole page as text. ``folder`` is where it will stand (default: the run folder); links are relative to it."""
    zone = str(run.site.get("time_zone") or "UTC") if isinstance(run.site, dict) else "UTC"
    words = Words(language or run.language or "en", zone)
    run = told(run, words.language)
    shown = view.View(run, words, folder or run.folder)
    style = minified(template_text("report.css")) + shown.filter_css + _running_foot(run)
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
    return write_whole(folder / NAME, page(run, language=language, folder=folder))


def _policy(style: str, script: str) -> str:
    """Content Security Policy: nothing may be loaded, and only our own style and script count."""
    return (
        f"default-src 'none'; style-src '{content_hash(style)}'; script-src '{content_hash(script)}'; "
        "img-src data:; form-action 'none'; base-uri 'none'"
    )


def _running_foot(run: Run) -> str:
    """Run and page number at the foot of every printed page; letters as CSS escapes: no name can end the rule."""
    site = run.site.get("name") if isinstance(run.site, dict) else ""
    left = "".join(f"\\{ord(character):06x}" for character in visible(f"interop · {run.run_id} · {site}")[:120])
    return (
        "@page{size:A4;margin:16mm 14mm 18mm;"
        f'@bottom-left{{content:"{left}";font:8pt sans-serif}}'
        '@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}'
    )
