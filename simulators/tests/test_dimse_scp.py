"""The SCP: who may call, what is accepted, what the handlers get and what goes back."""

from __future__ import annotations

import threading
import time
import zlib

import pytest
from pydicom import Dataset

from simulators.dimse import (
    EVERY_SYNTAX,
    Context,
    EncodedInstance,
    Response,
    Retrieve,
    Scp,
    encode,
    get_contexts,
    storage_contexts,
)
from simulators.dimse_messages import DimseMessage, command
from simulators.tests.dimse_talk import (
    COMMITMENT,
    COMMITMENT_INSTANCE,
    CT,
    EXPLICIT,
    IMPLICIT,
    MPPS,
    PRIVATE,
    STUDY_FIND,
    STUDY_GET,
    STUDY_MOVE,
    VERIFICATION,
    instance,
    pair,
    runtime,
    scu_for,
)
from simulators.wire.errors import ConfigError, NoAnswer, PeerViolation, Refused

DEFLATED, BIG_ENDIAN = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"


# --- who may call


@pytest.mark.parametrize(
    ("called", "calling", "code"),
    [
        ("PACS1", "CT_ER1", ""),
        (" PACS1 ", "CT_ER1", ""),  # outer blanks are padding (PS3.5 6.2)
        ("pacs1", "CT_ER1", "1/1/7"),  # case counts
        ("PACS 1", "CT_ER1", "1/1/7"),  # so do inner blanks
        ("PACS1", "ct_er1", "1/1/3"),
        ("PACS1", "CT_ER12", "1/1/3"),
    ],
)
def test_titles_are_checked(called: str, calling: str, code: str) -> None:
    rt = runtime()
    with Scp(rt, "pacs", "PACS1", calling_ae_titles=["CT_ER1"]) as scp:
        scu = scu_for(rt, scp.port, called, calling)
        if not code:
            assert scu.echo().is_success
            return
        with pytest.raises(Refused) as caught:
            scu.echo()
        assert caught.value.code == code


def test_titles_need_not_be_checked() -> None:
    rt = runtime()
    with Scp(rt, "pacs", "PACS1", require_called_ae=False) as scp:
        assert scu_for(rt, scp.port, "ANYTHING").echo().is_success


def test_associations_are_limited() -> None:
    with (
        pair(max_associations=2) as (_, scu),
        scu.associate([VERIFICATION]),
        scu.associate([VERIFICATION]),
        pytest.raises(Refused, match="local limit exceeded"),
    ):
        scu.associate([VERIFICATION])


def test_the_handler_may_refuse_an_association() -> None:
    with (
        pair(on_association=lambda info: (2, 3, 1) if info.calling_ae_title == "CT_ER1" else None) as (_, scu),
        pytest.raises(Refused, match="temporary congestion"),
    ):
        scu.echo()


def test_a_port_in_use_is_a_configuration_error_with_a_remedy() -> None:
    rt = runtime()
    with Scp(rt, "pacs", "PACS1") as scp:
        with pytest.raises(ConfigError, match=f"pacs: cannot listen for DICOM on 127.0.0.1:{scp.port}") as caught:
            Scp(rt, "pacs", "PACS1", port=scp.port).start()
        assert str(scp.port) in caught.value.remedy


# --- what is accepted, and kept as sent


def test_only_what_is_offered_is_accepted() -> None:
    with (
        pair(sop_classes=[STUDY_FIND]) as (_, scu),
        scu.associate([VERIFICATION, STUDY_FIND, STUDY_MOVE, CT, PRIVATE], require=False) as assoc,
    ):
        assert {one.abstract_syntax for one in assoc.accepted} == {VERIFICATION, STUDY_FIND}


@pytest.mark.parametrize("sop_class", [CT, PRIVATE, "1.2.840.10008.5.1.4.1.1.9999"])
def test_every_storage_class_is_taken_private_and_unknown_ones_too(sop_class: str) -> None:
    got = []

    def store(ds: Dataset, raw: bytes, info: object) -> int:
        got.append(ds.SOPClassUID)
        return 0

    with pair(on_store=store) as (_, scu):
        assert scu.store([instance(sop_class=sop_class)])[0].is_success
    assert got == [sop_class]


def test_storage_can_be_narrowed() -> None:
    with pair(on_store=lambda ds, raw, info: 0, storage_classes=[CT], storage_syntaxes=[IMPLICIT]) as (_, scu):
        contexts = [Context(CT, (EXPLICIT,)), Context(CT, (EXPLICIT, IMPLICIT)), Context(PRIVATE)]
        with scu.associate(contexts) as assoc:
            assert [(one.id, one.transfer_syntax) for one in assoc.accepted] == [(3, IMPLICIT)]


def _encoded(syntax: str) -> bytes:
    """A data set whose bytes no encoder of ours would make: odd order of nothing, a private element, trailing zeros."""
    ds = instance()
    ds.add_new(0x00091001, "UN", b"\x01\x02\x03\x04")
    if syntax == DEFLATED:
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)  # another level than ours
        packed = packer.compress(encode(ds, EXPLICIT)) + packer.flush()
        return packed + b"\0" * (len(packed) % 2)
    if syntax in (IMPLICIT, EXPLICIT, BIG_ENDIAN):
        return encode(ds, syntax)
    del ds.PixelData
    frame = b"\xfe\xff\x00\xe0\x08\x00\x00\x00\xff\xd8\xff\xe0ABCD"
    encapsulated = b"\xfe\xff\x00\xe0\x00\x00\x00\x00" + frame + b"\xfe\xff\xdd\xe0\x00\x00\x00\x00"
    return encode(ds, EXPLICIT) + b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" + encapsulated


@pytest.mark.parametrize("syntax", EVERY_SYNTAX)
def test_every_transfer_syntax_arrives_byte_for_byte(syntax: str) -> None:
    sent, got = _encoded(syntax), []

    def store(ds: Dataset, raw: bytes, info):  # type: ignore[no-untyped-def]
        got.append((raw, info.transfer_syntax, ds.file_meta.TransferSyntaxUID, ds.PatientID))
        return 0

    original = EncodedInstance(instance(syntax=syntax), syntax, sent)
    rt = runtime()
    with pair(rt, on_store=store) as (_, scu):
        assert scu.store([original])[0].is_success
    ((raw, syntax_of_context, syntax_of_file, patient),) = got
    assert raw[128:132] == b"DICM"
    assert raw.endswith(sent)
    assert (syntax_of_context, syntax_of_file, patient) == (syntax, syntax, "ZZ9001")
    request = next(one for one in rt.transcript.exchanges if one.kind == "C-STORE-RQ")
    assert (request.transfer_syntax, request.size, request.error) == (syntax, len(sent), "")


def test_of_several_syntaxes_the_first_proposed_is_taken() -> None:
    jpeg = "1.2.840.10008.1.2.4.50"
    with (
        pair(on_store=lambda ds, raw, info: 0) as (_, scu),
        scu.associate([Context(CT, (jpeg, EXPLICIT)), Context(CT, (IMPLICIT, jpeg))]) as assoc,
    ):
        assert [one.transfer_syntax for one in assoc.accepted] == [jpeg, IMPLICIT]


def test_a_native_object_is_encoded_anew_where_only_the_other_native_syntax_is_taken() -> None:
    got = []
    with pair(on_store=lambda ds, raw, info: got.append(ds) or 0, storage_syntaxes=[IMPLICIT]) as (_, scu):
        sent = instance(syntax=EXPLICIT)
        assert scu.store([sent])[0].is_success
    assert got[0].file_meta.TransferSyntaxUID == IMPLICIT
    assert got[0].PixelData == sent.PixelData


def test_a_compressed_object_is_not_sent_in_another_syntax() -> None:
    jpeg = "1.2.840.10008.1.2.4.50"
    with pair(on_store=lambda ds, raw, info: 0, storage_syntaxes=[EXPLICIT]) as (_, scu):
        compressed = EncodedInstance(instance(), jpeg, _encoded(jpeg))
        with scu.associate([Context(CT, (EXPLICIT,))]) as assoc, pytest.raises(Refused, match="JPEG Baseline"):
            assoc.store(compressed)


# --- storage


@pytest.mark.parametrize("status", [0x0000, 0xB000, 0xB007, 0xA700, 0xA900, 0xC123, 0x0122])
def test_the_status_of_the_handler_goes_back(status: int) -> None:
    with pair(on_store=lambda ds, raw, info: Response(status, error_comment="why")) as (_, scu):
        answer = scu.store([instance()])[0]
    assert (answer.status, answer.error_comment) == (status, "why")
    kinds = (answer.is_success, answer.is_warning, answer.is_failure)
    assert kinds == (status == 0, status >> 12 == 0xB, status not in (0, 0xB000, 0xB007))


def test_a_handler_that_fails_is_answered_and_the_association_goes_on() -> None:
    rt, said = runtime(), []
    rt.progress = said.append
    with (
        pair(rt, on_store=lambda ds, raw, info: 1 / 0) as (_, scu),
        scu.associate([VERIFICATION, *storage_contexts([instance()])]) as assoc,
    ):
        answer = assoc.store(instance())
        assert assoc.echo().is_success
    assert answer.status == 0xC000
    assert "ZeroDivisionError" in answer.error_comment
    assert "ZeroDivisionError" in said[0]


def test_a_data_set_that_cannot_be_read_is_refused_with_c000() -> None:
    broken = EncodedInstance(instance(), EXPLICIT, b"\x08\x00\x16\x00UI\xff\xff1.2")
    rt, served = runtime(), []
    with pair(rt, on_store=lambda ds, raw, info: served.append(ds.SOPClassUID) or 0) as (_, scu):
        answer = scu.store([broken])[0]
    assert answer.status == 0xC000
    assert not served


def test_a_request_that_has_no_handler() -> None:
    with pair(sop_classes=[STUDY_FIND, STUDY_MOVE, STUDY_GET, MPPS, COMMITMENT]) as (_, scu):
        contexts = [STUDY_FIND, STUDY_MOVE, STUDY_GET, MPPS, COMMITMENT]
        mine = Dataset()
        mine.PatientID = "ZZ9001"
        with scu.associate(contexts) as assoc:
            answers = [
                assoc.find(STUDY_FIND, mine)[-1],
                assoc.move(STUDY_MOVE, mine, "X")[-1],
                assoc.get(STUDY_GET, mine)[0][-1],
                assoc.n_create(MPPS, "2.25.7", mine),
                assoc.n_set(MPPS, "2.25.7", mine),
                assoc.n_get(MPPS, "2.25.7"),
                assoc.n_action(COMMITMENT, COMMITMENT_INSTANCE, 1, mine),
            ]
    assert [answer.status for answer in answers] == [0x0211] * 7


# --- query


def _matches(count: int):  # type: ignore[no-untyped-def]
    def find(model: str, query: Dataset, info: object):  # type: ignore[no-untyped-def]
        for number in range(count):
            ds = Dataset()
            ds.PatientID, ds.StudyInstanceUID = "ZZ9001", f"2.25.{number}"
            yield 0xFF00, ds

    return find


def test_matches_come_back_in_order() -> None:
    query = Dataset()
    query.QueryRetrieveLevel, query.PatientID = "STUDY", "ZZ9001"
    with pair(sop_classes=[STUDY_FIND], on_find=_matches(5)) as (_, scu):
        responses = scu.find(STUDY_FIND, query)
    assert [one.status for one in responses] == [0xFF00] * 5 + [0]
    assert [one.dataset.StudyInstanceUID for one in responses[:5] if one.dataset] == [f"2.25.{n}" for n in range(5)]


def test_a_query_can_be_cancelled() -> None:
    cancelled = threading.Event()

    def find(model: str, query: Dataset, info):  # type: ignore[no-untyped-def]
        ds = Dataset()
        ds.PatientID = "ZZ9001"
        deadline = time.monotonic() + 10  # of a provider that does not listen while it sends
        while time.monotonic() < deadline:
            if info.is_cancelled():
                cancelled.set()
            yield 0xFF00, ds

    with pair(sop_classes=[STUDY_FIND], on_find=find) as (_, scu):
        responses = scu.find(STUDY_FIND, Dataset(), cancel_after=3)
    assert responses[-1].status == 0xFE00
    assert responses[-1].is_cancel
    assert cancelled.is_set()


def test_a_failed_query() -> None:
    with pair(sop_classes=[STUDY_FIND], on_find=lambda model, query, info: iter([(0xA900, None)])) as (_, scu):
        (answer,) = scu.find(STUDY_FIND, Dataset())
    assert (answer.status, answer.is_failure) == (0xA900, True)


# --- retrieval


def test_c_move_stores_at_the_destination_and_counts() -> None:
    rt, arrived = runtime(), []

    def keep(ds: Dataset, raw: bytes, info):  # type: ignore[no-untyped-def]
        arrived.append((ds.InstanceNumber, info.command.MoveOriginatorApplicationEntityTitle, info.calling_ae_title))
        return 0xA700 if ds.InstanceNumber == 2 else 0xB000 if ds.InstanceNumber == 3 else 0

    instances = [instance(InstanceNumber=number) for number in (1, 2, 3)]
    with Scp(rt, "ws", "WS_1", on_store=keep) as station:

        def move(model, query, destination, info):  # type: ignore[no-untyped-def]
            if destination != "WS_1":
                return 0xA801
            return Retrieve(instances, scu_for(rt, station.port, "WS_1", "PACS1"))

        with pair(rt, sop_classes=[STUDY_MOVE], on_move=move) as (_, scu):
            responses = scu.move(STUDY_MOVE, Dataset(), "WS_1")
            unknown = scu.move(STUDY_MOVE, Dataset(), "NOBODY")
    assert [one.status for one in unknown] == [0xA801]
    assert arrived == [(n, "CT_ER1", "PACS1") for n in (1, 2, 3)]
    assert [one.status for one in responses] == [0xFF00, 0xFF00, 0xB000]
    assert [one.sub_operations for one in responses] == [(2, 1, 0, 0), (1, 1, 1, 0), (-1, 1, 1, 1)]
    assert responses[-1].dataset is not None
    assert responses[-1].dataset.FailedSOPInstanceUIDList == instances[1].SOPInstanceUID


def test_a_destination_that_is_down_fails_every_sub_operation() -> None:
    rt = runtime()
    gone = Scp(rt, "ws", "WS_1")
    port = gone.start()
    gone.stop()
    instances = [instance(), instance()]
    move = lambda model, query, destination, info: Retrieve(instances, scu_for(rt, port, "WS_1"))  # noqa: E731
    with pair(rt, sop_classes=[STUDY_MOVE], on_move=move) as (_, scu):
        (answer,) = scu.move(STUDY_MOVE, Dataset(), "WS_1")
    assert answer.status == 0xA702
    assert answer.sub_operations == (-1, 0, 2, 0)
    assert answer.dataset is not None
    assert list(answer.dataset.FailedSOPInstanceUIDList) == [one.SOPInstanceUID for one in instances]


@pytest.mark.parametrize("instances", [0, 1, 3])
def test_c_get_brings_the_instances_on_the_same_association(instances: int) -> None:
    originals = [instance(InstanceNumber=n) for n in range(instances)]
    get = lambda model, query, info: Retrieve(originals)  # noqa: E731
    with pair(sop_classes=[STUDY_GET], on_get=get) as (_, scu):
        responses, received = scu.get(STUDY_GET, Dataset(), [CT])
    assert [one.SOPInstanceUID for one in received] == [one.SOPInstanceUID for one in originals]
    assert [one.PixelData for one in received] == [one.PixelData for one in originals]
    assert responses[-1].is_success
    assert responses[-1].sub_operations == (-1, instances, 0, 0)


def test_c_get_without_the_role_gets_nothing() -> None:
    get = lambda model, query, info: Retrieve([instance()])  # noqa: E731
    with (
        pair(sop_classes=[STUDY_GET], on_get=get, storage=True) as (_, scu),
        scu.associate([Context(STUDY_GET), Context(CT)]) as assoc,
    ):
        responses, received = assoc.get(STUDY_GET, Dataset())
    assert not received
    assert (responses[-1].status, responses[-1].sub_operations) == (0xA702, (-1, 0, 1, 0))


def test_a_sub_operation_that_is_refused_is_counted() -> None:
    get = lambda model, query, info: Retrieve([instance(), instance()])  # noqa: E731
    answers = iter([0xA700, 0])
    with pair(sop_classes=[STUDY_GET], on_get=get) as (_, scu), scu.associate(get_contexts(STUDY_GET, [CT])) as assoc:
        responses, _ = assoc.get(STUDY_GET, Dataset(), on_store=lambda stored: next(answers))
    assert (responses[-1].status, responses[-1].sub_operations) == (0xB000, (-1, 1, 1, 0))


def test_a_retrieval_can_be_cancelled() -> None:
    get = lambda model, query, info: Retrieve([instance() for _ in range(50)])  # noqa: E731
    with pair(sop_classes=[STUDY_GET], on_get=get) as (_, scu):
        responses, received = scu.get(STUDY_GET, Dataset(), [CT], cancel_after=2)
    assert responses[-1].status == 0xFE00
    remaining, completed, _, _ = responses[-1].sub_operations
    assert remaining > 0
    assert completed == len(received) == 50 - remaining


# --- normalized services


def test_normalized_requests_reach_their_handlers_and_answers_carry_what_they_say() -> None:
    seen: list[tuple[object, ...]] = []

    def note(*what: object) -> None:
        seen.append(what[:-1])

    reply = Dataset()
    reply.PerformedProcedureStepStatus = "IN PROGRESS"

    def n_create(sop_class, uid, ds, info):  # type: ignore[no-untyped-def]
        note("create", sop_class, uid, ds.PerformedProcedureStepStatus, info)
        return 0

    def n_set(sop_class, uid, ds, info):  # type: ignore[no-untyped-def]
        note("set", uid, info)
        return Response(0x0110, error_comment="may no longer be updated", error_id=0xA710)

    def n_get(sop_class, uid, tags, info):  # type: ignore[no-untyped-def]
        note("get", uid, tags, info)
        return 0, reply

    def n_action(sop_class, uid, action_type, ds, info):  # type: ignore[no-untyped-def]
        note("action", uid, action_type, ds.TransactionUID, info)
        return 0

    mine = Dataset()
    mine.PatientID, mine.PerformedProcedureStepStatus = "ZZ9001", "IN PROGRESS"
    transaction = Dataset()
    transaction.TransactionUID = "2.25.9"
    with (
        pair(
            sop_classes=[MPPS, COMMITMENT], on_n_create=n_create, on_n_set=n_set, on_n_get=n_get, on_n_action=n_action
        ) as (_, scu),
        scu.associate([MPPS, COMMITMENT]) as assoc,
    ):
        created = assoc.n_create(MPPS, "2.25.7", mine)
        updated = assoc.n_set(MPPS, "2.25.7", Dataset())
        asked = assoc.n_get(MPPS, "2.25.7", [0x00400252, 0x00400250])
        acted = assoc.n_action(COMMITMENT, COMMITMENT_INSTANCE, 1, transaction)
    assert seen == [
        ("create", MPPS, "2.25.7", "IN PROGRESS"),
        ("set", "2.25.7"),
        ("get", "2.25.7", [0x00400252, 0x00400250]),
        ("action", COMMITMENT_INSTANCE, 1, "2.25.9"),
    ]
    assert created.command.AffectedSOPInstanceUID == "2.25.7"
    assert (updated.status, updated.error_id, updated.error_comment) == (0x0110, 0xA710, "may no longer be updated")
    assert asked.dataset is not None
    assert asked.dataset.PerformedProcedureStepStatus == "IN PROGRESS"
    assert acted.command.ActionTypeID == 1


def _commitment(uid: str = "2.25.9") -> Dataset:
    ds = Dataset()
    ds.TransactionUID = uid
    return ds


def test_a_commitment_report_on_the_same_association() -> None:
    answered = []

    def n_action(sop_class, uid, action_type, ds, info):  # type: ignore[no-untyped-def]
        info.association.later.append(
            lambda: answered.append(info.association.n_event_report(COMMITMENT, uid, 1, _commitment()))
        )
        return 0

    with pair(sop_classes=[COMMITMENT], on_n_action=n_action) as (_, scu), scu.associate([COMMITMENT]) as assoc:
        assert assoc.n_action(COMMITMENT, COMMITMENT_INSTANCE, 1, _commitment()).is_success
        report = assoc.wait_for_event_report(2)
        assert assoc.wait_for_event_report(0.05) is None
    assert report is not None
    assert report[0].EventTypeID == 1
    assert report[1] is not None
    assert report[1].TransactionUID == "2.25.9"
    assert answered == [0]


def test_a_commitment_report_on_a_reverse_association() -> None:
    got = []

    def report(sop_class, uid, event_type, ds, info):  # type: ignore[no-untyped-def]
        got.append((event_type, ds.TransactionUID, info.calling_ae_title))
        return 0

    with pair(sop_classes=[COMMITMENT], on_n_event_report=report) as (_, scu):
        contexts = [Context(COMMITMENT, scu_role=False, scp_role=True)]
        with scu.associate(contexts) as assoc:
            assert [(one.is_scu, one.is_scp) for one in assoc.accepted] == [(False, True)]
            assert assoc.n_event_report(COMMITMENT, COMMITMENT_INSTANCE, 2, _commitment()).is_success
            with pytest.raises(Refused, match="with us as SCU"):
                assoc.n_action(COMMITMENT, COMMITMENT_INSTANCE, 1, _commitment())
    assert got == [(2, "2.25.9", "CT_ER1")]


# --- the end of an association


def test_stop_aborts_and_cut_does_not_even_say_so() -> None:
    for options, match in (({}, "aborted the association"), ({"cut": True}, "closed the connection without")):
        with pair() as (scp, scu), scu.associate([VERIFICATION]) as assoc:
            assoc.echo()
            scp.stop(**options)
            with pytest.raises(PeerViolation, match=match):
                assoc.echo()


def test_a_handler_that_takes_too_long_does_not_hold_up_others() -> None:
    rt, go_on = runtime(dimse_s=0.3), threading.Event()

    def slow(info: object) -> int:
        go_on.wait(5)
        return 0

    with pair(rt, on_echo=slow) as (_, scu):
        with pytest.raises(NoAnswer):
            scu.echo()
        go_on.set()
        assert scu.echo().is_success


def test_an_unknown_command_is_an_unrecognized_operation() -> None:
    with pair() as (_, scu), scu.associate([VERIFICATION]) as assoc:
        request = command("C-ECHO-RQ", MessageID=5)
        request.CommandField = 0x0FF0
        assoc._layer.dimse.send(DimseMessage(1, request))
        answer = assoc._layer.inbox.take(2, responses=True)
        assert assoc.echo().is_success
    assert answer is not None
    assert (answer.command.CommandField, answer.command.Status) == (0x8FF0, 0x0211)


def test_a_message_on_a_context_that_was_not_accepted_ends_the_association() -> None:
    with pair() as (_, scu), scu.associate([VERIFICATION, CT]) as assoc:
        assoc._layer.dimse.send(DimseMessage(3, command("C-ECHO-RQ", MessageID=5, AffectedSOPClassUID=CT)))
        with pytest.raises(PeerViolation, match="aborted"):
            assoc._next(DimseMessage(3, command("C-ECHO-RQ", MessageID=5)), 2, requests=False)
