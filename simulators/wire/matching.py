r"""C-FIND matching, PS3.4 C.2.2.2, for Query/Retrieve and (Annex K) the worklist.

What the standard leaves open, and what is done here:

* PN (C.2.2.2.1.1, implementation dependent): case, accents and the trailing ``^`` are ignored (``fold_names=True``), or
  only the trailing ``^`` and the form of composition are (``fold_names=False``). A key matches a name when it matches
  the whole value or one of its component groups.
* A date or time key means the span of its precision: ``2230`` matches 22:30:00 and 22:30:59.
* Several values in a key of a VR other than UI: any of them may match.
* A key in a character set that is not known: its characters outside ASCII match anything.
* A key that cannot be read as its VR demands (date ``2024-13``) matches nothing; :func:`key_problems` says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pydicom import DataElement, Dataset
from pydicom.tag import BaseTag, Tag

from simulators.wire import moments
from simulators.wire.elements import copy_element, copy_of, element_values, elements, items, name_of, number, values
from simulators.wire.moments import Span

WILDCARD_VRS = frozenset({"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"})  # C.2.2.2.4
NEVER_MATCHED = frozenset({0x00080005, 0x00080201, 0x00080052, 0x00080053})
_NUMBERS = frozenset({"DS", "IS", "FL", "FD", "SL", "SS", "SV", "UL", "US", "UV"})
_WORKLIST_PAIR = (Tag(0x00400002), Tag(0x00400003))
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})

Predicate = Callable[[Dataset], bool]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an SCP decides for itself or has negotiated."""

    fold_names: bool = True
    combined_datetime: bool = False  # every date and time pair is one interval (negotiated, C.2.2.2.5.4)
    unknown_matches: bool = False  # an empty stored value matches any key: C.2.2.1.2 says so, K.2.2.1.1.1 the opposite
    supported: Collection[int] | None = None  # keys that are matched; None is all


def matches(
    candidate: Dataset,
    query: Dataset,
    *,
    fold_names: bool = True,
    combined_datetime: bool = False,
    unknown_matches: bool = False,
    supported: Collection[int] | None = None,
) -> bool:
    """Whether ``candidate`` satisfies every key of ``query``. Never raises. For many candidates use :func:`matcher`."""
    return matcher(query, Rules(fold_names, combined_datetime, unknown_matches, supported))(candidate)


def matcher(query: Dataset, rules: Rules = Rules()) -> Predicate:
    """The keys of ``query``, made ready once: a function from a candidate to whether it matches."""
    tests = _tests(query, rules, known_charset=_charset_is_known(query))

    def predicate(candidate: Dataset) -> bool:
        return all(test(candidate) for test in tests)

    return predicate


def unmatched_keys(query: Dataset, supported: Collection[int]) -> list[BaseTag]:
    """Keys with a value that an SCP matching only ``supported`` ignores: its pending status is then FF01."""
    return [key.tag for key in _keys(query) if key.tag not in supported and not _is_universal(key)]


def key_problems(query: Dataset) -> list[str]:
    """What is wrong with the keys themselves, for the error comment of an A900 or the report."""
    problems = []
    for found in _keys(query):
        name = name_of(found.tag)
        if found.VR == "SQ":
            nested = items(query, found.tag)
            if len(nested) > 1:
                problems.append(f"{name}: a sequence key has one item, not {len(nested)}")
            for item in nested:
                problems += [f"{name} > {problem}" for problem in key_problems(item)]
        elif found.VR in moments.VRS:
            problems += [
                f"{name}: {value!r} is neither a {found.VR} value nor a range"
                for value in element_values(found)
                if value and moments.span(value, found.VR) is None
            ]
        elif found.VR == "UN" and not found.tag.is_private and isinstance(found.value, bytes) and found.value:
            problems.append(f"{name}: {''.join(element_values(found))!r} is no value of its VR")
        elif found.VR not in WILDCARD_VRS | {"UI"} and any(
            "*" in value or "?" in value for value in element_values(found)
        ):
            problems.append(f"{name}: no wildcard is allowed in VR {found.VR}")
    return problems


def _keys(query: Dataset) -> list[DataElement]:
    return [found for found in elements(query) if _is_key(found.tag)]


def _is_key(tag: BaseTag) -> bool:
    return tag.group > 0x0007 and tag.element != 0 and tag not in NEVER_MATCHED


def _is_universal(found: DataElement) -> bool:
    if found.VR == "SQ":
        return all(_is_universal(one) for item in found.value or () for one in elements(item))
    texts = element_values(found)
    return not any(texts) or (found.VR in WILDCARD_VRS and all(set(text) == {"*"} for text in texts))


def _tests(query: Dataset, rules: Rules, known_charset: bool) -> list[Predicate]:
    tests: list[Predicate] = []
    paired: set[BaseTag] = set()
    for date_tag, time_tag in _pairs(query, rules):
        span = moments.joined(_single(query, date_tag), _single(query, time_tag))
        if span is not None:
            paired |= {date_tag, time_tag}
            tests.append(_moment_pair(date_tag, time_tag, span, rules))
    for key in _keys(query):
        is_supported = rules.supported is None or key.tag in rules.supported
        if is_supported and key.tag not in paired and not _is_universal(key):
            tests.append(_test(key, rules, known_charset))
    return tests


def _pairs(query: Dataset, rules: Rules) -> list[tuple[BaseTag, BaseTag]]:
    if not rules.combined_datetime:
        return [_WORKLIST_PAIR] if all(tag in query for tag in _WORKLIST_PAIR) else []
    pairs = []
    for found in elements(query):
        time = re.sub("Date$", "Time", found.keyword)
        if time != found.keyword and time in query:
            pairs.append((found.tag, Tag(time)))
    return pairs


def _single(dataset: Dataset, tag: int) -> str:
    found = values(dataset, tag)
    return "".join(found) if len(found) == 1 else ""


def _moment_pair(date_tag: BaseTag, time_tag: BaseTag, span: Span, rules: Rules) -> Predicate:
    def test(candidate: Dataset) -> bool:
        date, time = _single(candidate, date_tag), _single(candidate, time_tag)
        if not date:
            return rules.unknown_matches
        moment = moments.joined_value(date, time)
        return moment is not None and moment in span

    return test


def _test(key: DataElement, rules: Rules, known_charset: bool) -> Predicate:
    if key.VR == "SQ":
        return _sequence_test(key, rules, known_charset)
    keys = [text for text in element_values(key) if text]
    if not known_charset and key.VR in WILDCARD_VRS:
        keys = [re.sub(r"[^\x00-\x7f]+", "*", text) for text in keys]
    value_tests = [_value_test(text, key.VR, rules) for text in keys]

    def test(candidate: Dataset) -> bool:
        stored = values(candidate, key.tag)
        if not stored:
            return rules.unknown_matches
        return any(value_test(value) for value_test in value_tests for value in stored)

    return test


def _sequence_test(key: DataElement, rules: Rules, known_charset: bool) -> Predicate:
    nested = Rules(rules.fold_names, rules.combined_datetime, rules.unknown_matches)
    alternatives = [_tests(item, nested, known_charset) for item in key.value]

    def test(candidate: Dataset) -> bool:
        stored = items(candidate, key.tag)
        if not stored:
            return rules.unknown_matches
        return any(all(one(item) for one in tests) for tests in alternatives for item in stored)

    return test


def _value_test(key: str, vr: str, rules: Rules) -> Callable[[str], bool]:
    if vr in moments.VRS:
        span = moments.span(key, vr)
        return lambda value: span is not None and (found := moments.value(value, vr)) is not None and found in span
    if vr == "PN":
        return _name_test(key, rules.fold_names)
    if vr in _NUMBERS:
        wanted = number(key)
        return lambda value: value == key or (wanted is not None and number(value) == wanted)
    if vr in WILDCARD_VRS and ("*" in key or "?" in key):
        return wildcard(key)
    return lambda value: value == key


def wildcard(pattern: str) -> Callable[[str], bool]:
    """``*`` any characters, also none; ``?`` exactly one. Linear in the value for any pattern."""
    parts = pattern.split("*")
    first, *rest = (
        re.compile("".join("." if one == "?" else re.escape(one) for one in part), re.DOTALL) for part in parts
    )
    if not rest:
        return lambda value: first.fullmatch(value) is not None
    *middle, last = rest

    def test(value: str) -> bool:
        found = first.match(value)
        for part in middle:
            found = found and part.search(value, found.end())
        return found is not None and last.fullmatch(value, max(found.end(), len(value) - len(parts[-1]))) is not None

    return test


def fold(name: str) -> str:
    """Without case and accents: ``Œuvray^Noël`` and ``OEUVRAY^NOEL`` are the same."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_LETTERS)


def _name_forms(name: str, folded: bool) -> list[str]:
    name = fold(name) if folded else unicodedata.normalize("NFC", name)
    groups = [_trim_components(group) for group in name.split("=")]
    whole = "=".join(groups).rstrip("=")
    return list(dict.fromkeys([whole, *(group for group in groups if group)]))


def _trim_components(group: str) -> str:
    return "^".join(part.strip(" ") for part in group.split("^")).rstrip("^")


def _name_test(key: str, folded: bool) -> Callable[[str], bool]:
    if "*" in key or "?" in key:
        wild = wildcard(fold(key) if folded else unicodedata.normalize("NFC", key))

        def wild_test(value: str) -> bool:
            forms = _name_forms(value, folded)
            padded = [form + "^" * (4 - form.count("^")) for form in forms if "=" not in form]
            return any(wild(form) for form in (*forms, *padded))

        return wild_test
    wanted, *_ = _name_forms(key, folded)
    return lambda value: wanted in _name_forms(value, folded)


def _charset_is_known(query: Dataset) -> bool:
    from simulators.wire.dicom_text import is_known

    return all(is_known(one) for one in values(query, 0x00080005))


def identifier(
    candidate: Dataset,
    query: Dataset,
    *,
    rules: Rules = Rules(),
    retrieve_ae_title: str = "",
) -> Dataset:
    """The answer to ``query`` from a matching ``candidate``: the asked keys and no others (C.4.1.1.3.2, K.4.1.1.3.2).

    A key that ``candidate`` lacks comes back empty, private ones not at all. Of a sequence asked with item keys come
    the matching items with these keys; asked empty, it comes whole. The character set is the candidate's.
    """
    answer = _answer(candidate, query, rules, _charset_is_known(query))
    for tag in (0x00080005, 0x00080201):
        if values(candidate, tag):
            copy_element(candidate, tag, answer)
    copy_element(query, 0x00080052, answer)
    if retrieve_ae_title:
        answer.RetrieveAETitle = retrieve_ae_title
    return answer


def _answer(candidate: Dataset, query: Dataset, rules: Rules, known_charset: bool) -> Dataset:
    answer = Dataset()
    for key in [key for key in _keys(query) if not key.tag.is_private]:
        if key.VR == "SQ":
            answer[key.tag] = DataElement(key.tag, "SQ", _answer_items(candidate, key, rules, known_charset))
        elif not copy_element(candidate, key.tag, answer):
            answer[key.tag] = DataElement(key.tag, key.VR, None)
    return answer


def _answer_items(candidate: Dataset, key: DataElement, rules: Rules, known_charset: bool) -> list[Dataset]:
    stored = items(candidate, key.tag)
    asked = [item for item in key.value or () if len(item)]
    if not asked:
        return [copy_of(item) for item in stored]
    first, *_ = asked
    tests = _tests(first, rules, known_charset)
    found = [item for item in stored if all(test(item) for test in tests)]
    return [_answer(item, first, rules, known_charset) for item in found]
