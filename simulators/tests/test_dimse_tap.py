"""What the tap writes, and what it leaves out."""

from __future__ import annotations

import hashlib

from pydicom import Dataset

from simulators.dimse import Context, Scp, encode
from simulators.link import Link
from simulators.runtime import Runtime
from simulators.tests.dimse_talk import CT, EXPLICIT, STUDY_FIND, VERIFICATION, instance, pair, runtime, scu_for


def test_an_association_is_recorded_from_request_to_release() -> None:
    rt = runtime()
    with pair(rt) as (scp, scu):
        scu.echo()
        port = scp.port
    kinds = ["A-ASSOCIATE-RQ", "A-ASSOCIATE-AC", "C-ECHO-RQ", "C-ECHO-RSP", "A-RELEASE-RQ", "A-RELEASE-RP"]
    found = rt.transcript.exchanges
    assert [one.kind for one in found] == kinds
    assert [(one.sender, one.receiver) for one in found] == [("CT_ER1", "pacs"), ("pacs", "CT_ER1")] * 3
    assert {one.connection for one in found} == {"CT_ER1>pacs#1"}
    assert {one.peer for one in found} == {f"127.0.0.1:{port}"}
    assert found[3].reply_to == 3
    request, accepted = found[0].raw.decode(), found[1].raw.decode()
    for line in ("calling AE title: CT_ER1", "called AE title: PACS1", f"context 1: {VERIFICATION} (Verification"):
        assert line in request
    assert f"context 1: accepted; {EXPLICIT} (Explicit VR Little Endian)" in accepted


def test_the_listening_side_records_a_stranger() -> None:
    """Another runtime stands for a real system: both sides write, each into its own transcript."""
    ours, theirs = runtime(), runtime()
    ours.identify = lambda title: {"CT_ER1": "modality"}.get(title, title)
    with Scp(ours, "pacs", "PACS1") as scp:
        scu_for(theirs, scp.port).echo()
    for rt, caller in ((ours, "modality"), (theirs, "CT_ER1")):
        found = rt.transcript.exchanges
        assert [one.kind for one in found][2:4] == ["C-ECHO-RQ", "C-ECHO-RSP"]
        assert (found[2].sender, found[2].receiver) == (caller, "pacs")
        assert (found[3].sender, found[3].receiver, found[3].reply_to) == ("pacs", caller, found[2].number)


def test_one_of_ours_behind_a_relay_is_recorded_once() -> None:
    rt = runtime()
    with Scp(rt, "pacs", "PACS1") as scp, Link("127.0.0.1", scp.port, transcript=rt.transcript) as link:
        scu_for(rt, link.port).echo()
    assert len(rt.transcript.exchanges) == 6


def test_a_stored_instance_without_its_pixels_with_its_digest() -> None:
    rt = runtime()
    item = Dataset()
    item.add_new(0x00091001, "OB", b"x" * 5000)
    sent = instance(RequestAttributesSequence=[item], IconImageSequence=[item])
    sent.add_new(0x00091002, "OB", b"even")
    encoded = encode(sent, EXPLICIT)
    with pair(rt, on_store=lambda ds, raw, info: 0) as (_, scu):
        scu.store([sent])
    kept = next(one for one in rt.transcript.exchanges if one.kind == "C-STORE-RQ")
    assert (kept.digest, kept.size) == (hashlib.sha256(encoded).hexdigest(), len(encoded))
    assert kept.transfer_syntax == EXPLICIT
    ds = kept.dataset
    assert ds is not None
    assert "PixelData" in ds
    assert not ds.PixelData
    assert not ds.RequestAttributesSequence[0][0x00091001].value
    assert ds[0x00091002].value == b"even"
    assert ds.PatientName == "Nsue^Ana"
    assert kept.command is not None
    assert kept.command.AffectedSOPInstanceUID == sent.SOPInstanceUID
    assert sent.PixelData  # what was sent is not touched


def test_what_we_do_wrong_on_purpose_is_marked_on_our_side_only() -> None:
    rt = runtime()
    with (
        pair(rt, sop_classes=[STUDY_FIND], on_find=lambda *_: iter([])) as (_, scu),
        scu.associate([STUDY_FIND], deliberate="only one context") as assoc,
    ):
        assoc.find(STUDY_FIND, Dataset())
        assoc.find(STUDY_FIND, Dataset(), deliberate="no query level")
    marks = [(one.kind, one.deliberate) for one in rt.transcript.exchanges if one.deliberate]
    assert marks == [
        ("A-ASSOCIATE-RQ", "only one context"),
        ("C-FIND-RQ", "only one context"),
        ("C-FIND-RQ", "no query level"),
        ("A-RELEASE-RQ", "only one context"),
    ]


def test_the_roles_that_were_negotiated_are_told() -> None:
    rt = runtime()
    with pair(rt, on_get=lambda *_: 0, sop_classes=[]) as (_, scu):
        scu.associate([Context(CT, scu_role=False, scp_role=True)]).release()
    for exchange in rt.transcript.exchanges[:2]:
        assert "SCP_SCU_RoleSelectionNegotiation" in exchange.raw.decode()
        assert "scp_role=True" in exchange.raw.decode()


def test_abort_is_told_with_its_source() -> None:
    rt = Runtime()
    with pair(rt) as (_, scu):
        scu.associate([VERIFICATION]).abort()
    abort = rt.transcript.exchanges[-1]
    assert (abort.kind, abort.sender) == ("A-ABORT", "CT_ER1")
    assert "source/reason: 0/0\nservice user" in abort.raw.decode()
