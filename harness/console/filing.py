"""What follows a signature that is stored: evidence and history at once, documents a moment later.

Whatever is cut short is done at the next start: ``filed`` says of each signature how far it is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from harness.console.signing import Signing
from harness.record import Run

log = logging.getLogger(__name__)


class Filing:
    """Writes what belongs to signatures; documents in a thread of its own, one run after the other."""

    def __init__(self, signing: Signing, write_documents: Callable[[Run], dict[str, Path]]) -> None:
        self._signing = signing
        self._write_documents = write_documents
        self._wanted = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="documents", daemon=True)
        self._thread.start()
        self.file()

    def file(self) -> None:
        """Signatures into run folders and history; their documents soon. What fails is logged, tried again at the next
        signature or start, and never keeps a signature from standing."""
        try:
            self._signing.file()
        except Exception:
            log.exception("signatures are stored; evidence or history is not written yet")
        self._wanted.set()

    def close(self) -> None:
        """Let the document that is being written be finished."""
        self._closed.set()
        self._wanted.set()
        self._thread.join(30)

    def _work(self) -> None:
        while not self._closed.is_set():
            self._wanted.wait()
            self._wanted.clear()
            for number in self._signing.without_documents():
                if not self._closed.is_set() and self._document(number):
                    self._signing.documented(number)

    def _document(self, number: int) -> bool:
        """Bind the runs of a signature and write their documents; False where that failed."""
        try:
            self._write_documents(self._signing.bind(number))
        except Exception:
            log.exception("the documents of signature %s are not written", number)
            return False
        return True
