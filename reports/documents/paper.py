"""The same document as one page of HTML that asks nothing of the network: for reading where there is no PDF viewer."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from reports.documents.blocks import Document
from reports.page import content_hash, environment, template_text
from reports.whole import write_whole


@lru_cache(maxsize=1)
def _environment() -> Environment:
    overlay = environment().overlay()
    overlay.globals = {**environment().globals, "picture": _picture}
    return overlay


def _picture(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8", "replace")).decode("ascii")


def page(document: Document) -> str:
    """The page as text; every value is made visible and escaped."""
    style = template_text("document.css")
    policy = (
        f"default-src 'none'; style-src '{content_hash(style)}'; img-src data:; form-action 'none'; base-uri 'none'"
    )
    template = _environment().get_template("document.html.j2")
    return template.render(d=document, w=document.words, style=Markup(style), policy=policy)


def write(document: Document, folder: Path) -> Path:
    """Write ``NAME.html`` into ``folder``, whole or not at all. OSError where that is not possible."""
    return write_whole(folder / f"{document.name}.html", page(document))
