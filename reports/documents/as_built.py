"""The as-built interface document: what each interface of the site answered, from a discovery's JSON alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reports.documents import paper, press
from reports.documents.blocks import (
    CONTENTS,
    Document,
    Inline,
    bold,
    bullets,
    code,
    facts,
    heading,
    muted,
    para,
    table,
    toned,
)
from reports.words import Words
from simulators.dimse_negotiation import name_of

NAME = "as-built"
TONES = {
    **dict.fromkeys(("accepted", "offered", "known", "yes", "value"), "ok"),
    **dict.fromkeys(("rejected", "refused", "unknown", "not offered", "no", "no HL7 answer", "silent"), "bad"),
}
MOST_CHANGES = 500
ALIKE = 4  # so many SOP classes become one row


def document(found: dict[str, Any], changes: dict[str, Any] | None = None, against: str = "") -> Document:
    """The document; with ``changes`` (of ``harness.discover.facts``) it begins with what differs from ``against``."""
    doc = Document(
        NAME, "Interfaces as built", Words("en", found["time_zone"]), kicker=found["site"], moment=found["time"],
        foot=f"interop {found['version']} · as-built interfaces · {found['time']}",
    )  # fmt: skip
    systems = ", ".join(system["name"].upper() for system in found["systems"])
    doc.add(
        para(f"What the interfaces of {systems or 'no system'} answered on {doc.words.moment(found['time'])}.", "lead")
    )
    doc.add(para(_method(found)))
    if not found["complete"]:
        doc.add(para(toned("Not complete: the discovery was stopped or its time was over.", "bad")))
    if found["left"]:
        doc.add(para([bold("Left in the systems: "), "test patients ", ", ".join(found["left"]), "."]))
    doc.add(CONTENTS)
    if changes is not None:
        _changes(doc, changes, against)
    for system in found["systems"]:
        product = " ".join(part for part in (system["product"], system["version"]) if part)
        doc.add(heading([system["name"].upper(), muted(f" {product}") if product else ""]))
        for entry in system["interfaces"]:
            _interface(doc, entry)
    return doc


def _method(found: dict[str, Any]) -> str:
    text = (
        "Each SOP class was proposed with each transfer syntax alone, so that its acceptance is known; queries asked "
        "for test patients only and kept the names of keys, no values; C-MOVE named a study that does not exist. "
        "DICOMweb was read and never stored to. "
    )
    if found["hl7_probes"]:
        return text + "HL7 events were probed with test patients."
    return text + "HL7 was asked with NMQ^N01 alone, which changes nothing: which events are taken is not told."


def _changes(doc: Document, changes: dict[str, Any], against: str) -> None:
    doc.add(heading("What differs"), para(["Compared with ", code(against), "."]))
    rows = grouped(changes)
    if not rows:
        doc.add(para(toned("Nothing differs.", "ok")))
        return
    tone = {"gone": "bad", "changed": "pend", "new": "ok"}
    shown = [[toned(kind, tone[kind]), what, before, after] for kind, what, before, after in rows[:MOST_CHANGES]]
    doc.add(table(["18mm", "1fr", "38mm", "38mm"], ["", "What", "Before", "After"], shown, small=True))
    left = f"; {len(rows) - MOST_CHANGES} rows more" if len(rows) > MOST_CHANGES else ""
    doc.add(para(muted(f"Each single one is in differences.json{left}."), "small"))


def grouped(changes: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """(gone, changed or new; what; before; after). What many SOP classes share, with one transfer syntax, is
    one row: a switch of a transfer syntax changes two hundred of them."""
    together: dict[tuple[str, ...], list[str]] = {}
    for kind in ("gone", "changed", "new"):
        for each in changes[kind]:
            place, *middle, last = each["what"].split(" · ")
            name = middle[0] if len(middle) == 1 else ""
            alike = (kind, place if name else each["what"], last if name else "", each["before"], each["after"])
            together.setdefault(alike, []).append(name)
    rows = []
    for (kind, place, last, before, after), names in together.items():
        if len(names) < ALIKE:
            rows += [(kind, " · ".join(filter(None, (place, name, last))), before, after) for name in names]
        else:
            some = f"{len(names)} SOP classes: {', '.join(names[:2])}, …"
            rows.append((kind, f"{place} · {last} · {some}", before, after))
    return rows


def _interface(doc: Document, entry: dict[str, Any]) -> None:
    kind = {"hl7": "HL7 over MLLP", "web": "DICOMweb", "second": "DICOM, second address"}.get(
        entry["key"], f"DICOM, {entry['key']}"
    )
    doc.add(heading([f"{kind} ", code(entry["address"])], 2))
    if "problem" in entry:
        trouble = entry["problem"]
        doc.add(para([toned("Not looked at further: ", "bad"), trouble["what"]]))
        doc.add(facts([("Cause", trouble["cause"]), ("To do", trouble["try"])]))
    if "callers" in entry:
        _association(doc, entry)
    if "sop_classes" in entry:
        _classes(doc, entry)
        _queries(doc, entry.get("queries", ()))
    if "destinations" in entry:
        rows = [[code(e["ae_title"]), _word(e["answer"]), e["status"], e["why"]] for e in entry["destinations"]]
        _titled(doc, "C-MOVE destinations", ["44mm", "24mm", "20mm", "1fr"], ["AE title", "", "Status", ""], rows)
    if "hl7" in entry:
        _hl7(doc, entry["hl7"])
    if "web" in entry:
        _web(doc, entry["web"])
    if "tls" in entry:
        _tls(doc, entry["tls"])


def _word(answer: str) -> Inline:
    return toned(answer, TONES.get(answer.partition(" ")[0] if answer.startswith("rejected") else answer, "none"))


def _titled(doc: Document, title: str, columns: list[str], head: list[str], rows: list[list[Inline]]) -> None:
    if rows:
        doc.add(heading(title, 3), table(columns, head, rows, small=True))


def _association(doc: Document, entry: dict[str, Any]) -> None:
    more, limit = entry.get("extended", {}), entry.get("max_pdu")
    implementation = f"{entry.get('implementation_version', '')} {entry.get('implementation_uid', '')}".strip()
    window = "/".join(map(str, more.get("window", ())))
    doc.add(facts([
        ("Implementation", implementation),
        ("Maximum PDU", "no limit" if limit == 0 else f"{limit} bytes" if limit else ""),
        ("Operations window", f"{window} (invoked/performed)" if window else ""),
        ("Asked as", code(entry["caller"]) if "caller" in entry else ""),
    ]))  # fmt: skip
    rows = [[code(e["calling"]), code(e["called"]), _word(e["answer"])] for e in entry["callers"]]
    _titled(doc, "Who may associate", ["1fr", "1fr", "1fr"], ["Calling AE title", "Called AE title", ""], rows)
    options = [
        [e["name"], "not answered" if e["granted"] is None else ", ".join(e["granted"]) or "none granted"]
        for e in more.get("options", ())
    ]
    _titled(doc, "Extended negotiation", ["1fr", "1fr"], ["SOP class", "Granted"], options)


def _classes(doc: Document, entry: dict[str, Any]) -> None:
    """SOP classes with the same transfer syntaxes refer to one set of them, named by a letter."""
    sets: dict[tuple[str, ...], str] = {}
    rows: list[list[Inline]] = []
    for each in entry["sop_classes"]:
        letter = sets.setdefault(tuple(each["syntaxes"]), f"S{len(sets) + 1}")
        rows.append([[each["name"], muted(f" {each['uid']}")], ", ".join(each["roles"]), letter])
    refused = ", ".join(f"{count} {reason}" for reason, count in entry["refused"].items()) or "none"
    doc.add(heading(f"{len(rows)} SOP classes accepted", 3))
    doc.add(para(f"Of {entry['proposed']} proposals these were not accepted: {refused}.", "small"))
    for trouble in entry["problems"]:
        doc.add(para(toned(f"One association was not answered: {trouble['what']}", "bad"), "small"))
    if rows:
        doc.add(table(["1fr", "22mm", "16mm"], ["SOP class", "Its roles", "Syntaxes"], rows, small=True))
        doc.add(bullets([[bold(name), f" {_names(uids)}"] for uids, name in sets.items()]))


def _names(uids: Iterable[str]) -> str:
    return "; ".join(name_of(uid) for uid in uids)


def _queries(doc: Document, queries: Iterable[dict[str, Any]]) -> None:
    for query in queries:
        doc.add(heading(f"{query['model']}, level {query['level']}", 3))
        if "problem" in query:
            doc.add(para(toned(query["problem"]["what"], "bad")))
        elif not query["matches"]:
            doc.add(para(f"No test patient matches (final status {query['status']}): its keys are not told."))
        by_state = {
            s: [key for key, state in query["keys"].items() if state == s] for s in ("value", "empty", "absent")
        }
        doc.add(facts([(label, ", ".join(by_state[state])) for label, state in
                       (("With a value", "value"), ("Empty", "empty"), ("Not returned", "absent"))]))  # fmt: skip
        if query.get("others"):
            doc.add(para(toned(f"{query['others']} answers were for other patients than asked for.", "bad")))


def _hl7(doc: Document, found: dict[str, Any]) -> None:
    mode = found["acknowledgement"]
    doc.add(facts([("Acknowledgement", [mode["mode"], muted(f" {mode['code']} {mode['why']}")])]))
    head = ["Message", "Version", "Answer", "Code", "Text"]
    for title, key in (("Versions", "versions"), ("Events", "events")):
        rows: list[list[Inline]] = [
            [code(e["type"]), [e["version"], muted(f" {e.get('taken', '')}") if key == "versions" else ""],
             _word(e["answer"]), f"{e['code']} {e['error']}", e["text"]]
            for e in found[key]
        ]  # fmt: skip
        _titled(doc, title, ["30mm", "26mm", "24mm", "18mm", "1fr"], head, rows)


def _web(doc: Document, found: dict[str, Any]) -> None:
    rows: list[list[Inline]] = [
        [e["resource"], code(f"{e['method']} {e['path']}"), _word(e["answer"]), e["status"], e["media"]]
        for e in found["resources"]
    ]
    _titled(doc, "Resources", ["32mm", "1fr", "24mm", "20mm", "34mm"], ["", "Asked", "", "Status", "Media type"], rows)
    if not found["test_study"]:
        doc.add(para("There is no study of a test patient: what needs one is not told.", "small"))


def _tls(doc: Document, found: dict[str, Any]) -> None:
    if not found["speaks"]:
        doc.add(facts([("TLS", ["not spoken", muted(f" {found['why']}")])]))
        return
    versions = [f"{name} {state}" for name, state in found["versions"].items()]
    doc.add(facts([("TLS", ", ".join(versions)), ("Cipher suites (1.2)", ", ".join(found["ciphers"])),
                   ("Certificate", f"{found['subject']}, until {found['valid_until']}")]))  # fmt: skip


def write(
    found: dict[str, Any], folder: Path, *, changes: dict[str, Any] | None = None, against: str = ""
) -> list[Path]:
    """Write ``as-built.html`` and ``as-built.pdf``. OSError, :class:`reports.documents.press.PressError`."""
    doc = document(found, changes, against)
    return [paper.write(doc, folder), press.write(doc, folder)]
