"""Workstations and servers against the minimum, one document for all of them, from their JSON alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reports.documents import paper
from reports.documents.blocks import Document, Inline, bold, bullets, facts, heading, muted, para, table, toned
from reports.words import Words

NAME = "inventory"
TONES = {"enough": "ok", "not enough": "bad", "undecided": "pend", "unknown": "pend"}
UNITS = {"memory_gb": "GB", "disk_free_gb": "GB", "gpu_memory_gb": "GB", "link_mbit_s": "Mbit/s",
         "display_megapixels": "Mpixel"}  # fmt: skip
LABELS = {"cpu_cores": "processor cores", "memory_gb": "memory", "disk_free_gb": "free disk", "gpu_memory_gb":
          "memory of the GPU", "displays": "displays", "display_megapixels": "pixels a display", "link_mbit_s":
          "link to the PACS", "systems": "operating system"}  # fmt: skip


def document(found: dict[str, Any]) -> Document:
    """The document of what ``interop inventory collect`` has read."""
    machines = found["machines"]
    moment = max((each["time"] for each in machines), default="")
    site = next((each["site"] for each in machines), "")
    doc = Document(NAME, "Workstations and servers", Words(), kicker=site, moment=moment, foot=f"interop · {moment}")
    counts = {state: sum(m["comparison"]["verdict"] == state for m in machines) for state in TONES}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    doc.add(para(f"{len(machines)} machines against the minimum of the site: {said or 'none could be read'}.", "lead"))
    rows: list[list[Inline]] = [_row(each) for each in machines]
    head = ["Machine", "System", "Processor", "Memory", "Displays", "Link", ""]
    doc.add(table(["1fr", "1fr", "1fr", "18mm", "1fr", "20mm", "24mm"], head, rows, small=True))
    if found["unreadable"]:
        doc.add(heading("Files that are no inventory", 2))
        doc.add(bullets([[each["file"], muted(f" {each['why']}")] for each in found["unreadable"]]))
    for each in machines:
        _machine(doc, each)
    doc.add(para("GB are 10⁹ bytes, Mbit/s 10⁶ bits a second of DICOM data in a real retrieve.", "small"))
    return doc


def _row(found: dict[str, Any]) -> list[Inline]:
    verdict = found["comparison"]["verdict"]
    return [
        bold(found["name"]),
        _system(found),
        f"{found['cpu']['cores'] or 'unknown'} cores",
        f"{found['memory_gb']} GB",
        _displays(found),
        f"{found['link']['mbit_s']} Mbit/s" if "mbit_s" in found["link"] else muted("unknown"),
        toned(verdict, TONES.get(verdict, "none")),
    ]


def _system(found: dict[str, Any]) -> str:
    system = found["system"]
    return str(system["detail"] or f"{system['name']} {system['release']}")


def _displays(found: dict[str, Any]) -> str:
    screens = found["displays"].get("found")
    return "unknown" if screens is None else ", ".join(f"{s['width']} × {s['height']}" for s in screens) or "none"


def _machine(doc: Document, found: dict[str, Any]) -> None:
    cards = found["gpus"]
    names = ", ".join(_card(each) for each in cards.get("found", ()))
    no_display = found["displays"].get("unknown", "")
    doc.add(heading(found["name"], 2))
    doc.add(facts([
        ("System", f"{_system(found)}, {found['system']['release']}, {found['system']['machine']}"),
        ("Processor", f"{found['cpu']['model']}, {found['cpu']['threads'] or '?'} threads"),
        ("Disk", f"{found['disk']['free_gb']} GB free of {found['disk']['total_gb']} GB"),
        ("GPU", names or f"unknown: {cards.get('unknown', 'none was named')}"),
        ("Displays", _displays(found) + (f": {no_display}" if no_display else "")),
        ("Link to the PACS", _speed(found["link"])),
    ]))  # fmt: skip
    rows: list[list[Inline]] = [
        [LABELS.get(row["what"], row["what"]), _value(row, "has"), _value(row, "wants"),
         toned(row["state"], TONES.get(row["state"], "none"))]
        for row in found["comparison"]["rows"]
    ]  # fmt: skip
    if rows:
        doc.add(table(["1fr", "1fr", "1fr", "26mm"], ["", "Has", "Wanted", ""], rows, small=True))


def _card(card: dict[str, Any]) -> str:
    memory = card["memory_gb"]
    return f"{card['name']} {memory} GB" if memory else str(card["name"])


def _speed(link: dict[str, Any]) -> str:
    if "mbit_s" not in link:
        return f"unknown: {link.get('unknown', '')}"
    size = f"{link['bytes'] / 1e6:.1f} MB in {link['seconds']} s, first after {link['first_s']} s"
    return f"{link['mbit_s']} Mbit/s: {size}; {link['method']}"


def _value(row: dict[str, Any], key: str) -> str:
    value = row[key]
    if value is None:
        return "unknown"
    return f"{', '.join(map(str, value)) if isinstance(value, list) else value} {UNITS.get(row['what'], '')}".strip()


def write(found: dict[str, Any], folder: Path) -> Path:
    """Write ``inventory.html``. OSError where that is not possible."""
    return paper.write(document(found), folder)
