"""A PACS that is restored from its backup is what it was then, on the same ports, and takes again what it lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from simulators.tests.department import Department, department


def shown(dept: Department) -> set[str]:
    """SOP Instance UIDs of everything that can be retrieved."""
    return {
        str(one.SOPInstanceUID)
        for study in dept.studies()
        for one in dept.workstation.get(study.StudyInstanceUID).instances
    }


def uids(images: list) -> set[str]:  # type: ignore[type-arg]
    return {str(one.SOPInstanceUID) for one in images}


@pytest.mark.parametrize("kept", [True, False], ids=["in a folder", "temporary"])
def test_what_came_after_the_backup_is_gone_and_can_be_sent_again(tmp_path: Path, kept: bool) -> None:
    with department(folder=tmp_path / "pacs" if kept else None) as dept:
        before = dept.stored(dept.patient("1"))
        dept.pacs.back_up(tmp_path / "backup")
        after = dept.stored(dept.patient("2"), 3)
        ports = dict(dept.pacs.ports)
        assert shown(dept) == uids(before) | uids(after)
        dept.pacs.restore(tmp_path / "backup")
        assert dept.pacs.ports == ports
        assert shown(dept) == uids(before)
        assert [answer.status for answer in dept.ct.store(after)] == [0, 0, 0]
        assert shown(dept) == uids(before) | uids(after)
        dept.pacs.restore(tmp_path / "backup")
        assert shown(dept) == uids(before)


def test_a_backup_taken_while_images_arrive_is_whole(tmp_path: Path) -> None:
    with department() as dept:
        dept.stored()
        sending = threading.Thread(target=dept.stored, args=(dept.patient("2"), 40))
        sending.start()
        dept.pacs.back_up(tmp_path / "backup")
        sending.join()
        everything = shown(dept)
        dept.pacs.restore(tmp_path / "backup")
        found = shown(dept)
        assert 2 <= len(found) <= 42
        assert found <= everything
        index = {row[0] for row in dept.pacs._index.rows("select path from instance")}
        assert index == set(dept.pacs._store.files.sweep())
