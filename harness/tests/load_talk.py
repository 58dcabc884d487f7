"""Runs a load engine against the peer of known delay, without hospital and record."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from harness.load.figures import Figures
from harness.load.profile import Profile
from harness.load.run import _free_port
from harness.load.target import Target
from simulators.addresses import Hl7Address


@contextmanager
def peer(delays: list[float]) -> Iterator[Hl7Address]:
    child = subprocess.Popen(
        [sys.executable, "-m", "harness.tests.load_peer", json.dumps(delays)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield Hl7Address("127.0.0.1", int(child.stdout.readline()), "RIS", "HGM")
    finally:
        child.stdin.close()
        child.stdout.close()
        child.wait(10)


def loaded(address: Hl7Address, profile: Profile, workers: int = 0) -> tuple[Figures, float]:
    """What the engine measured, and over how many seconds."""
    port = _free_port("127.0.0.1")
    plan = {"profile": profile.model_dump(), "target": Target(orders=address).as_dict(), "workers": workers,
            "listen": ["127.0.0.1", port]}  # fmt: skip
    engine = subprocess.Popen(
        [sys.executable, "-m", "harness.load.engine"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert engine.stdin is not None
    assert engine.stdout is not None
    engine.stdin.write(json.dumps(plan) + "\n")
    engine.stdin.flush()
    command = [sys.executable, "-m", "harness.load.engine", "worker", "127.0.0.1", str(port)]
    children = [subprocess.Popen(command) for _ in range(workers)]
    figures, seconds = Figures(), 0.0
    for line in engine.stdout:
        said = json.loads(line)
        if "figures" in said:
            figures.merge(Figures.from_dict(said["figures"]))
            seconds = said["seconds"]
    engine.stdin.close()
    engine.stdout.close()
    for child in [engine, *children]:
        child.wait(15)
    return figures, seconds
