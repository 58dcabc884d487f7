"""How a test authority and its certificates are made. Apart from :mod:`simulators.authority`, for the library takes
time to load."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from simulators.authority import KINDS, OTHER_HOST, SIDES, file_of, names

BITS = 2048  # RSA, which every profile of PS3.15 takes


class Maker:
    def __init__(self, folder: Path, hosts: Iterable[str], valid: timedelta) -> None:
        self.folder, self.hosts, self.valid = folder, tuple(hosts), valid
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.keys = {name: rsa.generate_private_key(65537, BITS) for name in ("ca", "unknown", *SIDES)}
        self.revoked: list[int] = []

    def write(self) -> None:
        self._put("ca.pem", _pem(self._authority("ca", "Interop test authority")))
        self._put("unknown-ca.pem", _pem(self._authority("unknown", "Interop unknown authority")))
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
