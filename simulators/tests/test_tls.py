"""TLS under MLLP, DIMSE and the fast storage path: who is let in, who is believed, and how a refusal is told."""

from __future__ import annotations

import os
import socket
import ssl
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from simulators import authority, tls
from simulators.addresses import DicomAddress
from simulators.authority import Authority
from simulators.dimse import Scp, Scu
from simulators.dimse_blocking import Association
from simulators.mllp_client import MllpClient
from simulators.mllp_server import MllpServer
from simulators.runtime import Runtime, TestPatients
from simulators.secret import Secret
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests import dimse_talk, mllp_talk
from simulators.tests.storage_talk import written
from simulators.tls import Tls
from simulators.wire import mllp
from simulators.wire.errors import ConfigError, InteropError, PeerViolation, Unreachable

VERIFICATION = "1.2.840.10008.1.1"
CLIENTS = {  # kind of our certificate → what the refusal says
    "expired": "has expired",
    "not-yet-valid": "refuses our certificate",
    "unknown-authority": "does not know the authority",
    "revoked": "was revoked",
    "missing": "wants a certificate",
}
SERVERS = {
    "expired": "has expired",
    "not-yet-valid": "not valid yet",
    "other-host": "for another host",
    "unknown-authority": "of an unknown authority",
}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority.make(tmp_path_factory.mktemp("certificates") / "authority")


def echo(port: int, end: Tls | None, rt: Runtime | None = None) -> int:
    rt = rt or dimse_talk.runtime()
    return Scu(rt, "CT_ER1", "pacs", "127.0.0.1", port, "PACS1", "CT_ER1", end).echo().status


def acknowledged(port: int, end: Tls | None) -> str:
    with MllpClient(mllp_talk.runtime(), "his", "ris", "127.0.0.1", port, end) as client:
        return client.send(mllp_talk.adt("C1")).get("MSA-1")


@contextmanager
def dicom(end: Tls | None) -> Iterator[int]:
    with Scp(dimse_talk.runtime(), "pacs", "PACS1", tls=end) as scp:
        yield scp.port


@contextmanager
def hl7(end: Tls | None) -> Iterator[int]:
    with MllpServer(mllp_talk.runtime(), "ris", lambda message, connection: "AA", tls=end) as server:
        yield server.port


Listening = Callable[[Tls | None], "contextmanager[int]"]
PROTOCOLS = [
    pytest.param(dicom, lambda port, end: echo(port, end) == 0, id="DIMSE"),
    pytest.param(hl7, lambda port, end: acknowledged(port, end) == "AA", id="MLLP"),
]


@pytest.mark.parametrize(("listening", "ask"), PROTOCOLS)
def test_each_faulty_client_is_refused_and_a_good_one_served_before_and_after(
    certificates: Authority, listening: Listening, ask: Callable[[int, Tls | None], bool]
) -> None:
    with listening(certificates.server()) as port:
        assert ask(port, certificates.client())
        for kind, words in CLIENTS.items():
            with pytest.raises(InteropError) as refused:
                ask(port, certificates.client(kind))
            assert words in f"{refused.value} {refused.value.cause}", kind
        with pytest.raises(InteropError):
            ask(port, None)  # in the clear
        assert ask(port, certificates.client())


@pytest.mark.parametrize(("listening", "ask"), PROTOCOLS)
def test_each_faulty_server_is_not_believed(
    certificates: Authority, listening: Listening, ask: Callable[[int, Tls | None], bool]
) -> None:
    for kind, words in SERVERS.items():
        with listening(certificates.server(kind)) as port, pytest.raises(Unreachable, match=words):
            ask(port, certificates.client())
    asking = replace(certificates.client(), revoked=certificates.server().revoked)
    with listening(certificates.server("revoked")) as port, pytest.raises(Unreachable, match="was revoked"):
        ask(port, asking)
    named = replace(certificates.client(), server_name=authority.OTHER_HOST)
    with listening(certificates.server("other-host")) as port:
        assert ask(port, named)


@pytest.mark.parametrize(("listening", "ask"), PROTOCOLS)
def test_one_way_and_a_port_without_tls(
    certificates: Authority, listening: Listening, ask: Callable[[int, Tls | None], bool]
) -> None:
    with listening(certificates.server(require_client=False)) as port:
        assert ask(port, certificates.client("missing"))
    with listening(None) as port:
        with pytest.raises(Unreachable, match="TLS was not agreed"):
            ask(port, certificates.client())
        assert ask(port, None)


@pytest.mark.parametrize("minimum", ["1.2", "1.3"])
@pytest.mark.parametrize("profile", list(tls.SUITES))
def test_versions_and_profiles(certificates: Authority, minimum: str, profile: str) -> None:
    end = replace(certificates.server(), minimum=minimum, profile=profile)
    old = tls.client_context(certificates.client())
    with dicom(end) as port, socket.create_connection(("127.0.0.1", port), 2) as sock:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.load_cert_chain(certificates.client().certificate, certificates.client().key)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        if minimum == "1.3":
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(sock)
        else:
            with context.wrap_socket(sock) as link:
                assert link.version() == "TLSv1.2"
                assert "GCM" in link.cipher()[0]  # type: ignore[index]
    assert old.minimum_version == ssl.TLSVersion.TLSv1_2


def test_a_new_certificate_is_shown_to_new_connections_and_open_ones_go_on(certificates: Authority) -> None:
    rt = dimse_talk.runtime()
    with Scp(rt, "pacs", "PACS1", tls=certificates.server("expired")) as scp:
        with pytest.raises(Unreachable, match="expired"):
            echo(scp.port, certificates.client(), rt)
        scp.renew(certificates.server())
        scu = Scu(rt, "CT_ER1", "pacs", "127.0.0.1", scp.port, "PACS1", "CT_ER1", certificates.client())
        with scu.associate([VERIFICATION]) as open_before:
            scp.renew(certificates.server("expired"))
            assert open_before.echo().status == 0
            with pytest.raises(Unreachable, match="expired"):
                scu.echo()


def test_a_client_takes_the_certificate_that_its_file_holds_now(certificates: Authority, tmp_path: Path) -> None:
    there = tmp_path / "client.pem"
    there.write_bytes((certificates.folder / "client-expired.pem").read_bytes())
    end = replace(certificates.client(), certificate=str(there))
    with dicom(certificates.server()) as port:
        with pytest.raises(PeerViolation, match="expired"):
            echo(port, end)
        there.write_bytes((certificates.folder / "client.pem").read_bytes())
        os.utime(there, ns=(0, 1))
        assert echo(port, end) == 0


def test_an_mllp_message_over_many_records_and_a_large_answer(certificates: Authority) -> None:
    rt, note = mllp_talk.runtime(), "A" * 300_000
    long = mllp_talk.adt("C1").set("PID-11", note)

    def answer(message: object, connection: object) -> bytes:
        return mllp_talk.ack_bytes("C1") + b"NTE|1||" + note.encode() + b"\r"

    with (
        MllpServer(rt, "ris", answer, tls=certificates.server()) as server,
        MllpClient(rt, "his", "ris", "127.0.0.1", server.port, certificates.client()) as client,
    ):
        assert client.send(long).get("NTE-3") == note
        assert client.send(long).get("NTE-3") == note


def test_an_end_without_close_notify_is_told_as_one(certificates: Authority) -> None:
    """A message that was cut off is not acted on, and the connection's end is no orderly one."""
    taken: list[object] = []
    ended = threading.Event()
    rt = mllp_talk.runtime()
    with MllpServer(rt, "ris", lambda message, connection: taken.append(message) or "AA",
                    tls=certificates.server()) as server:  # fmt: skip
        sock = socket.create_connection(("127.0.0.1", server.port), 2)
        link = tls.connect(sock, certificates.client(), "127.0.0.1")
        link.sendall(mllp.frame(mllp_talk.adt("C1").raw)[:-2])
        os.close(link.detach())

        def seen(exchange: object) -> None:
            if "end block" in str(getattr(exchange, "error", "")):
                ended.set()

        rt.transcript.subscribe(seen)
        assert ended.wait(5) or any("end" in one.error for one in rt.transcript.exchanges)
        assert taken == []
        assert acknowledged(server.port, certificates.client()) == "AA"


def test_a_handshake_that_does_not_end_is_given_up(certificates: Authority) -> None:
    said: list[str] = []
    heard = threading.Event()

    def progress(text: str) -> None:
        said.append(text)
        heard.set()

    rt = mllp_talk.runtime(connect_s=0.2)
    rt.progress = progress
    with MllpServer(rt, "ris", lambda message, connection: "AA", tls=certificates.server()) as server:
        with socket.create_connection(("127.0.0.1", server.port), 5) as silent, suppress(ConnectionResetError):
            assert silent.recv(1) == b""
        assert heard.wait(5)
        assert acknowledged(server.port, certificates.client()) == "AA"
    assert "did not answer the handshake" in said[0]


def test_the_fast_path_and_the_blocking_association(certificates: Authority, tmp_path: Path) -> None:
    written(tmp_path / "in", 5, 100_000)
    with StorageSink("SINK", folder=tmp_path / "out", patients=None, tls=certificates.server()) as sink:
        peer = DicomAddress("127.0.0.1", sink.port, "SINK", certificates.client())
        states = [one.state for one in StorageSender(peer, patients=TestPatients()).send(find([tmp_path / "in"]))]
        assert states == ["stored"] * 5
        with Association(peer, "CT_ER1", [VERIFICATION], dimse_talk.runtime().limits) as link:
            assert link.ask(VERIFICATION, "C-ECHO-RQ", AffectedSOPClassUID=VERIFICATION).status == 0
        strange = replace(peer, tls=certificates.client("expired"))
        sender = StorageSender(strange, patients=TestPatients(), retries=0)
        assert {one.state for one in sender.send(find([tmp_path / "in"]))} == {"not sent"}
        plain = StorageSender(replace(peer, tls=None), patients=TestPatients(), retries=0)
        assert {one.state for one in plain.send(find([tmp_path / "in"]))} == {"not sent"}
    assert len(list((tmp_path / "out").iterdir())) == 5


# --- files and secrets


def test_a_key_from_the_environment_and_its_password(certificates: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TLS_KEY", (certificates.folder / "server.key").read_text())
    end = replace(certificates.server(), key="", key_secret=Secret(env="TLS_KEY"))
    with dicom(end) as port:
        assert echo(port, certificates.client()) == 0
    monkeypatch.delenv("TLS_KEY")
    with pytest.raises(ConfigError, match="TLS_KEY is not set"):
        tls.server_context(end)


@pytest.mark.parametrize("changes", [{"trust": "/nowhere.pem"}, {"certificate": "/nowhere.pem"}, {"key": "ca.key"}])
def test_files_that_cannot_be_used_are_named(certificates: Authority, changes: dict[str, str]) -> None:
    named = {name: str(certificates.folder / value) for name, value in changes.items()}
    with pytest.raises(ConfigError, match="TLS cannot be set up") as error:
        tls.client_context(replace(certificates.client(), **named))  # type: ignore[arg-type]
    assert next(iter(named.values())) in error.value.cause
    with pytest.raises(ConfigError, match="needs a certificate"):
        tls.server_context(Tls())


def test_a_client_without_usable_files_fails_as_a_configuration(certificates: Authority) -> None:
    broken = replace(certificates.client(), trust="/nowhere.pem")
    with dicom(certificates.server()) as port, pytest.raises(ConfigError):
        echo(port, broken)
    with hl7(certificates.server()) as port, pytest.raises(ConfigError):
        acknowledged(port, broken)


def test_an_authority_is_complete_private_and_never_overwritten(certificates: Authority) -> None:
    assert certificates.is_complete
    assert {path.name for path in certificates.folder.iterdir()} == set(authority.names())
    if os.name == "posix":
        for path in certificates.folder.glob("*.key"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(certificates.folder.stat().st_mode) == 0o700
    with pytest.raises(ConfigError, match=r"holds ca\.pem already"):
        authority.make(certificates.folder)


@pytest.mark.parametrize("ended_by", ["server", "client"])
def test_an_end_without_close_notify_is_no_good_end(ended_by: str, certificates: Authority) -> None:
    """RFC 8446 6.1: whoever hears of it has not heard everything, and somebody may have cut it off."""
    ours, theirs = socket.socketpair()
    found: list[ssl.SSLSocket] = []
    shaking = threading.Thread(
        target=lambda: found.append(tls.accept(theirs, tls.server_context(certificates.server()))), daemon=True
    )
    shaking.start()
    with tls.connect(ours, certificates.client(), "127.0.0.1") as client:
        shaking.join(10)
        with found[0] as server:
            cut, left = (server, client) if ended_by == "server" else (client, server)
            left.settimeout(10)
            cut.sendall(b"half")
            assert left.recv(4) == b"half"
            socket.socket(fileno=cut.detach()).close()
            with pytest.raises(ssl.SSLEOFError):
                left.recv(1)


@pytest.mark.parametrize("make", [tls.server_context, tls.new_client_context])
@pytest.mark.parametrize(("profile", "marks"), [("BCP195", ("GCM", "CHACHA20", "SHA256", "SHA384")),
                                                ("BCP195-non-downgrading", ("GCM", "CHACHA20"))])  # fmt: skip
def test_only_suites_with_forward_secrecy_are_offered_and_taken(
    make: Callable[[Tls], ssl.SSLContext], profile: str, marks: tuple[str, ...], certificates: Authority
) -> None:
    """PS3.15 B.9 and B.10; those of TLS 1.3 have it all."""
    context = make(replace(certificates.server(), profile=profile))
    names = [one["name"] for one in context.get_ciphers() if not one["name"].startswith("TLS_")]
    assert names
    assert [name for name in names if not name.startswith(("ECDHE-", "DHE-"))] == []
    assert [name for name in names if not any(mark in name for mark in marks)] == []
