"""What TLS costs: the fast C-STORE path and MLLP, each encrypted (mutual, TLS 1.3) beside itself in the clear.

The issue allows 40 %: a ratio of 0.6. Rounds are interleaved, short and many, and each one's best counts: what else
runs on the machine then leaves some of them alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from simulators.addresses import DicomAddress
from simulators.authority import Authority, make
from simulators.tests.bench_storage import COUNT, SIZES, ours, serving
from simulators.tests.bench_table import Line, add
from simulators.tests.storage_talk import written

GOAL = 0.6
MESSAGES, ROUNDS = 4_000, 15
FILES = min(COUNT, 300)
SINK = """
import sys, threading
from pathlib import Path
from simulators.authority import Authority
from simulators.storage_sink import StorageSink
tls = Authority(Path(sys.argv[1])).server() if sys.argv[1:] else None
with StorageSink("STORESCP", patients=None, tls=tls) as sink:
    print(sink.port, flush=True)
    threading.Event().wait()
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("bench") / "certs")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    root = tmp_path_factory.mktemp("bench-tls")
    for name, size in SIZES.items():
        written(root / name, FILES, size)
    yield {name: root / name for name in SIZES}
    subprocess.run(["rm", "-rf", str(root)], check=True)


@pytest.mark.bench
def test_storage(files: dict[str, Path], certificates: Authority) -> None:
    lines = []
    with ExitStack() as stack:
        clear = DicomAddress("127.0.0.1", stack.enter_context(serving("-c", SINK)), "STORESCP")
        port = stack.enter_context(serving("-c", SINK, certificates.folder))
        secure = DicomAddress("127.0.0.1", port, "STORESCP", certificates.client())
        for size, folder in files.items():
            found = {"tls": 0.0, "clear": 0.0}
            for _ in range(ROUNDS):
                for name, peer in (("tls", secure), ("clear", clear)):
                    found[name] = max(found[name], ours(peer, folder))
            lines.append(
                Line(f"sender to sink, {size}, TLS", found["tls"], found["clear"], "the same in the clear", GOAL)
            )
    add(lines)


def messages(connections: int, folder: str = "") -> float:
    """Acknowledged messages a second, both ends in this process."""
    from simulators.tests.bench_mllp import ours as talk

    authority = Authority(Path(folder)) if folder else None
    return talk(connections, MESSAGES, tls=authority)


@pytest.mark.bench
def test_mllp(certificates: Authority) -> None:
    lines = []
    for connections in (1, 10):
        rates = {"": 0.0, str(certificates.folder): 0.0}
        for _ in range(ROUNDS):
            for folder in rates:
                command = [sys.executable, "-m", __name__, str(connections), folder]
                done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
                rates[folder] = max(rates[folder], float(done.stdout.split()[-1]))
        clear, secure = rates.values()
        name = f"MLLP, {connections} connection{'s' * (connections > 1)}, TLS"
        lines.append(Line(name, secure, clear, "the same in the clear", GOAL, "messages/s"))
    add(lines)


if __name__ == "__main__":
    print(messages(int(sys.argv[1]), sys.argv[2]))
