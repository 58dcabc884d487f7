"""The process that makes the load: locust, master or worker or both in one, over gevent.

locust patches ``socket``, ``threading`` and the like when it is imported, which Twisted and pynetdicom's threads do not
survive. So it runs in a process of its own, imported before anything else, with the clients that need no threads
(:mod:`simulators.dimse_blocking`, :mod:`harness.load.hl7`); simulated roles run in another. It is told by JSON: the
plan on stdin, figures on stdout, one line each.
"""

from __future__ import annotations

import locust  # first: it patches the standard library

# isort: split
import json
import logging
import sys
import time
from typing import Any

import gevent
import gevent.event
from locust import User, runners, task
from locust.env import Environment
from locust.exception import StopUser

from harness.load.arrivals import arrivals
from harness.load.figures import Figures
from harness.load.hl7 import Hl7Connection
from harness.load.jobs import Jobs, kind_of
from harness.load.profile import ROLE_OF, Profile
from harness.load.target import Target
from simulators.wire.errors import InteropError

REPORT_S = 1.0
MOST_AT_ONCE = 2000  # jobs begun and not done in one worker; what arrives beyond is an error, not forgotten
runners.WORKER_REPORT_INTERVAL = REPORT_S


class Share:
    """What this worker does of the load."""

    def __init__(self) -> None:
        self.figures = Figures()
        self.stopping = gevent.event.Event()
        self.jobs: Jobs | None = None
        self.at_once = 0
        self.born = 0
        self.busy = 0  # users whose arrivals have not ended
        self.began = 0.0
        self.index = 0

    def plan(self, document: dict[str, Any]) -> None:
        profile, target = Profile.model_validate(document["profile"]), Target.from_dict(document["target"])
        self.jobs = Jobs(target, profile, self.figures)
        if any(name in profile.jobs for name in ("query", "retrieve", "web-query", "web-retrieve")):
            try:
                self.jobs.prepare()
            except (InteropError, OSError) as error:
                self.figures.of("store").fail(f"before the start: {kind_of(error)}")
        self.began = time.monotonic()

    def begin(self, name: str, moment: float, line: Hl7Connection | None) -> None:
        """A job has arrived; it runs beside all others."""
        self.figures.of(name).offered += 1
        if self.at_once >= MOST_AT_ONCE:
            self.figures.of(name).fail("not begun: too many at once")
            return
        self.at_once += 1
        gevent.spawn(self._run, name, moment, line)

    def _run(self, name: str, moment: float, line: Hl7Connection | None) -> None:
        assert self.jobs is not None
        try:
            self.jobs.run(name, moment, line)
        except Exception as error:  # a bug of ours is counted and shown, and does not end the load
            self.figures.of(name).fail(kind_of(error))
        finally:
            self.at_once -= 1

    def report(self) -> dict[str, Any]:
        """Figures since the last report, and what is under way."""
        taken, self.figures.tallies = Figures(self.figures.tallies), {}
        return {"figures": taken.as_dict(), "at_once": self.at_once, "busy": self.busy, "born": self.born}


SHARE = Share()


class LoadUser(User):
    """Lets the jobs of its role arrive, its share of the rate, until the profile is over."""

    abstract = True
    role = ""

    @task
    def arrive(self) -> None:
        assert SHARE.jobs is not None
        profile, target = SHARE.jobs.profile, SHARE.jobs.target
        SHARE.born += 1
        SHARE.busy += 1
        number = SHARE.born
        line = Hl7Connection(SHARE.jobs.runtime, target.orders) if self.role == "emr" and target.orders else None
        streams = [
            gevent.spawn(self._stream, name, (profile.seed, SHARE.index, number, name), line)
            for name in profile.jobs
            if ROLE_OF[name] == self.role
        ]
        gevent.joinall(streams)
        SHARE.busy -= 1
        raise StopUser

    def _stream(self, name: str, seed: object, line: Hl7Connection | None) -> None:
        assert SHARE.jobs is not None
        profile = SHARE.jobs.profile
        rate = profile.jobs[name].rate_per_s / profile.users_of(self.role)  # type: ignore[index]
        late = time.monotonic() - SHARE.began  # a user that takes over from a lost worker begins where it is
        for moment in arrivals(rate, profile.duration_s, profile.ramp_s, seed):
            if moment < late - 1:
                continue
            due = SHARE.began + moment
            if SHARE.stopping.wait(max(due - time.monotonic(), 0)):
                return
            SHARE.begin(name, due, line)


class ModalityUser(LoadUser):
    role = "modality"


class EmrUser(LoadUser):
    role = "emr"


class ReaderUser(LoadUser):
    role = "reader"


USERS = {"modality": ModalityUser, "emr": EmrUser, "reader": ReaderUser}


class Engine:
    """Starts the load on the workers, gathers what they report, ends when all is done or stdin says so."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.profile = Profile.model_validate(plan["profile"])
        self.environment = Environment(user_classes=self._users(), events=locust.events, catch_exceptions=True)
        self.figures = Figures()
        self.state: dict[str, dict[str, Any]] = {}
        self.asked_to_stop = gevent.event.Event()
        self.runner: Any = None

    def _users(self) -> list[type[User]]:
        wanted: list[type[User]] = []
        for role, user in USERS.items():
            if count := self.profile.users_of(role):
                user.fixed_count = count
                wanted.append(user)
        return wanted

    def run(self) -> None:
        gevent.spawn(self._listen)
        workers = int(self.plan["workers"])
        if workers:
            self._await_workers(workers)
        else:
            self.runner = self.environment.create_local_runner()
            SHARE.plan(self.plan)
        began = time.monotonic()
        total = sum(self.profile.users_of(role) for role in USERS)
        self.runner.start(total, spawn_rate=1e6)
        self._until_over(began)
        self.runner.quit()
        if not workers:
            self._take("local", SHARE.report())
        self._tell(began, last=True)

    def _await_workers(self, count: int) -> None:
        host, port = self.plan["listen"]
        self.runner = self.environment.create_master_runner(host, port)
        self.environment.events.worker_report.add_listener(lambda client_id, data: self._hear(client_id, data))
        _say({"type": "listening", "port": self.runner.server.port if hasattr(self.runner, "server") else port})
        while len(self.runner.clients.ready) < count and not self.asked_to_stop.wait(0.05):
            pass
        prepared: set[str] = set()
        self.runner.register_message("prepared", lambda environment, msg: prepared.add(msg.node_id))
        self.runner.send_message("plan", {"text": json.dumps(self.plan)})
        while len(prepared) < count and not self.asked_to_stop.wait(0.05):
            pass

    def _hear(self, client_id: str, data: dict[str, Any]) -> None:
        if "load" in data:
            self._take(client_id, json.loads(data["load"]))

    def _take(self, client_id: str, report: dict[str, Any]) -> None:
        self.figures.merge(Figures.from_dict(report["figures"]))
        self.state[client_id] = report

    def _until_over(self, began: float) -> None:
        """Until every arrival has come and every job is done, or there was time enough; after a stop, five seconds."""
        end = began + self.profile.duration_s + self.profile.drain_s
        stopped, wake = False, self.asked_to_stop
        while time.monotonic() < end:
            if wake.wait(REPORT_S):
                stopped, end = True, min(end, time.monotonic() + 5)
                wake = gevent.event.Event()  # that one stays set: nobody would wait any more between two reports
                self._stop_arrivals()
            if self.runner.__class__.__name__ == "LocalRunner":
                self._take("local", SHARE.report())
            self._tell(began)
            if stopped or time.monotonic() > began + self.profile.duration_s:
                if not any(one["at_once"] or one["busy"] for one in self.state.values()):
                    return
                gevent.idle()

    def _stop_arrivals(self) -> None:
        SHARE.stopping.set()
        if hasattr(self.runner, "clients"):
            self.runner.send_message("stop-arrivals", {})

    def _tell(self, began: float, *, last: bool = False) -> None:
        if last:
            left = sum(one["at_once"] for one in self.state.values())
            if left:
                self.figures.of("unfinished").fail("not done at the end", left)
        taken, self.figures = self.figures, Figures()
        _say(
            {
                "type": "last" if last else "figures",
                "seconds": round(time.monotonic() - began, 3),
                "workers": max(len(self.state), 1),
                "at_once": sum(one["at_once"] for one in self.state.values()),
                "figures": taken.as_dict(),
            }
        )

    def _listen(self) -> None:
        """Anything on stdin, or its end, stops the load: a parent that died leaves no load behind."""
        gevent.get_hub().threadpool.apply(sys.stdin.readline)
        self.asked_to_stop.set()


def _say(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def work(host: str, port: int) -> None:
    """Be a worker of the master at ``host``; ends when that ends."""
    environment = Environment(user_classes=list(USERS.values()), events=locust.events, catch_exceptions=True)
    environment.events.report_to_master.add_listener(
        lambda client_id, data: data.update(load=json.dumps(SHARE.report()))
    )
    environment.events.test_start.add_listener(lambda **values: setattr(SHARE, "began", time.monotonic()))
    runner: Any = environment.create_worker_runner(host, port)

    def planned(environment: Any, msg: Any) -> None:
        SHARE.index = runner.worker_index
        SHARE.plan(json.loads(msg.data["text"]))
        runner.send_message("prepared", {})

    runner.register_message("plan", planned, concurrent=True)
    runner.register_message("stop-arrivals", lambda environment, msg: SHARE.stopping.set())
    runner.greenlet.join()


def main() -> None:
    """``worker HOST PORT``, or else the plan comes as the first line of stdin."""
    logging.getLogger("locust").setLevel(logging.ERROR)
    if sys.argv[1:2] == ["worker"]:
        work(sys.argv[2], int(sys.argv[3]))
        return
    Engine(json.loads(sys.stdin.readline())).run()


if __name__ == "__main__":
    main()
