"""Whatever is changed in a document, its list or its signature is named; and a signature says over what it was made."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.cli import main
from harness.cli.documenting import sign_run, signed_documents, signer_of
from harness.document_manifest import DOCUMENTS, enter
from harness.pdf_signature import own_signer, read, sign, site_signer
from harness.record import load
from harness.record_writer import summary_of, write_json, write_manifest
from harness.site import load_site, parse_site
from harness.verify import verify
from harness.verify_documents import verify_file
from reports.documents import paper, press
from reports.documents.blocks import Document
from reports.tests.sample import Sample
from reports.words import Words
from simulators.wire.errors import ConfigError


@pytest.fixture(scope="module", autouse=True)
def private(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The key of this machine is not the one that tests sign with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTEROP_HOME", str(tmp_path_factory.mktemp("home")))
        yield


def small_run(folder: Path) -> Path:
    """A finished run with one scenario and one PDF; its documents are listed."""
    sample = Sample(folder)
    sample.passing("TC-1")
    sample.close()
    run = load(folder)
    write_json(folder / "summary.json", summary_of(run))
    write_manifest(folder, run.run_id, run.chain)
    run = load(folder)
    marks = (f"run:{run.run_id}", f"manifest-sha256:{run.manifest_sha256}", f"chain:{run.chain}")
    document = Document("signoff", "Acta PEÑA", Words("es"), keywords=marks, moment=run.ended)
    document.add({"k": "para", "text": "PEÑA MUÑOZ", "style": ""})
    written = [press.write(document, folder), paper.write(document, folder)]
    enter(folder, run.run_id, run.chain, written)
    return folder


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_run(tmp_path_factory.mktemp("unsigned") / "run")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_run(tmp_path_factory.mktemp("signed") / "run")
    sign_run(load(folder), own_signer("interop, Hospital General de Malabo"))
    return folder


def test_written_and_signed_documents_are_unaltered(unsigned: Path, signed: Path) -> None:
    assert verify(unsigned) == []
    assert verify(signed) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_of_any_file_is_named(
    unsigned: Path, signed: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    source = data.draw(st.sampled_from([unsigned, signed]))
    copy = tmp_path_factory.mktemp("flip") / "run"
    shutil.copytree(source, copy)
    path = data.draw(st.sampled_from(sorted(p for p in copy.rglob("*") if p.is_file())))
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.sampled_from([1 << bit for bit in range(8)]))
    path.write_bytes(content)
    try:
        named = {alteration.path for alteration in verify(copy)}
    finally:
        shutil.rmtree(copy.parent)
    assert path.relative_to(copy).as_posix() in named


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_signed_pdf_alone_shows_any_flip_deletion_and_addition(signed: Path, data: st.DataObject) -> None:
    content = (signed / "signoff.pdf").read_bytes()
    place = content.index(b"/ByteRange")
    where = data.draw(st.integers(0, len(content) - 1) | st.integers(place, min(place + 6000, len(content) - 1)))
    kind = data.draw(st.sampled_from(["flip", "delete", "insert", "append", "swap"]))
    if kind == "flip":
        changed = bytearray(content)
        changed[where] ^= data.draw(st.sampled_from([1 << bit for bit in range(8)]))
    elif kind == "delete":
        changed = bytearray(content[:where] + content[where + data.draw(st.integers(1, 50)) :])
    elif kind == "insert":
        changed = bytearray(content[:where] + b"%x\n" + content[where:])
    elif kind == "append":
        changed = bytearray(content + data.draw(st.binary(min_size=1, max_size=40)))
    else:
        middle = (where + len(content)) // 2
        changed = bytearray(content[:where] + content[middle:] + content[where:middle])
    state = read(bytes(changed))
    assert bytes(changed) == content or state.problems or not state.signers


def test_a_signature_names_run_manifest_and_chain(signed: Path) -> None:
    run, state = load(signed), read((signed / "signoff.pdf").read_bytes())
    assert state.claims == {"run": run.run_id, "manifest-sha256": run.manifest_sha256, "chain": run.chain}
    assert state.signers[0].name == "interop, Hospital General de Malabo"
    assert state.signers[0].self_signed


def test_evidence_rewritten_whole_is_betrayed_by_what_was_signed_over_it(signed: Path, tmp_path: Path) -> None:
    """Record, exchanges, manifest and list of documents forged together: the signed document still says otherwise."""
    copy = tmp_path / "run"
    shutil.copytree(signed, copy)
    forged = small_run(tmp_path / "other")
    shutil.copy(copy / "signoff.pdf", forged / "signoff.pdf")
    (forged / "summary.json").write_bytes((forged / "summary.json").read_bytes().replace(b'"PASS"', b'"FAIL"', 1))
    run = load(forged)
    write_manifest(forged, run.run_id, run.chain)
    enter(forged, run.run_id, run.chain, [forged / "signoff.pdf"])
    assert any("signed over" in str(alteration) for alteration in verify(forged))


def test_a_missing_document_and_a_foreign_path_are_named(unsigned: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(unsigned, copy)
    (copy / "signoff.pdf").unlink()
    document = json.loads((copy / DOCUMENTS).read_text("utf-8"))
    document["documents"].append({"path": "../outside", "size": 0, "sha256": ""})
    write_json(copy / DOCUMENTS, document)
    said = [str(alteration) for alteration in verify(copy)]
    assert "signoff.pdf: is missing" in said
    assert any("outside the run" in text for text in said)


def test_an_added_pdf_and_a_lost_list_are_named(unsigned: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(unsigned, copy)
    shutil.copy(copy / "signoff.pdf", copy / "other.pdf")
    assert any("other.pdf" in str(alteration) for alteration in verify(copy))
    (copy / DOCUMENTS).unlink()
    assert DOCUMENTS in {alteration.path for alteration in verify(copy)}


def test_a_second_signature_keeps_the_first(signed: Path, tmp_path: Path) -> None:
    path = tmp_path / "twice.pdf"
    shutil.copy(signed / "signoff.pdf", path)
    certificate(tmp_path / "site.p12", b"secret")
    sign(path, site_signer(tmp_path / "site.p12", "secret"), reason="again")
    state = read(path.read_bytes())
    assert state.problems == []
    assert [signer.name for signer in state.signers] == ["interop, Hospital General de Malabo", "Hospital"]


def certificate(path: Path, password: bytes) -> None:
    """A PKCS#12 with a root that issued the signer's certificate."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    now = datetime.now(UTC)
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Ministry", "Hospital")]
    made = [
        x509.CertificateBuilder().subject_name(names[index]).issuer_name(names[0]).public_key(keys[index].public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=not index, path_length=None), critical=True)
        .sign(keys[0], hashes.SHA256())
        for index in range(2)
    ]  # fmt: skip
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", keys[1], made[1], [made[0]], BestAvailableEncryption(password))
    )


def test_the_certificate_of_the_site_signs_and_its_chain_is_in_the_document(
    unsigned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate(tmp_path / "site.p12", b"clave n")
    text = 'schema = 1\nname = "H"\n[signing]\npkcs12 = "site.p12"\npassword = { env = "INTEROP_TEST_KEY" }\n'
    site = parse_site(text, str(tmp_path / "site.toml"))
    monkeypatch.delenv("INTEROP_TEST_KEY", raising=False)
    with pytest.raises(ConfigError, match="INTEROP_TEST_KEY"):
        signer_of(site)
    monkeypatch.setenv("INTEROP_TEST_KEY", "wrong")
    with pytest.raises(ConfigError, match="cannot be opened"):
        signer_of(site)
    monkeypatch.setenv("INTEROP_TEST_KEY", "clave n")
    shutil.copytree(unsigned, tmp_path / "run")
    sign_run(load(tmp_path / "run"), signer_of(site))
    content = (tmp_path / "run" / "signoff.pdf").read_bytes()
    state = read(content)
    assert state.problems == []
    assert not state.signers[0].self_signed
    assert b"Ministry".hex().upper().encode() in content
    flipped = content.replace(b"Ministry".hex().upper().encode(), b"Monistry".hex().upper().encode(), 1)
    assert read(flipped).problems


def test_the_private_key_can_be_read_by_its_owner_alone() -> None:
    own_signer("x")
    path = Path(os.environ["INTEROP_HOME"]) / "signing.p12"
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_was_altered_is_not_signed(unsigned: Path, tmp_path: Path) -> None:
    copy = tmp_path / "run"
    shutil.copytree(unsigned, copy)
    (copy / "summary.json").write_text("{}")
    with pytest.raises(ConfigError, match="altered"):
        sign_run(load(copy), own_signer("x"))


def test_documents_are_signed_again_when_another_person_signs_and_the_earlier_ones_stay(tmp_path: Path) -> None:
    folder, site = small_run(tmp_path / "run"), load_site("simulated")
    first = signed_documents(load(folder), site)
    assert {"html", "pdf", "signoff.pdf", "gate.pdf"} <= set(first)
    before = (folder / "signoff.pdf").read_bytes()
    signed_documents(load(folder), site)
    earlier = {path.read_bytes() for path in (folder / "earlier").glob("signoff-*.pdf")}
    assert before in earlier
    assert verify(folder) == []
    next((folder / "earlier").glob("gate-*.pdf")).write_bytes(b"%PDF-1.7")
    assert any(alteration.path.startswith("earlier/gate-") for alteration in verify(folder))


# --- the commands ----------------------------------------------------------------------------------------------------


def test_commands_write_sign_and_verify(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEROP_HOME", str(tmp_path / "home"))  # the key is named by who signs first
    folder = small_run(tmp_path / "run")
    assert main(["documents", str(folder), "--lang", "es", "--only", "gate", "--only", "signoff"]) == 0
    assert main(["verify", str(folder)]) == 0
    assert main(["sign", str(folder), "--site", "simulated"]) == 0
    capsys.readouterr()
    assert main(["verify", str(folder)]) == 0
    assert "gate.pdf signed by interop" in capsys.readouterr().out
    assert main(["verify", str(folder / "gate.pdf")]) == 0
    with open(folder / "gate.pdf", "r+b") as file:
        file.seek(3000)
        file.write(b"\x00")
    assert main(["verify", str(folder / "gate.pdf")]) == 1
    assert main(["verify", str(folder)]) == 1
    assert "gate.pdf: " in capsys.readouterr().out


def test_an_unsigned_pdf_alone_cannot_be_judged(unsigned: Path) -> None:
    with pytest.raises(ConfigError, match="bears no signature"):
        verify_file(unsigned / "signoff.pdf")


def test_blank_documents_need_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["documents", "--blank", "--lang", "fr", "--out", "paper"]) == 0
    assert len(list((tmp_path / "paper").glob("*.pdf"))) == 9
