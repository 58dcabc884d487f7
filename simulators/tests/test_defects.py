"""The catalogue of defects: complete, plantable, and taken out again without a trace."""

from __future__ import annotations

import gc
import types
from collections import Counter
from typing import Any

import pytest

import simulators
from simulators.defects import apply, catalogue, find
from simulators.defects.planting import EveryNth, Planting
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


def _seams() -> dict[tuple[str, str], Any]:
    """Every attribute of every module and class of the simulators."""
    found: dict[tuple[str, str], Any] = {}
    for owner in gc.get_objects():
        if isinstance(owner, type | types.ModuleType):
            name = owner.__module__ if isinstance(owner, type) else owner.__name__
            if str(name).startswith(f"{simulators.__name__}."):
                found.update(
                    {
                        (repr(owner), key): value
                        for key, value in vars(owner).items()
                        if key[:2] != "__" or key == "__call__"
                    }
                )
    return found


def test_every_defect_changes_something_and_is_taken_out_without_a_trace() -> None:
    catalogue()
    before = _seams()
    for name in catalogue():
        undo = apply([name])
        planted = {key for key, value in _seams().items() if before.get(key) is not value}
        undo()
        left = {key for key, value in _seams().items() if before.get(key) is not value}
        assert planted, name
        assert not left, name


def test_an_unknown_name_is_told_with_the_nearest_and_nothing_is_planted() -> None:
    catalogue()
    before = _seams()
    with pytest.raises(ConfigError) as told:
        apply(["store.lost", "mwl.accession-truncate"])
    assert "mwl.accession-truncated" in told.value.cause
    assert {key for key, value in _seams().items() if before.get(key) is not value} == set()


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
