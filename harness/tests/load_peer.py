"""An MLLP peer that acknowledges after a known delay: ``python -m harness.tests.load_peer QUANTILES.json``.

The delays are the quantiles given, each as often as any other, in an order drawn by seed: so the percentiles that a
load has to report are known. Timers of asyncio are late by less than a millisecond where the machine is idle.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import sys

from simulators.wire import mllp
from simulators.wire.ack import acknowledge
from simulators.wire.er7 import Message


async def serve(delays: list[float]) -> None:
    random.Random(7).shuffle(delays)
    turn = itertools.cycle(delays)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        decoder = mllp.Decoder()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                for block in decoder.receive_data(data):
                    assert isinstance(block, bytes)
                    answer = acknowledge(Message.parse(block), control_id="P1", when="20260101000000")
                    asyncio.get_running_loop().call_later(next(turn), writer.write, mllp.frame(answer.raw))

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
