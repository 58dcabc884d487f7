"""After a fail-over, a restore or a rollback: what the archive acknowledged, and what of it is there.

Check with facts: ``REC-01`` (there, backup=None): the SOP Instance UIDs that the archive names now, and the number of
the last exchange before its backup. What it acknowledged later may be missing after a restore, and is named, so that it
can be sent again; without a backup nothing may be missing. Messages and performed steps that it acknowledged since are
named too: no query shows from outside whether a restored archive has them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from harness.checks import check, fail, held, note
from harness.checks.dimse import Stored, hop, is_accepted, numbers, sop_instance, status_of, status_text
from harness.checks.hl7 import requests, was_accepted
from harness.checks.storage import first_accepted
from harness.checks.story import Story
from harness.verdict import Finding

NAMED = 50  # identifiers in one finding


def acknowledged(story: Story) -> list[Stored]:
    """Each object that the archive acknowledged, once, in the order of the wire."""
    return [one for one in first_accepted(story) if story.kind_of(one.request.receiver) == "pacs"]


@check(
    "REC-01",
    "What was acknowledged is there after the archive came back",
    clause="acceptance: fail-over, restore, rollback",
    always=False,
    severity="critical",
)
def recovered(story: Story, *, there: Collection[str], backup: int | None = None) -> Iterator[Finding]:
    """A finding for each object that should be there and is not; a note for each study that lost some since."""
    since: dict[str, list[Stored]] = {}
    count = 0
    for one in acknowledged(story):
        assert one.reply is not None
        if one.uid in there:
            count += 1
        elif backup is not None and one.reply.number > backup:
            since.setdefault(one.text("StudyInstanceUID"), []).append(one)
        else:
            yield _lost(one, backup)
    yield from _since_backup(story, since, backup)
    yield held("pacs", f"pacs still has {count} objects that it acknowledged")


def _since_backup(story: Story, since: dict[str, list[Stored]], backup: int | None) -> Iterator[Finding]:
    """A note for each study that lost objects, and for the messages and steps."""
    for study, lost in since.items():
        yield note(
            "pacs",
            f"pacs has lost {len(lost)} objects of a study since its backup",
            expected="to be sent again",
            received=_named([one.uid for one in lost]),
            where=f"Study Instance UID {study}",
            hop=hop(lost[0].request),
        )
    if backup is None:
        return
    messages, steps = _messages(story, backup), _steps(story, backup)
    for summary, names in (
        (f"pacs acknowledged {len(messages)} messages since its backup, which it may have lost", messages),
        (f"pacs acknowledged {len(steps)} performed steps since its backup, which it may have lost", steps),
    ):
        if names:
            yield note("pacs", summary, expected="to be sent again", received=_named(names))


def _messages(story: Story, backup: int) -> list[str]:
    """HL7 messages by type and control ID, each once."""
    found = [
        f"{one.kind} {one.message.control_id}"
        for one in requests(story, receiver="pacs")
        if _between(story, one.number, backup) and was_accepted(story, one) and one.message is not None
    ]
    return list(dict.fromkeys(found))


def _steps(story: Story, backup: int) -> list[str]:
    """Performed procedure steps by SOP Instance UID, each once."""
    found = [
        sop_instance(one)
        for one in story.dimse("N-CREATE-RQ", "N-SET-RQ", receiver="pacs")
        if _between(story, one.number, backup) and is_accepted(status_of(story.reply(one)))
    ]
    return list(dict.fromkeys(found))


def _between(story: Story, number: int, backup: int) -> bool:
    """After the backup and before the restore, where that is known."""
    return backup < number and (not story.restored or number <= story.restored)


def _named(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _lost(one: Stored, backup: int | None) -> Finding:
    saved = "pacs acknowledged an object before its backup and has lost it"
    return fail(
        "pacs",
        "pacs acknowledged an object earlier and has lost it" if backup is None else saved,
        expected=f"{one.uid}, answered {status_text(one.status)}",
        received="not in the answers to the image queries",
        where=f"SOP Instance UID {one.uid}",
        hop=hop(one.request),
        exchanges=numbers(one.request, one.reply),
    )
