"""The repository takes what comes, from the slow, the loud and the broken, and stays within bounds."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from simulators import audit_repository, syslog_server
from simulators.audit_repository import AuditRepository, AuditRepositoryConfig
from simulators.audit_tellers import Teller
from simulators.audit_trail import AuditTrail
from simulators.runtime import Runtime
from simulators.syslog_client import SyslogClient
from simulators.transcript import Exchange
from simulators.wire import audit, syslog
from simulators.wire.audit import AuditMessage, Object
from simulators.wire.errors import ConfigError, Unreachable

WAIT_S = 20.0


def login(user: str = "rad1", patient: str = "") -> AuditMessage:
    return AuditMessage(
        event=audit.USER_AUTHENTICATION,
        action="E",
        time="2026-11-24T10:00:00Z",
        types=(audit.LOGIN,),
        participants=(audit.Participant(user_id=user, is_requestor=True),),
        source="WS_1",
        objects=(audit.patient(patient),) if patient else (),
    )


def wrapped(message: AuditMessage) -> bytes:
    return syslog.SyslogMessage(app_name="ws", message_id=audit.MESSAGE_ID, content=audit.write(message)).raw


@pytest.fixture
def runtime() -> Runtime:
    return Runtime(identify=lambda name: {"WS_1": "workstation"}.get(name, name))


@pytest.fixture
def repository(runtime: Runtime) -> Iterator[AuditRepository]:
    one = AuditRepository(runtime)
    one.start()
    yield one
    one.stop()
    one.stop()


def seen(runtime: Runtime, count: int = 1) -> list[Exchange]:
    """The first ``count`` exchanges."""
    assert runtime.transcript.wait_for(lambda exchange: exchange.number >= count, WAIT_S)
    return list(runtime.transcript.exchanges)


@pytest.mark.parametrize("datagrams", [False, True])
def test_a_message_stands_in_the_transcript(runtime: Runtime, repository: AuditRepository, datagrams: bool) -> None:
    client = SyslogClient("127.0.0.1", repository.ports["udp" if datagrams else "tcp"], datagrams=datagrams)
    client.send(wrapped(login()))
    (exchange,) = seen(runtime)
    client.close()
    assert (exchange.sender, exchange.receiver) == ("workstation", "audit_repository")
    assert (exchange.protocol, exchange.kind, exchange.error) == ("SYSLOG", "AUDIT User Authentication", "")
    assert exchange.audit == login()
    assert exchange.raw == wrapped(login())


def test_what_cannot_be_read_is_kept_with_the_reason(runtime: Runtime, repository: AuditRepository) -> None:
    with socket.create_connection(("127.0.0.1", repository.ports["tcp"])) as stream:
        stream.sendall(syslog.frame(b"no syslog") + syslog.frame(b"<85>1 - - - - - - <a/>") + b"no length\n")
        assert stream.recv(1) == b""  # hung up: nothing can be read after that
    found = seen(runtime, 3)
    assert [exchange.audit for exchange in found] == [None] * 3
    assert ["RFC 5424" in found[0].error, "A.5.1" in found[1].error, "RFC 5425" in found[2].error] == [True] * 3
    assert found[0].sender.startswith("127.0.0.1:")


def test_other_patients_are_counted_and_not_kept(runtime: Runtime, repository: AuditRepository) -> None:
    client = SyslogClient("127.0.0.1", repository.ports["tcp"])
    query = Object(id="1.2", id_type=audit.CLASS_UID, query=b"\x10\x00\x20\x00\x04\x00\x00\x00REAL")
    for message in (login(patient="REAL1^^^HGM"), login(patient="ZZ90001"), login()):
        client.send(wrapped(message))
    client.send(wrapped(AuditMessage(event=audit.QUERY, time="", source="WS_1", objects=(query,))))
    client.send(wrapped(login(user="last")))
    assert runtime.transcript.wait_for(lambda one: one.audit is not None and "last" in one.audit.names, WAIT_S)
    client.close()
    assert [one.audit and one.audit.patient_ids for one in runtime.transcript.exchanges] == [("ZZ90001",), (), ()]
    assert sum(runtime.foreign.values()) == 2


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        (b"/studies?PatientID=ZZ9001", True), (b"/studies?00100020=ZZ9001&PatientName=x", True), (b"/studies", True),
        (b"/studies?PatientID=4711", False), (b"/studies?PatientName=Nsue", False), (b"\0\1?PatientID=ZZ9001", False),
    ],
)  # fmt: skip
def test_a_search_over_the_web_is_read_as_a_query(
    runtime: Runtime, repository: AuditRepository, query: bytes, is_kept: bool
) -> None:
    asked = Object(id="1.2", id_type=audit.CLASS_UID, type_code="2", role="3", query=query)
    message = AuditMessage(
        event=audit.QUERY, action="E", time="2026-11-24T10:00:00Z", source="ARCHIVE", objects=(asked,)
    )
    client = SyslogClient("127.0.0.1", repository.ports["tcp"])
    client.send(wrapped(message))
    client.send(wrapped(login()))
    seen(runtime)
    assert [one.kind for one in runtime.transcript.exchanges][:1] == ["AUDIT Query" if is_kept else
                                                                       "AUDIT User Authentication"]  # fmt: skip
    client.close()


@pytest.mark.parametrize(("bound", "value"), [("MOST", 50), ("MOST_BYTES", 50 * len(wrapped(login())))])
def test_a_flood_is_counted_beyond_a_bound(
    runtime: Runtime, repository: AuditRepository, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    monkeypatch.setattr(audit_repository, bound, value)
    client = SyslogClient("127.0.0.1", repository.ports["tcp"])
    repository.introduce(client.connect(), "workstation")
    for _ in range(500):
        client.send(wrapped(login()))
    assert repository.heard(500, WAIT_S)
    client.close()
    assert len(runtime.transcript.exchanges) == 50
    assert sum(runtime.foreign.values()) == 450


def test_the_slow_hold_nobody_up(runtime: Runtime, repository: AuditRepository) -> None:
    """200 connections that say half a message stay open, and a whole one is taken meanwhile."""
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", repository.ports["tcp"]), WAIT_S))
            slow.sendall(b"100 half")
        client = SyslogClient("127.0.0.1", repository.ports["tcp"])
        client.send(wrapped(login()))
        assert seen(runtime)[0].audit == login()
        client.close()


def test_a_message_that_never_becomes_whole_is_given_up(runtime: Runtime) -> None:
    taken: list[object] = []
    server = syslog_server.SyslogServer(runtime, lambda event, *_: taken.append(event), udp=None, whole_s=0.1)
    with socket.create_connection(("127.0.0.1", server.start()["tcp"]), WAIT_S) as slow:
        slow.sendall(b"100 half")
        with contextlib.suppress(ConnectionResetError):
            assert slow.recv(1) == b""
    server.stop()
    assert "middle of a message" in str(taken[0])


def test_where_there_are_too_many_connections_a_silent_one_makes_room(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syslog_server, "CONNECTIONS", 1)
    heard = threading.Event()
    server = syslog_server.SyslogServer(runtime, lambda *_: heard.set(), udp=None)
    port = server.start()["tcp"]
    to = ("127.0.0.1", port)
    with socket.create_connection(to, WAIT_S) as silent, socket.create_connection(to, WAIT_S) as sender:
        silent.settimeout(WAIT_S)
        with contextlib.suppress(ConnectionResetError):
            assert silent.recv(1) == b""
        sender.sendall(syslog.frame(wrapped(login())))
        assert heard.wait(WAIT_S)
        with socket.create_connection(to, WAIT_S) as third, contextlib.suppress(ConnectionResetError):
            assert third.recv(1) == b""
        assert [one.has_told for one in server.connections] == [True]
    server.stop()


def test_a_port_in_use_is_said(runtime: Runtime, repository: AuditRepository) -> None:
    other = AuditRepository(runtime, AuditRepositoryConfig(tcp=repository.ports["tcp"]))
    with pytest.raises(ConfigError, match=str(repository.ports["tcp"])):
        other.start()


def test_a_repository_that_is_not_there_costs_nothing(runtime: Runtime) -> None:
    said: list[str] = []
    runtime.progress = said.append
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: refused
        port = unused.getsockname()[1]
        repository = AuditRepository(runtime)
        trail = AuditTrail(
            runtime, repository, {"workstation": Teller("workstation", "WS_1")}, lambda: SyslogClient("127.0.0.1", port)
        )
        trail.start()
        runtime.audit("workstation", login())
        trail.settle(WAIT_S)
        trail.stop()
    assert "cannot be reached" in said[0]
    with pytest.raises(Unreachable):
        SyslogClient("127.0.0.1", port, timeout_s=1).send(b"x")


def test_the_trail_tells_what_a_role_reports(runtime: Runtime, repository: AuditRepository) -> None:
    trail = AuditTrail(runtime, repository, {"workstation": Teller("workstation", "WS_1")})
    trail.start()
    trail.began("workstation")
    trail.began("destination")  # keeps none
    runtime.audit("workstation", AuditMessage(event=audit.EXPORT, action="R", time="", source=""))
    trail.settle(WAIT_S)
    trail.stop()
    told = [exchange.audit for exchange in runtime.transcript.exchanges]
    assert [one.event.meaning for one in told if one] == ["Application Activity", "Export"]
    assert {one.source for one in told if one} == {"WS_1"}
    assert all(one.moment for one in told if one)
    assert [exchange.sender for exchange in runtime.transcript.exchanges] == ["workstation"] * 2
