"""Reports in files of HL7 messages: which there are and whether they say the same, without keeping what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.capture.sources import messages_in
from harness.migrate import manifest as manifests
from harness.migrate.manifest import number_of, opened
from harness.migrate.reading import storable
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError, InteropError
from simulators.wire.registration import read_patient
from simulators.wire.result import read_result

LARGEST = 256 * 1024 * 1024  # bytes of one file


def take(folder: Path, manifest: Path) -> int:
    """Every ORU^R01 below ``folder`` into ``manifest``, in place of those it had. How many reports there are.

    A report is told by patient, accession number (else filler or placer order number) and procedure; of several the
    last in the order of the files counts. It says the same where text, status and codes are equal."""
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {folder}", remedy="name the folder that holds the HL7 files")
    found: dict[int, tuple[int, int, str, str]] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        for row in _reports(path, storable(path.relative_to(folder).as_posix())):
            found[row[0]] = row
    with opened(manifest) as db:
        db.begin()
        db.execute("DELETE FROM report")
        if found:
            manifests.unnest(db, "INSERT INTO report", list(found.values()))
        db.commit()
    return sum(not row[3] for row in found.values())


def _reports(path: Path, place: str) -> Iterator[tuple[int, int, str, str]]:
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"more than {LARGEST} bytes")
        data = path.read_bytes()
    except (OSError, ConfigError) as error:
        yield number_of("unreadable", place), 0, place, f"it cannot be read: {error}"[:200]
        return
    for number, block in enumerate(messages_in(data), 1):
        where = f"{place} message {number}"
        try:
            message = Message.parse(block)
            if message.get("MSH-9.1") != "ORU":
                continue
            patient = read_patient(message).id.value
            for result in read_result(message):
                order = result.order
                name = order.accession_number or order.filler_order_number or order.placer_order_number
                said = [result.status, *(f"{one.code.value} {one.value}" for one in result.observations)]
                yield number_of(patient, name, order.procedure.value), number_of(*said), where, ""
        except (InteropError, ValueError) as error:
            yield number_of("unreadable", where), 0, where, f"no report can be read: {type(error).__name__}"
