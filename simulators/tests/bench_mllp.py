"""How many acknowledged messages a second: ours, @medplum/hl7 and python-hl7, both ends of each in one process.

The others keep nothing of what they sent; ours is measured without its transcript beside them, and with it beside that.
``python -m simulators.tests.bench_mllp ours 10 20000`` runs one contestant by hand: connections, messages.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from simulators.authority import Authority
from simulators.tests.bench_table import Line, add
from simulators.tests.real_systems import missing, node, npm_package
from simulators.transcript import Exchange, Transcript

ROUNDS = range(3, 9)  # at least and at most: each contestant's best counts, because what else runs on the machine
# slows them all, and never at the same moment; more rounds can only bring them nearer to what they can do
FACTORS = {"medplum": 3, "python-hl7": 15}
RECORDED = 0.7  # of what is reached without a transcript
MESSAGES = {"ours": 20_000, "recorded": 20_000, "medplum": 8_000, "python-hl7": 1_500}
MEDPLUM = """
const { Hl7Server, Hl7Client } = require('@medplum/hl7');
const { Hl7Message } = require('@medplum/core');
const [connections, total, oru] = [+process.argv[1], +process.argv[2], process.argv[3]];
const server = new Hl7Server(c => c.addEventListener('message', ({ message }) => c.send(message.buildAck())));
server.start(0);
(async () => {
  while (!server.server.address()) await new Promise(done => setImmediate(done));
  const port = server.server.address().port;
  const drive = async (k) => {
    const client = new Hl7Client({ host: '127.0.0.1', port, keepAlive: true });
    await client.connect();
    for (let i = 0; i < total / connections; i++) {
      await client.sendAndWait(Hl7Message.parse(oru.replace('M00000000', 'M' + k + 'x' + i)));
    }
    await client.close();
  };
  const start = process.hrtime.bigint();
  await Promise.all([...Array(connections).keys()].map(drive));
  console.log(total / (Number(process.hrtime.bigint() - start) / 1e9));
  process.exit(0);
})();
"""


def oru(number: int) -> bytes:
    """An ORU of 15 segments, 1.2 KB."""
    head = (
        f"MSH|^~\\&|LAB|HGM|RIS|HGM|20250101120000||ORU^R01^ORU_R01|M{number:08d}|P|2.5.1",
        "PID|1||ZZ90001^^^HGM^PI||Nsue Prueba^Ana||19800101|F",
        "PV1|1|O|ER^^^HGM",
        "ORC|RE|P1|F1",
        "OBR|1|P1|F1|71250^CT chest^L|||20250101110000|||||||||||||||20250101115500||CT|F",
    )
    line = "of the report with some words in it for a plausible length"
    body = (f"OBX|{n}|TX|59776-5^Findings^LN||Line {n} {line}||||||F" for n in range(1, 11))
    return ("\r".join((*head, *body)) + "\r").encode()


ORU = oru(0)


def numbered(number: int) -> bytes:
    """The ORU with a control ID of its own, made as cheaply as the Node program makes it."""
    return ORU.replace(b"M00000000", b"M%08d" % number, 1)


class Nothing(Transcript):
    """A transcript that is not written."""

    def add(self, **values: Any) -> Exchange:
        return NONE


NONE = Exchange(number=1, time=0.0, sender="", receiver="", protocol="HL7", kind="", connection="")


def recorded(connections: int, total: int) -> float:
    """Our server and clients, recording both ways as always."""
    transcript = Transcript()
    found = ours(connections, total, transcript)
    assert len(transcript.exchanges) == 2 * total
    return found


def ours(connections: int, total: int, transcript: Transcript | None = None, tls: Authority | None = None) -> float:
    """Our server and clients; each client sends on its acknowledgement. ``tls``: both show a certificate of it."""
    from simulators.mllp_client import MllpClient
    from simulators.mllp_server import MllpServer
    from simulators.runtime import Runtime
    from simulators.wire.er7 import Message

    rt, done = Runtime(transcript=transcript or Nothing()), threading.Semaphore(0)
    with MllpServer(rt, "ris", lambda message, connection: "AA", inline=True,
                    tls=tls.server() if tls else None) as server:  # fmt: skip
        end = tls.client() if tls else None
        clients = [MllpClient(rt, "lab", "ris", "127.0.0.1", server.port, end) for _ in range(connections)]

        def drive(client: MllpClient, left: int) -> None:
            def sent(answer: object = None) -> None:
                nonlocal left
                if isinstance(answer, BaseException):
                    raise answer
                if left == 0:
                    done.release()
                    return
                left -= 1
                client.submit(Message.parse(numbered(left)), sent)

            sent()

        start = time.perf_counter()
        for client in clients:
            drive(client, total // connections)
        for _ in clients:
            done.acquire()
        seconds = time.perf_counter() - start
        for client in clients:
            client.close()
    return total / seconds


async def _python_hl7(connections: int, total: int) -> float:
    import hl7
    from hl7.mllp import open_hl7_connection, start_hl7_server

    async def serve(reader, writer):  # type: ignore[no-untyped-def]
        try:
            while not writer.is_closing():
                message = await reader.readmessage()
                writer.writemessage(message.create_ack())
                await writer.drain()
        except asyncio.IncompleteReadError:
            writer.close()

    async def drive(port: int) -> None:
        reader, writer = await open_hl7_connection("127.0.0.1", port)
        for number in range(total // connections):
            writer.writemessage(hl7.parse(numbered(number).decode()))
            await writer.drain()
            await reader.readmessage()
        writer.close()

    async with await start_hl7_server(serve, "127.0.0.1", 0) as server:
        start = time.perf_counter()
        await asyncio.gather(*(drive(server.sockets[0].getsockname()[1]) for _ in range(connections)))
        return total / (time.perf_counter() - start)


def python_hl7(connections: int, total: int) -> float:
    """python-hl7's asyncio server and client."""
    return asyncio.run(_python_hl7(connections, total))


def rate(contestant: str, connections: int) -> float:
    """Messages a second in a process of its own."""
    total = MESSAGES[contestant]
    if contestant == "medplum":
        cwd: Path | None = npm_package("@medplum/hl7")
        command = node(MEDPLUM, str(connections), str(total), oru(0).decode())
    else:
        cwd, command = None, [sys.executable, "-m", __name__, contestant, str(connections), str(total)]
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=os.environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return float(done.stdout.split()[-1])


@pytest.mark.bench
def test_ours_is_three_times_medplum_and_fifteen_times_python_hl7() -> None:
    try:
        import hl7  # noqa: F401
    except ImportError:
        missing("hl7 is not installed: pip install interop-harness[bench]")
    npm_package("@medplum/hl7")
    best = {(name, connections): 0.0 for name in MESSAGES for connections in (1, 10)}
    for number in range(1, ROUNDS.stop):
        for contestant in best:
            best[contestant] = max(best[contestant], rate(*contestant))
        print(f"MLLP, round {number}: " + ", ".join(f"{name} {n}: {one:,.0f}" for (name, n), one in best.items()))
        if number >= ROUNDS.start and all(_ratio(best, name) >= factor for name, factor in FACTORS.items()):
            break
    add([line for connections in (1, 10) for line in _lines(best, connections)])


def _lines(best: dict[tuple[str, int], float], connections: int) -> list[Line]:
    name = f"MLLP, {connections} connection{'s' * (connections > 1)}"
    plain, unit = best["ours", connections], "messages/s"
    return [
        Line(name, plain, best["medplum", connections], "@medplum/hl7", FACTORS["medplum"], unit),
        Line(name, plain, best["python-hl7", connections], "python-hl7", FACTORS["python-hl7"], unit),
        Line(f"{name}, transcript", best["recorded", connections], plain, "ours without transcript", RECORDED, unit),
    ]


def _ratio(best: dict[tuple[str, int], float], name: str) -> float:
    """The worse of the two."""
    return min(best["ours", connections] / best[name, connections] for connections in (1, 10))


if __name__ == "__main__":
    contestants = {"ours": ours, "recorded": recorded, "python-hl7": python_hl7}
    print(contestants[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
