"""An HL7 message without anybody in it: only fields that are listed stay, each by its rule; all others are emptied."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from harness.capture.deidentify import Policy, Pseudonyms
from simulators.wire.er7 import Message, Segment, escape
from simulators.wire.errors import LocalViolation

# k kept · c code: its texts scrubbed · r code: its texts by the policy
# p patient identifier (CX) · i other identifier (EI) · m name (XPN)
# n person with number (XCN) · t time · u UID · x free text by the policy
RULES = {
    "MSH": "3k 4k 5k 6k 7t 9k 10i 11k 12k 15k 16k 17k 18k 19k 20k 21k",
    "EVN": "1k 2t 3t 4k 6t",
    "PID": "1k 2p 3p 4p 5m 7t 8k 18i 29t 30k 31k 33t",
    "MRG": "1p 2p 3i 4p 5i 7m",
    "PV1": "1k 2k 3k 4k 6k 7n 8n 9n 10k 17n 18k 19i 44t 45t 50i",
    "PV2": "3r 8t 9t",
    "ORC": "1k 2i 3i 4i 5k 6k 7t 8i 9t 10n 11n 12n 15t 16r 25c",
    "OBR": "1k 2i 3i 4c 5k 6t 7t 8t 11k 14t 15c 16n 18i 19i 20i 21i 22t 24k 25k 26k 27t 28n 29i 30k 31r 32n 33n 34n "
    "35n 36t 43c 44c 46c",
    "TQ1": "1k 2k 4t 7t 8t 9k",
    "OBX": "1k 2k 3c 4k 5v 6c 8k 11k 14t 16n 18i 19t 23k",
    "NTE": "1k 2k 3x 4k",
    "IPC": "1i 2i 3u 4i 5c 6c 7k 8c 9k",
    "ZDS": "1u",
    "SCH": "1i 2i 6c 7r 8c 9k 10c 11t 16n 20n 25c 26i 27i",
    "RGS": "1k 2k 3c",
    "AIS": "1k 2k 3c 4t 5k 6c 7k 8c 10c",
    "AIL": "1k 2k 3k 4c 6t 9k 10c 12c",
    "AIP": "1k 2k 3n 4c 6t 9k 10c 12c",
    "TXA": "1k 2k 4t 5n 6t 7t 8t 9n 10n 12i 13i 14i 15i 17k 19k",
    "MSA": "1k 2i 3x",
    "ERR": "2k 3r 4k 7x 8x",
    "DG1": "1k 2k 3c 5t 6k",
    "AL1": "1k 2k 3c 4k",
}
_RULES = {name: {int(rule[:-1]): rule[-1] for rule in text.split()} for name, text in RULES.items()}
_TEXTS = ("TX", "FT", "ST", "RP", "ED", "")  # of OBX-2: what OBX-5 then is
_VALUES = {"TS": "t", "DTM": "t", "DT": "t", "NM": "k", "SN": "k", "CE": "c", "CWE": "c", "CNE": "c", "CX": "p",
           "XCN": "n", "XPN": "m", "EI": "i", "HD": "u"}  # fmt: skip


def patient_of(message: Message) -> str:
    """The real patient identifier whose dates these are; "" where the message is nobody's."""
    return message.get("PID-3.1") or message.get("MRG-1.1")


def deidentified(message: Message, pseudonyms: Pseudonyms, policy: Policy, days: int) -> Message:
    """A new message; ``days`` is how far its dates move. Segments without rules are left out, contacts and insurance
    among them. Written in the character set of the original, ``?`` for what that lacks."""
    rewriting = _Rewriting(message, pseudonyms, policy, days)
    ordered = sorted(message.segments, key=lambda segment: segment.name in ("NTE", "OBX", "OBR"))
    for segment in ordered:  # names first, so that texts know them
        rewriting.segment(segment)
    segments = [text for segment in message.segments if (text := rewriting.segment(segment))]
    try:
        return Message.build(segments, message.charset)
    except LocalViolation:
        return Message.build(segments, message.charset, errors="replace")


class _Rewriting:
    def __init__(self, message: Message, pseudonyms: Pseudonyms, policy: Policy, days: int) -> None:
        self.message, self.pseudonyms, self.policy, self.days = message, pseudonyms, policy, days
        self._by_rule: dict[str, Callable[[list[str]], Iterator[str]]] = {
            "k": self._kept, "c": self._code, "p": self._patient, "i": self._identifier, "m": self._name,
            "r": self._reason,
            "n": self._person, "t": self._time, "u": self._uid, "x": self._text,
        }  # fmt: skip

    def segment(self, segment: Segment) -> str:
        """The segment in default delimiters; "" where it is left out."""
        rules = _RULES.get(segment.name)
        if rules is None:
            return ""
        fields = [segment.name]
        for number in range(1, len(segment.fields)):
            if segment.is_verbatim(number):
                fields += ["^~\\&"] * (number == 2)
            else:
                fields.append(self._field(segment, number, rules.get(number, "")))
        return "|".join(fields).rstrip("|") if segment.name != "MSH" else "|".join(fields)

    def _field(self, segment: Segment, number: int, rule: str) -> str:
        if rule == "v":
            kind = segment.field(2).strip()
            rule = "x" if kind in _TEXTS else _VALUES.get(kind, "")
        if not rule or not segment.field(number):
            return ""
        if rule == "x":
            return escape(self.pseudonyms.text(segment.plain(segment.field(number)), self.policy))
        return "~".join(self._repetition(segment, each, rule) for each in segment.repetitions(number))

    def _repetition(self, segment: Segment, text: str, rule: str) -> str:
        delimiters = self.message.delimiters
        components = [
            [segment.plain(part) for part in component.split(delimiters.subcomponent)]
            for component in text.split(delimiters.component)
        ]
        if rule in "kp" or rule == "i":
            first = next(self._by_rule[rule]([components[0][0]]))
            rest = ["&".join(escape(self.pseudonyms.code(part)) for part in each) for each in components[1:]]
            return "^".join([escape(first), *rest])
        flat = [component[0] for component in components]
        return "^".join(map(escape, self._by_rule[rule](flat))).rstrip("^")

    # --- rules: components in, components out

    def _kept(self, components: list[str]) -> Iterator[str]:
        yield from map(self.pseudonyms.code, components)

    def _code(self, components: list[str]) -> Iterator[str]:
        for number, component in enumerate(components):
            text = number in (1, 4, 8)
            yield self.pseudonyms.scrubbed(component) if text else self.pseudonyms.code(component)

    def _reason(self, components: list[str]) -> Iterator[str]:
        for number, component in enumerate(components):
            text = number in (1, 4, 8)
            yield self.pseudonyms.text(component, self.policy) if text else self.pseudonyms.code(component)

    def _patient(self, components: list[str]) -> Iterator[str]:
        yield self.pseudonyms.patient_id(components[0]) if components[0] else ""

    def _identifier(self, components: list[str]) -> Iterator[str]:
        yield self._any(components[0])

    def _any(self, value: str) -> str:
        if value and value.replace(".", "").isdigit() and value.count(".") > 2:
            return self.pseudonyms.uid(value)
        return self.pseudonyms.identifier(value) if value else ""

    def _name(self, components: list[str]) -> Iterator[str]:
        yield from self.pseudonyms.name("^".join(components[:3])).split("^")

    def _person(self, components: list[str]) -> Iterator[str]:
        yield self.pseudonyms.identifier(components[0]) if components[0] else ""
        yield from self.pseudonyms.name("^".join(components[1:4])).split("^")

    def _time(self, components: list[str]) -> Iterator[str]:
        yield self.pseudonyms.shifted(components[0], self.days)

    def _uid(self, components: list[str]) -> Iterator[str]:
        yield self.pseudonyms.uid(components[0])
        yield from components[1:] if len(components) == 4 and components[3] in ("DICOM", "ISO", "Application") else ()

    def _text(self, components: list[str]) -> Iterator[str]:
        yield self.pseudonyms.text(" ".join(components), self.policy)
