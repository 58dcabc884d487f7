"""The audit finds what was planted, nothing on a secured hospital, and does nothing that nobody allowed."""

from __future__ import annotations

import contextlib
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harness.audit import asking, harmful, harmless
from harness.audit import audit as auditing
from harness.audit.audit import Audit
from harness.audit.certificates import judged
from harness.audit.target import DICOM_KEYS, HOST, Target, targets_of
from harness.session import Hospital
from harness.site import Site, load_site, parse_site
from harness.tests.audit_peers import (
    FAST,
    HEAD,
    Receiver,
    answering,
    audited,
    dimse,
    kinds_of,
    site_of,
    web,
)
from simulators.addresses import DicomAddress, Hl7Address, WebAddress
from simulators.authority import Authority, make
from simulators.dimse import Scp
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime, TestPatients
from simulators.storage_sink import StorageSink


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb of a megabyte shows the same."""
    monkeypatch.setattr(harmful, "SIDE", 1024)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("audit") / "certs")


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
    rt = Runtime(limits=Limits())
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
    text = HEAD + (
        f'[roles.ris.listen]\ntls = {{ {end} }}\n[roles.pacs.listen]\nweb_token = {{ env = "AUDIT_TOKEN" }}\n'
        f"tls = {{ {end} }}\n"
    )
    made = hospital_audited(parse_site(text, str(authority.folder.parent / "site.toml")), ("ris", "pacs"))
    assert kinds_of(made) <= {"banner", "bomb-taken"}
    assert not [step.reason for step in made.steps if step.is_missing]
    assert {step.target.key for step in made.steps if step.state == "done"} >= {"hl7", *DICOM_KEYS, "web"}


def test_a_hospital_that_knows_its_callers_keeps_strangers_out() -> None:
    known = """
[[roles.modality]]
station = "CT_ER1"
modality = "CT"
"""
    for role in ("pacs", "ris"):
        known += f'[roles.{role}.access]\ncallers = [{{ ae_title = "CT_ER1" }}]\n'
        known += 'senders = [{ application = "HIS", facility = "HGM" }, { application = "EMR", facility = "HGM" }]\n'
    made = hospital_audited(parse_site(HEAD + known), ("ris", "pacs"))
    assert kinds_of(made) <= {"plaintext", "open-web", "banner", "bomb-taken"}
    assert {step.probe.name for step in made.steps if step.state == "done"} >= {"strangers", "messages"}


def test_an_archive_that_wants_a_user_identity_is_shown_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_PASSCODE", "p4ss.of.this.test")
    identity = 'types = ["passcode"]\nuser = "audit"\npasscode = { env = "AUDIT_PASSCODE" }\n'
    made = hospital_audited(parse_site(f"{HEAD}[roles.pacs.access.user_identity]\n{identity}"), ("pacs",))
    (step,) = (each for each in made.steps if (each.probe.name, each.target.key) == ("strangers", "dimse"))
    assert step.state == "done"
    assert not [each for each in made.findings if each.id.startswith("stranger-query")]
    assert "p4ss" not in json.dumps(made.document())


# --- DICOM


def test_any_called_ae_title() -> None:
    rt = Runtime(limits=Limits())
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


def test_a_receiver_that_serves_eight_at_once_is_locked_by_slow_senders() -> None:
    with Receiver() as target:
        made = audited(target, "messages", "slow")
    assert kinds_of(made) == {"stranger-hl7", "locked-out"}
    assert not made.stopped  # it came back when they were gone


def test_at_the_first_sign_of_harm_everything_that_may_harm_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.001)
    monkeypatch.setattr(asking, "SETTLE_S", 0.1)
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
def test_whatever_a_port_answers_the_audit_goes_on(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "LIMIT_S", 1.0)
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
