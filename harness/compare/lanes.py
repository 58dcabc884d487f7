"""Which transaction of one run is which of the other: by sender, receiver and kind, then by content and order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from harness.compare.comparable import ASSOCIATION, QUERIES, Fields, Message, Transaction
from harness.compare.values import is_identifier, is_numbering, time_format

T = TypeVar("T")
Pairs = list[tuple[T | None, T | None]]


def outline(message: Message) -> Hashable:
    """A message without what changes from run to run: identifiers and times keep their place alone."""
    return message.kind, tuple(sorted(_plain(message.fields).items()))


def _plain(fields: Fields) -> dict[str, str]:
    return {
        path: "#" if is_identifier(path, value) or time_format(value) else value.value
        for path, value in fields.items()
        if not is_numbering(path)
    }


def outline_of(transaction: Transaction) -> Hashable:
    """A transaction without what changes from run to run, with its lane."""
    return transaction.lane, outline(transaction.request), tuple(outline(answer) for answer in transaction.answers)


def _exactly(message: Message) -> Hashable:
    return message.kind, tuple(sorted((p, v.value) for p, v in message.fields.items() if not is_numbering(p)))


def lanes(transactions: list[Transaction]) -> dict[tuple[str, str, str], list[Transaction]]:
    """Transactions by sender, receiver and kind. What is only said again is counted, not kept: a question with the
    same answer, an HL7 message sent once more, an association like one before."""
    found: dict[tuple[str, str, str], list[Transaction]] = {}
    seen: dict[Hashable, Transaction] = {}
    for transaction in transactions:
        lane = found.setdefault(transaction.lane, [])
        earlier = _said_before(transaction, lane, seen)
        if earlier is not None:
            earlier.again += 1
            earlier.answers = earlier.answers or transaction.answers
        else:
            lane.append(transaction)
    return found


def _said_before(
    transaction: Transaction, lane: list[Transaction], seen: dict[Hashable, Transaction]
) -> Transaction | None:
    kind, last = transaction.request.kind, lane[-1] if lane else None
    if kind == ASSOCIATION[0]:
        key = (transaction.lane, outline_of(transaction))
        return seen[key] if key in seen else seen.setdefault(key, transaction) and None
    if last is None or _exactly(last.request) != _exactly(transaction.request):
        return None
    if kind not in QUERIES:  # an HL7 message with its control ID: the retry of one that was not answered
        return last if transaction.request.fields.get("MSH-10.1") and not last.answers else None
    same = sorted(map(hash, map(_exactly, last.answers))) == sorted(map(hash, map(_exactly, transaction.answers)))
    return last if same else None


def align(first: Sequence[T], second: Sequence[T], key: Callable[[T], Hashable]) -> Pairs[T]:
    """Pairs in the order of the first; None where the other side has nothing.

    The same content in another order is paired by content. Else what both have in the same order is paired, and what
    lies between is paired one by one.
    """
    left, right = [key(one) for one in first], [key(one) for one in second]
    if left == right:
        return list(zip(first, second, strict=True))
    if len(left) == len(right) and sorted(map(hash, left)) == sorted(map(hash, right)):
        return _by_content(first, second, left, right)
    pairs: Pairs[T] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for step in range(max(i_end - i, j_end - j)):
            pairs.append(
                (first[i + step] if i + step < i_end else None, second[j + step] if j + step < j_end else None)
            )
    return pairs


def _by_content(first: Sequence[T], second: Sequence[T], left: list[Hashable], right: list[Hashable]) -> Pairs[T]:
    waiting: dict[Hashable, list[T]] = {}
    for content, one in zip(right, second, strict=True):
        waiting.setdefault(content, []).append(one)
    return [(one, waiting[content].pop(0)) for content, one in zip(left, first, strict=True)]


def align_transactions(first: list[Transaction], second: list[Transaction]) -> Pairs[Transaction]:
    """The pairs of one lane of one scenario."""
    return align(first, second, outline_of)


def align_answers(first: Transaction, second: Transaction) -> Pairs[Message]:
    """The pairs of the answers. Pending answers of a retrieve only count what is left to do: the final one is
    compared."""
    answers = [_telling(one) for one in (first, second)]
    return align(answers[0], answers[1], outline)


def _telling(transaction: Transaction) -> list[Message]:
    if transaction.request.kind in ("C-MOVE-RQ", "C-GET-RQ"):
        return transaction.answers[-1:]
    return transaction.answers
