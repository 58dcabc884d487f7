"""A process that judges nothing keeps the last exchanges only."""

from __future__ import annotations

from simulators.transcript import Exchange, Transcript


def test_all_but_the_last_are_forgotten_and_numbers_go_on() -> None:
    transcript, told = Transcript(), list[Exchange]()
    transcript.subscribe(told.append)
    transcript.keep_last(3)
    for n in range(10):
        transcript.add(sender="a", receiver="b", protocol="HL7", kind=str(n), connection="c", raw=b"x" * 1000)
    assert [one.kind for one in transcript.exchanges] == ["7", "8", "9"]
    assert transcript.exchanges[-1].number == 10
    assert sum(len(one.raw) for one in transcript.exchanges) == 3000
    assert told == []


def test_a_place_in_the_story_stays_the_same_place() -> None:
    transcript = Transcript()
    transcript.keep_last(3)
    for n in range(10):
        transcript.add(sender="a", receiver="b", protocol="HL7", kind=str(n), connection="c")
    mark = transcript.mark()
    assert mark == 10
    assert transcript.since(mark) == ()
    assert [one.kind for one in transcript.since(8)] == ["8", "9"]
    assert [one.kind for one in transcript.since(0)] == ["7", "8", "9"]
    transcript.add(sender="a", receiver="b", protocol="HL7", kind="new", connection="c")
    assert [one.number for one in transcript.since(mark)] == [11]
    found = transcript.wait_for(lambda one: True, 1, since=mark)
    assert found is not None
    assert found.kind == "new"
