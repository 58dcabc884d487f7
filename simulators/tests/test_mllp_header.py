"""The short way through a header says what the long way says."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from simulators.mllp_header import _slow, acknowledgement, header
from simulators.wire import ack
from simulators.wire.er7 import Message

field = st.text(st.sampled_from("AB1^&~\\. é\n"), max_size=6)
version = st.sampled_from(["2.1", "2.3", "2.3.1", "2.4", "2.5.1", "2.8", "", "3", "2.5.1^x"])


@st.composite
def messages(draw: st.DrawFn) -> Message:
    fields = draw(st.lists(field, max_size=18))
    if len(fields) > 9:
        fields[9] = draw(version)
    if len(fields) > 13:
        fields[12:14] = draw(st.lists(st.sampled_from(["", "AL", "NE", "ER", " "]), min_size=2, max_size=2))
    body = draw(st.lists(st.sampled_from(["MSA|AA|X1", "MSA|AA", "MSA", "EVN|MSA", "PID|||Zé", "ERR|1"]), max_size=3))
    end = draw(st.sampled_from(["\r", "\r", "\n"]))
    return Message.parse((end.join(["MSH|^~\\&|" + "|".join(fields), *body]) + end).encode("latin-1"))


@given(messages())
@example(Message.parse(b"MSH|^~\\&|A|B|C|D|||ADT^A01|1||2.3|||AL\rEVN|\rMSA|AA|late\r"))
def test_both_ways_agree(message: Message) -> None:
    short = header(message)
    assert short[:7] == _slow(message)[:7]
    if short.is_clean:
        assert not message.warnings


@given(messages(), st.sampled_from(["AA", "AE", "AR"]))
def test_both_acknowledgements_agree(message: Message, code: str) -> None:
    long = ack.acknowledge(message, code, control_id="R1", when="20250101")
    assert acknowledgement(message, header(message), code, control_id="R1", when="20250101").raw == long.raw


def test_the_short_way_is_taken_at_all() -> None:
    message = Message.parse(b"MSH|^~\\&|HIS|HGM|RIS|HGM|20250101||ADT^A01^ADT_A01|C1|P|2.5.1|||||8859/1\rEVN|\r")
    assert header(message).fields
    assert header(message).is_clean
