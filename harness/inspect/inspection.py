"""Annotate any HL7 or DICOM file, or audit message: names of fields, decoded text, what is wrong and by which clause.

Nothing is trusted: not the extension, not the length, not the character set. Whatever the bytes, the answer is an
:class:`~harness.annotation.Annotation`; only a file that cannot be read at all raises.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harness.annotation import Annotation, Line, Part
from harness.inspect import audit as inspect_audit
from simulators.wire.errors import ConfigError

LARGEST_HL7 = 64 * 1024 * 1024  # what our receivers take as one message
LARGEST_JSON = 32 * 1024 * 1024
_HEADERS = (b"MSH", b"FHS", b"BHS")
_ASSOCIATION = (b"A-ASSOCIATE-", b"A-RELEASE-", b"A-ABORT")


def inspect(path: str | Path) -> Annotation:
    """The annotation of the file at ``path``. ConfigError where it cannot be opened."""
    path = Path(path)
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise ConfigError(
            f"cannot read {path}: {error.strerror or error}", remedy="check the name and the permissions of the file"
        ) from error
    return _inspected(path, size, head)


def _inspected(path: Path, size: int, head: bytes) -> Annotation:
    annotation = Annotation(str(path), size)
    if not size:
        annotation.error("", "the file is empty: nothing was received, or nothing was saved")
    elif _is_hl7(head):
        _hl7(annotation, path)
    elif head[128:132] == b"DICM" or _is_bare_dicom(head):
        from harness.inspect.dicom import annotate

        annotate(annotation, path)
    elif head.lstrip()[:1] == b"{" and size <= LARGEST_JSON:
        _json(annotation, path)
    elif inspect_audit.is_audit(head) and size <= LARGEST_JSON:
        inspect_audit.annotate(annotation, path.read_bytes())
    elif head.startswith(_ASSOCIATION) and size <= len(head):
        _association(annotation, head)
    else:
        annotation.error("", _neither(head, size))
    return annotation


def _is_hl7(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x0b\r\n \t")
    return start.startswith(_HEADERS) or head.startswith(b"\x0b") or b"\x0bMSH" in head


def _is_bare_dicom(head: bytes) -> bool:
    """A data set without preamble: begins with group 0002 or 0008, in either byte order, and a plausible element."""
    little, big = head[:2], head[1::-1]
    for group, element in ((little, head[2:4]), (big, head[3:1:-1])):
        if group in (b"\x02\x00", b"\x08\x00") and len(head) >= 8 and element[1:2] in (b"\x00", b"\x01", b"\x02"):
            return True
    return False


def _hl7(annotation: Annotation, path: Path) -> None:
    from harness.inspect.hl7 import annotate

    if annotation.size > LARGEST_HL7:
        annotation.kind = "HL7"
        annotation.error(
            "",
            f"the file has {annotation.size / 1e6:.0f} MB, more than the {LARGEST_HL7 // 2**20} MiB that a receiver "
            "takes as one message: it was not read",
        )  # fmt: skip
        return
    annotate(annotation, path.read_bytes())


def _association(annotation: Annotation, head: bytes) -> None:
    """What was said to open or end an association, as the run folder keeps it: text already."""
    kind, *said = head.decode("utf-8", "replace").splitlines()
    annotation.kind, annotation.summary = "DICOM", f"DICOM {kind}"
    halves = (line.partition(":") for line in said if line.strip())
    annotation.parts.append(Part(kind, [Line("", name.strip(), value.strip()) for name, _, value in halves]))


def _json(annotation: Annotation, path: Path) -> None:
    """A data set as the run folder keeps it."""
    from simulators.wire.annotation import annotate_dataset

    try:
        model: Any = json.loads(path.read_bytes())
        notes = list(annotate_dataset(model)) if isinstance(model, dict) else []
    except (ValueError, RecursionError) as error:
        annotation.error("", f"begins like DICOM JSON and cannot be read as JSON: {error}")
        return
    if not any(len(str(key)) == 8 for key in model):
        annotation.error("", "is JSON, and no data set: it has no attribute like 00100010")
        return
    annotation.kind, annotation.summary = "DICOM JSON", "DICOM data set as JSON"
    lines = [
        Line(
            f"{note.tag} {note.vr}".rstrip(),
            note.keyword or "private",
            note.value or "(empty)",
            note.meaning,
            note.depth,
        )
        for note in notes
    ]
    annotation.parts.append(Part("Data set", lines))


def _neither(head: bytes, size: int) -> str:
    start = " ".join(f"{byte:02X}" for byte in head[:16])
    text = head[:24].decode("ascii", "replace") if head[:24].isascii() else ""
    shown = f' ("{text}")' if text.isprintable() and text else ""
    reason = "an HL7 message begins with MSH, FHS or BHS; a DICOM file has DICM at byte 128"
    if size < 132 and not text:
        reason += ", and this one is shorter than that"
    return f"is neither HL7 nor DICOM: {reason}. It begins with {start}{shown}"
