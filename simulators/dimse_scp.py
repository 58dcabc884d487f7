"""The SCP side: a listening application entity whose handlers get and give plain values."""

from __future__ import annotations

import contextlib
import copy
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pynetdicom.pdu_primitives import A_ASSOCIATE

from simulators.access import Access
from simulators.dimse_acceptor import Incoming
from simulators.dimse_contexts import EVERY_SYNTAX, UNCOMPRESSED, Policy
from simulators.dimse_handlers import Handlers
from simulators.dimse_socket import address_text
from simulators.runtime import Runtime
from simulators.tls import Tls, server_context
from simulators.wire.errors import ConfigError

VERIFICATION = "1.2.840.10008.1.1"
NOT_RECOGNIZED_CALLING = (1, 1, 3)
NOT_RECOGNIZED_CALLED = (1, 1, 7)
LIMIT_EXCEEDED = (2, 3, 2)
MAX_PDU = 131072
MOST_KEPT = 100
BACKLOG = 512  # callers whom the kernel keeps until they are taken; for one more it lets a second pass
MOST_WAITING = 256  # connections without an association; for one more the first of them is let go


class Scp:
    """An application entity that listens.

    ``sop_classes``: abstract syntaxes offered, with the native transfer syntaxes or, in a mapping, with their own;
    Verification is always there. ``storage`` (by default with ``on_store`` or ``on_get``) takes every storage SOP
    class, private ones included, in every one of ``storage_syntaxes``, kept as sent; ``storage_classes`` narrows it.
    ``on_…`` are the handlers, see :class:`simulators.dimse_handlers.Handlers`; without one, the answer is 0211.
    """

    def __init__(
        self,
        runtime: Runtime,
        role: str,
        ae_title: str,
        *,
        port: int = 0,
        sop_classes: Iterable[str] | Mapping[str, Iterable[str]] = (),
        storage: bool | None = None,
        storage_classes: Iterable[str] = (),
        storage_syntaxes: Iterable[str] = EVERY_SYNTAX,
        calling_ae_titles: Iterable[str] = (),
        require_called_ae: bool = True,
        max_associations: int = 100,
        max_pdu: int = MAX_PDU,
        tls: Tls | None = None,
        foreign_status: int | None = None,
        **handlers: Callable[..., Any] | None,
    ) -> None:
        """``calling_ae_titles`` empty: anyone may call. ``foreign_status`` answers storage and steps of patients that
        are not ours, whose content is not kept (None: as the runtime says). Titles are compared with case, outer
        blanks aside (PS3.5 6.2)."""
        self.runtime, self.role, self.ae_title = runtime, role, ae_title
        self.handlers = Handlers(**handlers)
        self.require_called_ae = require_called_ae
        self.calling_ae_titles = {title.strip(" ") for title in calling_ae_titles}
        self.max_associations, self.max_pdu = max_associations, max_pdu
        self.foreign_status = foreign_status if foreign_status is not None else 0x0124 * runtime.refuse_foreign
        self.foreign_uids: set[str] = set()  # steps of patients that are not ours, so that their N-SET is known
        self.policy = Policy(
            _with_syntaxes(sop_classes),
            bool(self.handlers.on_store or self.handlers.on_get) if storage is None else storage,
            frozenset(storage_classes),
            tuple(map(str, storage_syntaxes)),
        )
        tls = tls or runtime.certificates.get(role)
        self.context = None if tls is None else server_context(tls)
        self.not_agreed: deque[str] = deque(maxlen=MOST_KEPT)  # why handshakes failed, the last ones
        self.access = runtime.access.get(role)
        self.port = port
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._associations: dict[Incoming, None] = {}  # in the order of their coming
        self._lock = threading.Lock()

    def start(self) -> int:
        """Listen and return the port. :class:`ConfigError` when it is in use or not allowed."""
        address = (self.runtime.bind, self.port)
        listener = socket.socket(socket.AF_INET6 if ":" in self.runtime.bind else socket.AF_INET, socket.SOCK_STREAM)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR lets two listen on one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            raise ConfigError(
                f"{self.role}: cannot listen for DICOM on {address[0]}:{address[1]}: {error.strerror or error}",
                cause="another program, or another run, has that port" if self.port else "",
                remedy=f"free port {self.port} or set another in the site file (0 takes any free one)",
            ) from error
        self.port = listener.getsockname()[1]
        self.runtime.listeners[self.port] = self
        self._listener = listener
        self._accepting = threading.Thread(
            target=self._accept, args=(listener,), name=f"dimse-{self.role}", daemon=True
        )
        self._accepting.start()
        return self.port

    def renew(self, tls: Tls) -> None:
        """Show another certificate from the next connection on; those that are open go on."""
        self.context = server_context(tls)

    def beside(self, tls: Tls) -> Scp:
        """Another port of the same application entity, secured, not started."""
        twin = self._twin()
        twin.context = server_context(tls)
        return twin

    def guarded(self, access: Access) -> Scp:
        """Another port of the same application entity, for those whom ``access`` lets in, not started."""
        twin = self._twin()
        twin.access = access
        return twin

    def _twin(self) -> Scp:
        twin = copy.copy(self)
        twin.port, twin.not_agreed = 0, deque(maxlen=MOST_KEPT)
        twin._listener = twin._accepting = None
        twin._associations, twin._lock = {}, threading.Lock()
        return twin

    def stop(self, *, cut: bool = False) -> None:
        """Close the port and abort open associations (``cut``: without A-ABORT). May be called twice."""
        listener, self._listener = self._listener, None
        if listener is not None:
            self.runtime.listeners.pop(self.port, None)
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
            listener.close()
        if self._accepting is not None:
            self._accepting.join(5)
            self._accepting = None
        with self._lock:
            serving = list(self._associations)
        for association in serving:
            association.end(cut=cut)
        for association in serving:
            association.join(5)

    def __enter__(self) -> Scp:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def associations(self) -> list[Incoming]:
        """Those open now."""
        with self._lock:
            return list(self._associations)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                sock, address = listener.accept()
            except OSError:
                return
            self._let_go()
            association = Incoming(self, sock, address_text(address))
            with self._lock:
                self._associations[association] = None
            association.start()

    def _let_go(self) -> None:
        """Whoever says nothing must not keep out who does: the first that waits makes room for the next caller."""
        waiting = [each for each in self.associations if not each.is_open and not each.is_dropped]
        if len(waiting) >= MOST_WAITING:
            waiting[0].drop()

    def forget(self, association: Incoming) -> None:
        """Called by an association that ended."""
        with self._lock:
            self._associations.pop(association, None)

    def refusal(self, request: A_ASSOCIATE) -> tuple[int, int, int] | None:
        """Result, source and reason of A-ASSOCIATE-RJ, or None (PS3.8 9.3.4)."""
        if self.require_called_ae and str(request.called_ae_title).strip(" ") != self.ae_title.strip(" "):
            return NOT_RECOGNIZED_CALLED
        if self.calling_ae_titles and str(request.calling_ae_title).strip(" ") not in self.calling_ae_titles:
            return NOT_RECOGNIZED_CALLING
        if sum(each.is_open for each in self.associations) >= self.max_associations:
            return LIMIT_EXCEEDED
        return None


def _with_syntaxes(sop_classes: Iterable[str] | Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    native = tuple(map(str, UNCOMPRESSED))
    if isinstance(sop_classes, Mapping):
        found = {str(uid): tuple(map(str, syntaxes)) or native for uid, syntaxes in sop_classes.items()}
    else:
        found = {str(uid): native for uid in sop_classes}
    return {VERIFICATION: native, **found}
