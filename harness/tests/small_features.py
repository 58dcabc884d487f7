"""A folder of features with steps of its own, and a site in which nothing is started: runs that take a second."""

from __future__ import annotations

import textwrap
from pathlib import Path

SITE = """\
schema = 1
name = "Nobody at home"
[roles]
modality = []
destination = []
his = { simulated = false }
emr = { simulated = false }
ris = { simulated = false, claims = ["RAD-5"] }
pacs = { simulated = false }
workstation = { simulated = false }
"""
STEPS = """\
import os
import signal
import threading
from pathlib import Path

from behave import given

from harness.verdict import Finding, Verdict
from simulators.wire.errors import NoAnswer, Refused, Unreachable


@given("it passes")
def passes(context):
    pass


@given("it fails")
def fails(context):
    raise AssertionError("the list shows 2 entries")


@given("it breaks")
def breaks(context):
    raise RuntimeError("a bug of ours")


@given("the peer is silent")
def silent(context):
    raise NoAnswer("no acknowledgement within 5 s", who="ris", seconds=5)


@given("the peer refuses")
def refuses(context):
    raise Refused("the RIS refused the order", code="AR", clause="HL7 chapter 2")


@given("nobody is there")
def unreachable(context):
    raise Unreachable("ris.example.test does not resolve", who="ris", remedy="interop check ris")


@given("a person has to sign")
def person(context):
    context.hospital.drive("ris", "sign the report")


@given("the workstation shows the images")
def shown(context):
    context.hospital.workstation.find("STUDY")


@given("the site does not have it")
def omitted(context):
    context.hospital.omit("the site has no second scanner")


@given("a check finds a known difference")
def known(context):
    finding = Finding(check="QRY-01", verdict=Verdict.FAIL, role="pacs", summary="accents count")
    context.course.found(finding)


@given("the process dies")
def dies(context):
    os.kill(os.getpid(), signal.SIGKILL)


@given("it sends a message of {size:d} bytes, {count:d} times")
def talks(context, size, count):
    for _ in range(count):
        context.hospital.transcript.add(
            sender="emr", receiver="ris", protocol="HL7", kind="OMG^O19", connection="emr>ris#1", raw=b"x" * size
        )


@given("the hospital cannot be closed")
def never_closes(context):
    context.hospital.close = threading.Event().wait


@given("it waits")
def waits(context):
    context.hospital.transcript.add(
        sender="emr", receiver="ris", protocol="HL7", kind="OMG^O19", connection="emr>ris#1", raw=b"MSH|^~\\\\&|EMR"
    )
    context.hospital.wait_until(lambda: False, 600, "the ward to answer")
"""
ENVIRONMENT = "from harness.hooks import *  # noqa: F403\n"


def make(folder: Path, **features: str) -> Path:
    """Write the features (name=text of the scenarios) under ``folder``; the folder that holds them."""
    root = folder / "features"
    (root / "steps").mkdir(parents=True)
    (root / "steps" / "small.py").write_text(STEPS, encoding="utf-8")
    (root / "environment.py").write_text(ENVIRONMENT, encoding="utf-8")
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    for name, scenarios in features.items():
        text = f"Feature: {name}\n\n" + textwrap.indent(textwrap.dedent(scenarios).strip(), "  ") + "\n"
        (root / f"{name}.feature").write_text(text, encoding="utf-8")
    return root


def scenario(test_id: str, *steps: str, tags: str = "") -> str:
    """The text of one scenario."""
    lines = [f"@{test_id} {tags}".rstrip(), f"Scenario: {test_id} goes its way", *(f"  Given {step}" for step in steps)]
    return "\n".join(lines) + "\n\n"
