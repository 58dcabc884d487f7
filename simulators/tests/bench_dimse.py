"""How fast our associations are beside pynetdicom's own, both ends in one process, TCP_NODELAY set for both.

``python -m simulators.tests.bench_dimse ours`` measures one of the two by hand.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pydicom import Dataset
from pynetdicom import AE, evt

from simulators.dimse import EncodedInstance, Scp, storage_contexts
from simulators.tests.dimse_talk import CT, EXPLICIT, VERIFICATION, instance, runtime, scu_for

ROUNDS = 3
MEASURED = ("associations", "echoes", "stores")
COUNTS = {"associations": 60, "echoes": 200, "stores": 60}


def image() -> Dataset:
    """512 KiB of pixels."""
    ds = instance(Rows=512, Columns=512)
    ds.PixelData = bytes(range(256)) * 2048
    return ds


def per_second(count: int, action: Callable[[], object]) -> float:
    action()
    start = time.perf_counter()
    for _ in range(count):
        action()
    return count / (time.perf_counter() - start)


def ours() -> Iterator[float]:
    """Rates of associate-echo-release, of C-ECHO and of C-STORE in one association."""
    rt = runtime(dimse_s=10.0)
    with Scp(rt, "pacs", "PACS1", on_store=lambda ds, raw, info: 0) as scp:
        scu, sent = scu_for(rt, scp.port), EncodedInstance.of(image())
        yield per_second(COUNTS["associations"], scu.echo)
        with scu.associate([VERIFICATION, *storage_contexts([sent])]) as assoc:
            yield per_second(COUNTS["echoes"], assoc.echo)
            yield per_second(COUNTS["stores"], lambda: assoc.store(sent))


def _nodelay(event: evt.Event) -> None:
    event.assoc.dul.socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@contextmanager
def _listening() -> Iterator[int]:
    scp = AE("PACS1")
    scp.add_supported_context(VERIFICATION)
    scp.add_supported_context(CT, EXPLICIT)
    handlers = [(evt.EVT_CONN_OPEN, _nodelay), (evt.EVT_C_STORE, lambda event: event.dataset and 0)]
    server = scp.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()


def pynetdicom() -> Iterator[float]:
    """The same with pynetdicom alone, which records nothing."""
    scu = AE("CT_ER1")
    scu.add_requested_context(VERIFICATION)
    scu.add_requested_context(CT, EXPLICIT)
    with _listening() as port:

        def associate():  # type: ignore[no-untyped-def]
            return scu.associate("127.0.0.1", port, max_pdu=131072, evt_handlers=[(evt.EVT_CONN_OPEN, _nodelay)])

        def once() -> None:
            assoc = associate()
            assoc.send_c_echo()
            assoc.release()

        yield per_second(COUNTS["associations"], once)
        assoc, sent = associate(), image()
        yield per_second(COUNTS["echoes"], assoc.send_c_echo)
        yield per_second(COUNTS["stores"], lambda: assoc.send_c_store(sent))
        assoc.release()


def rates(contestant: str) -> list[float]:
    """Measured in a process of its own."""
    command = [sys.executable, "-m", __name__, contestant]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [float(line) for line in done.stdout.split()]


@pytest.mark.bench
def test_associations_are_faster_than_pynetdicoms_own() -> None:
    best = {"ours": [0.0] * 3, "pynetdicom": [0.0] * 3}
    for _ in range(ROUNDS):
        for name in best:
            best[name] = [max(pair) for pair in zip(best[name], rates(name), strict=True)]
    print(f"\nDIMSE, a second (both ends in one process)\n{'':12}" + "".join(f"{word:>14}" for word in MEASURED))
    for name, found in best.items():
        print(f"{name:12}" + "".join(f"{one:>14,.0f}" for one in found))
    ratios = [ours / theirs for ours, theirs in zip(best["ours"], best["pynetdicom"], strict=True)]
    print(f"{'ratio':12}" + "".join(f"{one:>14.1f}" for one in ratios))
    assert ratios[0] >= 2, "associate, C-ECHO, release"
    assert ratios[1] >= 1.5, "C-ECHO"
    assert ratios[2] >= 0.8, "C-STORE of 512 KiB, recorded with its digest"


if __name__ == "__main__":
    for value in {"ours": ours, "pynetdicom": pynetdicom}[sys.argv[1]]():
        print(value)
