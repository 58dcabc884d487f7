"""The audit does nothing that nobody allowed, says before what it will do, and is told whole in each language."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harness.audit import audit as auditing
from harness.audit import catalogue, harmful
from harness.audit.audit import PROBES, Audit, Step, at_or_above, refusal
from harness.audit.target import Finding, Target
from harness.cli import main
from harness.site_commands import HARMFUL_PROBES
from harness.site_commands import PROBES as PROBE_NAMES
from harness.tests.audit_peers import (
    AGREED,
    FAST,
    HEAD,
    dimse,
    site_of,
)
from reports.documents import security
from simulators.mllp_server import MllpServer
from simulators.runtime import Runtime
from simulators.wire.errors import ConfigError


def test_the_catalogue_is_whole_in_every_language_and_every_reference_was_read() -> None:
    assert [probe.name for probe in PROBES] == list(PROBE_NAMES) == list(catalogue.what_it_does())
    known = catalogue.references()
    assert all(each["text"] and each["read"] and each["article"] for each in known.values())
    cited = {name for kind in catalogue.kinds().values() for name in kind.references}
    assert cited <= set(known)
    for language in catalogue.LANGUAGES:
        for kind in catalogue.kinds(language).values():
            assert kind.severity in catalogue.SEVERITIES
            assert kind.title
            assert kind.remedy
        does = catalogue.what_it_does(language)
        assert all(does.values())
        assert f" {harmful.HALF_OPEN} " in does["slow"]
        assert f" {harmful.FLOOD} " in does["floods"]
        assert f" {harmful.SIDE**2 >> 20} M" in does["bombs"]
    assert len(catalogue.accounts()) <= 8


# --- consent


@pytest.mark.parametrize(
    ("table", "harmless_one", "harmful_one"),
    [
        ("", "", "no consent"),
        ('[security]\nconsent = ["ports"]\n', "no consent", "no consent"),
        (AGREED, "", ""),
        (AGREED.replace("2099", "2020"), "the consent ended on 2020-01-01", "the consent ended on 2020-01-01"),
    ],
)
def test_nothing_is_done_to_a_real_system_that_nobody_allowed(table: str, harmless_one: str, harmful_one: str) -> None:
    site = site_of('[roles.pacs]\ndimse = { host = "127.0.0.1", port = 1, ae_title = "P" }\n', table)
    by_name = {probe.name: probe for probe in PROBES}
    for name, reason in (("tls", harmless_one), *((each, harmful_one) for each in HARMFUL_PROBES)):
        assert refusal(site, Step(by_name[name], dimse(1)), date(2026, 11, 24)) == reason
    assert refusal(site, Step(by_name["bombs"], Target("BATA", "dimse", None)), date(2026, 11, 24)) == ""  # ours


def test_who_allows_harm_says_so_by_name_and_until_a_day() -> None:
    with pytest.raises(ConfigError, match="1 mistake") as error:
        site_of("", '[security]\nconsent = ["bombs"]\n')
    assert "who allows bombs, and until when" in error.value.cause
    with pytest.raises(ConfigError):
        site_of("", '[security]\nuntil = "tomorrow"\n')
    with pytest.raises(ConfigError, match="mistake"):
        site_of("", '[security]\nconsent = ["everything"]\n')


# --- the document


def finding(**changed: str) -> Finding:
    each = catalogue.kinds()["open-port"]
    values = {"role": "pacs", "address": "h", "severity": "major", "evidence": "port 1", "title": each.title, **changed}
    return Finding("open-port", "ports", remedy=each.remedy, reference=each.references, **values)


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_document_in_each_language(language: str, tmp_path: Path) -> None:
    made = Audit(site_of(""), [dimse(1)], FAST)
    made.findings = [finding(evidence="<script>alert(1)</script>\x1b[31m"), finding(severity="minor")]
    paths = security.write(made.document(), tmp_path, language)
    page = paths[0].read_text(encoding="utf-8")
    assert catalogue.kinds(language)["open-port"].title in page
    assert catalogue.what_it_does(language)["bombs"] in page
    assert "45 CFR 164.312(a)(1)" in page
    assert "<script>alert" not in page
    assert paths[1].read_bytes().startswith(b"%PDF")


def test_a_damaged_audit_is_a_clear_error() -> None:
    made = Audit(site_of(""), [dimse(1)], FAST)
    made.findings = [finding()]
    whole = json.loads(json.dumps(made.document()))
    assert security.security_blocks(whole)
    for key in ("stopped", "systems", "consent", "left", "probes", "findings", "references"):
        for damaged in ({name: value for name, value in whole.items() if name != key}, {**whole, key: [7]}):
            with contextlib.suppress(ConfigError):  # and no other
                security.security_blocks(damaged)
    with pytest.raises(ConfigError, match="damaged audit"):
        security.security_blocks({**whole, "findings": [{"severity": "fatal"}]})


def test_the_worst_come_first_and_severity_decides() -> None:
    made = Audit(site_of(""), [], FAST)
    made.findings = [finding(severity="info"), finding(severity="critical"), finding(severity="minor")]
    found = made.document()
    assert [each["severity"] for each in found["findings"]] == ["critical", "minor", "info"]
    assert [len(list(at_or_above(found, name))) for name in catalogue.SEVERITIES] == [1, 1, 2, 3]


# --- the command


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A site file with a real RIS that listens; more text can be added to it."""
    with MllpServer(Runtime(), "ris", lambda message, connection: "AA") as server:

        def write(more: str) -> str:
            address = f'{{ host = "127.0.0.1", port = {server.port}, application = "RIS" }}'
            path = tmp_path / "site.toml"
            path.write_text(f"{HEAD}[roles.ris]\nhl7 = {address}\n{more}", encoding="utf-8")
            return str(path)

        yield write


def test_nothing_is_sent_before_the_plan_was_agreed_to(
    real: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "execute", lambda self: pytest.fail("it asked nobody"))
    assert main(["audit", "--site", real(""), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "floods     may harm" in told
    assert "not done to 1: no consent" in told
    assert "add --yes" in told
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("severity", "code"), [("critical", 0), ("minor", 1)])
def test_the_command_ends_as_the_severity_says(
    real: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], severity: str, code: int
) -> None:
    out = tmp_path / "out"
    arguments = ["audit", "--site", real(""), "--yes", "--rate", "1000", "--out", str(out), "--severity", severity]
    assert main([*arguments, "--json"]) == code
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["systems"], found["exit_code"]) == (1, ["ris"], code)
    assert [each["id"] for each in found["findings"]] == ["plaintext"]
    assert {each["reason"] for each in found["probes"] if each["may_harm"]} == {"no consent"}
    assert {path.name for path in out.iterdir()} == {"audit.json", "security.html", "security.pdf"}


def test_a_system_that_is_not_there_is_not_passed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "site.toml"
    path.write_text(HEAD + '[roles.pacs]\ndimse = { host = "127.0.0.1", port = 1, ae_title = "P" }\n', encoding="utf-8")
    assert main(["audit", "--site", str(path), "--yes", "--out", str(tmp_path / "out")]) == 3
    assert "not done: strangers" in capsys.readouterr().out


def test_whoever_stops_it_keeps_what_was_found(
    real: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(target: Target, asking: Any) -> Iterator[Finding]:
        yield finding()
        raise KeyboardInterrupt

    probes = tuple(replace(each, run=stopped) if each.name == "messages" else each for each in PROBES)
    monkeypatch.setattr(auditing, "PROBES", probes)
    out = tmp_path / "out"
    assert main(["audit", "--site", real(AGREED), "--yes", "--rate", "1000", "--out", str(out)]) == 130
    found = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    assert {each["id"] for each in found["findings"]} == {"plaintext", "open-port"}
    assert {each["probe"] for each in found["probes"] if each["reason"] == "stopped by you"} == {
        "messages", "floods", "slow",
    }  # fmt: skip
