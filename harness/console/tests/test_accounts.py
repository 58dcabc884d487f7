"""Accounts, sessions, the audit trail, and two processes that write at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.console import audit
from harness.console.accounts import MOST_BOTH, WINDOW, Account, Accounts, SignInRefused
from harness.console.sessions import AGAIN_AFTER, LASTS, RENEWED_AFTER, Sessions
from harness.console.store import OnlyServer, Store
from harness.console.tests.scenes import PASSWORD, quick_hasher
from simulators.wire.errors import ConfigError


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "x" / "site.uat.sqlite") as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, clock: Clock) -> Accounts:
    made = Accounts(store, hasher=quick_hasher(), clock=clock)
    made.add("MRíos", "M.  Ríos ", "technologist", "es", PASSWORD, by="test")
    return made


def test_the_file_is_nobody_elses_business(store: Store) -> None:
    assert store.path.stat().st_mode & 0o077 == 0
    assert store.db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert store.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_text("not a database, but long enough to be looked at" * 50)
    with pytest.raises(ConfigError, match="cannot be used"):
        Store(path)


def test_an_account(accounts: Accounts, store: Store) -> None:
    account = accounts.find("mríos")
    assert account == Account(1, "mríos", "M. Ríos", "technologist", "es")
    assert accounts.check("MRÍOS ", PASSWORD, "127.0.0.1") == account
    kept = store.rows("SELECT password FROM account")[0]["password"]
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (("", "N", "technologist", "es", PASSWORD), "login"),
        (("a b", "N", "technologist", "es", PASSWORD), "login"),
        (("x" * 65, "N", "technologist", "es", PASSWORD), "login"),
        (("x", " ", "technologist", "es", PASSWORD), "name"),
        (("x", "a\u202eb", "technologist", "es", PASSWORD), "name"),
        (("x", "N", "king", "es", PASSWORD), "role"),
        (("x", "N", "technologist", "de", PASSWORD), "language"),
        (("x", "N", "technologist", "es", "short"), "password"),
        (("x", "N", "technologist", "es", "x" * 201), "password"),
        (("mríos", "N", "technologist", "es", PASSWORD), "already"),
    ],
)
def test_what_is_no_account(accounts: Accounts, values: tuple[str, str, str, str, str], problem: str) -> None:
    with pytest.raises(ConfigError) as refused:
        accounts.add(*values, by="test")
    assert problem in f"{refused.value} {refused.value.problems}"
    assert len(accounts.all()) == 1


def wrong(accounts: Accounts, address: str = "1.2.3.4", login: str = "mríos") -> float:
    with pytest.raises(SignInRefused) as refused:
        accounts.check(login, "wrong", address)
    return refused.value.until


def test_wrong_passwords_count_until_the_window_is_over(accounts: Accounts, clock: Clock, store: Store) -> None:
    assert [wrong(accounts) for _ in range(MOST_BOTH)] == [0.0] * MOST_BOTH
    assert wrong(accounts) == clock.now + WINDOW
    again = Accounts(store, hasher=quick_hasher(), clock=clock)  # after a restart
    with pytest.raises(SignInRefused):
        again.check("mríos", PASSWORD, "1.2.3.4")
    assert again.check("mríos", PASSWORD, "5.6.7.8").login == "mríos"
    clock.now += WINDOW + 1
    assert again.check("mríos", PASSWORD, "1.2.3.4").login == "mríos"


def test_the_right_password_forgets_the_wrong_ones(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(MOST_BOTH - 1):
            assert wrong(accounts) == 0.0
        accounts.check("mríos", PASSWORD, "1.2.3.4")


def test_a_new_password_ends_sessions_and_the_wait(accounts: Accounts, store: Store, clock: Clock) -> None:
    account = accounts.find("mríos")
    assert account is not None
    sessions = Sessions(store, accounts, clock=clock)
    token = sessions.begin(account, "")
    for _ in range(MOST_BOTH + 1):
        wrong(accounts)
    accounts.set_password("mríos", "another long password", by="test")
    assert sessions.find(token) is None
    assert accounts.check("mríos", "another long password", "1.2.3.4") == account


def test_a_closed_account(accounts: Accounts, store: Store, clock: Clock) -> None:
    account = accounts.find("mríos")
    assert account is not None
    sessions = Sessions(store, accounts, clock=clock)
    token = sessions.begin(account, "")
    accounts.close("mríos", by="test")
    assert sessions.find(token) is None
    with pytest.raises(SignInRefused):
        accounts.check("mríos", PASSWORD, "")
    accounts.close("mríos", closed=False, by="test")
    assert accounts.check("mríos", PASSWORD, "").login == "mríos"


# --- sessions ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def sessions(store: Store, accounts: Accounts, clock: Clock) -> Sessions:
    return Sessions(store, accounts, clock=clock)


def begun(sessions: Sessions, accounts: Accounts) -> str:
    account = accounts.find("mríos")
    assert account is not None
    return sessions.begin(account, "1.2.3.4")


def test_a_session_lasts_eight_hours(sessions: Sessions, accounts: Accounts, clock: Clock) -> None:
    token = begun(sessions, accounts)
    clock.now += LASTS - 1
    found = sessions.find(token)
    assert found is not None
    sessions.extend(found)
    clock.now += LASTS - 1
    assert sessions.find(token) is not None
    clock.now += 2
    assert sessions.find(token) is None
    assert sessions.find("") is None
    assert sessions.find("x" * 43) is None


def test_the_token_changes_and_the_old_one_is_valid_until_the_new_one_is_used(
    sessions: Sessions, accounts: Accounts, clock: Clock
) -> None:
    old = begun(sessions, accounts)
    assert sessions.find(old, renew=True).renewal == ""  # type: ignore[union-attr]
    clock.now += RENEWED_AFTER
    first = sessions.find(old, renew=True)
    assert first is not None
    assert first.renewal
    beside = sessions.find(old, renew=True)  # a request at the same moment
    assert beside is not None
    assert beside.renewal == ""
    clock.now += AGAIN_AFTER + 1  # that answer was lost on the way
    second = sessions.find(old, renew=True)
    assert second is not None
    assert second.renewal not in ("", first.renewal)
    assert sessions.find(second.renewal, renew=True) is not None
    assert sessions.find(old) is None
    assert sessions.find(first.renewal) is None
    assert first.csrf == second.csrf


# --- audit ------------------------------------------------------------------------------------------------------------


def test_the_audit_trail_only_grows(store: Store, accounts: Accounts) -> None:
    audit.record(store, "x\ud800", "tested", "o" * 1000, "=1+1", "1.2.3.4")
    for statement in ("DELETE FROM audit", "UPDATE audit SET person = 'me'"):
        with pytest.raises(sqlite3.DatabaseError, match="only grows"):
            store.db.execute(statement)
    assert audit.altered(store) == 0
    assert [row["action"] for row in audit.page(store)] == ["tested", "account added"]


@pytest.mark.parametrize("change", ["UPDATE audit SET person = 'me' WHERE id = 2", "DELETE FROM audit WHERE id = 2"])
def test_what_was_altered_around_the_program_is_seen(store: Store, accounts: Accounts, change: str) -> None:
    for number in range(3):
        audit.record(store, "x", f"act {number}")
    store.db.execute("DROP TRIGGER audit_is_kept")
    store.db.execute("DROP TRIGGER audit_is_final")
    store.db.execute(change)
    assert audit.altered(store) in (2, 3)


# --- several at once --------------------------------------------------------------------------------------------------

WRITE = """
import sys
from pathlib import Path
from harness.console import audit
from harness.console.store import Store
with Store(Path(sys.argv[1])) as store:
    for number in range(40):
        audit.record(store, sys.argv[2], f"act {number}")
"""


def test_two_processes_and_four_threads_write_at_once(store: Store) -> None:
    others = [subprocess.Popen([sys.executable, "-c", WRITE, str(store.path), f"process {n}"]) for n in range(2)]

    def act(name: str) -> None:
        for number in range(25):
            audit.record(store, name, f"act {number}")

    threads = [threading.Thread(target=act, args=(f"thread {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(60) for other in others] == [0, 0]
    assert audit.altered(store) == 0
    counts = {row["person"]: row["n"] for row in store.rows("SELECT person, count(*) AS n FROM audit GROUP BY person")}
    assert counts == {**{f"process {n}": 40 for n in range(2)}, **{f"thread {n}": 25 for n in range(4)}}


def test_one_server_for_a_file(store: Store) -> None:
    first = OnlyServer(store.path)
    with pytest.raises(ConfigError, match="already serves"):
        OnlyServer(store.path)
    audit.record(store, "x", "written meanwhile")  # accounts can be made while it serves
    first.close()
    OnlyServer(store.path).close()
