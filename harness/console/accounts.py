"""Who may sign in: argon2 hashes, roles, and a limit on wrong passwords that a restart does not forget."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from harness.attended import ROLES
from harness.console import audit
from harness.console.store import Store
from simulators.wire.errors import ConfigError

LANGUAGES = ("en", "es", "fr", "pt")
WINDOW = 15 * 60.0  # seconds for which a wrong password counts
MOST_BOTH, MOST_LOGIN, MOST_ADDRESS = 5, 20, 40  # wrong ones: of a login from an address, of a login, from an address
SHORTEST, LONGEST = 10, 200  # characters of a password
_LOGIN = re.compile(r"[\w.@-]{1,64}\Z")


@dataclass(frozen=True, slots=True)
class Account:
    """A person. ``name`` is printed beside her signature."""

    id: int
    login: str
    name: str
    role: str
    language: str
    disabled: bool = False


class SignInRefused(Exception):
    """Name or password is wrong, or the account is closed; which of them is not said. ``until`` is the moment (seconds
    since the epoch) before which nothing is tried any more, or 0."""

    def __init__(self, until: float = 0.0) -> None:
        super().__init__("refused")
        self.until = until


class Accounts:
    """The accounts in a store. ``clock`` counts seconds since the epoch."""

    def __init__(
        self, store: Store, *, hasher: PasswordHasher | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.store = store
        self._hasher = hasher or PasswordHasher()
        self._clock = clock
        self._places = threading.Semaphore(2)  # a hash takes 64 MiB
        self._nobody = self._hasher.hash("nobody has this password")

    def add(self, login: str, name: str, role: str, language: str, password: str, *, by: str) -> Account:
        """A new account. :class:`ConfigError` for a login that is taken and for every value that will not do."""
        login, name = folded(login), " ".join(name.split())
        problems = _problems(login, name, role, language, password)
        if problems:
            raise ConfigError("the account was not made", problems=tuple(problems), cause="\n".join(problems))
        try:
            with self.store.change() as db:
                db.execute(
                    "INSERT INTO account (login, name, role, language, password, created) VALUES (?, ?, ?, ?, ?, ?)",
                    (login, name, role, language, self._hash(password), audit.now()),
                )
                audit.write(db, by, "account added", login, role)
        except sqlite3.IntegrityError as error:
            raise ConfigError(f"there is already an account {login!r}", remedy="choose another name") from error
        found = self.find(login)
        assert found is not None
        return found

    def all(self) -> list[Account]:
        return [_account(row) for row in self.store.rows("SELECT * FROM account ORDER BY role, login")]

    def find(self, login: str) -> Account | None:
        row = self.store.one("SELECT * FROM account WHERE login = ?", folded(login))
        return _account(row) if row else None

    def by_id(self, number: int) -> Account | None:
        row = self.store.one("SELECT * FROM account WHERE id = ?", number)
        return _account(row) if row else None

    def set_password(self, login: str, password: str, *, by: str) -> None:
        """A new password; every session of the account ends, and its wrong passwords are forgotten."""
        account = self._existing(login)
        if problem := _password_problem(password):
            raise ConfigError(problem)
        with self.store.change() as db:
            db.execute("UPDATE account SET password = ? WHERE id = ?", (self._hash(password), account.id))
            db.execute("DELETE FROM session WHERE account_id = ?", (account.id,))
            db.execute("DELETE FROM failed_sign_in WHERE login = ?", (account.login,))
            audit.write(db, by, "password set", account.login)

    def close(self, login: str, *, closed: bool = True, by: str) -> None:
        """Close an account, or open it again. What its person did and signed stays."""
        account = self._existing(login)
        with self.store.change() as db:
            db.execute("UPDATE account SET disabled = ? WHERE id = ?", (int(closed), account.id))
            db.execute("DELETE FROM session WHERE account_id = ?", (account.id,))
            audit.write(db, by, "account closed" if closed else "account opened", account.login)

    def speak(self, account: Account, language: str) -> None:
        """The language that the person chose for herself."""
        if language in LANGUAGES:
            with self.store.change() as db:
                db.execute("UPDATE account SET language = ? WHERE id = ?", (language, account.id))
                audit.write(db, account.login, "language chosen", language)

    def check(self, login: str, password: str, address: str, *, action: str = "signed in") -> Account:
        """The account, where the password is right. :class:`SignInRefused` else: a wrong password takes as long as a
        right one and as an unknown name, and is counted before it is looked at, so that many at once count too."""
        login = folded(login)[:64]
        failure = self._reserve(login, address, action)
        row = self.store.one("SELECT * FROM account WHERE login = ?", login)
        right = self._verify(row["password"] if row else self._nobody, password[: LONGEST + 1])
        if row is None or not right or row["disabled"]:
            audit.record(self.store, login, "sign-in refused", "", action, address)
            raise SignInRefused
        with self.store.change() as db:
            db.execute("DELETE FROM failed_sign_in WHERE id = ? OR (login = ? AND address = ?)",
                       (failure, login, address))  # fmt: skip
            if self._hasher.check_needs_rehash(row["password"]):
                db.execute("UPDATE account SET password = ? WHERE id = ?", (self._hash(password), row["id"]))
            audit.write(db, login, action, "", "", address)
        return _account(row)

    # --- inside ----------------------------------------------------------------------------------------------------

    def _reserve(self, login: str, address: str, action: str) -> int:
        """Count this try as a wrong one, unless there were too many."""
        now, until = self._clock(), 0.0
        with self.store.change() as db:
            db.execute("DELETE FROM failed_sign_in WHERE time < ?", (now - WINDOW,))
            for where, values, most in (
                ("login = ? AND address = ?", (login, address), MOST_BOTH),
                ("login = ?", (login,), MOST_LOGIN),
                ("address = ?", (address,), MOST_ADDRESS),
            ):
                times = [row["time"] for row in db.execute(
                    f"SELECT time FROM failed_sign_in WHERE {where} ORDER BY time DESC", values
                )]  # fmt: skip
                if len(times) >= most:
                    until = max(until, times[most - 1] + WINDOW)
            if not until:
                cursor = db.execute("INSERT INTO failed_sign_in (login, address, time) VALUES (?, ?, ?)",
                                    (login, address, now))  # fmt: skip
                return int(cursor.lastrowid or 0)
            audit.write(db, login, "sign-in stopped: too many wrong passwords", "", action, address)
        raise SignInRefused(until)

    def _verify(self, hashed: str, password: str) -> bool:
        with self._places:
            try:
                return self._hasher.verify(hashed, password.encode("utf-8", "surrogatepass"))
            except (VerificationError, InvalidHashError):
                return False

    def _hash(self, password: str) -> str:
        with self._places:
            return self._hasher.hash(password.encode("utf-8", "surrogatepass"))

    def _existing(self, login: str) -> Account:
        account = self.find(login)
        if account is None:
            raise ConfigError(f"there is no account {login!r}", remedy="interop uat users")
        return account


def folded(login: str) -> str:
    """A login as it is kept: composed, in small letters."""
    return unicodedata.normalize("NFC", login.encode("utf-8", "replace").decode()).strip().casefold()


def _account(row: sqlite3.Row) -> Account:
    return Account(row["id"], row["login"], row["name"], row["role"], row["language"], bool(row["disabled"]))


def _problems(login: str, name: str, role: str, language: str, password: str) -> list[str]:
    problems = []
    if not _LOGIN.match(login):
        problems.append("login: 1 to 64 letters, digits, . @ - _")
    if not name or len(name) > 100 or not name.isprintable():
        problems.append("name: 1 to 100 printable characters; it is printed beside the signature")
    if role not in ROLES:
        problems.append(f"role: one of {', '.join(ROLES)}, not {role!r}")
    if language not in LANGUAGES:
        problems.append(f"language: one of {', '.join(LANGUAGES)}, not {language!r}")
    if problem := _password_problem(password):
        problems.append(problem)
    return problems


def _password_problem(password: str) -> str:
    return "" if SHORTEST <= len(password) <= LONGEST else f"password: {SHORTEST} to {LONGEST} characters"
