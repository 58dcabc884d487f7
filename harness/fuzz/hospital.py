"""The simulated roles of a site in a process of their own, so that a crash is theirs and their memory can be read.

Started as ``python -m harness.fuzz.hospital SITE ROLE...``: writes one line of JSON with where they listen, and ends
when its standard input does. Nothing is kept of what passes but the last messages.
"""

from __future__ import annotations

import contextlib
import gc
import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

import psutil

from harness import temporary
from harness.fuzz.case import Target
from simulators.wire.errors import NoAnswer

# glibc gives each thread a heap of its own, in which what a message of a megabyte took stays taken: growth that is no
# leak. One heap for all, and what is large goes back to the system at once.
ONE_HEAP = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
KEPT = 20  # exchanges; some are of a megabyte
SERVICES = ("hl7", "dimse", "worklist", "mpps")


def targets(hospital: Any, names: tuple[str, ...]) -> list[Target]:
    """Every listener of these roles, real or simulated and started."""
    found = []
    for name in names:
        for service in SERVICES if name == "ris" else ("hl7", "dimse"):
            if target := _target(hospital, name, service):
                found.append(target)
    return found


def _target(hospital: Any, name: str, service: str) -> Target | None:
    real = hospital.site.is_real(name)
    if service == "hl7":
        with contextlib.suppress(AttributeError):  # a station has no HL7
            if (at := hospital.wiring.hl7(name)) is not None:
                return Target(name, service, at.host, at.port, at.name, at.dialect.version, real)
        return None
    if (name == "ris" and service == "dimse") or (to := hospital.wiring.dicom(name, service)) is None:
        return None
    return Target(name, service, to.host, to.port, to.ae_title, real=real)


class Process:
    """One such process. ``memory`` in bytes, 0 once it has ended."""

    def __init__(self, site: str, names: tuple[str, ...]) -> None:
        self._temporary = temporary.owned()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "harness.fuzz.hospital", site, *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**temporary.environment(self._temporary.name), **ONE_HEAP},
        )
        assert self._process.stdout is not None
        try:
            self.targets = [Target(**one) for one in json.loads(self._process.stdout.readline())]
        except ValueError as error:
            self.stop()
            raise NoAnswer("the simulated roles could not be started", cause=f"roles: {', '.join(names)}") from error

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def memory(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(psutil.Process(self._process.pid).memory_info().rss)
        return 0

    def stop(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        finally:
            self._temporary.cleanup()


def main(site: str, *names: str) -> None:
    """Entry of the process."""
    from harness.session import Hospital
    from harness.site import load_site

    hospital = Hospital(load_site(site))
    hospital.transcript.keep_last(KEPT)
    hospital.wiring.start(names)
    print(json.dumps([asdict(one) for one in targets(hospital, names)]), flush=True)
    gc.freeze()
    sys.stdin.read()
    hospital.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
