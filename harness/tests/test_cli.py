"""The command as people and scripts meet it: exit codes, error texts, pipes, Ctrl-C, kill -9, full disks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main
from harness.cli.terminal import Terminal
from harness.record import load
from harness.tests.small_features import make, scenario
from harness.verdict import Verdict
from harness.waiting import wait_until

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
COMMAND = [sys.executable, "-m", "harness.cli"]


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CI", "TERM", "INTEROP_LANG")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **more}


def interop(*arguments: str, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    more.setdefault("env", environment())
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        check=False,
        **more,
    )


# --- help, usage, imports --------------------------------------------------------------------------------------------


def test_help_shows_commands_exit_codes_and_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for word in ("demo", "run", "check", "simulate", "site", "inspect", "report", "130 interrupted", "interop demo"):
        assert word in text


@pytest.mark.parametrize("command", ["demo", "run", "check", "simulate", "site", "inspect", "report"])
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"interop {command}" in text.split("Usage:")[1].split("\n", 1)[1]
    assert "Exit codes:" in text


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from harness.cli import main; code = main(['--help']); "
        "heavy = {'pydicom', 'pynetdicom', 'twisted', 'hl7apy', 'pydantic', 'behave', 'rich', 'numpy', 'jinja2'}; "
        "print(sorted(heavy & set(sys.modules)), code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(
    ("arguments", "text", "code"),
    [
        (["rum"], 'there is no command "rum"', 2),
        (["run", "--jobs", "many"], "--jobs", 2),
        (["run", "--nonsense"], "--nonsense", 2),
        (["run", "--site", "simulatd"], "there is no site file 'simulatd'", 2),
        (["run", "--lang", "klingon"], "there is no language 'klingon'", 2),
        (["run", "no-such-feature"], "there is no feature 'no-such-feature'", 2),
        (["run", "--tags", "@NOTHING-HAS-THIS"], "nothing was run", 4),
        (["run", "--tags", "@a and ("], "cannot be understood", 2),
        (["report", "nowhere"], "holds no run", 2),
        (["simulate"], "say which roles", 2),
        (["simulate", "coffee"], "there is no role 'coffee'", 2),
        (["check", "ris"], "is no real system", 2),
    ],
)
def test_a_mistake_ends_in_one_clear_sentence(
    arguments: list[str], text: str, code: int, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    shown = capsys.readouterr()
    assert shown.err.startswith("error: ")
    assert text in shown.err.splitlines()[0]
    assert "Traceback" not in shown.err
    assert shown.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_with_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--site", "simulatd", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["exit_code"] == 2
    assert document["try"] == "interop run --site simulated"


def test_a_bug_of_ours_is_code_5_and_keeps_its_traceback_in_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_it(name: str) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("harness.site.load_site", break_it)
    assert main(["run"]) == 5
    text = capsys.readouterr().err
    assert "Traceback" not in text
    kept = Path(next(line for line in text.splitlines() if "traceback is in" in line).split()[-1])
    assert "RuntimeError: planted" in kept.read_text()
    kept.unlink()


def test_site_schema_and_new_and_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["site", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["roles"]
    assert main(["site", "new"]) == 0
    (tmp_path / "site.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["site", "check", str(tmp_path / "site.toml")]) == 0
    assert "Hospital Ejemplo" in capsys.readouterr().out


# --- a run -----------------------------------------------------------------------------------------------------------


def test_a_pipe_gets_one_line_a_scenario_and_no_control_characters(tmp_path: Path) -> None:
    make(tmp_path, ends=scenario("TC-A-001", "it passes") + scenario("TC-A-002", "it fails"))
    done = interop("run", "features", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("interop ")
    assert [line.split()[0] for line in lines[1:3]] == ["ok", "FAIL"]
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr
    report = lines[-1].removeprefix("report: ")
    assert (tmp_path / report).is_file()


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    make(tmp_path, ends=scenario("TC-A-001", "it passes"))
    done = interop("run", "features", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (document["schema"], document["verdict"], document["exit_code"]) == (1, "PASS", 0)
    assert document["counts"]["PASS"] == 1
    assert document["scenarios"][0]["id"] == "TC-A-001"


@pytest.mark.parametrize(
    ("variables", "colored"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": ""}, False),
     ({"FORCE_COLOR": "1", "TERM": "dumb"}, False)],
)  # fmt: skip
def test_colour_follows_the_environment_and_never_redraws_a_pipe(
    tmp_path: Path, variables: dict[str, str], colored: bool
) -> None:
    done = interop("site", "check", "simulated", cwd=tmp_path, env=environment(**variables))
    assert ("\x1b[32m" in done.stdout) is colored
    assert "\x1b[J" not in done.stdout + done.stderr


def test_a_console_without_unicode_gets_ascii_marks_and_escapes(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('schema = 1\nname = "Hospital de Ñengono"\n', encoding="utf-8")
    done = interop("site", "check", cwd=tmp_path, env=environment(PYTHONIOENCODING="ascii", FORCE_COLOR="1"))
    assert done.returncode == 0, done.stderr
    assert "Hospital de \\xd1engono" in done.stdout
    assert "\x1b[32mok pass\x1b[0m" in done.stdout


def test_lines_of_the_run_speak_the_language_asked_for(tmp_path: Path) -> None:
    make(tmp_path, ends=scenario("TC-A-001", "it passes"))
    done = interop("run", "features", "--lang", "es", "--color", "always", cwd=tmp_path)
    assert "conforme" in done.stdout
    assert "APTO" in done.stdout


class Started:
    """A run in a process of its own that is known to be inside a scenario."""

    def __init__(self, folder: Path, *arguments: str, before: Callable[[], None] | None = None) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*COMMAND, "run", "features", *arguments], cwd=folder, env=environment(), text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before, start_new_session=True,
        )  # fmt: skip

    def record(self) -> Path | None:
        return next(iter(self.folder.glob("reports/out/*/record.jsonl")), None)

    def wait_for(self, text: str) -> Path:
        """Wait until the record holds ``text``; the run folder."""

        def there() -> Path | None:
            record = self.record()
            return record.parent if record is not None and text in record.read_text(errors="replace") else None

        return wait_until(there, 60, text)

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self) -> tuple[str, str]:
        return self.process.communicate(timeout=60)


def long_run(folder: Path) -> None:
    make(
        folder,
        a=scenario("TC-A-001", "it passes") + scenario("TC-A-002", "it waits") + scenario("TC-A-003", "it passes"),
    )


@posix
def test_ctrl_c_ends_with_130_a_whole_record_and_a_report(tmp_path: Path) -> None:
    long_run(tmp_path)
    with Started(tmp_path) as started:
        folder = started.wait_for('"type":"exchange"')
        started.process.send_signal(signal.SIGINT)
        out, err = started.end()
    assert started.process.returncode == 130, out + err
    assert "stopping" in err
    run = load(folder)
    assert run.complete
    assert run.interrupted
    assert run.problems == []
    assert [each.verdict for each in run.scenarios] == [Verdict.PASS, Verdict.SKIP, Verdict.SKIP]
    assert "the ward to answer" in run.scenarios[1].reason
    assert (folder / "report.html").is_file()
    assert (folder / run.scenarios[1].exchanges[0].file).read_bytes() == b"MSH|^~\\&|EMR"


@posix
def test_ctrl_c_of_the_terminal_reaches_every_process_and_still_ends_cleanly(tmp_path: Path) -> None:
    long_run(tmp_path)
    with Started(tmp_path) as started:
        folder = started.wait_for('"type":"exchange"')
        os.killpg(started.process.pid, signal.SIGINT)
        out, err = started.end()
    assert started.process.returncode == 130, out + err
    assert load(folder).complete


@posix
def test_kill_9_of_the_parent_leaves_a_readable_record_and_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary := tmp_path / "t").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    long_run(tmp_path)
    with Started(tmp_path) as started:
        folder = started.wait_for('"type":"exchange"')
        assert list(temporary.glob("interop-*"))
        started.process.kill()
        started.end()  # returns when every process that holds the pipes has ended
    assert list(temporary.iterdir()) == []
    run = load(folder)
    assert not run.complete
    assert [each.verdict for each in run.scenarios] == [Verdict.PASS, Verdict.SKIP, Verdict.SKIP]
    assert len(run.scenarios[1].exchanges) == 1
    done = interop("report", str(folder), cwd=tmp_path)
    assert done.returncode == 130, done.stdout + done.stderr
    assert (folder / "report.html").is_file()


@posix
@pytest.mark.parametrize(
    ("size", "count", "what"),
    [(1_000_000, 1, "evidence cannot be written"), (10, 2000, "the run record cannot be written")],
)
def test_a_full_disk_is_said_so_and_what_was_recorded_is_kept(tmp_path: Path, size: int, count: int, what: str) -> None:
    text = scenario("TC-A-001", "it passes") + scenario(
        "TC-A-002", f"it sends a message of {size} bytes, {count} times"
    )
    make(tmp_path, a=text + scenario("TC-A-003", "it waits"))

    def little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    with Started(tmp_path, before=little_room) as started:
        out, err = started.end()
    assert started.process.returncode == 3, out + err
    assert what in err
    assert "try:   free space" in err
    assert "Traceback" not in err
    record = started.record()
    assert record is not None
    assert load(record.parent).scenarios[0].verdict is Verdict.PASS


def test_a_report_folder_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    make(tmp_path, ends=scenario("TC-A-001", "it passes"))
    (tmp_path / "reports").write_text("a file")
    done = interop("run", "features", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot write a run into" in done.stderr
    assert "--out DIR" in done.stderr


def test_a_port_in_use_names_the_port_and_what_to_do(tmp_path: Path) -> None:
    make(tmp_path, ends=scenario("TC-A-001", "it passes"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        site = (tmp_path / "site.toml").read_text().replace("workstation = { simulated = false }", "")
        (tmp_path / "site.toml").write_text(site + f"[roles.workstation]\nlisten = {{ port = {port} }}\n")
        done = interop("run", "features", cwd=tmp_path)
    assert done.returncode == 3, done.stdout + done.stderr
    assert str(port) in done.stdout + done.stderr
    assert "in use" in done.stdout + done.stderr


@posix
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m harness.cli site schema | head -c 10", shell=True, cwd=tmp_path, env=environment(),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""


def test_a_run_goes_on_when_nobody_reads_any_more() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as out:
        terminal = Terminal(out, out)
        terminal.say("ok")  # the pipe is broken
        terminal.say("ok")


@posix
def test_simulate_prints_its_ports_at_once_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "simulate", "workstation", "BATA"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    assert [line.split()[0] for line in lines] == ["workstation", "BATA", "Running"]
    host, port = lines[0].split()[2].split(":")
    socket.create_connection((host, int(port)), 5).close()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0
