"""Exploration: the model alone, a planted defect found and made short, the scenario written in four languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.exploring import exit_code, explore
from harness.defects_on import with_defects
from harness.explore.exploration import Bounds, Exploration, Found, quick
from harness.explore.lines import Line, line
from harness.explore.live import Seen, Stage
from harness.explore.model import World
from harness.explore.move import Ground
from harness.explore.moves import possible
from harness.explore.scenario import write
from harness.explore.shrink import Shrinking, makes_sense, sayable, with_a_look
from harness.explore.walks import Coverage, drawn, ground_of, replayed
from harness.lint import lint
from harness.plan import make_plan
from harness.record_writer import RecordError
from harness.site import Site, load_site
from harness.verdict import Finding, Verdict

ANA, LUIS = "Ana Torres", "Luis Mba"


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site("simulated")


@pytest.fixture(scope="module")
def ground(site: Site) -> Ground:
    return Ground(
        **{**ground_of(site), "exams": (("chest CT", "CT_ER1"), ("brain MR", "MR_1"))},
        people=(ANA, LUIS), aliases=("Elena Silva",), texts=("A.", "B.", "C.", "D."),
        dates=("2031-03-14 09:30",), births=("1971-02-28",),
    )  # fmt: skip


CORRECTED = (
    line("exam_was_performed", exam="chest CT", patient=ANA, device="CT_ER1"),
    line("patient_is_on_record", patient=LUIS),
    line("desk_admits/A01", patient=ANA, ward="MED-3"),
    line("desk_corrects", exam="chest CT", patient=ANA, words="A."),
    line("desk_admits/A01", patient=LUIS, ward="MED-3"),
)
OFF_THE_LIST = line("number_of_entries", patient=ANA, device="CT_ER1", n=0)


def test_the_same_seed_draws_the_same_walks_and_another_seed_others(site: Site) -> None:
    allowed = ground_of(site)
    first, again, other = (next(drawn(allowed, seed)) for seed in (4, 4, 5))
    assert [walk.lines for walk in first] == [walk.lines for walk in again] != [walk.lines for walk in other]
    assert all(walk.world.is_settled for walk in first)
    assert all(replayed(walk.lines, walk.ground) == walk for walk in first[:5])


def test_what_is_impossible_is_not_offered(site: Site, ground: Ground) -> None:
    names = {offer.transition[1] for offer in possible(World(), ground)}
    assert {"on record", "register", "scheduled"} <= names
    assert not {"merge", "cancel", "start", "reject", "sign final"} & names
    real = Ground(
        **{**{name: getattr(ground, name) for name in Ground.__slots__}, "drivable": frozenset({"emr", "his"})}
    )
    walk = replayed(CORRECTED[:1], real)
    assert walk is not None
    assert "change reason" not in {offer.transition[1] for offer in possible(walk.world, real)}


def test_a_script_makes_sense_only_where_each_line_is_possible_and_each_look_true(ground: Ground) -> None:
    assert makes_sense((*CORRECTED, OFF_THE_LIST), ground)
    assert not makes_sense(CORRECTED[2:], ground)
    assert not makes_sense((*CORRECTED, line("number_of_entries", patient=ANA, device="CT_ER1", n=1)), ground)


def test_a_story_is_shortened_to_the_lines_that_are_needed(ground: Ground) -> None:
    def fails(script: tuple[Line, ...]) -> bool:
        steps = [each.step for each in script]
        return "desk_corrects" in steps and script[-1] == OFF_THE_LIST

    shrinking = Shrinking(fails, ground)
    assert shrinking.shortest((*CORRECTED, OFF_THE_LIST)) == (CORRECTED[0], CORRECTED[3], OFF_THE_LIST)
    assert shrinking.tries < 15


def test_a_line_takes_with_it_what_cannot_be_said_without_it(ground: Ground) -> None:
    down = line("record_is_down")
    script = (CORRECTED[0], down, line("record_is_up"), CORRECTED[3], OFF_THE_LIST)
    assert sayable(script, ground) == script
    assert sayable((script[0], *script[2:]), ground) == (CORRECTED[0], CORRECTED[3], OFF_THE_LIST)
    assert sayable(script[1:], ground) == ()
    shrinking = Shrinking(lambda script: script[-1] == OFF_THE_LIST, ground)
    assert shrinking.shortest(script) == (CORRECTED[0], OFF_THE_LIST)


def test_a_look_follows_to_where_it_is_true_when_what_moved_it_is_left_out(ground: Ground) -> None:
    merged = line("desk_merges", prior=ANA, patient=LUIS)
    under_luis = line("number_of_entries", patient=LUIS, device="CT_ER1", n=0)
    script = (*CORRECTED[:4], merged, under_luis)
    assert sayable(script, ground) == script
    shrinking = Shrinking(lambda script: "desk_corrects" in [each.step for each in script], ground)
    assert shrinking.shortest(script) == (CORRECTED[0], CORRECTED[3])
    looked = Shrinking(lambda script: script[-1].step == "number_of_entries", ground)
    assert looked.shortest(script) == (CORRECTED[0], OFF_THE_LIST)


def test_nothing_stays_in_a_story_that_only_stands_for_less(ground: Ground) -> None:
    script = (
        line("exam_is_scheduled", exam="brain MR", patient=ANA, device="MR_1"),
        line("patient_is_on_record_in_ward/A01", patient=LUIS, ward="MED-3"),
        line("desk_merges", prior=ANA, patient=LUIS),
    )
    shrinking = Shrinking(lambda script: script[-1].step == "desk_merges", ground)
    told = [each.step for each in shrinking.shortest(script)]
    assert told == ["patient_is_on_record", "patient_is_on_record", "desk_merges"]
    assert not shrinking.unsure


def test_whether_time_ended_first_is_said(ground: Ground, tmp_path: Path) -> None:
    shrinking = Shrinking(lambda script: True, ground, seconds=-1.0)
    assert shrinking.shortest(CORRECTED) == CORRECTED
    assert shrinking.unsure
    sure, unsure = (
        write(CORRECTED, tmp_path / str(shortest), who="RIS", seed=1, shortest=shortest).read_text(encoding="utf-8")
        for shortest in (True, False)
    )
    assert "Nothing that happens in it can be left out" in sure
    assert "before it was certain" in unsure


def test_a_fault_that_no_look_shows_is_ended_by_what_the_last_act_should_have_made_true(ground: Ground) -> None:
    cut = (
        line("exam_is_scheduled", exam="chest CT", patient=ANA, device="CT_ER1"),
        line("performs_unreachable", exam="chest CT", patient=ANA, device="CT_ER1"),
        line("link_is_restored", device="CT_ER1"),
    )
    assert with_a_look(cut, ground)[-1] == line("stored_and_retrievable", exam="chest CT", patient=ANA)
    assert with_a_look((*CORRECTED, OFF_THE_LIST), ground) == (*CORRECTED, OFF_THE_LIST)


def test_another_story_never_takes_the_file_of_one_that_is_there(tmp_path: Path) -> None:
    first = write(CORRECTED, tmp_path, who="RIS", seed=1)
    assert write(CORRECTED, tmp_path, who="RIS", seed=2) == first
    first.write_text(first.read_text(encoding="utf-8").replace("MED-3", "SUR-1"), encoding="utf-8")
    assert write(CORRECTED, tmp_path, who="RIS", seed=1) != first


def test_a_planted_defect_is_found_made_short_and_written_so_that_it_can_be_run(
    site: Site, ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.explore.exploration.SECONDS", 1.0)
    walk = replayed(CORRECTED, ground)
    monkeypatch.setattr("harness.explore.exploration.drawn", lambda allowed, seed, crossed: iter([[walk]]))
    exploration = Exploration(quick(with_defects(site, ["order.revived"])), 1, Bounds())
    exploration.execute()
    [found] = exploration.faults
    assert found.seen.finding.check == "MWL-06"
    assert found.seen.kind == "ris"
    assert [each.step for each in found.script] == ["exam_was_performed", "desk_corrects", "number_of_entries"]
    assert exit_code(exploration) == 1
    feature = write(found.script, tmp_path, who=found.seen.who, seed=1)
    written = sorted(tmp_path.rglob("*.feature"))
    assert {path.relative_to(tmp_path).parts[1] for path in written} == {"integration", "es", "fr", "pt"}
    assert lint(written) == []
    assert len(make_plan([str(feature)]).scenarios) == 1
    clean = Stage(quick(site)).play(found.script)
    assert (dict(clean.seen), clean.problem) == ({}, "")


def test_a_defect_that_counts_counts_anew_in_each_hospital(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.explore.exploration.SECONDS", 0.5)
    exams = dict(ground_of(site)["exams"])
    script = [
        line("exam_is_scheduled", exam=exam, patient=ANA, device=exams[exam]) for exam in sorted(exams)[:4]
    ]  # fmt: skip
    stage = Stage(quick(with_defects(site, ["ack.one-in-four-lost"])))
    first, second = stage.play(script), stage.play(script)
    assert first.seen.keys() == second.seen.keys() != set()
    assert [each.line for each in first.seen.values()] == [each.line for each in second.seen.values()]
    assert stage.play(script[:3]).seen == {}


def test_a_correct_hospital_gives_no_alarm(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    short = sorted(next(drawn(ground_of(site), 3)), key=lambda walk: len(walk.lines))[4:6]
    monkeypatch.setattr("harness.explore.exploration.drawn", lambda allowed, seed, crossed: iter([short]))
    exploration = Exploration(quick(site), 3, Bounds())
    exploration.execute()
    assert exploration.found == []
    assert not exploration.tally.problems
    assert exploration.tally.judged > 4
    assert exit_code(exploration) == 0
    assert json.loads(json.dumps(exploration.as_dict()))["coverage"]["crossed"] > 2


def test_what_does_not_repeat_or_is_not_confirmed_is_no_fault(site: Site) -> None:
    finding = Finding(check="MWL-06", verdict=Verdict.FAIL, role="ris", summary="…")
    seen = Seen(finding, "ris", OFF_THE_LIST, CORRECTED, CORRECTED)
    exploration = Exploration(site, 1, Bounds())
    exploration.found = [
        Found(seen, CORRECTED, 1, 1.0, 1.0, steady=False),
        Found(seen, CORRECTED, 1, 1.0, 1.0, confirmed=False),
    ]
    assert exploration.faults == []
    assert exit_code(exploration) == 0
    exploration.interrupted = True
    assert exit_code(exploration) == 130
    exploration.tally.problems["network", "unreachable"] += 1
    assert exit_code(exploration) == 3


def test_coverage_takes_the_walk_that_promises_most(site: Site) -> None:
    allowed = ground_of(site)
    coverage, walks = Coverage.of(allowed), next(drawn(allowed, 1))
    richest = max(len({offer.transition for offer in walk.offers}) for walk in walks)
    chosen = coverage.next_of(walks)
    assert len({offer.transition for offer in chosen.offers}) == richest
    assert chosen not in walks
    coverage.take(chosen.offers)
    assert coverage.as_dict()["crossed"] == richest


def test_the_command_writes_its_report(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = min(next(drawn(ground_of(site), 3)), key=lambda walk: len(walk.lines))
    monkeypatch.setattr("harness.explore.exploration.drawn", lambda allowed, seed, crossed: iter([[short]]))
    done = CliRunner().invoke(
        explore, ["--examples", "1", "--json", "--out", str(tmp_path)], obj={}, standalone_mode=False
    )
    assert done.return_value == 0, done.output
    [report] = tmp_path.glob("exploration-*/exploration.json")
    assert json.loads(report.read_text(encoding="utf-8"))["walks"] == 1


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_explored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.explore.exploration.Exploration.execute", lambda self: pytest.fail("explored"))
    (tmp_path / "file").touch()
    for more in ([], ["--prove", "1"]):
        with pytest.raises(RecordError, match="cannot be written"):
            CliRunner().invoke(
                explore, ["--out", str(tmp_path / "file"), *more], obj={}, standalone_mode=False, catch_exceptions=False
            )


def test_the_command_says_how_to_see_the_fault_again_and_what_to_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(self: Exploration) -> None:
        finding = Finding(check="STEP", verdict=Verdict.FAIL, role="ris", summary="number of entries")
        seen = Seen(finding, "ris", OFF_THE_LIST, CORRECTED, CORRECTED)
        feature = tmp_path / "features/integration/explored_001.feature"
        self.found = [Found(seen, CORRECTED, 1, 1.0, 1.0, shortest=False, feature=feature, confirmed=True)]
        self.interrupted = True

    monkeypatch.setattr("harness.explore.exploration.Exploration.execute", found)
    done = CliRunner().invoke(
        explore, ["--defect", "order.revived", "--out", str(tmp_path)], obj={}, standalone_mode=False
    )
    assert done.return_value == 1
    assert "FAULT ris: number of entries\n" in done.output
    assert f"interop run --defect order.revived {tmp_path.as_posix()}/features/integration/explored_001" in done.output
    assert "before it was certain" in done.output
    assert "interrupted" in done.output
    assert "over the project" in done.output
