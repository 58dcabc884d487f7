"""A secure port that is gone refuses nothing: neither over HL7 nor over DICOM may that count as a refusal."""

from __future__ import annotations

import errno
import socket
from dataclasses import replace
from types import SimpleNamespace

import pytest
from twisted.internet import error as twisted_errors

from harness import secure
from harness.session import Hospital
from harness.site import parse_site
from harness.steps import tls
from harness.steps.casebook import Unmet
from simulators import mllp_errors
from simulators.mllp_client import MllpClient
from simulators.runtime import Runtime
from simulators.tests.scripted import scripted_socket
from simulators.tls import Tls
from simulators.wire.errors import NotAgreed, Unreachable


@pytest.mark.parametrize("system", ["ris", "pacs"])
def test_a_port_that_is_gone_is_no_refusal(system: str) -> None:
    hospital, undo = Hospital(parse_site('schema = 1\nname = "x"\n')), []
    try:
        hospital.start()
        door = secure.door(hospital, system, lambda stop, *rest: undo.append((stop, rest)))
        assert door.knock(door.client("valid")) == ""
        assert door.knock(door.client("expired"))
        assert door.knock(None)  # in the clear
        door.listener.stop()
        for kind in ("valid", "expired"):
            with pytest.raises(Unreachable):
                door.knock(door.client(kind))
        door.address = replace(door.address, host="nobody.invalid")
        with pytest.raises(Unreachable):
            door.knock(door.client("valid"))
        with pytest.raises(Unreachable):
            door.offer("TLS 1.2")
    finally:
        for stop, rest in undo:
            stop(*rest)
        hospital.close()


@pytest.mark.parametrize("trouble", [errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT])
def test_a_host_that_no_way_leads_to_refuses_nothing(trouble: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital = Hospital(parse_site('schema = 1\nname = "x"\n'))
    try:
        hospital.start()
        door = secure.plain_door(hospital, "pacs")

        def no_way(*args: object, **options: object) -> socket.socket:
            raise OSError(trouble, "no way")  # of the sort that belongs to the number

        monkeypatch.setattr(socket, "create_connection", no_way)
        with pytest.raises(Unreachable):
            door.knock(None)
        with pytest.raises(Unreachable):
            door.offer("TLS 1.2")
    finally:
        hospital.close()


@pytest.mark.parametrize("reason", [twisted_errors.NoRouteError(), twisted_errors.TimeoutError(), TimeoutError("TLS")])
def test_over_hl7_no_way_and_no_handshake_are_told_apart(reason: Exception) -> None:
    client = MllpClient(Runtime(), "emr", "ris", "127.0.0.1", 1, Tls())
    found = mllp_errors.unreachable(client, reason)
    assert isinstance(found, NotAgreed) == (type(reason) is TimeoutError)


@pytest.mark.parametrize("system", ["ris", "pacs"])
def test_who_says_nothing_or_hangs_up_has_answered_in_that_way(system: str) -> None:
    limits = "connect_s = 0.3\ndimse_s = 0.3\nacknowledgement_s = 0.3"
    hospital, undo = Hospital(parse_site(f'schema = 1\nname = "x"\n[limits]\n{limits}\n')), []
    try:
        hospital.start()
        door = secure.door(hospital, system, lambda stop, *rest: undo.append((stop, rest)))
        for script, words in ((lambda sock: sock.recv(1 << 16), "closed"), (_silent, "did not answer the handshake")):
            with scripted_socket(script) as port:
                door.address = replace(door.address, port=port, host="127.0.0.1")
                assert words in door.knock(door.client("valid"))
    finally:
        for stop, rest in undo:
            stop(*rest)
        hospital.close()


def _silent(sock: socket.socket) -> None:
    while sock.recv(1 << 16):
        pass


class Refusing:
    """A door that refused, and behind which nobody is any more."""

    system = "pacs"

    def client(self, kind: str) -> str:
        return kind

    def knock(self, tls: object) -> str:
        return "closed the connection"


def test_who_serves_nobody_any_more_has_refused_nobody() -> None:
    context = SimpleNamespace(hospital=SimpleNamespace(memory={"knocked": ("closed", "", ""), "door": Refusing()}))
    with pytest.raises(Unmet, match="does not serve who shows a valid certificate"):
        tls.refuses(context, "PACS")
