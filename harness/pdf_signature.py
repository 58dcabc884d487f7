"""Digital signatures of PDF documents: made with the site's certificate, and read back without mercy.

A signature covers every byte of the file but its own place; what stands in that place is checked too, digit by digit,
so that no byte can change unseen. The signed document names run, manifest and chain in its keywords.
"""

from __future__ import annotations

import io
import logging
import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simulators.wire.errors import ConfigError

PRIVATE = "signing.p12"
VALID_DAYS = 3650
_MARK = re.compile(r"(run|manifest-sha256|chain):(\S+)")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: name in the certificate, its SHA-256, when (ISO 8601), and whether only he vouches for himself."""

    name: str
    fingerprint: str
    time: str
    self_signed: bool


@dataclass(slots=True)
class PdfState:
    """What a PDF says: its signers, what is wrong with it (empty: unaltered as far as it can tell), and the run,
    manifest and chain that it names."""

    signers: list[Signer] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)


def private_folder() -> Path:
    """Where the generated key is: ``INTEROP_HOME``, else ``.interop`` in the home folder; nobody else may read it."""
    folder = Path(os.environ.get("INTEROP_HOME") or Path.home() / ".interop")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def site_signer(pkcs12: Path, password: str) -> Any:
    """The signer in a PKCS#12 file. :class:`ConfigError` where file or password is wrong."""
    from pyhanko.sign.signers import SimpleSigner

    if not pkcs12.is_file():
        raise ConfigError(f"there is no certificate file {pkcs12}", remedy="correct [signing] pkcs12 in the site file")
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it says in a traceback what is said below in a sentence
    signer = SimpleSigner.load_pkcs12(str(pkcs12), passphrase=password.encode("utf-8") or None)
    if signer is None:
        raise ConfigError(
            f"the certificate file {pkcs12} cannot be opened", cause="it is no PKCS#12, or the password is wrong"
        )
    return signer


def own_signer(name: str) -> Any:
    """The generated signer of this machine, made when first asked for; its file can be read by its owner alone."""
    path = private_folder() / PRIVATE
    if not path.is_file():
        content = _self_signed(name)
        partial = path.with_suffix(".part")
        partial.unlink(missing_ok=True)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        os.replace(partial, path)
    return site_signer(path, "")


def _self_signed(name: str) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64] or "interop")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return pkcs12.serialize_key_and_certificates(b"interop", key, certificate, None, NoEncryption())


def sign(path: Path, signer: Any, *, reason: str, place: str = "") -> None:
    """Sign the PDF at ``path`` in place, whole or not at all. A second signature is added to the first."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    source = IncrementalPdfFileWriter(io.BytesIO(path.read_bytes()))
    number = len(source.prev.embedded_signatures) + 1
    metadata = signers.PdfSignatureMetadata(
        field_name=f"Signature{number}", md_algorithm="sha256", reason=reason[:400], location=place[:120] or None,
        subfilter=fields.SigSeedSubFilter.PADES,
    )  # fmt: skip
    output = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer).sign_pdf(source, output=output)
    partial = path.with_suffix(".pdf.part")
    partial.write_bytes(output.getvalue())
    os.replace(partial, path)


def read(content: bytes) -> PdfState:
    """What the PDF says and whether its signatures hold. A file that is no PDF any more has that as its problem."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    state = PdfState()
    try:
        reader = PdfFileReader(io.BytesIO(content))
        state.claims = _claims(reader)
        embedded = list(reader.embedded_signatures)
        for index, signature in enumerate(embedded):
            _check(signature, content, state, last=index == len(embedded) - 1)
    except Exception as error:  # a PDF that was altered can break its reader in any way
        state.problems.append(f"can no longer be read as it was written ({type(error).__name__})")
    return state


def _claims(reader: Any) -> dict[str, str]:
    keywords = str(reader.trailer["/Info"].get("/Keywords", "")) if "/Info" in reader.trailer else ""
    return dict(_MARK.findall(keywords.replace(",", " ")))


def _check(signature: Any, content: bytes, state: PdfState, *, last: bool) -> None:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    certificate = signature.signer_cert
    trust = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=trust)
    when = signature.self_reported_timestamp
    name = certificate.subject.human_friendly.removeprefix("Common Name: ")
    alone = certificate.subject == certificate.issuer
    state.signers.append(Signer(name, certificate.sha256.hex(), when.isoformat() if when else "", alone))
    who = state.signers[-1].name
    if not status.intact:
        state.problems.append(f"was altered after {who} signed it: its content is not what was signed")
    elif not status.valid:
        state.problems.append(f"the signature of {who} was altered")
    elif not _place_is_exact(signature, content):
        state.problems.append(f"the place of the signature of {who} was altered")
    elif last and status.coverage < SignatureCoverageLevel.ENTIRE_FILE:
        state.problems.append(f"something was added after {who} signed it")
    elif not last and not status.bottom_line and not status.seed_value_ok:
        state.problems.append(f"was changed between the signature of {who} and the next")


def _place_is_exact(signature: Any, content: bytes) -> bool:
    """Whether the bytes that the signature does not cover are exactly it: ``<``, capital digits, zeros, ``>``; and
    whether its envelope is in the one form in which it is written."""
    from asn1crypto import cms

    ranges = [int(number) for number in signature.byte_range]
    if len(ranges) != 4 or ranges[0] != 0:
        return False
    gap = content[ranges[1] : ranges[2]]
    if gap[:1] != b"<" or gap[-1:] != b">":
        return False
    digits = gap[1:-1]
    envelope = cms.ContentInfo.load(bytes.fromhex(digits.decode("ascii")))
    whole = envelope.dump(force=False)
    signed = envelope["content"]
    signers = signed["signer_infos"]
    return (
        digits == whole.hex().upper().encode("ascii").ljust(len(digits), b"0")
        and len(signers) == 1
        and signed["version"].native == "v1"
        and signers[0]["version"].native == "v1"
        and [entry.dump() for entry in signed["digest_algorithms"]] == [signers[0]["digest_algorithm"].dump()]
        and signers[0]["sid"].chosen["issuer"].dump() == signature.signer_cert.issuer.dump()
        and envelope.copy().dump(force=True) == whole
        and _chain_holds(signature.signer_cert.dump(), [entry.chosen.dump() for entry in signed["certificates"]])
    )


def _chain_holds(signer: bytes, embedded: list[bytes]) -> bool:
    """Whether every certificate beside the signer's has issued one that is there; a root has issued itself too."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import Encoding

    def issued(issuer: x509.Certificate, other: x509.Certificate) -> bool:
        try:
            other.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return True

    certificates = [x509.load_der_x509_certificate(each) for each in embedded]
    if embedded.count(signer) != 1 or len(set(embedded)) != len(embedded):
        return False
    return all(
        each.public_bytes(Encoding.DER) == signer
        or (
            any(issued(each, other) for other in certificates if other is not each)
            and (each.subject != each.issuer or issued(each, each))
        )
        for each in certificates
    )
