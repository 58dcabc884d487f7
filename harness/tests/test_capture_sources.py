"""Files of every kind become captures; what nobody can read is counted and never written."""

from __future__ import annotations

import json
import random
import socket
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.uid import JPEGBaseline8Bit

from harness.capture.capture import Capture
from harness.capture.deidentify import REMOVED, Policy, Pseudonyms, key_from
from harness.capture.deidentify_dicom import deidentified as without_anybody
from harness.capture.deidentify_dicom import syntax_after
from harness.capture.deidentify_hl7 import deidentified
from harness.capture.sources import messages_in, take
from harness.cli import main
from harness.record import load
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError, PeerViolation
from simulators.wire.mllp import frame
from simulators.wire.overheard import Overheard
from simulators.wire.pcap import streams_of

KEY = "k" * 64
SECRETS = ("Obiang", "OBIANG", "77123456", "19800229", "Calle 12", "555-1234", "Madre", "1.2.3.4.5.6.7.8")


def report(n: int = 1, charset: str = "UNICODE UTF-8") -> bytes:
    text = (
        f"MSH|^~\\&|RIS|HGM|EMR|HGM|2026112411570{n}||ORU^R01^ORU_R01|CTRL000{n}|P|2.5.1||||||{charset}\r"
        "PID|1||77123456^^^HGM^MR||Obiang Ñengono^María||19800229|F|||Calle 12||555-1234||||||SSN77123456\r"
        "NK1|1|Obiang^Madre\rOBR|1|P123^EMR|F456|CTTX^CT of chest^99HGM|||20261124||||||||||||||||||F\r"
        "OBX|1|TX|R^Report||María OBIANG, 77123456, tel 555-1234||||||F\rNTE|1||señora Obiang\r"
        "ZZZ|Obiang|1.2.3.4.5.6.7.8\r"
    )
    return text.encode("utf-8" if "UTF" in charset else "latin-1")


def captured(tmp_path: Path, data: bytes, name: str = "export", **policy: str) -> Capture:
    (tmp_path / name).write_bytes(data)
    capture = Capture(tmp_path / "capture", Pseudonyms(KEY), Policy(**policy))  # type: ignore[arg-type]
    take(tmp_path / name, capture)
    capture.close()
    return capture


def leaks(folder: Path) -> list[str]:
    found = []
    for path in (each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        for text in SECRETS:
            for codec in ("utf-8", "utf-16-le", "utf-16-be"):
                if text.encode(codec) in data or text.casefold().encode(codec) in data:
                    found.append(f"{path.name}: {text}")
    return found


# --- HL7 files

BATCH = b"FHS|^~\\&|A|B\rBHS|^~\\&|A|B\r" + report(1) + report(2) + b"BTS|2\rFTS|1\r"
EXPORTS = {
    "one message": (report(), 1),
    "latin-1": (report(charset="8859/1"), 1),
    "MLLP frames": (frame(report(1)) + frame(report(2)), 2),
    "a batch": (BATCH, 2),
    "blank lines between": (report(1) + b"\r\n\r\n" + report(2).replace(b"\r", b"\r\n") + b"\n\n" + report(3), 3),
    "UNIX line ends": (report(1).replace(b"\r", b"\n") + report(2).replace(b"\r", b"\n"), 2),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_every_form_of_an_export_is_read(name: str, tmp_path: Path) -> None:
    data, count = EXPORTS[name]
    assert len(list(messages_in(data))) == count
    capture = captured(tmp_path, data, text="scrub")
    assert sum(capture.counts.values()) == count
    assert not capture.unreadable
    assert leaks(capture.folder) == []
    assert load(capture.folder).site["capture"] is True


def test_a_folder_is_read_in_the_order_of_its_names_and_foreign_files_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in (2, 1):
        (folder / f"{number}.hl7").write_bytes(report(number))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8 Obiang 77123456")
    capture = Capture(tmp_path / "capture", Pseudonyms(KEY), Policy())
    take(folder, capture)
    capture.close()
    assert sum(capture.counts.values()) == 2
    assert sum(capture.unreadable.values()) == 1
    assert leaks(tmp_path / "capture") == []


# --- packet captures


def pcap(pieces: list[tuple[str, int, str, int, int, bytes]], *, ng: bool = False) -> bytes:
    """A capture of TCP segments (source, port, target, port, sequence, data) over Ethernet."""
    packets = []
    for source, sport, target, dport, sequence, data in pieces:
        tcp = struct.pack(">HHIIBBHHH", sport, dport, sequence, 0, 0x50, 0x18, 65535, 0, 0) + data
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0, socket.inet_aton(source),
                         socket.inet_aton(target))  # fmt: skip
        packets.append(b"\0" * 12 + b"\x08\0" + ip + tcp)
    if not ng:
        header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1)
        return header + b"".join(
            struct.pack("<IIII", 1764000000 + i, 0, len(p), len(p)) + p for i, p in enumerate(packets)
        )
    blocks = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28) + struct.pack(
        "<IIHHII", 1, 20, 1, 0, 0, 20
    )
    for number, packet in enumerate(packets):
        padded = packet + b"\0" * (-len(packet) % 4)
        high, low = divmod((1764000000 + number) * 10**6, 2**32)
        size = 32 + len(padded)
        blocks += (
            struct.pack("<IIIIIII", 6, size, 0, high, low, len(packet), len(packet)) + padded + struct.pack("<I", size)
        )
    return blocks


def hl7_packets() -> list[tuple[str, int, str, int, int, bytes]]:
    sent, answer = (
        frame(report()),
        frame(b"MSH|^~\\&|EMR|H|RIS|H|20261124115702||ACK^R01|A1|P|2.5.1\rMSA|AA|CTRL0001\r"),
    )
    ends = ("10.0.0.1", 50000, "10.0.0.2", 2575)
    back = (*ends[2:], *ends[:2])
    return [
        (*ends, 2**32 - 40, sent[:100]),  # the sequence number wraps
        (*ends, 60, sent[100:]),
        (*back, 700, answer),
    ]


@pytest.mark.parametrize("ng", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_segments_in_any_order_and_more_than_once_give_the_same_conversation(
    ng: bool, seed: int, tmp_path: Path
) -> None:
    packets = hl7_packets()
    opening, rest = packets[:1], packets[1:2] * 2 + packets[:1]
    random.Random(seed).shuffle(rest)
    capture = captured(tmp_path, pcap([*opening, *rest, packets[2]], ng=ng), "day.pcap")
    assert sorted(capture.counts.values()) == [1, 1]
    assert leaks(capture.folder) == []
    ack = load(capture.folder).scenarios[0].exchanges[1]
    assert (ack.kind, ack.reply_to) == ("ACK^R01", 1)


def test_what_is_missing_in_a_capture_is_said_and_nothing_is_guessed(tmp_path: Path) -> None:
    packets = hl7_packets()
    capture = captured(tmp_path, pcap([packets[0], (*packets[1][:4], 200, packets[1][5][140:]), packets[2]]))
    assert any("missing" in why for why in capture.unreadable)
    assert "10.0.0.1 → 10.0.0.2:2575 ORU^R01" not in capture.counts


def test_encrypted_traffic_is_counted_and_not_kept(tmp_path: Path) -> None:
    data = pcap([("10.0.0.1", 50000, "10.0.0.2", 2762, 1, b"\x16\x03\x01 Obiang 77123456")])
    capture = captured(tmp_path, data)
    assert any("encrypted" in why for why in capture.unreadable)
    assert leaks(capture.folder) == []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.booleans())
def test_damaged_captures_end_in_an_answer(noise: bytes, at: int, ng: bool) -> None:
    data = pcap(hl7_packets(), ng=ng)
    damaged = data[:at] + noise + data[at + len(noise) :]
    try:
        assert isinstance(streams_of(damaged), list)
    except PeerViolation:
        assert at < 24


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_whatever_a_connection_carries_the_dicom_reader_gives_events(noise: bytes, cut: int) -> None:
    pdu = b"\x01\0" + struct.pack(">I", 68 + len(noise)) + b"\0\1\0\0" + b"A" * 32 + b"\0" * 32 + noise
    pdu += b"\x04\0" + struct.pack(">I", len(noise)) + noise
    whole, parts = Overheard(), Overheard()
    first = [str(getattr(e, "kind", e)) for e in whole.receive(pdu, True)]
    second = [str(getattr(e, "kind", e)) for piece in (pdu[:cut], pdu[cut:]) for e in parts.receive(piece, True)]
    assert first == second


# --- de-identification


def test_text_is_dropped_unless_the_policy_scrubs_it() -> None:
    pseudonyms, message = Pseudonyms(KEY), Message.parse(report())
    dropped = deidentified(message, pseudonyms, Policy(), -100)
    assert dropped.get("OBX-5") == REMOVED
    scrubbed = deidentified(message, pseudonyms, Policy(text="scrub"), -100).get("OBX-5")
    assert scrubbed.startswith(dropped.get("PID-5.2").split()[0])
    assert dropped.get("PID-3.1") in scrubbed
    assert dropped.get("PID-7") == "19791121"
    assert dropped.get("OBR-4") == "CTTX^CT of chest^99HGM"
    assert [segment.name for segment in dropped.segments] == ["MSH", "PID", "OBR", "OBX", "NTE"]


def test_one_key_gives_one_pseudonym_and_another_key_another() -> None:
    same = Pseudonyms(KEY).patient_id("77123456")
    assert same == Pseudonyms(KEY).patient_id("77123456")
    assert same != Pseudonyms("l" * 64).patient_id("77123456")
    assert Pseudonyms(KEY, ("ZZ9", "00ZZ9")).patient_id("0077").startswith("00ZZ9")
    assert Pseudonyms(KEY).days("1") != Pseudonyms(KEY).days("2")
    with pytest.raises(ConfigError):
        Pseudonyms("short")


def test_dates_move_by_whole_days_in_every_precision() -> None:
    for value, moved in {
        "20260301": "20260220", "20260301-": "20260220-", "20260301-20260311": "20260220-20260302",
        "202603010815": "202602200815", "20260301081500.123+0100": "20260220081500.123+0100", "2026": "2025",
        "yesterday": "", "20261399": "",
    }.items():  # fmt: skip
        assert Pseudonyms.shifted(value, -9) == moved


def test_a_data_set_keeps_what_is_listed_and_nothing_else() -> None:
    ds, item = Dataset(), Dataset()
    ds.PatientName, ds.PatientID, ds.PatientBirthDate = "Obiang^María", "77123456", "19800229"
    ds.InstitutionName, ds.PatientComments = "Clinic Obiang", "Obiang"
    ds.StudyDescription, ds.PatientAddress, ds.Modality = "CT of Obiang", "Calle 12", "CT"
    ds.add_new(0x00091001, "LO", "Obiang")
    ds.add_new(0x60003000, "OW", b"Obiang")
    ds.Rows = ds.Columns = 4
    ds.BitsAllocated, ds.SamplesPerPixel = 8, 1
    ds.PixelData = b"Obiang 77123456!"
    item.PatientName, item.TextValue = "Obiang^María", "Obiang"
    ds.ContentSequence = [item]
    made = without_anybody(ds, Pseudonyms(KEY), Policy(), -100)
    text = json.dumps(made.to_json_dict())
    assert not [secret for secret in SECRETS if secret in text]
    assert made.Modality == "CT"
    assert made.PixelData == bytes(16)
    assert "PatientAddress" not in made or not made.PatientAddress
    assert syntax_after(JPEGBaseline8Bit, made, Policy()) != JPEGBaseline8Bit
    kept = without_anybody(ds, Pseudonyms(KEY), Policy(pixels="keep"), -100)
    assert kept.PixelData == ds.PixelData


# --- the command


def test_the_command_captures_a_file_with_a_key_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "export.hl7").write_bytes(report())
    key, out = tmp_path / "key", tmp_path / "out"
    assert (
        main(["record", str(tmp_path / "export.hl7"), "--key", str(key), "--out", str(out), "--site", "simulated"]) == 0
    )
    assert "1 messages in" in capsys.readouterr().out
    assert leaks(out) == []
    assert len(key_from(key)) == 64
    assert key_from(None) != key_from(None)
    assert main(["record", "--site", "simulated"]) == 2
    assert main(["replay", str(tmp_path), "--site", "simulated"]) == 2
    (tmp_path / "empty").write_bytes(b"nothing")
    assert main(["record", str(tmp_path / "empty"), "--out", str(tmp_path / "2"), "--site", "simulated"]) == 4
