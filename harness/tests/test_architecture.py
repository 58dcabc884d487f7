"""The import rule and the layout of ARCHITECTURE.md, by a walk over the syntax trees. Tests import what they like."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("simulators", "harness", "reports")
LAYERS = ("simulators.wire", "simulators", "harness", "reports", "harness.cli")  # each may import those before it
NOT_ON_THE_WIRE_FLOOR = {
    "socket",
    "asyncio",
    "threading",
    "time",
    "twisted",
    "pynetdicom",
    "ssl",
    "selectors",
    "select",
}
REPORTS_MAY_READ = {  # the record, and other pure readers that a document needs
    *("harness.record", "harness.verdict", "harness.verify", "harness.gate", "harness.history", "harness.defect_log"),
    *("harness.acceptance", "harness.attended", "harness.say", "harness.audit.catalogue"),
}


def modules(*, tests: bool = False) -> Iterator[tuple[str, Path]]:
    """Dotted name and file of every module."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if tests or "tests" not in path.relative_to(ROOT).parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                yield ".".join(parts).removesuffix(".__init__"), path


def layer_of(module: str) -> str:
    """The layer a module belongs to, the longest name that fits."""
    fitting = [layer for layer in LAYERS if module == layer or module.startswith(layer + ".")]
    return max(fitting, key=len)


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported module with its line; ``from a import b`` counts as ``a`` and as ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "." * node.level, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def _may_read(name: str) -> bool:
    return name == "harness" or any(name.startswith(each) for each in REPORTS_MAY_READ)


def violations(module: str, source: str) -> Iterator[str]:
    """What the rule forbids in a module, one line each."""
    layer = layer_of(module)
    for name, line in imports(ast.parse(source)):
        where = f"{module}:{line}: {name}"
        top = name.split(".")[0]
        if name.startswith("."):
            yield f"{where}: relative import"
        elif top in PACKAGES:
            if LAYERS.index(layer_of(name)) > LAYERS.index(layer):
                yield f"{where}: {layer} may not import {layer_of(name)}"
            if layer == "reports" and top == "harness" and not _may_read(name):
                yield f"{where}: reports read the record and nothing else of the harness"
        elif layer == "simulators.wire" and top in NOT_ON_THE_WIRE_FLOOR:
            yield f"{where}: not on the wire floor"
        elif top == "twisted" and not module.startswith(
            ("simulators.mllp_", "simulators.syslog_", "simulators.web_server")
        ):
            yield f"{where}: Twisted only in simulators/mllp_*.py, syslog_*.py and web_server.py"
        elif top == "pynetdicom" and not module.startswith("simulators.dimse"):
            yield f"{where}: pynetdicom only in simulators/dimse*.py"


def test_every_module_imports_only_what_its_layer_may() -> None:
    found = [each for module, path in modules() for each in violations(module, path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("simulators.wire.er7", "import socket"),
        ("simulators.wire.er7", "def f():\n    from time import monotonic"),
        ("simulators.wire.er7", "from simulators.transcript import Exchange"),
        ("simulators.ris", "from harness.site import Site"),
        ("simulators.ris", "import twisted.internet"),
        ("simulators.pacs", "from pynetdicom import AE"),
        ("harness.session", "from reports.html import write"),
        ("harness.session", "import harness.cli.terminal"),
        ("harness.session", "from harness import cli"),
        ("reports.html", "from harness.site import load_site"),
        ("reports.html", "from harness.cli import main"),
        ("harness.run", "from . import site"),
    ],
)
def test_a_planted_violation_is_caught(module: str, source: str) -> None:
    assert list(violations(module, source))


def test_nothing_sleeps() -> None:
    """Waiting is for a condition, never for a time."""
    found = [
        f"{module}:{node.lineno}"
        for module, path in modules(tests=True)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep", "asyncio.sleep")
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    assert [module for module, _ in modules() if module.split(".")[-1] in empty] == []


def test_the_command_loads_lightly() -> None:
    """What ``interop --help`` imports at the top of its modules is the standard library, click and the error tree."""
    allowed = ("click", "harness.cli", "simulators.wire.errors")
    for module in ("harness.cli", "harness.cli.terminal"):
        path = ROOT.joinpath(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        top = ast.Module(
            [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.Import | ast.ImportFrom)], []
        )
        ours = [name for name, _ in imports(top) if name.split(".")[0] in (*PACKAGES, "pydantic", "rich", "behave")]
        assert [name for name in ours if not name.startswith(allowed)] == []
