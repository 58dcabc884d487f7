"""The fast C-STORE path beside DCMTK and pynetdicom; ratios within one run, rounds interleaved, each one's best counts.

What is measured goes into ``bench.json`` and the table of the README (``simulators.tests.bench_table``). Where raw TCP
is the measure, the receiver must not be the limit: beside storescp, whose own limit is measured with one message sent
again and again from memory, the same files go to our sink.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from simulators.addresses import DicomAddress
from simulators.runtime import TestPatients
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.tests.bench_table import Line, add
from simulators.tests.imaging_systems import orthanc, storescp
from simulators.tests.real_systems import environment, require, running
from simulators.tests.storage_talk import CT, EXPLICIT, dataset_of, written
from simulators.wire import pdu
from simulators.wire.store_command import store_rq

COUNT = int(os.environ.get("INTEROP_BENCH_INSTANCES", "2000"))
FEW = max(20, COUNT // 40)  # for who sends some hundred a second or less
SOME = max(20, COUNT // 4)  # for who writes them to the disk
ROUNDS = int(os.environ.get("INTEROP_BENCH_ROUNDS", "5"))
SIZES = {"512 KiB": 512 * 1024, "8 KiB": 8 * 1024}
Contest = dict[str, Callable[[], float]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """A folder for each size, and a small one of 512 KiB files."""
    root = tmp_path_factory.mktemp("bench")
    for name, size in SIZES.items():
        written(root / name, COUNT, size)
    written(root / "few", FEW, SIZES["512 KiB"])
    written(root / "some", SOME, SIZES["512 KiB"])
    yield {name: root / name for name in (*SIZES, "few", "some")}
    subprocess.run(["rm", "-rf", str(root)], check=True)


def best(what: str, contest: Contest) -> dict[str, float]:
    """Instances a second, the best of interleaved rounds."""
    found = dict.fromkeys(contest, 0.0)
    for number in range(1, ROUNDS + 1):
        for name, run in contest.items():
            found[name] = max(found[name], run())
        print(f"{what}, round {number}: " + ", ".join(f"{name} {one:,.0f}" for name, one in found.items()), flush=True)
    return found


def ours(peer: DicomAddress, folder: Path) -> float:
    start = time.perf_counter()
    states = [one.state for one in StorageSender(peer, patients=TestPatients()).send(find([folder]))]
    assert set(states) == {"stored"}
    return len(states) / (time.perf_counter() - start)


def process(command: list[object], count: int) -> float:
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return count / (time.perf_counter() - start)


def storescu(peer: DicomAddress, folder: Path) -> float:
    program = require("storescu", package="dcmtk")
    return process([program, "-aec", peer.ae_title, peer.host, peer.port, "+sd", folder], len(os.listdir(folder)))


def interop(peer: DicomAddress, folder: Path) -> float:
    to = f"{peer.host}:{peer.port}/{peer.ae_title}"
    return process([sys.executable, "-m", "harness.cli", "send", folder, "--to", to], len(os.listdir(folder)))


def pynetdicom(peer: DicomAddress, folder: Path) -> float:
    from pydicom import dcmread
    from pynetdicom import AE, evt

    def nodelay(event: evt.Event) -> None:
        event.assoc.dul.socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    ae = AE("BENCH")
    ae.add_requested_context("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1")
    assoc = ae.associate(peer.host, peer.port, ae_title=peer.ae_title, evt_handlers=[(evt.EVT_CONN_OPEN, nodelay)])
    start = time.perf_counter()
    for path in sorted(folder.iterdir()):
        assert assoc.send_c_store(dcmread(path)).Status == 0
    seconds = time.perf_counter() - start
    assoc.release()
    return len(os.listdir(folder)) / seconds


RAW = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
buffer = bytearray(1 << 19)
while True:
    peer, _ = server.accept()
    while peer.recv_into(buffer): pass
    peer.sendall(b"1"); peer.close()
"""


def raw(port: int) -> float:
    """Blocks of 512 KiB a second through a loopback connection, no protocol and no file."""
    block = bytes(SIZES["512 KiB"])
    with socket.create_connection(("127.0.0.1", port)) as sock:
        start = time.perf_counter()
        for _ in range(COUNT):
            sock.sendall(block)
        sock.shutdown(socket.SHUT_WR)
        sock.recv(1)
        return COUNT / (time.perf_counter() - start)


def memory(peer: DicomAddress, folder: Path) -> float:
    """One instance of ``folder`` made ready and sent COUNT times: what the peer can take."""
    data = dataset_of(next(folder.iterdir()).read_bytes())
    with socket.create_connection((peer.host, peer.port)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(pdu.Associate(peer.ae_title, "BENCH", {1: (CT, (EXPLICIT,))}, max_pdu=pdu.MAX_PDU).encode())
        (answer,) = pdu.Decoder().receive_data(sock.recv(65536))
        assert isinstance(answer, pdu.Associate)
        step = pdu.room(answer.max_pdu, pdu.MAX_PDU)
        message = pdu.fragments(1, store_rq(CT.encode(), b"2.25.1", 1), step, is_command=True)
        message += pdu.fragments(1, data, step, is_command=False)
        start = time.perf_counter()
        for _ in range(COUNT):
            sock.sendall(message)
            assert sock.recv(65536)
        return COUNT / (time.perf_counter() - start)


def kept(peer: DicomAddress, files: Path, received: Path) -> float:
    """The rate to a peer that writes into ``received``, which is empty before, on a disk that is idle before."""
    for path in received.iterdir():
        path.unlink()
    if hasattr(os, "sync"):
        os.sync()
    return ours(peer, files)


@contextmanager
def serving(*command: object) -> Iterator[int]:
    """A Python program that prints its port, in a process of its own."""
    with running([sys.executable, *map(str, command)]) as program:
        line = program.wait_for_line("", containing="")
        yield int(line.split(":")[-1].split()[0])


SINK = "from simulators.storage_sink import StorageSink\nimport pathlib,sys,threading\n" + (
    "f=pathlib.Path(sys.argv[1]) if sys.argv[1:] else None\n"
    "with StorageSink('STORESCP', folder=f, patients=None) as s: print(s.port, flush=True); threading.Event().wait()"
)
THEIRS = """
import socket, threading
from pynetdicom import AE, evt
def nodelay(e): e.assoc.dul.socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
ae = AE("STORESCP"); ae.add_supported_context("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1")
handlers = [(evt.EVT_CONN_OPEN, nodelay), (evt.EVT_C_STORE, lambda e: 0)]
server = ae.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
print(server.socket.getsockname()[1], flush=True); threading.Event().wait()
"""


def local(port: int) -> DicomAddress:
    return DicomAddress("127.0.0.1", port, "STORESCP")


@pytest.mark.bench
def test_sender(files: dict[str, Path], tmp_path: Path) -> None:
    folder = files["512 KiB"]
    with (
        storescp(tmp_path, "--ignore", "-pdu", "131072") as peer,
        serving("-c", RAW) as port,
        serving("-c", SINK) as sink,
    ):
        found = best("512 KiB", {"ours": lambda: ours(peer, folder), "storescu": lambda: storescu(peer, folder),
                                 "interop": lambda: interop(peer, folder), "memory": lambda: memory(peer, folder),
                                 "raw": lambda: raw(port), "sink": lambda: ours(local(sink), folder)})  # fmt: skip
    name, whole = "sender, 512 KiB, to storescp", "interop send, 512 KiB, whole process"
    add([Line(name, found["ours"], found["storescu"], "DCMTK storescu", 1.5),
         Line(whole, found["interop"], found["storescu"], "DCMTK storescu", 1.0),
         Line("sender, 512 KiB, to our sink", found["sink"], found["raw"], "raw loopback TCP", 0.7),
         Line(name, found["ours"], found["raw"], "raw loopback TCP", 0.7),
         Line(name, found["ours"], found["memory"], "the same from memory", 0.7)])  # fmt: skip


@pytest.mark.bench
def test_small_instances(files: dict[str, Path], tmp_path: Path) -> None:
    folder = files["8 KiB"]
    with storescp(tmp_path, "--ignore", "-pdu", "131072") as peer:
        found = best("8 KiB", {"ours": lambda: ours(peer, folder), "storescu": lambda: storescu(peer, folder),
                               "interop": lambda: interop(peer, folder)})  # fmt: skip
    whole = "interop send, 8 KiB, whole process"
    add([Line("sender, 8 KiB, to storescp", found["ours"], found["storescu"], "DCMTK storescu", 1.5),
         Line(whole, found["interop"], found["storescu"], "DCMTK storescu", 1.0)])  # fmt: skip


@pytest.mark.bench
def test_beside_pynetdicom(files: dict[str, Path], tmp_path: Path) -> None:
    """To storescp as the others use it, and as it is delivered: with PDUs of 16 KiB."""
    some, few = files["some"], files["few"]
    lines = []
    for name, options in (("to storescp", ("-pdu", "131072")), ("to storescp as delivered", ())):
        with storescp(tmp_path, "--ignore", *options) as peer:
            found = best(name, {"ours": lambda peer=peer: ours(peer, some),
                                "pynetdicom": lambda peer=peer: pynetdicom(peer, few)})  # fmt: skip
        lines.append(Line(f"sender, 512 KiB, {name}", found["ours"], found["pynetdicom"], "pynetdicom", 25))
    add(lines)


@pytest.mark.bench
def test_a_peer_that_waits(files: dict[str, Path], tmp_path: Path) -> None:
    few = files["few"]
    with storescp(tmp_path, "--ignore", nodelay=False) as peer:
        found = best("without TCP_NODELAY", {"ours": lambda: ours(peer, few), "storescu": lambda: storescu(peer, few)})
    add([Line("sender, 512 KiB, peer without TCP_NODELAY", found["ours"], found["storescu"], "DCMTK storescu", 10)])


@pytest.mark.bench
def test_sink(files: dict[str, Path], tmp_path: Path) -> None:
    folder, few, some = files["512 KiB"], files["few"], files["some"]
    with ExitStack() as stack:
        theirs = stack.enter_context(storescp(tmp_path / "a", "--ignore", "-pdu", "131072"))
        writing = stack.enter_context(storescp(tmp_path / "b", "-pdu", "131072"))
        sink = local(stack.enter_context(serving("-c", SINK)))
        disk = local(stack.enter_context(serving("-c", SINK, tmp_path / "c")))
        slow = local(stack.enter_context(serving("-c", THEIRS)))
        found = best("sink", {"sink": lambda: ours(sink, folder), "storescp": lambda: ours(theirs, folder),
                              "pynetdicom": lambda: ours(slow, few),
                              "disk": lambda: kept(disk, some, tmp_path / "c"),
                              "storescp to disk": lambda: kept(writing, some, tmp_path / "b")})  # fmt: skip
    add([Line("sink, 512 KiB, same sender", found["sink"], found["storescp"], "DCMTK storescp --ignore", 1.0),
         Line("sink, 512 KiB, same sender", found["sink"], found["pynetdicom"], "pynetdicom", 15),
         Line("sink, 512 KiB, to disk", found["disk"], found["storescp to disk"], "DCMTK storescp", 1.0)])  # fmt: skip


@pytest.mark.bench
def test_to_orthanc(files: dict[str, Path], tmp_path: Path) -> None:
    few = files["few"]
    with orthanc(tmp_path, {}, OverwriteInstances=True) as peer:
        found = best("Orthanc", {"ours": lambda: ours(peer, few), "storescu": lambda: storescu(peer, few)})
    add([Line("sender, 512 KiB, to Orthanc", found["ours"], found["storescu"], "DCMTK storescu", 1.0)])
