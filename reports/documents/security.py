"""The security half of the performance and security audit report, from ``audit.json`` alone, in four languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.audit.catalogue import SEVERITIES, kinds, what_it_does
from reports.documents import paper, press
from reports.documents.blocks import (
    Block,
    Document,
    Inline,
    bold,
    bullets,
    code,
    facts,
    group,
    heading,
    muted,
    para,
    table,
    toned,
)
from reports.words import Words
from simulators.wire.errors import ConfigError

NAME = "security"
TONES = {"critical": "bad", "major": "bad", "minor": "pend", "info": "none"}


def security_blocks(audit: dict[str, Any], words: Words | None = None) -> list[Block]:
    """Everything that ``audit.json`` tells, as blocks for a document: summary, findings, what was done, articles.
    :class:`ConfigError` where it is no whole audit."""
    try:
        words = words or Words("en", str(audit.get("time_zone") or "UTC"))
        return [*_summary(audit, words), *_findings(audit, words), *_probes(audit, words), *_articles(audit, words)]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigError(
            f"this is a damaged audit: {type(error).__name__} {error}", remedy="interop audit, or another copy of it"
        ) from error


def _summary(audit: dict[str, Any], words: Words) -> Iterator[Block]:
    counts = Counter(each["severity"] for each in audit["findings"])
    said = ", ".join(f"{counts[name]} {words(name).lower()}" for name in SEVERITIES if counts[name])
    lead = words("audit_counts", n=counts.total(), counts=said) if said else words("audit_none")
    yield para(lead, "lead")
    if audit["stopped"]:
        yield para(toned(words("audit_stopped", what=audit["stopped"]), "bad"))
    if not audit["systems"]:
        yield para(words("audit_simulated"))
    rows: list[tuple[Inline, Inline]] = [
        (words("audit_consent"), _consent(audit, words)),
        (words("audit_left"), ", ".join(audit["left"])),
    ]
    yield facts(rows)


def _consent(audit: dict[str, Any], words: Words) -> str:
    consent = audit["consent"]
    if not consent["probes"]:
        return words("audit_no_consent") if audit["systems"] else ""
    probes = ", ".join(consent["probes"])
    return words("audit_consent_of", probes=probes, who=consent["given_by"], until=consent["until"])


def _findings(audit: dict[str, Any], words: Words) -> Iterator[Block]:
    """One group a kind of finding: what it is, where it was seen, what to do, what it bears on."""
    told = kinds(words.language)
    articles = {each["id"]: each["article"] for each in audit["references"]}
    alike: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for each in audit["findings"]:
        alike.setdefault((each["severity"], each["id"]), []).append(each)
    if alike and words.language != "en":
        yield para(words("audit_english"), "small")
    for (severity, name), each in alike.items():
        kind = told.get(name)  # an audit of another version may know other kinds
        title, remedy = (kind.title, kind.remedy) if kind else (each[0]["title"], each[0]["remedy"])
        yield heading([toned(f"{words(severity)} ", TONES[severity]), title], 2)
        places: list[Inline] = [
            [bold(one["role"]), " ", code(one["address"]), muted(f" {one['evidence']}")] for one in each
        ]
        cited = [articles[one] for one in each[0]["reference"] if one in articles]
        yield group(
            [
                bullets(places),
                para([bold(f"{words('audit_remedy')}: "), remedy]),
                para([bold(f"{words('audit_bears_on')}: "), "; ".join(cited)], "small"),
            ],
            TONES[severity],
        )


def _probes(audit: dict[str, Any], words: Words) -> Iterator[Block]:
    """Each probe and target; a reason where it was not done."""
    does = what_it_does(words.language)
    yield heading(words("audit_probes"), 2)
    seen = dict.fromkeys(each["probe"] for each in audit["probes"])
    harmful = {each["probe"] for each in audit["probes"] if each["may_harm"]}
    yield bullets(
        [bold(name), f" {does.get(name, '')}", muted(f" {words('audit_may_harm')}") if name in harmful else ""]
        for name in seen
    )
    rows = [[each["probe"], bold(each["role"]), code(each["address"]), _state(each, words)] for each in audit["probes"]]
    head = ["", words("role"), "", ""]
    yield table(["22mm", "30mm", "1fr", "1fr"], head, rows, small=True)


def _state(probe: dict[str, Any], words: Words) -> Inline:
    if probe["state"] == "done":
        return toned(words("audit_done"), "ok")
    return [toned(words("audit_not_done"), "pend"), f": {probe['reason']}"]


def _articles(audit: dict[str, Any], words: Words) -> Iterator[Block]:
    if audit["references"]:
        yield heading(words("audit_articles"), 2)
        yield bullets([bold(each["article"]), f": “{each['text']}”"] for each in audit["references"])


def document(audit: dict[str, Any], language: str = "en") -> Document:
    """The document of its own, for who has no performance half."""
    words = Words(language, str(audit.get("time_zone") or "UTC"))
    doc = Document(
        NAME, words("doc_security"), words, kicker=audit["site"], moment=audit["time"],
        foot=f"interop {audit['version']} · {words('doc_security')} · {audit['time']}",
    )  # fmt: skip
    doc.add(*security_blocks(audit, words))
    return doc


def write(audit: dict[str, Any], folder: Path, language: str = "en") -> list[Path]:
    """Write security.html and security.pdf into ``folder``. OSError or PressError where that is not possible."""
    made = document(audit, language)
    return [paper.write(made, folder), press.write(made, folder)]
