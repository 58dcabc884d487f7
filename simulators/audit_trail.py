"""The audit trail of our simulated roles: what they did goes to the repository, without keeping them waiting.

It listens to the transcript, where each role's messages stand, and is told by a role what did not cross the wire (who
signed in, what was exported). A thread of its own writes and sends; a repository that is not there costs nothing.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from simulators.audit_events import AuditEvents
from simulators.audit_repository import AuditRepository
from simulators.audit_tellers import Teller
from simulators.runtime import Runtime
from simulators.syslog_client import SyslogClient
from simulators.transcript import Exchange
from simulators.wire import audit, syslog
from simulators.wire.audit import AuditMessage
from simulators.wire.errors import InteropError, NoAnswer

Item = Exchange | tuple[str, AuditMessage] | threading.Event | None


class AuditTrail:
    """``tellers`` by the name of the role. Senders are made when a role has something to tell."""

    def __init__(
        self,
        runtime: Runtime,
        repository: AuditRepository,
        tellers: Mapping[str, Teller],
        connect: Callable[[], SyslogClient] | None = None,
    ) -> None:
        self.runtime, self._repository, self._tellers = runtime, repository, tellers
        self._connect = connect or self._client
        self._events = AuditEvents(tellers, lambda role: self._users.get(role, ""))
        self._users: dict[str, str] = {}  # signed in, by role
        self._clients: dict[str, SyslogClient] = {}
        self._queue: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._sent = 0

    def start(self) -> None:
        """Follow the transcript from now on."""
        self._thread = threading.Thread(target=self._run, name="audit-trail", daemon=True)
        self._thread.start()
        self.runtime.transcript.subscribe(self._hear)
        self.runtime.audit = self.report

    def stop(self) -> None:
        """Send what is left, and close. May be called twice."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join(5)

    def settle(self, timeout: float) -> None:
        """Wait until everything that happened was told and has come; :class:`NoAnswer` after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        done = threading.Event()
        self._queue.put(done)
        if not (done.wait(timeout) and self._repository.heard(self._sent, max(deadline - time.monotonic(), 0))):
            raise NoAnswer(f"the audit repository was not told everything within {timeout:g} s", seconds=timeout)

    def report(self, role: str, message: AuditMessage) -> None:
        """What a role did that no other message shows. Returns at once; ``source`` and, where empty, the time are
        filled in."""
        if role in self._tellers:
            when = message.time or audit.date_time(time.time())
            self._queue.put((role, replace(message, time=when, source=self._tellers[role].source)))

    def began(self, role: str) -> None:
        """The application of a role has started (Application Activity)."""
        if role not in self._tellers:
            return
        title = self._tellers[role].source
        self.report(
            role,
            AuditMessage(
                event=audit.APPLICATION_ACTIVITY,
                action="E",
                time="",
                types=(audit.START,),
                participants=(audit.application(title, is_requestor=False, role=audit.APPLICATION),),
                source="",
            ),
        )

    # --- the thread

    def _client(self) -> SyslogClient:
        bind = self.runtime.bind
        host = "127.0.0.1" if bind in ("0.0.0.0", "::") else bind
        return SyslogClient(host, self._repository.ports["tcp"], tls=self._repository.config.tls)

    def _hear(self, exchange: Exchange) -> None:
        if exchange.protocol != "SYSLOG":
            self._queue.put(exchange)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                self._do(item)
            except Exception as error:  # a trail that breaks must not break a scenario
                self.runtime.progress(f"audit trail: {type(error).__name__}: {error}")
        for client in self._clients.values():
            client.close()

    def _do(self, item: Exchange | tuple[str, AuditMessage] | threading.Event) -> None:
        if isinstance(item, threading.Event):
            self._tell_all(self._events.flush())
            item.set()
        elif isinstance(item, Exchange):
            self._tell_all(self._events.take(item))
        else:
            self._note_user(*item)
            self.tell(*item)

    def _tell_all(self, told: Iterable[tuple[str, AuditMessage]]) -> None:
        for role, message in told:
            self.tell(role, message)

    def _note_user(self, role: str, message: AuditMessage) -> None:
        if message.is_a(audit.USER_AUTHENTICATION) and message.outcome == audit.SUCCESS:
            signed_in = message.is_a(audit.USER_AUTHENTICATION, audit.LOGIN)
            self._users[role] = message.participants[0].user_id if signed_in else ""

    def tell(self, role: str, message: AuditMessage) -> None:
        """Write one message and send it."""
        self.send(role, self.envelope(role, audit.write(message)))

    def envelope(self, role: str, document: bytes) -> bytes:
        """The syslog message around an audit message."""
        return syslog.SyslogMessage(
            timestamp=audit.date_time(time.time()),
            hostname="localhost",
            app_name=role,
            process_id=str(os.getpid()),
            message_id=audit.MESSAGE_ID,
            content=document,
        ).raw

    def send(self, role: str, message: bytes) -> None:
        """Send the octets of one syslog message; a repository that is not there is not waited for."""
        try:
            if role not in self._clients:
                client = self._clients[role] = self._connect()
                self._repository.introduce(client.connect(), role)
            self._clients[role].send(message)
            self._sent += 1
        except InteropError as error:
            self._clients.pop(role, None)
            self.runtime.progress(str(error))
