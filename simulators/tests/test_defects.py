"""The catalogue of defects: complete, plantable, and taken out again without a trace."""

from __future__ import annotations

from collections import Counter

import pytest

from simulators.defects import apply, catalogue, find
from simulators.defects.planting import _ABSENT as ABSENT
from simulators.defects.planting import EveryNth, Planting
from simulators.pacs_store import Store
from simulators.wire.errors import ConfigError

ROWS = range(1, 21)  # the table of failures known from the field


def test_the_catalogue_has_two_variants_of_every_failure_known_from_the_field() -> None:
    rows = Counter(defect.row for defect in catalogue().values())
    assert len(catalogue()) >= 80
    assert {row: rows[row] for row in ROWS if rows[row] < 2} == {}


def test_every_defect_has_a_role_a_title_of_its_own_and_scenarios() -> None:
    known = catalogue()
    assert {defect.role for defect in known.values()} <= {"ris", "pacs", "emr", "modality"}
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
