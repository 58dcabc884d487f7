"""The page of threats names tests that there are; and the line of it that no other test holds."""

from __future__ import annotations

import re
from pathlib import Path

import psutil
import pytest

from harness.session import Hospital
from harness.site import load_site

ROOT = Path(__file__).resolve().parents[2]
LINES = [
    line for line in (ROOT / "harness/threats.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")
]
NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("line", [line for line in LINES[1:] if "by command" not in line])
def test_each_threat_has_a_test_that_there_is(line: str) -> None:
    found = NAMED.findall(line.split("|")[3])
    assert found
    for path, function in found:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {function or 'test_'}", text, re.MULTILINE), f"{path}::{function}"


def test_a_simulated_hospital_listens_on_this_machine_alone() -> None:
    hospital = Hospital(load_site("simulated"))
    process = psutil.Process()
    before = {each.laddr for each in process.net_connections("inet") if each.status == psutil.CONN_LISTEN}
    try:
        hospital.wiring.start(hospital.site.role_names)
        now = [
            each.laddr
            for each in process.net_connections("inet")
            if each.status in (psutil.CONN_LISTEN, psutil.CONN_NONE)
        ]
        ours = [each for each in now if each and each not in before]
    finally:
        hospital.close()
    assert len(ours) > 8
    assert {each.ip for each in ours} == {"127.0.0.1"}
