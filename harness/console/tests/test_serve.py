"""How the console is opened and served: accounts by command, loopback by default, TLS elsewhere."""

from __future__ import annotations

import datetime
import http.client
import io
import ipaddress
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.cli import main
from harness.console import serve
from harness.console.accounts import Accounts
from harness.console.store import Store
from harness.console.tests.scenes import PASSWORD, console_of, library, people, site_file, speak
from harness.site import parse_site
from simulators.wire.errors import ConfigError


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    return folder / "cert.pem", folder / "key.pem"


def settings(folder: Path, **values: Any) -> serve.Settings:
    return serve.Settings(speak=speak, out=folder / "out", **values)


@pytest.mark.parametrize("address", ["0.0.0.0", "10.0.0.5", "::", "hospital.example"])
def test_elsewhere_only_with_tls(tmp_path: Path, address: str) -> None:
    with pytest.raises(ConfigError, match="need TLS"):
        serve.check(settings(tmp_path, listen=address))
    cert, key = certificate(tmp_path)
    serve.check(settings(tmp_path, listen=address, cert=cert, key=key))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_here_without(tmp_path: Path, address: str) -> None:
    serve.check(settings(tmp_path, listen=address))


def test_certificate_and_key_belong_together(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    with pytest.raises(ConfigError, match="its key"):
        serve.check(settings(tmp_path, cert=cert))
    with pytest.raises(ConfigError, match="cannot be used"):
        serve.check(settings(tmp_path, cert=key, key=key))
    (tmp_path / "other").mkdir()
    with pytest.raises(ConfigError, match="cannot be used"):
        serve.check(settings(tmp_path, cert=cert, key=certificate(tmp_path / "other")[1]))


def test_nobody_can_sign_in_yet(tmp_path: Path) -> None:
    file = site_file(tmp_path)
    site = parse_site(file.read_text("utf-8"), str(file))
    with pytest.raises(ConfigError, match="no account"), serve.open_console(site, settings(tmp_path)):
        pass


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with console_of(tmp_path) as console, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match="cannot be used"):
            serve.run(console, settings(tmp_path, port=taken.getsockname()[1]), lambda address: None)


def test_only_one_console_for_a_site(tmp_path: Path) -> None:
    with (
        console_of(tmp_path) as console,
        pytest.raises(ConfigError, match="already serves"),
        serve.open_console(console.site, settings(tmp_path)),
    ):
        pass


# --- by command -------------------------------------------------------------------------------------------------------


def uat(folder: Path, *arguments: str) -> list[str]:
    return ["uat", *arguments, "--site", str(site_file(folder)), "--out", str(folder / "out")]


def test_accounts_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD}\n"))
    add = ["add-user", "MRios", "--name", "M. Ríos", "--role", "technologist", "--lang", "es", "--password-stdin"]
    assert main(uat(tmp_path, *add)) == 0
    assert main(uat(tmp_path, *add)) == 2
    assert "already an account" in capsys.readouterr().err
    assert main(uat(tmp_path, "users", "--json")) == 0
    assert json.loads(capsys.readouterr().out)["users"] == [
        {"login": "mrios", "name": "M. Ríos", "role": "technologist", "language": "es", "closed": False}
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("another long password\n"))
    assert main(uat(tmp_path, "set-password", "mrios", "--password-stdin")) == 0
    assert main(uat(tmp_path, "close-user", "mrios")) == 0
    assert main(uat(tmp_path, "close-user", "nobody")) == 2
    with Store(tmp_path / "out" / "site.uat.sqlite") as store:
        accounts = Accounts(store)
        assert accounts.all()[0].disabled
        accounts.close("mrios", closed=False, by="test")
        assert accounts.check("mrios", "another long password", "").name == "M. Ríos"


@pytest.mark.parametrize("arguments", [["add-user", "x", "--password-stdin"], ["--listen", "0.0.0.0"], ["nonsense"]])
def test_mistakes_are_told(
    tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(uat(tmp_path, *arguments)) == 2
    assert "error:" in capsys.readouterr().err


def test_over_tls_until_it_is_interrupted(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    library(tmp_path)
    file = site_file(tmp_path)
    site = parse_site(file.read_text("utf-8"), str(file))
    with Store(serve.store_of(site, tmp_path / "out")) as store:
        people(store)
    more = ["--cert", str(cert), "--key", str(key), "--port", "0", "--json", "--features", str(tmp_path / "features")]
    process = subprocess.Popen([sys.executable, "-m", "harness.cli", *uat(tmp_path, *more)], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert process.stdout is not None
        text = ""
        while "}" not in text:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            text += line
        address = json.loads(text)["address"]
        assert address.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(cert))
        connection = http.client.HTTPSConnection(address.split("/")[2], timeout=20, context=trusted)
        connection.request("GET", "/sign-in")
        answer = connection.getresponse()
        assert answer.status == 200
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-interop0_form=")
        assert "Secure" in cookie
        connection.close()
        host, port = address.split("/")[2].split(":")
        with socket.create_connection((host, int(port)), 10) as plain:
            plain.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert not plain.recv(100).startswith(b"HTTP")  # nobody signs in without TLS there
    finally:
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=40)
    assert process.returncode == 130, said
    assert "Traceback" not in said
