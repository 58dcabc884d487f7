"""What every page of ours shares: templates, style, and the policy that lets nothing be loaded.

Every value is escaped, and made visible first, so that nothing a peer sent can run, colour, hide or turn a line round.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from reports import evidence, view
from reports.cards import title_of
from reports.decision import role_title
from reports.shown import visible, visible_lines


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


def rendered(template: str, style: str, **values: Any) -> str:
    """A page without script: the style of the report and ``style`` stand in it, allowed by their hash."""
    style = minified(template_text("report.css")) + style
    policy = f"default-src 'none'; style-src '{content_hash(style)}'; form-action 'none'; base-uri 'none'"
    return environment().get_template(template).render(style=Markup(style), policy=policy, **values)


def content_hash(text: str) -> str:
    """As a Content Security Policy names an element by what stands in it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def minified(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\n\s*", "", css)
