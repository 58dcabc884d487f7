"""Nothing of a secret or of a real patient is in anything that the program writes: planted, then looked for everywhere.

While a run goes on, a stranger's messages and images arrive at our listeners; the site file names secrets. Afterwards
every file and everything that was printed is searched, in every encoding in which a report could hold it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.uid import ExplicitVRLittleEndian

from harness import access
from harness.evidence import write
from harness.record import load
from harness.session import Hospital
from harness.site import load_site
from simulators.addresses import DicomAddress
from simulators.images import make_images
from simulators.storage_sender import StorageSender
from simulators.tests.real_systems import free_port
from simulators.web_credentials import Credentials
from simulators.wire.errors import InteropError
from simulators.wire.identifiers import Patient, PatientId, PersonName
from simulators.wire.mllp import frame

SECRETS = {
    "PLANTED_SIGNING": "Xq7#firma-Malabo",
    "PLANTED_TOKEN": "tok.9f3aBioko77",
    "PLANTED_PASSCODE": "Pw4&usuario-Luba",  # of associations with the PACS
    "PLANTED_JWT": "llave.Moka-2b91Riaba",  # with which tokens for the RIS are signed
}
SIGNED = "eyJ"  # how every token begins
STRANGER = {"id": "GQ48213077", "family": "OYANA", "given": "Fátima Ángeles", "born": "19731106", "phone": "222099417"}
ADT = (
    "MSH|^~\\&|ADM|REG|EMR|HGM|20260101||{type}|{control}|P|2.5.1|||||||8859/1\r"
    "PID|1||{id}^^^REG||{family}^{given}||{born}|F|||||{phone}\r"
)
NAMELESS = (  # no identifier of a patient where one belongs, and somebody in it all the same
    "MSH|^~\\&|ADM|REG|EMR|HGM|20260101||{type}|{control}|P|2.5.1|||||||8859/1\r"
    "NK1|1|{family}^{given}|||{phone}\rOBX|1|TX|||{family} {id} {born}\r"
)
FLOWS = ("client credentials", "authorization code")
NOISE = (
    "{family}^{given} is not MLLP\r",
    "\x0bno header of {family} {id}\x1c\r",
    "\x0bMSH|^~\\&|A\rPID|1||{id}||{family}\r",
)


def site_text(emr: int, bata: int) -> str:
    return f"""
schema = 1
name = "Leak test"
[signing]
pkcs12 = "signing.p12"
password = {{ env = "PLANTED_SIGNING" }}
[roles.emr]
listen = {{ port = {emr} }}
[roles.pacs]
ae_title = "PACS1"
access.user_identity = {{ types = ["passcode"], user = "planted", passcode = {{ env = "PLANTED_PASSCODE" }} }}
[roles.ris]
access.user_identity = {{ types = ["jwt"], user = "planted", token_key = {{ env = "PLANTED_JWT" }} }}
[[roles.modality]]
station = "CT_ER1"
modality = "CT"
[[roles.modality]]
station = "DX_1"
modality = "DX"
[[roles.destination]]
name = "BATA"
listen = {{ port = {bata} }}
"""


def signing_file(path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    from harness.pdf_signature import _self_signed

    key, certificate, _ = pkcs12.load_key_and_certificates(_self_signed("leak test"), None)
    password = BestAvailableEncryption(SECRETS["PLANTED_SIGNING"].encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, password))


class Stranger:
    """Sends what is about a patient who is not ours; ``answered`` counts what got an answer."""

    def __init__(self, emr: int, bata: int, folder: Path) -> None:
        self.emr, self.bata = emr, bata
        self.answered = {"hl7": 0, "dicom": 0}
        patient = Patient(PatientId(STRANGER["id"]), PersonName(STRANGER["family"], STRANGER["given"]), "19731106", "F")
        (image,) = make_images(None, modality="CT", patient=patient, instances=1)
        self.file = folder / "stranger.dcm"
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        image.save_as(self.file, enforce_file_format=True)

    def speak(self) -> None:
        for noise in NOISE:
            self._say(noise.format(**STRANGER).encode("latin-1"), wait=0)
        with contextlib.suppress(InteropError, OSError):  # not yet listening, or not any more
            sender = StorageSender(DicomAddress("127.0.0.1", self.bata, "BATA"), "STRANGER", patients=None, retries=0)
            self.answered["dicom"] += sum(outcome.status is not None for outcome in sender.send([self.file]))
        number = sum(self.answered.values())
        for kind in ("ADT^A04", "ADT^A08", "ORU^R01", "ZZZ^Z99"):
            for form in (ADT, NAMELESS):
                text = form.format(type=kind, control=f"S{number}{kind[-2:]}", **STRANGER)
                self.answered["hl7"] += bool(self._say(frame(text.encode("latin-1")), wait=1))

    def _say(self, data: bytes, *, wait: float) -> bytes:
        """The answer, if one comes within ``wait`` seconds."""
        try:
            with socket.create_connection(("127.0.0.1", self.emr), timeout=2) as link:
                link.sendall(data)
                link.settimeout(wait or None)
                return link.recv(4096) if wait else b""
        except OSError:
            return b""


def interop(*arguments: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "harness.cli", *arguments], cwd=folder, env=_environment(folder),
                          capture_output=True, timeout=120, check=False)  # fmt: skip
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode in (0, 1, 4), said  # what the stranger sent is a finding
    return said


def _environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join(each for each in sys.path if each)
    return {**os.environ, **SECRETS, "INTEROP_HOME": str(folder / "home"), "PYTHONPATH": path}


def forms_of(text: str) -> set[bytes]:
    """The text as bytes, as it could stand in a file."""
    plain = {text.encode(codec) for codec in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")}
    plain |= {text.upper().encode("utf-8"), text.casefold().encode("utf-8"), text[::-1].encode("utf-8")}
    encoded = {base64.b64encode(each[shift:])[2:-4] for each in plain for shift in range(3) if len(each) > 8 + shift}
    return plain | encoded | {each.hex().encode() for each in plain} | {each.hex().upper().encode() for each in plain}


def contents_of(path: Path) -> Iterator[bytes]:
    """A file as it is, and each compressed stream in it."""
    data = path.read_bytes()
    yield data
    at = data.find(b"stream")
    while at >= 0:
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(data[at + 6 :].lstrip(b"\r\n"))
        at = data.find(b"stream", at + 6)


def leaks(root: Path, planted: dict[str, str]) -> list[str]:
    wanted = {name: forms_of(text) for name, text in planted.items()}
    files = [path for path in root.rglob("*") if path.is_file()]
    return [f"{name} in {path.relative_to(root)}" for path in files for content in contents_of(path)
            for name, forms in wanted.items() if any(form in content for form in forms)]  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, int]]:
    """The folder of a whole run with its documents, what was printed, and what the stranger got answered."""
    work = tmp_path_factory.mktemp("leaks")
    folder = work / "here"
    folder.mkdir()
    emr, bata = free_port(), free_port()
    (folder / "site.toml").write_text(site_text(emr, bata))
    signing_file(folder / "signing.p12")
    stranger = Stranger(emr, bata, work)
    command = [sys.executable, "-m", "harness.cli", "run", "--site", "site.toml", "ordering"]
    with subprocess.Popen(command, cwd=folder, env=_environment(folder), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as run:  # fmt: skip
        try:
            while run.poll() is None and min(stranger.answered.values()) < 4:
                stranger.speak()
            said = run.communicate(timeout=120)[0].decode("utf-8", "replace")
        finally:
            run.kill()
    (made,) = (path.parent for path in (folder / "reports/out").rglob("record.jsonl"))
    place = str(made.relative_to(folder))
    after = (("documents", place), ("report", place, "--allure", "allure"), ("gate", place), ("defects", "list"),
             ("sign", place, "--site", "site.toml"), ("verify", place))  # fmt: skip
    for command in after:
        said += interop(*command, folder=folder)
    return folder, said, stranger.answered


def test_the_stranger_was_heard(written: tuple[Path, str, dict[str, int]]) -> None:
    """Without this the search below would prove nothing."""
    folder, said, answered = written
    assert min(answered.values()) >= 1, said
    (record,) = (folder / "reports/out").rglob("record.jsonl")
    assert sum(load(record.parent).foreign.values()) >= 2


def test_users_were_shown_and_only_their_names_are_kept(written: tuple[Path, str, dict[str, int]]) -> None:
    """In the run associations with the RIS and the PACS began with a token and with a passcode."""
    record = next((written[0] / "reports/out").rglob("record.jsonl"))
    kept = b"".join(path.read_bytes() for path in record.parent.rglob("*") if path.is_file())
    assert b"type=jwt not kept" in kept
    assert b"type=passcode user='planted' with a passcode" in kept
    assert leaks(record.parent, {"token": SIGNED + "hbGciOiJIUzI1NiIs"}) == []


def test_no_secret_and_no_stranger_is_in_anything_written(written: tuple[Path, str, dict[str, int]]) -> None:
    folder, said, _ = written
    planted = {**SECRETS, **STRANGER}
    assert leaks(folder, planted) == []
    assert [name for name, text in planted.items() if text in said] == []


def stranger(url: str, credentials: Credentials) -> None:
    """The same question from a client that is none of ours: then the archive writes what came."""
    wanted = urllib.request.Request(f"{url}/studies?PatientID=ZZ91", headers=credentials.headers())
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(wanted, timeout=30) as answer:
        answer.read()


@pytest.mark.parametrize("way", access.WAYS)
def test_nothing_that_lets_somebody_in_is_in_the_evidence(way: str, tmp_path: Path) -> None:
    """Passwords, client secrets and tokens of callers over the web, good and refused, as the record would keep them."""
    hospital, undo = Hospital(load_site("simulated")), contextlib.ExitStack()
    with undo:
        undo.callback(hospital.close)
        hospital.start()
        door = access.door(hospital, way, undo.callback)
        said = [door.good, door.showing("wrong password"), door.showing("wrong token")]
        said += [door.showing(f"token by {flow}") for flow in FLOWS] if way == access.OPENID else []
        for number, credentials in enumerate(said):
            door.agent(credentials).search("STUDY", PatientID="ZZ91", deliberate="nothing" if number else "")
            stranger(door.address.url, credentials)
        planted, openid = {**door.secrets}, door.good.openid
        places = [one.secret for one in said] + ([openid.secret, openid.password] if openid else [])
        planted |= {f"{number}": one.value()[:100] for number, one in enumerate(places) if one is not None}
        for number, one in enumerate(said):
            planted[f"sent {number}"] = one.headers(hospital.runtime)["authorization"].partition(" ")[2][:100]
        for exchange in hospital.transcript.since(0):
            (tmp_path / f"{exchange.number}.json").write_text(json.dumps(write(tmp_path, "X", exchange)))
            (tmp_path / f"{exchange.number}.txt").write_text(repr(exchange))
    assert len(list(tmp_path.rglob("*.json"))) >= 2 * len(said)
    assert leaks(tmp_path, planted) == []


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Every way in which it looks: a copy in each form is found."""
    forms = sorted(forms_of(STRANGER["id"]))
    for number, form in enumerate(forms):
        (tmp_path / f"{number}.bin").write_bytes(b"before " + form + b" after")
    (tmp_path / "packed.pdf").write_bytes(b"stream\r\n" + zlib.compress(STRANGER["id"].encode()) + b"\r\nendstream")
    assert len({each.split(" in ")[1] for each in leaks(tmp_path, {"id": STRANGER["id"]})}) == len(forms) + 1
    shutil.rmtree(tmp_path)
