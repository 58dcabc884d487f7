"""Mutated code: the loaded functions that it is put under, and a module that is loaded from it."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
from collections import defaultdict
from collections.abc import Iterator
from functools import _lru_cache_wrapper, cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = ("harness", "simulators", "reports", "fixtures")


@cache
def source_of(path: Path) -> str:
    """As it was when it was loaded, whoever edits it meanwhile."""
    return path.read_text(encoding="utf-8")


def functions() -> dict[tuple[str, str, int], list[FunctionType]]:
    """Those of ours that are loaded, by file, name and line."""
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename.startswith(str(ROOT)):
            found[key_of(each.__code__)].append(each)
    return found


def caches() -> list[Any]:
    ours = (each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper))
    return [each for each in ours if each.__module__.split(".")[0] in OURS]


def key_of(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def changed(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Functions that differ, in themselves or in what they contain; modules and classes that differ in themselves."""
    if _content(old) != _content(new) if old.co_flags & CO_OPTIMIZED else _own(old) != _own(new):
        yield old, new
    for was, now in zip(_inner(old), _inner(new), strict=True):
        yield from changed(was, now)


def _own(code: CodeType) -> tuple[Any, ...]:
    constants = [repr(each) for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, code.co_names, code.co_varnames, code.co_exceptiontable, constants


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _content(code: CodeType) -> tuple[Any, ...]:
    return (*_own(code), [_content(each) for each in _inner(code)])


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from other code."""

    def __init__(self, name: str, path: Path, code: str) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        places = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, self._path, loader=self, submodule_search_locations=places)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._code, str(self._path), "exec"), module.__dict__)
