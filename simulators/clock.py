"""The time on the wall of the site."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from simulators.runtime import Runtime


def local_time(runtime: Runtime) -> str:
    """Now, in the site's time zone, as YYYYMMDDHHMMSS."""
    return datetime.now(ZoneInfo(runtime.time_zone)).strftime("%Y%m%d%H%M%S")
