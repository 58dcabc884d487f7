"""What was repaired in pynetdicom stays repaired: small segments at once, no lost response, no idle loops."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from pynetdicom import AE
from pynetdicom.pdu_primitives import A_ABORT, P_DATA

from simulators.dimse import Response, Scp, storage_contexts
from simulators.dimse_upper_layer import Outgoing, UpperLayer
from simulators.runtime import Runtime
from simulators.tests.dimse_talk import VERIFICATION, instance, pair, runtime, scu_for


def _status(number: int) -> int:
    """A different warning for each instance, so that a mixed-up response shows."""
    return 0xB000 | (number % 0x1000)


def test_twenty_modalities_store_at_once_and_each_gets_its_own_answers() -> None:
    rt, count = runtime(dimse_s=20.0), 12
    wrong: list[str] = []

    def store(ds, raw, info):  # type: ignore[no-untyped-def]
        return _status(int(ds.InstanceNumber))

    def work(station: int) -> None:
        numbers = range(station * 100, station * 100 + count)
        instances = [instance(InstanceNumber=number) for number in numbers]
        try:
            with scu_for(rt, scp.port, calling=f"CT_{station}").associate(storage_contexts(instances)) as assoc:
                answers = [assoc.store(one) for one in instances]
        except Exception as error:
            wrong.append(repr(error))
            return
        wrong.extend(
            f"{station}: {answer}"
            for number, answer in zip(numbers, answers, strict=True)
            if answer.status != _status(number)
        )

    with Scp(rt, "pacs", "PACS1", on_store=store) as scp:
        threads = [threading.Thread(target=work, args=(station,)) for station in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert not wrong
    responses = [one for one in rt.transcript.exchanges if one.kind == "C-STORE-RSP"]
    requests = {one.number: one for one in rt.transcript.exchanges if one.kind == "C-STORE-RQ"}
    assert len(responses) == len(requests) == 20 * count
    for response in responses:
        assert response.reply_to is not None
        request = requests.pop(response.reply_to)
        assert request.connection == response.connection
        assert request.dataset is not None
        assert response.command is not None
        assert response.command.Status == _status(int(request.dataset.InstanceNumber))


def test_both_ends_send_small_segments_at_once() -> None:
    with pair() as (scp, scu), scu.associate([VERIFICATION]) as assoc:
        assoc.echo()
        ours, theirs = assoc._layer.dul.socket, scp.associations[0].layer.dul.socket  # type: ignore[union-attr]
        for end in (ours, theirs):
            assert end.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)  # type: ignore[union-attr]


def test_open_associations_that_are_idle_cost_nothing() -> None:
    """pynetdicom's loops take most of a processor for these forty ends."""
    with pair() as (_, scu):
        open_ones = [scu.associate([VERIFICATION]) for _ in range(20)]
        threading.Event().wait(0.2)  # whatever the start still does
        before, start = time.process_time(), time.monotonic()
        threading.Event().wait(1.0)
        used = (time.process_time() - before) / (time.monotonic() - start)
        for assoc in open_ones:
            assert assoc.echo().is_success
            assoc.release()
    assert used < 0.15


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    with pair() as (scp, scu):
        assert scu.echo() == Response(0, command=scu.echo().command)
        with scu.associate([VERIFICATION]) as assoc:
            assoc.abort()
        cut = scu.associate([VERIFICATION])
        cut.cut()
        held = scu.associate([VERIFICATION])
        scp.stop()
        scp.stop()
        assert not scp.associations
        held.abort()
    assert set(threading.enumerate()) <= before


def test_the_port_is_free_again_at_once() -> None:
    rt = runtime()
    scp = Scp(rt, "pacs", "PACS1")
    port = scp.start()
    scu_for(rt, port).echo()
    scp.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    with Scp(rt, "pacs", "PACS1", port=port):
        assert scu_for(rt, port).echo().is_success


def test_one_association_carries_many_messages_in_order() -> None:
    rt = Runtime()
    with pair(rt) as (_, scu), scu.associate([VERIFICATION]) as assoc:
        for _ in range(50):
            assoc.echo()
    numbers = [one.command.MessageID for one in rt.transcript.exchanges if one.kind == "C-ECHO-RQ" and one.command]
    assert numbers == list(range(1, 51))


def test_who_does_not_read_does_not_make_us_hold_all_that_is_for_it() -> None:
    """What waits is bounded, whatever there is; and whoever waits for room is let go when the association ends."""
    waiting, given = Outgoing(lambda: None), threading.Semaphore(0)

    def give() -> None:
        while not waiting.is_over:
            waiting.put(P_DATA())
            given.release()

    giver = threading.Thread(target=give)
    giver.start()
    assert all(given.acquire(timeout=10) for _ in range(Outgoing.room))
    waiting.put(A_ABORT())  # goes in whatever waits
    assert waiting.qsize() == Outgoing.room + 1
    waiting.get_nowait()
    waiting.get_nowait()
    assert given.acquire(timeout=10)
    waiting.end()
    giver.join(10)
    assert not giver.is_alive()
    assert waiting.qsize() <= Outgoing.room + 1


def test_who_has_always_something_to_send_listens_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A C-CANCEL has to be read among the matches."""
    layer, done = UpperLayer(AE(), "requestor"), list[str]()
    monkeypatch.setattr(layer.dul, "_process_recv_primitive", lambda: not done.append("sends"))
    monkeypatch.setattr(layer.dul, "_is_transport_event", lambda: not done.append("listens"))
    monkeypatch.setattr(layer.dul, "_sleep", lambda: None)
    for _ in range(4):
        layer.dul._turn()
    layer.kill()
    assert sorted(done) == ["listens", "listens", "sends", "sends"]
