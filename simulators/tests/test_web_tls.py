"""DICOMweb under TLS: with which certificates it is spoken, and how a refusal is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from simulators import authority
from simulators.authority import Authority
from simulators.images import make_images
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Limits, Runtime
from simulators.web_user_agent import UserAgent
from simulators.wire.elements import text
from simulators.wire.errors import InteropError
from simulators.wire.identifiers import Patient, PatientId, PersonName


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority.make(tmp_path_factory.mktemp("certificates") / "authority")


@pytest.fixture(scope="module")
def pacs(certificates: Authority) -> Iterator[Pacs]:
    limits = Limits(connect_s=5, dimse_s=5)
    archive = Pacs(
        Runtime(limits=limits, certificates={"pacs": certificates.server()}), PacsConfig(web_port=0, hl7_port=None)
    )
    archive.start()
    yield archive
    archive.stop()


def agent(pacs: Pacs, certificates: Authority, kind: str) -> UserAgent:
    assert pacs.web_address is not None
    return UserAgent(pacs.runtime, "workstation", replace(pacs.web_address, tls=certificates.client(kind)))


def test_objects_travel_under_tls_and_are_named_by_https(pacs: Pacs, certificates: Authority) -> None:
    web = agent(pacs, certificates, "valid")
    patient = Patient(PatientId("ZZ9001"), PersonName("Prueba", "Ana"), "19800102", "F")
    images = make_images(modality="CT", patient=patient, instances=3, rows=256, columns=256)
    assert len(web.store(images).stored) == 3
    [study] = web.search("STUDY", PatientID="ZZ9001").datasets
    assert text(study, "RetrieveURL").startswith("https://127.0.0.1:")
    assert len(web.retrieve(study.StudyInstanceUID).datasets) == 3


@pytest.mark.parametrize(("kind", "words"), [
    ("expired", "expired"), ("unknown-authority", "authority"), ("revoked", "revoked"), ("missing", "certificate"),
])  # fmt: skip
def test_a_caller_with_a_wrong_certificate_is_refused_in_words(
    pacs: Pacs, certificates: Authority, kind: str, words: str
) -> None:
    with pytest.raises(InteropError) as error:
        agent(pacs, certificates, kind).search("STUDY", PatientID="ZZ9001")
    assert words in f"{error.value} {error.value.cause}"


def test_a_caller_in_the_clear_is_cut(pacs: Pacs) -> None:
    with socket.create_connection(("127.0.0.1", pacs.ports["web"]), 10) as sock:
        sock.settimeout(10)
        sock.sendall(b"GET /dicom-web/studies HTTP/1.1\r\nHost: a\r\n\r\n")
        assert not sock.recv(100).startswith(b"HTTP/1.1 2")
