"""What follows a signature that is stored: evidence, history, documents; at the next start at the latest."""

from __future__ import annotations

import logging

from harness.console.visit import Console
from harness.record import load

log = logging.getLogger(__name__)


def file_signatures(console: Console) -> None:
    """Signatures into run folders and history, then the documents of the runs; what fails is logged and never keeps a
    signature from standing."""
    try:
        for folder in console.signing.file():
            console.write_documents(load(folder))
    except Exception:
        log.exception("signatures are stored; their documents are not written yet")
