"""Who may call the archive's DICOMweb: users with passwords, tokens, what each may see, a lock after wrong passwords.

A caller who is not known gets 401 with what would let her in (RFC 9110 11.6.1), one whose token lacks a scope 403 (RFC
6750 3.1), an account that was locked 429 with the seconds until it is not (RFC 6585 4). A caller of one hospital sees
the studies of that hospital: to her there are no others.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydicom import Dataset

from simulators.pacs_store import Store, Stored
from simulators.runtime import Runtime
from simulators.web_record import record
from simulators.web_server import WebAnswer, WebRequest, refusal
from simulators.wire.elements import text

ATTEMPTS, LOCK_S = 5, 300.0  # wrong passwords until an account is locked, and for how long
MOST_NAMES = 1000  # of accounts whose wrong passwords are counted: a caller invents them
REALM = "archive"
INVALID = "invalid_token"  # RFC 6750 3.1
Handler = Callable[[WebRequest], WebAnswer]


@dataclass(frozen=True, slots=True)
class Caller:
    """``hospital``: whose studies she sees (Institution Name); "": those of all. ``may_store``: else she only looks."""

    name: str
    hospital: str = ""
    may_store: bool = True


@dataclass(frozen=True, slots=True)
class User:
    """A caller with a password."""

    caller: Caller
    password: str = field(repr=False)


class NotAllowed(Exception):
    """The caller is refused with ``status``. ``error``: as RFC 6750 names it; ``retry_s``: when she may come again."""

    def __init__(self, status: int, why: str, *, error: str = "", retry_s: float = 0.0) -> None:
        super().__init__(why)
        self.status, self.error, self.retry_s = status, error, retry_s


class Access:
    """``users`` call with Basic, ``tokens`` tells who bears a token or raises :class:`NotAllowed`. ``clock`` counts
    seconds."""

    def __init__(
        self,
        users: Iterable[User] = (),
        tokens: Callable[[str], Caller] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.users = {user.caller.name: user for user in users}
        self.tokens, self.clock = tokens, clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how often, and when last
        self._lock = threading.Lock()

    def caller(self, authorization: str) -> Caller:
        """Who calls with this Authorization field. :class:`NotAllowed`."""
        scheme, _, said = authorization.strip().partition(" ")
        if scheme.lower() == "basic" and self.users:
            return self._user(said.strip())
        if scheme.lower() == "bearer" and self.tokens is not None:
            return self.tokens(said.strip())
        raise NotAllowed(401, "say who you are")

    def _user(self, said: str) -> Caller:
        try:
            name, _, password = base64.b64decode(said, validate=True).decode("utf-8").partition(":")
        except (binascii.Error, ValueError):
            raise NotAllowed(401, "user and password cannot be read") from None
        if left := self.locked_s(name):
            raise NotAllowed(429, "too many wrong passwords", retry_s=left)
        if not self.knows(name, password):
            self._count(name)
            raise NotAllowed(401, "user or password is wrong")
        with self._lock:
            self._wrong.pop(name, None)
        return self.users[name].caller

    def knows(self, name: str, password: str) -> bool:
        """Whether that is the password of that user."""
        known = self.users.get(name)
        right = hmac.compare_digest(password.encode(), known.password.encode() if known else b"\x00")
        return right and known is not None

    def locked_s(self, name: str) -> float:
        """Seconds until the account may be tried again; 0: now."""
        with self._lock:
            times, last = self._wrong.get(name, (0, 0.0))
        return max(0.0, last + LOCK_S - self.clock()) if times >= ATTEMPTS else 0.0

    def _count(self, name: str) -> None:
        with self._lock:
            times, last = self._wrong.pop(name, (0, 0.0))
            now = self.clock()
            self._wrong[name] = (1 if now - last > LOCK_S else times + 1, now)
            while len(self._wrong) > MOST_NAMES:
                self._wrong.popitem(last=False)

    def challenges(self, error: str = "") -> str:
        """What would let a caller in, for WWW-Authenticate."""
        basic = [f'Basic realm="{REALM}", charset="UTF-8"'] if self.users else []
        bearer = [f'Bearer realm="{REALM}"' + (f', error="{error}"' if error else "")] if self.tokens else []
        return ", ".join(basic + bearer)


def one_token(token: str, caller: Caller) -> Callable[[str], Caller]:
    """For :class:`Access`: who bears this very token."""

    def tokens(said: str) -> Caller:
        if not hmac.compare_digest(said.encode(), token.encode()):
            raise NotAllowed(401, "the token is not valid", error=INVALID)
        return caller

    return tokens


class Guarded:
    """A handler of a :class:`~simulators.web_server.WebServer` before those of ``serving``, which gives each caller
    what she may see. ``root`` is taken off paths in the transcript."""

    def __init__(self, runtime: Runtime, access: Access, serving: Callable[[Caller], Handler], root: str) -> None:
        self.runtime, self.access, self.serving, self.root = runtime, access, serving, root

    def __call__(self, request: WebRequest) -> WebAnswer:
        try:
            caller = self.access.caller(request.headers.get("authorization", ""))
            self.require_right(caller, request.method)
        except NotAllowed as error:
            answer = self.refused(error)
            record(self.runtime, "pacs", request, answer, self.root)
            return answer
        return self.serving(caller)(request)

    def require_right(self, caller: Caller, method: str) -> None:
        """:class:`NotAllowed` (RFC 9110 15.5.4) for who would change something and may only look."""
        if not caller.may_store and method not in ("GET", "HEAD", "OPTIONS"):
            raise NotAllowed(403, "you may only look")

    def refused(self, error: NotAllowed) -> WebAnswer:
        """401 tells how to be let in, 429 when."""
        answer = refusal(error.status, str(error))
        headers = dict(answer.headers)
        if (error.status == 401 or error.error) and (challenges := self.access.challenges(error.error)):
            headers["WWW-Authenticate"] = challenges
        if error.retry_s:
            headers["Retry-After"] = str(int(error.retry_s) + 1)
        return WebAnswer(answer.status, headers, answer.body)


class OfHospital:
    """Store and query of an archive as a caller of one hospital sees them. A study without Institution Name is of
    ``own``, the archive's hospital."""

    def __init__(self, store: Store, query: Any, hospital: str, own: str) -> None:
        self._store, self._query, self._hospital, self._own = store, query, hospital, own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query if name == "known" else self._store, name)

    def visible(self, condition: str = "1", values: Sequence[object] = ()) -> list[Stored]:
        """As :meth:`Store.visible`."""
        return [one for one in self._store.visible(condition, values) if self.sees(one)]

    def matches(self, level: str, wanted: Dataset) -> Iterator[Dataset]:
        """As :meth:`Query.matches`."""
        known: dict[str, bool] = {}
        for match in self._query.matches(level, wanted):
            study = text(match, "StudyInstanceUID")
            if study not in known:
                known[study] = bool(self.visible("study_instance_uid = ?", [study]))
            if known[study]:
                yield match

    def sees(self, stored: Stored) -> bool:
        """Whether the object is of the caller's hospital."""
        return (text(self._store.header(stored.path), "InstitutionName") or self._own) == self._hospital
