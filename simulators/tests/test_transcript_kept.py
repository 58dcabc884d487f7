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


def test_who_is_given_a_port_number_that_was_ours_is_not_taken_for_us() -> None:
    """The system gives the numbers of closed connections out again, within seconds on a busy machine."""
    transcript = Transcript()
    transcript.own("127.0.0.1:50001", 4242)
    assert transcript.is_own("127.0.0.1:50001", 4242)
    transcript.disown("127.0.0.1:50001", 4242)
    assert transcript.is_own("127.0.0.1:50001", 4242)  # what it sent before its end may still be unread
    assert not transcript.is_own("127.0.0.1:50001", 11120)


def test_two_connections_of_ours_may_have_one_number_and_different_ends() -> None:
    """A system gives one number to each; what the first sends stays ours, whatever the other does."""
    transcript = Transcript()
    transcript.own("127.0.0.1:50001", 4242)
    transcript.own("127.0.0.1:50001", 11120)
    transcript.disown("127.0.0.1:50001", 11120)
    assert transcript.is_own("127.0.0.1:50001", 4242)
    assert transcript.is_own("127.0.0.1:50001", 11120)
