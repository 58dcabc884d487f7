"""The audit finds what was planted, nothing on a secured hospital, and does nothing that nobody allowed."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from harness.audit import asking, catalogue, harmful, harmless
from harness.audit import audit as auditing
from harness.audit.audit import PROBES, Audit, Step, at_or_above, refusal
from harness.audit.certificates import judged
from harness.audit.target import DICOM_KEYS, HOST, Finding, Target, targets_of
from harness.cli import main
from harness.discover.pace import Scope
from harness.session import Hospital
from harness.site import Site, load_site, parse_site
from harness.site_model import HARMFUL_PROBES
from harness.site_model import PROBES as PROBE_NAMES
from reports.documents import security
from simulators.addresses import DicomAddress, Hl7Address, WebAddress
from simulators.authority import Authority, make
from simulators.dimse import Scp
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime, TestPatients
from simulators.storage_sink import StorageSink
from simulators.wire import mllp
from simulators.wire.errors import ConfigError

FAST = Scope(rate=1e6, seconds=60)
HEAD = 'schema = 1\nname = "Audited"\n[limits]\nconnect_s = 1\nacknowledgement_s = 1\ndimse_s = 1\n'
ALL = ", ".join(f'"{name}"' for name in PROBE_NAMES)
AGREED = f'[security]\nconsent = [{ALL}]\ngiven_by = "Head of IT"\nuntil = "2099-01-01"\n'


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of a megabyte shows the same."""
    monkeypatch.setattr(harmful, "SIDE", 1024)


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


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("audit") / "certs")


# --- the catalogue


def test_the_catalogue_is_whole_in_every_language_and_every_reference_was_read() -> None:
    assert [probe.name for probe in PROBES] == list(PROBE_NAMES) == list(catalogue.what_it_does())
    known = catalogue.references()
    assert all(each["text"] and each["read"] and each["article"] for each in known.values())
    cited = {name for kind in catalogue.kinds().values() for name in kind.references}
    assert cited <= set(known)
    for language in catalogue.LANGUAGES:
        for kind in catalogue.kinds(language).values():
            assert kind.severity in catalogue.SEVERITIES
            assert kind.title
            assert kind.remedy
        assert all(catalogue.what_it_does(language).values())
    assert len(catalogue.accounts()) <= 8


# --- consent


@pytest.mark.parametrize(
    ("table", "harmless_one", "harmful_one"),
    [
        ("", "", "no consent"),
        ('[security]\nconsent = ["ports"]\n', "no consent", "no consent"),
        (AGREED, "", ""),
        (AGREED.replace("2099", "2020"), "the consent ended on 2020-01-01", "the consent ended on 2020-01-01"),
    ],
)
def test_nothing_is_done_to_a_real_system_that_nobody_allowed(table: str, harmless_one: str, harmful_one: str) -> None:
    site = site_of('[roles.pacs]\ndimse = { host = "127.0.0.1", port = 1, ae_title = "P" }\n', table)
    by_name = {probe.name: probe for probe in PROBES}
    for name, reason in (("tls", harmless_one), *((each, harmful_one) for each in HARMFUL_PROBES)):
        assert refusal(site, Step(by_name[name], dimse(1)), date(2026, 11, 24)) == reason
    assert refusal(site, Step(by_name["bombs"], Target("BATA", "dimse", None)), date(2026, 11, 24)) == ""  # ours


def test_who_allows_harm_says_so_by_name_and_until_a_day() -> None:
    with pytest.raises(ConfigError, match="1 mistake") as error:
        site_of("", '[security]\nconsent = ["bombs"]\n')
    assert "who allows bombs, and until when" in error.value.cause
    with pytest.raises(ConfigError):
        site_of("", '[security]\nuntil = "tomorrow"\n')
    with pytest.raises(ConfigError, match="mistake"):
        site_of("", '[security]\nconsent = ["everything"]\n')


# --- ports


def test_an_open_port_that_the_site_file_does_not_know() -> None:
    with contextlib.ExitStack() as stack:
        known, meant, forgotten = (
            stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(3)
        )
        shut = socket.create_server(("127.0.0.1", 0))
        closed = shut.getsockname()[1]
        shut.close()
        site = site_of(
            f'[roles.pacs]\ndimse = {{ host = "127.0.0.1", port = {known}, ae_title = "P" }}\n',
            f"[security]\nports = [{known}, {meant}, {forgotten}, {closed}]\nopen = [{meant}]\n",
        )
        made = audited(Target("pacs", HOST, "127.0.0.1"), "ports", site=site)
    assert [(each.id, each.evidence) for each in made.findings] == [
        ("open-port", f"port {forgotten} takes connections")
    ]
    silent = audited(Target("pacs", HOST, "127.0.0.1"), "ports", site=site_of(""))
    assert silent.steps[0].reason.startswith("the site file lists no ports")


# --- TLS and certificates


def test_old_versions_and_weak_suites(monkeypatch: pytest.MonkeyPatch) -> None:
    """From what a port answers; that it is asked rightly is shown where discovery is tested."""
    seen = {
        "speaks": True,
        "versions": {"TLS 1.0": "accepted", "TLS 1.1": "refused", "TLS 1.2": "accepted", "TLS 1.3": "refused"},
        "ciphers": ["ECDHE-RSA-AES128-GCM-SHA256", "AES128-SHA", "DES-CBC3-SHA"],
    }
    monkeypatch.setattr(harmless, "look_at_tls", lambda *_: seen)
    monkeypatch.setattr(harmless, "certificate", lambda *_: iter(()))
    hello = b"\x02\x00\x00\x46\x03\x03" + bytes(32) + b"\x00\x00\x05\x00" + bytes(40)
    with answering(b"\x16\x03\x03" + len(hello).to_bytes(2, "big") + hello) as port:
        made = audited(dimse(port), "tls")
    assert [(each.id, each.severity) for each in made.findings] == [
        ("tls-old", "major"), ("tls-weak-suite", "major"), ("tls-weak-suite", "minor"),
    ]  # fmt: skip
    assert made.findings[1].evidence == ("must not be negotiated: DES-CBC3-SHA, no encryption, RC4, export keys, DES")
    assert made.findings[2].evidence == "no forward secrecy: AES128-SHA"


@contextlib.contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A port that says this to whatever comes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            with sock, contextlib.suppress(OSError):
                sock.recv(65536)
                sock.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def certificate_of(
    days: tuple[int, int] = (-1, 365), names: tuple[str, ...] = ("pacs.local",), bits: int = 2048
) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa

    key, now = rsa.generate_private_key(65537, bits), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pacs")])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 1, now + timedelta(days[0]), now + timedelta(days[1])
    )
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(each) for each in names])
        builder = builder.add_extension(alternatives, critical=False)
    return builder.sign(key, hashes.SHA256())


def test_what_a_certificate_says() -> None:
    now = datetime.now(UTC)

    def found(host: str = "pacs.local", **changed: Any) -> list[str]:
        return [each.id for each in judged(certificate_of(**{"bits": 1024, **changed}), dimse(1), host, now)]

    assert found(bits=2048) == []
    assert found() == ["certificate-weak"]
    assert found(days=(-30, -1)) == ["certificate-expired", "certificate-weak"]
    assert found(days=(1, 30)) == ["certificate-expired", "certificate-weak"]
    assert found(days=(-30, 20)) == ["certificate-soon", "certificate-weak"]
    assert found(host="ris.local") == ["certificate-weak", "certificate-host"]
    assert found(names=()) == ["certificate-weak", "certificate-host"]
    assert found(names=("*.local",)) == ["certificate-weak"]
    assert found(host="a.b.local", names=("*.local",)) == ["certificate-weak", "certificate-host"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("valid", set()), ("unknown-authority", {"certificate-unknown"}), ("expired", {"certificate-expired"})],
)
def test_a_port_under_tls(authority: Authority, kind: str, expected: set[str]) -> None:
    rt = Runtime(limits=Limits(connect_s=2, dimse_s=2))
    with Scp(rt, "pacs", "PACS1", tls=authority.server(kind)) as scp:
        target = replace(dimse(scp.port), address=DicomAddress("127.0.0.1", scp.port, "PACS1", authority.client()))
        made = audited(target, "tls", "strangers")
    assert kinds_of(made) == expected  # a stranger has no certificate, and is kept out
    assert [step.is_missing for step in made.steps] == [False, kind != "valid"]


# --- a hospital as it comes, and one that was secured


def test_the_simulated_hospital_as_it_comes() -> None:
    """Each of these is true of it: nothing is secured unless the site says so."""
    made = hospital_audited(load_site("simulated"), ("ris", "pacs", "BATA", "CT_ER1"))
    by_place = {(each.role, each.address.partition("@")[0], each.id) for each in made.findings}
    assert kinds_of(made) == {
        "plaintext", "stranger-query", "stranger-store", "stranger-echo", "stranger-hl7", "open-web", "banner",
        "bomb-taken",
    }  # fmt: skip
    assert by_place >= {
        ("pacs", "PACS1", "stranger-query"), ("ris", "RIS_MWL", "stranger-query"),
        ("ris", "RIS_MPPS", "stranger-store"), ("BATA", "BATA", "stranger-store"),
        ("CT_ER1", "CT_ER1", "stranger-echo"), ("ris", "RIS|HGM", "stranger-hl7"),
    }  # fmt: skip
    assert not made.stopped
    assert not [step for step in made.steps if step.is_missing]


def hospital_audited(site: Site, names: tuple[str, ...]) -> Audit:
    hospital = Hospital(site)
    hospital.transcript.keep_last(20)
    hospital.wiring.start(names)
    try:
        made = Audit(site, targets_of(hospital, names), FAST)
        made.execute()
    finally:
        hospital.close()
    return made


def test_a_secured_hospital_has_nothing_above_minor(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_TOKEN", "t0ken.of.this.test")
    end = 'trust = "certs/ca.pem", certificate = "certs/server.pem", key = "certs/server.key"'
    text = HEAD.replace("connect_s = 1\n", "connect_s = 5\n").replace("dimse_s = 1", "dimse_s = 5") + (
        f'[roles.ris.listen]\ntls = {{ {end} }}\n[roles.pacs.listen]\nweb_token = {{ env = "AUDIT_TOKEN" }}\n'
        f"tls = {{ {end} }}\n"
    )
    made = hospital_audited(parse_site(text, str(authority.folder.parent / "site.toml")), ("ris", "pacs"))
    assert kinds_of(made) <= {"banner", "bomb-taken"}
    assert not [step.reason for step in made.steps if step.is_missing]
    assert {step.target.key for step in made.steps if step.state == "done"} >= {"hl7", *DICOM_KEYS, "web"}


# --- DICOM


def test_any_called_ae_title() -> None:
    rt = Runtime(limits=Limits(dimse_s=2))
    with Scp(rt, "pacs", "PACS1", require_called_ae=False) as scp:
        assert "any-called" in kinds_of(audited(dimse(scp.port), "strangers"))
    with Scp(rt, "pacs", "PACS1", calling_ae_titles=["CT_ER1"]) as scp:
        made = audited(dimse(scp.port), "strangers")
        assert (kinds_of(made), made.steps[0].state) == (set(), "done")


def test_malformed_objects_and_bombs_that_are_taken() -> None:
    with StorageSink("SINK", patients=TestPatients()) as sink:
        made = audited(dimse(sink.port, "SINK"), "objects", "bombs")
    assert sorted(each.id for each in made.findings) == ["bomb-taken", "bomb-taken", "malformed-taken"]
    assert made.asking.left
    with Scp(Runtime(), "pacs", "PACS1", on_store=lambda ds, raw, info: 0xC000) as scp:
        assert kinds_of(audited(dimse(scp.port), "objects", "bombs")) == set()


# --- HL7


class Receiver:
    """An MLLP listener that serves one connection after the other, and ends when it hears ``poison``."""

    def __init__(self, poison: bytes = b"\xff") -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.poison = poison
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Target:
        self._thread.start()
        return Target("ris", "hl7", Hl7Address("127.0.0.1", self.listener.getsockname()[1], "RIS", "HGM"))

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            with sock, contextlib.suppress(OSError):
                sock.settimeout(5)
                if not self._answers(sock):
                    self.listener.close()
                    return

    def _answers(self, sock: socket.socket) -> bool:
        decoder = mllp.Decoder()
        while data := sock.recv(65536):
            if self.poison in data:
                return False
            for block in decoder.receive_data(data):
                if isinstance(block, bytes):
                    number = (block.split(b"|") + [b""] * 10)[9].decode("latin-1")
                    answer = f"MSH|^~\\&|RIS|HGM|HIS|HGM|20260101||ACK|1|P|2.5.1\rMSA|AA|{number}\r"
                    sock.sendall(mllp.frame(answer.encode()))
        return True


def test_a_receiver_that_serves_one_after_the_other_is_locked_by_slow_senders() -> None:
    with Receiver() as target:
        made = audited(target, "messages", "slow")
    assert kinds_of(made) == {"stranger-hl7", "locked-out"}
    assert not made.stopped  # it came back when they were gone


def test_at_the_first_sign_of_harm_everything_that_may_harm_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.1)
    with Receiver(poison=b"FHS|") as target:
        made = audited(target, "tls", "floods", "slow")
    assert kinds_of(made) >= {"harm"}
    assert made.stopped.startswith("floods at RIS")
    assert [(step.probe.name, step.state) for step in made.steps] == [
        ("tls", "done"), ("floods", "done"), ("slow", "not done"),
    ]  # fmt: skip
    assert made.steps[2].reason.startswith("stopped after harm")


def test_senders_that_are_not_known_are_refused_somewhere() -> None:
    def answer(message: Any, connection: Any) -> str:
        return "AA" if message.get("MSH-3") == "HIS" else "AR"

    with MllpServer(Runtime(), "ris", answer) as server:
        target = Target("ris", "hl7", Hl7Address("127.0.0.1", server.port, "RIS", "HGM"))
        assert audited(target, "messages", "floods", "slow").findings == []
    with MllpServer(Runtime(), "ris", lambda message, connection: "AE") as server:
        target = Target("ris", "hl7", Hl7Address("127.0.0.1", server.port, "RIS", "HGM"))
        (step,) = audited(target, "messages").steps
        assert (step.state, step.reason[-2:]) == ("not done", "AE")


# --- the web


@contextlib.contextmanager
def web(account: str = "", *, keeps_preamble: bool = True) -> Iterator[Target]:
    """A DICOMweb service of one object; ``account`` is user:password, or nobody is asked."""
    kept: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        server_version, sys_version = "OldArchive/1.2", ""

        def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def is_refused(self) -> bool:
            said = f"Basic {base64.b64encode(account.encode()).decode()}"
            if account and self.headers.get("Authorization") != said:
                self.reply(401, WWW_Authenticate="Basic realm=x")
                return True
            return False

        def do_GET(self) -> None:
            if self.is_refused():
                return
            if self.path == "/system":
                self.reply(200, json.dumps({"DicomAet": "X"}).encode())
            elif "/instances/" in self.path:
                body = b"--b\r\nContent-Type: application/dicom\r\n\r\n" + kept[0] + b"\r\n--b--\r\n"
                self.reply(200, body, Content_Type='multipart/related; type="application/dicom"; boundary=b')
            else:
                self.reply(200, b"[]", Content_Type="application/dicom+json")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.is_refused():
                return
            file = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
            kept.append(file if keeps_preamble else bytes(128) + file[128:])
            self.reply(200, b"{}", Content_Type="application/dicom+json")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Target("pacs", "web", WebAddress(f"http://127.0.0.1:{server.server_port}/dicom-web"))
        server.shutdown()


def test_an_open_web_service_that_keeps_what_it_gets() -> None:
    with web() as target:
        made = audited(target, "strangers", "banners", "passwords", "preamble")
    assert sorted(each.id for each in made.findings) == ["banner", "open-web", "open-web", "preamble-kept"]
    reasons = {step.probe.name: step.reason for step in made.steps}
    assert reasons["passwords"] == "it asks for no account: HTTP 200"
    with web(keeps_preamble=False) as target:
        assert kinds_of(audited(target, "preamble")) == set()


def test_a_default_account_is_found_and_its_password_told_to_nobody() -> None:
    with web("alice:alicePassword") as target:
        made = audited(target, "strangers", "passwords")
    assert kinds_of(made) == {"default-password"}
    assert "alicePassword" not in json.dumps(made.document())
    with web("somebody:with a good one") as target:
        assert kinds_of(audited(target, "strangers", "passwords", "preamble")) == set()


@pytest.mark.parametrize(
    "said",
    [b"", b"\0" * 70_000, b"\x16\x03\x03\xff\xff", b"HTTP/1.1 200 OK\r\n\r\n[[[[[", b"\x0bMSH|^~\\&|\r\x1c\r",
     b"\x02\x00\x00\x00\x00\xb8" + b"\xff" * 184],
)  # fmt: skip
def test_whatever_a_port_answers_the_audit_goes_on(said: bytes) -> None:
    with answering(said) as port:
        for target in (
            dimse(port),
            Target("ris", "hl7", Hl7Address("127.0.0.1", port, "RIS", "HGM")),
            Target("pacs", "web", WebAddress(f"http://user:secret@127.0.0.1:{port}/dicom-web")),
        ):
            made = Audit(site_of(""), [target], FAST)
            made.execute()
            assert {step.state for step in made.steps} <= {"done", "not done"}
            assert "the harness failed" not in json.dumps(made.document())
            assert "secret" not in json.dumps(made.document())


# --- the document


def finding(**changed: str) -> Finding:
    each = catalogue.kinds()["open-port"]
    values = {"role": "pacs", "address": "h", "severity": "major", "evidence": "port 1", "title": each.title, **changed}
    return Finding("open-port", "ports", remedy=each.remedy, reference=each.references, **values)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_document_in_each_language(language: str, tmp_path: Path) -> None:
    made = Audit(site_of(""), [dimse(1)], FAST)
    made.findings = [finding(evidence="<script>alert(1)</script>\x1b[31m"), finding(severity="minor")]
    paths = security.write(made.document(), tmp_path, language)
    page = paths[0].read_text(encoding="utf-8")
    assert catalogue.kinds(language)["open-port"].title in page
    assert catalogue.what_it_does(language)["bombs"] in page
    assert "45 CFR 164.312(a)(1)" in page
    assert "<script>alert" not in page
    assert paths[1].read_bytes().startswith(b"%PDF")


def test_the_worst_come_first_and_severity_decides() -> None:
    made = Audit(site_of(""), [], FAST)
    made.findings = [finding(severity="info"), finding(severity="critical"), finding(severity="minor")]
    found = made.document()
    assert [each["severity"] for each in found["findings"]] == ["critical", "minor", "info"]
    assert [len(list(at_or_above(found, name))) for name in catalogue.SEVERITIES] == [1, 1, 2, 3]


# --- the command


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A site file with a real RIS that listens; more text can be added to it."""
    with MllpServer(Runtime(), "ris", lambda message, connection: "AA") as server:

        def write(more: str) -> str:
            address = f'{{ host = "127.0.0.1", port = {server.port}, application = "RIS" }}'
            path = tmp_path / "site.toml"
            path.write_text(f"{HEAD}[roles.ris]\nhl7 = {address}\n{more}", encoding="utf-8")
            return str(path)

        yield write


def test_nothing_is_sent_before_the_plan_was_agreed_to(
    real: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "execute", lambda self: pytest.fail("it asked nobody"))
    assert main(["audit", "--site", real(""), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "floods     may harm" in told
    assert "not done to 1: no consent" in told
    assert "add --yes" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("severity", "code"), [("critical", 0), ("minor", 1)])
def test_the_command_ends_as_the_severity_says(
    real: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], severity: str, code: int
) -> None:
    out = tmp_path / "out"
    arguments = ["audit", "--site", real(""), "--yes", "--rate", "1000", "--out", str(out), "--severity", severity]
    assert main([*arguments, "--json"]) == code
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["systems"], found["exit_code"]) == (1, ["ris"], code)
    assert [each["id"] for each in found["findings"]] == ["plaintext"]
    assert {each["reason"] for each in found["probes"] if each["may_harm"]} == {"no consent"}
    assert {path.name for path in out.iterdir()} == {"audit.json", "security.html", "security.pdf"}


def test_a_system_that_is_not_there_is_not_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text(HEAD + '[roles.pacs]\ndimse = { host = "127.0.0.1", port = 1, ae_title = "P" }\n', encoding="utf-8")
    assert main(["audit", "--site", str(path), "--yes", "--out", str(tmp_path / "out")]) == 3
    assert "not done: strangers" in capsys.readouterr().out


def test_whoever_stops_it_keeps_what_was_found(
    real: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(target: Target, asking: Any) -> Iterator[Finding]:
        yield finding()
        raise KeyboardInterrupt

    probes = tuple(replace(each, run=stopped) if each.name == "messages" else each for each in PROBES)
    monkeypatch.setattr(auditing, "PROBES", probes)
    out = tmp_path / "out"
    assert main(["audit", "--site", real(AGREED), "--yes", "--rate", "1000", "--out", str(out)]) == 130
    found = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    assert {each["id"] for each in found["findings"]} == {"plaintext", "open-port"}
    assert {each["probe"] for each in found["probes"] if each["reason"] == "stopped by you"} == {
        "messages", "floods", "slow",
    }  # fmt: skip
