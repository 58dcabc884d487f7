"""The catalogue of defects: complete, plantable, and taken out again without a trace."""

from __future__ import annotations

from collections import Counter

import pytest

from simulators.defects import apply, catalogue, find, seams_of
from simulators.defects.planting import _ABSENT as ABSENT
from simulators.defects.planting import EveryNth, Planting
from simulators.pacs_store import Store
from simulators.wire.errors import ConfigError

ROWS = range(1, 21)  # the table of failures known from the field


def test_the_catalogue_has_two_variants_of_every_failure_known_from_the_field() -> None:
    rows = Counter(defect.row for defect in catalogue().values())
    assert len(catalogue()) >= 80
    assert {row: rows[row] for row in ROWS if rows[row] < 2} == {}


# What the catalogue has to hold, in the words of its order: each with the defects that are it.
DEMANDED = {
    "acknowledges before storing and loses one in N": "store.one-in-three-lost ack.one-in-four-lost",
    "accepts and stores under another UID": "store.other-uid",
    "drops private elements": "store.private-dropped",
    "drops overlay elements": "store.overlay-dropped",
    "drops non-ASCII elements": "store.letters-dropped adt.letters-dropped",
    "changes transfer syntax lossily without saying": "store.lossy-transcoding store.lossy",
    "returns C-FIND matches of another patient": "qry.other-patient qry.zeros-ignored",
    "date range off by one day": "qry.date-off-by-one mwl.date-off-by-one",
    "case-sensitive wildcard": "mwl.names-case-sensitive mwl.ae-case",
    "literal wildcard": "qry.wildcard-literal mwl.wildcard-literal",
    "universal match refused": "qry.universal-refused mwl.universal-refused",
    "C-MOVE counts wrong": "ret.counts-wrong ret.counted-not-sent",
    "C-MOVE success with an instance missing": "ret.one-missing",
    "commitment success for a missing instance": "commit.missing-ok",
    "commitment report late": "commit.late",
    "commitment report twice": "commit.twice",
    "commitment report with another transaction UID": "commit.other-transaction",
    "MPPS accepted after completion": "mpps.final-changed",
    "status not forwarded": "order.status-silent mpps.start-not-forwarded mpps.end-not-forwarded",
    "worklist item kept after cancel": "order.cancelled-stays",
    "worklist item kept after completion": "mpps.end-ignored",
    "wrong station's items": "mwl.any-station",
    "two IPC one step": "mwl.two-steps-one order.steps-share-id",
    "merge applied to the wrong direction": "merge.reversed merge.archive-reversed",
    "merge applied to one system only": "merge.one-system merge.archive-forgets merge.worklist-forgets",
    "merge forgotten on later images": "merge.forgotten-later",
    "assigning authority dropped": "adt.issuer-dropped mwl.issuer-lost acq.issuer-lost adt.issuer-ignored",
    "name components swapped": "mwl.name-swapped",
    "prefix and suffix exchanged": "mwl.prefix-suffix-exchanged",
    "leading zero lost": "mwl.zeros-stripped",
    "sex defaulted": "mwl.sex-defaulted",
    "birth date defaulted": "mwl.birth-date-defaulted",
    "character set declared but not used": "mwl.charset-declared-not-used hl7.charset-wrong",
    "character set used but not declared": "mwl.charset-dropped qry.charset-undeclared",
    "escapes doubled": "rpt.escapes-doubled",
    "escapes left": "emr.escapes-left",
    "segment order": "hl7.segments-exchanged",
    "ACK with wrong control ID": "ack.other-control-id",
    "ACK before commit": "ack.one-in-four-lost order.lost",
    "ACK twice": "ack.twice",
    "ACK never": "ack.never",
    "ACK late by one message": "ack.behind",
    "AE instead of AR": "ack.ae-ar-exchanged",
    "resend stored twice": "order.duplicated",
    "message order swapped": "link.queue-reversed hl7.messages-swapped",
    "corrected report overwritten by a late preliminary": "emr.late-preliminary",
    "PDF result cut": "rpt.pdf-cut",
    "report to the wrong order": "rpt.other-order rpt.other-accession",
    "time zone shift": "mwl.time-shifted",
    "routing rule skipped for one modality": "route.modality-skipped",
    "routed twice": "route.twice",
    "slow leak of associations": "assoc.leak",
    "refusing after N associations": "assoc.worn-out",
    "accepting any AE title": "pacs.any-called-ae",
}


@pytest.mark.parametrize("demand", DEMANDED)
def test_the_catalogue_holds_what_was_demanded_of_it(demand: str) -> None:
    found = find(DEMANDED[demand].split())
    assert any(not defect.hidden and not defect.gap for defect in found)


def test_no_defect_is_a_known_gap() -> None:
    assert [defect.id for defect in catalogue().values() if defect.gap] == []


def test_asking_for_seams_plants_nothing() -> None:
    before = Store.add
    assert seams_of(catalogue()["store.lost"]) == {(id(Store), "add")}
    assert Store.add is before


def test_every_defect_has_a_role_a_title_of_its_own_and_scenarios() -> None:
    known = catalogue()
    assert {defect.role for defect in known.values()} <= {"ris", "pacs", "emr", "modality", "workstation", "openid"}
    assert len({defect.title for defect in known.values()}) == len(known)
    assert [defect.id for defect in known.values() if not defect.scenarios or not defect.finds] == []


def test_every_defect_changes_something_and_is_taken_out_without_a_trace() -> None:
    for name, defect in catalogue().items():
        planting = Planting()
        defect.plant(planting)
        seams = [(target, seam, before) for target, seam, before in planting._before]
        assert seams, name
        assert all(vars(target)[seam] is not before for target, seam, before in seams), name
        planting.undo()
        left = [seam for target, seam, before in seams if vars(target).get(seam, ABSENT) is not before]
        assert left == [], name


def test_an_unknown_name_is_told_with_the_nearest_and_nothing_is_planted() -> None:
    before = Store.add
    with pytest.raises(ConfigError) as told:
        apply(["store.lost", "mwl.accession-truncate"])
    assert "mwl.accession-truncated" in told.value.cause
    assert Store.add is before


def test_a_defect_is_on_until_it_is_taken_out() -> None:
    before = Store.add
    undo = apply(["store.lost"])
    assert Store.add is not before
    undo()
    assert Store.add is before


def test_a_name_given_twice_is_planted_once() -> None:
    assert [defect.id for defect in find(["store.lost", "store.lost"])] == ["store.lost"]


def test_a_seam_that_moved_is_an_error_and_not_a_defect_that_does_nothing() -> None:
    with pytest.raises(AttributeError):
        Planting().setattr(EveryNth, "no_such_seam", None)


def test_undo_restores_what_was_inherited() -> None:
    class Base:
        word = "before"

    class Derived(Base):
        pass

    planting = Planting()
    planting.setattr(Derived, "word", "after")
    planting.undo()
    planting.undo()
    assert Derived.word == "before"
    assert "word" not in vars(Derived)
