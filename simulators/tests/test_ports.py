"""A role that is down keeps its ports: who calls is refused, and a thief who tries all the time never gets one."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from simulators import ports
from simulators.destination import Destination
from simulators.emr import Emr
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime
from simulators.wire.errors import ConfigError

HOST = "127.0.0.1"
Role = TypeVar("Role", Emr, Destination, Pacs)


@contextlib.contextmanager
def thief_at(wanted: list[int]) -> Iterator[list[int]]:
    """Somebody who takes each of these ports as soon as he can; those that he got."""
    taken: list[socket.socket] = []
    enough = threading.Event()

    def steal() -> None:
        while not enough.is_set():
            for port in wanted:
                thief = socket.socket()
                try:
                    thief.bind((HOST, port))
                    taken.append(thief)
                except OSError:
                    thief.close()

    thread = threading.Thread(target=steal, daemon=True)
    thread.start()
    stolen: list[int] = []
    try:
        yield stolen
    finally:
        enough.set()
        thread.join(10)
        stolen += [one.getsockname()[1] for one in taken]
        for one in taken:
            one.close()


@contextlib.contextmanager
def running(make: Callable[[Runtime], Role]) -> Iterator[Role]:
    role = make(Runtime())
    role.start()
    try:
        yield role
    finally:
        role.stop()


linux_only = pytest.mark.skipif(not ports.BESIDE, reason="a port is free for the moment between two of its owners")


@linux_only
@pytest.mark.parametrize("make", [Emr, Destination, Pacs])
def test_a_thief_gets_no_port_of_who_is_down(make: Callable[[Runtime], Role]) -> None:
    with running(make) as role:
        before = dict(role.ports)
        with thief_at(list(before.values())) as stolen:
            for _ in range(5):
                role.take_down()
                role.bring_up()
        assert not stolen
        assert role.ports == before


@linux_only
def test_a_thief_gets_no_port_of_an_archive_that_is_restored(tmp_path: Path) -> None:
    with running(lambda runtime: Pacs(runtime, PacsConfig(web_port=0))) as pacs:
        pacs.back_up(tmp_path / "backup")
        before = dict(pacs.ports)
        with thief_at(list(before.values())) as stolen:
            pacs.restore(tmp_path / "backup")
        assert not stolen
        assert pacs.ports == before
        assert len(before) == 3


@pytest.mark.parametrize("beside", [True, False] if ports.BESIDE else [False])
def test_who_is_down_refuses_and_keeps_the_port(monkeypatch: pytest.MonkeyPatch, beside: bool) -> None:
    monkeypatch.setattr(ports, "BESIDE", beside)
    with running(Emr) as emr:
        port = emr.ports["hl7"]
        emr.take_down()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, port), timeout=5)
        with socket.socket() as thief, pytest.raises(OSError, match=r"in use|permitted|forbidden"):
            thief.bind((HOST, port))
        emr.bring_up()
        socket.create_connection((HOST, port), timeout=5).close()
    with socket.socket() as heir:  # who stopped for good has given it up
        heir.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        heir.bind((HOST, port))


def test_a_port_that_another_program_has_is_told() -> None:
    with socket.create_server((HOST, 0)) as other:
        pacs = Pacs(Runtime(), PacsConfig(port=other.getsockname()[1]))
        with pytest.raises(ConfigError, match="cannot listen for DICOM"):
            pacs.start()
