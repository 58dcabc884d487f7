"""How a defect gets into the reference systems: a seam of theirs is replaced, and can be put back.

A :class:`Planting` remembers what stood there before. Defects are planted before a hospital is started, in the process
in which it will run.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from pydicom import Dataset

_ABSENT = object()


class Planting:
    """What was replaced, so that it can be undone. ``setattr`` is pytest's, so that a test may give its own."""

    def __init__(self) -> None:
        self._before: list[tuple[Any, str, Any]] = []

    def setattr(self, target: Any, name: str, value: Any) -> None:
        """Replace an attribute of a class or module. AttributeError where it has none of that name: a seam moved."""
        getattr(target, name)
        self._before.append((target, name, vars(target).get(name, _ABSENT)))
        setattr(target, name, value)

    @property
    def seams(self) -> frozenset[tuple[int, str]]:
        """What was replaced: each target (its identity) and the name of the attribute."""
        return frozenset((id(target), name) for target, name, _ in self._before)

    def undo(self) -> None:
        """Put everything back, the last first. May be called twice."""
        while self._before:
            target, name, value = self._before.pop()
            if value is _ABSENT:
                delattr(target, name)
            else:
                setattr(target, name, value)


Plant = Callable[[Planting], None]


def doing(target: Any, name: str, result: Any) -> Plant:
    """A function does nothing but give this result."""
    return lambda planting: planting.setattr(target, name, lambda *args, **options: result)


def holding(target: Any, name: str, value: Any) -> Plant:
    """A value is another one."""
    return lambda planting: planting.setattr(target, name, value)


def around(target: Any, name: str, wrapped: Callable[..., Any]) -> Plant:
    """A function is called through ``wrapped(original, *arguments)``."""

    def plant(planting: Planting) -> None:
        original = getattr(target, name)
        planting.setattr(target, name, lambda *args, **options: wrapped(original, *args, **options))

    return plant


def remembering(target: Any, name: str, make: Callable[[], Callable[..., Any]]) -> Plant:
    """As :func:`around`, through something that remembers what passed: made anew each time that it is planted."""
    return lambda planting: around(target, name, make())(planting)


def only_of(role: str, wrapped: Callable[..., Any]) -> Callable[..., Any]:
    """``wrapped`` for the objects of one role (their ``_role``); those of the others are left as they are."""

    def chosen(original: Callable[..., Any], self: Any, *args: Any, **options: Any) -> Any:
        if self._role != role:
            return original(self, *args, **options)
        return wrapped(original, self, *args, **options)

    return chosen


def both(*plants: Plant) -> Plant:
    """Several seams make one defect."""

    def plant(planting: Planting) -> None:
        for one in plants:
            one(planting)

    return plant


def changed_result(change: Callable[[Any], Any]) -> Callable[..., Any]:
    """For :func:`around`: what the function gives is changed."""
    return lambda original, *args, **options: change(original(*args, **options))


def changed_copy(change: Callable[[Dataset], object]) -> Callable[[Dataset], Dataset]:
    """A function that gives a changed copy of a data set."""

    def changed(ds: Dataset) -> Dataset:
        ds = copy.deepcopy(ds)
        change(ds)
        return ds

    return changed


class EveryNth:
    """True for one call in ``n``, the ``n``-th first."""

    def __init__(self, n: int) -> None:
        self.n, self.count = n, 0

    def __call__(self) -> bool:
        self.count += 1
        return self.count % self.n == 0
