"""A secret is read where it lies, and what is wrong with the place is told without it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from simulators.secret import MOST, Secret
from simulators.web_credentials import Credentials
from simulators.wire.errors import ConfigError


def test_each_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", "of the ward")
    (tmp_path / "word").write_bytes("contraseña\r\n".encode())
    assert Secret(env="WORD").value() == "of the ward"
    assert Secret(file=str(tmp_path / "word")).value() == "contraseña"
    assert Secret(text="made here").value() == "made here"
    assert "made here" not in repr(Secret(text="made here"))


def test_what_is_wrong_with_a_place_is_told_without_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMPTY", "")
    for name, content in (("empty", b"\n"), ("large", b"x" * (MOST + 1)), ("binary", b"pass\xff\xfe")):
        (tmp_path / name).write_bytes(content)
    wrong = {
        "NOWHERE is not set": Secret(env="NOWHERE"),
        "EMPTY is not set": Secret(env="EMPTY"),
        "empty is empty": Secret(file=str(tmp_path / "empty")),
        "large cannot be read": Secret(file=str(tmp_path / "large")),
        "binary cannot be read": Secret(file=str(tmp_path / "binary")),
        "none cannot be read": Secret(file=str(tmp_path / "none")),
    }
    for words, secret in wrong.items():
        with pytest.raises(ConfigError, match=words) as told:
            secret.value()
        assert told.value.remedy
        assert "pass" not in f"{told.value} {told.value.cause}"


class Ring(ModuleType):
    """A keyring that holds one secret."""

    def __init__(self) -> None:
        super().__init__("keyring")
        self.errors = ModuleType("keyring.errors")
        self.errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]

    def get_password(self, service: str, user: str) -> str | None:
        if service == "locked":
            raise self.errors.KeyringError("the keyring is locked")
        return "of the ring" if (service, user) == ("hospital/pacs", "ward") else None


def test_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Ring()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", ring.errors)
    assert Secret(keyring="hospital/pacs/ward").value() == "of the ring"
    with pytest.raises(ConfigError, match="has no pacs/ward") as absent:
        Secret(keyring="pacs/ward").value()
    assert absent.value.remedy == "keyring set pacs ward"
    with pytest.raises(ConfigError, match="does not give locked/ward"):
        Secret(keyring="locked/ward").value()
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match="not installed") as missing:
        Secret(keyring="pacs/ward").value()
    assert "interop-harness[keyring]" in missing.value.remedy


def test_what_a_caller_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Credentials().headers() == {}
    word = Secret(text="ñ:x")
    assert Credentials("Aladdin", Secret(text="open sesame")).headers() == {
        "authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="  # HTTP/1.0, 10, as an example
    }
    assert Credentials("u", word).headers() == {"authorization": "Basic dTrDsTp4"}
    assert Credentials(secret=Secret(text="tok")).headers() == {"authorization": "Bearer tok"}
    for text in ("tok en", "Bearer tok", "tok\r\nX-Evil: 1", "tokeñ"):
        with pytest.raises(ConfigError, match="holds no token") as told:
            Credentials(secret=Secret(text=text)).headers()
        assert text not in str(told.value)
