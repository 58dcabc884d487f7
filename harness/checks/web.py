"""Reading DICOMweb exchanges: requests with their answers, what they ask for and name. For the checks of DICOMweb."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pydicom import Dataset

from harness.checks.dimse import Stored, stores
from harness.checks.story import Story
from simulators.transcript import Exchange
from simulators.wire.dicomweb import LEVELS, UNIQUE, WebMessage, stored_and_failed
from simulators.wire.elements import text

INSTANCE = UNIQUE["IMAGE"]


@dataclass(frozen=True, slots=True)
class Talk:
    """One request and its answer, both decoded."""

    request: Exchange
    reply: Exchange

    @property
    def asked(self) -> WebMessage:
        return _web(self.request)

    @property
    def answer(self) -> WebMessage:
        return _web(self.reply)

    @property
    def archive(self) -> str:
        """Who answered, and is judged."""
        return self.reply.sender

    @property
    def hop(self) -> str:
        return f"{self.reply.sender}→{self.reply.receiver}"

    @property
    def numbers(self) -> tuple[int, int]:
        return self.request.number, self.reply.number

    @property
    def succeeded(self) -> bool:
        return 200 <= self.answer.status < 300


def _web(exchange: Exchange) -> WebMessage:
    assert exchange.web is not None
    return exchange.web


def talks(story: Story, *kinds: str) -> list[Talk]:
    """Those that were answered, of these transactions: QIDO, WADO, STOW, UPS; all of them without any."""
    wanted = [f"{kind}-RQ" for kind in kinds or ("QIDO", "WADO", "STOW", "UPS")]
    pairs = ((request, story.reply(request)) for request in story.web(*wanted))
    return [Talk(request, reply) for request, reply in pairs if reply is not None and reply.web is not None]


def level_of(talk: Talk) -> str:
    """STUDY, SERIES or IMAGE of a search."""
    return LEVELS.get(talk.asked.resource[-1] if talk.asked.resource else "", "STUDY")


def unique(level: str, ds: Dataset) -> str:
    return text(ds, UNIQUE[level])


def originals(story: Story) -> dict[tuple[str, str], Stored]:
    """What each archive took first under a SOP Instance UID, over DIMSE or DICOMweb."""
    taken = [one for one in stores(story) if one.accepted]
    taken += [one for talk in talks(story, "STOW") for one in stored_over_web(talk)]
    found: dict[tuple[str, str], Stored] = {}
    for one in sorted(taken, key=lambda one: one.request.number):
        found.setdefault((one.request.receiver, one.uid), one)
    return found


def sent_over_web(talk: Talk) -> Iterator[Stored]:
    """The objects of a store, as if each had come in a request of its own."""
    for ds in talk.asked.datasets:
        syntax = str(ds.file_meta.TransferSyntaxUID) if hasattr(ds, "file_meta") else ""
        yield Stored(text(ds, INSTANCE), replace(talk.request, dataset=ds, transfer_syntax=syntax), talk.reply)


def stored_over_web(talk: Talk) -> Iterator[Stored]:
    """Those that the answer calls stored."""
    done = {uid for answer in talk.answer.datasets for uid in stored_and_failed(answer)[0]}
    return (one for one in sent_over_web(talk) if one.uid in done and talk.succeeded)


def changed_between(story: Story, archive: str, first: int, last: int) -> bool:
    """Whether the archive was sent anything between two exchanges that may change what it shows."""
    low, high = min(first, last), max(first, last)
    return any(
        low < one.number < high
        and one.receiver == archive
        and (one.message is not None or one.kind in ("C-STORE-RQ", "STOW-RQ", "N-CREATE-RQ", "N-SET-RQ"))
        for one in story.exchanges
    )
