"""Where studies are retrieved: threads or processes of this machine, or machines of a dask.distributed cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.migrate.archive import Archive, Job, Outcome, Study, trouble_of
from harness.migrate.retrieve import Mover, retrieve
from simulators.wire.errors import ConfigError

WORKERS_S = 20.0  # within which a scheduler has to have a worker


@dataclass(frozen=True, slots=True)
class Workers:
    """``submit`` gives out a job; ``lost`` says whether there is nobody any more who would do it."""

    submit: Callable[[Job], Future[Outcome]]
    lost: Callable[[], bool] = lambda: False


@contextmanager
def workers(archive: Archive, count: int, processes: bool, scheduler: str, spool: Path) -> Iterator[Workers]:
    """How jobs are given out. At the end what was not begun is not begun any more, and what was is waited for.

    Threads begin at once and share one core for what Python does; ``processes`` use the others,
    where compressed pixels are decoded. C-MOVE has one destination, and so one worker, in this process."""
    if archive.by == "move":
        with Mover(archive, spool) as mover, _ended(ThreadPoolExecutor(1)) as pool:
            yield Workers(lambda job: _given(pool, mover.retrieve, job))
    elif scheduler:
        with _spread(scheduler) as spread:
            yield spread
    else:
        context = multiprocessing.get_context("spawn")
        made = ProcessPoolExecutor(count, context, _end_with_parent) if processes else ThreadPoolExecutor(count)
        with _ended(made) as pool:
            yield Workers(lambda job: _given(pool, retrieve, job))


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
def _spread(address: str) -> Iterator[Workers]:
    """The workers of a dask scheduler: what one of them leaves undone another does, as long as there is one."""
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

    def lost() -> bool:
        try:
            return client.status != "running" or not client.scheduler_info()["workers"]
        except OSError:
            return True

    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_S)
        except TimeoutError as error:
            raise ConfigError(f"the scheduler at {address} has no worker", remedy=f"dask worker {address}") from error
        pool = client.get_executor(pure=False)
        yield Workers(lambda job: _given(pool, retrieve, job), lost)


def _end_with_parent() -> None:
    """In a worker process: end when the one that started it was killed."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
