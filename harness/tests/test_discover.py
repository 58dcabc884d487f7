"""Discovery against the simulated hospital: what is found, what differs, and what a hostile peer cannot do."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydicom import Dataset

from harness.cli import main
from harness.discover.discovery import Discovery, Scope
from harness.discover.facts import against_statement, compare, facts, read
from harness.discover.pace import OutOfTime, Pace
from harness.discover.query import STUDY_FIND, queries, returned
from harness.discover.site import site_text, toml_of
from harness.discover.tls import tls
from harness.discover.web import Web
from harness.inventory.link import _what_is_there
from harness.session import Hospital
from harness.site import Site, load_site, parse_site
from harness.tests.test_preflight import closed_port, listener
from reports.documents import as_built, paper, press
from simulators.dimse import Response, Scu
from simulators.dimse_messages import decode
from simulators.dimse_negotiation import SERVICES, STORAGE, SYNTAXES, name_of, uid_of
from simulators.images import make_images
from simulators.runtime import Runtime
from simulators.secret import Secret
from simulators.web_credentials import Credentials
from simulators.wire.errors import ConfigError, LocalViolation

LIMITS = "[limits]\nconnect_s = 1\nacknowledgement_s = 1\ndimse_s = 2\n"
CT, MR, BIG_ENDIAN = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.1.2.2"
SMALL = Scope(rate=1000, storage=(CT, MR), services=SERVICES, syntaxes=SYNTAXES[:4])


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    simulated = Hospital(parse_site('schema = 1\nname = "x"\n'))
    simulated.start()
    yield simulated
    simulated.close()


def site_file(hospital: Hospital, folder: Path) -> Site:
    pacs, ris = hospital.pacs.ports, hospital.ris.ports
    text = f"""schema = 1
name = "Discovered"
{LIMITS}
[roles.pacs]
product = "Simulated"
dimse = {{ host = "127.0.0.1", port = {pacs["dimse"]}, ae_title = "PACS1" }}
[roles.ris]
hl7 = {{ host = "127.0.0.1", port = {ris["hl7"]}, application = "RIS" }}
worklist = {{ host = "127.0.0.1", port = {ris["worklist"]}, ae_title = "RIS_MWL" }}
"""
    (folder / "site.toml").write_text(text)
    return load_site(str(folder / "site.toml"))


@pytest.fixture(scope="module")
def found(hospital: Hospital, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A whole discovery, probes allowed, after one CT study of a test patient."""
    store_one(hospital)
    site = site_file(hospital, tmp_path_factory.mktemp("site"))
    return Discovery(site, replace(SMALL, hl7_probes=True)).execute()


def entry(document: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    system = next(system for system in document["systems"] if system["name"] == name)
    return dict(next(each for each in system["interfaces"] if each["key"] == key))


def store_one(hospital: Hospital) -> str:
    """One CT study of a test patient in the archive; its UID."""
    images = make_images(modality="CT", patient=hospital.person("Ana Torres"), instances=2)
    archive = hospital.wiring.dicom("pacs")
    assert archive is not None
    scu = Scu(hospital.runtime, "CT_ER1", "pacs", archive.host, archive.port, archive.ae_title, "CT_ER1")
    assert [one.status for one in scu.store(images)] == [0, 0]
    return str(images[0].StudyInstanceUID)


# --- what is found


def test_each_class_is_known_with_each_transfer_syntax(found: dict[str, Any]) -> None:
    classes = {each["uid"]: each for each in entry(found, "pacs", "dimse")["sop_classes"]}
    assert classes[CT]["syntaxes"] == list(SYNTAXES[:4])
    assert classes[CT]["roles"] == ["SCP", "SCU"]
    assert uid_of("Study Root Query/Retrieve Information Model - FIND") in classes
    worklist = {each["uid"] for each in entry(found, "ris", "worklist")["sop_classes"]}
    assert CT not in worklist
    assert uid_of("Modality Worklist Information Model - FIND") in worklist


def test_limits_implementation_and_who_may_call(found: dict[str, Any]) -> None:
    pacs = entry(found, "pacs", "dimse")
    assert (pacs["max_pdu"], pacs["implementation_version"]) == (131072, "PYNETDICOM_304")
    answers = {(each["calling"], each["called"]): each["answer"] for each in pacs["callers"]}
    assert answers["CT_ER1", "PACS1"] == "accepted"
    assert answers["WS_1", "INTEROP_NOBODY"] == "rejected 1/1/7"
    assert pacs["extended"]["window"] == [1, 1]


def test_keys_by_name_and_never_a_value(found: dict[str, Any]) -> None:
    queries = {(each["model"][:5], each["level"]): each for each in entry(found, "pacs", "dimse")["queries"]}
    assert {"PATIENT", "STUDY", "SERIES", "IMAGE"} <= {level for _, level in queries}
    study = queries["Study", "STUDY"]["keys"]
    assert (study["StudyInstanceUID"], study["NumberOfStudyRelatedInstances"]) == ("value", "value")
    assert queries["Study", "IMAGE"]["keys"]["Rows"] == "value"
    text = json.dumps(found, ensure_ascii=False)
    assert "Torres" not in text


def test_destinations_known_and_unknown(hospital: Hospital, found: dict[str, Any]) -> None:
    answers = {each["ae_title"]: each["answer"] for each in entry(found, "pacs", "dimse")["destinations"]}
    assert answers["BATA"] == "known"
    assert not any(
        exchange.kind == "C-STORE-RQ" for exchange in hospital.transcript.exchanges if "BATA" in exchange.receiver
    )


def test_a_system_that_looks_at_the_destination_later_tells_nothing() -> None:
    class Late:
        runtime = Runtime()

        def move(self, *_: object) -> list[Any]:
            return [Response(0x0000)]

    from harness.discover.query import destinations

    found = destinations(Late(), pace(), ["WS_1"], "INTEROP_NOBODY")  # type: ignore[arg-type]
    assert [(each["ae_title"], each["answer"]) for each in found] == [("WS_1", "not told")]


def test_hl7_events_versions_and_mode(found: dict[str, Any]) -> None:
    hl7 = entry(found, "ris", "hl7")["hl7"]
    taken = {each["version"]: each["taken"] for each in hl7["versions"]}
    assert (taken["2.1"], taken["2.3.1"], taken["2.5.1"], taken["2.8"]) == ("no", "yes", "yes", "no")
    events = {each["type"]: each["answer"] for each in hl7["events"]}
    assert events["ADT^A40"] == events["OMG^O19 NW"] == events["ORM^O01 CA"] == "accepted"
    assert hl7["acknowledgement"]["mode"] == "enhanced"
    assert len(found["left"]) == 2
    assert all(each.startswith("ZZ9") for each in found["left"])


def test_without_leave_nothing_is_changed(hospital: Hospital, tmp_path: Path) -> None:
    site = site_file(hospital, tmp_path)
    discovery = Discovery(site, SMALL)
    document = discovery.execute()
    kinds = {each.kind for each in discovery.runtime.transcript.exchanges}
    assert "NMQ^N01" in kinds
    assert "C-FIND-RQ" in kinds
    assert not {kind for kind in kinds if kind.startswith(("C-STORE", "N-", "ADT", "ORM", "OMG"))}
    assert document["left"] == []
    assert entry(document, "ris", "hl7")["hl7"]["events"] == []


# --- what differs


def test_nothing_differs_from_itself_and_a_planted_difference_is_named(found: dict[str, Any]) -> None:
    assert compare(found, found) == {"gone": [], "new": [], "changed": []}
    after = json.loads(json.dumps(found))
    pacs = entry(after, "pacs", "dimse")
    next(each for each in pacs["sop_classes"] if each["uid"] == CT)["syntaxes"].remove(BIG_ENDIAN)
    entry(after, "ris", "hl7")["hl7"]["acknowledgement"]["mode"] = "original"
    after["systems"][-1]["interfaces"][0]["max_pdu"] = 16384
    changes = compare(found, after)
    assert [each["what"] for each in changes["gone"]] == ["pacs dimse · CT Image Storage · Explicit VR Big Endian"]
    assert {(each["what"].partition(" · ")[2], each["after"]) for each in changes["changed"]} == {
        ("maximum PDU", "16384"),
        ("acknowledgement mode", "original"),
    }
    assert changes["new"] == []


def test_what_only_one_could_learn_is_no_difference(found: dict[str, Any]) -> None:
    after = json.loads(json.dumps(found))
    pacs, hl7 = entry(after, "pacs", "dimse"), entry(after, "ris", "hl7")["hl7"]
    pacs["destinations"][0]["answer"] = "not told"
    pacs["queries"][0]["keys"].clear()
    hl7["events"].clear()
    assert compare(found, after) == compare(after, found) == {"gone": [], "new": [], "changed": []}
    next(each for each in pacs["queries"] if "StudyDate" in each["keys"])["keys"]["StudyDate"] = "absent"
    (key,) = compare(found, after)["changed"]
    assert (key["what"].rpartition(" · ")[2], key["before"], key["after"]) == ("key StudyDate", "returned", "absent")


def test_an_interface_that_answers_no_more_is_one_difference(found: dict[str, Any]) -> None:
    after = json.loads(json.dumps(found))
    interfaces = next(system for system in after["systems"] if system["name"] == "pacs")["interfaces"]
    trouble = {"what": "cannot be reached", "cause": "", "try": ""}
    interfaces[0] = {"key": "dimse", "address": interfaces[0]["address"], "problem": trouble}
    changes = compare(found, after)
    assert (changes["gone"], changes["changed"]) == ([], [])
    assert changes["new"] == [{"what": "pacs dimse · problem", "before": "", "after": "cannot be reached"}]


def test_what_happens_to_many_classes_alike_is_one_row() -> None:
    many = [{"what": f"pacs dimse · Class {n} · MPEG2", "before": "", "after": "SCP"} for n in range(200)]
    alone = [{"what": "pacs dimse · CT Image Storage · JPEG", "before": "SCP", "after": ""}]
    rows = as_built.grouped({"gone": alone, "changed": [], "new": many})
    assert rows == [
        ("gone", "pacs dimse · CT Image Storage · JPEG", "SCP", ""),
        ("new", "pacs dimse · MPEG2 · 200 SOP classes: Class 0, Class 1, …", "", "SCP"),
    ]


def test_a_conformance_statement(found: dict[str, Any], tmp_path: Path) -> None:
    rows = [
        f"pacs,{each['uid']},{syntax},{role}"
        for each in entry(found, "pacs", "dimse")["sop_classes"]
        for syntax in each["syntaxes"]
        for role in each["roles"]
        if (each["uid"], syntax, role) != (MR, BIG_ENDIAN, "SCP")
    ]
    rows.append("pacs,CT Image Storage,JPEG 2000 Image Compression,SCP")
    statement = tmp_path / "statement.csv"
    statement.write_text("system,sop_class,transfer_syntax,role\n" + "\n".join(rows) + "\n")
    changes = against_statement(statement, found)
    assert [each["what"] for each in changes["gone"]] == [
        f"pacs · CT Image Storage · {name_of('1.2.840.10008.1.2.4.91')} · SCP"
    ]
    assert [each["what"] for each in changes["new"]] == ["pacs · MR Image Storage · Explicit VR Big Endian · SCP"]


def test_every_bad_line_of_a_statement_is_named(tmp_path: Path) -> None:
    statement = tmp_path / "statement.csv"
    statement.write_text(
        "sop_class,transfer_syntax,role\nCT Imagery,1.2.840.10008.1.2,SCP\n1.2.3,1.2.840.10008.1.2,BOTH\n"
    )
    with pytest.raises(ConfigError) as wrong:
        against_statement(statement, {"systems": []})
    assert wrong.value.problems == ("line 2: 'CT Imagery' is no sop_class", "line 3: 'BOTH' is no role")
    statement.write_text("a,b\n1,2\n")
    with pytest.raises(ConfigError, match="no column sop_class"):
        against_statement(statement, {"systems": []})


BROKEN = '{"kind": "discovery", "schema": 1, "systems": [{"name": "x", "interfaces": [{"key": "y"}]}]}'


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "discovery", "schema": 1}', "[" * 20000, BROKEN])
def test_what_is_no_discovery_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ConfigError):
        read(tmp_path / "x.json")


# --- what is written


def test_the_site_file_is_one(hospital: Hospital, found: dict[str, Any], tmp_path: Path) -> None:
    site = site_file(hospital, tmp_path)
    again = parse_site(site_text(site, found))
    assert again.role("pacs").dimse == site.role("pacs").dimse
    assert again.claims("pacs", "C-GET")
    assert not again.claims("pacs", "TLS")
    less = json.loads(json.dumps(found))
    pacs = entry(less, "pacs", "dimse")
    pacs["sop_classes"][:] = [each for each in pacs["sop_classes"] if each["uid"] != "1.2.840.10008.5.1.4.1.2.2.3"]
    assert not parse_site(site_text(site, less)).claims("pacs", "C-GET")


def test_toml_is_read_back_as_it_was() -> None:
    import tomllib

    value = {
        "a": 'quote " \\ \x7f\n',
        "b": True,
        "c": [1, 2.5],
        "t": {"x": {"y": "z"}},
        "l": [{"k": {"m": [1]}}, {"k": {}}],
    }
    assert tomllib.loads("\n".join(toml_of(value))) == value


def test_what_a_hostile_peer_says_is_shown_and_does_nothing(found: dict[str, Any]) -> None:
    hostile = json.loads(json.dumps(found))
    pacs = entry(hostile, "pacs", "dimse")
    pacs["implementation_version"] = "<script>\x1b[2J"
    pacs["destinations"][0]["why"] = '#eval("1+1") \u202egnp'
    doc = as_built.document(hostile, compare(found, hostile), "before.json")
    text = paper.page(doc)
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert press.pdf(doc).startswith(b"%PDF")


def test_the_command_writes_compares_and_says_so(
    hospital: Hospital, found: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site_file(hospital, tmp_path)
    (tmp_path / "before.json").write_text(json.dumps(found))
    site, out = str(tmp_path / "site.toml"), str(tmp_path / "out")
    assert main(["discover", "--from", str(tmp_path / "before.json"), "--against", str(tmp_path / "before.json"),
                 "--out", out]) == 0  # fmt: skip
    assert "nothing differs" in capsys.readouterr().out
    assert main(["discover", "--site", site, "ris", "--minutes", "0.01", "--rate", "1000", "--out", out]) == 3
    said = capsys.readouterr().out
    assert "not asked" in said
    assert (tmp_path / "out" / "as-built.pdf").is_file()
    document = read(tmp_path / "out" / "discovery.json")
    assert document["complete"] is False
    assert main(["site", "check", str(tmp_path / "out" / "site.toml")]) == 0
    assert main(["discover", "--site", "simulated"]) == 2


def test_who_interrupts_keeps_what_there_is(
    hospital: Hospital, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    site_file(hospital, tmp_path)
    monkeypatch.setattr("harness.discover.query.queries", interrupted)
    monkeypatch.setattr("harness.discover.discovery.Scope", partial(Scope, storage=(CT,), syntaxes=SYNTAXES[:2]))
    arguments = ("--site", str(tmp_path / "site.toml"), "ris", "pacs", "--rate", "1000", "--out", str(tmp_path))
    assert main(["discover", *arguments]) == 130
    document = read(tmp_path / "discovery.json")
    assert document["complete"] is False
    assert len(entry(document, "ris", "worklist")["sop_classes"]) == 2
    assert (tmp_path / "as-built.html").is_file()


# --- peers that are not there, silent, or something else


def pace(seconds: float = 60) -> Pace:
    return Pace(Scope(rate=1000), lambda text: None, time.monotonic() + seconds)


def test_a_port_without_a_listener_is_a_problem_of_that_interface_alone(tmp_path: Path) -> None:
    text = f'schema = 1\nname = "x"\n{LIMITS}[roles.pacs]\n'
    text += f'dimse = {{ host = "127.0.0.1", port = {closed_port()}, ae_title = "PACS1" }}\n'
    text += f'web = {{ url = "http://127.0.0.1:{closed_port()}" }}\n'
    document = Discovery(parse_site(text), SMALL).execute()
    assert "cannot be reached" in entry(document, "pacs", "dimse")["problem"]["what"]
    assert {each["answer"] for each in entry(document, "pacs", "web")["web"]["resources"]} == {"not told"}
    assert press.pdf(as_built.document(document))


def test_the_second_address_is_an_interface_of_its_own_and_claims_nothing(hospital: Hospital, tmp_path: Path) -> None:
    archive = f'{{ host = "127.0.0.1", port = {hospital.pacs.ports["dimse"]}, ae_title = "PACS1" }}'
    less = f'{{ host = "127.0.0.1", port = {hospital.ris.ports["worklist"]}, ae_title = "RIS_MWL" }}'
    text = f'schema = 1\nname = "x"\n{LIMITS}[roles.pacs]\nclaims = ["RAD-16"]\n'
    (tmp_path / "site.toml").write_text(f"{text}dimse = {less}\nsecond = {archive}\n")
    site = load_site(str(tmp_path / "site.toml"))
    document = Discovery(site, replace(SMALL, storage=(CT,), syntaxes=SYNTAXES[:1])).execute()
    assert CT not in {each["uid"] for each in entry(document, "pacs", "dimse")["sop_classes"]}
    assert CT in {each["uid"] for each in entry(document, "pacs", "second")["sop_classes"]}
    assert any(what.startswith("pacs second · CT Image Storage") for what, _ in facts(document))
    assert "DICOM, second address" in paper.page(as_built.document(document))
    (tmp_path / "after.toml").write_text(site_text(site, document))
    assert not {"RAD-8", "RAD-16"} & set(load_site(str(tmp_path / "after.toml")).role("pacs").claims)


def test_the_time_is_bounded() -> None:
    with pytest.raises(OutOfTime):
        pace(0).step("anything")


def test_a_listener_that_answers_nonsense() -> None:
    with listener(lambda data: b"\x00\xff nonsense\r\n" * 50) as port:
        text = f'schema = 1\nname = "x"\n{LIMITS}[roles.pacs]\n'
        text += f'dimse = {{ host = "127.0.0.1", port = {port}, ae_title = "PACS1" }}\n'
        text += f'hl7 = {{ host = "127.0.0.1", port = {port}, application = "PACS" }}\n'
        text += f'web = {{ url = "http://127.0.0.1:{port}" }}\n'
        document = Discovery(
            parse_site(text.replace("acknowledgement_s = 1", "acknowledgement_s = 0.1")), SMALL
        ).execute()
    assert entry(document, "pacs", "dimse")["problem"]["what"]
    answers = {each["answer"] for each in entry(document, "pacs", "hl7")["hl7"]["versions"]}
    assert answers <= {"silent", "no HL7 answer"}
    assert dict(facts(document))
    assert press.pdf(as_built.document(document))


def test_matches_of_others_are_counted_and_not_kept() -> None:
    from harness.discover.query import queries

    class Careless:
        runtime = Runtime()

        def find(self, *_: object, **__: object) -> list[Response]:
            match = Dataset()
            match.PatientID, match.PatientName = "REAL1", "Real^Person"
            return [Response(0xFF00, match), Response(0x0000)]

    found = queries(Careless(), pace(), [uid_of("Study Root Query/Retrieve Information Model - FIND")])  # type: ignore[arg-type]
    assert [(each["matches"], each["others"], each["keys"]) for each in found] == [(0, 2, {})]
    assert "REAL" not in str(found).upper()


def test_keys_of_a_sequence_are_told_by_their_path() -> None:
    keys, item, match, inner = Dataset(), Dataset(), Dataset(), Dataset()
    item.Modality, item.ScheduledStationName = None, None
    keys.ScheduledProcedureStepSequence, keys.PatientName = [item], None
    inner.Modality = "CT"
    match.ScheduledProcedureStepSequence, match.PatientName = [inner], ""
    assert returned(keys, [match]) == {
        "PatientName": "empty",
        "ScheduledProcedureStepSequence": "value",
        "ScheduledProcedureStepSequence.Modality": "value",
        "ScheduledProcedureStepSequence.ScheduledStationName": "absent",
    }


def test_every_storage_class_and_service_is_proposed_once() -> None:
    assert len(set(STORAGE)) == len(STORAGE) > 150
    assert not set(STORAGE) & set(SERVICES)
    assert uid_of("Storage Commitment Push Model SOP Class") in SERVICES
    assert (uid_of("CTImageStorage"), uid_of("no such thing"), name_of(CT)) == (CT, "", "CT Image Storage")


# --- TLS and DICOMweb


def test_tls_versions_ciphers_and_certificate(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256")
    context.load_cert_chain(certificate(tmp_path))
    with tls_listener(context) as port:
        found = tls("127.0.0.1", port, pace(), 2)
    assert found["versions"]["TLS 1.2"] == "accepted"
    assert found["versions"]["TLS 1.3"] == "refused"
    assert found["versions"]["TLS 1.0"] in ("refused", "cannot be asked")
    assert set(found["ciphers"]) == {"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256"}
    assert found["subject"] == "CN=pacs.test"
    assert found["valid_until"].startswith("2037")


def certificate(folder: Path) -> Path:
    """Key and certificate in one PEM file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pacs.test")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2037, 1, 1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def tls_listener(context: ssl.SSLContext) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with (
                    contextlib.suppress(OSError),
                    connection,
                    context.wrap_socket(connection, server_side=True) as link,
                ):
                    link.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


class Answering(BaseHTTPRequestHandler):
    """A DICOMweb service with one study of a test patient, no UPS, STOW by its Allow header; one path redirects."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        if self.path.startswith(("/dw/studies?", "/dw/series?", "/dw/instances?")) and "ZZ9" in self.path:
            match = {"00100020": {"vr": "LO", "Value": ["ZZ9000001"]}, "0020000D": {"vr": "UI", "Value": ["1.2.3"]}}
            self._say(200, "application/dicom+json", json.dumps([match]).encode())
        elif self.path == "/dw/studies/1.2.3/metadata":
            self._say(200, "application/dicom+json", b"[]")
        elif self.path == "/dw/studies/1.2.3":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
        else:
            self._say(404, "text/html", b"")

    def do_OPTIONS(self) -> None:
        self.asked.append((self.command, self.path, ""))
        self.send_response(204)
        self.send_header("Allow", "GET, POST")
        self.end_headers()

    def _say(self, status: int, media: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_dicomweb_is_read_and_never_stored_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "secret-token")
    Answering.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        url, said = f"http://127.0.0.1:{server.server_port}/dw", Credentials(secret=Secret(env="TOKEN"))
        found = Web(url, Runtime(), pace(), credentials=said).look()
        server.shutdown()
        thread.join(5)
    answers = {each["resource"]: each["answer"] for each in found["resources"]}
    assert answers == {
        "QIDO-RS studies": "offered", "QIDO-RS series": "offered", "QIDO-RS instances": "offered",
        "WADO-RS metadata": "offered", "WADO-RS study": "not offered", "WADO-RS rendered": "not offered",
        "UPS-RS worklist": "not offered", "capabilities": "offered", "STOW-RS": "offered",
    }  # fmt: skip
    assert {method for method, _, _ in Answering.asked} == {"GET", "OPTIONS"}
    assert "/elsewhere" not in {path for _, path, _ in Answering.asked}  # a redirection is not followed
    assert Answering.asked[0][2] == "Bearer secret-token"
    assert "secret" not in json.dumps(found)
    assert found["keys"]["studies"] == ["00100020", "0020000D"]


def hostile_match() -> Dataset:
    """As it comes from the wire: three bytes where numbers of two are to stand, and a name that is none."""
    raw = b"".join(
        struct.pack("<HH2sH", group, element, vr, len(value)) + value
        for group, element, vr, value in (
            (0x0008, 0x0016, b"US", b"\1\2\3"),
            (0x0010, 0x0020, b"US", b"\1\2\3"),
            (0x0020, 0x000E, b"US", b"\1\2\3"),
            (0x0020, 0x1208, b"IS", "²".encode()),
            (0x0028, 0x0010, b"US", b"\1\2\3"),
        )
    )
    return decode(raw, "1.2.840.10008.1.2.1")


def test_a_match_that_cannot_be_read_ends_neither_a_discovery_nor_an_inventory() -> None:
    keys = Dataset()
    keys.Rows = keys.Columns = None
    assert returned(keys, [hostile_match()]) == {"Rows": "value", "Columns": "absent"}

    class Answering:
        runtime = Runtime()

        def find(self, *_: Any, **__: Any) -> list[Response]:
            return [Response(0xFF00, hostile_match()), Response(0)]

    (entry, *_) = queries(Answering(), Pace(Scope(rate=1e6), lambda text: None, math.inf), [STUDY_FIND])  # type: ignore[arg-type]
    assert (entry["matches"], entry["others"]) == (0, len(Runtime().test_patients.prefixes))
    with pytest.raises(LocalViolation, match="not a test patient"):
        _what_is_there(Runtime(), Answering(), "1.2.3")  # type: ignore[arg-type]
