"""Documents of a run, written into a folder: by name, as PDF, and as HTML where a page is worth reading on a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from harness.defect_log import fold_run
from harness.gate import Policy, changes_beside, read_changes
from harness.history import FILE, History
from harness.record import Run
from reports.documents import gate_page, integration, paper, plan, press, signoff
from reports.documents.blocks import Document
from reports.documents.front import Case, case_of
from reports.documents.plan import Book, Tale
from reports.words import Words
from simulators.wire.errors import ConfigError

NAMES = ("integration", "plan", "reading", "signoff", "gate")
_ON_SCREEN = ("signoff", "gate")


def case_beside(run: Run, *, language: str = "", policy: Policy | None = None, history: Path | None = None) -> Case:
    """What the documents of ``run`` are computed from, with the history beside the runs; the run is entered there. A
    history that cannot be used is left out, unless it was asked for."""
    changes = [read_changes(path, [run]) for path in changes_beside(run)]
    with ExitStack() as stack:
        try:
            stored = stack.enter_context(History(history or run.folder.resolve().parent / FILE))
        except ConfigError:
            if history is not None:
                raise
            return case_of(run, language=language, policy=policy, changes=changes)
        if run.complete:
            fold_run(stored, run)
        return case_of(run, language=language, history=stored, policy=policy, changes=changes)


def of_run(case: Case, names: Sequence[str], folder: Path) -> list[Path]:
    """Write the documents of a run that ``names`` asks for. OSError, :class:`press.PressError`."""
    makers = {"integration": integration.document, "signoff": signoff.document, "gate": gate_page.document}
    written = []
    for name, maker in makers.items():
        if name in names:
            document = maker(case)
            written.append(press.write(document, folder))
            if name in _ON_SCREEN:
                written.append(paper.write(document, folder))
    return written


def of_library(book: Book, names: Sequence[str], folder: Path, *, blank: bool) -> list[Path]:
    """Write the acceptance plan, and reading copy and quick reference of each role."""
    documents: list[Document] = [plan.plan(book, blank=blank)] if "plan" in names else []
    for role in book.roles if "reading" in names else ():
        documents += [plan.quick(book, role), plan.reading(book, role)]
    return [press.write(document, folder) for document in documents]


def book_of(case: Case, tales: Mapping[str, Sequence[Tale]]) -> Book:
    """The library for the site of a run."""
    moment = case.run.ended or case.run.started
    return Book(case.words, tales, case.site, tuple(case.view.real), moment, case.run.version)


def blank_book(language: str, tales: Mapping[str, Sequence[Tale]], version: str = "") -> Book:
    """The library for a site whose name is written by hand."""
    return Book(Words(language or "en"), tales, version=version)
