"""Where studies are retrieved: threads or processes of this machine, or machines of a dask.distributed cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from harness.migrate.archive import Archive, Job, Outcome, Study, trouble_of
from harness.migrate.retrieve import Mover, retrieve
from simulators.wire.errors import ConfigError

Submit: TypeAlias = Callable[[Job], "Future[Outcome]"]


@contextmanager
def workers(archive: Archive, count: int, processes: bool, scheduler: str, spool: Path) -> Iterator[Submit]:
    """How a job is given out. At the end what was not begun is not begun any more, and what was is waited for.

    Threads begin at once and share one core for what Python does; ``processes`` use the others,
    where compressed pixels are decoded. C-MOVE has one destination, and so one worker, in this process."""
    if archive.by == "move":
        with Mover(archive, spool) as mover, _ended(ThreadPoolExecutor(1)) as pool:
            yield lambda job: _given(pool, mover.retrieve, job)
    elif scheduler:
        with _spread(scheduler) as pool:
            yield lambda job: _given(pool, retrieve, job)
    else:
        context = multiprocessing.get_context("spawn")
        made = ProcessPoolExecutor(count, context, _end_with_parent) if processes else ThreadPoolExecutor(count)
        with _ended(made) as pool:
            yield lambda job: _given(pool, retrieve, job)


def _given(pool: Executor, run: Callable[[Job], Outcome], job: Job) -> Future[Outcome]:
    try:
        return pool.submit(run, job)
    except BrokenExecutor as error:  # a worker died, and with it the pool
        lost: Future[Outcome] = Future()
        lost.set_exception(error)
        return lost


def result(study: Study, done: Future[Outcome]) -> Outcome:
    """What a job brought; a worker that died is a trouble of this machine."""
    try:
        return done.result()
    except Exception as error:  # BrokenProcessPool, dask's own, or a bug of ours
        return Outcome([], [trouble_of(study.uid, error)])


@contextmanager
def _ended(executor: Executor) -> Iterator[Executor]:
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _spread(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigError(
            "dask.distributed is not installed", remedy='pip install "interop-harness[spread]"'
        ) from error
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"no scheduler answers at {address}: {error}", remedy="dask scheduler, dask worker"
        ) from error
    with client:
        yield client.get_executor(pure=False)


def _end_with_parent() -> None:
    """In a worker process: end when the one that started it was killed."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
