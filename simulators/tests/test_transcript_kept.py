"""A process that judges nothing keeps the last exchanges only."""

from __future__ import annotations

from simulators.transcript import Exchange, Transcript


def test_all_but_the_last_are_forgotten_and_numbers_go_on() -> None:
    transcript, told = Transcript(), list[Exchange]()
    transcript.subscribe(told.append)
    transcript.keep_last(3)
    for n in range(10):
        transcript.add(sender="a", receiver="b", protocol="HL7", kind=str(n), connection="c", raw=b"x" * 1000)
    assert [one.kind for one in transcript.exchanges if one.kind] == ["7", "8", "9"]
    assert transcript.exchanges[-1].number == 10
    assert sum(len(one.raw) for one in transcript.exchanges) == 3000
    assert told == []
