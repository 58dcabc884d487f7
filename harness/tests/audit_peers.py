"""Peers with one weakness each, and an audit of one of them."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness.audit.audit import Audit
from harness.audit.target import Target
from harness.discover.pace import Scope
from harness.site import Site, parse_site
from harness.site_commands import PROBES as PROBE_NAMES
from simulators.addresses import DicomAddress, Hl7Address, WebAddress
from simulators.tests.scripted import scripted_socket
from simulators.wire import mllp

FAST = Scope(rate=1e6, seconds=60)
HEAD = 'schema = 1\nname = "Audited"\n[limits]\nconnect_s = 20\nacknowledgement_s = 20\ndimse_s = 20\n'
ALL = ", ".join(f'"{name}"' for name in PROBE_NAMES)
AGREED = f'[security]\nconsent = [{ALL}]\ngiven_by = "Head of IT"\nuntil = "2099-01-01"\n'


def site_of(roles: str, security_table: str = AGREED) -> Site:
    return parse_site(HEAD + roles + security_table)


def audited(target: Target, *probes: str, site: Site | None = None) -> Audit:
    """Those probes of one target, carried out."""
    made = Audit(site or site_of(""), [target], FAST)
    made.steps = [step for step in made.steps if step.probe.name in probes]
    made.execute()
    return made


def kinds_of(made: Audit) -> set[str]:
    return {each.id for each in made.findings}


def dimse(port: int, ae_title: str = "PACS1") -> Target:
    return Target("pacs", "dimse", DicomAddress("127.0.0.1", port, ae_title))


def answering(answer: bytes) -> contextlib.AbstractContextManager[int]:
    """A port that says this to whatever comes."""

    def converse(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall(answer)

    return scripted_socket(converse)


class Receiver:
    """An MLLP listener of some years ago: eight callers at once, and it ends when it hears ``poison``."""

    def __init__(self, poison: bytes = b"\xff") -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.poison, self._free = poison, threading.Semaphore(8)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Target:
        self._thread.start()
        return Target("ris", "hl7", Hl7Address("127.0.0.1", self.listener.getsockname()[1], "RIS", "HGM"))

    def __exit__(self, *_: object) -> None:
        self._end()
        self._thread.join(5)

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            if self._free.acquire(blocking=False):
                threading.Thread(target=self._answer, args=(sock,), daemon=True).start()
            else:
                sock.close()

    def _answer(self, sock: socket.socket) -> None:
        decoder = mllp.Decoder()
        with sock, contextlib.suppress(OSError):
            while data := sock.recv(65536):
                if self.poison in data:
                    self._end()
                    break
                for block in decoder.receive_data(data):
                    if isinstance(block, bytes):
                        number = (block.split(b"|") + [b""] * 10)[9].decode("latin-1")
                        answer = f"MSH|^~\\&|RIS|HGM|HIS|HGM|20260101||ACK|1|P|2.5.1\rMSA|AA|{number}\r"
                        sock.sendall(mllp.frame(answer.encode()))
        self._free.release()


class Archive(BaseHTTPRequestHandler):
    """A DICOMweb service of one object."""

    account, keeps_preamble = "", True
    kept: list[bytes]

    server_version, sys_version = "OldArchive/1.2", ""

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def is_refused(self) -> bool:
        said = f"Basic {base64.b64encode(self.account.encode()).decode()}"
        if self.account and self.headers.get("Authorization") != said:
            self.reply(401, WWW_Authenticate="Basic realm=x")
            return True
        return False

    def do_GET(self) -> None:
        if self.is_refused():
            return
        if self.path == "/system":
            self.reply(200, json.dumps({"DicomAet": "X"}).encode())
        elif "/instances/" in self.path:
            body = b"--b\r\nContent-Type: application/dicom\r\n\r\n" + self.kept[0] + b"\r\n--b--\r\n"
            self.reply(200, body, Content_Type='multipart/related; type="application/dicom"; boundary=b')
        else:
            self.reply(200, b"[]", Content_Type="application/dicom+json")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.is_refused():
            return
        file = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
        self.kept.append(file if self.keeps_preamble else bytes(128) + file[128:])
        self.reply(200, b"{}", Content_Type="application/dicom+json")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def web(account: str = "", *, keeps_preamble: bool = True) -> Iterator[Target]:
    """Such a service; ``account`` is user:password, or nobody is asked."""
    kind = type("Kept", (Archive,), {"account": account, "keeps_preamble": keeps_preamble, "kept": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Target("pacs", "web", WebAddress(f"http://127.0.0.1:{server.server_port}/dicom-web"))
        server.shutdown()
