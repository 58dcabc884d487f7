"""GPUs and displays by what each operating system says, without packages of its own: texts in, values out.

Names of users, serial numbers and EDIDs stand in some of these texts: only the fields named here are taken.
"""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

WAIT_S = 20.0
MOST_BYTES = 4_000_000
_SAID = 100  # characters of a name
GPU_QUERY = "Get-CimInstance Win32_VideoController | Select-Object Name,AdapterRAM,CurrentHorizontalResolution,CurrentVerticalResolution | ConvertTo-Json -Compress"  # noqa: E501
SCREEN_QUERY = "Add-Type -Name Dpi -Namespace W -MemberDefinition '[DllImport(\"user32.dll\")] public static extern bool SetProcessDPIAware();'; [void][W.Dpi]::SetProcessDPIAware(); Add-Type -AssemblyName System.Windows.Forms; @([System.Windows.Forms.Screen]::AllScreens | ForEach-Object { $_.Bounds } | Select-Object Width,Height) | ConvertTo-Json -Compress"  # noqa: E501
ADAPTER_RAM_LIMIT = 2**32 - 2**20  # Win32_VideoController.AdapterRAM is a uint32: at its end it says nothing
_MODE = re.compile(r"^\s+(\d{3,5})x(\d{3,5})i?\s.*\*", re.M)
_CONNECTED = re.compile(r"^(\S+) connected\b", re.M)
_LSPCI = re.compile(r"^\S+ (?:VGA compatible controller|3D controller|Display controller)(?: \[\w+\])?: (.+)$", re.M)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(GB|MB)")
_PIXELS = re.compile(r"(\d{3,5})\s*x\s*(\d{3,5})")


def run(command: Sequence[str]) -> str:
    """Its output; OSError or ValueError with the reason where it gives none."""
    done = subprocess.run(command, capture_output=True, timeout=WAIT_S, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        words = " ".join(done.stderr[:200].decode("utf-8", "replace").split())
        raise ValueError(f"{command[0]} ends with {done.returncode} {words}".strip())
    return done.stdout[:MOST_BYTES].decode("utf-8", "replace")


def gpus(ask: Callable[[Sequence[str]], str] = run, platform: str = sys.platform) -> dict[str, Any]:
    """``{"found": [{"name", "memory_gb"}]}``, memory None where it is not told, or ``{"unknown": why}``."""
    if platform == "win32":
        found = _said(lambda: cim_gpus(ask(_powershell(GPU_QUERY))))
    elif platform == "darwin":
        found = _said(lambda: profiler_gpus(ask(("system_profiler", "SPDisplaysDataType", "-json"))))
    else:
        found = _said(lambda: lspci_gpus(ask(("lspci",))))
    nvidia = _said(lambda: nvidia_gpus(ask(_NVIDIA)))  # where it is there it knows the memory
    return nvidia if nvidia.get("found") else found


def displays(ask: Callable[[Sequence[str]], str] = run, platform: str = sys.platform) -> dict[str, Any]:
    """``{"found": [{"width", "height"}]}`` in pixels, or ``{"unknown": why}``."""
    if platform == "win32":
        return _said(lambda: cim_screens(ask(_powershell(SCREEN_QUERY))))
    if platform == "darwin":
        return _said(lambda: profiler_displays(ask(("system_profiler", "SPDisplaysDataType", "-json"))))
    return _said(lambda: xrandr_displays(ask(("xrandr", "--query"))))


_NVIDIA = ("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits")


def _powershell(query: str) -> tuple[str, ...]:
    return ("powershell", "-NoProfile", "-NonInteractive", "-Command", query)


def _said(ask: Callable[[], list[dict[str, Any]]]) -> dict[str, Any]:
    try:
        return {"found": ask()}
    except FileNotFoundError as error:
        return {"unknown": f"the program {error.filename} is not there"}
    except subprocess.TimeoutExpired:
        return {"unknown": f"no answer within {WAIT_S:g} s"}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return {"unknown": " ".join(str(error).split())[:200] or type(error).__name__}


def lspci_gpus(text: str) -> list[dict[str, Any]]:
    """Of ``lspci``: the controllers of classes 0300, 0302 and 0380. It does not tell their memory."""
    return [{"name": name.split(" (rev ")[0][:_SAID], "memory_gb": None} for name in _LSPCI.findall(text)]


def nvidia_gpus(text: str) -> list[dict[str, Any]]:
    """Of ``nvidia-smi``: name and MiB, one line a GPU."""
    found = []
    for line in text.splitlines():
        name, _, mebibytes = line.rpartition(",")
        if name and mebibytes.strip().isdigit():
            found.append({"name": name.strip()[:_SAID], "memory_gb": round(int(mebibytes) * 2**20 / 1e9, 1)})
    return found


def xrandr_displays(text: str) -> list[dict[str, Any]]:
    """Of ``xrandr --query``: the current mode (marked ``*``) of each connected output that shows something."""
    starts = [match.start() for match in re.finditer(r"^\S", text, re.M)] + [len(text)]
    found = []
    for begin, end in itertools.pairwise(starts):
        block = text[begin:end]
        mode = _MODE.search(block) if _CONNECTED.match(block) else None
        if mode:
            found.append({"width": int(mode[1]), "height": int(mode[2])})
    return found


def cim_gpus(text: str) -> list[dict[str, Any]]:
    """Of Win32_VideoController as JSON: one object, or a list of them."""
    return [{"name": str(each.get("Name") or "?")[:_SAID], "memory_gb": _ram(each)} for each in _objects(text)]


def _ram(controller: dict[str, Any]) -> float | None:
    ram = controller.get("AdapterRAM")
    known = isinstance(ram, int) and 0 < ram < ADAPTER_RAM_LIMIT
    return round(ram / 1e9, 1) if known and isinstance(ram, int) else None


def cim_screens(text: str) -> list[dict[str, Any]]:
    """Of the bounds of all screens as JSON."""
    return [{"width": int(each["Width"]), "height": int(each["Height"])} for each in _objects(text) if "Width" in each]


def _objects(text: str) -> list[dict[str, Any]]:
    found = json.loads(text or "[]")
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def profiler_gpus(text: str) -> list[dict[str, Any]]:
    """Of ``system_profiler SPDisplaysDataType -json``. Apple's own GPUs share the memory of the machine: None."""
    found = []
    for card in _objects(json.dumps(json.loads(text).get("SPDisplaysDataType") or [])):
        size = _SIZE.search(str(card.get("spdisplays_vram") or card.get("_spdisplays_vram") or ""))
        scale = 2**30 if size and size[2] == "GB" else 2**20
        name = str(card.get("sppci_model") or card.get("_name") or "?")[:_SAID]
        found.append({"name": name, "memory_gb": round(float(size[1]) * scale / 1e9, 1) if size else None})
    return found


def profiler_displays(text: str) -> list[dict[str, Any]]:
    """The pixels of each display; the resolution where they are not told."""
    found = []
    for card in _objects(json.dumps(json.loads(text).get("SPDisplaysDataType") or [])):
        for each in card.get("spdisplays_ndrvs") or []:
            size = _PIXELS.search(str(each.get("_spdisplays_pixels") or each.get("_spdisplays_resolution") or ""))
            if size:
                found.append({"width": int(size[1]), "height": int(size[2])})
    return found
