"""Who is signed in: sessions on the server, a token in the person's cookie that is changed as she goes.

Only the SHA-256 of a token is kept. A new token is valid beside the old one until the browser shows that it has got
it, so that neither a lost answer nor a killed server signs anybody out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.console import audit
from harness.console.accounts import Account, Accounts
from harness.console.store import Store

LASTS = 8 * 3600.0
FORMS_LAST = 2 * 24 * 3600.0  # seconds after the end of a session for which its forms are known
RENEWED_AFTER = 15 * 60.0
AGAIN_AFTER = 30.0  # seconds in which a second request does not get yet another token


@dataclass(frozen=True, slots=True)
class Session:
    """``csrf`` must come with every POST; ``renewal`` is the token that the answer should carry, or empty."""

    id: int
    account: Account
    csrf: str
    expires: float
    renewal: str = ""

    def knows(self, csrf: str) -> bool:
        """Whether a POST comes from one of our own pages in this session."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode("utf-8", "replace"))


class Sessions:
    """The sessions in a store. ``clock`` counts seconds since the epoch."""

    def __init__(self, store: Store, accounts: Accounts, *, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self._accounts = accounts
        self._clock = clock

    def begin(self, account: Account, address: str) -> str:
        """A new session; its token. It knows the forms of the last one, so that what was being written when that one
        ended can still be sent."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self.store.change() as db:
            db.execute("DELETE FROM session WHERE expires < ?", (now - FORMS_LAST,))
            last = db.execute("SELECT csrf FROM session WHERE account_id = ? ORDER BY id DESC LIMIT 1",
                              (account.id,)).fetchone()  # fmt: skip
            csrf = last["csrf"] if last else secrets.token_urlsafe(32)
            db.execute(
                "INSERT INTO session (token, account_id, csrf, renewed, expires, address) VALUES (?, ?, ?, ?, ?, ?)",
                (_hash(token), account.id, csrf, now, now + LASTS, address),
            )
        return token

    def find(self, token: str, *, renew: bool = False) -> Session | None:
        """The session of a token, or None. ``renew``: the answer can carry a new one where it is time."""
        if not token:
            return None
        hashed = _hash(token)
        row = self.store.one("SELECT * FROM session WHERE token = ? OR next = ?", hashed, hashed)
        if row is None or row["expires"] <= self._clock():
            return None
        account = self._accounts.by_id(row["account_id"])
        if account is None or account.disabled:
            return None
        renewed = row["renewed"]
        if row["next"] == hashed:  # the browser has it: the old one has had its day
            renewed = self._clock()
            with self.store.change() as db:
                db.execute("UPDATE session SET token = next, next = NULL, renewed = ? WHERE id = ? AND next = ?",
                           (renewed, row["id"], hashed))  # fmt: skip
        renewal = self.renew(row["id"]) if renew and self._clock() - renewed >= RENEWED_AFTER else ""
        return Session(row["id"], account, row["csrf"], row["expires"], renewal)

    def renew(self, number: int, *, now: bool = False) -> str:
        """A new token beside the present one; empty where one was just given. ``now`` gives one in any case."""
        token, moment = secrets.token_urlsafe(32), self._clock()
        with self.store.change() as db:
            changed = db.execute(
                "UPDATE session SET next = ?, renewed = ? WHERE id = ? AND (renewed <= ? OR ?)",
                (_hash(token), moment - RENEWED_AFTER + AGAIN_AFTER, number, moment - RENEWED_AFTER, now),
            )
            return token if changed.rowcount else ""

    def extend(self, session: Session) -> float:
        """Eight more hours; until when."""
        until = self._clock() + LASTS
        with self.store.change() as db:
            db.execute("UPDATE session SET expires = ? WHERE id = ?", (until, session.id))
            audit.write(db, session.account.login, "session extended")
        return until

    def end(self, session: Session, address: str) -> None:
        with self.store.change() as db:
            db.execute("DELETE FROM session WHERE id = ?", (session.id,))
            audit.write(db, session.account.login, "signed out", "", "", address)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
