"""What a workstation or server is, and whether it is enough: one JSON document a machine.

No personal data: no user, no host name, no serial number, no address, no path; the machine bears the name that was
chosen for it.
"""

from __future__ import annotations

import os
import platform
import re
import socket
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.inventory import graphics
from harness.inventory.link import link_speed
from harness.run_version import version
from harness.site import Site
from simulators.wire.errors import ConfigError

SCHEMA = 1
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")
SYSTEMS = {"Darwin": "macOS"}


def machine(
    name: str, site: Site, *, study: str = "", by: str = "auto", said: Callable[[str], None] = lambda text: None
) -> dict[str, Any]:
    """The document. ``study``: UID of a test study to be retrieved, by default the site's; none: not measured.

    :class:`ConfigError` for a name that is none.
    """
    if not NAME.match(name):
        raise ConfigError(
            f"{name!r} is no name for a machine", remedy="1 to 40 letters, digits and . _ - : --name WS-3"
        )
    table = site.tables.inventory
    said("hardware")
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": "inventory",
        "version": version(),
        "time": datetime.now().astimezone().isoformat(timespec="seconds"),
        "site": site.name,
        "name": name,
        "system": _system(),
        "cpu": _cpu(),
        "memory_gb": _memory(),
        "disk": _disk(),
        "gpus": graphics.gpus(),
        "displays": graphics.displays(),
        "reach": [],
        "link": {"unknown": "no test study was named: [inventory] study, or --study UID"},
    }
    said("what can be reached")
    document["reach"] = [*_systems(site), *_viewers(site)]
    if study or table.study:
        said("retrieving the test study")
        document["link"] = link_speed(site, study or table.study, by)
    document["comparison"] = against_minimum(document, table.minimum.model_dump(exclude_none=True))
    return document


def _system() -> dict[str, str]:
    name = SYSTEMS.get(platform.system(), platform.system())
    release = platform.mac_ver()[0] if name == "macOS" else platform.release()
    detail = ""
    if name == "Linux":
        try:
            detail = platform.freedesktop_os_release().get("PRETTY_NAME", "")
        except OSError:
            detail = ""
    elif name == "Windows":
        detail = f"{platform.win32_edition() or ''} {platform.version()}".strip()
    return {"name": name, "release": release, "detail": detail, "machine": platform.machine()}


def _cpu() -> dict[str, Any]:
    import psutil

    try:
        frequency = psutil.cpu_freq()
    except (OSError, RuntimeError, NotImplementedError):
        frequency = None
    return {
        "model": _cpu_model(),
        "cores": psutil.cpu_count(logical=False),
        "threads": psutil.cpu_count(),
        "mhz": round(frequency.max or frequency.current) if frequency else None,
    }


def _cpu_model() -> str:
    """platform.processor() says on Linux only what kind it is."""
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(errors="replace"), re.M)
    except OSError:
        found = None
    return " ".join((found[1] if found else platform.processor() or "unknown").split())[:100]


def _memory() -> float:
    import psutil

    return round(psutil.virtual_memory().total / 1e9, 1)


def _disk() -> dict[str, float]:
    """The disk that the system is on, in 10^9 bytes."""
    import psutil

    usage = psutil.disk_usage(os.environ.get("SYSTEMDRIVE", "C:") + "\\" if os.name == "nt" else "/")
    return {"total_gb": round(usage.total / 1e9, 1), "free_gb": round(usage.free / 1e9, 1)}


# --- what it reaches


def _systems(site: Site) -> list[dict[str, Any]]:
    """A TCP connection to each port of each real system; nothing is sent."""
    found = []
    for name in site.real_roles:
        for key, table in site.role(name).asked().items():
            if hasattr(table, "host"):
                found.append({"what": f"{name} {key}", **_connects(table.host, table.port, site.limits.connect_s)})
            else:
                found.append({"what": f"{name} {key}", **_answers(table.url, site.limits.connect_s)})
    return found


def _viewers(site: Site) -> list[dict[str, Any]]:
    return [{"what": url, **_answers(url, site.limits.connect_s)} for url in site.tables.inventory.viewers]


def _connects(host: str, port: int, timeout: float) -> dict[str, Any]:
    begin = time.monotonic()
    try:
        socket.create_connection((host, port), timeout).close()
    except OSError as error:
        return {"reached": False, "ms": None, "detail": error.strerror or str(error) or "no answer"}
    return {"reached": True, "ms": round((time.monotonic() - begin) * 1000, 1), "detail": "TCP connection"}


def _answers(url: str, timeout: float) -> dict[str, Any]:
    """Any HTTP answer shows that it is there; 5xx that it does not work. Certificates are checked as a browser does."""
    import http.client
    import urllib.error
    import urllib.request

    begin = time.monotonic()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="GET"), timeout=timeout) as answer:
            answer.read(65536)
            status = answer.status
    except urllib.error.HTTPError as error:
        with error:
            status = error.code
    except (OSError, ValueError, http.client.HTTPException) as error:
        return {"reached": False, "ms": None, "detail": " ".join(str(getattr(error, "reason", error)).split())[:200]}
    return {
        "reached": status < 500, "ms": round((time.monotonic() - begin) * 1000, 1), "detail": f"HTTP {status}",
    }  # fmt: skip


# --- the minimum


def against_minimum(found: dict[str, Any], minimum: dict[str, Any]) -> dict[str, Any]:
    """``verdict`` enough, not enough, or undecided where something is unknown or no minimum is given; one row each."""
    rows = [_row(name, minimum[name], _has(found, name, minimum)) for name in minimum]
    for each in found["reach"]:
        rows.append({"what": f"reach {each['what']}", "wants": "reached", "has": each["detail"],
                     "state": "enough" if each["reached"] else "not enough"})  # fmt: skip
    states = {row["state"] for row in rows}
    verdict = "not enough" if "not enough" in states else "enough" if minimum and states == {"enough"} else "undecided"
    return {"verdict": verdict, "rows": rows}


def _row(name: str, wants: Any, has: Any) -> dict[str, Any]:
    if has is None:
        state = "unknown"
    elif name == "systems":
        state = "enough" if has in wants else "not enough"
    else:
        state = "enough" if has >= wants else "not enough"
    return {"what": name, "wants": wants, "has": has, "state": state}


def _has(found: dict[str, Any], name: str, minimum: dict[str, Any]) -> Any:
    """The value that a key of the minimum is compared with; None where it is unknown. Of as many displays as are wanted
    the smallest counts."""
    cards = found["gpus"].get("found") or []
    screens = found["displays"].get("found")
    memories = [card["memory_gb"] for card in cards if card["memory_gb"] is not None]
    sizes = sorted((round(each["width"] * each["height"] / 1e6, 1) for each in screens or ()), reverse=True)
    return {
        "cpu_cores": found["cpu"]["cores"],
        "memory_gb": found["memory_gb"],
        "disk_free_gb": found["disk"]["free_gb"],
        "gpu_memory_gb": max(memories, default=None),
        "displays": None if screens is None else len(screens),
        "display_megapixels": sizes[: minimum.get("displays", 1)][-1] if sizes else None,
        "link_mbit_s": found["link"].get("mbit_s"),
        "systems": found["system"]["name"],
    }[name]
