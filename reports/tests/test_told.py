"""No English word on a page in another language, outside identifiers, values of a peer and names of the standards."""

from __future__ import annotations

import re

import pytest

from harness import coverage
from harness.record import Run, load
from reports import html
from reports.tests.english import english, left_in_english
from reports.tests.sample import Sample
from reports.text import blocks
from reports.told import told

LANGUAGES = ("es", "fr", "pt")
FAILURES = (  # role, summary, expected, received, likely, clause, as checks and steps say them
    ("ris", "ris never acknowledged ORM^O01 EMR1 of emr", "an acknowledgement within 5 s", "nothing within 5.0 s",
     "the receiver is down, stuck, or does not know this message type", "HL7 v2 chapter 2, MSA-1"),
    ("ris", "the patient name changes from the order NW of emr to the worklist of CT_ER1", "Ñengono^Inés (PID-5)",
     "?engono^In?s", "letters lost: Ñ → ?, é → ?", "IHE RAD TF: identifiers of the scheduled workflow; PS3.17 J.2.1"),
    ("pacs", "pacs refused a change of a performed step", "0000 success", "0112 no such SOP instance", "",
     "PS3.4 F.7.2"),
    ("pacs", "1 images of chest CT for Ana Torres in the archive: not so within 60 s: expected 1, received 2", "1", "2",
     "", "IHE RAD-11, RAD-14"),
    ("workstation", "workstation did not answer the C-STORE-RQ of pacs", "a final C-STORE-RSP",
     "nothing within 10.0 s, then the association was aborted by pacs", "", "PS3.7 9.1"),
    ("ris", "the A04 of his to ris: Date time of birth is missing (2 times)", "a value", "empty", "", "PID-7"),
    ("harness", "the check could not be completed: KeyError: 'x'", "", "", "", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run with findings, a person waited for, something omitted, an error, and a message wrong on purpose."""
    rows = [
        {"id": entry.id, "source": entry.source, "clause": entry.clause, "text": entry.text, "strength": entry.strength,
         "role": entry.role, "scenarios": list(entry.scenarios), "not_tested": entry.not_tested}
        for entry in coverage.requirements()
    ]  # fmt: skip
    sample = Sample(tmp_path_factory.mktemp("told") / "run", language="es", requirements=rows)
    own = {"feature": "Ñ", "feature_description": "", "language": "es"}
    for number, (role, summary, expected, received, likely, clause) in enumerate(FAILURES, start=1):
        name = f"TC-MWL-{number:03d}"
        sample.scenario(name, f"Ñ {number}", **own)
        order, _ = sample.conversation(name)
        values = {"expected": expected, "received": received, "likely": likely, "clause": clause}
        verdict = "ERROR" if role == "harness" else "FAIL"
        sample.finding(name, role=role, summary=summary, verdict=verdict, exchanges=[order], step=0, **values)
        sample.step(name, 0, "Cuando Ñ", "failed", error=summary, role=role)
        note = "pacs updated (0010,0010) PatientName in 2 objects after a message about it"
        sample.finding(name, verdict="PASS", severity="minor", role="pacs", summary=note, clause="PS3.4 B.2.3")
        sample.end(name, verdict)
    sample.scenario("TC-RPT-001", "Ñ", **own)
    sample.step("TC-RPT-001", 0, "Cuando Ñ", "pending", waiting_for="read the report of chest CT for Ana Torres")
    sample.end("TC-RPT-001", "PENDING", 0.1, "a person at the emr has to read the report of chest CT for Ana Torres")
    sample.scenario("TC-IAN-001", "Ñ", **own)
    sample.end("TC-IAN-001", "OMIT", 0.0, "the site does not claim RAD-49 for the PACS")
    sample.scenario("TC-ROB-002", "Ñ", **own)
    sample.exchange("TC-ROB-002", "emr", "ris", "ORM^O01", "x", deliberate="half a message", error="no end block")
    sample.step("TC-ROB-002", 0, "Cuando Ñ", "error", role="ris",
                error="ris (127.0.0.1:2575) cannot be reached: refused\ncause: the message is empty")  # fmt: skip
    sample.end("TC-ROB-002", "ERROR", 0.1)
    return load(sample.close(1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_word_on_the_page(run: Run, language: str) -> None:
    assert left_in_english(html.page(run, language=language), language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_expected_and_received_are_said_where_the_words_are_ours(run: Run, language: str) -> None:
    findings = [finding for scenario in told(run, language).scenarios for finding in scenario.findings]
    ours = [text for f in findings for text in (f.expected, f.received, f.likely, f.clause, f.summary)]
    assert {text: words for text in ours if (words := english(text, language))} == {}
    assert "?engono^In?s" in ours, "what the peer sent is untouched"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_word_on_the_terminal(run: Run, language: str) -> None:
    from harness.cli.texts import Texts

    lines = [line for block in blocks(told(run, language), word=Texts(language).word) for line in block]
    plain = [line for line in lines if not re.search(r"interop run|exchanges/|features/", line)]
    assert {line: words for line in plain if (words := english(line, language))} == {}


def test_the_record_and_what_machines_read_stayenglish(run: Run) -> None:
    assert told(run, "en") is run
    before = [finding.summary for scenario in run.scenarios for finding in scenario.findings]
    told(run, "es")
    assert before == [finding.summary for scenario in run.scenarios for finding in scenario.findings]
