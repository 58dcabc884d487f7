"""The audit repository of a hospital: where the site wants it, for whom it listens, and who keeps a trail."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.session import Hospital, open_hospital
from harness.site import parse_site
from simulators import authority
from simulators.syslog_client import SyslogClient
from simulators.wire import audit, syslog
from simulators.wire.audit import AuditMessage
from simulators.wire.errors import ConfigError

SITE = 'schema = 1\nname = "Test"\n'
WAIT_S = 20.0


def told(hospital: Hospital) -> list[tuple[str, str]]:
    """Who told of what so far."""
    hospital.settle()
    found = [(one.sender, one.audit) for one in hospital.transcript.exchanges if one.protocol == "SYSLOG"]
    return [(sender, message.event.meaning) for sender, message in found if message is not None]


def test_the_roles_of_a_simulated_hospital_keep_a_trail() -> None:
    hospital = open_hospital({"site": "simulated"})
    try:
        hospital.begin("X")
        hospital.his.send("A04", hospital.person("Ana Torres"))
        assert {("his", "Patient Record"), ("ris", "Patient Record"), ("emr", "Patient Record")} <= set(told(hospital))
    finally:
        hospital.close()


def test_a_role_that_does_not_claim_it_keeps_none() -> None:
    hospital = Hospital(parse_site(SITE + '[roles.emr]\nclaims = ["RAD-1", "RAD-2"]\n'))
    hospital.start()
    try:
        hospital.his.send("A04", hospital.person("Ana Torres"))
        senders = {sender for sender, _ in told(hospital)}
        assert "emr" not in senders
        assert {"his", "ris", "pacs"} <= senders
    finally:
        hospital.close()


def test_the_trail_goes_over_tls_where_the_site_says_so(tmp_path: Path) -> None:
    made = authority.make(tmp_path / "authority")
    end = made.server()
    files = f'trust = "{end.trust}", certificate = "{end.certificate}", key = {{ file = "{end.key}" }}'
    text = f"{SITE}[audit.listen]\ntls = {{ {files} }}\n"
    hospital = Hospital(parse_site(text, str(tmp_path / "site.toml")))
    hospital.start()
    try:
        assert ("his", "Application Activity") in told(hospital)
        stranger = SyslogClient("127.0.0.1", hospital.wiring.role("audit_repository").ports["tcp"])
        stranger.send(b"in the clear")
        stranger.close()
        hospital.his.send("A04", hospital.person("Ana Torres"))
        assert ("ris", "Patient Record") in told(hospital)
        assert not [one for one in hospital.transcript.exchanges if one.protocol == "SYSLOG" and one.error]
    finally:
        hospital.close()


def test_a_real_system_is_known_by_what_it_calls_itself() -> None:
    text = """
[roles.pacs]
dimse = { host = "192.0.2.7", port = 104, ae_title = "REAL" }
[audit.sources]
pacs = "PACS-NORTE"
"""
    site = parse_site(SITE + text)
    assert site.audit_source("pacs") == "PACS-NORTE"
    assert site.audit_source("ris") == "RIS"
    hospital = Hospital(site)
    hospital.start()
    try:
        message = AuditMessage(event=audit.SECURITY_ALERT, action="E", time="", source="PACS-NORTE")
        client = SyslogClient("127.0.0.1", hospital.wiring.role("audit_repository").ports["udp"], datagrams=True)
        client.send(syslog.SyslogMessage(content=audit.write(message)).raw)
        assert hospital.transcript.wait_for(
            lambda one: one.sender == "pacs" and one.audit is not None and one.audit.is_a(audit.SECURITY_ALERT), WAIT_S
        )
        client.close()
    finally:
        hospital.close()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[audit.sources]\npasc = "X"\n', "the nearest is 'pacs'"),
        ("[audit.listen]\ntcp = 70000\n", "audit.listen.tcp"),
        ("[audit]\nrepository = true\n", "audit.repository"),
        ('[audit.listen]\ntls = { certificate = "nowhere.pem" }\n', "there is no file"),
        ("[limits]\naudit_s = 0\n", "limits.audit_s"),
    ],
)
def test_a_mistake_in_the_site_file_is_named(text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_site(SITE + text)
    assert problem in " ".join(error.value.problems)


def test_fixed_ports_are_known_to_the_run() -> None:
    site = parse_site(SITE + "[audit.listen]\ntcp = 6514\n")
    assert site.fixed_listeners == {"audit.tcp": 6514}
