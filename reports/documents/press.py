"""From a document to PDF: typst sets it as PDF/A-2b, tagged, with title, language and embedded fonts.

The data goes in as JSON and is shown as text. Only fonts that stand beside this module or inside typst are used, so the
same record gives the same page on every machine.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from reports.documents.blocks import Document
from reports.documents.printable import drawable, printable
from reports.whole import write_whole
from simulators.wire.errors import InteropError
from simulators.wire.visible import visible

STANDARD: Literal["a-2b"] = "a-2b"


class PressError(InteropError):
    """A document could not be set."""


def pdf(document: Document) -> bytes:
    """The document as PDF/A-2b. :class:`PressError` where typst refuses it."""
    import typst

    inputs = {"main.typ": (files("reports") / "templates" / "document.typ").read_bytes()}
    with ExitStack() as stack:
        fonts = stack.enter_context(as_file(files("reports") / "fonts"))
        try:
            compiler: Any = typst.Compiler(  # type: ignore[misc]
                input=inputs, font_paths=[str(fonts)], ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data_of(document), ensure_ascii=False)},
            )  # fmt: skip
            done = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=_moment(document.moment))
        except (typst.TypstError, RuntimeError) as error:
            raise PressError(
                f"the document {document.name} cannot be set: {str(error).splitlines()[0]}",
                cause=str(getattr(error, "diagnostic", error)),
                remedy="report this, with the record of the run",
            ) from error
    assert isinstance(done, bytes)
    return done


def data_of(document: Document) -> dict[str, Any]:
    """What the template reads: every text made printable."""
    front = next((i for i, block in enumerate(document.blocks) if block["k"] == "contents"), len(document.blocks))
    blocks = [block for block in document.blocks if block["k"] != "contents"]
    title = drawable(visible(document.title))
    return {
        "title": title,
        "author": "interop",
        "keywords": [drawable(visible(word)) for word in document.keywords],
        "lang": document.words.language,
        "head": [printable(document.title), printable(document.kicker)],
        "foot": printable(document.foot),
        "kicker": printable(document.kicker),
        "contents": document.words("contents") if len(blocks) < len(document.blocks) else "",
        "front": front,
        "blocks": printed(blocks),
        "pictures": {name: drawable(svg) for name, svg in document.pictures.items()},
    }


def printed(value: Any) -> Any:
    """Every text in a block made printable; hashes stay whole, so that they can be copied."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        as_it_is = value.get("s") == "h"
        return {key: drawable(visible(item)) if as_it_is else printed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printed(item) for item in value]
    return value


def _moment(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).astimezone(UTC).replace(microsecond=0)
    except ValueError:
        return None


def write(document: Document, folder: Path) -> Path:
    """Write ``NAME.pdf`` into ``folder``, whole or not at all. OSError where that is not possible;
    :class:`PressError` where a document stands there that somebody signed."""
    path = folder / f"{document.name}.pdf"
    if path.is_file() and b"/ByteRange" in path.read_bytes():
        raise PressError(f"{path} is signed and stays as it is", remedy="write the new one elsewhere: --out DIR")
    return write_whole(path, pdf(document))
