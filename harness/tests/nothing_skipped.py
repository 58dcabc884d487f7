"""pytest plugin: with ``INTEROP_REQUIRE_REAL=1`` a skipped test is a failed one, and so is a run of no test.

CI sets it, so that a real system that is not installed is noticed there. On a developer's machine tests of systems that
are not there are skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

REQUIRED = os.environ.get("INTEROP_REQUIRE_REAL", "") not in ("", "0")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skip into a failure that says why it was skipped."""
    report = yield
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be skipped: {reason}"
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Of no test nothing is known; a selection that is empty on this branch is an error only where all is required."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and not REQUIRED:
        session.exitstatus = pytest.ExitCode.OK
