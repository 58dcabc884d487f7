"""A test authority: its certificates, the good ones and those with a fault that everybody has to refuse.

For tests only: the keys lie beside the certificates. Nothing outside the test may trust it.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from simulators.tls import Tls
from simulators.wire.errors import ConfigError

SIDES = ("server", "client")
FAULTS = ("expired", "not-yet-valid", "other-host", "unknown-authority", "revoked")
KINDS = ("valid", "renewed", *FAULTS)
BITS = 2048  # RSA, which every profile of PS3.15 takes
VALID = timedelta(days=365)
OTHER_HOST = "other-host.invalid"
HOSTS = ("localhost", "127.0.0.1", "::1")


def file_of(side: str, kind: str) -> str:
    """``server.pem``, ``client-expired.pem``."""
    return f"{side}.pem" if kind == "valid" else f"{side}-{kind}.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """What lies in a folder that :func:`make` filled."""

    folder: Path

    def server(self, kind: str = "valid", *, require_client: bool = True) -> Tls:
        """A listener with a certificate of that kind, which asks the revocation list."""
        return self._end("server", kind, require_client=require_client, revoked=str(self.folder / "crl.pem"))

    def client(self, kind: str = "valid") -> Tls:
        """Who connects with a certificate of that kind; ``missing``: with none."""
        if kind == "missing":
            return Tls(trust=str(self.folder / "ca.pem"))
        return self._end("client", kind)

    def _end(self, side: str, kind: str, *, require_client: bool = True, revoked: str = "") -> Tls:
        return Tls(
            trust=str(self.folder / "ca.pem"),
            certificate=str(self.folder / file_of(side, kind)),
            key=str(self.folder / f"{side}.key"),
            revoked=revoked,
            require_client=require_client,
        )

    @property
    def is_complete(self) -> bool:
        """Whether every file is there."""
        return all((self.folder / name).is_file() for name in names())


def names() -> tuple[str, ...]:
    """The files of an authority."""
    ends = tuple(file_of(side, kind) for side in SIDES for kind in KINDS if (side, kind) != ("client", "other-host"))
    return ("ca.pem", "ca.key", "crl.pem", "server.key", "client.key", *ends)


def make(folder: Path, hosts: Sequence[str] = HOSTS, *, days: int = VALID.days) -> Authority:
    """Fill ``folder``, which is private afterwards. ``hosts``: names and addresses that the servers are reached by.

    :class:`ConfigError` where one of the files is there already, or the folder cannot be written.
    """
    there = [name for name in names() if (folder / name).exists()]
    if there:
        raise ConfigError(
            f"{folder} holds {there[0]} already", cause="nothing is overwritten: somebody may trust what is there",
            remedy="name a new folder, or delete that one",
        )  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _Maker(folder, hosts, timedelta(days=days)).write()
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error}", remedy="name another folder") from error
    return Authority(folder)


class _Maker:
    def __init__(self, folder: Path, hosts: Iterable[str], valid: timedelta) -> None:
        self.folder, self.hosts, self.valid = folder, tuple(hosts), valid
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.keys = {name: rsa.generate_private_key(65537, BITS) for name in ("ca", "unknown", *SIDES)}
        self.revoked: list[int] = []

    def write(self) -> None:
        self._put("ca.pem", _pem(self._authority("ca", "Interop test authority")))
        self._put("ca.key", _key(self.keys["ca"]))
        for side in SIDES:
            self._put(f"{side}.key", _key(self.keys[side]))
            for kind in KINDS:
                if file_of(side, kind) in names():
                    self._put(file_of(side, kind), _pem(self._end(side, kind)))
        self._put("crl.pem", self._revocations())

    def _put(self, name: str, data: bytes) -> None:
        """Nothing of it is readable by others, not for a moment."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        mode = 0o600 if name.endswith(".key") else 0o644
        with os.fdopen(os.open(self.folder / name, flags, mode), "wb") as file:
            file.write(data)

    def _authority(self, key: str, name: str) -> x509.Certificate:
        public = self.keys[key].public_key()
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        return (
            self._builder(name, name, key, self.now - timedelta(days=1), self.now + self.valid)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .sign(self.keys[key], hashes.SHA256())
        )

    def _end(self, side: str, kind: str) -> x509.Certificate:
        start, end = self._dates(kind)
        issuer = "unknown" if kind == "unknown-authority" else "ca"
        name = "Interop unknown authority" if issuer == "unknown" else "Interop test authority"
        hosts = (OTHER_HOST,) if kind == "other-host" else self.hosts
        uses = [ExtendedKeyUsageOID.CLIENT_AUTH] + [ExtendedKeyUsageOID.SERVER_AUTH] * (side == "server")
        signer = self.keys[issuer].public_key()
        made = (
            self._builder(f"interop {side} {kind}", name, side, start, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
            .add_extension(x509.SubjectAlternativeName([_alternative(host) for host in hosts]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
            .sign(self.keys[issuer], hashes.SHA256())
        )
        self.revoked += [made.serial_number] * (kind == "revoked")
        return made

    def _dates(self, kind: str) -> tuple[datetime, datetime]:
        day = timedelta(days=1)
        if kind == "expired":
            return self.now - 30 * day, self.now - day
        return (self.now + 30 * day, self.now + 60 * day) if kind == "not-yet-valid" else (
            self.now - day, self.now + self.valid
        )  # fmt: skip

    def _builder(self, subject: str, issuer: str, key: str, start: datetime, end: datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(issuer))
            .public_key(self.keys[key].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
        )

    def _revocations(self) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name("Interop test authority"))
            .last_update(self.now - timedelta(days=1))
            .next_update(self.now + self.valid)
        )
        for serial in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self.now).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.keys["ca"], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
