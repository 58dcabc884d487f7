"""Defects of the archive's storing and committing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

from simulators import pacs, pacs_commitment, pacs_services, pacs_steps, pacs_store
from simulators.defects.defect import defect
from simulators.defects.planting import EveryNth, Plant, Planting, around, both, changed_result, doing, remembering
from simulators.dimse import EncodedInstance
from simulators.dimse_files import Unread
from simulators.pacs_commitment import Report
from simulators.wire.procedure_step import Answer

SUCCESS = Answer(0, None, "")


def _refuse_when(refuse: Callable[..., bool]) -> Callable[..., Answer]:
    def add(original: Any, self: Any, file: bytes, ds: Dataset, **about: Any) -> Answer:
        if refuse(ds, about):
            return Answer(0xA900, None, "refused")
        answer: Answer = original(self, file, ds, **about)
        return answer

    return add


class _OneInThree:
    """Acknowledges every image, and loses one of three."""

    def __init__(self) -> None:
        self.lost = EveryNth(3)
        self.lost.count = 1

    def __call__(self, original: Any, self_: Any, file: bytes, ds: Dataset, **about: Any) -> Answer:
        return SUCCESS if self.lost() else original(self_, file, ds, **about)


def sent_as(change: Callable[[Dataset], object]) -> Plant:
    """What was stored comes out otherwise."""

    def changed(original: Any, self: Any, stored: Any) -> EncodedInstance:
        instance: EncodedInstance = original(self, stored)
        ds = copy.deepcopy(instance.dataset)
        change(ds)
        return EncodedInstance(ds, instance.transfer_syntax)

    return around(pacs.Pacs, "instance", changed)


def _other_uid(ds: Dataset) -> None:
    ds.SOPInstanceUID = f"{str(ds.SOPInstanceUID)[:54]}.9"
    if getattr(ds, "file_meta", None) is not None:
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID


def _without_private(ds: Dataset) -> None:
    ds.remove_private_tags()


def _without_groups(first: int, last: int) -> Callable[[Dataset], None]:
    def change(ds: Dataset) -> None:
        for tag in [element.tag for element in ds if first <= element.tag.group <= last]:
            del ds[tag]

    return change


def _ascii_names(ds: Dataset) -> None:
    ds.PatientName = str(ds.PatientName).encode("ascii", "ignore").decode("ascii")


def _described(keyword: str, value: str) -> Any:
    def change(original: Any, self: Any, patient: int, ds: Dataset) -> bool:
        original(self, patient, ds)
        setattr(ds, keyword, value)
        return True

    return change


def _lossy(ds: Dataset) -> None:
    if "PixelData" in ds and not ds.file_meta.TransferSyntaxUID.is_compressed:
        ds.PixelData = bytes(byte & 0xF0 for byte in ds.PixelData)


def _decompressed(original: Any, stored: Any, read: Any) -> Unread:
    """Gives compressed images out as if they were not, with other pixels."""
    kept: Unread = original(stored, read)
    if kept.transfer_syntax != RLELossless:
        return kept

    def changed() -> EncodedInstance:
        ds = copy.deepcopy(kept.read().dataset)
        ds.decompress(generate_instance_uid=False)
        ds.PixelData = bytes(byte & 0xF0 for byte in ds.PixelData)
        return EncodedInstance(ds, ExplicitVRLittleEndian)

    return replace(kept, transfer_syntax=ExplicitVRLittleEndian, read=changed)


def _other_transaction(report: Report) -> Report:
    report.dataset.TransactionUID = "2.25.4711"
    return report


def _success_only(report: Report) -> Report:
    """Names what failed as failed, and says event type 1: all is well."""
    return Report(1, report.dataset)


def _twice(original: Any, self: Any, ae_title: str, report: Report) -> None:
    original(self, ae_title, report)
    original(self, ae_title, report)


def _try_late(original: Any, self: Any, ae_title: str, report: Report) -> bool:
    """A minute later than anybody waits."""
    return True if self._stopping.wait(60) else bool(original(self, ae_title, report))


def _drops_first(report: Report) -> Report:
    found = report.dataset.get("ReferencedSOPSequence")
    if found is not None and len(found) > 1:
        report.dataset.ReferencedSOPSequence = list(found)[1:]
    return report


def _no_duplicates(original: Any, self: Any, first: Any, file: bytes, syntax: str) -> Answer:
    return Answer(0x0111, None, "stored already")


def _nameless_taken(original: Any, self: Any, file: bytes, ds: Dataset, **about: Any) -> Answer:
    if "SOPInstanceUID" not in ds:
        return SUCCESS
    answer: Answer = original(self, file, ds, **about)
    return answer


class _FirstAnswer:
    """What was missing once is missing for ever."""

    def __init__(self) -> None:
        self.missing: dict[str, int] = {}

    def __call__(self, original: Any, commitment: Any, reference: Dataset) -> int:
        uid = str(reference.get("ReferencedSOPInstanceUID", ""))
        failure = self.missing.get(uid) or int(original(commitment, reference))
        if failure:
            self.missing[uid] = failure
        return failure


def _shown_again(original: Any, self: Any, first: Any, file: bytes, syntax: str) -> Answer:
    """A rejected image that is sent again is shown again."""
    with self.index.transaction():
        self.index.run("update instance set hidden = '' where sop_instance_uid = ?", (first.sop_instance_uid,))
    return SUCCESS


def _series_apart(original: Any, self: Any, ds: Dataset, *rest: Any) -> Any:
    """A series of its own for each image that is stored."""
    ds.SeriesInstanceUID = f"{str(ds.SeriesInstanceUID)[:50]}.{str(ds.SOPInstanceUID)[-6:].lstrip('0.')}"
    return original(self, ds, *rest)


def _until_ended(planting: Planting) -> None:
    """Images are shown when their step has ended, and not before."""
    begun: set[str] = set()

    def create(original: Any, self: Any, uid: str, ds: Dataset) -> Answer:
        begun.add(uid)
        answer: Answer = original(self, uid, ds)
        return answer

    def end(original: Any, self: Any, uid: str, ds: Dataset) -> Answer:
        begun.discard(uid)
        answer: Answer = original(self, uid, ds)
        return answer

    def visible(original: Any, self: Any, *args: Any) -> list[Any]:
        return [stored for stored in original(self, *args) if stored.step_uid not in begun]

    steps = pacs_steps.Steps
    both(around(steps, "create", create), around(steps, "set", end), around(pacs_store.Store, "visible", visible))(
        planting
    )


DEFECTS = (
    defect(
        "store.lost",
        "the archive answers success and keeps nothing",
        "pacs",
        "TC-STO-001.1",
        "(?i)can be retrieved|images|where|not (in|at) the archive",
        doing(pacs_store.Store, "add", SUCCESS),
        row=9,
    ),
    defect(
        "store.one-in-three-lost",
        "the archive acknowledges before it stores, and loses one image in three",
        "pacs",
        "TC-STO-001.1 TC-ACQ-001",
        "(?i)can be retrieved|images|where|missing",
        remembering(pacs_store.Store, "add", _OneInThree),
        row=9,
    ),
    defect(
        "store.other-uid",
        "the archive gives images out under another SOP Instance UID",
        "pacs",
        "TC-STO-001.1",
        "(?i)SOP ?Instance|can be retrieved|images|0008,0018",
        sent_as(_other_uid),
        row=9,
    ),
    defect(
        "store.private-dropped",
        "the archive drops private elements",
        "pacs",
        "TC-STO-001.1 TC-STO-002 TC-STO-003",
        "(?i)private|element|changed|differ|not as it was|lost",
        sent_as(_without_private),
    ),
    defect(
        "store.overlay-dropped",
        "the archive drops overlays",
        "pacs",
        "TC-STO-001.4",
        "(?i)overlay|6000|lost",
        sent_as(_without_groups(0x6000, 0x60FF)),
    ),
    defect(
        "store.letters-dropped",
        "the archive drops letters outside ASCII",
        "pacs",
        "TC-CHR-001.1",
        "(?i)name|letters",
        sent_as(_ascii_names),
        row=5,
    ),
    defect(
        "store.lossy",
        "the archive changes pixels and does not say so",
        "pacs",
        "TC-STO-001.1 TC-ACQ-001",
        "(?i)pixel",
        sent_as(_lossy),
        row=14,
    ),
    defect(
        "store.lossy-transcoding",
        "the archive gives compressed images out changed, in another transfer syntax",
        "pacs",
        "TC-STO-004",
        "(?i)pixel|transfer syntax",
        around(pacs_services, "unread", _decompressed),
        row=14,
    ),
    defect(
        "store.series-renamed",
        "the archive describes series anew",
        "pacs",
        "TC-STO-001.1 TC-ACQ-001",
        "(?i)series ?description",
        around(pacs.Pacs, "_corrected", _described("SeriesDescription", "Serie")),
        row=17,
    ),
    defect(
        "store.study-renamed",
        "the archive describes studies anew",
        "pacs",
        "TC-STO-001.1 TC-ACQ-001",
        "(?i)study ?description",
        around(pacs.Pacs, "_corrected", _described("StudyDescription", "Estudio")),
        row=17,
    ),
    defect(
        "store.long-uids-refused",
        "the archive refuses UIDs of 64 characters",
        "pacs",
        "TC-STO-005",
        "(?i)did not accept|refus|A900",
        around(pacs_store.Store, "add", _refuse_when(lambda ds, about: len(ds.StudyInstanceUID) == 64)),
        row=13,
    ),
    defect(
        "store.uuid-uids-refused",
        "the archive refuses UIDs made of a UUID (2.25)",
        "pacs",
        "TC-STO-005 TC-STO-001.1 TC-ACQ-001",
        "(?i)did not accept|refus|A900",
        around(pacs_store.Store, "add", _refuse_when(lambda ds, about: ds.SOPInstanceUID.startswith("2.25."))),
        row=13,
        stops="no image is stored, and so none is found, sent on or reported",
    ),
    defect(
        "store.compressed-refused",
        "the archive refuses compressed images",
        "pacs",
        "TC-STO-004",
        "(?i)did not accept|refus|A900",
        around(pacs_store.Store, "add", _refuse_when(lambda ds, about: about["transfer_syntax"].endswith(".1.2.5"))),
        row=14,
    ),
    defect(
        "store.class-refused",
        "the archive refuses dose reports",
        "pacs",
        "TC-STO-002",
        "(?i)did not accept|refus|A900",
        around(pacs_store.Store, "add", _refuse_when(lambda ds, about: ".88." in about["sop_class_uid"])),
        row=14,
    ),
    defect(
        "store.repeat-refused",
        "the archive refuses an image that it has already",
        "pacs",
        "TC-STO-008",
        "(?i)did not accept|refus|0111|twice|one image",
        around(pacs_store.Store, "_again", _no_duplicates),
        row=9,
        after="images sent again",
    ),
    defect(
        "pacs.any-called-ae",
        "the archive answers to any AE title",
        "pacs",
        "TC-STO-007",
        "(?i)not its own|AE title",
        doing(pacs_services.Services, "_association", None),
        row=7,
    ),
    defect(
        "commit.missing-ok",
        "the archive commits to images that it does not have",
        "pacs",
        "TC-COM-003 TC-COM-004",
        "(?i)missing|commit|never arrived|not (here|there)",
        doing(pacs_commitment.Commitment, "_failure", 0),
        row=9,
        after="an image that was never sent",
    ),
    defect(
        "commit.event-type",
        "the archive reports failures with the event type of success",
        "pacs",
        "TC-COM-003 TC-COM-004",
        "(?i)event type|commit",
        around(pacs_commitment.Commitment, "report", changed_result(_success_only)),
        row=12,
        after="an image that was never sent",
    ),
    defect(
        "commit.one-left-out",
        "the commitment report leaves an image out",
        "pacs",
        "TC-COM-001",
        "(?i)images answered for|does not answer for an object",
        around(pacs_commitment.Commitment, "report", changed_result(_drops_first)),
        row=12,
    ),
    defect(
        "commit.no-report",
        "no commitment report comes on a new association",
        "pacs",
        "TC-COM-002",
        "(?i)commitment report|no storage commitment",
        doing(pacs.Pacs, "_try_report", True),
        row=12,
    ),
    defect(
        "commit.late",
        "the commitment report comes a minute too late",
        "pacs",
        "TC-COM-002",
        "(?i)commitment report|no storage commitment",
        around(pacs.Pacs, "_try_report", _try_late),
        row=12,
    ),
    defect(
        "commit.other-transaction",
        "the commitment report names another transaction",
        "pacs",
        "TC-COM-002 TC-COM-001",
        "(?i)transaction|commitment",
        around(pacs_commitment.Commitment, "report", changed_result(_other_transaction)),
        row=12,
    ),
    defect(
        "commit.twice",
        "the commitment report comes twice",
        "pacs",
        "TC-COM-001 TC-COM-002",
        "(?i)twice|2 times|commit",
        around(pacs.Pacs, "_report", _twice),
        row=12,
    ),
    defect(
        "store.nameless-taken",
        "the archive answers success for an image that has no number of its own",
        "pacs",
        "TC-STO-006 TC-AVL-003",
        "(?i)took the image|refus",
        around(pacs_store.Store, "add", _nameless_taken),
        row=9,
    ),
    defect(
        "store.series-apart",
        "the archive files every image in a series of its own",
        "pacs",
        "TC-STO-009 TC-STO-003",
        "(?i)series",
        around(pacs_store.Store, "_insert", _series_apart),
        row=17,
    ),
    defect(
        "commit.first-answer-kept",
        "the archive goes on saying that an image is missing that has come meanwhile",
        "pacs",
        "TC-COM-005",
        "(?i)commit|missing",
        remembering(pacs_commitment.Commitment, "_failure", _FirstAnswer),
        row=12,
    ),
    defect(
        "rej.comes-back",
        "a rejected image that is sent again is shown again",
        "pacs",
        "TC-REJ-005",
        "(?i)images?|reject",
        around(pacs_store.Store, "_again", _shown_again),
    ),
    defect(
        "store.hidden-until-ended",
        "the archive does not show images of an examination whose end nobody reports",
        "pacs",
        "TC-CON-006",
        "(?i)images|can be retrieved",
        _until_ended,
        row=18,
    ),
)
