"""Text in DICOM data sets: every value can be read in the character set that is declared."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details, hop, numbers, sop_instance
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import dicom_text


@check("TXT-01", "Text can be read in the declared character set", clause="PS3.4 C.2.2.2")
def text(story: Story) -> Iterator[Finding]:
    """(0008,0005) of every data set: known, not empty, and every value decodable by it. Non-ASCII without it fails.

    An object that a PACS passes on as it got it is the fault of who made it. Text that looks like UTF-8 under a
    Latin-1 label is noted: only a comparison of names can prove it.
    """
    clean: dict[str, int] = {}
    seen: dict[str, set[tuple[str, str]]] = {}
    for exchange in story.dimse():
        if exchange.dataset is None:
            continue
        found = dicom_text.problems(exchange.dataset)
        if exchange.kind == "C-STORE-RQ":
            known = seen.setdefault(sop_instance(exchange), set())
            found, new = [one for one in found if one not in known], found
            known |= set(new)
        for path, phrase in () if exchange.deliberate else found:
            yield _text_finding(exchange, path, phrase)
        if not found:
            clean[exchange.sender] = clean.get(exchange.sender, 0) + 1
    for sender, count in clean.items():
        yield held(sender, f"the text in {count} data sets of {sender} can be read as declared")


def _text_finding(exchange: Exchange, path: str, phrase: str) -> Finding:
    declared = "\\".join(dicom_text.declared(exchange.dataset or Dataset())) or "nothing"
    details: Details = {"received": phrase, "where": path, "hop": hop(exchange), "exchanges": numbers(exchange)}
    if phrase.startswith("looks like"):
        return note(exchange.sender, f"{exchange.sender} may have declared the wrong character set", **details)
    return fail(
        exchange.sender,
        f"text from {exchange.sender} cannot be read as it is declared",
        expected=f"values that the declared character set ({declared}) can hold",
        likely="names with accents will be wrong or unreadable at the receiver",
        **details,
    )
