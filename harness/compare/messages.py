"""The messages of two runs laid side by side, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from harness.compare.changes import Changes, Place
from harness.compare.comparable import ASSOCIATION, QUERIES, Message, Transaction
from harness.compare.lanes import Pairs, align_answers, align_transactions, lanes, outline_of
from harness.compare.values import Clock, Identities, is_identifier, is_numbering, same_bytes, shown
from harness.defect_log import difference_kind

SIZE_MATTERS = 4096  # bytes by which a stored object may differ: UIDs and names have different lengths
Transactions = Mapping[str, list[Transaction]]


class Messages:
    """Compares the transactions of the scenarios that both runs executed. ``compared`` counts what was laid side by
    side, ``again`` what was only asked or sent more often; ``samples`` holds seconds to the final answer by hop and
    kind. ``answers``: requests are ours in both and are not compared."""

    def __init__(
        self, first: Transactions, second: Transactions, clock: Clock, *, shapes: bool = True, answers: bool = False
    ) -> None:
        self.first, self.second, self.clock, self.answers = first, second, clock, answers
        self.identities = Identities(shapes)
        self.changes = Changes(self.identities.knows)
        self.compared: Counter[str] = Counter()
        self.again: Counter[str] = Counter()
        self.samples: dict[tuple[str, str], tuple[list[float], list[float]]] = {}
        self._known: dict[str, frozenset[str]] = {}

    def compare(self, scenarios: list[str]) -> None:
        """Align, learn which identifier is which, then compare."""
        aligned = {scenario: self._aligned(scenario) for scenario in scenarios}
        for pairs in aligned.values():
            self._learn(pairs)
        self.identities.settle()
        left: list[tuple[str, Transaction]] = []
        right: list[tuple[str, Transaction]] = []
        for scenario, pairs in aligned.items():
            self._sample(scenario)
            for one, other in pairs:
                if one is not None and other is not None:
                    self._transaction(scenario, one, other)
                elif one is not None:
                    left.append((scenario, one))
                elif other is not None:
                    right.append((scenario, other))
        self._alone(left, right)

    def _aligned(self, scenario: str) -> Pairs[Transaction]:
        first, second = lanes(self.first.get(scenario, [])), lanes(self.second.get(scenario, []))
        return [
            pair
            for lane in dict.fromkeys([*first, *second])
            for pair in align_transactions(first.get(lane, []), second.get(lane, []))
        ]

    def _learn(self, pairs: Pairs[Transaction]) -> None:
        for one, other in pairs:
            if one is None or other is None:
                continue
            self.identities.learn(one.request, other.request)
            for left, right in align_answers(one, other):
                if left is not None and right is not None:
                    self.identities.learn(left, right)

    def _transaction(self, scenario: str, one: Transaction, other: Transaction) -> None:
        self.compared["transactions"] += 1
        if one.again != other.again:
            self.again[f"{one.request.hop} {one.request.kind}"] += abs(one.again - other.again)
        if not self.answers:
            self._message(scenario, one.request, other.request)
        for left, right in align_answers(one, other):
            if left is not None and right is not None:
                self._message(scenario, left, right)
            elif left is not None:
                place = Place(scenario, left.step, left.number)
                self.changes.add("answer-lost", f"an answer {left.kind} is not given any more", place, left)
            elif right is not None:
                place = Place(scenario, right.step, 0, right.number)
                self.changes.add("answer-new", f"an answer {right.kind} is given that was not", place, right)

    def _sample(self, scenario: str) -> None:
        for side, transactions in enumerate((self.first, self.second)):
            for one in transactions.get(scenario, ()):
                if one.seconds is not None and not one.request.deliberate:
                    self.samples.setdefault((one.request.hop, one.request.kind), ([], []))[side].append(one.seconds)

    def _alone(self, left: list[tuple[str, Transaction]], right: list[tuple[str, Transaction]]) -> None:
        """Transactions that only one run has in that scenario. One that the other run has in another scenario came
        late; a question that found nothing, or an association that was not answered, was tried while waiting."""
        for scenario, one in left:
            late = next((each for each in right if outline_of(each[1]) == outline_of(one)), None)
            if late is not None:
                right.remove(late)
            if late is not None or _was_tried(one):
                self.again[f"{one.request.hop} {one.request.kind}"] += 1
            else:
                place = Place(scenario, one.request.step, one.request.number)
                self.changes.add("message-lost", f"{one.request.kind} is not sent any more", place, one.request)
        for scenario, other in right:
            if _was_tried(other):
                self.again[f"{other.request.hop} {other.request.kind}"] += 1
            else:
                place = Place(scenario, other.request.step, 0, other.request.number)
                self.changes.add("message-new", f"{other.request.kind} was not sent before", place, other.request)

    def _message(self, scenario: str, one: Message, other: Message) -> None:
        place = Place(scenario, one.step, one.number, other.number)
        self.compared["messages"] += 1
        if one.kind != other.kind:
            text = f"{other.kind} instead of {one.kind}"
            self.changes.add("field", text, place, one, where="(kind)", before=one.kind, after=other.kind)
            return
        apart = self._segments(one, other, place)
        for path in dict.fromkeys([*one.fields, *other.fields]):
            if not is_numbering(path) and path.split("-")[0] not in apart:
                self.compared["fields"] += 1
                self._field(path, one, other, place)
        if one.kind == "C-STORE-RQ" and abs(one.size - other.size) > max(SIZE_MATTERS, one.size // 100):
            text = "the stored object has another size: what the record keeps no bytes of (pixels) differs"
            self.changes.add("field", text, place, one, where="(size)", before=f"{one.size} bytes",
                             after=f"{other.size} bytes")  # fmt: skip

    def _segments(self, one: Message, other: Message, place: Place) -> set[str]:
        """Segments of an HL7 message that only one side has, told as one change each; with ``(segments)``, which
        says no more then."""
        sides = [{path.split("-")[0] for path in m.fields if "-" in path[:9] and path[0] != "("} for m in (one, other)]
        if "(segments)" not in one.fields:
            return set()
        for name in sorted(sides[0] ^ sides[1]):
            lost = name in sides[0]
            text = f"segment {name} " + ("is not there any more" if lost else "was not there before")
            before, after = ("there", "(absent)") if lost else ("(absent)", "there")
            self.changes.add("field", text, place, one, where=name, before=before, after=after)
        return sides[0] ^ sides[1] | ({"(segments)"} if sides[0] != sides[1] else set())

    def _field(self, path: str, one: Message, other: Message, place: Place) -> None:
        left, right = one.fields.get(path), other.fields.get(path)
        kind, said = "field", ""
        if left is None or right is None:
            said = "is not there any more" if right is None else "was not there before"
        elif same_bytes(left, right):
            return
        elif left.vr != right.vr:
            kind, said = "format", f"has VR {right.vr or 'none'}, it was {left.vr or 'none'}"
        elif is_identifier(path, left) and is_identifier(path, right):
            if verdict := self.identities.judge(left.value, right.value):
                kind, said = verdict.kind, verdict.text
        elif left.value != right.value:
            kind, said = self._value(path, one, other, place.scenario)
        if said:
            self.changes.add(kind, f"{path}: {said}", place, one, where=path, before=shown(left), after=shown(right))

    def _value(self, path: str, one: Message, other: Message, scenario: str) -> tuple[str, str]:
        """Kind and words of what differs between two values that are no identifiers; empty words for nothing."""
        left, right = one.fields[path], other.fields[path]
        if self.identities.translated(left.value, self._identifiers(scenario)) == right.value:
            return "field", ""
        of_time = self.clock.judge(left, right, one, other)
        if of_time is not None:
            return of_time.kind, of_time.text
        return "field", f"differs ({difference_kind(left.value, right.value)})"

    def _identifiers(self, scenario: str) -> frozenset[str]:
        """Every identifier of a scenario in the first run."""
        if scenario not in self._known:
            messages = [m for t in self.first.get(scenario, ()) for m in (t.request, *t.answers)]
            self._known[scenario] = frozenset(
                each
                for message in messages
                for path, value in message.fields.items()
                if is_identifier(path, value)
                for each in value.value.split("\\")
            )
        return self._known[scenario]


def _was_tried(transaction: Transaction) -> bool:
    kind, answers = transaction.request.kind, transaction.answers
    return (kind in QUERIES and len(answers) <= 1) or (kind == ASSOCIATION[0] and not answers)
