"""Real programs for the tests marked ``real``: found or installed here, started and ended here.

What is missing is skipped, loudly; with INTEROP_REQUIRE_REAL=1 (as in CI) it fails.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

NPM_VERSIONS = {
    "allure": "3.18.0",
    "@medplum/hl7": "4.5.2",
    "dcmjs-dimse": "0.3.3",
    "dicomweb-client": "0.11.3",
    "simple-hl7": "3.3.0",
}
PIP_VERSIONS = {"tiny-pacs": "0.4.1", "tiny-pacs-identity": "0.1.1"}
INSTALL_S = 120
_pause = threading.Event()  # never set: its wait() is a pause that can be interrupted


def missing(reason: str) -> NoReturn:
    """Skip this test because something real is not here; fail where everything has to be."""
    if os.environ.get("INTEROP_REQUIRE_REAL") == "1":
        pytest.fail(f"{reason} (INTEROP_REQUIRE_REAL=1)")
    pytest.skip(f"NOT TESTED: {reason}")


def require(program: str, *, package: str = "") -> str:
    """Path of a program such as ``findscu`` or ``/usr/sbin/Orthanc``; else :func:`missing`."""
    found = shutil.which(program, path=_outside_this_environment())
    if found is None:
        missing(f"{program} is not installed" + (f": apt-get install {package}" if package else ""))
    return found


def _outside_this_environment() -> str:
    """PATH without the folder of this Python's scripts: pynetdicom puts a ``findscu`` of its own there."""
    scripts = Path(sysconfig.get_path("scripts"))
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if Path(folder) != scripts)


def npm_package(name: str) -> Path:
    """Folder that has ``node_modules`` with this package, installed once and kept in the cache folder.

    The cache is INTEROP_NPM_CACHE, else a folder of this user in the system's temporary folder.
    """
    npm, wanted = require("npm"), f"{name}@{NPM_VERSIONS[name]}"
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    cache = Path(os.environ.get("INTEROP_NPM_CACHE") or Path(tempfile.gettempdir()) / f"interop-npm-{user}")
    folder = cache / wanted.replace("/", "_").replace("@", "_")
    if (folder / "node_modules" / name).is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(dir=cache))  # installed aside, so that a broken install is never found
    (workshop / "package.json").write_text("{}")
    try:
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", wanted],
            cwd=workshop,
            capture_output=True,
            text=True,
            timeout=INSTALL_S,
        )
        if done.returncode:
            missing(f"npm cannot install {wanted}: {done.stderr.strip()[-300:]}")
        if not folder.exists():
            workshop.rename(folder)
    except subprocess.TimeoutExpired:
        missing(f"npm did not install {wanted} within {INSTALL_S} s")
    except OSError:  # another worker was faster
        if not (folder / "node_modules" / name).is_dir():
            raise
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return folder


def pip_environment(*names: str) -> Path:
    """Folder of a Python environment of its own with these packages, made once and kept in the cache folder.

    The cache is INTEROP_PIP_CACHE, else a folder of this user in the system's temporary folder.
    """
    wanted = [f"{name}=={PIP_VERSIONS[name]}" for name in names]
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    cache = Path(os.environ.get("INTEROP_PIP_CACHE") or Path(tempfile.gettempdir()) / f"interop-pip-{user}")
    folder, whole = cache / "_".join(wanted), "whole"
    if (folder / whole).exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    try:
        for command in (
            [sys.executable, "-m", "venv", "--clear", folder],
            [python_of(folder), "-m", "pip", "install", "--disable-pip-version-check", "-q", *wanted],
        ):
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=INSTALL_S)
            if done.returncode:
                missing(f"pip cannot install {' '.join(wanted)}: {done.stderr.strip()[-300:]}")
    except subprocess.TimeoutExpired:
        missing(f"pip did not install {' '.join(wanted)} within {INSTALL_S} s")
    (folder / whole).touch()  # an environment cannot be moved: this says that its making was not broken off
    return folder


def python_of(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def free_port() -> int:
    """A port that was free a moment ago, for programs that cannot bind port 0."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """The environment for DCMTK and Orthanc: without TCP_NODELAY they send some 20 messages a second."""
    return {**os.environ, "TCP_NODELAY": "1", **more}


@dataclass
class Running:
    """A program that was started. ``output`` has its lines so far, standard error too."""

    process: subprocess.Popen[str]
    output: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _reader: threading.Thread | None = None

    def read(self) -> None:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._changed:
                self.output.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def wait_for_line(self, beginning: str, timeout: float = 10, *, containing: str = "") -> str:
        """The first line that begins so and holds ``containing``; the test fails when it does not come."""

        def found() -> str | None:
            lines = (line for line in self.output if line.startswith(beginning))
            return next((line for line in lines if containing in line), None)

        with self._changed:
            self._changed.wait_for(lambda: found() is not None or self.process.poll() is not None, timeout)
            line = found()
        if line is None:
            pytest.fail(f"no line {beginning!r} within {timeout} s; output: {self.text[-2000:]}")
        return line

    def wait_until(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        """Return once its output makes ``condition`` true, or after ``timeout`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: condition() or self.process.poll() is not None, timeout)

    def wait_for_port(self, port: int, timeout: float = 15) -> None:
        """Return once somebody listens; the test fails when the program ended or stays deaf."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                _pause.wait(0.03)
        if self._reader is not None and self.process.poll() is not None:
            self._reader.join(5)  # its last words
        pytest.fail(f"nothing listens on port {port} after {timeout} s; output: {self.text[-2000:]}")

    @property
    def text(self) -> str:
        return "\n".join(self.output)

    def stop(self) -> None:
        """End it, gently first."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        if self._reader is not None:
            self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    port: int | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[Running]:
    """Start a program, wait until ``port`` listens (if given), and end it afterwards."""
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=cwd,
        env=dict(env) if env is not None else environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    program = Running(process)
    program.read()
    try:
        if port is not None:
            program.wait_for_port(port)
        yield program
    finally:
        program.stop()


def node(script: str, *args: str) -> list[str | Path]:
    """Command line of a Node script; with ``cwd=npm_package(name)`` it can ``require`` that package."""
    return [require("node"), "-e", script, "--", *args]


def finished(
    command: Sequence[str | Path], *, cwd: Path | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, standard error in its output."""
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=timeout,
    )
